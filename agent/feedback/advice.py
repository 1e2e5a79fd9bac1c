"""Advice: what to do differently next time, from the checks that failed and the rubric's own hints. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.feedback.narrative import SessionRecord, as_sentence, quoted
from agent.feedback.turning_points import line_value, role
from agent.model.acts import Stage
from agent.model.rubric import Check, Criterion, Rubric
from agent.model.session import State
from agent.model.turn import Turn
from agent.model.verdict import Code, Mark
from agent.rules import transition
from agent.rules.standing import may_lead

MOST, LEAST, MOST_GUARDS = 3, 2, 2
"""Most and fewest suggestions, and how many of them may be about what not to do."""


@dataclass(frozen=True)
class Lesson:
    """A check to work on: how much it matters, the turn that shows it best, in how many lines it was due and missed."""

    check_id: str
    weight: float
    turn: Turn
    due: int
    missed: int


def lessons_of(record: SessionRecord, rubric: Rubric) -> list[Lesson]:
    """Return what to work on, the weightiest first: what did harm, then what was lacking.

    Each is shown by a line that did no good: what is praised elsewhere is not blamed here.
    """
    graded = [turn for turn in record.turns if turn.verdict.ungraded is None]
    guards = sorted(_broken_guards(graded, rubric), key=lambda lesson: -lesson.weight)[:MOST_GUARDS]
    return [*guards, *sorted(_missing(graded, rubric, record), key=lambda lesson: -lesson.weight)]


def next_time(record: SessionRecord, rubric: Rubric) -> tuple[str, ...]:
    """Return one to three suggestions, each with the rep's own words where there are any."""
    graded = [turn for turn in record.turns if turn.verdict.ungraded is None]
    if not graded:
        first = (rubric.empathy.any_of[0], rubric.empowerment.any_of[0])
        return tuple(dict.fromkeys(rubric.checks[name].hint for name in first))
    lessons = lessons_of(record, rubric)
    told = _apart([lesson for lesson in lessons if lesson.weight > 0])[:MOST]
    told += [lesson for lesson in lessons if lesson not in told][: max(0, LEAST - len(told))]
    if not told:
        return (f"Try a harder customer: in {len(graded)} lines with {record.who} you missed nothing that was due.",)
    return tuple(_phrase(lesson, rubric.checks[lesson.check_id], record) for lesson in told)


def _apart(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return the first lesson of each turn: two about the same line are one too many."""
    kept: dict[int, Lesson] = {}
    for lesson in lessons:
        kept.setdefault(lesson.turn.number, lesson)
    return list(kept.values())


def _broken_guards(graded: Sequence[Turn], rubric: Rubric) -> Iterator[Lesson]:
    for name, check in rubric.checks.items():
        failed = [turn for turn in graded if check.guard and turn.verdict.failed(name) and role(turn) != "good"]
        if failed:
            harm = sum(1 + max(0.0, -line_value(turn)) for turn in failed)
            yield Lesson(name, harm, min(failed, key=line_value), len(failed), len(failed))


def _missing(graded: Sequence[Turn], rubric: Rubric, record: SessionRecord) -> Iterator[Lesson]:
    """Yield checks with how far they fell short, each with a turn of its own to show it by.

    A check is wanted in a share of half its weight of the lines where it was due: no line can do everything.
    """
    used: set[int] = set()
    for name, check in rubric.checks.items():
        chances = [turn for turn in graded if not check.guard and was_due(check, turn, record)]
        missed = [turn for turn in chances if turn.verdict.failed(name)]
        blamed = [turn for turn in missed if role(turn) != "good"]
        if blamed:
            fresh = [turn for turn in blamed if turn.number not in used] or blamed
            worst = min(fresh, key=line_value)
            used.add(worst.number)
            passed = 1 - len(missed) / len(chances)
            yield Lesson(name, check.weight / 2 - passed, worst, len(chances), len(missed))


def was_due(check: Check, turn: Turn, record: SessionRecord) -> bool:
    """Say whether passing a check would have helped in this turn: limits, repair, leave and plans have their time."""
    if Code.SET_LIMIT in check.codes:
        return turn.state.scope_pressure >= record.persona.law.scope_limit / 2
    if Mark.PERMISSION in check.marks:
        return turn.verdict.has(Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION, Code.SEEK_COLLABORATION)
    if Code.AFFIRM in check.codes and Code.EMPHASIZE_AUTONOMY not in check.codes:
        return turn.number > 1
    if Mark.OWN in check.marks:
        return _stood_before(turn, record).ruptured
    if Mark.STRATEGIC in check.marks:
        return may_lead(_stood_before(turn, record), record.persona.law)
    if Mark.PLAN in check.marks:
        return turn.receipt.stage_before is Stage.PLAN
    if check.criterion is Criterion.COMMIT:
        return turn.receipt.stage_before is not Stage.ENGAGE
    return True


def _stood_before(turn: Turn, record: SessionRecord) -> State:
    """Return where the customer stood when a line was said."""
    earlier = [other.state for other in record.turns if other.number < turn.number]
    return earlier[-1] if earlier else transition.start(record.persona)


def _phrase(lesson: Lesson, check: Check, record: SessionRecord) -> str:
    turn = lesson.turn
    result = turn.verdict.check(lesson.check_id)
    if check.guard:
        return (
            f"On line {turn.number} you said {as_sentence((result.quote if result else None) or turn.rep)} {check.hint}"
        )
    before = next((other.reply.text for other in record.turns if other.number == turn.number - 1), None)
    heard = f"When {record.who} had said {quoted(before)}, you answered" if before else "You began with"
    return f"{heard} {as_sentence(turn.rep)} {check.hint}"
