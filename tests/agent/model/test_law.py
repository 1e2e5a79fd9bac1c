"""The numbers of a law: what is allowed, what stands where nothing is said, and how hard it makes a customer."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agent.model.law import Law

LEAST: dict[str, Any] = {"start": 7.5, "gain": 1.0, "loss": 2.0}


def law(**numbers: Any) -> Law:
    return Law(**(LEAST | numbers))


def test_what_stands_where_an_author_says_nothing() -> None:
    assert law().model_dump(exclude=set(LEAST)) == {
        "floor": 1.0, "trust_start": 1.5, "trust_gain": 0.7, "trust_loss": 1.2, "split_share": 0.7,
        "toward_bonus": 1.25,
        "away_share": 0.5, "lead_trust": 4.0, "evoke_trust": 3.0, "evoke_resistance": 6.5, "plan_trust": 5.0,
        "plan_resistance": 4.5, "plan_readiness": 3.0, "commit_resistance": 3.5, "walk_resistance": 9.5,
        "walk_patience": 3, "follow_patience": 4, "question_patience": 3, "scope_gain": 0.8, "scope_relief": 1.5,
        "scope_limit": 6.0, "curve": {"thaw": (), "after_repair": 1.0, "rests_at": None, "moved_by": 6.0},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [
        ("scope_limit", (0, 10), (-0.01, 10.01)),
        ("plan_readiness", (0, 10), (-0.01, 10.01)),
        ("gain", (0.001, 2.0), (0, 2.01)),
        ("loss", (2.0, 4.0), (0, 4.01)),
        ("trust_gain", (0.001, 1.2), (0, -0.1)),
        ("trust_loss", (0.7, 4.0), (0, 4.01)),
        ("split_share", (0.001, 1.0), (0, 1.01)),
        ("toward_bonus", (1.0, 2.0), (0.99, 2.01)),
        ("away_share", (0.0, 1.0), (-0.01, 1.01)),
        ("walk_patience", (1, 20), (0, 21)),
        ("follow_patience", (1, 20), (0, 21)),
        ("question_patience", (1, 20), (0, 21)),
        ("scope_gain", (0.001, 3.0), (0, 3.01)),
        ("scope_relief", (0.001, 5.0), (0, 5.01)),
    ],
)
def test_every_number_has_its_range(field: str, allowed: tuple[float, ...], refused: tuple[float, ...]) -> None:
    for number in allowed:
        assert getattr(law(**{field: number}), field) == number
    for number in refused:
        with pytest.raises(ValidationError) as told:
            law(**{field: number})
        assert [error["loc"] for error in told.value.errors()] == [(field,)]


def test_a_step_is_above_nothing_and_trust_grows_by_two_at_most() -> None:
    assert law(trust_gain=2.0, trust_loss=2.0).trust_gain == 2.0
    with pytest.raises(ValidationError, match="trust_gain"):
        law(trust_gain=2.01, trust_loss=4.0)
    assert law(gain=0.001, loss=0.001).loss == 0.001
    for number in (0, -0.1):
        with pytest.raises(ValidationError, match="loss"):
            law(loss=number)
    assert law(trust_gain=0.001, trust_loss=0.001).trust_loss == 0.001


@pytest.mark.parametrize(
    ("allowed", "refused", "problem"),
    [
        ({"floor": 3.5}, {"floor": 7.5, "commit_resistance": 7.5}, "floor must lie below start"),
        ({"gain": 2.0}, {"gain": 1.5, "loss": 1.4}, "gain must not exceed loss"),
        ({"trust_gain": 1.2}, {"trust_gain": 1.3}, "trust_gain must not exceed trust_loss"),
        ({"walk_resistance": 7.6}, {"walk_resistance": 7.5}, "walk_resistance must lie above start"),
        ({"commit_resistance": 1.0}, {"commit_resistance": 0.9}, "commit_resistance must lie between"),
        ({"start": 6.0, "commit_resistance": 4.5}, {"start": 3.5}, "commit_resistance must lie between"),
        ({"plan_resistance": 3.5}, {"plan_resistance": 3.4}, "order: commit"),
        ({"plan_resistance": 6.5}, {"plan_resistance": 6.6}, "order: commit"),
        ({"plan_trust": 3.0}, {"plan_trust": 2.9}, "evoke_trust must not exceed plan_trust"),
        ({"trust_start": 3.9}, {"trust_start": 4.0}, "trust_start must lie below lead_trust"),
    ],
)
def test_what_a_law_must_keep(allowed: dict[str, float], refused: dict[str, float], problem: str) -> None:
    law(**allowed)
    with pytest.raises(ValidationError, match=problem):
        law(**refused)


@pytest.mark.parametrize(
    ("curve", "problem"),
    [
        ({"thaw": [[5.0, 1.0], [5.0, 0.5]]}, "each resistance must lie above the one before it"),
        ({"thaw": [[5.0, 0.19]]}, "greater than or equal to 0.2"),
        ({"thaw": [[5.0, 1.01]]}, "less than or equal to 1"),
        ({"thaw": [[10.5, 1.0]]}, "less than or equal to 10"),
        ({"thaw": [[level, 1.0] for level in range(9)]}, "at most 8 items"),
        ({"after_repair": 0.99}, "greater than or equal to 1"),
        ({"after_repair": 2.01}, "less than or equal to 2"),
        ({"moved_by": 10.1}, "less than or equal to 10"),
        ({"rests_at": 3.5}, "rests_at must lie above commit_resistance"),
        ({"rests_at": 6.6}, "not above evoke_resistance"),
    ],
)
def test_what_a_curve_must_keep(curve: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        law(curve=curve)


def test_the_borders_of_a_curve_are_allowed() -> None:
    shape = law(curve={"thaw": [[5.0, 0.2], [5.1, 1.0]], "after_repair": 2.0, "rests_at": 6.5, "moved_by": 10.0}).curve
    assert (shape.rests_at, shape.rest(9.99), shape.rest(10.0)) == (6.5, 6.5, 0.0)
    assert law(curve={"rests_at": 3.6}).curve.rests_at == 3.6
    assert law().curve.rest(0.0) == 0.0
    with pytest.raises(ValidationError, match="below start"):
        law(start=6.0, curve={"rests_at": 6.0})


def _needed(**numbers: Any) -> float:
    plain = {
        "start": 8.0, "gain": 1.0, "loss": 1.8, "trust_gain": 1.0, "trust_loss": 1.2, "trust_start": 1.0,
        "evoke_resistance": 8.0, "evoke_trust": 1.0, "plan_resistance": 8.0, "plan_trust": 1.0, "plan_readiness": 0.0,
        "commit_resistance": 3.5, "walk_patience": 4, "question_patience": 3, "follow_patience": 3,
        "walk_resistance": 9.5,
    }  # fmt: skip
    return law(**(plain | numbers)).lines_needed


@pytest.mark.parametrize(
    ("numbers", "lines"),
    [
        ({}, 6.0),  # 4.5 to win at .9 a line: 5 lines; a slip costs 2 lines, one in 10: x 1.2
        ({"loss": 3.6}, 7.0),  # a slip costs 4 lines
        ({"walk_patience": 14}, 5.5),  # one slip in 20
        ({"plan_resistance": 3.5}, 7.2),  # 5 lines to the plan and one to keep it
        ({"plan_trust": 8.2}, 10.8),  # 7.2 of trust at .9 a line: 8 lines, and one
        ({"plan_readiness": 7.8}, 8.4),  # 6 lines at 1.3, and one
        ({"plan_readiness": 7.8, "evoke_resistance": 7.1, "plan_resistance": 7.1}, 9.6),  # one line to evoke before
        ({"plan_readiness": 7.8, "evoke_trust": 2.8, "plan_trust": 2.8}, 10.8),  # two lines to evoke before
        ({"plan_readiness": 7.8, "evoke_trust": 0.1, "evoke_resistance": 8.9}, 8.4),  # evoke lies open
        ({"curve": {"thaw": [[0, 0.5]]}}, 14.0),  # 10 lines at .45, and a slip costs 4 of them
        ({"curve": {"rests_at": 5.0, "moved_by": 7.8}}, 8.4),  # 6 lines of reasons before the last stretch, and one
    ],
)  # fmt: skip
def test_the_lines_a_good_rep_needs(numbers: dict[str, float], lines: float) -> None:
    assert _needed(**numbers) == pytest.approx(lines)


@pytest.mark.parametrize(
    ("lines", "pips"),
    [(7.4, 1), (9.15, 1), (9.25, 2), (10.85, 2), (10.95, 3), (12.55, 3), (12.65, 4), (14.25, 4), (14.35, 5), (40.0, 5)],
)
def test_difficulty_counts_from_the_mild(monkeypatch: pytest.MonkeyPatch, lines: float, pips: int) -> None:
    monkeypatch.setattr(Law, "lines_needed", lines)
    assert law().difficulty == pips
