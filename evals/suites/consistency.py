"""Consistency: does the grader say the same again, do others say the same, and does it say anything at all?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from agent.content.library import Library
from agent.model.verdict import Code, Verdict
from evals.data.coded_lines import CodedLine, only
from evals.data.facets import Facet, facet, seen
from evals.model.suite import Bars, Context, Intervals, Judge, Measure, Options, SuiteResult, Table
from evals.stats import coefficients as stats
from evals.stats.comparison import Row
from evals.stats.measures import agreement, alike, measure, rounded, share
from evals.suites.agreement import read

FACETS = ("primary", "family", "empathy", "empowerment", "stance")
DECISIVE = ("primary", "empathy", "empowerment")
"""What the law of resistance acts on."""

ALPHA_GOAL = 0.80
"""Krippendorff's own threshold for data that may be relied on (Content Analysis, 2004, p. 241)."""

SOUND_GOAL, VARIETY_GOAL = 0.60, 0.60

Readings = Sequence[Sequence[Verdict]]
"""Per line the verdicts of all repeats; those that are ungraded stand for no reading."""


class Consistency:
    """Grades the same lines several times, and by other engines and rubric versions if asked."""

    name = "consistency"
    about = "Does the grader say the same again? Exact agreement, flips per code, alpha; across engines and rubrics."
    needs = "nothing; --repeats N, --limit LINES, --against ENGINE and --against-rubrics FOLDER widen it"

    def check(self, context: Context) -> None:
        """Read the coded lines, and the other rubrics; see `Prepared`."""
        read(context)
        for folder in context.options.rubrics:
            Library(context.library.personas_dir, folder).rubric()

    async def run(self, context: Context) -> SuiteResult:
        """Grade every line so many times and compare the readings. See `Suite`."""
        options, judge, coded = context.options, context.judge(), read(context)
        lines = only(coded.lines, "rep", options.limit)
        readings = await repeated(judge, lines, options.repeats)
        rows = [_repeat_row(line, told, coded.keep_text) for line, told in zip(lines, readings, strict=True)]
        own = [*_repeats(lines, readings, options), *_substance(rows, lines, options)]
        others = await _others(context, judge, lines, readings)
        ungraded = sum(verdict.ungraded is not None for told in readings for verdict in told)
        return SuiteResult(
            suite=self.name,
            about=f"Does the grader say the same again? {len(lines)} lines, each graded {options.repeats} times.",
            engine=judge.engine,
            rubric=judge.rubric,
            measures=(*own, *others),
            tables=(code_flips(readings), _prevalence(rows)),
            figures=(
                Intervals(
                    title="Agreement between readings beyond chance",
                    measures=tuple(m for m in (*own, *others) if m.name.endswith(("alpha", "kappa"))),
                    note="0 is what chance gives, 1 is perfect.",
                ),
                Bars(title="How often each primary code is given", bars=_shares(rows, "found")),
            ),
            rows=tuple(row for row in rows if row["found"]),
            ungraded=ungraded,
            notes=(
                "A grader that always says the same is perfectly steady and worthless. Read exact agreement together "
                "with alpha, with how varied the answers are, and with how often they are right every time.",
                "The embedded coder is deterministic: its readings differ only if something is broken.",
            ),
        )


async def repeated(judge: Judge, lines: Sequence[CodedLine], repeats: int) -> list[list[Verdict]]:
    """Return per line the verdicts of all repeats."""
    asked = [line.asked for line in lines]
    rounds = [await judge.grade(asked, number, f"reading {number} of {repeats}") for number in range(1, repeats + 1)]
    return [list(told) for told in zip(*rounds, strict=True)]


def code_flips(readings: Readings) -> Table:
    """Return per code in how many lines only some of the readings found it."""
    rows = []
    for code in Code:
        found = [[verdict.has(code) for verdict in told if verdict.ungraded is None] for told in readings]
        ever = [line for line in found if any(line)]
        flipped = sum(not all(line) for line in ever)
        rows.append((code.value, len(ever), flipped, rounded(flipped / len(ever)) if ever else None))
    return Table(
        title="Codes that come and go",
        columns=("code", "lines where any reading found it", "of these, not in every reading", "flip rate"),
        rows=tuple(rows),
    )


