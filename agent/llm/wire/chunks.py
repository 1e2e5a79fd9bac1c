"""Chunks: the steps of a streamed answer, counted as they pass, so that no stream goes on for ever."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from typing import Any

from agent.errors import EndpointError
from agent.llm.reading.odds import Odds
from agent.llm.reading.response import read_answer
from agent.llm.wire.failures import Overlong, named

MOST_CHARACTERS = 500_000
"""Words and thoughts of one streamed answer; a model that reasons for 32,000 tokens writes about 130,000."""

_CUT = frozenset({"length", "max_tokens"})
"""What endpoints call an end at the token limit, in lower case."""


class Chunks:
    """The chunks of a stream, as they come.

    Attributes:
        cut: the endpoint said that the answer ended at its token limit.
    """

    def __init__(self, source: AsyncIterator[object], where: str) -> None:
        self.cut = False
        self._source, self._where, self._length = source, where, 0
        self._tokens: list[tuple[str, float]] = []

    def __aiter__(self) -> AsyncIterator[object]:
        return self

    async def __anext__(self) -> object:
        try:
            chunk = await anext(self._source)
        except EndpointError as error:  # of the transport, which knows no call
            raise named(error, self._where) from error
        choice = first_choice(chunk)
        delta = field_of(choice, "delta")
        self.cut = self.cut or was_cut(choice)
        self._tokens += _likelihoods(choice)
        self._length += sum(_length(field_of(delta, name)) for name in ("content", "reasoning_content", "reasoning"))
        if self._length > MOST_CHARACTERS:
            raise Overlong(f"{self._where}: the answer went on beyond {MOST_CHARACTERS:,} characters")
        return chunk

    @property
    def odds(self) -> Odds | None:
        """How likely each token was, where the endpoint told."""
        return Odds("".join(token for token, _ in self._tokens), tuple(self._tokens)) if self._tokens else None


async def steps_of(body: str, where: str) -> AsyncIterator[object]:
    """Yield a whole answer as the one step of a stream.

    Raises:
        EndpointError: as of `read_answer`.
    """
    read_answer(body, where)
    whole = json.loads(body)
    choice = first_choice(whole)
    step = {"delta": field_of(choice, "message"), "finish_reason": field_of(choice, "finish_reason")}
    yield {"choices": [step], "usage": whole.get("usage")}


def odds_of(body: str) -> Odds | None:
    """Return how likely each token of a whole answer was, where its body tells."""
    tokens = _likelihoods(first_choice(json.loads(body)))
    return Odds("".join(token for token, _ in tokens), tuple(tokens)) if tokens else None


def was_cut(choice: object) -> bool:
    """Say whether a choice ended at its token limit, whatever the endpoint calls it."""
    return str(field_of(choice, "finish_reason")).lower() in _CUT


def first_choice(node: object) -> object:
    """Return the first choice of an answer or a chunk, or None; nothing is taken for granted."""
    choices = field_of(node, "choices")
    return choices[0] if isinstance(choices, list) and choices else None


def field_of(node: object, name: str) -> Any:
    """Return a field of a JSON object or of what the SDK made of one, or None."""
    return node.get(name) if isinstance(node, dict) else getattr(node, name, None)


def _likelihoods(choice: object) -> list[tuple[str, float]]:
    steps = field_of(field_of(choice, "logprobs"), "content")
    pairs = [(field_of(one, "token"), field_of(one, "logprob")) for one in steps] if isinstance(steps, list) else []
    return [
        (token, math.exp(min(0.0, logprob)))
        for token, logprob in pairs
        if isinstance(token, str) and isinstance(logprob, int | float)
    ]


def _length(said: object) -> int:
    return len(said) if isinstance(said, str) else len(str(said)) if said else 0
