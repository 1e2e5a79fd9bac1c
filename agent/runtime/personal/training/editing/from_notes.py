"""From notes: a trainer's draft of a customer from what they pasted, by the headings or by a model beside the page."""

from __future__ import annotations

import asyncio
import logging
import re
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.content.editing.yaml_text import edited
from agent.content.lean.notes.notes_draft import draft_from_notes
from agent.content.lean.samples import samples_of, without_names
from agent.content.yaml_source import parse_yaml
from agent.errors import EditionRefused, NotSignedIn, RollwithError
from agent.event_log import log_event
from agent.llm.contract import LanguageModel
from agent.model.practice.person import Role
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import draft_of, new_draft, sound_id
from agent.runtime.personal.training.editing.example_talk import by_parts
from agent.runtime.personal.training.editing.shelf import is_taken
from agent.runtime.workshop.drafting.draft_runs import NOTHING, ByHeadings, DraftRun, Pasted
from agent.runtime.workshop.drafting.drafting import Draft, draft_with_model

SHORTEST_NOTES = 20
"""Letters that say anything of a customer."""

LONGEST_NOTES = 20_000
"""Letters of pasted notes, and of a talk beside them; two pages have some 6,000."""

LONGEST_NAME = 80

UNNAMED = "unnamed_customer"
"""Id of a draft while nobody has named them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FromNotes:
    """What one trainer makes of notes. Making one raises NotSignedIn for anybody else."""

    room: PersonalRoom

    def __post_init__(self) -> None:
        """Ask whether they may."""
        if not self.room.person.may(Role.TRAINER):
            raise NotSignedIn("The workshop is for trainers. Mend: ask one of yours, or an admin, for what you need.")

    def last(self) -> DraftRun | None:
        """Return what one pasted last, and what became of it; None after a restart, too."""
        return self.room.room.draft_runs.of(self.room.person.id)

    def by_headings(self, pasted: Pasted) -> str:
        """Keep a draft by the headings of the notes and return its id.

        Raises:
            EditionRefused: there is too little or too much, nobody can tell who it is, or they are there already.
        """
        _refuse_unfit(pasted)
        run, before = DraftRun(pasted), self.last()
        if before is None or not before.running:
            self.room.room.draft_runs.keep(self.room.person.id, run)
            run.over = self._before(before, pasted)
        id_ = run.over.id or new_id(self.room, _name_of(pasted))
        talk = without_names(by_parts(pasted.transcript, pasted.speaker), pasted.names)
        run.draft = Draft(draft_from_notes(pasted.notes, id_, samples_of(talk)))
        self._keep(run, id_)
        return id_

    async def begin(self, pasted: Pasted) -> DraftRun:
        """Have a model write a draft, beside the page; one that is being written already is gone on with.

        Raises:
            EditionRefused: there is too little or too much, they are there already, or no model speaks here.
        """
        if (before := self.last()) is not None and before.running:
            return before
        _refuse_unfit(pasted)
        model = self.room.room.writer()
        if model is None:
            raise EditionRefused("no model is set up here. Mend: make the draft without one")
        talk, name = by_parts(pasted.transcript, pasted.speaker), _name_of(pasted)
        over = await asyncio.to_thread(self._before, before, pasted)
        id_ = over.id or (await asyncio.to_thread(new_id, self.room, name) if name else "")
        run = DraftRun(pasted, model.name, over=over)
        run.task = asyncio.create_task(self._write(run, model, id_, talk))
        self.room.room.draft_runs.keep(self.room.person.id, run)
        return run

    async def stop(self) -> None:
        """Stop the model at work, if one is."""
        if (run := self.last()) is not None:
            await run.stop()

    def _before(self, run: DraftRun | None, pasted: Pasted) -> ByHeadings:
        """Return what the headings gave before, if it is of the same customer and nobody has changed a word of it."""
        over = run.by_headings if run is not None else NOTHING
        if run is None or not over.id or (run.pasted != pasted and _id_of(_name_of(pasted)) != over.id):
            return NOTHING
        draft = draft_of(self.room, Kind.PERSONA, over.id)
        return over if draft is not None and draft.text == over.text else NOTHING

    async def _write(self, run: DraftRun, model: LanguageModel, id_: str, talk: str) -> None:
        pasted = run.pasted
        try:
            run.draft = await draft_with_model(model, pasted.notes, id_ or UNNAMED, talk, pasted.names)
            await asyncio.to_thread(self._keep, run, id_)
        except RollwithError as error:
            run.error = str(error)
            log_event(_log, logging.WARNING, "draft_failed", why=run.error)
        finally:
            run.ended = time.monotonic()

    def _keep(self, run: DraftRun, id_: str) -> None:
        made = run.draft
        assert made is not None
        name = run.pasted.name or _name_in(made.text)
        id_ = id_ or _free_id(self.room, name)
        text = _under_its_id(made.text, id_, run.pasted.name)
        kept = new_draft(self.room, Kind.PERSONA, id_, text)
        run.draft = Draft(kept.text, made.degraded, made.made_up)
        run.id = id_


def new_id(room: PersonalRoom, asked: str) -> str:
    """Return the id of a new customer by the name or id that was typed.

    Raises:
        EditionRefused: none can be made of it, or there is such a customer.
    """
    id_ = _id_of(asked)
    if not id_:
        raise EditionRefused("nobody can tell who it is. Mend: give a name, such as Ann Oduya")
    if is_taken(room, sound_id(id_)):
        raise EditionRefused(f"there is a customer {id_} already. Mend: give another name, such as {asked[:57]} 2")
    return id_


def _refuse_unfit(pasted: Pasted) -> None:
    if len(pasted.notes) < SHORTEST_NOTES and not pasted.transcript:
        raise EditionRefused(f"paste notes of {SHORTEST_NOTES} letters or more, or an example transcript")
    for field in ("notes", "transcript"):
        if (letters := len(getattr(pasted, field))) > LONGEST_NOTES:
            raise EditionRefused(
                f"the {field} have {letters:,} letters, and {LONGEST_NOTES:,} are read. Mend: leave out what does not "
                "tell of this customer"
            )


def _under_its_id(text: str, id_: str, name: str) -> str:
    """Return a draft under its id, and with the name that was typed."""
    text = text.replace(UNNAMED, id_)
    return edited(text, {**_data_of(text), "name": name}, Path(f"{id_}.yaml")) if name else text


def _name_of(pasted: Pasted) -> str:
    """Return the name that was typed, or that the notes give under a heading; empty where neither does."""
    return pasted.name or _name_in(draft_from_notes(pasted.notes, UNNAMED))


def _name_in(text: str) -> str:
    found = _data_of(text).get("name", "")
    return found if isinstance(found, str) and "<" not in found else ""


def _data_of(text: str) -> dict[str, Any]:
    return parse_yaml(text, Path(f"{UNNAMED}.yaml")).data


def _free_id(room: PersonalRoom, name: str) -> str:
    """Return an id for a name that nobody typed: what a model has written is not lost over it."""
    stem = _id_of(name) or "new_customer"
    return next(id_ for id_ in (stem, *(f"{stem[:55]}_{n}" for n in range(2, 999))) if not is_taken(room, id_))


def _id_of(asked: str) -> str:
    plain = unicodedata.normalize("NFKD", asked[:LONGEST_NAME]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:60]
