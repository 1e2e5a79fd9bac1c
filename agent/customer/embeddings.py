"""Vectors: embeddings of a persona's authored texts, each computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.customer.contract import Embedder

Matrix = NDArray[np.float32]

MOST_KEPT = 20_000
"""Vectors kept (30 MB at 384 numbers each): some forty personas' worth. Beyond it the cache starts anew."""


class Vectors:
    """Looks up embeddings. Authored texts are remembered; what the rep writes is not."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Matrix] = {}

    def of_rep(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of the rep's words, (n, d)."""
        return self._embedder.embed(list(texts))

    def of_author(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of authored texts, (n, d), computing those that are new in one batch."""
        if len(self._known) > MOST_KEPT:
            self._known = {}
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([known[text] for text in texts])
