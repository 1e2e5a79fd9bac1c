"""Own words: shared lines are said with what a lean customer calls things, and with what their chair tells."""

from __future__ import annotations

import re

import pytest
import yaml

from agent.content.authored_lines import every_line
from agent.content.lean.expansion import expand
from agent.content.lean.lint import lint_lean
from agent.content.lean.stock import EVERYDAY, shared_stock
from agent.model.acts import Act, Band
from agent.model.persona import LineSpec, Persona
from agent.model.training.lean import LeanPersona, LeanWords, Register
from tests.support.paths import ROOT

BARE = LeanPersona.model_validate(yaml.safe_load((ROOT / "tests/data/lean/test_lean.yaml").read_text("utf-8")))
PLACE = re.compile(r"\{\w+\}")


def with_words(**words: str) -> LeanPersona:
    voice = BARE.voice.model_copy(update={"words": LeanWords(**words)})
    return BARE.model_copy(update={"voice": voice})


def coloured(persona: Persona) -> list[str]:
    return [line.text for line in every_line(persona) if line.spec.coloured]


def said_on(persona: Persona, topic: str) -> list[str]:
    lines = persona.topics[topic].says[Band.CLOSED]
    return [line.say if isinstance(line, LineSpec) else line for line in lines]


def test_a_word_stands_where_a_shared_line_has_a_place_for_it() -> None:
    persona = expand(with_words(people="my nurses"))
    excuses = [line for line in persona.lines[Act.EXCUSE][Band.CLOSED] if isinstance(line, LineSpec)]
    said = {line.say: line for line in excuses}
    line = said["My nurses come first, and that fills the day."]
    assert (line.stock, line.coloured) == (True, True)
    assert not any(PLACE.search(line.text) for line in every_line(persona))


def test_a_line_whose_word_is_not_given_is_left_out() -> None:
    texts = [line.text for line in every_line(expand(BARE))]
    assert not any(PLACE.search(text) for text in texts)
    assert not any("come first, and that fills the day" in text for text in texts)
    assert any("plain account of what was fixed" in text for text in coloured(expand(BARE)))


@pytest.mark.parametrize("register", list(Register))
def test_a_customer_with_words_has_them_in_what_a_pushed_one_says(register: Register) -> None:
    words = {"people": "my nurses", "work": "the late list", "place": "in theatre", "matter": "that move"}
    for act in (Act.EXCUSE, Act.DENY, Act.MINIMISE, Act.WITHDRAW, Act.DEFLECT, Act.COMPLAIN, Act.TEST):
        lines = shared_stock().of_act(act, Band.CLOSED, register, "anybody", words)
        assert any(line.coloured for line in lines), act


def test_a_word_that_gives_a_fact_away_is_told_at_its_key_and_never_said() -> None:
    lean = with_words(people="Hana and the vets")
    found = [one for one in lint_lean(lean) if one.severity == "error"]
    assert [one.key for one in found] == ["voice.words.people"]
    assert not any("Hana" in line.text for line in every_line(expand(lean)) if not line.fact and not line.spec.after)


def test_a_word_is_a_few_words() -> None:
    with pytest.raises(ValueError, match="at most 40"):
        LeanWords(people="everybody who has ever worked with me in that building")


def test_the_chair_answers_small_questions() -> None:
    persona = expand(BARE)
    assert said_on(persona, "trade")[0] == "I manage the vets here."
    assert said_on(persona, "today")[0].startswith("It's gone seven")
    assert any(line.startswith("Awhina, my head nurse") for line in said_on(persona, "involved"))
    assert not any("rep" in line.lower().split() for line in said_on(persona, "involved"))
    assert "If you break it, you say so." in said_on(persona, "matters")
    assert set(EVERYDAY) <= set(persona.topics)


def test_who_is_greeted_tells_how_it_is_unless_they_began_with_that() -> None:
    greeted = [line.text for line in every_line(expand(BARE)) if line.marks == {"#greeting"}]
    assert any(text.startswith("It's gone seven") for text in greeted)
    begun = BARE.model_copy(update={"openings": ("Evening. It's gone seven here.", "Yes?")})
    assert not any("gone seven" in line.text for line in every_line(expand(begun)) if line.marks)


def test_a_fact_named_like_a_small_question_keeps_a_topic_of_its_own() -> None:
    facts = {"today" if name == "twice" else name: fact for name, fact in BARE.facts.items()}
    persona = expand(BARE.model_copy(update={"facts": facts}))
    assert "about_today" in persona.facts["today"].topics
    assert persona.topics["today"].about != persona.topics["about_today"].about
