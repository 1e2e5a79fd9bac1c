"""Differences: the versions of something, and what changes from one text to another, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from agent.model.training.edition import Draft, Edition, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import draft_of
from agent.runtime.personal.training.editing.publishing import Told, versions

AROUND = 2
"""Lines shown before and after what differs."""


@dataclass(frozen=True)
class Compared:
    """The versions of something, and what differs between two of them.

    Attributes:
        found: editions, newest first. draft: one's own, if there is one. before, after: the two that are compared, as
            `texts_of` names them. rows: (sign, line), as `difference` returns them.
    """

    found: list[Told]
    draft: Draft | None
    before: str
    after: str
    rows: list[tuple[str, str]]

    @property
    def newest(self) -> Edition | None:
        """The newest edition; the file that ships as edition 0 where nothing was published; None for neither."""
        return self.found[0].edition if self.found else None


def compared(room: PersonalRoom, kind: Kind, id_: str, before: str = "", after: str = "") -> Compared:
    """Return the versions of something and what differs between two: by default the newest and the one before it.

    Raises:
        NotSignedIn: one is no trainer.
    """
    found, draft = versions(room, kind, id_), draft_of(room, kind, id_)
    texts = texts_of(found, draft)
    names = list(texts)
    after = after if after in texts else next(iter(names), "")
    older = next(iter(names[names.index(after) + 1 :]), after) if names else ""
    before = before if before in texts else older
    return Compared(found, draft, before, after, difference(texts.get(before, ""), texts.get(after, "")))


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that differ with some around them, as (sign, line): `-` gone, `+` new, a blank for the same."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    rows = [line for line in found if not line.startswith(("---", "+++"))]
    return [(" ", "…") if line.startswith("@@") else (line[:1], line[1:]) for line in rows]


def texts_of(found: Sequence[Told], draft: Draft | None) -> dict[str, str]:
    """Return the texts that can be compared, newest first: `draft` or the number of an edition -> both files."""
    texts = {"draft": _both_texts(draft.text, draft.voice)} if draft else {}
    return texts | {
        str(told.edition.number): _both_texts(told.edition.text, told.edition.voice)
        for told in found
        if not told.edition.withdrawn
    }


def _both_texts(text: str, voice: str) -> str:
    return f"{text}\n# Their own lines\n{voice}" if voice else text
