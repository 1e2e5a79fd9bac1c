"""The contract of whoever speaks for the customer, embedded or a model. What they do is decided before they speak."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.customer.turn_context import TurnContext
from agent.model.acts import Intent
from agent.model.background import Said
from agent.model.session import Reply
from agent.model.verdict import Talk


class Customer(Protocol):
    """Speaks for the customer."""

    engine: str

    def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        """Say an intent: yield the text in pieces, and last of all exactly one `Reply` whose text they begin."""

    def brief(self, context: TurnContext, intent: Intent) -> Hashable:
        """Return all that a reply rests on: with equal briefs, whoever speaks is told and held to the same.

        A reply begun in another context of the same line stands in this one if the briefs are equal.
        """


TalkReader = Callable[[str, Sequence[Said]], Talk]
"""Reads what a customer's line says about the change, from its words behind the lines said before it."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness in meaning."""

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on beside the text: two embedders with the same one give the same vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text, (n, d)."""
