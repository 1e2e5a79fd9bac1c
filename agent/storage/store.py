"""Store: the session log, the single truth. Append-only but for `erase`; a line is whole, pending or not answered.

The rep's line is stored first, in `lines`. What came of it is one insert into `turns`, or one into `attempts` that says
why nothing came of it. A branch shares its parent's turns without copying them. No step reads or writes more rows at
turn 500 than at turn 5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, func, select

from agent.errors import StoreError, TurnRefused
from agent.model.session import Outcome, State
from agent.model.turn import SessionInfo, Spending, Turn
from agent.settings import Settings
from agent.storage import erasing, leasing, queries, spent
from agent.storage.database import Database
from agent.storage.people.accounts import Accounts
from agent.storage.people.audit_log import AuditLog
from agent.storage.people.invites import Invites
from agent.storage.people.logins import Logins
from agent.storage.people.person_data import PersonData
from agent.storage.people.submissions import Submissions
from agent.storage.practice.dispute_log import DisputeLog
from agent.storage.practice.drill_log import DrillLog
from agent.storage.practice.exam_log import ExamLog
from agent.storage.practice.session_notes import SessionNotes
from agent.storage.practice.session_search import SessionSearch
from agent.storage.practice.session_times import SessionTimes
from agent.storage.practice.standing_turns import values_of
from agent.storage.private_files import make_private_folder
from agent.storage.reader import LogReader, Submission, submission_of
from agent.storage.tables import attempts, contents, endings, lines, sessions, turns
from agent.storage.training.training_log import TrainingLog

__all__ = ["Store", "Submission", "open_store"]

_COUNTED = frozenset("finished outcome turns last lines pending unanswered name submitted rated rating amended".split())
"""What `SessionInfo` says that is counted or noted elsewhere, not kept with the session."""

DEBRIEF = 0
"""The number under which the log keeps what befell a debrief, and what it cost."""

NOTHING = Spending()

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Store(LogReader):
    """The session log in one database. Safe to share between threads; several processes may open the same one.

    Every method raises StoreError where the database fails, and UnknownSession for an id it does not know.
    """

    def __init__(self, url: str | URL) -> None:
        """Open the log and bring it up to date.

        Raises:
            StoreError: it cannot be opened, or a newer version of this program wrote it.
        """
        self._database = Database(url)
        self.notes, self.disputes = SessionNotes(self._database), DisputeLog(self._database)
        self.people, self.audit = Accounts(self._database), AuditLog(self._database)
        self.drills, self.search = DrillLog(self._database), SessionSearch(self._database)
        self.times, self.exams = SessionTimes(self._database), ExamLog(self._database)
        self.invites, self.logins = Invites(self._database), Logins(self._database)
        self.persons, self.submissions = PersonData(self._database), Submissions(self._database)
        self.training = TrainingLog(self._database)

    def create(self, info: SessionInfo, state: State, pinned: Mapping[str, str] | None = None) -> None:
        """Begin a session at a start state. `pinned`: the contents it names, hash to JSON; each is kept once.

        Raises:
            StoreError: the id is taken.
        """
        row = info.model_dump(exclude=set(_COUNTED))
        row |= {"mode": info.mode.value, "terms": info.terms.model_dump_json() if info.terms else None}
        row |= {"start": state.model_dump_json(), "turns_before": state.turn}
        with self._database.writing() as connection:
            for hash_, body in (pinned or {}).items():
                self._database.insert_once(connection, contents, {"hash": hash_, "body": body})
            if not self._database.insert_once(connection, sessions, row):
                raise StoreError(f"a session with the id {info.id!r} exists. Mend: choose another id.")

    def submit(self, session: str, text: str, request: str) -> Submission:
        """Store the rep's line before anything else happens. The same request again is the same line, stored once.

        Raises:
            TurnRefused: the session has ended, another line is pending, the text is not valid Unicode, or the request
                was sent before with other words.
        """
        if _LONE_SURROGATE.search(text):
            raise TurnRefused("the line holds half a character (a lone surrogate); send it again as valid text")
        with self._database.writing() as connection:
            info = _locked(connection, session)
            again = queries.line(connection, session, lines.c.request == request)
            if again is not None and again.rep != text:
                raise TurnRefused("other words were sent before under the same request; send these as a new line")
            if again is not None:
                return submission_of(again)
            _refuse_unless_open(info)
            values = {"session": session, "number": info.lines + 1, "request": request, "rep": text}
            connection.execute(lines.insert().values(**values, at=datetime.now(UTC)))
        return Submission(session=session, number=info.lines + 1, text=text, request=request)

    def finish(self, session: str, turn: Turn) -> bool:
        """Store what came of the newest line, and what it cost; False, and nothing is stored, if that was done before.

        Raises:
            StoreError: no such line was submitted, or its words are not those of the turn.
            TurnRefused: a later line was said meanwhile, so that this one can no longer be answered in its place.
        """
        values = values_of(session, turn)
        with self._database.writing() as connection:
            info = _locked(connection, session)
            line = queries.line(connection, session, lines.c.number == turn.number)
            if line is None or line.rep != turn.rep:
                raise StoreError(f"turn {turn.number} of session {session!r} is not the line that was submitted")
            if not line.whole and info.lines != turn.number:
                raise TurnRefused(f"line {turn.number} cannot be answered any more: a later one was said")
            added = self._database.insert_once(connection, turns, values)
            if added and (turn.calls or turn.tokens or turn.notice):
                spent.add(connection, session, turn.number, Spending(calls=turn.calls, tokens=turn.tokens))
            return added

    def fail(self, session: str, number: int, why: str, cost: Spending = NOTHING) -> bool:
        """Store that a line (or, as number 0, the debrief) ended without an answer; False if it is whole by now.

        `cost`: what the try has cost at the endpoint all the same.
        """
        with self._database.writing() as connection:
            _locked(connection, session)
            line = queries.line(connection, session, lines.c.number == number)
            if line is not None and line.whole:
                return False
            _attempt(connection, session, number, why)
            if cost:
                spent.add(connection, session, number, cost)
            return True

    def begin_again(self, session: str, number: int) -> int:
        """Store that a pending line is begun again after a stop; return how often that was done, this time included."""
        with self._database.writing() as connection:
            _locked(connection, session)
            _attempt(connection, session, number, None)
            again = (attempts.c.session == session, attempts.c.number == number, attempts.c.why.is_(None))
            return int(connection.execute(select(func.count()).where(*again)).scalar_one())

    def branch(self, session: str, turn: int, new: str) -> SessionInfo:
        """Begin a session that shares the turns up to `turn` of another and goes on from there; 0 starts over.

        Where line `turn` was not answered, the last whole turn before it is the one gone back to.

        Raises:
            TurnRefused: there is no such turn, or the conversation ended with it.
            StoreError: the new id is taken.
        """
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            at = queries.whole_until(connection, session, turn) if 0 < turn <= info.last else turn
            state = queries.state_at(connection, session, at)
        if state is None:
            raise TurnRefused(f"this conversation has no whole turn {turn}; choose one of 0 to {info.last}")
        if state.outcome is not Outcome.OPEN:
            raise TurnRefused(f"the conversation ended with turn {at}; go back to an earlier one")
        fresh = {name: SessionInfo.model_fields[name].default for name in _COUNTED}
        came = {"id": new, "parent": session, "parent_turn": at, "started": datetime.now(UTC)}
        self.create(info.model_copy(update=fresh | came), state)
        return self.info(new)

    def claim(self, session: str, owner: str, seconds: float) -> bool:
        """Take or renew the right to run a session for some seconds; False while another owner holds it."""
        with self._database.writing() as connection:
            queries.info(connection, session)
            return leasing.claim(self._database, connection, session, owner, seconds)

    def release(self, session: str, owner: str) -> None:
        """Give the right to run a session back; nothing happens if this owner does not hold it."""
        with self._database.writing() as connection:
            leasing.release(connection, session, owner)

    def close_session(self, session: str, outcome: Outcome, debrief_json: str, cost: Spending = NOTHING) -> None:
        """End a session with its debrief, which cost so much. The first ending stands; a second one changes nothing.

        Raises:
            TurnRefused: a line still waits for its outcome.
        """
        values = {"session": session, "outcome": outcome.value, "debrief": debrief_json, "at": datetime.now(UTC)}
        with self._database.writing() as connection:
            if _locked(connection, session).pending:
                raise TurnRefused("a line still waits for its answer; let it be finished, then end the session")
            if self._database.insert_once(connection, endings, values) and cost:
                spent.add(connection, session, DEBRIEF, cost)

    def erase(self, session: str, branches: bool = False) -> list[str]:
        """Erase a session with every word in it, and with `branches` those that go back to it; return their ids.

        Raises:
            TurnRefused: other sessions share its turns and `branches` is not asked for, or one of them is at work.
        """
        with self._database.writing() as connection:
            _locked(connection, session, whole=True)
            shared = queries.branches(connection, session)
            if shared and not branches:
                raise TurnRefused(
                    f"session {session!r} cannot be erased alone: {', '.join(shared)} went back to it and share its "
                    "turns. Mend: erase these first, or all together with --branches."
                )
            gone = [session, *shared]
            erasing.erase_sessions(self._database, connection, gone)
        self._database.scrub()
        return gone


def open_store(settings: Settings) -> Store:
    """Open the log the settings name; by default `rollwith.db` in the data folder, whatever letters its path has."""
    if not settings.database_url:
        make_private_folder(settings.data_dir)
    file = settings.data_dir / "rollwith.db"
    return Store(settings.database_url or URL.create("sqlite", database=str(file)))


def _locked(connection: Connection, session: str, whole: bool = False) -> SessionInfo:
    """Hold the session's row against other writers (SQLite holds its one write lock already), then read it anew.

    `whole` holds off new branches as well, which refer to the row.
    """
    connection.execute(select(sessions.c.id).where(sessions.c.id == session).with_for_update(key_share=not whole))
    return queries.info(connection, session)


def _attempt(connection: Connection, session: str, number: int, why: str | None) -> None:
    mine = (attempts.c.session == session, attempts.c.number == number)
    before = connection.execute(select(func.count()).where(*mine)).scalar_one()
    values = {"session": session, "number": number, "nth": before + 1, "why": why, "at": datetime.now(UTC)}
    connection.execute(attempts.insert().values(**values))


def _refuse_unless_open(info: SessionInfo) -> None:
    if info.finished or info.outcome is not Outcome.OPEN:
        raise TurnRefused("this conversation has ended; start a new one or go back to an earlier turn")
    if info.pending:
        raise TurnRefused("the line before still waits for its answer")
    if info.terms and info.turns >= info.terms.most_lines:
        raise TurnRefused(f"the {info.terms.most_lines} lines of this exam have been said; read the debrief")
