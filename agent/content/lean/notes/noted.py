"""Noted: what stands under each known heading of pasted notes, and what stands under none. Pure; no model.

A heading is a Markdown heading ("## Who"), a line such as "Role: plant manager", or a line that ends in a colon above a
list. A blank line ends what stands on a heading's own line; what follows then belongs to no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.content.lean.notes.headings import heading_of, part_under

MOST_LETTERS = 60_000
"""Letters of notes that are read; two pages have some 6,000."""

SHORT = frozenset({"name", "role", "company", "industry", "register", "difficulty"})
"""Parts of one line: the line below belongs to something else."""

LISTS = frozenset(
    "you_know people told never_says voices commits trigger_words samples values openings agenda "
    "surface_facts concern_facts need_facts".split()
)
"""Parts with one entry for each line, point or paragraph."""

FACTS = ("surface_facts", "concern_facts", "need_facts")
"""Parts that hold facts, in the order of their depth."""

LONG = frozenset({"scenario", "i_am"})
"""Parts that people write in paragraphs: a blank line does not end them."""

MOST_WORDS_OF_A_NAME = 8
"""Words of a name, a role or a company; where there are more, the first sentence is it and the rest is a remark."""

_ENTRY = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+(?P<entry>\S.*)")
_FIRST_SENTENCE = re.compile(r"(?P<first>\S[^.!?]{1,90}\S)[.!?]\s+(?P<rest>[^\W\d_a-z].*)")


@dataclass
class Noted:
    """Notes, sorted.

    Attributes:
        parts: part of a lean persona -> its entries, or its paragraphs as one entry each.
        rest: what stands under no known heading, each with the heading that it has.
    """

    parts: dict[str, list[str]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def facts(self) -> list[str]:
        """Return every fact that the notes name, whichever its depth."""
        return [fact for part in FACTS for fact in self.parts.get(part, ())]


@dataclass
class _Open:
    """Where the next line goes.

    Attributes:
        heading, part: under which it stands. whole: a Markdown heading, which holds till the next one.
        one_line: its text began on the heading's line. points, entry: a list of points, an entry has begun.
        had, blank: something stood there, and a blank line came after it.
    """

    heading: str = ""
    part: str = ""
    whole: bool = False
    one_line: bool = False
    points: bool = False
    entry: bool = False
    had: bool = False
    blank: bool = False


def noted(text: str) -> Noted:
    """Return what notes hold, sorted by their headings; only the first `MOST_LETTERS` letters are sorted."""
    found, at = Noted(), _Open()
    for line in map(str.strip, text[:MOST_LETTERS].splitlines()):
        head = heading_of(line) if line else None
        if head is not None and not _is_an_entry(line, head[0], at):
            whole = line.startswith("#") and not head[1]
            at, line = _Open(head[0], part_under(head[0]), whole, one_line=bool(head[1])), head[1]
        elif head is not None:
            at.entry = False
        if line:
            at = _Open() if _ends_before(line, at) else at
            _put_line(found, at, line)
        elif head is None:
            at.entry, at.blank = False, at.had
    if beyond := text[MOST_LETTERS:].strip():
        found.rest.append(f"Everything after the first {MOST_LETTERS:,} letters, from: {beyond[:200]}")
    return found


def _is_an_entry(line: str, head: str, at: _Open) -> bool:
    """Say whether a line with a colon is one more entry of a list, such as "- Ann Oduya: the boss" of its people."""
    if at.part not in LISTS or at.one_line or line.startswith("#"):
        return False
    if _ENTRY.match(line):
        return True
    return at.part in ("people", "told", "samples") and at.entry is at.had and not at.points and not part_under(head)


def _ends_before(line: str, at: _Open) -> bool:
    """Say whether what is open has ended: after a blank line, where it is no list of points that goes on."""
    if not at.blank or at.whole:
        return False
    if at.one_line or at.part not in LISTS | LONG:
        return True
    return at.points and not _ENTRY.match(line)


def _put_line(found: Noted, at: _Open, line: str) -> None:
    """Put a line where it belongs: into the entry that is open, as an entry of its own, or into the rest."""
    point = _ENTRY.match(line)
    goes_on, at.entry, at.had, at.points = at.entry and not point, True, True, at.points or bool(point)
    words = point["entry"] if point else line
    if at.part in SHORT:
        for rest in _short_part(found, at.part, words):
            found.rest.append(f"{at.heading}: {rest}")
        at.heading, at.part, at.entry = "", "", False
        return
    entries = found.parts.setdefault(at.part, []) if at.part else found.rest
    if goes_on and entries:
        entries[-1] = f"{entries[-1]} {words}"
    else:
        entries.append(f"{at.heading}: {words}" if at.heading and not at.part else words)


def _short_part(found: Noted, part: str, words: str) -> Iterator[str]:
    """Keep the one line of a part, and yield what of it is none of that: a second one, or a remark behind it."""
    entries = found.parts.setdefault(part, [])
    if entries:
        yield words
        return
    first = _FIRST_SENTENCE.fullmatch(words) if len(words.split()) > MOST_WORDS_OF_A_NAME else None
    entries.append(first["first"] if first and len(first["first"].split()) > 1 else words)
    if first and entries[0] != words:
        yield first["rest"]
