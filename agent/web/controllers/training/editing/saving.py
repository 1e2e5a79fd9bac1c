"""Saving: what is the same wherever a draft is shown and saved, be it of a customer or of the rubric."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.errors import EditionRefused, UnknownSession
from agent.model.training.edition import Draft, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import begin_draft, draft_of, published_of, throw_away
from agent.runtime.personal.training.editing.publishing import newest_told
from agent.web.controllers.contract import Detail

NOUNS = {Kind.PERSONA: "customer", Kind.RUBRIC: "rubric"}


def draft_to_show(room: PersonalRoom, kind: Kind, id_: str) -> tuple[Draft, bool]:
    """Return one's draft, or what stands as if it were one, and whether it is one's draft.

    Raises:
        NotSignedIn: one is no trainer. UnknownSession: there is nothing of this name.
    """
    if (draft := draft_of(room, kind, id_)) is not None:
        return draft, True
    standing, newest = published_of(room, kind, id_), newest_told(room, kind, id_)
    if standing is None:
        raise UnknownSession(f"there is no {NOUNS[kind]} {id_[:60]!r}. Mend: choose one from the list.")
    shown = Draft(
        kind=kind, id=id_, person=room.person.id, text=standing.text, voice=standing.voice,
        edition=newest.edition.number if newest else 0, at=datetime.fromtimestamp(0, UTC),
    )  # fmt: skip
    return shown, False


def stamped(room: PersonalRoom, kind: Kind, id_: str, detail: Detail) -> Draft:
    """Return one's draft, begun if need be, if it is still the one that the page showed.

    Args:
        detail: `stamp` tells when the draft that was shown was kept, `edition` what stood where none was.

    Raises:
        NotSignedIn: one is no trainer. EditionRefused: another window saved, or somebody published; nothing is lost.
    """
    had = draft_of(room, kind, id_)
    if had is not None and detail.get("stamp") != had.at.isoformat():
        raise EditionRefused(
            "this draft was saved in another window meanwhile, so nothing was saved here. Mend: copy what you typed, "
            "load the page anew, and put it in again"
        )
    draft = had or begin_draft(room, kind, id_)
    if had is None and detail.get("edition") != str(draft.edition):
        throw_away(room, kind, id_)
        raise EditionRefused("somebody published meanwhile, so nothing was saved here. Mend: load the page anew")
    return draft
