"""Embedded parts: coder, indexes and decider, which serve whoever grades and speaks; built when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from agent.model.background import Said
from agent.model.verdict import SURE, Talk

if TYPE_CHECKING:
    from agent.customer.contract import TalkReader
    from agent.customer.decider import Decider
    from agent.customer.index.index_library import IndexLibrary
    from agent.grading.coder.runtime import Coder
    from agent.model.persona import Persona


class EmbeddedParts:
    """Builds the parts, one of each. Safe to share between threads."""

    def __init__(self, index_folder: Path, repeats: bool) -> None:
        """Take where indexes are kept; `repeats`: the same words are decided on twice, so embed them once."""
        self._index_folder, self._repeats = index_folder, repeats
        self._lock = RLock()
        self._coder: Coder | None = None
        self._indexes: IndexLibrary | None = None
        self._decider: Decider | None = None

    def coder(self) -> Coder:
        """Return the embedded coder, or raise `CoderError` where its files are missing or do not fit."""
        with self._lock:
            if self._coder is None:
                from agent.grading.coder.runtime import load_coder

                self._coder = load_coder()
            return self._coder

    def indexes(self) -> IndexLibrary:
        """Return the indexes of the personas."""
        with self._lock:
            if self._indexes is None:
                from agent.customer.index.index_library import IndexLibrary
                from agent.customer.index.repeated_texts import RepeatedTexts
                from agent.customer.ranking.ranker import load_ranker
                from agent.customer.ranking.topic_reader import load_topic_reader

                embedder = RepeatedTexts(self.coder()) if self._repeats else self.coder()
                self._indexes = IndexLibrary(embedder, self._index_folder, load_ranker(), load_topic_reader())
            return self._indexes

    def decider(self) -> Decider:
        """Return who decides what the customer does; the same one whoever speaks."""
        with self._lock:
            if self._decider is None:
                from agent.customer.decider import Decider

                self._decider = Decider(self.indexes())
            return self._decider

    def talk_reader(self) -> TalkReader:
        """Return what reads a customer's talk type from their words: the embedded coder, whoever speaks.

        It reads the line by itself and behind what was said; where these part or are not sure, the line is neutral, as
        coders are told to code it: one reading alone called 44 of 59 lines of models change talk.
        """
        coder = self.coder()

        def read(text: str, before: Sequence[Said]) -> Talk:
            alone, behind = coder.talk(text, []), coder.talk(text, [(said.speaker, said.text) for said in before])
            sure = alone.talk is behind.talk and min(alone.confidence, behind.confidence) >= SURE
            return behind.talk if sure else Talk.NEUTRAL

        return read

    def prepare(self, persona: Persona) -> None:
        """Have at hand all that a persona's content decides, so that the first answer is as quick as a later one."""
        self.indexes().of(persona)
        self.coder().embed([persona.name])  # where the index came from disk, the encoder has yet to be loaded

    def close(self) -> None:
        """Let go of what is being prepared."""
        if self._indexes is not None:
            self._indexes.close()
