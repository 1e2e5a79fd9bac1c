"""Index library: one index for each persona, by content: built once, kept on disk, and the latest few in memory."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Event, Lock

import numpy as np

from agent.content.tables.standard_questions import standard_questions
from agent.customer.contract import Embedder
from agent.customer.index.line_index import LineIndex
from agent.customer.index.persona_index import Matrix, PersonaIndex, texts_to_embed
from agent.customer.index.vector_cache import VectorCache
from agent.customer.ranking.ranker import NearestRanker, Ranker
from agent.customer.ranking.topic_reader import TopicReader
from agent.errors import RollwithError
from agent.model.persona import Persona

KEPT = 32
"""Indexes kept in memory, the latest used: about 6 MB each."""

AT_ONCE = 16
"""Texts embedded between two looks at whether the program is closing: a tenth of a second's work."""

FINGERPRINT_LENGTH = 16
"""Hex digits of a persona's fingerprint in a file's name; the whole of it stands inside."""


class IndexLibrary:
    """Gives the index of a persona. Safe to share between threads; two that ask for the same one wait for one build.

    Args:
        embedder: embeds authored texts and, later, the rep's. folder: where vectors are kept, or None for nowhere.
        ranker: judges which line answers; without one, the nearest in meaning does. What it works out beforehand (a few
            milliseconds) stays with the index in memory; the files hold embeddings only.
        reader: reads what a question is about; without one, the nearest wording tells.
    """

    def __init__(
        self,
        embedder: Embedder,
        folder: Path | None = None,
        ranker: Ranker | None = None,
        reader: TopicReader | None = None,
    ) -> None:
        self._embedder, self._ranker, self._reader = embedder, ranker or NearestRanker(), reader
        self._cache = VectorCache(folder) if folder else None
        self._lock = Lock()
        self._known: OrderedDict[str, PersonaIndex] = OrderedDict()
        self._building: dict[str, Lock] = {}
        self._common: dict[str, Matrix] = {}
        self._closing = Event()
        self._latest: OrderedDict[int, tuple[Persona, str]] = OrderedDict()

    def of(self, persona: Persona) -> PersonaIndex:
        """Return the index of a persona, building it the first time their content is seen.

        Raises:
            RollwithError: the program is closing, and it was not built yet.
        """
        key = self._content_key(persona)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            building = self._building.setdefault(key, Lock())
        with building:
            with self._lock:
                found = self._known.get(key)
            return found or self._keep(key, self._build(persona, key))

    def close(self) -> None:
        """Let go of what is being built, so that nobody who leaves waits for it."""
        self._closing.set()

    def _content_key(self, persona: Persona) -> str:
        """Return the fingerprint of a persona's content; the same object is read only once."""
        with self._lock:
            one = self._latest.get(id(persona))
            if one is not None and one[0] is persona:
                return one[1]
        content = f"{self._embedder.fingerprint}\n{persona.model_dump_json()}"
        key = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            self._latest[id(persona)] = persona, key
            while len(self._latest) > KEPT:
                self._latest.popitem(last=False)
        return key

    def _keep(self, key: str, index: PersonaIndex) -> PersonaIndex:
        with self._lock:
            self._known[key] = index
            self._building.pop(key, None)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return index

    def _build(self, persona: Persona, key: str) -> PersonaIndex:
        lines = LineIndex(persona)
        texts = texts_to_embed(lines)
        name = f"{persona.id}-{key[:FINGERPRINT_LENGTH]}"
        stamp = hashlib.sha256("\n".join((key, *texts)).encode("utf-8", "surrogatepass")).hexdigest()
        vectors = self._cache.read(name, stamp, len(texts)) if self._cache else None
        if vectors is None:
            vectors = self._embedded(texts, self._kin(persona.id))
            if self._cache:
                self._cache.write(name, stamp, vectors)
        return PersonaIndex(persona, lines, vectors, self._embedder, self._ranker, self._reader)

    def _kin(self, persona: str) -> dict[str, Matrix]:
        """Return the texts of the version of a persona that was used last: an edit changes few of several hundred."""
        with self._lock:
            index = next((one for one in reversed(self._known.values()) if one.persona.id == persona), None)
        return index.rows() if index else {}

    def _embedded(self, texts: list[str], kin: dict[str, Matrix]) -> Matrix:
        """Embed texts, one row for each in the order given; what all customers may be asked is embedded once."""
        known = kin | self._common
        new = [text for text in texts if text not in known]
        rows = dict(zip(new, self._computed(new), strict=True))
        asked = standard_questions().every
        self._common = self._common | {text: row for text, row in rows.items() if text in asked}
        return np.array([rows[text] if text in rows else known[text] for text in texts], dtype=np.float32)

    def _computed(self, texts: list[str]) -> Matrix:
        """Embed texts, like lengths together, which wastes least; one row for each in the order given."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts = []
        for start in range(0, len(order), AT_ONCE):
            if self._closing.is_set():
                raise RollwithError("the program is closing; what was asked for is not ready")
            parts.append(self._embedder.embed([texts[at] for at in order[start : start + AT_ONCE]]))
        return np.concatenate(parts)[np.argsort(order)] if parts else np.zeros((0, 0), dtype=np.float32)
