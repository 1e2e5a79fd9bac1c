"""Page: a report as one self-contained HTML page for a trainer. Every text is escaped; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from evals.model.suite import Cell, Measure, SuiteResult, Table
from evals.reporting.plots import draw
from evals.reporting.report import Report

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "report.html"


def report_page(report: Report) -> str:
    """Return the page."""
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    facts = [report.product, f"measured {report.made:%Y-%m-%d %H:%M} UTC", report.engine]
    if tokens := sum(result.tokens for result in report.results):
        facts.append(f"{tokens:,} tokens")
    return template.substitute(
        title=escape(" · ".join(result.suite for result in report.results)),
        facts=" · ".join(escape(fact) for fact in facts),
        glance=_glance(report.results),
        suites="".join(_suite(result) for result in report.results),
    )


def _glance(results: Sequence[SuiteResult]) -> str:
    aimed = [(result, measure) for result in results for measure in result.measures if measure.goal is not None]
    if not aimed:
        return "<p>No goal stands on any of these figures.</p>"
    reached = sum(measure.passed is True for _, measure in aimed)
    rows = "".join(_goal_row(result, measure) for result, measure in aimed)
    head = "<tr><th>Goal</th><th>Suite</th><th>Found</th><th>95 % interval</th><th>Aim</th><th></th></tr>"
    return (
        f"<p><strong>{reached} of {len(aimed)}</strong> goals reached.</p>"
        f'<div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
    )


def _goal_row(result: SuiteResult, measure: Measure) -> str:
    state = '<span class="met">reached</span>' if measure.passed else '<span class="missed">not reached</span>'
    cells = (_cell_text(measure.value), _reach(measure), _aim(measure), state)
    return f"<tr><td>{escape(measure.title)}</td><td>{escape(result.suite)}</td>{_cells(cells)}</tr>"


def _suite(result: SuiteResult) -> str:
    facts = [result.engine, result.rubric, f"{result.ungraded} lines ungraded" if result.ungraded else ""]
    headline = [m for m in result.measures if m.goal is not None or m.human is not None] or list(result.measures)
    rest = [measure for measure in result.measures if measure not in headline]
    notes = "".join(f"<li>{escape(note)}</li>" for note in result.notes)
    return (
        f'<section id="{escape(result.suite)}"><h2>{escape(result.suite.capitalize())}</h2>'
        f"<p>{escape(result.about)}</p>"
        f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>'
        f"{_measures(headline)}{_folded('All other figures', _measures(rest)) if rest else ''}"
        f'<div class="figures">{"".join(draw(figure) for figure in result.figures)}</div>'
        f"{''.join(_folded(table.title, _table_html(table)) for table in result.tables)}"
        f"{f'<h3>To be read with it</h3><ul>{notes}</ul>' if notes else ''}</section>"
    )


def _measures(measures: Sequence[Measure]) -> str:
    head = ("What", "Found", "95 % interval", "Rests on", "Aim", "People", "")
    rows = []
    for measure in measures:
        state = {True: '<span class="met">reached</span>', False: '<span class="missed">not reached</span>', None: ""}
        cells = (
            _cell_text(measure.value),
            _reach(measure),
            str(measure.n),
            _aim(measure),
            _cell_text(measure.human, ""),
        )
        note = f'<small class="note">{escape(measure.note)}</small>' if measure.note else ""
        rows.append(f"<tr><td>{escape(measure.title)}{note}</td>{_cells((*cells, state[measure.passed]))}</tr>")
    return _framed(head, rows)


def _table_html(table: Table) -> str:
    rows = [f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows]
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return _framed(table.columns, rows) + note


def _framed(head: Iterable[str], rows: Iterable[str]) -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>"


def _cells(cells: Iterable[str]) -> str:
    """Wrap cells that are markup already."""
    return "".join(f'<td class="number">{cell}</td>' for cell in cells)


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    return f'<td class="number">{_cell_text(cell, "")}</td>'


def _cell_text(value: Cell, nothing: str = "not known") -> str:
    if value is None:
        return nothing
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:.2f}"
        if isinstance(value, float) and value != int(value)
        else escape(f"{value:g}" if isinstance(value, float) else str(value))
    )


def _reach(measure: Measure) -> str:
    return "" if measure.low is None or measure.high is None else f"{measure.low:.2f} to {measure.high:.2f}"


def _aim(measure: Measure) -> str:
    if measure.goal is None:
        return ""
    return f"{'at most' if measure.low_is_good else 'at least'} {measure.goal:g}"
