"""A state changes only through a checked transition, and only the law and the log make one."""

from __future__ import annotations

import ast
import typing

import pytest
from pydantic import ValidationError

from agent.model.acts import Stage
from agent.model.session import Outcome, State, StateChange
from tests.support.paths import ROOT

STATE = State(resistance=7.0, trust=1.5)

MAKES_STATES = {
    "agent/model/session.py", "agent/rules/transition.py", "agent/storage/queries.py",
    "agent/runtime/workshop/standing.py",
}  # fmt: skip
"""Where a state may be built, changed or decoded."""


def test_a_change_leaves_the_rest_as_it_was() -> None:
    after = STATE.after({"resistance": 6.5, "stage": Stage.EVOKE, "unlocked": ("debt",)})
    assert after == State(resistance=6.5, trust=1.5, stage=Stage.EVOKE, unlocked=("debt",))
    assert STATE.resistance == 7.0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resistance", 10.01), ("resistance", -0.01), ("resistance", float("nan")), ("resistance", "6"),
        ("trust", 11.0),
        ("scope_pressure", -1.0), ("readiness", 10.5), ("turn", -1), ("turn", 1.5), ("permission", -1),
        ("counterfeits", -1), ("strain", "2"), ("ruptured", 1), ("stage", "evoke"), ("unlocked", ["debt"]),
        ("unlocked", "debt"), ("plan", 3), ("outcome", "open"), ("mood", "good"),
    ],
)  # fmt: skip
def test_a_value_out_of_type_or_range_is_refused(field: str, value: object) -> None:
    change = typing.cast(StateChange, {field: value})
    with pytest.raises(ValidationError, match=field):
        STATE.after(change)
    with pytest.raises(ValidationError, match=field):
        STATE.model_copy(update={field: value})


def test_the_change_names_every_field_and_no_other() -> None:
    assert set(StateChange.__annotations__) == set(State.model_fields)


def test_a_stored_state_is_the_same_state() -> None:
    state = STATE.after({"plan": "pilot", "outcome": Outcome.COMMITTED, "disclosed": ("a", "b")})
    assert State.model_validate_json(state.model_dump_json()) == state


def _is_of_state(node: ast.AST) -> bool:
    """Say whether a call builds, decodes or copies a state, as far as its words tell."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Name):
        return called.id == "State"
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value.id if isinstance(called.value, ast.Name) else getattr(called.value, "attr", "")
    copies = called.attr in ("model_copy", "model_construct", "copy", "after") and owner in ("state", "before", "moved")
    return copies or (owner == "State" and called.attr.startswith(("model_", "parse", "construct")))


def test_nobody_else_makes_or_copies_a_state() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "agent").rglob("*.py")
        if any(_is_of_state(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    }
    assert found <= MAKES_STATES
    assert "agent/rules/transition.py" in found