def _repeats(lines: Sequence[CodedLine], readings: Readings, options: Options) -> list[Measure]:
    sessions = [line.session for line in lines]
    whole = [told for told in readings if all(verdict.ungraded is None for verdict in told)]
    kept = [session for session, told in zip(sessions, readings, strict=True) if told in whole]
    same = [len({_decisive(verdict) for verdict in told}) == 1 for told in whole]
    steady = [len({frozenset(found.code for found in verdict.codes) for verdict in told}) == 1 for told in whole]
    levels = [[(verdict.empathy, verdict.empowerment) for verdict in told] for told in whole]
    spread = [max(max(column) - min(column) for column in zip(*told, strict=True)) for told in levels]
    title = "Same primary code, empathy and empowerment in every reading"
    found = [
        share("repeats.exact", title, same, kept, options),
        share("repeats.same_codes", "Same set of codes in every reading", steady, kept, options),
        share(
            "repeats.spread", "Widest gap in empathy or empowerment (0 to 1)", spread, kept, options, low_is_good=True
        ),
    ]
    for name in FACETS:
        answers = [[_answer_of(verdict, name) for verdict in told] for told in readings]
        known, goal = facet(name), ALPHA_GOAL if name in DECISIVE else None
        title = f"{known.title}: alpha between readings"
        found.append(alike(f"repeats.{name}.alpha", title, answers, known.labels, sessions, options, goal=goal))
    return found


def _substance(rows: Sequence[Row], lines: Sequence[CodedLine], options: Options) -> list[Measure]:
    """Return what a steady but empty grader fails: being right every time, and telling lines apart."""
    coded = [row for row in rows if all(name in row["truth"] for name in DECISIVE) and row["found"]]
    right = [row["steady"] and all(row["truth"][name] == row["found"][name] for name in DECISIVE) for row in coded]
    found = []
    if coded:
        title = "Primary code, empathy and empowerment right in every reading"
        sessions = [row["session"] for row in coded]
        found.append(share("repeats.sound", title, right, sessions, options, goal=SOUND_GOAL))
    given = Counter(row["found"]["primary"] for row in rows if row["found"])
    counts = [float(given[code.value]) for code in Code]
    variety = stats.evenness(np.array(counts)) if rows else float("nan")
    title = "How varied the primary codes are (0 one only, 1 all alike)"
    return [*found, measure("repeats.variety", title, variety, len(lines), goal=VARIETY_GOAL)]


async def _others(context: Context, judge: Judge, lines: Sequence[CodedLine], readings: Readings) -> list[Measure]:
    first = [told[0] for told in readings]
    found = []
    for name in context.options.engines:
        other = context.judge(name)
        verdicts = await other.grade([line.asked for line in lines], 1, other.engine)
        found += _between(
            f"engines.{slug(other.engine)}", f"with {other.engine}", lines, first, verdicts, context.options
        )
    for folder in context.options.rubrics:
        other = context.judge(rubrics_dir=folder)
        verdicts = await other.grade([line.asked for line in lines], 1, other.rubric)
        found += _between(
            f"rubrics.{slug(other.rubric)}", f"under {other.rubric}", lines, first, verdicts, context.options
        )
    return found


def _between(
    name: str,
    words: str,
    lines: Sequence[CodedLine],
    mine: Sequence[Verdict],
    theirs: Sequence[Verdict],
    options: Options,
) -> list[Measure]:
    both = [
        (line.session, seen(one), seen(two))
        for line, one, two in zip(lines, mine, theirs, strict=True)
        if one.ungraded is None and two.ungraded is None
    ]
    sessions = [session for session, _, _ in both]

    def kappa(known: Facet) -> Measure:
        pairs = [(one[known.name], two[known.name]) for _, one, two in both]
        title = f"{known.title}: kappa {words}"
        return agreement(f"{name}.{known.name}.kappa", title, pairs, known.labels, sessions, options, stats.kappa)

    return [kappa(facet(known)) for known in FACETS]


def _repeat_row(line: CodedLine, told: Sequence[Verdict], keep_text: bool) -> Row:
    graded = [verdict for verdict in told if verdict.ungraded is None]
    answers = {
        name: Counter(seen(verdict)[name] for verdict in graded).most_common(1)[0][0] for name in FACETS if graded
    }
    row: Row = {"id": line.id, "session": line.session, "speaker": "rep", "truth": line.truth, "found": answers}
    row |= {"text": line.text} if keep_text else {}
    return row | {"steady": len({_decisive(verdict) for verdict in graded}) == 1}


def _prevalence(rows: Sequence[Row]) -> Table:
    truth, found = dict(_shares(rows, "truth")), dict(_shares(rows, "found"))
    return Table(
        title="How often each primary code is given, and should be",
        columns=("code", "share as coded", "share as found"),
        rows=tuple((code.value, rounded(truth.get(code.value)), rounded(found.get(code.value))) for code in Code),
    )


def _shares(rows: Sequence[Row], side: str) -> tuple[tuple[str, float], ...]:
    counted = Counter(row[side]["primary"] for row in rows if "primary" in row[side])
    whole = sum(counted.values())
    return tuple((code.value, counted[code.value] / whole) for code in Code) if whole else ()


def _decisive(verdict: Verdict) -> tuple[str, ...]:
    answers = seen(verdict)
    return tuple(answers[name] for name in DECISIVE)


def _answer_of(verdict: Verdict, name: str) -> str | None:
    return None if verdict.ungraded is not None else seen(verdict)[name]


def slug(name: str) -> str:
    """Return a name as a part of a measure's name."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "other"
