"""LogView: what a screen or a command may read of the session log. The log is opened when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from agent.content.library import Library
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.practice.person import Person
from agent.model.rubric import Rubric
from agent.model.turn import Drafts, SessionInfo, Turn, UnansweredLine

if TYPE_CHECKING:
    from agent.runtime.pinned_content import PinnedContent
    from agent.settings import Settings
    from agent.storage.store import Store


class LogView:
    """Reads sessions with the persona and the rubric they began with. Safe to share between threads."""

    def __init__(self, library: Library, open_log: Callable[[], Store]) -> None:
        """Take the library, on which sessions of before contents were kept fall back, and how to open the log."""
        self.library, self._open_log = library, open_log
        self._opening = RLock()
        self.before_reading: Callable[[], None] = lambda: None
        """Has the library's files as they are to be; see `personal/training/published_files.py`."""

    @property
    def _store(self) -> Store:
        with self._opening:  # several threads may be the first to ask, and the log is opened once
            return self._opened_store

    @cached_property
    def _opened_store(self) -> Store:
        return self._open_log()

    @cached_property
    def _pinned(self) -> PinnedContent:
        from agent.runtime.pinned_content import PinnedContent

        return PinnedContent(self.library, self._store)

    def sessions(self, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions, newest first."""
        return self._store.sessions(limit, offset)

    def sessions_of(self, owner: str | None, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return one person's sessions, newest first; None for those of a room without accounts."""
        return self._store.sessions_of(owner, limit, offset)

    def person(self, person: str) -> Person | None:
        """Return somebody who has an account, or None."""
        return self._store.people.person(person)

    @property
    def log(self) -> Store:
        """The log itself, for what is built upon the room in `agent/runtime/personal`; doors do not ask for it."""
        return self._store

    def session(self, session: str) -> SessionInfo:
        """Return what is known of a session, or raise UnknownSession."""
        return self._store.info(session)

    def turns(self, session: str, last: int | None = None) -> list[Turn]:
        """Return the whole turns of a session in order, or only the last few."""
        return self._store.turns(session, last)

    def pending(self, session: str) -> str | None:
        """Return the rep's line that still waits for its answer, if any."""
        waiting = self._store.pending(session)
        return waiting.text if waiting else None

    def unanswered(self, session: str) -> list[UnansweredLine]:
        """Return the lines of a session that ended without an answer, in order."""
        return self._store.unanswered(session)

    def persona_of(self, info: SessionInfo) -> Persona:
        """Return the persona a session began with, whatever became of its file."""
        return self._pinned.persona(info)

    def rubric_of(self, info: SessionInfo) -> Rubric:
        """Return the rubric a session began with, whatever became of its file."""
        return self._pinned.rubric(info)

    def debrief(self, session: str) -> Debrief | None:
        """Return the debrief of an ended session, or None."""
        stored = self._store.debrief(session)
        return Debrief.model_validate_json(stored) if stored else None

    def drafts(self, newest: int) -> Drafts:
        """Return what became of the drafts that were begun beside the grade, in so many of the newest turns."""
        return self._store.drafts(newest)

    def where(self) -> str:
        """Say where the sessions are kept, without a password."""
        return self._store.describe()

    def close_log(self) -> None:
        """Close the log, if it was opened."""
        if "_opened_store" in self.__dict__:
            self._store.dispose()


def log_opener(settings: Settings) -> Callable[[], Store]:
    """Return how to open the log that the settings name."""

    def opened() -> Store:
        from agent.storage.store import open_store  # sqlalchemy takes a quarter of a second to load

        return open_store(settings)

    return opened
