"""A coding is of a rep's line, of a customer's, or skipped: never two of them, never half."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.model.training.coding import Coding, Skip, engine_reading, heard_as
from agent.model.verdict import Code, Stance, Talk, TalkVerdict, Verdict, ungraded
from tests.support.makers.desk import BOTH, CHANGE, OPEN

WHOLE = {"codes": ["persuade"], "primary": "persuade", "empathy": False, "empowerment": False, "stance": "lead"}


@pytest.mark.parametrize(
    "changed",
    [
        {"primary": "affirm"}, {"codes": []}, {"empathy": None}, {"stance": None}, {"talk": "change"},
        {"skipped": "not_english"}, {"codes": ["persuade", "persuade"]}, {"codes": ["nonsense"], "primary": "nonsense"},
        {"stance": "sideways"}, {"more": 1},
    ],
)  # fmt: skip
def test_half_a_coding_is_none(changed: dict[str, object]) -> None:
    Coding.model_validate(WHOLE)
    with pytest.raises(ValidationError):
        Coding.model_validate(WHOLE | changed)


def test_nothing_at_all_is_no_coding() -> None:
    with pytest.raises(ValidationError):
        Coding()


def test_answers_are_those_that_the_evals_compare() -> None:
    assert OPEN.answers() == {
        "primary": "open_question", "empathy": "no", "empowerment": "yes", "stance": "follow",
        "question": "open", "reflection": "none",
    }  # fmt: skip
    assert BOTH.answers()["question"] == "closed"
    assert BOTH.answers()["reflection"] == "complex"
    assert CHANGE.answers() == {"talk": "change"}
    assert Coding(skipped=Skip.NOT_ENGLISH).answers() == {}


def test_two_kinds_of_question_are_told_apart_by_the_main_code_alone() -> None:
    two = {"codes": ["open_question", "closed_question", "affirm"], "empathy": False, "empowerment": True}
    told = Coding.model_validate(two | {"primary": "closed_question", "stance": "follow"}).answers()
    assert told["question"] == "closed"
    assert "question" not in Coding.model_validate(two | {"primary": "affirm", "stance": "follow"}).answers()


def test_a_grade_is_a_reading_and_no_grade_is_none() -> None:
    verdict = Verdict(primary=Code.OTHER, empathy=0.6, stance=Stance.NEUTRAL, rubric="mi@2", engine="embedded")
    found = engine_reading(verdict)
    assert found is not None
    assert (found.coding.codes, found.coding.empathy, found.confidence) == ((Code.OTHER,), True, None)
    assert engine_reading(ungraded("too short", "mi@2", "embedded")) is None
    assert heard_as(TalkVerdict(talk=Talk.CHANGE, confidence=0)) is None
