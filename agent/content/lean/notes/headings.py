"""Headings: under which words people write what, and which part of a lean persona it is. Pure."""

from __future__ import annotations

import re

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
_ONE_DOES = re.compile(r"\bthey (\w{2,20}?)s\b")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")

SAME_WORD = {"she": "they", "he": "they", "her": "their", "his": "their", "him": "them"}
"""Words of a heading that people write of one customer, and what `HEADINGS` has for them."""

MOST_WORDS = 6
"""Words that an unknown heading before a colon has at most; more of them are a sentence."""


def heading_of(line: str) -> tuple[str, str] | None:
    """Return the heading that a line is or begins with, and what stands behind it on the line; None for no heading."""
    if markdown := _MARKDOWN.fullmatch(line):
        keyed = _KEYED.fullmatch(markdown["head"])
        return (keyed["head"], keyed["rest"] or "") if keyed else (markdown["head"].strip(" :*"), "")
    keyed = _KEYED.fullmatch(line[:2_000])
    if keyed is None or (not part_under(keyed["head"]) and not _looks_like_one(line, keyed["head"])):
        return None
    return keyed["head"].strip(), line[keyed.start("rest") :] if keyed["rest"] else ""


def part_under(heading: str) -> str:
    """Return the part of a lean persona that stands under a heading, or an empty text for an unknown one."""
    plain = " ".join(_BRACKETS.sub(" ", heading).lower().strip(" :*").split())
    same = _ONE_DOES.sub(r"they \1", " ".join(SAME_WORD.get(word, word) for word in plain.split()))
    return _PART_OF.get(plain) or _PART_OF.get(same, "")


def _looks_like_one(line: str, head: str) -> bool:
    return line[0] not in "-•" and head[0].isupper() and len(head.split()) <= MOST_WORDS
