"""Lately embedded: vectors of what was said lately and no author wrote, so that no line is embedded every turn anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from agent.customer.contract import Embedder

KEPT = 1_000
"""Texts whose vectors are kept, the latest: twenty sessions' worth of statements, 1.5 MB."""


class LatelyEmbedded:
    """Embeds texts, and remembers the latest. Safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Return the vector of each text, (d,); texts must differ from each other."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = [text for text in texts if text not in known]
        known |= dict(zip(new, self._embedder.embed(new), strict=True)) if new else {}
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > KEPT:
                self._vectors.popitem(last=False)
        return known
