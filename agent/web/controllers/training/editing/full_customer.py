"""Full customer: what a piece of the form of a full customer holds is kept, and entries are added and taken away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from agent.content.editing.full_fields import piece_of
from agent.content.editing.full_form import piece_filled_in, with_entry, without_entry
from agent.content.editing.yaml_text import edited
from agent.errors import EditionRefused
from agent.model.training.edition import Draft, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import rewrite
from agent.web.controllers.contract import Act, Answer, Detail
from agent.web.controllers.training.customer_saving import show_kept
from agent.web.controllers.training.editing.saving import stamped
from agent.web.views.page import notice
from agent.web.views.training.editing.full_places import ONE_OF, TAB_OF, part_place, title_of


async def _save_customer_piece(room: PersonalRoom, detail: Detail) -> Answer:
    part, entry = detail.get("part", ""), detail.get("entry", "")
    draft = await asyncio.to_thread(_piece_saved, room, part, entry, detail)
    if detail.get("then") == "remove":
        yield part_place(draft.id, TAB_OF.get(part, part))
        yield {"alert": notice(f"{title_of(part, entry)} is taken out of the draft.", "is-done")}
        return
    async for answer in show_kept(room, draft, detail):
        yield answer


def _piece_saved(room: PersonalRoom, part: str, entry: str, detail: Detail) -> Draft:
    draft = stamped(room, Kind.PERSONA, detail.get("id", ""), detail)
    data = read_draft(draft).data
    piece = piece_of(data, part, entry)
    if detail.get("then") == "remove":
        wanted = without_entry(data, part, entry)
    else:
        wanted = piece_filled_in(data, piece, detail) if piece is not None else data
    return rewrite(room, draft, edited(draft.text, wanted, Path(f"{draft.id}.yaml")))


async def _add_entry(room: PersonalRoom, detail: Detail) -> Answer:
    part = detail.get("part", "")
    id_, name = await asyncio.to_thread(_entry_added, room, part, detail)
    yield part_place(id_, part, name)
    yield {"alert": notice(f"{ONE_OF[part]} {name} is in the draft now. What it lacks is told on top.", "is-done")}


def _entry_added(room: PersonalRoom, part: str, detail: Detail) -> tuple[str, str]:
    draft = stamped(room, Kind.PERSONA, detail.get("id", ""), detail)
    wanted, name = with_entry(read_draft(draft).data, part, detail.get("said", ""))
    if not name:
        raise EditionRefused("nothing was added. Mend: give it a short name of letters, such as lost summer")
    rewrite(room, draft, edited(draft.text, wanted, Path(f"{draft.id}.yaml")))
    return draft.id, name


ACTS: Mapping[str, Act] = {"customer_piece": _save_customer_piece, "customer_entry": _add_entry}
