"""Turn log: what the room tells whoever runs it about turns, what each has cost, and failures in plain words."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

from agent.errors import CoderError, DataError, EndpointError, SettingsError, StoreError, TurnRefused
from agent.event_log import log_event
from agent.model.events import Event, Piece
from agent.model.turn import Spending, Turn

if TYPE_CHECKING:
    from agent.llm.budget import Budget
    from agent.runtime.engine_factory import Engines
    from agent.storage.store import Store

SLOW_FIRST_WORDS = 5.0
"""Seconds without a word of the customer after which a rep thinks that nothing happens."""

_REASON = re.compile(
    r"HTTP \d{3}|no answer in time|no words within [\d.]+ s|no whole answer within [\d.]+ s|connection failed or cut"
    r"|the endpoint broke off|token budget|the answer is (?:not what|empty)|its draft|its next sentence"
    r"|could not be read|none of its quotes|no grade within [\d.]+ s"
)
"""What is safe to log of why an engine stood in: the rest of the text may quote a line or a draft."""

_log = logging.getLogger(__name__)


class TurnWatch:
    """Times one turn, and listens for its first words."""

    def __init__(self, session: str, number: int) -> None:
        self.session, self.number = session, number
        self._began, self._spoken = time.monotonic(), False

    @property
    def seconds(self) -> float:
        """Seconds since the turn began."""
        return round(time.monotonic() - self._began, 3)

    def hear(self, event: Event) -> None:
        """Log a first word that was long in coming."""
        if isinstance(event, Piece) and not self._spoken:
            self._spoken = True
            if self.seconds >= SLOW_FIRST_WORDS:
                self._told(logging.WARNING, "slow_first_words")

    def whole(self, turn: Turn) -> None:
        """Log a turn that is whole, and whether another engine graded or spoke than was to."""
        words = {"rep": turn.rep, "customer": turn.reply.text}
        self._told(logging.INFO, "turn_whole", engine=turn.reply.engine, grader=turn.verdict.engine, words=words)
        self._stood_in("grade_degraded", turn.verdict.engine, turn.verdict.degraded)
        self._stood_in("answer_degraded", turn.reply.engine, turn.reply.degraded)

    def unanswered(self, why: str, error: BaseException | None, rep: str) -> None:
        """Log a turn that ended without an answer."""
        self._told(logging.ERROR, "turn_not_answered", why=why, error=error, words={"rep": rep})

    def _stood_in(self, event: str, engine: str, degraded: str | None) -> None:
        if degraded:
            self._told(logging.WARNING, event, engine=engine, why=safe_reason(degraded), words={"degraded": degraded})

    def _told(self, level: int, event: str, **more: object) -> None:
        log_event(_log, level, event, session=self.session, turn=self.number, seconds=self.seconds, **more)  # type: ignore[arg-type]


class TurnCosts:
    """What sessions have cost: the budget counts it, the log keeps it, and neither is behind the other for long."""

    def __init__(self, store: Store, engines: Engines) -> None:
        self._store, self._engines = store, engines

    def unlogged(self, session: str) -> Spending:
        """Return what a session has spent that the log does not know yet; what the log alone knows is restored."""
        budget = self._budget
        return budget.beyond(session, self._store.spent(session)) if budget else Spending()

    def told(self, session: str, number: int) -> tuple[Spending, str | None]:
        """Return what a turn has cost, and what to tell the rep once most of the session's budget is spent."""
        budget = self._budget
        if budget is None:
            return Spending(), None
        cost = self.unlogged(session)
        notice = budget.nearly_spent(session, self._store.spent_at_last_turn(session).tokens)
        if notice:
            log_event(_log, logging.WARNING, "budget_nearly_spent", session=session, turn=number, why=notice)
        return cost, notice

    def fail(self, session: str, number: int, why: str) -> bool:
        """Store why a line or a debrief has no answer, and what the try has cost; False if it has one by now."""
        return self._store.fail(session, number, why, self.unlogged(session))

    @property
    def _budget(self) -> Budget | None:
        try:
            return self._engines.budget
        except SettingsError:  # models that cannot be opened have spent nothing, and the turn tells of it by itself
            return None


def refused(session: str, error: TurnRefused) -> None:
    """Log a line that was not taken."""
    log_event(_log, logging.INFO, "turn_refused", session=session, why=str(error))


def undebriefed(session: str, why: str, error: BaseException) -> None:
    """Log a debrief that could not be written by the engine that was to write it."""
    log_event(_log, logging.ERROR, "debrief_failed", session=session, why=why, error=error)


def unamended(session: str, number: int, error: BaseException) -> None:
    """Log a turn that could not be answered again without a disputed reading."""
    log_event(
        _log, logging.ERROR, "turn_not_amended", session=session, turn=number, why=plain_words(error), error=error
    )


def unrecorded(session: str, number: int, error: BaseException) -> None:
    """Log that the log itself could not take down how a turn ended."""
    log_event(
        _log, logging.ERROR, "turn_not_recorded", session=session, turn=number, why=plain_words(error), error=error
    )


def safe_reason(text: str) -> str:
    """Return what of a reason may be logged."""
    return ", ".join(dict.fromkeys(_REASON.findall(text))) or "see the session"


def plain_words(error: BaseException) -> str:
    """Say for a rep why a turn ended without an answer. Nothing that an error quotes is in it."""
    match error:
        case TimeoutError():
            return "no answer came in time"
        case EndpointError():
            return "the language-model endpoint gave no usable answer"
        case StoreError() | TurnRefused():
            return "the session log could not take the answer"
        case CoderError():
            return "the built-in grader's files are missing or do not fit"
        case DataError():
            return "the customer's persona or the rubric cannot be read"
        case _:
            return f"an unforeseen error in the program ({type(error).__name__})"
