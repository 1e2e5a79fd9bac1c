"""Odds: how likely a model was to write each value of an object, from the probabilities of its tokens. Pure text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Odds:
    """The tokens of an answer that holds one JSON object.

    Attributes:
        text: the answer. tokens: (text, probability 0..1) of each token, in order; together they are the answer.
    """

    text: str
    tokens: Sequence[tuple[str, float]]

    def at(self, *path: str | int) -> float | None:
        """Return how likely the value at a path was, 0..1 (`at("units", 0, "code")`); None where it cannot be told."""
        return None
