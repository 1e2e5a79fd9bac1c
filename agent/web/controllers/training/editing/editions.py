"""Editions: going back, withdrawing, going on from the newest, throwing away: the same for customers and the rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing import publishing
from agent.runtime.personal.training.editing.drafts import throw_away
from agent.web.controllers.contract import Act, Answer, Detail
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.page import notice


@dataclass(frozen=True)
class Versioned:
    """Something that has editions, as its acts need it.

    Attributes:
        of: what its acts begin with. kind: what it is. id_of: which one an act is about.
        home: where one is once a draft is gone. edit, versions: its screens, by id. withdrawn: told of a withdrawal.
        in_foot: the foot of the page names it.
    """

    of: str
    kind: Kind
    id_of: Callable[[Detail], str]
    home: Route
    edit: Callable[[str], Route]
    versions: Callable[[str], Route]
    withdrawn: str
    in_foot: bool = False

    def acts(self) -> Mapping[str, Act]:
        """Return its acts by name."""
        return {
            f"{self.of}_back": self._back, f"{self.of}_withdraw": self._withdraw, f"{self.of}_rebase": self._rebase,
            f"{self.of}_discard": self._discard, f"{self.of}_differ": self._differ,
        }  # fmt: skip

    async def _back(self, room: PersonalRoom, detail: Detail) -> Answer:
        number = detail.get("number", "")
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else -1
        done = await asyncio.to_thread(publishing.go_back, room, self.kind, self.id_of(detail), wanted)
        yield self.versions(done.id)
        what = f"the words of edition {wanted}" if wanted else "the words of the file that ships"
        yield self._done(f"Edition {done.number} holds {what} again.")

    async def _withdraw(self, room: PersonalRoom, detail: Detail) -> Answer:
        id_, note = self.id_of(detail), detail.get("note", "")
        await asyncio.to_thread(publishing.withdraw_edition, room, self.kind, id_, note)
        yield self.versions(id_)
        yield self._done(self.withdrawn)

    async def _rebase(self, room: PersonalRoom, detail: Detail) -> Answer:
        draft = await asyncio.to_thread(publishing.go_on_from_newest, room, self.kind, self.id_of(detail))
        yield self.edit(draft.id)

    async def _discard(self, room: PersonalRoom, detail: Detail) -> Answer:
        await asyncio.to_thread(throw_away, room, self.kind, self.id_of(detail))
        yield self.home
        yield {"alert": notice("The draft is gone.", "is-done")}

    async def _differ(self, room: PersonalRoom, detail: Detail) -> Answer:
        at = self.versions(self.id_of(detail))
        sides = tuple((name, detail.get(name, "")[:10]) for name in ("before", "after"))
        yield Route(at.view, at.id, more=(*at.more, *sides))

    def _done(self, told: str) -> Updates:
        return {"alert": notice(told, "is-done"), **({"foot": ""} if self.in_foot else {})}
