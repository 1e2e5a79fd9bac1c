"""Canaries of a lean persona: the author's, or words of what tells a fact that stand nowhere else. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.content.lean.lines import said_words
from agent.content.lean.stock import shared_stock
from agent.content.secrets import canary_in
from agent.content.tables.phrases import wording
from agent.content.tables.standard_questions import standard_questions
from agent.model.training.lean import LeanPersona

LEAST_LETTERS = 5
"""Letters of a single word that may give a fact away; names and numbers may be shorter."""

SHORTEST_NAME = 3
"""Letters of a word with a capital, which is a name more often than not."""

EACH_LINE = 2
"""Canaries looked for in each line: one might be left out when a model tells the fact in words of its own."""

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def canaries_of(lean: LeanPersona) -> dict[str, tuple[str, ...]]:
    """Return the canaries of each fact; where none can be found, the lines that tell it as a whole."""
    return {name: fact.canaries or found_canaries(lean, name) or fact.says for name, fact in lean.facts.items()}


def found_canaries(lean: LeanPersona, fact: str) -> tuple[str, ...]:
    """Return words of what tells a fact that stand in no other text of the file nor in any shared line.

    Rare words come first, then pairs of words; a line that has neither adds none.
    """
    elsewhere = " \n ".join(_other_texts(lean, fact))
    found: list[str] = []
    for line in lean.facts[fact].says:
        if canary_in(line, found):
            continue
        fresh = [one for one in _candidates(line) if not canary_in(elsewhere, (one,))]
        found += fresh[:EACH_LINE]
    return tuple(dict.fromkeys(found))


def _candidates(line: str) -> Iterator[str]:
    tokens = _TOKEN.findall(line)
    common = _common()
    rare = [one for one in tokens if one.lower() not in common and len(one) >= _least_letters(one)]
    yield from sorted(rare, key=lambda one: (not one[:1].isupper(), -len(one)))
    for one, other in zip(tokens, tokens[1:], strict=False):
        if len(one) >= LEAST_LETTERS and len(other) >= LEAST_LETTERS:
            yield f"{one} {other}"


def _least_letters(word: str) -> int:
    return 2 if word.isdigit() else SHORTEST_NAME if word[:1].isupper() else LEAST_LETTERS


def _other_texts(lean: LeanPersona, fact: str) -> Iterator[str]:
    """Yield every text that may be said or read while this fact is not told; not the questions of a rep."""
    chair, brief = lean.chair, lean.brief
    yield from (lean.name, lean.role, lean.company, lean.industry, lean.portrait, lean.scenario, lean.surface)
    yield from (brief.you_are, *brief.you_know, brief.your_task, chair.i_am, chair.whose, *chair.people, *chair.told)
    yield from said_words(lean).values()
    yield from (*lean.values, lean.change.what, lean.change.first_step, *lean.openings, *lean.voice.samples.values())
    yield from (lean.plan.gist, *lean.plan.voices, *lean.plan.commits)
    for item in lean.agenda.values():
        yield from (item.wants, item.says)
    for trigger in lean.triggers.values():
        yield from (trigger.why, *trigger.says)
    for name, other in lean.facts.items():
        if name != fact:
            yield from (other.truth, *other.says)


@cache
def _common() -> frozenset[str]:
    """Return words too common to give anything away: those of the shared lines and of what everybody is asked."""
    asked = (word.lower() for ask in standard_questions().every for word in _TOKEN.findall(ask))
    return shared_stock().words | wording().everyday | frozenset(asked)
