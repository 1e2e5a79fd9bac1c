"""Tables and rows of hard lines: what a report keeps of each, and what it lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.model.verdict import Verdict
from evals.data.hard_lines import HardLine
from evals.model.suite import Cell, Table
from evals.stats.comparison import Row
from evals.stats.measures import rounded
from evals.suites.probes.evidence import accusation_confidence, accused, reading_in_words, surely_accused


def hard_row(line: HardLine, verdict: Verdict, part: str, against: Sequence[str]) -> Row:
    """Return what a report keeps of a line.

    Args:
        part: of the set, e.g. `harmless`. against: names of the measures that this line speaks against.
    """
    return {
        "id": line.id, "session": line.id, "speaker": "rep", "part": part, "kind": line.kind, "text": line.text,
        "truth": {}, "found": {} if verdict.ungraded is not None else {"primary": verdict.primary.value},
        "confidence": accusation_confidence(verdict), "accused": accused(verdict),
        "accused_surely": surely_accused(verdict), "ungraded": verdict.ungraded is not None,
        "against": list(against), "why": f"{reading_in_words(verdict)} [{line.kind}]",
    }  # fmt: skip


def kind_table(title: str, rows: Sequence[Row], columns: Mapping[str, str], kind: str = "kind") -> Table:
    """Return a table of shares by kind.

    Args:
        columns: heading -> key of a row that holds true or false. kind: the key that rows are grouped by.
    """
    kinds = dict.fromkeys(row[kind] for row in rows)
    lines: list[tuple[Cell, ...]] = []
    for name in kinds:
        part = [row for row in rows if row[kind] == name]
        lines.append(
            (name, len(part), *(rounded(sum(row[key] for row in part) / len(part)) for key in columns.values()))
        )
    return Table(title=title, columns=("kind", "lines", *columns), rows=tuple(lines))


def kind_bars(rows: Sequence[Row], key: str) -> tuple[tuple[str, float], ...]:
    """Return the share of a key that holds true or false, by kind."""
    table = kind_table("", rows, {"share": key})
    return tuple((str(name), float(share or 0.0)) for name, _, share in table.rows)


def miss_table(title: str, rows: Sequence[Row]) -> Table:
    """Return every line that speaks against a measure, those first that were surest read as an accusation."""
    wrong = sorted((row for row in rows if row["against"]), key=lambda row: -(row["confidence"] or 0.0))
    cells = tuple((row["id"], row["part"], row["kind"], row["text"], row["why"]) for row in wrong)
    return Table(title=title, columns=("id", "part", "kind", "line", "read as"), rows=cells)
