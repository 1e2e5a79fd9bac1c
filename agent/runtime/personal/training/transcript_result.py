"""Transcript result: what the readings of a transcript come to. No law is applied: nobody knows a real customer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agent.model.rubric import Criterion, Rubric
from agent.model.training.transcript import Transcript, TranscriptLine
from agent.model.verdict import Talk, Verdict

QUOTES = 3
"""Quotes of one check that are shown."""

STRETCHES = 3
"""Thirds, by which the research on real sessions tells how talk of change grows."""

SHOWN = 3
"""Best and worst lines that are shown."""


@dataclass
class CheckCount:
    """How one check went over all graded lines, with words that show it: those that pass it, or that break a guard."""

    id: str
    question: str
    passed: int = 0
    failed: int = 0
    quotes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Scored:
    """One rep line with its verdict and what it is worth, the mean of the four criteria, 0..1."""

    line: TranscriptLine
    verdict: Verdict
    worth: float


@dataclass(frozen=True)
class TranscriptResult:
    """What a transcript showed.

    Attributes:
        criteria: mean of each over the graded rep lines, 0..1. checks: in the rubric's order.
        thirds: customer lines by talk in each third. ungraded: why -> how many rep lines.
        best, worst: at most `SHOWN` each; none stands in both. engines: who read the lines.
        degraded: lines that another grader than the asked one read.
    """

    graded: int
    criteria: dict[Criterion, float]
    checks: list[CheckCount]
    thirds: list[Counter[Talk]]
    ungraded: dict[str, list[TranscriptLine]]
    best: list[Scored]
    worst: list[Scored]
    engines: list[str]
    degraded: int


def result_of(transcript: Transcript, rubric: Rubric) -> TranscriptResult:
    """Return what the readings so far come to."""
    scored = list(_scored(transcript))
    ranked = sorted(scored, key=lambda one: (-one.worth, one.line.number))
    shown = min(SHOWN, len(ranked) // 2)
    readings = [*transcript.verdicts.values(), *transcript.talks.values()]
    return TranscriptResult(
        graded=len(scored),
        criteria=_means(scored),
        checks=list(_checks(scored, rubric)),
        thirds=_thirds(transcript),
        ungraded=_ungraded(transcript),
        best=ranked[: shown or len(ranked)],
        worst=ranked[::-1][:shown],
        engines=list(dict.fromkeys(verdict.engine for verdict in transcript.verdicts.values())),
        degraded=sum(reading.degraded is not None for reading in readings),
    )


def _scored(transcript: Transcript) -> Iterator[Scored]:
    for at, verdict in sorted(transcript.verdicts.items()):
        if verdict.ungraded is None:
            worth = sum(verdict.criteria.model_dump().values()) / len(Criterion)
            yield Scored(transcript.lines[at], verdict, worth)


def _means(scored: list[Scored]) -> dict[Criterion, float]:
    if not scored:
        return {}
    return {one: sum(getattr(line.verdict.criteria, one.value) for line in scored) / len(scored) for one in Criterion}


def _checks(scored: list[Scored], rubric: Rubric) -> Iterator[CheckCount]:
    for id_, check in rubric.checks.items():
        found = [(line.line.number, result) for line in scored if (result := line.verdict.check(id_)) is not None]
        passed = sum(result.passed for _, result in found)
        telling = [(number, result) for number, result in found if result.passed is not check.guard and result.quote]
        quotes = [(number, result.quote or "") for number, result in telling][:QUOTES]
        yield CheckCount(id_, check.question, passed, len(found) - passed, quotes)


def _thirds(transcript: Transcript) -> list[Counter[Talk]]:
    """Return the talk in each third of the customer's lines; of several conversations, of each third together."""
    thirds: list[Counter[Talk]] = [Counter() for _ in range(STRETCHES)]
    for talks in _by_session(transcript):
        for at, talk in enumerate(talks):
            thirds[at * STRETCHES // len(talks)][talk] += 1
    return thirds


def _by_session(transcript: Transcript) -> Iterable[list[Talk]]:
    found: dict[str, list[Talk]] = {}
    for at, talk in sorted(transcript.talks.items()):
        if talk.confidence > 0:  # nobody could tell
            found.setdefault(transcript.lines[at].session, []).append(talk.talk)
    return found.values()


def _ungraded(transcript: Transcript) -> dict[str, list[TranscriptLine]]:
    found: dict[str, list[TranscriptLine]] = {}
    for at, verdict in sorted(transcript.verdicts.items()):
        if verdict.ungraded is not None:
            found.setdefault(verdict.ungraded, []).append(transcript.lines[at])
    return found
