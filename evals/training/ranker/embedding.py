"""Embedding: the texts of the pairs as vectors, kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from agent.customer.index.vector_cache import VectorCache
from agent.customer.ranking.form import Floats
from agent.grading.coder.runtime import Coder

AT_ONCE = 64


class Embeddings:
    """The vectors of a fixed set of texts.

    Attributes:
        vectors: one row of length 1 for each text; the first is of no text at all, and zero.
    """

    def __init__(self, texts: Iterable[str], coder: Coder, folder: Path) -> None:
        """Embed the texts, or read the vectors of an earlier run from `folder`."""
        known = sorted({text for text in texts if text.strip()}, key=lambda text: (len(text), text))
        self._row = {text: at for at, text in enumerate(known, 1)}
        key = hashlib.sha256("\n".join((coder.fingerprint, *known)).encode()).hexdigest()
        cache = VectorCache(folder)
        vectors = cache.read(f"texts-{key[:16]}", key, len(known))
        if vectors is None:
            parts = [coder.embed(known[start : start + AT_ONCE]) for start in range(0, len(known), AT_ONCE)]
            vectors = np.concatenate(parts)
            cache.write(f"texts-{key[:16]}", key, vectors)
        self.vectors: Floats = np.concatenate([np.zeros((1, vectors.shape[1]), dtype=np.float32), vectors])

    def rows(self, texts: Iterable[str]) -> list[int]:
        """Return the row of each text; 0 for an empty one."""
        return [self._row.get(text, 0) for text in texts]

    def of(self, texts: Iterable[str]) -> Floats:
        """Return the vectors of some of the texts, (n, d)."""
        return self.vectors[self.rows(texts)]
