"""Standing turns: a turn as it stands now: its newest amendment, or the turn as it was where there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Row, ScalarSelect, func, select

from agent.errors import StoreError
from agent.model.turn import Turn
from agent.storage.tables import amendments, sessions, turns


def as_it_stands(column: str) -> ColumnElement[Any]:
    """Select a column of a turn as it stands: one look-up by key more than the turn itself."""
    same = (amendments.c.session == turns.c.session, amendments.c.number == turns.c.number)
    newest = select(amendments.c[column]).where(*same).order_by(amendments.c.nth.desc()).limit(1).correlate(turns)
    return func.coalesce(newest.scalar_subquery(), turns.c[column]).label(column)


def last_amended() -> ScalarSelect[Any]:
    """Select when a turn of a session was last amended: whoever keeps its turns read knows by this to read anew."""
    mine = select(amendments.c.at).where(amendments.c.session == sessions.c.id)
    return mine.order_by(amendments.c.number.desc(), amendments.c.nth.desc()).limit(1).scalar_subquery()


def values_of(session: str, turn: Turn) -> dict[str, Any]:
    """Return a turn as a row of `turns` or `amendments`; `turn_of` reads it back."""
    rest = turn.model_dump_json(exclude={"number": True, "rep": True, "reply": {"text"}})
    values = {"session": session, "number": turn.number, "customer": turn.reply.text, "rest": rest}
    return values | {"outcome": turn.state.outcome.value, "at": datetime.now(UTC)}


def turn_of(row: Row[Any]) -> Turn:
    """Read a row of `queries.rows`.

    Raises:
        StoreError: it was written by a version whose turns look otherwise.
    """
    kept = json.loads(row.rest)
    kept["reply"]["text"] = row.customer
    try:
        return Turn.model_validate({**kept, "number": row.number, "rep": row.rep})
    except ValidationError as error:
        raise StoreError(
            f"turn {row.number} of session {row.session!r} cannot be read ({error.error_count()} problems). "
            "Mend: use the version of rollwith that wrote it."
        ) from error
