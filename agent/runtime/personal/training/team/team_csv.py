"""Team CSV: what a team was asked for and handed in, as a table that spreadsheets read and never compute.

RFC 4180 in UTF-8 with a byte order mark. A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO

from agent.model.training.assignment import Assignment
from agent.runtime.personal.people.auditing import note_counting
from agent.runtime.personal.people.submitting import TeamSession, team_sessions
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.team.assignments import RepsPart, as_trainer, of_my_team, result_of
from agent.runtime.personal.training.team.team_overview import MOST, check_shares

Cell = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, the wide forms of some keyboards included."""

ASKED = (
    "assignment", "customer", "mode", "pass mark", "sessions asked", "due (UTC)", "closed (UTC)", "rep", "name",
    "state", "sessions handed in", "last handed in (UTC)", "best score", "passed", "lines",
)  # fmt: skip
"""Columns of the table of assignments: one row for each rep of whom each was asked."""

GIVEN = ("rep", "name", "customer", "mode", "begun (UTC)", "handed in (UTC)", "outcome", "lines", "score", "passed")
"""Columns of the table of sessions before those of the checks: one row for each session that was submitted."""


def assignments_csv(room: PersonalRoom) -> str:
    """Return a row for each assignment and rep of one's team.

    Raises:
        NotSignedIn: one is no trainer, or trains no team.
    """
    asked = of_my_team(room)
    note_counting(room.room, room.person, [part.rep.id for _, parts in asked for part in parts if part.sessions])
    return _table(ASKED, [_asked_row(room, one, part) for one, parts in asked for part in parts])


def sessions_csv(room: PersonalRoom) -> str:
    """Return a row for each submitted session of one's team, newest first, with the share of lines each check passed.

    Raises:
        NotSignedIn: as `assignments_csv`.
    """
    as_trainer(room)
    found = [one for one in team_sessions(room, MOST) if one.info.finished]
    note_counting(room.room, room.person, [one.owner.id for one in found])
    checks = tuple(room.library.rubric().checks)
    return _table((*GIVEN, *checks), [_given_row(room, one, checks) for one in found])


def inert(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet computes: a text that looks like a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def _asked_row(room: PersonalRoom, asked: Assignment, part: RepsPart) -> list[Cell]:
    points = [one.points for one in part.sessions if one.points is not None]
    exam = [one.passed for one in part.sessions if one.passed is not None]
    given = [one.info.submitted for one in part.sessions if one.info.submitted]
    return [
        asked.title, _customer(room, asked.persona), asked.mode.value, asked.terms.pass_mark if asked.terms else None,
        asked.sessions, _utc(asked.due), _utc(asked.closed), part.rep.shown, part.rep.name, part.progress.value,
        len(part.sessions), _utc(max(given, default=None)), max(points, default=None),
        _yes(any(exam) if exam else None), sum(one.info.turns for one in part.sessions) or None,
    ]  # fmt: skip


def _given_row(room: PersonalRoom, one: TeamSession, checks: Sequence[str]) -> list[Cell]:
    info, result = one.info, result_of(room, one.info)
    tallies = check_shares(room, info)
    shares = [tallies[name].share if name in tallies else None for name in checks]
    return [
        one.owner.shown, one.owner.name, room.persona_of(info).name, info.mode.value, _utc(info.started),
        _utc(info.submitted), info.outcome.value, info.turns, result.points, _yes(result.passed),
        *(None if share is None else round(share, 3) for share in shares),
    ]  # fmt: skip


def _customer(room: PersonalRoom, persona: str) -> str:
    found = room.library.personas().get(persona)
    return found.name if found else persona


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else None


def _yes(passed: bool | None) -> str | None:
    return None if passed is None else "yes" if passed else "no"


def _table(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return f"\ufeff{written.getvalue()}"
