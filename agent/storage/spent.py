"""Spent: what sessions have cost at the endpoint, as the log keeps it. Each question is one row.

Rows hold running totals, so that the newest one tells all, however long a session. The difference of two is what lay
between them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from agent.model.turn import Drafts, Spending
from agent.storage.queries import WANTED
from agent.storage.tables import spending, turns


def total(connection: Connection, session: str) -> Spending:
    """Return what a session has spent so far, its debrief and its unanswered lines included."""
    return _read_rows(connection, _newest(), session)


def at_last_turn(connection: Connection, session: str) -> Spending:
    """Return what a session had spent when its last whole turn of those that cost anything was over."""
    return _read_rows(connection, _newest_of_turns(), session)


def add(connection: Connection, session: str, number: int, cost: Spending) -> None:
    """Write down, within a write transaction, what a line (or, as number 0, the debrief) has cost."""
    before = total(connection, session)
    nth = select(func.coalesce(func.max(spending.c.nth), 0)).where(spending.c.session == session)
    values = {"session": session, "nth": connection.execute(nth).scalar_one() + 1, "number": number}
    values |= {"calls": before.calls + cost.calls, "tokens": before.tokens + cost.tokens, "at": datetime.now(UTC)}
    connection.execute(spending.insert().values(**values))


def drafts(connection: Connection, newest: int) -> Drafts:
    """Return what became of the drafts in so many of the newest turns, whatever their session."""
    found = select(turns.c.rest).order_by(turns.c.at.desc(), turns.c.number.desc()).limit(newest)
    kept = [json.loads(rest) for rest in connection.execute(found).scalars()]
    fates = [turn.get("draft") for turn in kept]
    wasted = sum(turn.get("wasted", 0) for turn in kept)
    return Drafts(turns=len(kept), stood=fates.count("stood"), redrawn=fates.count("redrawn"), wasted=wasted)


@cache
def _newest() -> Select[Any]:
    mine = select(spending.c.calls, spending.c.tokens).where(spending.c.session == WANTED)
    return mine.order_by(spending.c.nth.desc()).limit(1)


@cache
def _newest_of_turns() -> Select[Any]:
    whole = select(turns.c.number).where(turns.c.session == WANTED, turns.c.number == spending.c.number).exists()
    return _newest().where(whole)


def _read_rows(connection: Connection, asked: Select[Any], session: str) -> Spending:
    row = connection.execute(asked, {"wanted": session}).first()
    return Spending(calls=row.calls, tokens=row.tokens) if row else Spending()
