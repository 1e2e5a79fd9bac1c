"""Failing rows: what a measure fell short on, in words, for whoever has to find out why it failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.data.facets import FACETS
from evals.model.suite import Measure, SuiteResult

MOST = 5
"""Lines told of one measure."""

WIDEST = 100
"""Letters of a line's words that are told."""

NAMES = frozenset(known.name for known in FACETS)

DECISIVE = ("primary", "empathy", "empowerment")
"""What a measure without a facet in its name is about."""

Row = Mapping[str, Any]


def failing_rows(result: SuiteResult, name: str) -> list[str]:
    """Return up to five lines on which a measure fell short, those first that the grader was surest of.

    Nothing is returned for a measure of whole sessions, or where no single line is to blame.
    """
    parts = name.split(".")
    found = [row for row in result.rows if _against(row, parts)]
    found.sort(key=lambda row: -(row.get("confidence") or 0.0))
    return [_describe_row(row, parts) for row in found[:MOST]]


def explain_failure(result: SuiteResult, found: Measure, page: Path) -> str:
    """Say what a measure is, what it should be, on which lines it fell short, and where the whole report is."""
    value = "not computed" if found.value is None else f"{found.value:g}"
    reach = "" if found.low is None or found.high is None else f", 95 % interval {found.low:g} to {found.high:g}"
    sense = "at most" if found.low_is_good else "at least"
    lines = failing_rows(result, found.name)
    parts = [
        f"{result.suite}: {found.name} ({found.title})",
        f"  found    {value}{reach}, rests on {found.n}",
        f"  wanted   {sense} {found.goal:g}",
        f"  engine   {result.engine}, rubric {result.rubric}" if result.rubric else f"  engine   {result.engine}",
        *([f"  note     {found.note}"] if found.note else []),
        *(["  surest of what was wrong:", *(f"    {line}" for line in lines)] if lines else []),
        f"  report   {page}",
    ]
    return "\n".join(parts)


def _against(row: Row, parts: Sequence[str]) -> bool:
    if "against" in row:
        return ".".join(parts) in row["against"]
    if "probe" in row:
        wrong = row.get("kept") is False or row.get("decided") is False or row["probe"] == "attack" and row["gained"]
        return parts[0].startswith(row["probe"]) and bool(wrong)
    if "slip" in row:
        return row["slip"] in parts
    if "way" in row:
        told = set(parts) & NAMES or NAMES
        return row["way"] != "mended" and parts[0] in (row["suite"], "worse") and row["facet"] in told
    return bool(_parted(row, parts)) or ("exact" in parts and row.get("steady") is False)


def _parted(row: Row, parts: Sequence[str]) -> list[str]:
    """Return the facets of a measure on which people and the grader part in this line."""
    truth, found = row.get("truth"), row.get("found")
    if not isinstance(truth, Mapping) or not isinstance(found, Mapping) or "exact" in parts:
        return []
    named = [part for part in parts if part in NAMES] or ([*DECISIVE] if parts[-1] == "sound" else [])
    return [name for name in named if name in truth and name in found and truth[name] != found[name]]


def _describe_row(row: Row, parts: Sequence[str]) -> str:
    sure = f" ({row['confidence']:.0%} sure)" if row.get("confidence") is not None else ""
    text = str(row.get("text") or row.get("customer") or "")
    words = f': "{text[:WIDEST]}{"…" if len(text) > WIDEST else ""}"' if text else ""
    return f"{row.get('line', row.get('id', ''))}: {_how(row, parts)}{sure}{words}"


def _how(row: Row, parts: Sequence[str]) -> str:
    if "slip" in row or "against" in row:
        return str(row["why"])
    if "way" in row:
        return f"{row['facet']} was {row['was']} and is {row['is']} ({row['way'] or 'not coded'})"
    if "exact" in parts:
        return "not the same in every reading"
    parted = _parted(row, parts) or [name for name in DECISIVE if row["truth"].get(name) != row["found"].get(name)]
    names = [name for name in parted if name in row["truth"]]
    told = [f"{name} should be {row['truth'][name]}, found {row['found'].get(name, 'nothing')}" for name in names]
    return "; ".join(told) + (f" [{row['kind']}]" if "kind" in row else "")
