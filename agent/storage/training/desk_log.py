"""Desk log: lines at the label desk, how people coded them, and what was settled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true

from agent.errors import TurnRefused
from agent.model.training.coding import Adjudication, Coding, EngineReading
from agent.model.training.desk_line import DeskLine
from agent.storage import erasing
from agent.storage.database import Database
from agent.storage.tables import sessions
from agent.storage.training.tables import adjudications, codings, desk_lines

REST = ("context", "group", "readings")
"""What of a line is kept packed: long, and never searched for."""

CODED, SETTLED = codings.c.line == desk_lines.c.id, adjudications.c.line == desk_lines.c.id


class DeskLog:
    """Keeps lines, codings and adjudications. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, lines: Sequence[DeskLine]) -> int:
        """Bring lines to the desk, and return how many of them were not there yet."""
        with self._database.writing() as connection:
            return sum(self._database.insert_once(connection, desk_lines, _values(line)) for line in lines)

    def count(self, team: str) -> int:
        """Return how many lines a team has at the desk."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).where(desk_lines.c.team == team)).scalar_one())

    def ids(self, team: str) -> set[str]:
        """Return the ids of the lines that a team has at the desk."""
        with self._database.reading() as connection:
            return set(connection.execute(select(desk_lines.c.id).where(desk_lines.c.team == team)).scalars())

    def lines(self, team: str | None, but: str | None = None) -> list[DeskLine]:
        """Return the lines of a team, the first brought first; None for those of every team.

        Args:
            but: a person whose own sessions are left out.
        """
        wanted = select(desk_lines).where(_of_team(team)).order_by(desk_lines.c.at, desk_lines.c.id)
        if but is not None:
            whose = sessions.c.owner.is_distinct_from(but)
            wanted = wanted.outerjoin(sessions, sessions.c.id == desk_lines.c.session).where(whose)
        with self._database.reading() as connection:
            return [_desk_line(row) for row in connection.execute(wanted)]

    def line(self, line: str, team: str) -> DeskLine | None:
        """Return a line of a team, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(desk_lines).where(desk_lines.c.id == line, _of_team(team))).first()
        return _desk_line(row) if row else None

    def read(self, line: str, engine: str, reading: EngineReading) -> None:
        """Keep how an engine read a line; nothing happens where the line is gone."""
        with self._database.writing() as connection:
            row = connection.execute(_held(line)).first()
            if row is None:
                return
            kept = _desk_line(row)
            again = kept.model_copy(update={"readings": {**kept.readings, engine: reading}})
            changed = desk_lines.update().where(desk_lines.c.id == line).values(rest=_values(again)["rest"])
            connection.execute(changed)

    def code(self, line: str, person: str, coding: Coding) -> None:
        """Keep how somebody coded a line; a second time it replaces the first.

        Raises:
            TurnRefused: the line is gone from the desk.
        """
        values = {"line": line, "person": person, "body": coding.model_dump_json(), "at": datetime.now(UTC)}
        with self._database.writing() as connection:
            _refuse_unless_there(connection, line)
            self._database.insert_or_take(connection, codings, values, true())

    def uncode(self, line: str, person: str) -> None:
        """Take somebody's coding of a line back."""
        with self._database.writing() as connection:
            connection.execute(codings.delete().where(codings.c.line == line, codings.c.person == person))

    def codings(self, team: str | None) -> dict[str, dict[str, Coding]]:
        """Return line -> person -> how they coded it; None for those of every team."""
        wanted = select(codings.c.line, codings.c.person, codings.c.body).join(desk_lines, CODED).where(_of_team(team))
        found: dict[str, dict[str, Coding]] = defaultdict(dict)
        with self._database.reading() as connection:
            for row in connection.execute(wanted.order_by(codings.c.line, codings.c.person)):
                found[row.line][row.person] = Coding.model_validate_json(row.body)
        return dict(found)

    def coded_by(self, person: str, team: str) -> dict[str, Coding]:
        """Return line -> how one person coded it."""
        wanted = select(codings.c.line, codings.c.body).join(desk_lines, CODED)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.where(codings.c.person == person, _of_team(team)))
            return {row.line: Coding.model_validate_json(row.body) for row in rows}

    def settle(self, line: str, settled: Adjudication) -> None:
        """Keep how a line is coded in the end; a second time it replaces the first.

        Raises:
            TurnRefused: the line is gone from the desk.
        """
        body = settled.coding.model_dump_json()
        values = {"line": line, "body": body, "note": settled.note, "by": settled.by, "at": settled.at}
        with self._database.writing() as connection:
            _refuse_unless_there(connection, line)
            self._database.insert_or_take(connection, adjudications, values, true())

    def settled(self, team: str | None) -> dict[str, Adjudication]:
        """Return line -> how it is coded in the end; None for those of every team."""
        wanted = select(adjudications).join(desk_lines, SETTLED).where(_of_team(team))
        with self._database.reading() as connection:
            return {row.line: _settled(row) for row in connection.execute(wanted)}

    def settled_in(self, session: str) -> Mapping[int, Adjudication]:
        """Return what was settled of the rep's lines of a session, by the number of the line."""
        mine = (desk_lines.c.session == session, desk_lines.c.speaker == "rep", desk_lines.c.number.is_not(None))
        wanted = select(adjudications, desk_lines.c.number).join_from(adjudications, desk_lines, SETTLED).where(*mine)
        with self._database.reading() as connection:
            return {row.number: _settled(row) for row in connection.execute(wanted)}

    def take_out(self, session: str) -> int:
        """Take the lines of a session, or of a transcript, from the desk with every coding; return how many."""
        gone = select(desk_lines.c.id).where(desk_lines.c.session == session)
        with self._database.writing() as connection:
            found = len(connection.execute(gone).all())
            erasing.erase_from_desk(connection, gone)
        if found:
            self._database.scrub()
        return found


def _of_team(team: str | None) -> ColumnElement[bool]:
    return true() if team is None else desk_lines.c.team == team


def _held(line: str) -> Select[Any]:
    """Select a line and hold it against other writers."""
    return select(desk_lines).where(desk_lines.c.id == line).with_for_update()


def _refuse_unless_there(connection: Connection, line: str) -> None:
    if connection.execute(_held(line)).first() is None:
        raise TurnRefused("this line is no longer at the desk; go on with the next")


def _values(line: DeskLine) -> dict[str, Any]:
    told = line.model_dump(mode="json", exclude={"at"})
    return {**{name: told[name] for name in told if name not in REST}, "at": line.at} | {
        "rest": json.dumps({name: told[name] for name in REST}, ensure_ascii=False)
    }


def _desk_line(row: Row[Any]) -> DeskLine:
    told = dict(row._mapping)
    return DeskLine.model_validate(told | json.loads(told.pop("rest")))


def _settled(row: Row[Any]) -> Adjudication:
    return Adjudication(coding=Coding.model_validate_json(row.body), note=row.note, by=row.by, at=row.at)
