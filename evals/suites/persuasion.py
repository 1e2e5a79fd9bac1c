"""Persuasion: talk and family in sales-like talk, on conversations that people coded and no training has read."""

from __future__ import annotations

from agent.errors import DataError
from evals.data.coded_lines import read_and_tell, read_mapping
from evals.data.persuasion import MAPPING, is_held_out
from evals.model.suite import Context, Intervals, Options, SuiteResult
from evals.stats.comparison import coded_facets, confusion_of, disagreements, label_table, measures_of
from evals.suites.agreement import Coded, graded


class Persuasion:
    """Compares the grader's usual verdicts with people's codes on the held-out third of a persuasion file."""

    name = "persuasion"
    about = "Does the grader read customer talk and sales moves as people do, where one asks another for a gift?"
    needs = "--data FILE: the people-coded persuasion talks (evals/mappings/persuasion.yaml says in which form)"

    def check(self, context: Context) -> None:
        """Read the held-out conversations; see `Prepared`."""
        read_held_out(context.options)

    async def run(self, context: Context) -> SuiteResult:
        """Grade the held-out conversations and compare. See `Suite`."""
        judge, options = context.judge(), context.options
        coded = read_held_out(options)
        rows, missed = await graded(judge, coded, options.limit)
        measures = measures_of(rows, options, coded.human, coded.goals)
        facets = coded_facets(rows)
        kappas = tuple(found for found in measures if found.name.endswith(".kappa"))
        return SuiteResult(
            suite=self.name,
            about=f"Does the grader read sales-like talk as people do? Measured on: {coded.title}, the held-out third.",
            engine=judge.engine,
            rubric=judge.rubric,
            measures=tuple(measures),
            tables=(*(label_table(rows, known) for known in facets), disagreements(rows, [one.name for one in facets])),
            figures=(
                Intervals(title="Agreement with people beyond chance (kappa)", measures=kappas),
                *(confusion_of(rows, known) for known in facets),
            ),
            rows=tuple(rows),
            ungraded=missed,
            notes=(
                f"{len({line.session for line in coded.lines})} conversations, held out of every training by a hash of "
                "their number; intervals (95 %) are bootstrapped by conversation.",
                "Family is that of the verdict's primary code. People coded sentences; a reflection was never coded, "
                "so that one counts as wrong.",
                *([f"{missed} lines got no grade and are left out of every figure."] if missed else []),
                *coded.notes,
            ),
        )


def read_held_out(options: Options) -> Coded:
    """Return the lines of the conversations that are held out.

    Raises:
        DataError: no file is given, it is wrong, or none of its conversations is held out.
    """
    if options.data is None:
        raise DataError("evals", "persuasion", "there is nothing to read", "give --data persuasion_train.csv")
    mapping = read_mapping(options.mapping or MAPPING)
    found = read_and_tell(options.data, mapping)
    lines = [line for line in found.lines if is_held_out(line.session)]
    if not lines:
        raise DataError(
            options.data, mapping.columns.session, "no conversation in it is held out", "give the whole file"
        )
    return Coded(mapping.title, lines, mapping.keep_text, mapping.human, mapping.goals, found.notes)
