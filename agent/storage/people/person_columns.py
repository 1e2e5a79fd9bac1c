"""Person columns: every column of the log that names a person, and what becomes of its rows when they are erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, false, or_

from agent.storage.people_tables import drill_cards, drill_reviews, invites, logins, people
from agent.storage.tables import disputes
from agent.storage.training.tables import (
    adjudications,
    assigned_sessions,
    assignees,
    assignments,
    codings,
    desk_lines,
    drafts,
    editions,
    shares,
    transcripts,
)  # fmt: skip

SECRET = frozenset({"token", "password"})
"""Columns that are told nobody, their owner included: who holds one could come in as them."""

OF_OTHERS = frozenset({(desk_lines.name, "text"), (desk_lines.name, "rest")})
"""Columns (table, column) that may hold what others said: who brings a line to the desk did not say it."""


@dataclass(frozen=True)
class PersonColumn:
    """A column that names a person.

    Attributes:
        column: where their id stands. stays: the row is kept without their name, since others work with it.
        alone: what stands there for the one person of a room without accounts: `empty`, `nothing`, or no row at all.
    """

    column: Column[Any]
    stays: bool = False
    alone: str = "never"

    @property
    def table(self) -> Table:
        """The table it is in."""
        return self.column.table

    def names(self, owner: str | None) -> ColumnElement[bool]:
        """Return the condition that a row names somebody; None is the one person of a room without accounts."""
        if owner is not None:
            return self.column == owner
        return {"empty": self.column == "", "nothing": self.column.is_(None)}.get(self.alone, false())


PERSON_COLUMNS = (  # people first: erased from the end, since other rows refer to them
    PersonColumn(people.c.id),
    PersonColumn(drill_cards.c.person, alone="empty"),
    PersonColumn(drill_reviews.c.person, alone="empty"),
    PersonColumn(logins.c.person),
    PersonColumn(invites.c.by),
    PersonColumn(invites.c.person),
    PersonColumn(drafts.c.person, alone="empty"),
    PersonColumn(editions.c.by, stays=True, alone="nothing"),
    PersonColumn(assignments.c.by, stays=True),
    PersonColumn(assignees.c.person),
    PersonColumn(assigned_sessions.c.person),
    PersonColumn(shares.c.asked_by),
    PersonColumn(disputes.c.by),
    PersonColumn(codings.c.person, alone="empty"),
    PersonColumn(adjudications.c.by, stays=True, alone="nothing"),
    PersonColumn(desk_lines.c.by, stays=True, alone="nothing"),
    PersonColumn(transcripts.c.owner, alone="empty"),
)
"""All of them but `sessions.owner`, whose rows go with all that belongs to the session, and the audit, which keeps ids.
What `stays` was made for others: published customers and rubrics, assignments, and lines that were brought and settled.
A share that they asked for goes: whose line it is agreed to their asking."""


def whose(table: Table, owner: str | None) -> ColumnElement[bool]:
    """Return the condition that a row of a table names somebody in any of its columns."""
    return or_(*(one.names(owner) for one in PERSON_COLUMNS if one.table is table))


def person_tables() -> list[Table]:
    """Return the tables that name people, each once."""
    return list(dict.fromkeys(one.table for one in PERSON_COLUMNS))
