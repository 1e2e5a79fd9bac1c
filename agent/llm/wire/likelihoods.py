"""Likelihoods: how likely each token of a whole answer was, where its body tells."""

from __future__ import annotations

import json
import math
from typing import Any

from agent.llm.reading.odds import Odds


def odds_of(body: str) -> Odds | None:
    """Return the tokens of the first choice with their probabilities, or None; nothing in the body is trusted.

    Raises:
        ValueError: the body is no JSON.
    """
    choices = _field(json.loads(body), "choices")
    steps = _field(_field(choices[0], "logprobs"), "content") if isinstance(choices, list) and choices else None
    pairs = [(_field(one, "token"), _field(one, "logprob")) for one in steps] if isinstance(steps, list) else []
    tokens = tuple(
        (token, math.exp(min(0.0, logprob)))
        for token, logprob in pairs
        if isinstance(token, str) and isinstance(logprob, int | float)
    )
    whole = tokens and len(tokens) == len(pairs)
    return Odds("".join(token for token, _ in tokens), tokens) if whole else None


def _field(node: object, name: str) -> Any:
    return node.get(name) if isinstance(node, dict) else None
