"""The line index: every line where it belongs, and what its words decide."""

from __future__ import annotations

import pytest

from agent.content.authored_lines import every_line, lines_lent
from agent.content.library import Library
from agent.content.secrets import leaked_fact
from agent.customer.index.line_index import LineIndex
from agent.model.acts import Act, Band
from agent.model.persona import Persona
from agent.model.verdict import Talk
from agent.text.matching import plain, word_count
from tests.support.makers.rich import rich_persona
from tests.support.paths import ROOT

SHIPPED = Library(ROOT / "personas", ROOT / "rubrics").personas()
WHO = SHIPPED["bernd_halvorsen"]
INDEX = LineIndex(WHO)


def test_every_line_is_filed_once_in_the_order_of_the_file() -> None:
    filed = (INDEX.by_act, INDEX.by_topic, INDEX.by_fact, INDEX.by_trigger, INDEX.by_plan, INDEX.by_item)
    numbers = [one.number for part in filed for lines in part.values() for one in lines]
    assert sorted(numbers) == list(range(len(every_line(WHO)) + len(lines_lent(WHO))))
    for part in filed:
        for lines in part.values():
            assert [one.number for one in lines] == sorted(one.number for one in lines)


@pytest.mark.parametrize("who", [WHO, rich_persona()], ids=lambda who: who.id)
def test_what_is_worked_out_once_is_what_the_words_say(who: Persona) -> None:
    for one in LineIndex(who).lines:
        assert (one.plain, one.words) == (plain(one.line.text), word_count(one.line.text))
        for known in ((), tuple(who.facts), tuple(who.facts)[:2]):
            assert one.leaks(known) is (leaked_fact(one.line.text, who, known) is not None)


def test_lines_are_filed_under_what_they_do() -> None:
    assert all(one.line.act is Act.DENY for one in INDEX.by_act[Act.DENY, Band.CLOSED])
    assert {one.line.fact for lines in INDEX.by_fact.values() for one in lines} == set(WHO.facts)
    for (topic, band), lines in INDEX.by_topic.items():
        assert {(one.line.topic, one.line.band) for one in lines} == {(topic, band)}
    assert None not in INDEX.by_fact


def test_answers_that_speak_for_the_change_can_be_said_as_opening_up() -> None:
    opening = [one for lines in INDEX.opening_up.values() for one in lines]
    assert opening
    assert {(one.line.act, one.line.talk) for one in opening} == {(Act.OPEN_UP, Talk.CHANGE)}
    assert all(INDEX.lines[one.number].line.act is Act.ANSWER for one in opening)


def test_plain_forms_of_lines_that_no_author_wrote_are_worked_out() -> None:
    authored = INDEX.lines[0].line.text
    assert INDEX.plain_of((authored, "Well, NO!")) == {plain(authored), "well no"}


def test_a_topic_is_used_up_when_each_of_its_answers_was_said() -> None:
    answers = INDEX.by_topic["happened", Band.CLOSED]
    said = INDEX.plain_of(one.line.text.upper() for one in answers)
    assert INDEX.topic_used_up("happened", Band.CLOSED, said)
    assert not INDEX.topic_used_up("happened", Band.CLOSED, said - {answers[0].plain})
