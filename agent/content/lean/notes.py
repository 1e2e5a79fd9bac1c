"""Notes: a draft of a lean persona from pasted notes, filled in by their headings. Pure; no model.

A heading is a Markdown heading ("## Who"), a line such as "Role: plant manager", or a line that ends in a colon above a
list. What no heading gives stays what the template asks for, and `check` tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.content.lean.template import filled
from agent.model.persona import LONGEST_TEXT

MOST_LETTERS = 60_000
"""Letters of notes that are read; two pages have some 6,000."""

MOST_ENTRIES = 8

HEADINGS = {
    "name": ("name", "customer", "customer name", "contact", "who"),
    "role": ("role", "job", "position", "title", "job title"),
    "company": ("company", "firm", "organisation", "organization", "employer", "account"),
    "industry": ("industry", "trade", "sector", "business", "line of business"),
    "portrait": ("portrait", "in one line", "summary", "in short"),
    "scenario": ("scenario", "situation", "background", "story", "context", "history", "what happened"),
    "you_are": ("you are", "rep", "the rep", "our side", "who the rep is"),
    "you_know": ("you know", "what we know", "known", "on file", "what the rep knows", "facts on file"),
    "your_task": ("your task", "task", "goal", "aim", "objective", "what the rep should find out"),
    "i_am": ("i am", "their chair", "from their chair", "their side", "their view", "in their words"),
    "whose": ("whose", "product", "the product", "relationship", "contract"),
    "people": ("people", "who is who", "colleagues", "team", "others"),
    "told": ("told", "told before", "said before", "already told us"),
    "register": ("register", "tone", "manner", "style"),
    "english": ("english", "language", "accent", "dialect", "how they speak"),
    "never_says": ("never says", "would never say", "words to avoid"),
    "samples": ("samples", "sample lines", "quotes", "how they sound", "typical lines", "voice", "things they say"),
    "values": ("values", "what they stand for", "cares about", "what matters to them", "what matters"),
    "change": ("change", "the change", "what should change", "change at stake"),
    "first_step": ("first step", "a first step", "small step"),
    "surface": (
        "surface",
        "on the surface",
        "says it is about",
        "complaint",
        "objection",
        "objections",
        "what they say",
    ),
    "concern": ("concern", "real concern", "worry", "worries", "real problem", "what is behind it"),
    "need": ("need", "hidden need", "needs", "deep down", "what they need"),
    "openings": ("openings", "opening", "opening lines", "first words", "first line"),
    "surface_facts": ("facts", "surface facts", "easy facts", "fact"),
    "concern_facts": ("concern facts", "facts behind", "after some trust"),
    "need_facts": ("need facts", "secret", "secrets", "deep facts", "hidden", "what they tell nobody"),
    "agenda": ("agenda", "wants", "what they want", "came with", "on their list", "asks", "demands"),
    "plan": ("plan", "possible plan", "way out", "outcome", "next step", "next steps"),
    "commits": ("commits", "commitment", "what they would commit to"),
    "voices": ("voices", "how they would say it"),
    "trigger_words": ("triggers", "trigger", "sore points", "sore point", "red flags", "do not say"),
    "trigger_why": ("why it hurts", "why"),
    "difficulty": ("difficulty", "how hard", "level"),
}
"""Part of a lean persona -> headings under which people write it, in lower case."""

_PART_OF = {heading: part for part, headings in HEADINGS.items() for heading in headings}
_MARKDOWN = re.compile(r"#{1,6}\s+(?P<head>\S.{0,80})")
_KEYED = re.compile(r"(?:[-*•]\s{1,9})?\*{0,3}(?P<head>[^\W\d_][^:*\n]{0,40}):\*{0,3}(?:\s{1,9}(?P<rest>\S.*))?")
_ENTRY = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+(?P<entry>\S.*)")

SPREAD = {
    "samples": ("sample_1", "sample_2", "sample_3", "sample_4", "sample_5"),
    "values": ("value_1", "value_2"),
    "openings": ("opening_1", "opening_2"),
    "agenda": ("wants_1", "wants_2"),
}
"""Parts whose entries go into places of their own, one each."""

WHOLE = {"you_know", "people", "told", "never_says", "voices", "commits", "trigger_words"}
"""Parts that stay a list."""

FACTS = ("surface_facts", "concern_facts", "need_facts")
"""Parts that hold facts, in the order of their depth; entries of one may fill the next where that has none."""


def draft_from_notes(text: str, persona_id: str, samples: Mapping[str, str] | None = None) -> str:
    """Return the YAML of a lean draft with what the notes' headings give; the rest is what the template asks for.

    Args:
        text: pasted notes; only the first `MOST_LETTERS` letters are read. persona_id: the id of the draft.
        samples: places of sample lines that a transcript gives (`samples_of`); those of the notes come before them.
    """
    return filled({"id": persona_id, **(samples or {}), **places_of(parts_of(text[:MOST_LETTERS]))})


def parts_of(text: str) -> dict[str, list[str]]:
    """Return what stands under each known heading: its entries, or its paragraphs as one entry each."""
    parts: dict[str, list[str]] = {}
    part, open_entry = "", False
    for line in map(str.strip, text.splitlines()):
        head, rest = _heading(line)
        if head is not None:
            part, open_entry = _PART_OF.get(head, ""), False
            line = rest
        if not line or not part:
            open_entry = False
            continue
        entries = parts.setdefault(part, [])
        entry = _ENTRY.match(line)
        if open_entry and not entry:
            entries[-1] = f"{entries[-1]} {line}"
        elif len(entries) < MOST_ENTRIES:
            entries.append(entry["entry"] if entry else line)
        open_entry = True
    return parts


def places_of(parts: dict[str, list[str]]) -> dict[str, str | list[str]]:
    """Return the places of the template that the parts fill."""
    given: dict[str, str | list[str]] = {}
    for part, entries in parts.items():
        entries = [_unquoted(entry)[: LONGEST_TEXT // 2] for entry in entries]
        if part in SPREAD:
            given.update(zip(SPREAD[part], entries, strict=False))
        elif part in WHOLE:
            given[part] = entries
        elif part == "difficulty":
            given.update(_of_list(part, entries, "12345"))
        elif part == "register":
            given.update(_of_list(part, entries, ("plain", "blunt", "formal", "warm")))
        elif part not in FACTS:
            given[part] = " ".join(entries)
    given.update(zip(("truth_1", "truth_2", "truth_3"), _noted_facts(parts), strict=False))
    known = given.get("you_know")
    if isinstance(known, list):
        given["you_know"], second = known[:1], known[1:]
        if second:
            given["you_know_2"] = second
    return given


def _noted_facts(parts: dict[str, list[str]]) -> Iterator[str]:
    """Yield one fact for each layer: its own, else the next of those under "Facts"."""
    loose = list(parts.get(FACTS[0], []))
    for part in FACTS:
        own = parts.get(part, []) if part != FACTS[0] else []
        yield own[0] if own else loose.pop(0) if loose else ""


def _of_list(part: str, entries: list[str], known: Iterable[str]) -> dict[str, str]:
    found = next((word for word in known for entry in entries if word in entry.lower()), None)
    return {part: found} if found else {}


def _heading(line: str) -> tuple[str | None, str]:
    """Return the heading that a line is or begins with, in lower case, and what stands behind it on the line."""
    if markdown := _MARKDOWN.fullmatch(line):
        keyed = _KEYED.fullmatch(markdown["head"])
        head, rest = (keyed["head"], keyed["rest"] or "") if keyed else (markdown["head"], "")
        return head.strip(" :*").lower(), rest
    keyed = _KEYED.fullmatch(line[:2_000])
    if keyed and keyed["head"].strip().lower() in _PART_OF:
        return keyed["head"].strip().lower(), keyed["rest"] or ""
    return None, line


def _unquoted(text: str) -> str:
    return text.strip().strip("\"“”'").strip() or text
