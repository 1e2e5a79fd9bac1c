"""Shelf: every customer that a trainer may edit: those that ship, those that were published, and one's own drafts."""

from __future__ import annotations

from dataclasses import dataclass

from agent.model.persona import Persona
from agent.model.training.edition import Draft, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import draft_of, editions_for, published_of
from agent.runtime.personal.training.editing.publishing import Told, newest_told


@dataclass(frozen=True)
class Customer:
    """One customer, as the list tells of them.

    Attributes:
        id, name, about: who it is. lean: in a short file; None while nothing of it can be read. difficulty: 1 to 5, 0
            where it is not known. newest: the newest edition, if any was published.
        shown: reps may meet them. draft: one writes at it. findings: what is wrong with that draft.
    """

    id: str
    name: str
    about: str = ""
    lean: bool | None = None
    difficulty: int = 0
    newest: Told | None = None
    shown: bool = True
    draft: bool = False
    findings: int = 0


def customers_of(room: PersonalRoom) -> list[Customer]:
    """Return every customer, those with a draft of one's own first.

    Raises:
        NotSignedIn: one is no trainer.
    """
    log = editions_for(room)
    met = room.library.personas()
    drafts = {draft.id: draft for draft in log.drafts(Kind.PERSONA, room.person.id)}
    published = {id_ for kind, id_ in log.numbers() if kind is Kind.PERSONA}
    rows = [
        _customer(room, id_, met.get(id_), drafts.get(id_), id_ in published)
        for id_ in sorted({*met, *drafts, *published})
    ]
    return sorted(rows, key=lambda one: not one.draft)


def is_taken(room: PersonalRoom, id_: str) -> bool:
    """Say whether there is a customer of this id, or a draft of one's own."""
    known = (published_of(room, Kind.PERSONA, id_), draft_of(room, Kind.PERSONA, id_))
    return any(known) or editions_for(room).newest(Kind.PERSONA, id_) is not None


def _customer(room: PersonalRoom, id_: str, met: Persona | None, draft: Draft | None, published: bool) -> Customer:
    read = read_draft(draft) if draft else None
    called = read.data.get("name") if read else None
    lean = room.library.lean_source(id_) is not None if met else read.lean if read else None
    return Customer(
        id=id_,
        name=met.name if met else called if isinstance(called, str) else id_,
        about=f"{met.role}, {met.company}" if met else "",
        lean=lean,
        difficulty=met.law.difficulty if met else 0,
        newest=newest_told(room, Kind.PERSONA, id_) if published else None,
        shown=met is not None,
        draft=draft is not None,
        findings=len(read.findings) if read else 0,
    )
