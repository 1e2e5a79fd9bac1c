"""Latest turns: what the log holds of sessions that are being played, kept read. The log stays the single truth.

Turns are only ever added, and the newest may be amended. So what was read of a session is right as long as the log's
newest turn and newest amendment are those read last. Both are looked up each time; whoever else writes is noticed so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from agent.model.turn import SessionInfo, Turn
from agent.runtime.turns.recent_talk import LONGEST_WINDOW
from agent.storage.store import Store

KEPT = 64
"""Sessions kept read, the latest ones: more than are played at once in a room."""


@dataclass(frozen=True)
class Latest:
    """What a turn needs of those before it.

    Attributes:
        turns: the newest whole ones, oldest first. spoken: every line of the customer. amended: as of `SessionInfo`.
    """

    turns: tuple[Turn, ...]
    spoken: tuple[str, ...]
    amended: datetime | None = None

    def is_that_of(self, info: SessionInfo) -> bool:
        """Say whether nothing was added since."""
        last = self.turns[-1].number if self.turns else 0
        return (len(self.spoken), last, self.amended) == (info.turns, info.last, info.amended)


class LatestTurns:
    """Reads sessions, and remembers what it read. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._known: OrderedDict[str, Latest] = OrderedDict()

    def of(self, info: SessionInfo) -> Latest:
        """Return what there is of a session; `info` is as the log has it now."""
        with self._lock:
            known = self._known.get(info.id)
        if known is None or not known.is_that_of(info):
            turns = self._store.turns(info.id, last=LONGEST_WINDOW)
            known = Latest(tuple(turns), tuple(self._store.spoken(info.id)), info.amended)
            self._keep(info.id, known)
        return known

    def add(self, session: str, turn: Turn) -> None:
        """Take note of a turn that was just stored."""
        with self._lock:
            known = self._known.get(session)
        if known is not None:
            turns = (*known.turns, turn)[-LONGEST_WINDOW:]
            self._keep(session, Latest(turns, (*known.spoken, turn.reply.text), known.amended))

    def forget(self, sessions: Iterable[str]) -> None:
        """Keep nothing of sessions that were erased."""
        with self._lock:
            for session in sessions:
                self._known.pop(session, None)

    def _keep(self, session: str, latest: Latest) -> None:
        with self._lock:
            self._known[session] = latest
            self._known.move_to_end(session)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
