"""Statements: a finished session of one's own as xAPI, as a file or sent to a record store.

A rehearsal is private: nothing is sent but what its owner submits or sends by hand, and never the words they said.
"""

from __future__ import annotations

import asyncio

from agent.errors import TurnRefused
from agent.feedback.score import score_of
from agent.runtime.personal import exams
from agent.runtime.personal.personal_room import PersonalRoom
from agent.statements.record_store import send_statements
from agent.statements.session_statements import Statement, Told, session_statements


def statements_of(room: PersonalRoom, session: str, words: bool) -> list[Statement]:
    """Return the statements of a finished session that one may read.

    Args:
        words: whether they hold what the rep said.

    Raises:
        TurnRefused: the session has not ended.
    """
    info, debrief, log = room.session(session), room.debrief(session), room.room.log
    ended = log.times.ended(session)
    if debrief is None or ended is None:
        raise TurnRefused("a conversation has statements once it has ended; end it first")
    exam = exams.came_of(room.room, info, debrief)
    told = Told(
        home=room.room.record_store.home,
        person=info.owner or "",
        persona=room.persona_of(info),
        info=info,
        turns=room.turns(session),
        debrief=debrief,
        said=log.times.said(session),
        ended=ended,
        score=score_of(debrief.summary).points,
        passed=exam.result is exams.Result.PASSED if exam and exam.result is not exams.Result.NONE else None,
        words=words,
    )
    return session_statements(told)


async def send(room: PersonalRoom, session: str) -> int:
    """Send a finished session of one's own to the record store, without its words; return how many statements.

    Raises:
        TurnRefused: none is set, or the session has not ended. RecordStoreError: it did not take them.
    """
    store = room.room.record_store
    exams.refuse_in_exam(await asyncio.to_thread(room.own, session), "sent", over=False)
    if store.url is None:
        raise TurnRefused("no learning record store is set (ROLLWITH_XAPI_URL)")
    statements = await asyncio.to_thread(statements_of, room, session, words=False)
    await send_statements(store.url, store.login, statements)
    return len(statements)
