"""Pinned content: the persona and the rubric a session began with, from the log, whatever became of the files."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
from typing import TypedDict, TypeVar, Unpack

from pydantic import ValidationError

from agent.content.library import Library
from agent.errors import StoreError
from agent.model.persona import Persona
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo
from agent.storage.reader import LogReader

M = TypeVar("M", Persona, Rubric)

KEPT = 64
"""Contents that are kept read; a persona is some 100 KB, and a room uses few at a time."""


class PinnedContent:
    """Reads what sessions were begun with. Sessions of before it was kept fall back on the library. Thread-safe."""

    def __init__(self, library: Library, log: LogReader) -> None:
        self._library, self._log = library, log
        self._read: OrderedDict[str, Persona | Rubric] = OrderedDict()
        self._lock = Lock()

    def persona(self, info: SessionInfo) -> Persona:
        """Return the persona of a session.

        Raises:
            StoreError: it was kept by another version and cannot be read. DataError: it was not kept, and the library
                has none.
        """
        if info.persona_content is None:
            return self._library.persona(info.persona)
        return self._kept(info.persona_content, Persona, info)

    def rubric(self, info: SessionInfo) -> Rubric:
        """Return the rubric of a session; raises as `persona` does."""
        if info.rubric_content is None:
            return self._library.rubric(info.rubric.partition("@")[0])
        return self._kept(info.rubric_content, Rubric, info)

    def _kept(self, hash_: str, model: type[M], info: SessionInfo) -> M:
        with self._lock:
            known = self._read.get(hash_)
        if not isinstance(known, model):
            known = self._load(hash_, model, info)
            with self._lock:
                self._read[hash_] = known
                while len(self._read) > KEPT:
                    self._read.popitem(last=False)
        return known

    def _load(self, hash_: str, model: type[M], info: SessionInfo) -> M:
        body, noun = self._log.content(hash_), model.__name__.lower()
        if body is None:
            raise StoreError(f"the {noun} of session {info.id!r} is not in the log. Mend: restore a copy of the log.")
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise StoreError(
                f"the {noun} of session {info.id!r} was kept in another shape ({error.error_count()} problems). "
                "Mend: use the version of rollwith that began the session."
            ) from error


class Kept(TypedDict, total=False):
    """Whose a session is and on what terms; see `SessionInfo`."""

    owner: str | None
    mode: Mode
    terms: ExamTerms | None


def new_session(
    persona: Persona, rubric: Rubric, seed: int, **kept: Unpack[Kept]
) -> tuple[SessionInfo, dict[str, str]]:
    """Return a session that is about to begin, and the contents it names: hash to JSON."""
    (persona_hash, persona_body), (rubric_hash, rubric_body) = packed(persona), packed(rubric)
    info = SessionInfo(
        id=secrets.token_hex(8),
        persona=persona.id,
        persona_version=persona.version,
        rubric=rubric.ref,
        seed=seed,
        opening=random.Random(f"{seed} opening").choice(persona.openings),
        started=datetime.now(UTC),
        persona_content=persona_hash,
        rubric_content=rubric_hash,
        **kept,
    )
    return info, {persona_hash: persona_body, rubric_hash: rubric_body}


def packed(content: Persona | Rubric) -> tuple[str, str]:
    """Return the SHA-256 of a content and its JSON.

    Keys keep their order, since the order of facts, topics and checks is part of what a persona or rubric does. What an
    author left to its default is written out, so that a later default changes nothing.
    """
    document = content.model_dump(mode="json", by_alias=True)
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest(), body
