"""Labels: every check and code of the rubrics that ship has words of its own."""

from __future__ import annotations

import pytest

from agent.content.library import Library
from agent.model.rubric import Rubric
from agent.model.verdict import Code
from agent.web.views.labels import CHECKS, evidence_label, grader_label
from tests.support.paths import ROOT

RUBRIC: Rubric = Library(ROOT / "personas", ROOT / "rubrics").rubric()


def test_every_check_has_words_of_its_own() -> None:
    assert set(RUBRIC.checks) - set(CHECKS) == set()
    for name in RUBRIC.checks:
        assert evidence_label(name, RUBRIC) != name.replace("_", " "), name


def test_every_code_has_a_name() -> None:
    for code in Code:
        assert evidence_label(code.value, RUBRIC) == RUBRIC.codes[code].name.lower()
        assert "_" not in RUBRIC.codes[code].name


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("embedded:coder-3", "the built-in grader"),
        ("embedded", "the built-in grader"),
        ("llm:gpt-x", "the model gpt-x"),
        ("embedded:coder-3+llm:gpt-x", "the built-in grader and the model gpt-x"),
        ("llm:gpt-x (embedded:coder-3 disagrees on stance, the main code)", "the model gpt-x"),
    ],
)
def test_who_read_is_told_in_words(engine: str, told: str) -> None:
    assert grader_label(engine) == told
