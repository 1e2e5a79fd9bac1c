"""Drift: what has changed since a report that was kept? Which figures moved beyond chance, and which lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from agent.errors import DataError
from evals.data.facets import Facet, facet
from evals.model.suite import Context, Intervals, Measure, Options, SuiteResult, Table
from evals.reporting.report import Report, load
from evals.stats import coefficients
from evals.stats.comparison import Row
from evals.stats.measures import measure, share
from evals.stats.resampling import confusions, interval
from evals.suites import registry

COMPARED = ("agreement", "consistency", "robustness")
FACETS = ("family", "primary", "empathy", "empowerment", "stance", "talk")
MOST_LINES = 300
"""Lines that moved, as the table shows them; the JSON holds all."""


class Drift:
    """Runs the suites of a kept report again, as they were run then, and compares line by line."""

    name = "drift"
    about = "What has changed since an earlier report? Figures with intervals, and every line that moved."
    needs = "--baseline FILE: the JSON of an earlier report with agreement, consistency or robustness in it"

    def check(self, context: Context) -> None:
        """Read the earlier report; see `Prepared`."""
        _earlier(context.options)

    async def run(self, context: Context) -> SuiteResult:
        """Run again and compare. See `Suite`."""
        then, before = _earlier(context.options)
        again = context.asking(_as_then(then, context.options))
        pairs = [(old, await registry.suite(old.suite).run(again)) for old in before]
        measures, moved = [], []
        for old, new in pairs:
            found, lines = compare(old.suite, old.rows, new.rows, context.options)
            measures += found
            moved += lines
        worse = [m for m in measures if m.name.endswith("kappa_change") and m.high is not None and m.high < 0]
        title = "Facets on which it agrees less than before, beyond chance"
        whole = measure("worse", title, float(len(worse)), len(pairs), goal=0.0, low_is_good=True)
        return _result(self.name, then, pairs, (whole, *measures), moved)


def _earlier(options: Options) -> tuple[Report, list[SuiteResult]]:
    """Return the report to compare with, and what in it can be compared."""
    if options.baseline is None:
        raise DataError("evals", "drift", "there is nothing to compare with", "give --baseline REPORT.json")
    then = load(options.baseline)
    before = [result for result in then.results if result.suite in COMPARED]
    if not before:
        problem = "no suite in it can be compared"
        raise DataError(options.baseline, "results", problem, f"run {', '.join(COMPARED)} first")
    return then, before


def compare(suite: str, old: Sequence[Row], new: Sequence[Row], options: Options) -> tuple[list[Measure], list[Row]]:
    """Return how far each facet moved, and the lines that did.

    Args:
        suite: whose rows they are; the measures are named after it. old, new: rows with the same ids are compared.
        options: resamples and seed.
    """
    now = {row["id"]: row for row in new}
    both = [(row, now[row["id"]]) for row in old if row["id"] in now]
    measures: list[Measure] = []
    moved: list[Row] = []
    for known in (facet(name) for name in FACETS):
        pairs = [(a, b) for a, b in both if known.name in a["found"] and known.name in b["found"]]
        if not pairs:
            continue
        changed = [a["found"][known.name] != b["found"][known.name] for a, b in pairs]
        sessions = [a["session"] for a, _ in pairs]
        title = f"{suite}: {known.title}: answers that changed"
        measures.append(share(f"{suite}.{known.name}.moved", title, changed, sessions, options, low_is_good=True))
        coded = [(a, b) for a, b in pairs if known.name in a["truth"]]
        if coded:
            measures.append(_change(suite, known, coded, options))
        moved += [_moved_rows(suite, known, a, b) for (a, b), differs in zip(pairs, changed, strict=True) if differs]
    return measures, moved


def _change(suite: str, known: Facet, pairs: Sequence[tuple[Row, Row]], options: Options) -> Measure:
    """Return the change of kappa, resampled in pairs: the same sessions then and now."""
    truth = [a["truth"][known.name] for a, _ in pairs]
    sessions = [a["session"] for a, _ in pairs]
    then = confusions(truth, [a["found"][known.name] for a, _ in pairs], known.labels, sessions)
    now = confusions(truth, [b["found"][known.name] for _, b in pairs], known.labels, sessions)
    tables = np.stack([then, now], axis=1)
    low, high = interval(tables, _gain, options.resamples, options.seed)
    title = f"{suite}: {known.title}: change of kappa"
    return measure(
        f"{suite}.{known.name}.kappa_change", title, _gain(tables.sum(axis=0)), len(pairs), low=low, high=high
    )


def _gain(both: coefficients.Array) -> float:
    return coefficients.kappa(both[1]) - coefficients.kappa(both[0])


def _moved_rows(suite: str, known: Facet, then: Row, now: Row) -> Row:
    was, is_now, truth = then["found"][known.name], now["found"][known.name], now["truth"].get(known.name)
    way = "" if truth is None else "mended" if is_now == truth else "broken" if was == truth else "still wrong"
    row: Row = {"id": f"{suite}:{now['id']}:{known.name}", "line": now["id"], "facet": known.name, "suite": suite}
    return row | {"was": was, "is": is_now, "truth": truth, "way": way, "text": now.get("text", "")}


def _as_then(then: Report, now: Options) -> Options:
    """Return the options of the kept report; files may have been moved, and how fast to go is today's business."""
    today = {"resamples": now.resamples, "concurrency": now.concurrency, "rate": now.rate, "fresh": now.fresh}
    return then.options.model_copy(
        update=today | {"data": now.data or then.options.data, "mapping": now.mapping or then.options.mapping}
    )


