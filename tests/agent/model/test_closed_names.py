"""Checks, rules and detectors are named by closed types: a word that means nothing to the law stands nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from agent.content.library import Library
from agent.grading.detectors import DETECTORS
from agent.model.ids import GUARDS, CheckId, RuleId
from agent.model.rubric import DetectorId, Rubric
from agent.model.session import Entry
from agent.model.verdict import Verdict
from tests.support.paths import ROOT


def _calls() -> Iterator[ast.Call]:
    for path in (ROOT / "agent").rglob("*.py"):
        yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def _words(node: ast.AST) -> set[str]:
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.replace("_", "").isalpha()
    }


def test_whoever_asks_a_verdict_for_a_check_names_one_that_a_rubric_must_have() -> None:
    asked = set()
    for call in _calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("passed", "failed", "check") and call.args:
            asked |= _words(call.args[0])
    assert asked <= set(CheckId)


def test_whoever_compares_the_rules_of_a_receipt_names_rules_that_there_are() -> None:
    named = set()
    for path in (ROOT / "agent").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            sides = [node.left, node.right] if isinstance(node, ast.BinOp) else sides
            if any(isinstance(side, ast.Call) and getattr(side.func, "attr", "") == "rules" for side in sides):
                named |= set().union(*map(_words, sides))
    assert named <= set(RuleId)


def test_every_rule_is_used_by_the_law() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "agent/rules").glob("*.py"))
    assert [rule.name for rule in RuleId if f"RuleId.{rule.name}" not in text] == []


def test_every_check_is_read_by_the_law_or_the_customer() -> None:
    files = [*(ROOT / "agent/rules").glob("*.py"), *(ROOT / "agent/customer").rglob("*.py")]
    text = "".join(path.read_text("utf-8") for path in files)
    assert [check for check in CheckId if f"CheckId.{check.name}" not in text and f'"{check}"' not in text] == []


def test_every_detector_that_a_rubric_may_name_is_there() -> None:
    assert set(DETECTORS) == set(DetectorId)


def test_the_guards_are_those_of_the_rubric_that_ships(library: Library) -> None:
    checks = library.rubric().checks
    assert {name for name in CheckId if checks[name].guard} == GUARDS


def test_a_receipt_names_no_other_rule() -> None:
    kept = Entry(quote="", evidence="x", rule=RuleId.SPEECH, quantity="trust", change=0, why="y").model_dump(
        mode="json"
    )
    assert kept["rule"] == "speech"
    with pytest.raises(ValidationError, match="rule"):
        Entry.model_validate({**kept, "rule": "softned"})


@pytest.mark.parametrize("engine", ["", " ", "llm:a\nb", " embedded"])
def test_an_engine_has_a_name_of_one_line(engine: str) -> None:
    with pytest.raises(ValidationError, match="engine"):
        Verdict.model_validate({"primary": "other", "rubric": "mi@1", "engine": engine})


def test_a_rubric_built_in_the_program_is_held_to_the_same(library: Library) -> None:
    data = library.rubric().model_dump(mode="json")
    data["checks"]["no_dwelling"]["guard"] = False
    del data["checks"]["asks_leave"]
    with pytest.raises(ValidationError) as told:
        Rubric.model_validate(data)
    assert [error["loc"] for error in told.value.errors()] == [("checks",), ("checks", "no_dwelling", "guard")]
