"""Repeated texts: an embedder that does not embed again what it was asked for a moment ago.

A turn with a model decides twice on the same words: on the embedded coder's reading, and on the grade of record.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from agent.customer.contract import Embedder

Vectors = NDArray[np.float32]

KEPT = 64
"""Calls remembered: those of some ten turns under way at once."""

MOST_TEXTS = 12
"""Texts of a call that is remembered: more are a persona's, which are embedded once and kept on disk."""


class RepeatedTexts:
    """Embeds; see `Embedder`. Only the very same call is remembered, so that its vectors are the same to the bit."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._lock = embedder, Lock()
        self._known: OrderedDict[tuple[str, ...], Future[Vectors]] = OrderedDict()

    @property
    def fingerprint(self) -> str:
        """That of the embedder."""
        return self._embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, (n, d); who asks while another computes the same waits for it."""
        if len(texts) > MOST_TEXTS:
            return self._embedder.embed(texts)
        key = tuple(texts)
        with self._lock:
            first = key not in self._known
            found = self._known.setdefault(key, Future())
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        if first:
            self._compute(key, found)
        return found.result().copy()

    def _compute(self, key: tuple[str, ...], found: Future[Vectors]) -> None:
        try:
            found.set_result(self._embedder.embed(key))
        except BaseException as error:
            found.set_exception(error)  # whoever waits for it hears of it as well
            with self._lock:
                self._known.pop(key, None)
            raise