def _result(
    name: str,
    then: Report,
    pairs: Sequence[tuple[SuiteResult, SuiteResult]],
    measures: tuple[Measure, ...],
    moved: Sequence[Row],
) -> SuiteResult:
    cells = tuple(
        (row["suite"], row["line"], row["facet"], row["was"], row["is"], row["truth"], row["way"], row["text"])
        for row in moved[:MOST_LINES]
    )
    columns = ("suite", "line", "facet", "was", "is", "people say", "", "words")
    new = pairs[0][1]
    return SuiteResult(
        suite=name,
        about=f"What has changed since {then.made:%Y-%m-%d %H:%M} UTC ({then.product}, {then.engine})?",
        engine=new.engine,
        rubric=new.rubric,
        measures=measures,
        tables=(Table(title="Lines that moved", columns=columns, rows=cells), _drift_figures(pairs)),
        figures=(
            Intervals(
                title="Change of kappa since then",
                measures=tuple(m for m in measures if m.name.endswith("kappa_change")),
                note="Left of 0 it agrees less with people than it did; an interval that holds 0 may be chance.",
            ),
        ),
        rows=tuple(moved),
        ungraded=sum(result.ungraded for _, result in pairs),
        notes=tuple(_notes(pairs)),
    )


def _drift_figures(pairs: Sequence[tuple[SuiteResult, SuiteResult]]) -> Table:
    rows = []
    for old, new in pairs:
        values: Mapping[str, float | None] = {m.name: m.value for m in new.measures}
        rows += [(old.suite, m.title, m.value, values.get(m.name)) for m in old.measures]
    return Table(title="Every figure, then and now", columns=("suite", "figure", "then", "now"), rows=tuple(rows))


def _notes(pairs: Sequence[tuple[SuiteResult, SuiteResult]]) -> list[str]:
    notes = []
    for old, new in pairs:
        if (old.engine, old.rubric) != (new.engine, new.rubric):
            notes.append(f"{old.suite}: then {old.engine} by {old.rubric}, now {new.engine} by {new.rubric}.")
        then, now = {row["id"] for row in old.rows}, {row["id"] for row in new.rows}
        if then != now:
            notes.append(f"{old.suite}: {len(then - now)} lines are gone and {len(now - then)} are new; not compared.")
    return notes
