"""Summary: a session counted. Pure; the thresholds are those of VOCABULARY (MITI 4.2.1, expert opinion)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from agent.feedback import turning_points
from agent.model.acts import Stage
from agent.model.debrief import Beat, Point, Ratio, Summary, TalkMix
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.rubric import Criterion, Rubric
from agent.model.session import State
from agent.model.turn import Turn
from agent.model.verdict import Code, Talk
from agent.rules import transition
from agent.rules.standing import floor_note, led, only_follows, readiness_note, told_stance

ADHERENT = (Code.AFFIRM, Code.SEEK_COLLABORATION, Code.EMPHASIZE_AUTONOMY)
NON_ADHERENT = (Code.CONFRONT, Code.PERSUADE)
"""Persuading with permission is neither, and so are the codes that extend MI coding for customer work."""

_SIMPLE, _COMPLEX, _SUMMARY = Code.SIMPLE_REFLECTION, Code.COMPLEX_REFLECTION, Code.SUMMARY
_OPEN, _CLOSED = Code.OPEN_QUESTION, Code.CLOSED_QUESTION


def summarise(persona: Persona, rubric: Rubric, turns: Sequence[Turn]) -> Summary:
    """Count a session; a code counts once for each line that shows it, however often it does.

    Args:
        persona: the customer, for where they started. rubric: what the lines were graded by, for its hints.
        turns: the whole turns in order; none is fine.
    """
    start = transition.start(persona)
    last = turns[-1].state if turns else start
    graded = [turn for turn in turns if turn.verdict.ungraded is None]
    counts = Counter(code for turn in graded for code in {evidence.code for evidence in turn.verdict.codes})
    leads = Counter(led(turn.verdict, turn.receipt) for turn in turns)
    return Summary(
        turns=len(turns),
        ungraded=len(turns) - len(graded),
        counts={code: counts[code] for code in Code if counts[code]},
        **_mi_ratios(counts),
        adherent=sum(counts[code] for code in ADHERENT),
        non_adherent=sum(counts[code] for code in NON_ADHERENT),
        early_leads=leads["early"],
        due_leads=leads["due"],
        steering=sum(turn.state.following == 0 for turn in graded),
        longest_following=max((turn.state.following for turn in turns), default=0),
        talk=_mix(turns),
        talk_by_thirds=_thirds(turns),
        ribbon=tuple(_beat(turn) for turn in turns),
        curve=_curve(start, turns),
        turning_points=turning_points.find_turning_points(turns),
        criteria={criterion: _mean_criterion(criterion, graded) for criterion in Criterion},
        best=turning_points.best(turns),
        weakest=turning_points.weakest(turns, rubric),
        disclosed=len(turns[-1].state.disclosed) if turns else 0,
        facts=len(persona.facts),
        readiness=last.readiness,
        readiness_note=readiness_note(last, persona.law),
        floor_note=floor_note(last, persona.law, persona.address),
        idle=_idle(start, turns, persona.law),
    )


def _idle(start: State, turns: Sequence[Turn], law: Law) -> int:
    """Return the longest run of lines that followed where it was time to lead."""
    longest = run = 0
    for turn, before in zip(turns, (start, *(turn.state for turn in turns)), strict=False):
        idle = turn.state.following > 0 and only_follows(before, turn.verdict, law, law.follow_patience + 1)
        run = run + 1 if idle and turn.verdict.ungraded is None else 0
        longest = max(longest, run)
    return longest


def _mi_ratios(counts: Counter[Code]) -> dict[str, Ratio]:
    """Summaries count as reflections, but neither as simple nor as complex ones."""
    reflections, questions = counts[_SIMPLE] + counts[_COMPLEX] + counts[_SUMMARY], counts[_OPEN] + counts[_CLOSED]
    return {
        "reflections_to_questions": Ratio(
            name="Reflections to questions", part=reflections, whole=questions, fair=1.0, good=2.0
        ),
        "complex_share": Ratio(
            name="Complex among the reflections",
            part=counts[_COMPLEX],
            whole=counts[_SIMPLE] + counts[_COMPLEX],
            fair=0.4,
            good=0.5,
            percent=True,
        ),
        "open_share": Ratio(name="Open among the questions", part=counts[_OPEN], whole=questions, percent=True),
    }


def _mix(turns: Iterable[Turn]) -> TalkMix:
    talk = Counter(turn.reply.talk for turn in turns)
    return TalkMix(change=talk[Talk.CHANGE], sustain=talk[Talk.SUSTAIN], neutral=talk[Talk.NEUTRAL])


def _thirds(turns: Sequence[Turn]) -> tuple[TalkMix, TalkMix, TalkMix]:
    first, second = round(len(turns) / 3), round(2 * len(turns) / 3)
    return _mix(turns[:first]), _mix(turns[first:second]), _mix(turns[second:])


def _beat(turn: Turn) -> Beat:
    verdict = turn.verdict
    return Beat(
        turn=turn.number,
        primary=verdict.primary,
        stance=told_stance(verdict),
        lead=led(verdict, turn.receipt),
        ungraded=verdict.ungraded is not None,
    )


def _curve(start: State, turns: Sequence[Turn]) -> tuple[Point, ...]:
    stands = ((0, start), *((turn.number, turn.state) for turn in turns))
    return tuple(
        Point(turn=number, resistance=state.resistance, trust=state.trust, stage=state.stage)
        for number, state in stands
    )


def _mean_criterion(criterion: Criterion, graded: Sequence[Turn]) -> float | None:
    due = [t for t in graded if criterion is not Criterion.COMMIT or t.receipt.stage_before is not Stage.ENGAGE]
    scores = [getattr(turn.verdict.criteria, criterion.value) for turn in due]
    return round(sum(scores) / len(scores), 4) if scores else None
