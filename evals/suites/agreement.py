"""Agreement: does the grader code as people do? On the project's gold set, or on a human-coded file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as Keyed
from collections.abc import Sequence
from dataclasses import dataclass

from agent.console import tell
from agent.errors import DataError
from agent.model.verdict import Verdict
from evals.data import gold
from evals.data.coded_lines import CodedLine, only, read_coded_file, read_mapping
from evals.data.facets import facet, heard, seen
from evals.model.suite import Context, Figure, Intervals, Judge, Measure, Options, SuiteResult, Table
from evals.stats.comparison import (
    Row,
    calibration_of,
    code_table,
    coded_facets,
    confusion_of,
    disagreements,
    label_table,
    measures_of,
)
from evals.stats.session_quality import sessions_auc

SHOWN = frozenset({"family", "primary", "talk"})
"""Facets with a confusion table and a table of labels; for the rest the figures say enough."""

PARTED = frozenset({"primary", "empathy", "empowerment", "talk"})
"""Facets whose disagreements are listed line by line."""


@dataclass(frozen=True)
class Coded:
    """What is compared with: lines, where from, what others reach on them, and what to know of how they were read."""

    title: str
    lines: Sequence[CodedLine]
    keep_text: bool
    human: Keyed[str, float]
    goals: Keyed[str, float]
    notes: Sequence[str] = ()


class Agreement:
    """Compares the grader's answers with people's."""

    name = "agreement"
    about = "Does the grader code lines as people do? Accuracy, F1, kappa and alpha with intervals, beside the humans."
    needs = "nothing (the project's gold set); or --data FILE with --mapping FILE for lines that people coded"

    async def run(self, context: Context) -> SuiteResult:
        """Grade every coded line and compare. See `Suite`."""
        judge, coded = context.judge(), read(context)
        rows, missed = await graded(judge, coded, context.options.limit)
        rep = [row for row in rows if row["speaker"] == "rep"]
        calibrated = [
            found
            for name, title, part in (
                ("primary", "Primary code", rep),
                ("family", "Main behaviour", rep),
                ("talk", "Customer talk", [row for row in rows if row["speaker"] == "customer"]),
            )
            if (found := calibration_of(part, name, title))
        ]
        measures = headed(rows, context.options, coded)
        return SuiteResult(
            suite=self.name,
            about=f"Does the grader code lines as people do? Measured on: {coded.title}.",
            engine=judge.engine,
            rubric=judge.rubric,
            measures=(*measures, *(found for found, _ in calibrated)),
            tables=_tables(rows, rep),
            figures=_agreement_figures(rows, measures, [figure for _, figure in calibrated]),
            rows=tuple(rows),
            ungraded=missed,
            notes=(*_notes(rows, missed), *coded.notes),
        )


def read(context: Context) -> Coded:
    """Return the lines to compare with.

    Raises:
        DataError: a file is missing or wrong, or only one of --data and --mapping is given.
    """
    options = context.options
    if options.data is None and options.mapping is None:
        lines = gold.read_gold(context.library.rubric())
        return Coded("the project's gold set, written and coded for it", lines, True, {}, gold.GOALS)
    if options.data is None or options.mapping is None:
        given = options.data or options.mapping
        raise DataError(str(given), "", "a data file and its mapping go together", "give both --data and --mapping")
    mapping = read_mapping(options.mapping)
    found = read_coded_file(options.data, mapping)
    for note in found.notes:
        tell(note)
    return Coded(mapping.title, found.lines, mapping.keep_text, mapping.human, mapping.goals, found.notes)


async def graded(judge: Judge, coded: Coded, limit: int | None, repeat: int = 1) -> tuple[list[Row], int]:
    """Return a row for every coded line that got a grade, and how many got none."""
    reps, customers = only(coded.lines, "rep", limit), only(coded.lines, "customer", limit)
    verdicts = await judge.grade([line.asked for line in reps], repeat, "rep lines")
    talks = await judge.talk([line.asked for line in customers], repeat, "customer lines")
    rows = [
        _coded_row(line, coded, seen(verdict), _sure(verdict))
        | {"codes_found": sorted({evidence.code.value for evidence in verdict.codes})}
        for line, verdict in zip(reps, verdicts, strict=True)
        if verdict.ungraded is None
    ]
    rows += [
        _coded_row(line, coded, heard(talk), talk.confidence)
        for line, talk in zip(customers, talks, strict=True)
        if talk.confidence > 0
    ]
    return rows, len(reps) + len(customers) - len(rows)


def headed(rows: Sequence[Row], options: Options, coded: Coded) -> list[Measure]:
    """Return every measure of the rows, that of whole sessions included where their quality is known."""
    found = measures_of(rows, options, coded.human, coded.goals)
    sessions: dict[str, tuple[str, list[str]]] = {}
    codes = defaultdict(list)
    for row in rows:
        if row["speaker"] == "rep" and row.get("quality"):
            codes[row["session"]].append(row["found"]["primary"])
            sessions[row["session"]] = (row["quality"], codes[row["session"]])
    if sessions:
        human, goal = coded.human.get("sessions.auc"), coded.goals.get("sessions.auc")
        found.append(sessions_auc(sessions, human, goal))
    return found


def _coded_row(line: CodedLine, coded: Coded, found: dict[str, str], confidence: float | None) -> Row:
    row: Row = {"id": line.id, "session": line.session, "speaker": line.speaker}
    row |= {"text": line.text} if coded.keep_text else {}
    row |= {
        "truth": line.truth,
        "found": {name: found[name] for name in found if name in line.truth or name == "primary"},
    }
    row |= {"confidence": confidence, "quality": line.quality}
    return row | ({"codes_truth": sorted(line.codes)} if line.codes is not None else {})


def _sure(verdict: Verdict) -> float | None:
    own = [evidence.confidence for evidence in verdict.codes if evidence.code is verdict.primary]
    return max(own, default=None)  # None: nothing was in evidence, and "other" is what is left


def _tables(rows: Sequence[Row], rep: Sequence[Row]) -> tuple[Table, ...]:
    shown = [label_table(rows, known) for known in coded_facets(rows) if known.name in SHOWN]
    whole = [code_table(rep)] if any("codes_truth" in row for row in rep) else []
    return (*shown, *whole, disagreements(rows, [known.name for known in coded_facets(rows) if known.name in PARTED]))


def _agreement_figures(
    rows: Sequence[Row], measures: Sequence[Measure], calibrations: Sequence[Figure]
) -> tuple[Figure, ...]:
    kappas = tuple(found for found in measures if found.name.endswith(".kappa"))
    note = "0 is what chance gives, 1 is perfect. A hollow mark shows what one trained human reaches against others."
    bars = Intervals(title="Agreement with people beyond chance (kappa)", measures=kappas, note=note)
    tables = [confusion_of(rows, facet(known.name)) for known in coded_facets(rows) if known.name in SHOWN]
    return (bars, *tables, *calibrations)


def _notes(rows: Sequence[Row], missed: int) -> tuple[str, ...]:
    notes = [
        f"{len({row['session'] for row in rows})} sessions; intervals (95 %) are bootstrapped by session, since lines "
        "of one session are alike.",
        "Simple against complex reflection is a distinction on which trained people hardly agree (kappa about .2).",
    ]
    if missed:
        notes.append(f"{missed} lines got no grade and are left out of every figure.")
    return tuple(notes)
