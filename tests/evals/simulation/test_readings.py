"""Readings of a played session: its curve, the rules that must hold, its slips and its shape."""

from __future__ import annotations

import pytest

from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.model.session import Outcome
from agent.model.verdict import Code, Talk
from evals.simulation.expectations import RULES, Ordering, by_kind
from evals.simulation.talk_shape import FIGURES, Uttered, third, unmoved_share, uttered
from evals.simulation.transcript import kind_of, mean_curve
from evals.simulation.violations import fact_leaks, find_violations, inventions, repeats, role_flips, warm_share
from tests.support.makers.simulation import WHO, session, step


def test_a_played_session_is_read_as_a_curve() -> None:
    one = session("late_bloomer_2", 9.0, 7.5, 5.9, 6.5)
    assert (one.kind, one.curve, one.final, one.lowest, one.thaw) == (
        "late_bloomer", (8.0, 9.0, 7.5, 5.9, 6.5), 6.5, 5.9, 3,
    )  # fmt: skip
    assert kind_of("adversary") == "adversary"
    assert session("x_1", 7.0).thaw is None
    assert mean_curve([session("a_1", 6.0), session("a_1", 8.0, 4.0)]) == ((0.0, 8.0), (1.0, 7.0), (2.0, 5.0))


GOOD = [
    session("expert_1", 7.0, 5.9, 3.0, 2.0, outcome=Outcome.COMMITTED),
    session("late_bloomer_1", 9.0, 8.5, 7.0, 5.0),
    session("relapser_1", 7.0, 6.0, 9.0, 10.0),
    session("early_leader_1", 9.0, 10.0),
    session("pleaser_1", 8.0, 8.0),
    session("silent_1", 8.0, 8.0),
]
BROKEN = {
    "expert.lowest": session("pushy_1", 8.0, 2.0),
    "expert.falls": session("expert_2", 7.0, 6.0),
    "counterfeit.never_lowers": session("stuffer_1", 7.9, 9.0),
    "pleaser.uncommitted": session("pleaser_2", 8.0, outcome=Outcome.COMMITTED),
    "early_leader.worse": session("early_leader_2", 1.0),
    "late_bloomer.recovers": session("late_bloomer_2", 9.0, 9.5),
    "late_bloomer.later": session("late_bloomer_3", 9.0, 5.0),
    "relapser.loses": session("relapser_2", 6.0, 4.0, 5.0),
}


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_each_rule_holds_for_a_sound_panel_and_breaks_for_a_broken_one(rule: Ordering) -> None:
    assert [held.session.rep for held in rule.test(by_kind(GOOD)) if not held.holds] == []
    broken = BROKEN[rule.name]
    assert broken in [held.session for held in rule.test(by_kind([*GOOD, broken])) if not held.holds]


def test_slips_are_found_and_sound_lines_are_not_taken_for_them(library: Library) -> None:
    persona = library.persona(WHO)
    said = ["We keep magnets.", "How can I help you today?", "Yes. Yes!", "yes, yes", "It costs 9,431 a year."]
    bad = session("x_1", *[8.0] * 5, lines=said)
    assert [slip.turn for slip in fact_leaks(persona, bad)] == [1]
    assert [slip.turn for slip in role_flips(bad)] == [2]
    assert [slip.turn for slip in repeats(bad)] == [4]
    assert [slip.turn for slip in inventions(persona, bad)] == [5]
    told = bad.model_copy(update={"steps": (step(said[0], unlocked=tuple(persona.facts)),)})
    assert find_violations(persona, told) == []
    asked = bad.model_copy(update={"steps": (step("Not 9431!", rep="Is it 9431?"),)})
    assert find_violations(persona, asked) == []
    assert warm_share(["Thanks a lot, wonderful.", "No, thanks.", "Happy to.", "Hm."]) == 0.25


def test_no_line_an_author_wrote_looks_like_a_slip(library: Library) -> None:
    for persona in library.personas().values():
        lines = [line.text for line in every_line(persona)]
        whole = session("x_1", *[8.0] * len(lines), lines=lines)
        assert [(persona.id, slip.why) for slip in (*role_flips(whole), *inventions(persona, whole))] == []


def talk(*kinds: Talk, words: int = 5, after_input: bool = False) -> list[Uttered]:
    return [Uttered(words, kind, after_input) for kind in kinds]


def test_shape_is_counted_by_hand() -> None:
    change, sustain, neutral = Talk.CHANGE, Talk.SUSTAIN, Talk.NEUTRAL
    rising = talk(neutral, neutral, sustain, neutral, change, change)
    flat = [Uttered(1, neutral, False), Uttered(2, sustain, True), Uttered(9, neutral, True)]
    found = {figure.name: figure.of([rising, flat]) for figure in FIGURES}
    assert found["change"] == pytest.approx(2 / 9)
    assert found["sustain"] == pytest.approx(2 / 9)
    assert (found["change_first"], found["words"]) == (0.0, 5.0)
    assert found["change_last"] == pytest.approx(2 / 3)
    assert found["short"] == pytest.approx(2 / 9)
    assert found["sustain_after_input"] == 0.5
    assert unmoved_share([rising, flat]) == 0.5
    assert [len(third(range(7), part)) for part in (1, 2, 3)] == [2, 3, 2]
    one = session("x_1", 8.0).model_copy(update={"steps": (step("Well, no.", primary=Code.PERSUADE),)})
    assert uttered(one) == [Uttered(2, Talk.NEUTRAL, True)]
