"""Agreement at the label desk, held against scikit-learn and krippendorff; ceilings only from a hundred lines on."""

from __future__ import annotations

import krippendorff
import pytest
from sklearn.metrics import cohen_kappa_score

from agent.model.verdict import Code
from agent.runtime.workshop.agreement_bench import LEAST_IN_COMMON, CodedByMany, CodedTwice
from evals.data.facets import FACETS
from evals.workbench.agreement import EvalAgreement
from tests.support.makers.desk import drawn_codings, many_lines


def coded(count: int) -> list[CodedTwice]:
    lines = many_lines(count)
    first, second = drawn_codings(lines, 1), drawn_codings(lines, 2, slips=0.4)
    return [CodedTwice(line.id, line.group, first[line.id], second[line.id]) for line in lines]


def test_each_facet_agrees_with_the_references() -> None:
    lines = coded(90)
    found = {figure.name: figure for figure in EvalAgreement().compare(lines).facets}
    assert set(found) == {"primary", "family", "empathy", "empowerment", "stance", "talk"}
    for name in ("primary", "empathy", "stance", "talk"):
        pairs = [
            (line.first.answers()[name], line.second.answers()[name]) for line in lines if name in line.first.answers()
        ]
        one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        figure = found[name]
        assert figure.lines == len(pairs)
        assert figure.alike == pytest.approx(sum(a == b for a, b in pairs) / len(pairs), abs=1e-4)
        assert figure.kappa == pytest.approx(cohen_kappa_score(one, other), abs=1e-4)
        labels = next(facet.labels for facet in FACETS if facet.name == name)
        places = [[labels.index(label) for label in side] for side in (one, other)]
        assert figure.alpha == pytest.approx(krippendorff.alpha(places, level_of_measurement="nominal"), abs=1e-4)
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < (figure.kappa or 0) < figure.high


def test_each_code_is_held_against_all_others() -> None:
    lines = coded(90)
    reps = [line for line in lines if line.first.fits == "rep"]
    found = {figure.name: figure for figure in EvalAgreement().compare(lines).codes}
    assert "summary" not in found
    for code in (Code.PERSUADE, Code.CLOSED_QUESTION):
        one, other = ([code in getattr(line, side).codes for line in reps] for side in ("first", "second"))
        assert found[code.value].kappa == pytest.approx(cohen_kappa_score(one, other), abs=1e-4)
        assert found[code.value].seen == sum(a or b for a, b in zip(one, other, strict=True))
        assert found[code.value].lines == 60


def test_the_main_codes_crossed_hold_every_rep_line() -> None:
    found = EvalAgreement().compare(coded(90)).confusion
    assert sum(map(sum, found.counts)) == 60
    same = sum(found.counts[at][at] for at in range(len(found.codes)))
    assert 30 < same < 60


def test_all_people_together_agree_with_the_reference_where_some_did_not_code() -> None:
    lines = many_lines(60)
    three = [drawn_codings(lines, seed) for seed in (1, 2, 3)]
    given = [[by[line.id] for at, by in enumerate(three) if at < 2 or n % 2] for n, line in enumerate(lines)]
    found = EvalAgreement().overall([CodedByMany(line.group, one) for line, one in zip(lines, given, strict=True)])
    alpha = next(figure.alpha for figure in found if figure.name == "primary")
    labels = [code.value for code in Code]
    told = [
        [
            labels.index(by[line.id].answers()["primary"]) if at < 2 or n % 2 else float("nan")
            for n, line in enumerate(lines)
            if line.speaker == "rep"
        ]
        for at, by in enumerate(three)
    ]
    assert alpha == pytest.approx(krippendorff.alpha(told, level_of_measurement="nominal"), abs=1e-4)


def test_few_lines_give_a_figure_and_no_interval_rather_than_a_wrong_one() -> None:
    found = EvalAgreement().compare(coded(4))
    assert found.lines == 4
    assert all(figure.low is None for figure in found.facets)


def test_a_ceiling_waits_for_a_hundred_lines_and_for_thirty_of_its_kind() -> None:
    bench, lines = EvalAgreement(), coded(LEAST_IN_COMMON)
    assert bench.ceilings(lines[:-1]) == {}
    human = bench.ceilings(lines)
    assert {"primary.macro_f1", "family.kappa", "empathy.kappa", "talk.kappa", "stance.accuracy"} <= set(human)
    reps = [line for line in lines if line.first.fits == "rep"]
    kappa = cohen_kappa_score(*([line.first.empathy for line in reps], [line.second.empathy for line in reps]))
    assert human["empathy.kappa"] == pytest.approx(kappa, abs=1e-4)
    few_talks = [*reps, *reps, *[line for line in lines if line.first.fits == "customer"][:29]]
    assert not [name for name in bench.ceilings(few_talks) if name.startswith("talk.")]
