"""Outcomes: does what is said of a session by its lines tell what came of it outside the talk?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.errors import DataError
from evals.data.coded_lines import CodedLine, Outcome, Quality, read_and_tell, read_mapping
from evals.data.coded_lines import Mapping as FileMapping
from evals.data.persuasion import is_held_out
from evals.model.suite import Context, Intervals, Judge, Measure, Options, SuiteResult, Table
from evals.stats.auc import auc
from evals.stats.measures import measure
from evals.stats.rank_correlation import rank_correlation
from evals.stats.session_predictors import PREDICTORS, HeardLine, Predictor

FIRST_HALF = "first_half"
"""In names of measures: of the first half of each session alone, before anything was agreed on in it."""


@dataclass(frozen=True)
class Result:
    """What came of the sessions: title, the number of each where there is one, and whether it went well."""

    title: str
    amounts: Mapping[str, float]
    well: Mapping[str, bool]


class Outcomes:
    """Holds the score, the codes and the talk of each session against what came of it."""

    name = "outcomes"
    about = "Does the score of a session tell what came of it outside: a gift, a renewal, an expert's judgement?"
    needs = "--data FILE and --mapping FILE with `outcome` or `quality`; not part of `all`"

    def check(self, context: Context) -> None:
        """Read the file and its mapping; see `Prepared`."""
        _read_sessions(context.options)

    async def run(self, context: Context) -> SuiteResult:
        """Grade every line and compare session by session. See `Suite`."""
        mapping, lines, result, notes = _read_sessions(context.options)
        judge = context.judge()
        sessions = await _heard(judge, lines)
        halves = {name: heard[: math.ceil(len(heard) / 2)] for name, heard in sessions.items()}
        found = _measures(sessions, result, context.options)
        found += _measures(halves, result, context.options, FIRST_HALF)
        ungraded = sum(_no_grade(line) for heard in sessions.values() for line in heard)
        return SuiteResult(
            suite=self.name,
            about=f"Does what is said of a session tell what came of it? Measured on: {mapping.title}; {result.title}.",
            engine=judge.engine,
            rubric=judge.rubric,
            measures=tuple(found),
            tables=(_sessions_table(sessions, result),),
            figures=(
                Intervals(
                    title=f"Told apart: sessions that went well ({result.title}) and the rest (AUC)",
                    measures=tuple(one for one in found if one.name.endswith(".auc")),
                    note="0.5 is a coin. An interval that holds 0.5 means: from these sessions it cannot be told.",
                ),
            ),
            rows=tuple(_predicted(name, heard, result) for name, heard in sessions.items()),
            ungraded=ungraded,
            notes=(
                f"{len(result.well)} sessions, {sum(result.well.values())} of them went well: {result.title}.",
                *_plainly(found),
                *notes,
                "The score is the mean of bond, empathize and empower over the rep's lines; commit is left out, since "
                "a record does not tell when trust was earned. Nothing here was fitted to the outcome.",
            ),
        )


def _read_sessions(options: Options) -> tuple[FileMapping, list[CodedLine], Result, tuple[str, ...]]:
    if options.data is None or options.mapping is None:
        raise DataError("evals", "outcomes", "there is nothing to read", "give both --data and --mapping")
    mapping = read_mapping(options.mapping)
    if mapping.outcome is None and mapping.quality is None:
        problem = "the mapping says nothing of what came of a session"
        raise DataError(options.mapping, "outcome", problem, "add `outcome: {column, title}`, or `quality`")
    coded = read_and_tell(options.data, mapping)
    lines = list(coded.lines)
    if mapping.outcome is not None and mapping.outcome.held_out:
        lines = [line for line in lines if is_held_out(line.session)]
    result = _of_numbers(lines, mapping.outcome) if mapping.outcome else _of_quality(lines, mapping.quality)
    if len(set(result.well.values())) < 2:
        key = mapping.outcome.column if mapping.outcome else "quality"
        raise DataError(options.data, key, "all sessions went alike, so nothing can be told apart", "give more of them")
    return mapping, [line for line in lines if line.session in result.well], result, coded.notes


def _of_numbers(lines: Sequence[CodedLine], outcome: Outcome) -> Result:
    amounts = {line.session: line.outcome for line in lines if line.outcome is not None}
    title = f"{outcome.title}, more than {outcome.over:g}"
    return Result(title, amounts, {session: amount > outcome.over for session, amount in amounts.items()})


def _of_quality(lines: Sequence[CodedLine], quality: Quality | None) -> Result:
    assert quality is not None, "asked for only where the mapping has it"
    known = {line.session: line.quality == "good" for line in lines if line.quality is not None}
    return Result(f"{quality.column}: {', '.join(quality.good)}", {}, known)


async def _heard(judge: Judge, lines: Sequence[CodedLine]) -> dict[str, list[HeardLine]]:
    reps = [line for line in lines if line.speaker == "rep"]
    customers = [line for line in lines if line.speaker == "customer"]
    verdicts = iter(await judge.grade([line.asked for line in reps], title="rep lines"))
    talks = iter(await judge.talk([line.asked for line in customers], title="customer lines"))
    sessions: dict[str, list[HeardLine]] = defaultdict(list)
    for line in lines:
        words = len(line.text.split())
        if line.speaker == "rep":
            sessions[line.session].append(HeardLine(verdict=next(verdicts), truth=line.truth, words=words))
        else:
            sessions[line.session].append(HeardLine(talk=next(talks), truth=line.truth, words=words))
    return dict(sessions)


def _measures(
    sessions: Mapping[str, Sequence[HeardLine]], result: Result, options: Options, part: str = ""
) -> list[Measure]:
    found = []
    for name, (title, predictor) in PREDICTORS.items():
        whole, told = ".".join(filter(None, (name, part))), f"{title}{', first half' if part else ''}"
        values = _by_session(sessions, predictor)
        if not values:
            continue
        well = [values[one] for one in values if result.well[one]]
        rest = [values[one] for one in values if not result.well[one]]
        value, low, high = auc(well, rest)
        found.append(measure(f"{whole}.auc", f"{told} (AUC)", value, len(values), low=low, high=high))
        if result.amounts:
            pairs = [(values[one], result.amounts[one]) for one in values]
            rho, least, most = rank_correlation(pairs, options.resamples, options.seed)
            words = f"{told} (rank correlation)"
            found.append(measure(f"{whole}.rho", words, rho, len(pairs), low=least, high=most))
    return found


def _by_session(sessions: Mapping[str, Sequence[HeardLine]], predictor: Predictor) -> dict[str, float]:
    told = {name: predictor(heard) for name, heard in sessions.items()}
    return {name: value for name, value in told.items() if value is not None}


def _predicted(name: str, heard: Sequence[HeardLine], result: Result) -> dict[str, object]:
    told = {one: predictor(heard) for one, (_, predictor) in PREDICTORS.items()}
    rounded = {one: None if value is None else round(value, 4) for one, value in told.items()}
    return {"id": name, "well": result.well[name], "outcome": result.amounts.get(name), **rounded}


def _sessions_table(sessions: Mapping[str, Sequence[HeardLine]], result: Result) -> Table:
    rows = [_predicted(name, heard, result) for name, heard in sessions.items()]
    rows.sort(key=lambda row: -float(str(row["score"] or 0.0)))
    columns = ("id", "well", "outcome", "score", "codes", "change_talk", "length")
    return Table(
        title="Session by session, the best score first",
        columns=("session", "went well", "outcome", "score", "codes", "change less sustain", "words"),
        rows=tuple(tuple(_cell(row[column]) for column in columns) for row in rows),
    )


def _cell(value: object) -> str | float | bool | None:
    return value if isinstance(value, str | float | bool) or value is None else str(value)


def _plainly(found: Sequence[Measure]) -> tuple[str, ...]:
    """Say of the score and of its first half, in a sentence each, whether they tell anything."""
    return tuple(
        _verdict(one) for one in found if one.name in {"score.auc", f"score.{FIRST_HALF}.auc"} and one.value is not None
    )


def _verdict(one: Measure) -> str:
    if one.low is None or one.high is None or one.low <= 0.5 <= one.high:
        return f"{one.title}: {one.value:g}. From these sessions it cannot be told that it predicts anything."
    sense = "predicts what came of them" if one.low > 0.5 else "points the wrong way"
    return f"{one.title}: {one.value:g}, interval {one.low:g} to {one.high:g}. It {sense}."


def _no_grade(line: HeardLine) -> bool:
    if line.verdict is not None:
        return line.verdict.ungraded is not None
    return line.talk is not None and line.talk.confidence == 0
