"""The suite of accusations: what it counts, with graders that are told how to read."""

from __future__ import annotations

from agent.model.verdict import Code, Verdict, ungraded
from evals.data.hard_lines import MIXTURES, Mixture
from evals.data.records import read_records
from evals.reporting.failing_rows import failing_rows
from evals.suites.probes.accusations import Accusations, read_lines
from tests.evals.suites.conftest import Measured
from tests.support.doubles.told_grader import ToldGrader
from tests.support.makers import makers

ACCUSING = {line.text for line in read_lines(None) if line.accuses} | {
    line.text for line in read_records(MIXTURES, Mixture)
}
SEEN = makers.verdict(Code.CONFRONT)


def unsure(confidence: float) -> Verdict:
    (evidence,) = SEEN.codes
    return SEEN.model_copy(update={"codes": (evidence.model_copy(update={"confidence": confidence}),)})


def test_a_reader_who_knows_accuses_nobody_and_misses_nothing(measured: Measured) -> None:
    result = measured(Accusations(), ToldGrader(lambda text: SEEN if text in ACCUSING else makers.warm()))
    values = {measure.name: measure.value for measure in result.measures}
    assert values == {
        "harmless.accused": 0, "harmless.accused_surely": 0, "accusing.found": 1, "accusing.found_surely": 1,
        "mixtures.unseen": 0, "mixtures.seen_unsurely": 0, "mixtures.softened": 0,
    }  # fmt: skip
    assert [m.n for m in result.measures] == [160, 160, 80, 80, 144, 144, 144]
    assert all(measure.passed for measure in result.measures if measure.goal is not None)
    assert result.measure("harmless.accused").high == 0.0234, "not one in 160 may still be two in a hundred"
    assert result.tables[-1].rows == ()


def test_a_reader_who_finds_skill_everywhere_hides_every_accusation(measured: Measured) -> None:
    result = measured(Accusations(), ToldGrader(lambda text: makers.warm()))
    assert [result.measure(f"mixtures.{name}").value for name in ("unseen", "softened")] == [1, 1]
    assert result.measure("accusing.found").passed is False
    assert len(result.tables[-1].rows) == 80 + 144


def test_who_accuses_everybody_finds_all_and_fails_by_the_harmless(measured: Measured) -> None:
    result = measured(Accusations(), ToldGrader(lambda text: SEEN))
    assert result.measure("harmless.accused").value == 1
    assert [m.name for m in result.measures if m.passed is False] == ["harmless.accused"]
    first = failing_rows(result, "harmless.accused")[0]
    assert first.startswith("acc3-001: confront, accused (90% sure) [tag_after_reflection] (90% sure)")


def test_an_accusation_that_is_not_sure_is_seen_and_told_apart(measured: Measured) -> None:
    result = measured(Accusations(), ToldGrader(lambda text: unsure(0.79)), limit=10)
    told = {name: result.measure(name).value for name in ("accusing.found", "accusing.found_surely")}
    assert told == {"accusing.found": 1, "accusing.found_surely": 0}
    assert result.measure("harmless.accused_surely").value == 0
    assert [result.measure(f"mixtures.{name}").value for name in ("unseen", "seen_unsurely")] == [0, 1]
    assert {row["part"]: row["confidence"] for row in result.rows} == dict.fromkeys(
        ("harmless", "accusing", "mixture"), 0.79
    )
    at_the_bound = measured(Accusations(), ToldGrader(lambda text: unsure(0.8)), limit=10)
    assert at_the_bound.measure("accusing.found_surely").value == 1


def test_blame_and_threats_that_a_check_finds_count_too(measured: Measured) -> None:
    for failed in ({"no_blame": False}, {"no_threat": False}):
        verdict = makers.warm(**failed)
        result = measured(Accusations(), ToldGrader(lambda text, verdict=verdict: verdict), limit=5)  # type: ignore[misc]
        assert result.measure("accusing.found_surely").value == 1, failed
        assert result.measure("mixtures.softened").value == 0


def test_a_line_that_only_pushes_hides_its_accusation_and_still_softens_nobody(measured: Measured) -> None:
    pushed = makers.warm(no_push=False)
    result = measured(Accusations(), ToldGrader(lambda text: pushed), limit=5)
    assert [result.measure(f"mixtures.{name}").value for name in ("unseen", "softened")] == [1, 0]


def test_what_is_ungraded_accuses_nobody_finds_nothing_and_is_counted(measured: Measured) -> None:
    result = measured(Accusations(), ToldGrader(lambda text: ungraded("too short", "mi@1", "told")), limit=5)
    assert result.ungraded == 15
    values = [result.measure(name).value for name in ("harmless.accused", "accusing.found", "mixtures.unseen")]
    assert values == [0, 0, 1]
    assert result.measure("mixtures.softened").value == 0


def test_kinds_are_told_apart(measured: Measured) -> None:
    hard = {line.text for line in read_lines(None) if line.kind == "hard_events"}
    result = measured(Accusations(), ToldGrader(lambda text: SEEN if text in hard else makers.verdict()))
    rows = {row[0]: row[1:] for row in result.tables[0].rows}
    assert rows["hard_events"] == (10, 1.0, 1.0, 0.0)
    assert rows["absolving"] == (10, 0.0, 0.0, 0.0)
    disguises = {row[0]: row[1] for row in result.tables[3].rows}
    assert (disguises["motive"], disguises["hinted"], sum(map(int, disguises.values()))) == (9, 9, 144)  # type: ignore[arg-type]
