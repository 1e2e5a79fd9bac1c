"""Rubric parts: what the table says of each kind of key, held against what the graders do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from agent.grading.assembly import assemble
from agent.grading.coder.runtime import Coder, load_coder
from agent.grading.embedded_grader import EmbeddedGrader
from agent.grading.llm.prompt import grade_messages
from agent.model.background import NO_BACKGROUND
from agent.model.rubric import Rubric
from agent.model.training.rubric_parts import GUARD_WEIGHT, PARTS, Part, changed_parts, part_of, rubric_keys
from agent.model.verdict import Code, Mark, Stance, UnitReading, Verdict


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


LINES = (
    "You kept the line running with half a crew. What would make it worth a second try?",
    "Would it be all right if I told you what another plant tried?",
    "You should just move everyone over in one go.",
    "Two weeks in, they were back on paper.",
    "That was our mistake, and I am sorry. It's your call what happens next.",
    "I totally understand how you feel.",
    "If your people had come to the training, we wouldn't be having this talk.",
)
READ = (
    UnitReading(quote="You kept it running.", codes={Code.AFFIRM: 0.9, Code.SIMPLE_REFLECTION: 0.9}),
    UnitReading(quote="What would help?", codes={Code.OPEN_QUESTION: 0.9}, marks={Mark.EVOKE: 0.9}),
)
"""What a model is taken to have read in a line; two codes stand in it, so their ranks matter."""

Edit = Callable[[dict[str, Any]], None]


def put(*path: str, to: object) -> Edit:
    """Return an edit that puts something at a key path."""

    def edit(data: dict[str, Any]) -> None:
        spot = data
        for key in path[:-1]:
            spot = spot[key]
        spot[path[-1]] = to

    return edit


def add_check(data: dict[str, Any]) -> None:
    data["checks"]["asks_openly"] = {
        "criterion": "bond", "question": "Is anything asked openly?", "codes": ["open_question"], "hint": "Ask openly."
    }  # fmt: skip


def guard_own_check(data: dict[str, Any]) -> None:
    data["checks"]["invites_more"]["guard"] = True


EDITS: dict[tuple[str, ...], Edit] = {
    ("id",): put("id", to="other"),
    ("version",): put("version", to=99),
    ("title",): put("title", to="Another title"),
    ("fingerprint",): put("fingerprint", to="0badf00d"),
    ("criteria", "*"): put("criteria", "bond", to="Warm, and on their side."),
    ("checks", "*"): add_check,
    ("checks", "*", "criterion"): put("checks", "invites_more", "criterion", to="bond"),
    ("checks", "*", "question"): put("checks", "says_back", "question", to="Is anything said back at all?"),
    ("checks", "*", "guard"): guard_own_check,
    ("checks", "*", "codes"): put("checks", "says_back", "codes", to=["open_question"]),
    ("checks", "*", "marks"): put("checks", "asks_for_theirs", "marks", to=["own"]),
    ("checks", "*", "test"): put("checks", "no_threat", "test", to="stock_phrase"),
    ("checks", "*", "weight"): put("checks", "invites_more", "weight", to=0.05),
    ("checks", "*", "hint"): put("checks", "says_back", "hint", to="Say it back in your own words."),
    ("codes", "*", "name"): put("codes", "affirm", "name", to="Recognise"),
    ("codes", "*", "definition"): put("codes", "affirm", "definition", to="Says something kind of any sort."),
    ("codes", "*", "rules"): put("codes", "affirm", "rules", to=["Thanks are affirm."]),
    ("codes", "*", "examples"): put("codes", "affirm", "examples", to=["Well done.", "Great."]),
    ("codes", "*", "counter_examples"): put("codes", "affirm", "counter_examples", to=["You kept it running."]),
    ("codes", "*", "extension"): put("codes", "affirm", "extension", to=True),
    ("codes", "*", "primary_rank"): put("codes", "affirm", "primary_rank", to=1),
    ("empathy", "any_of"): put("empathy", "any_of", to=["sets_limit"]),
    ("empathy", "none_of"): put("empathy", "none_of", to=["leaves_choice"]),
    ("empowerment", "any_of"): put("empowerment", "any_of", to=["sets_limit"]),
    ("empowerment", "none_of"): put("empowerment", "none_of", to=["sets_limit"]),
}
"""Kind of key -> an edit of it that shows in these lines if anybody follows it."""


def edited(rubric: Rubric, edit: Edit) -> Rubric:
    data = rubric.model_dump(mode="json")
    edit(data)
    return Rubric.model_validate(data)


def plain(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [verdict.model_copy(update={"rubric": "mi@0"}) for verdict in verdicts]


def of_a_model(rubric: Rubric) -> list[Verdict]:
    """Return what two readings of a model come to, one of them with a formula in it."""
    stock = UnitReading(quote="I totally understand.", codes={Code.OTHER: 0.9})
    lines = (READ, (*READ, stock))
    return [
        assemble(" ".join(unit.quote for unit in read), (), read, Stance.FOLLOW, rubric, "llm:told") for read in lines
    ]


def test_the_table_names_every_key_of_the_rubric_once(rubric: Rubric) -> None:
    kinds = [part_of(path) for path in rubric_keys(rubric)]
    assert len({part.keys for part in PARTS}) == len(PARTS)
    assert {part.keys for part in PARTS} - {part.keys for part in kinds} == {("checks", "*")}
    assert set(EDITS) == {part.keys for part in PARTS}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: ".".join(part.keys))
def test_who_follows_a_part_is_what_the_table_says(part: Part, rubric: Rubric, coder: Coder) -> None:
    after = edited(rubric, EDITS[part.keys])
    asked = [(line, ()) for line in LINES]
    before_told, after_told = EmbeddedGrader(coder, rubric).grade_many_by(asked, (rubric, after))
    assert (plain(before_told) != plain(after_told)) is part.embedded
    prompts = [grade_messages(one, LINES[0], (), NO_BACKGROUND) for one in (rubric, after)]
    assert (prompts[0] != prompts[1]) is part.prompt
    readings = [plain(of_a_model(one)) for one in (rubric, after)]
    assert (readings[0] != readings[1] or part.prompt) is part.model
    assert bool(part.why_not) is not part.embedded


def test_the_weight_of_a_guard_is_followed_by_nobody(rubric: Rubric, coder: Coder) -> None:
    after = edited(rubric, put("checks", "no_blame", "weight", to=0.9))
    before_told, after_told = EmbeddedGrader(coder, rubric).grade_many_by(
        [(line, ()) for line in LINES], (rubric, after)
    )
    assert plain(before_told) == plain(after_told)
    (part,) = changed_parts(rubric, after)
    assert part.part is GUARD_WEIGHT
    assert part.told == "the weight of the guard `no_blame`"


def test_an_edit_is_told_key_by_key_and_the_version_is_no_edit(rubric: Rubric) -> None:
    data = rubric.model_dump(mode="json")
    data["version"] += 1
    data["codes"]["affirm"]["definition"] = "Says something kind of any sort."
    del data["checks"]["invites_more"]
    changed = changed_parts(rubric, Rubric.model_validate(data))
    assert [(one.key, one.after) for one in changed] == [
        ("checks.invites_more", None), ("codes.affirm.definition", "Says something kind of any sort.")
    ]  # fmt: skip


def test_the_same_lines_by_several_rubrics_come_out_as_one_by_one(rubric: Rubric, coder: Coder) -> None:
    after = edited(rubric, EDITS["empathy", "any_of"])
    asked = [(line, ()) for line in LINES]
    together = EmbeddedGrader(coder, rubric).grade_many_by(asked, (rubric, after))
    apart = [EmbeddedGrader(coder, one).grade_many(asked) for one in (rubric, after)]
    assert together == apart
