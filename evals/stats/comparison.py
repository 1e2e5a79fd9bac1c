"""Comparison: rows of (truth, found) answers made into measures, tables and figures, facet by facet.

A row is what a report stores of one line: {"id", "session", "speaker", "text", "truth", "found", "codes_truth",
"codes_found", "confidence"}; `truth` and `found` map facets to labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.model.verdict import Code
from evals.data.facets import FACETS, Facet
from evals.model.suite import Heat, Lines, Measure, Options, Series, Table
from evals.stats import coefficients as stats
from evals.stats.measures import STATISTICS, agreement, measure, rounded

Row = dict[str, Any]

FEWEST = 5
"""Lines that a point of the calibration diagram must rest on."""

MOST = 120
"""Lines that the table of disagreements shows."""

QUADRATIC = ("quadratic_kappa", "kappa with quadratic weights", stats.quadratic_kappa)
ALPHA = ("alpha", "Krippendorff's alpha", lambda table: stats.alpha(table + table.T))
"""Two readings of each line coincide as often as their confusion table and its mirror image say."""


def coded_facets(rows: Sequence[Row]) -> list[Facet]:
    """Return the facets that any row has a truth for."""
    return [known for known in FACETS if any(known.name in row["truth"] for row in rows)]


def pairs_of(rows: Sequence[Row], facet: Facet) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the (truth, found) pairs of a facet, and the session of each."""
    both = [row for row in rows if facet.name in row["truth"] and facet.name in row["found"]]
    return [(row["truth"][facet.name], row["found"][facet.name]) for row in both], [row["session"] for row in both]


def measures_of(
    rows: Sequence[Row], options: Options, human: Mapping[str, float], goals: Mapping[str, float]
) -> list[Measure]:
    """Return accuracy, macro-F1, kappa and alpha of every coded facet; quadratic kappa too where labels are steps."""
    found = []
    for facet in coded_facets(rows):
        pairs, sessions = pairs_of(rows, facet)
        for suffix, words, statistic in (*STATISTICS, ALPHA, *([QUADRATIC] if facet.ordered else [])):
            name, title = f"{facet.name}.{suffix}", f"{facet.title}: {words}"
            extra = {"human": human.get(name), "goal": goals.get(name)}
            found.append(agreement(name, title, pairs, facet.labels, sessions, options, statistic, **extra))
    return found


def confusion_of(rows: Sequence[Row], facet: Facet) -> Heat:
    """Return the confusion table of a facet, without labels that never occur."""
    pairs, _ = pairs_of(rows, facet)
    labels = [label for label in facet.labels if any(label in pair for pair in pairs)]
    table = stats.confusion([truth for truth, _ in pairs], [found for _, found in pairs], labels)
    return Heat(
        title=f"{facet.title}: where it goes wrong",
        down="people coded",
        across="the grader found",
        rows=tuple(labels),
        columns=tuple(labels),
        counts=tuple(tuple(row) for row in table.tolist()),
    )


def label_table(rows: Sequence[Row], facet: Facet) -> Table:
    """Return precision, recall and F1 for each label of a facet."""
    pairs, _ = pairs_of(rows, facet)
    table = stats.confusion([truth for truth, _ in pairs], [found for _, found in pairs], facet.labels)
    each = zip(
        facet.labels,
        table.sum(axis=1),
        stats.precision(table),
        stats.recall(table),
        stats.f1(table),
        strict=True,
    )
    return Table(
        title=f"{facet.title}: label by label",
        columns=("label", "lines", "precision", "recall", "F1"),
        rows=tuple((name, int(n), rounded(p), rounded(r), rounded(f)) for name, n, p, r, f in each if n or f == f),
        note="precision: how often it is right where it says so. recall: how much of what is there it finds.",
    )


def code_table(rows: Sequence[Row]) -> Table:
    """Return how well each code is found anywhere in a line."""
    coded = [row for row in rows if row.get("codes_truth") is not None]
    lines = []
    for code in (code.value for code in Code):
        table = stats.confusion(
            [code in row["codes_truth"] for row in coded], [code in row["codes_found"] for row in coded], [True, False]
        )
        figures = (
            stats.precision(table)[0],
            stats.recall(table)[0],
            stats.f1(table)[0],
            stats.kappa(table),
        )
        lines.append((code, int(table[0].sum()), *(rounded(float(figure)) for figure in figures)))
    return Table(
        title="Every code, wherever in the line it stands",
        columns=("code", "lines", "precision", "recall", "F1", "kappa"),
        rows=tuple(lines),
    )


def calibration_of(rows: Sequence[Row], facet: str, title: str) -> tuple[Measure, Lines] | None:
    """Return the calibration error of a facet and its diagram; None where no row has a confidence."""
    known = [row for row in rows if row.get("confidence") is not None and facet in row["truth"]]
    if not known:
        return None
    confidence = [row["confidence"] for row in known]
    table, error = stats.calibration(confidence, [row["truth"][facet] == row["found"][facet] for row in known])
    points = tuple((float(mean), float(share)) for count, mean, share in table if count >= FEWEST)
    figure = Lines(
        title=f"{title}: is it as sure as it is right?",
        x="how sure the grader is",
        y="how often it is right",
        series=(Series(name=title, points=points),),
        diagonal=True,
        note="On the dotted line, 80 % sure is right 80 times in 100. Below it, the grader is too sure.",
    )
    words = f"{title}: gap between how sure and how right (ECE)"
    return measure(f"{facet}.calibration_error", words, error, len(known), low_is_good=True), figure


def disagreements(rows: Sequence[Row], facets: Sequence[str]) -> Table:
    """Return the lines on which people and the grader part, those that it was surest of first."""
    parted = [
        (row, name)
        for row in rows
        for name in facets
        if name in row["truth"] and name in row["found"] and row["truth"][name] != row["found"][name]
    ]
    parted.sort(key=lambda pair: -(pair[0].get("confidence") or 0.0))
    cells = (
        (row["id"], name, row["truth"][name], row["found"][name], row.get("confidence"), row.get("text", ""))
        for row, name in parted[:MOST]
    )
    return Table(
        title="Lines on which people and the grader part",
        columns=("line", "on", "people", "grader", "how sure", "words"),
        rows=tuple(cells),
        note=f"{len(parted)} in all; the {min(MOST, len(parted))} that the grader was surest of.",
    )
