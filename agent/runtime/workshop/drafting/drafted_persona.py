"""Drafted persona: what a model answers that is asked for a draft.

It is taken as it comes: a field that is left out, of another kind or a word for nothing is a gap, which the draft shows
as a finding. One missing list of forty fields is no reason to lose the thirty-nine others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from agent.content.lean.leftovers import says_nothing
from agent.model.base import FrozenModel
from agent.model.persona import LONGEST_TEXT

LONGEST = LONGEST_TEXT // 2
"""Letters of a field that are taken; a scenario has some 500."""

MOST_ENTRIES = 8
"""Entries of a list that are taken; a lean file may have as many lines of a kind."""

LEAST_FIELDS = 12
"""Fields without which an answer is none: about a third. Less is no draft, and the headings of the notes give more."""

_MARKDOWN = re.compile(r"\*\*|__|`|^#{1,6} |^[-*•] ")
_STAGED = re.compile(r"\*[^*\n]{1,60}\*")


def _as_text(value: object) -> str:
    """Return a value as one line of text, without Markdown and without the quotes around it; nothing for no text."""
    if isinstance(value, list | tuple):
        return " ".join(filter(None, map(_as_text, value)))[:LONGEST]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    told = _STAGED.sub(" ", _MARKDOWN.sub("", str(value)[: 2 * LONGEST]))
    told = " ".join(told.split())
    if told[:1] in '"“' and told[-1:] in '"”' and told.count('"') in (0, 2):
        told = told[1:-1].strip()
    return "" if says_nothing(told) else told[:LONGEST].strip()


def _as_lines(value: object) -> tuple[str, ...]:
    """Return a value as a list of lines; an entry that is an object becomes `its first: the rest`."""
    if isinstance(value, dict):
        value = [f"{key}: {one}" for key, one in value.items()]
    entries: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    told = [line for one in entries for line in _entry_lines(one)]
    return tuple(dict.fromkeys(filter(None, told)))[:MOST_ENTRIES]


def _entry_lines(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield ": ".join(filter(None, map(_as_text, value.values())))
    elif isinstance(value, str):
        yield from map(_as_text, value.splitlines())
    else:
        yield _as_text(value)


def _as_words(value: object) -> tuple[str, ...]:
    """Return a value as a list of words or short phrases, which some models write into one text."""
    return _as_lines([part for line in _as_lines(value) for part in re.split(r"[,;]", line)])


def _manner(value: object) -> str:
    return next((word for word in ("blunt", "formal", "warm") if word in str(value)[:200].lower()), "plain")


def _size(value: object) -> str:
    return "large" if "large" in str(value)[:200].lower() else "small"


def _knob(value: object) -> int:
    found = re.search(r"[1-5]", str(value)[:200])
    return int(found[0]) if found else 3


Told = Annotated[str, BeforeValidator(_as_text)]
Lines = Annotated[tuple[str, ...], BeforeValidator(_as_lines)]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_words)]
Manner = Annotated[Literal["plain", "blunt", "formal", "warm"], BeforeValidator(_manner)]
Size = Annotated[Literal["small", "large"], BeforeValidator(_size)]
Knob = Annotated[int, BeforeValidator(_knob)]


class DraftedFact(FrozenModel):
    """A fact: a short name for the trainer, in the third person, as the customer tells it, and what reaches it."""

    short_name: Told = ""
    truth: Told = ""
    says: Lines = ()
    question: Told = ""


def _fact(value: object) -> object:
    return value if isinstance(value, dict | DraftedFact) else {"truth": value}


Fact = Annotated[DraftedFact, BeforeValidator(_fact)]
NO_FACT = DraftedFact()


class DraftedPersona(FrozenModel):
    """What the model answers: the places of the template, by their names; an empty one is a gap."""

    name: Told = ""
    role: Told = ""
    company: Told = ""
    industry: Told = ""
    portrait: Told = ""
    scenario: Told = ""
    you_are: Told = ""
    you_know: Lines = ()
    your_task: Told = ""
    i_am: Told = ""
    whose: Told = ""
    people: Lines = ()
    told: Lines = ()
    register_: Manner = Field("plain", alias="register")
    english: Told = ""
    never_says: Words = ()
    denies: Told = ""
    excuses: Told = ""
    complains: Told = ""
    tests: Told = ""
    wavers: Told = ""
    values: Lines = ()
    change: Told = ""
    size: Size = "small"
    first_step: Told = ""
    surface: Told = ""
    concern: Told = ""
    need: Told = ""
    openings: Lines = ()
    surface_fact: Fact = NO_FACT
    concern_fact: Fact = NO_FACT
    need_fact: Fact = NO_FACT
    wants_1: Told = ""
    raises_1: Told = ""
    wants_2: Told = ""
    raises_2: Told = ""
    plan: Told = ""
    voices: Lines = ()
    commits: Lines = ()
    trigger_words: Words = ()
    trigger_why: Told = ""
    trigger_says: Lines = ()
    difficulty: Knob = 3

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        chosen = {"register_", "size", "difficulty"}
        given = sum(value not in ("", (), NO_FACT) for name, value in self if name not in chosen)
        if given < LEAST_FIELDS:
            raise ValueError(f"{given} of its fields are filled, and that is no customer")
        return self
