"""Drafts: what trainers write of customers and rubrics, kept for each of them until it is published.

The same for every kind; what a text of a kind holds is read by `draft_reading.py`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from agent.errors import DataError, EditionRefused, NotSignedIn
from agent.model.persona import LONGEST_ID, Persona
from agent.model.practice.person import Role
from agent.model.training.edition import Draft, Edition, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.storage.training.edition_log import EditionLog
from agent.text.sanitize import clean

LONGEST_FILE = 150_000
"""Letters of a file that is edited in the page; the longest customer that ships has some 107,000."""

_ID = re.compile(r"[a-z][a-z0-9_]*")


def draft_of(room: PersonalRoom, kind: Kind, id_: str) -> Draft | None:
    """Return one's own draft of something, if one writes it.

    Raises:
        NotSignedIn: one is no trainer.
    """
    return editions_for(room).draft(kind, sound_id(id_), room.person.id)


def published_of(room: PersonalRoom, kind: Kind, id_: str) -> Edition | None:
    """Return what stands for everybody: the newest edition, or the file that ships as edition 0; None for neither.

    Raises:
        NotSignedIn: one is no trainer.
    """
    newest = editions_for(room).newest(kind, sound_id(id_))
    return newest if newest is not None and not newest.withdrawn else shipped_of(room, kind, id_)


def persona_of_draft(room: PersonalRoom, draft: Draft) -> Persona:
    """Return the customer that a draft is.

    Raises:
        DataError: it has errors; the first is told, `read_draft` tells all of them.
    """
    read = read_draft(draft)
    if read.persona is None:
        raise DataError.of(next(one for one in read.findings if one.severity == "error"))
    return read.persona


def begin_draft(room: PersonalRoom, kind: Kind, id_: str) -> Draft:
    """Return one's draft of something, begun from what stands if there was none.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: there is nothing of this name.
    """
    if (draft := draft_of(room, kind, id_)) is not None:
        return draft
    standing = published_of(room, kind, id_)
    if standing is None:
        raise EditionRefused(f"there is no {kind.value} {id_!r} to edit. Mend: choose one from the list, or begin anew")
    return new_draft(room, kind, id_, standing.text, standing.voice)


def new_draft(room: PersonalRoom, kind: Kind, id_: str, text: str, voice: str = "") -> Draft:
    """Keep a first text as one's draft, begun from what is the newest edition now; it takes the place of another.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: it is too long.
    """
    log = editions_for(room)
    newest = log.newest(kind, sound_id(id_))
    draft = Draft(
        kind=kind, id=id_, person=room.person.id, text=_within_bounds(text), voice=_within_bounds(voice),
        edition=newest.number if newest else 0, at=datetime.now(UTC),
    )  # fmt: skip
    return log.keep_draft(draft)


def rewrite(room: PersonalRoom, draft: Draft, text: str, voice: str | None = None) -> Draft:
    """Keep one's draft with other texts, right or wrong; `voice`: by default the one it has.

    Raises:
        NotSignedIn: one is no trainer, or it is somebody else's. EditionRefused: it is too long.
    """
    log = editions_for(room)
    if draft.person != room.person.id:
        raise NotSignedIn("That draft is somebody else's. Mend: begin one of your own.")
    changed = {"text": _within_bounds(text), "voice": draft.voice if voice is None else _within_bounds(voice)}
    return log.keep_draft(draft.model_copy(update=changed))


def throw_away(room: PersonalRoom, kind: Kind, id_: str) -> bool:
    """Throw one's own draft away; say whether there was one. What is published stays."""
    return editions_for(room).drop_draft(kind, sound_id(id_), room.person.id)


def shipped_of(room: PersonalRoom, kind: Kind, id_: str) -> Edition | None:
    """Return the file that ships as edition 0, or None."""
    library, name = room.library, sound_id(id_)
    folders = [library.personas_dir, library.personas_dir / "lean"] if kind is Kind.PERSONA else [library.rubrics_dir]
    for folder in folders:
        if text := _text_in(folder / f"{name}.yaml"):
            return Edition(kind=kind, id=id_, number=0, text=text, voice=_text_in(folder / f"{name}.voice.yaml"))
    return None


def editions_for(room: PersonalRoom) -> EditionLog:
    """Return the log of editions for somebody who may write in it.

    Raises:
        NotSignedIn: one is no trainer.
    """
    if not room.person.may(Role.TRAINER):
        raise NotSignedIn("The workshop is for trainers. Mend: ask one of yours, or an admin, for what you need.")
    return room.room.log.training.editions


def sound_id(id_: str) -> str:
    """Return an id that may name a file.

    Raises:
        EditionRefused: it may not.
    """
    if not _ID.fullmatch(id_) or len(id_) > LONGEST_ID:
        raise EditionRefused(f"{id_[:LONGEST_ID]!r} is no id. Mend: small letters, digits and _, a letter first")
    return id_


def _within_bounds(text: str) -> str:
    tidy = clean(text)
    if len(tidy) > LONGEST_FILE:
        raise EditionRefused(f"the file has {len(tidy):,} letters. Mend: keep it below {LONGEST_FILE:,}")
    return f"{tidy}\n" if tidy else ""


def _text_in(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig") if file.is_file() else ""
    except (OSError, UnicodeDecodeError):  # the library tells what is wrong with it
        return ""
