"""Turning points: the turns at which a conversation turned, and its best and weakest line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from agent.model.debrief import Highlight, Kind, TurningPoint
from agent.model.ids import RuleId
from agent.model.rubric import Rubric
from agent.model.session import Entry, Outcome
from agent.model.turn import Turn
from agent.rules.effects import PLACES
from agent.rules.helpfulness import helpfulness, weight

Role = Literal["good", "bad"]

FELT = 0.3
"""Least change of resistance in one turn that a rep would feel in the conversation."""

EACH_WAY = 3
"""Turning points kept for the largest falls, and for the largest rises."""

_ENDINGS = {"committed": "They committed to a plan of their own.", "walked_away": "They had had enough, and left."}


def find_turning_points(turns: Sequence[Turn]) -> tuple[TurningPoint, ...]:
    """Return the largest falls and rises of resistance, every change of stage and the end, in order."""
    felt = [turn for turn in turns if abs(turn.receipt.resistance) >= FELT]
    falls = sorted((t for t in felt if role(t) == "good"), key=lambda t: t.receipt.resistance)[:EACH_WAY]
    rises = sorted((t for t in felt if role(t) == "bad"), key=lambda t: -t.receipt.resistance)[:EACH_WAY]
    largest = {turn.number for turn in (*falls, *rises)}
    return tuple(_point(turn) for turn in turns if turn.number in largest or _kind_beyond_levels(turn))


def best(turns: Sequence[Turn]) -> Highlight | None:
    """Return the line that did most good, or None where none did any."""
    top = max((turn for turn in turns if role(turn) == "good"), key=line_value, default=None)
    if top is None:
        return None
    entry = weightiest(top, for_good=True)
    return Highlight(turn=top.number, line=top.rep, words=words(top, entry), why=_why(entry))


def weakest(turns: Sequence[Turn], rubric: Rubric) -> Highlight | None:
    """Return the line that did most harm, with the hint of the check it failed, or None where none did any."""
    low = min((turn for turn in turns if role(turn) == "bad"), key=line_value, default=None)
    if low is None:
        return None
    entry = weightiest(low, for_good=False)
    hint = _hint(low, rubric, entry)
    return Highlight(turn=low.number, line=low.rep, words=words(low, entry), why=_why(entry), hint=hint)


def line_value(turn: Turn) -> float:
    """Return what a line did for the conversation; below 0 it did harm."""
    return helpfulness(turn.receipt)


def role(turn: Turn) -> Role | None:
    """Return whether a line may be praised or blamed. It has one role wherever it is told, and a mixed one has none."""
    kind, level = _kind_beyond_levels(turn), turn.receipt.resistance
    value = round(line_value(turn) + _followed_rightly(turn), PLACES)
    if value > 0 and level <= 0 and kind not in {"stage_back", "walked_away"}:
        return "good"
    if value < 0 and level >= 0 and kind not in {"stage_forward", "committed"}:
        return "bad"
    return None


def _followed_rightly(turn: Turn) -> float:
    """Return what a line cost for following alone: the law counts it, and nobody is blamed for it."""
    return -sum(weight(entry) for entry in turn.receipt.entries if entry.rule is RuleId.ONLY_FOLLOWED)


def weightiest(turn: Turn, for_good: bool) -> Entry | None:
    """Return the entry of a receipt that did most in one direction, resistance before the rest."""
    side = [entry for entry in turn.receipt.entries if weight(entry) * (1 if for_good else -1) > 0]
    return max(side, key=lambda entry: (abs(weight(entry)), bool(entry.quote)), default=None)


def words(turn: Turn, entry: Entry | None) -> str:
    """Return the rep's words that an entry rests on, or the whole line where it names none."""
    return entry.quote if entry and entry.quote else turn.rep


def _why(entry: Entry | None) -> str:
    return entry.why if entry else "No single rule stands out."


def _hint(turn: Turn, rubric: Rubric, cost: Entry | None) -> str | None:
    """Return the hint of the check that what cost most rests on; where none does, of the first that failed."""
    failed = [check.id for check in turn.verdict.checks if not check.passed and check.id in rubric.checks]
    guards = sorted(
        (name for name in failed if rubric.checks[name].guard), key=lambda name: not _rests(cost, name, rubric)
    )
    return next((rubric.checks[name].hint for name in (*guards, *failed)), None)


def _rests(cost: Entry | None, check: str, rubric: Rubric) -> bool:
    return cost is not None and (cost.evidence == check or cost.evidence in rubric.checks[check].codes)


def _point(turn: Turn) -> TurningPoint:
    kind = _kind_beyond_levels(turn) or ("softened" if turn.receipt.resistance < 0 else "hardened")
    good = kind in {"softened", "stage_forward", "committed"}
    entry = weightiest(turn, for_good=good) or next((note for note in turn.receipt.entries if note.quote), None)
    said = [note.why for note in turn.receipt.entries if note.quantity in {"stage", "outcome"}]
    reasons = [*([entry.why] if entry else []), *said, *([_ENDINGS[kind]] if kind in _ENDINGS else [])]
    return TurningPoint(
        turn=turn.number, kind=kind, change=turn.receipt.resistance, words=words(turn, entry), why=" ".join(reasons)
    )


def _kind_beyond_levels(turn: Turn) -> Kind | None:
    if turn.state.outcome is Outcome.COMMITTED:
        return "committed"
    if turn.state.outcome is Outcome.WALKED_AWAY:
        return "walked_away"
    before, after = turn.receipt.stage_before, turn.receipt.stage_after
    if before is after:
        return None
    return "stage_forward" if after.rank > before.rank else "stage_back"
