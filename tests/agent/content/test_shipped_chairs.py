"""The chairs of the personas that ship: each has one, it tells no secret, and nobody in it is new to the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from agent.content.secrets import leaked_fact
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.leaks import Secrets
from agent.model.persona import Chair, Persona
from tests.support.makers.law_runs import SHIPPED
from tests.support.paths import ROOT

SHORTEST, LONGEST = 900, 1_400
"""Characters of a whole chair: less leaves a player guessing, more crowds the prompt beside the biography."""

REPEATED = 5
"""Words in a row that stand in the biography as well: from here on it is the same sentence, told twice."""

_NAME = re.compile(r"(?<![.:?] )(?<!^)\b[A-Z][\w'-]*[a-z]")
_WORD = re.compile(r"[^\W_]+")

FULL = {name: SHIPPED[name] for name in sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))}
"""Those with a file of their own voice; a lean one has a chair of a few lines (`test_shipped_lean.py`)."""

every_persona = pytest.mark.parametrize("persona", FULL.values(), ids=FULL.keys())


def chair_of(persona: Persona) -> Chair:
    assert persona.chair is not None, "every persona that ships tells its scenario from the customer's chair too"
    return persona.chair


def texts(persona: Persona) -> tuple[str, ...]:
    chair = chair_of(persona)
    return chair.i_am, chair.whose, *chair.people, *chair.told


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return (tuple(words[at : at + REPEATED]) for at in range(len(words) - REPEATED + 1))


def names(entries: tuple[str, ...]) -> set[str]:
    """Return who an entry of `people` names, and whom it mentions, but for the words that open a sentence."""
    heads = (entry.partition(":")[0] for entry in entries)
    found = {name for text in (*entries, *(f"- {head}" for head in heads)) for name in _NAME.findall(text)}
    return {word for name in found for word in _WORD.findall(name.lower()) if len(word) > 1} - {"the"}


@every_persona
def test_a_chair_is_long_enough_to_play_from_and_no_longer(persona: Persona) -> None:
    assert SHORTEST <= sum(map(len, texts(persona))) <= LONGEST


@every_persona
def test_a_chair_tells_no_secret_by_any_word_of_it(persona: Persona) -> None:
    secrets = Secrets(LineIndex(persona), frozenset())
    for text in texts(persona):
        assert leaked_fact(text, persona, ()) is None, text
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert secrets.leak(sentence) is None, sentence


@every_persona
def test_a_chair_repeats_no_sentence_of_the_biography_nor_of_a_secret(persona: Persona) -> None:
    hidden = " ".join((persona.real_concern, persona.hidden_need, *(fact.truth for fact in persona.facts.values())))
    here = {run for text in texts(persona) for run in runs(text)}
    assert here.isdisjoint(runs(persona.biography))
    assert here.isdisjoint(runs(hidden))


@every_persona
def test_the_rep_is_among_the_people_and_nobody_is_invented(persona: Persona) -> None:
    chair = chair_of(persona)
    assert any(entry.startswith("The rep: ") for entry in chair.people)
    known = set(_WORD.findall(persona.model_dump_json(exclude={"chair"}).lower()))
    assert names(chair.people) - known == set()


@every_persona
def test_a_chair_speaks_in_the_first_person(persona: Persona) -> None:
    chair = chair_of(persona)
    for text in (chair.i_am, chair.whose):
        assert re.search(r"\b(?:I|me|my|we|us|our|mine)\b", text), text


def test_an_invented_person_would_be_found() -> None:
    assert names(("The rep: new. Knows Wouter.", "Dr Ida Holm: left. Likes it.")) == {"wouter", "dr", "ida", "holm"}
