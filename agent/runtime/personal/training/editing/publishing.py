"""Publishing: editions of customers and rubrics, only ever added to; and the way back to an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.content.editing.yaml_text import edited
from agent.content.lean.notes.unplaced import without_unplaced
from agent.content.yaml_source import parse_yaml
from agent.errors import DataError, EditionRefused
from agent.model.practice.audit import AuditAct
from agent.model.training.edition import LONGEST_NOTE, SHORTEST_NOTE, Draft, Edition, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft, read_text
from agent.runtime.personal.training.editing.drafts import draft_of, editions_for, shipped_of, sound_id
from agent.runtime.personal.training.editing.published_files import folder_of, write_published
from agent.text.sanitize import clean


@dataclass(frozen=True)
class Told:
    """An edition with the name of whoever published it, as others see them; empty where nobody is known."""

    edition: Edition
    who: str


def publish(room: PersonalRoom, kind: Kind, id_: str, note: str) -> Edition:
    """Publish one's draft as the next edition; the draft is done with then.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: there is no draft, it has errors, the note is missing, or
            somebody published in between; the draft stays. Or it is published, and its file cannot be written.
    """
    log, draft = editions_for(room), draft_of(room, kind, id_)
    if draft is None:
        raise EditionRefused("you have no draft of it. Mend: edit it first")
    said, errors = _sound_note(note), read_draft(draft).errors
    if errors:
        first, more = errors[0], f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        where = first.key or f"line {first.line or 1}"
        raise EditionRefused(f"something is still wrong at {where} ({first.problem}){more}. Mend: see the list on top")
    folder_of(room.room)
    edition = _next(room, draft, said)
    if (kept := log.publish(edition, AuditAct.PUBLISHED.value)) is None:
        raise _came_between(room, draft)
    log.drop_draft(kind, id_, room.person.id)
    write_published(room.room, kept)
    return kept


def go_back(room: PersonalRoom, kind: Kind, id_: str, number: int, note: str = "") -> Edition:
    """Publish the text of an older edition again, as the next one; 0 is the file that ships.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: there is no such edition, this version cannot read it, or
            somebody published in between.
    """
    log = editions_for(room)
    old = log.edition(kind, sound_id(id_), number) if number else shipped_of(room, kind, id_)
    if old is None or old.withdrawn:
        raise EditionRefused(f"there is no edition {number} with a text. Mend: choose another from the list")
    read = read_text(kind, id_, old.text, old.voice)
    if read.persona is None and read.rubric is None:  # what is poor may come back; what cannot be played may not
        raise EditionRefused(f"edition {number} cannot be used by this version: {read.errors[0]}")
    newest = log.newest(kind, id_)
    draft = Draft(
        kind=kind, id=id_, person=room.person.id, text=old.text, voice=old.voice,
        edition=newest.number if newest else 0, at=datetime.now(UTC),
    )  # fmt: skip
    said = _sound_note(note or (f"Back to edition {number}." if number else "Back to what ships."))
    back = _next(room, draft, said).model_copy(update={"came_of": number})
    return _added(room, back, AuditAct.WENT_BACK)


def withdraw_edition(room: PersonalRoom, kind: Kind, id_: str, note: str) -> Edition:
    """Take back what was published: what ships stands again, or nothing does. Every edition stays in the list.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: nothing of it is published, or the note is missing.
    """
    newest = editions_for(room).newest(kind, sound_id(id_))
    if newest is None or newest.withdrawn:
        raise EditionRefused("nothing of it is published. Mend: what ships cannot be withdrawn")
    gone = Edition(kind=kind, id=id_, number=newest.number + 1, text="", note=_sound_note(note), by=room.person.owns_as)
    return _added(room, gone, AuditAct.WITHDREW)


def go_on_from_newest(room: PersonalRoom, kind: Kind, id_: str) -> Draft:
    """Let one's draft follow the newest edition, which one has looked at; its words stay as they are.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: one has no draft of it.
    """
    log, draft = editions_for(room), draft_of(room, kind, id_)
    if draft is None:
        raise EditionRefused("you have no draft of it. Mend: edit it first")
    newest = log.newest(kind, id_)
    return log.keep_draft(draft.model_copy(update={"edition": newest.number if newest else 0}))


def versions(room: PersonalRoom, kind: Kind, id_: str) -> list[Told]:
    """Return every edition of something, newest first, and at the end the file that ships, if one does."""
    found = editions_for(room).editions(kind, sound_id(id_))
    shipped = shipped_of(room, kind, id_)
    told = [Told(one, _shown_name(room, one.by)) for one in found]
    return [*told, *([Told(shipped, "")] if shipped else [])]  # nobody here wrote what ships


def newest_told(room: PersonalRoom, kind: Kind, id_: str) -> Told | None:
    """Return the newest edition of something, or None where nothing was published."""
    newest = editions_for(room).newest(kind, sound_id(id_))
    return Told(newest, _shown_name(room, newest.by)) if newest else None


def _added(room: PersonalRoom, edition: Edition, act: AuditAct) -> Edition:
    folder_of(room.room)
    kept = editions_for(room).publish(edition, act.value)
    if kept is None:
        raise EditionRefused("somebody published in between. Mend: look at the list again")
    write_published(room.room, kept)
    return kept


def _next(room: PersonalRoom, draft: Draft, note: str) -> Edition:
    """Return a draft as the edition after the one it was begun from, with the version in the file raised."""
    path = Path(f"{draft.id}.yaml")
    data: dict[str, Any] = parse_yaml(draft.text, path).data
    standing = max((_version(one.edition) for one in versions(room, draft.kind, draft.id)), default=0)
    version = max(standing + 1, data.get("version", 1))
    text = edited(without_unplaced(draft.text), _with_version(data, version), path)
    return Edition(
        kind=draft.kind, id=draft.id, number=draft.edition + 1, text=text, voice=draft.voice, note=note,
        by=room.person.owns_as,
    )  # fmt: skip


def _with_version(data: dict[str, Any], version: int) -> dict[str, Any]:
    """Return what a file holds with its version; a file without one gets it behind its id."""
    held: dict[str, Any] = {}
    for key, value in data.items():
        held |= {key: value, "version": version} if key == "id" and "version" not in data else {key: value}
    return held | {"version": version}


def _version(edition: Edition) -> int:
    """Return the version that an edition's file names; 0 for one that cannot be read, or that withdraws."""
    try:
        found = parse_yaml(edition.text, Path(f"{edition.id}.yaml")).data.get("version", 1)
    except DataError:
        return 0
    return found if isinstance(found, int) else 0


def _came_between(room: PersonalRoom, draft: Draft) -> EditionRefused:
    newest = newest_told(room, draft.kind, draft.id)
    number, who = (newest.edition.number, newest.who) if newest else (draft.edition + 1, "")
    return EditionRefused(
        f"edition {number} came in between{f', by {who}' if who else ''}. Your draft is kept as it is. Mend: look "
        "under Versions at what differs, then choose to go on from the newest edition"
    )


def _sound_note(note: str) -> str:
    said = " ".join(clean(note).split())
    if not SHORTEST_NOTE <= len(said) <= LONGEST_NOTE:
        raise EditionRefused(
            f"a note goes with it, of {SHORTEST_NOTE} to {LONGEST_NOTE} letters. Mend: say what is new, so that a "
            "colleague understands it"
        )
    return said


def _shown_name(room: PersonalRoom, person: str | None) -> str:
    known = room.room.person(person) if person else None
    return known.shown if known else ("" if person else "You" if not room.person.id else "")
