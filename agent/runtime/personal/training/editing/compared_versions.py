"""Compared versions: which two versions of a customer a trainer looks at side by side."""

from __future__ import annotations

from typing import NamedTuple

from agent.errors import DataError
from agent.model.persona import Persona
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import draft_of, persona_of_draft


class Versions(NamedTuple):
    """Two versions of a customer.

    Attributes:
        before: what everybody meets. after: one's draft. drafted: there is a draft; else both are the same.
        published: there is something everybody meets; else both are the draft.
    """

    before: Persona
    after: Persona
    drafted: bool
    published: bool

    @property
    def both(self) -> tuple[Persona, Persona]:
        """The two, the published one first."""
        return self.before, self.after

    @property
    def told(self) -> str:
        """What is compared, in words."""
        if not self.drafted:
            return "You have no draft of this customer, so both sides are what everybody meets."
        if not self.published:
            return "Nobody meets this customer yet: what answers here is your draft."
        return "What everybody meets now, beside your draft."


def versions_of(room: PersonalRoom, persona: str) -> Versions:
    """Return what everybody meets under this id, and one's draft of it.

    Raises:
        NotSignedIn: one is no trainer. DataError: there is neither, or the draft has errors.
    """
    draft = draft_of(room, Kind.PERSONA, persona)
    mine = persona_of_draft(room, draft) if draft else None
    try:
        standing = room.library.persona(persona)
    except DataError:
        if mine is None:
            raise
        return Versions(mine, mine, drafted=True, published=False)
    return Versions(standing, mine or standing, drafted=mine is not None, published=True)
