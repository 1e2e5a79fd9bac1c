"""What the coder is trained on: whole lines, with each unit's stretch marked, and the same after every variation."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import CODES, PRIMARY, TALKS
from evals.data.corpus_format import Line, Scenario, Unit
from evals.data.held_out import is_held_out
from evals.training.data.examples import Example, examples
from evals.training.data.varying import varied
from tests.support.paths import ROOT

TOKENIZER = ROOT / "rubrics" / "coder" / "tokenizer.json"
UNITS = (
    Unit("Okay.", ("other",)),
    Unit("So nobody's using it, and it's month end", ("simple_reflection",), ("away",)),
    Unit("what would help?", ("open_question",), ("evoke",)),
)


def _scenario(units: tuple[Unit, ...] = UNITS) -> Scenario:
    text = " ".join(unit.text for unit in units)
    rep = Line("s-1", 2, "rep", text, units=units, primary="open_question", stance="follow")
    return Scenario("s-1", "saas", "typed", "mixed", (Line("s-1", 1, "customer", "Nobody uses it.", "sustain"), rep))


def _rep_line() -> Example:
    return examples([_scenario()])[1]


def _read(example: Example) -> list[str]:
    passage = example.passage()
    return [passage.text[start:end] for start, end in passage.spans]


def test_a_line_is_one_example_with_every_unit_and_the_whole_marked() -> None:
    example = _rep_line()
    assert example.before == (("customer", "Nobody uses it."),)
    assert _read(example)[:3] == [unit.text for unit in UNITS]
    assert _read(example)[-1] == example.text
    whole = example.targets[-1]
    assert (whole.codes, whole.primary) == (None, PRIMARY.index("open_question"))
    assert [CODES[target.codes.index(1.0)] for target in example.targets[:3] if target.codes] == [
        unit.codes[0] for unit in UNITS
    ]


def test_a_piece_cut_otherwise_than_the_writer_did_carries_all_that_lies_in_it() -> None:
    example = _rep_line()
    split = _read(example).index("So nobody's using it, and it's month end what would help?")
    target = example.targets[split]
    assert target.codes is not None
    assert {CODES[at] for at, value in enumerate(target.codes) if value} == {"simple_reflection", "open_question"}
    assert target.primary is None


def test_a_customer_line_is_read_for_its_talk_alone() -> None:
    example = examples([_scenario()])[0]
    (target,) = example.targets
    assert (target.talk, target.codes, target.primary) == (TALKS.index("sustain"), None, None)


@given(st.integers(0, 5000))
def test_however_a_line_is_varied_its_units_stay_where_their_words_are(seed: int) -> None:
    example = _rep_line()
    made = varied(example, random.Random(seed))
    spans = made.passage().spans
    assert len(made.targets) == len(example.targets)
    assert spans[-1] == (0, len(made.text))
    for (start, end), was in zip(spans[:3], _read(example), strict=False):
        now = made.text[start:end].lower()
        assert sorted(set(was.lower()) - set(now) - set(".,?'")) == [] or len(now) >= len(was) - 4
        assert now[:1] == was[:1].lower() or now[1:2] == was[:1].lower()


def test_the_same_text_in_the_same_place_counts_once() -> None:
    assert len(examples([_scenario(), _scenario()])) == 2


def test_the_split_depends_on_the_scenario_alone() -> None:
    shares = [is_held_out(f"scenario-{number}") for number in range(2000)]
    assert 0.07 < sum(shares) / len(shares) < 0.13


def test_every_span_has_a_token_even_where_the_text_is_cut_off() -> None:
    arrays = PassageEncoder(TOKENIZER).encode(
        [_rep_line().passage(), examples([_scenario((Unit("a " * 400 + "b", ("other",)),))])[1].passage()]
    )
    assert (arrays.spans.sum(axis=1) > 0).all()
    assert arrays.rows.tolist() == [0] * len(_rep_line().targets) + [1] * 2
