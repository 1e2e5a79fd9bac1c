"""From heads to a reading: a unit counts as it reads in its line and by itself; customer talk by the kind of talk."""

from __future__ import annotations

import numpy as np

from agent.grading.coder.decoding import BLAMES_FROM, UNDECIDED, Heads, Stacks, reading_of, spared, talk_of
from agent.grading.coder.labels import CODES, HEADS, MARKS
from agent.grading.coder.signs import SIGNS
from agent.grading.coder.stacking import Stack
from agent.model.verdict import Code, Mark, Stance, Talk

NONE = (0.0,) * len(SIGNS)


def heads(*spans: dict[str, str]) -> Heads:
    """Return heads that are nearly sure of the named label of each span, and of nothing else."""
    found = {name: np.full((len(spans), len(labels)), 0.01, dtype=np.float32) for name, labels in HEADS.items()}
    for row, told in enumerate(spans):
        for name, label in told.items():
            found[name][row, HEADS[name].index(label)] = 0.95
    return found


def stacks(line: float, alone: float) -> Stacks:
    return Stacks(
        Stack({label: (0.0, line, alone, 0.0, *NONE) for label in CODES}, CODES, "card"),
        Stack({label: (0.0, line, alone, 0.0, *NONE) for label in MARKS}, MARKS, "card"),
    )


def worded(units: int) -> np.ndarray:
    return np.zeros((units, len(CODES) + len(MARKS)), dtype=np.float32)


BLAME = {"codes": "confront", "primary": "confront"}
GOOD = {"codes": "complex_reflection", "primary": "complex_reflection", "marks": "validate"}
WHOLE = {"primary": "complex_reflection", "stance": "follow", "evidence": "empathy"}


def test_a_unit_that_blames_by_itself_is_seen_where_the_line_swallows_it() -> None:
    read = reading_of(
        ["Good.", "Bad."], [heads(GOOD, GOOD, WHOLE)], [heads(GOOD), heads(BLAME)], worded(2), stacks(0.1, 1.0)
    )
    assert read.findings[1].codes[Code.CONFRONT] > BLAMES_FROM
    assert Code.CONFRONT not in read.findings[0].codes


def test_blame_is_said_only_where_it_is_likely_for_all_its_rarity() -> None:
    def said(share: float) -> float:
        return spared([("confront", share), ("affirm", share)])[Code.CONFRONT]

    assert said(0.7) < said(0.8) <= UNDECIDED
    assert UNDECIDED == said(0.83) < BLAMES_FROM <= said(0.84) < said(0.95)
    assert spared([("confront", 0.7), ("affirm", 0.7)])[Code.AFFIRM] == 0.7


def test_a_line_of_one_unit_is_read_once() -> None:
    read = reading_of(["Good."], [heads(GOOD, WHOLE)], [], worded(1), stacks(0.5, 0.5))
    assert read.findings[0].marks[Mark.VALIDATE] > 0.9
    assert read.stance is Stance.FOLLOW
    assert read.empathy > 0.9
    assert read.empowerment < 0.1


def test_sales_heads_count_as_far_as_it_is_sales_talk() -> None:
    sure = {"sales": "sales talk", "talk": "neutral", "sales_talk": "change"}
    assert talk_of(heads(sure)).talk is Talk.CHANGE
    assert talk_of(heads({**sure, "sales": "other talk"})).talk is Talk.NEUTRAL
