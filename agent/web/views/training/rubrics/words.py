"""Words: by what a check is decided and what it counts, as a trainer says it who has read no file."""

from __future__ import annotations

from collections.abc import Sequence

from agent.content.editing.form_field import FormField
from agent.model.rubric import Check, DetectorId, Rubric
from agent.model.verdict import Mark
from agent.web.views.html import percent
from agent.web.views.labels import CRITERIA

MARKS = {
    Mark.EVOKE: "asks for what is theirs: reasons, wishes, ideas, strengths",
    Mark.STRATEGIC: "asks them to look at a gap, a cost or a consequence",
    Mark.PLAN: "helps to put a plan or a first step of theirs into words",
    Mark.TOWARD: "points at their wish, need or ability to change",
    Mark.AWAY: "dwells on the reasons against",
    Mark.OWN: "owns the part of the rep’s side, or mends a misstep",
    Mark.VALIDATE: "names or accepts a feeling, tied to what they said",
    Mark.PERMISSION: "asks leave to offer something, and waits",
    Mark.STOCK: "is an empathy formula in which nothing is heard",
    Mark.PARROT: "hands their words back unchanged",
    Mark.PRAISE: "flatters, or praises with nothing under it",
    Mark.STUFF: "heaps up words of empathy",
    Mark.INJECT: "speaks to a machine",
}
"""What a line does that bears a mark; "the line" stands before it."""

TESTS = {
    DetectorId.PARROTING: "hand theirs back unchanged",
    DetectorId.STOCK_PHRASE: "hold a stock phrase of empathy",
    DetectorId.STUFFING: "heap up keywords of empathy",
    DetectorId.SPEECH: "are too many to be heard",
    DetectorId.MACHINE_TALK: "speak to a machine",
    DetectorId.THREAT: "hold a choice with a threat in it",
    DetectorId.INSULT: "hold a name or a put-down",
    DetectorId.OVERRIDE: "ask leave and go ahead",
}
"""What a test finds, which looks at the words and asks no engine; "its words" stand before it."""


def decided_by(check: Check, rubric: Rubric) -> str:
    """Return what makes a check pass, or a guard fail, in a sentence."""
    codes = [rubric.codes[code].name.lower() for code in check.codes if code in rubric.codes]
    ways = [f"the line is read as {_either(codes)}"] if codes else []
    if check.marks:
        ways.append(f"{'it' if ways else 'the line'} {_either([MARKS[mark] for mark in check.marks])}")
    if check.test:
        ways.append(f"{'its' if ways else 'the line’s'} words {TESTS[check.test]}")
    return f"{'Fails' if check.guard else 'Passes'} where {', or where '.join(ways)}."


def counts(check: Check) -> str:
    """Return what a check does to the score of its criterion."""
    criterion = CRITERIA[check.criterion]
    return f"{criterion} is 0 % where it fails" if check.guard else f"adds {percent(check.weight)} to {criterion}"


def choices_in_words(field: FormField) -> Sequence[tuple[str, str]]:
    """Return what can be chosen in a field of the form, marks and tests in words."""
    words: dict[str, str] = {}
    if field.path[-1] == "marks":
        words = {mark.value: told for mark, told in MARKS.items()}
    elif field.path[-1] == "test":
        words = {test.value: f"its words {told}" for test, told in TESTS.items()}
    return [(value, words.get(value, plain)) for value, plain in field.choices]


def _either(parts: Sequence[str]) -> str:
    return " or ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]
