"""Customer: the contract of whoever speaks for the customer, embedded or a model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.model.base import FrozenModel
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Said, Verdict


class ReplyContext(FrozenModel):
    """All that the customer has when they answer one line.

    Attributes:
        before, state: where they stood before the line and where they stand after it. receipt: what moved.
        line: the rep's words. recent: the last few lines before it, oldest first.
        spoken: every line of the customer so far in this session, the opening first.
        seed: of the session; with the turn it fixes every choice the embedded customer makes.
    """

    persona: Persona
    before: State
    state: State
    receipt: Receipt
    verdict: Verdict
    line: str
    recent: tuple[Said, ...] = ()
    spoken: tuple[str, ...] = ()
    seed: int = 0


class Customer(Protocol):
    """Speaks for the customer."""

    engine: str

    def reply(self, hearing: ReplyContext) -> AsyncIterator[str | Reply]:
        """Yield the text in pieces, and last of all exactly one `Reply` whose text the pieces begin."""


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness in meaning."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 for each text, (n, d)."""
