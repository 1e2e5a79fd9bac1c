"""Separated: rows of a CSV file, whatever parts its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from agent.content.transcripts.table import RawRow, RawTable
from agent.errors import DataError

LONGEST_CELL = 1_000_000
"""Characters of one cell: far more than anybody says in a line, and a file of our size holds it."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
"""What may part cells, and what it is called."""

TRIED = 20
"""Rows by which the separator is told."""

_HINT = "sep="


def read_separated(name: str, text: str, encoding: str) -> RawTable:
    """Return the rows of a CSV file with a header; rows without any text are left out.

    Raises:
        DataError: a cell is too long, a quote is never closed, or a row has more cells than the header.
    """
    text, skipped, told = _without_hint(text)
    separator = told or _separator(text)
    rows = _parsed(name, text, separator, skipped)
    header_line, header = next(rows, (1, []))
    columns = _column_names(header)
    made = [RawRow(number, _cells(name, number, columns, cells)) for number, cells in rows]
    if not columns or (not made and header_line > TRIED):
        raise DataError(name, "", "holds no line", "name a file with lines of talk")
    return RawTable(name, "csv", encoding, columns, tuple(made), SEPARATORS.get(separator, repr(separator)))


def _without_hint(text: str) -> tuple[str, int, str]:
    """Take off the line in which Excel is told the separator; return how many lines that were, and what it says."""
    first, _, rest = text.partition("\n")
    bare = first.rstrip("\r").strip('"')
    if bare.lower().startswith(_HINT) and len(bare) == len(_HINT) + 1:
        return rest, 1, bare[-1]
    return text, 0, ""


def _separator(text: str) -> str:
    """Return what parts the header into most cells, and the rows after it into as many as the header."""
    return max(SEPARATORS, key=lambda one: _fit(text, one))


def _fit(text: str, separator: str) -> tuple[bool, float, int]:
    try:
        head = [row for row, _ in zip(_reader(text, separator), range(TRIED), strict=False) if any(row)]
    except csv.Error:
        return False, 0.0, 0
    if not head or len(head[0]) < 2:
        return False, 0.0, 0
    alike = sum(len(row) == len(head[0]) for row in head) / len(head)
    return True, alike, len(head[0])


def _reader(text: str, separator: str, strict: bool = False) -> Iterator[list[str]]:
    if csv.field_size_limit() < LONGEST_CELL:  # one bound for the whole process; nothing else here reads CSV
        csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def _parsed(name: str, text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that holds text, with the line of the file on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    _reader("", separator)
    begins, at = 1, 1
    try:
        for row in reader:
            begins, at = at, reader.line_num + 1
            if any(cell.strip() for cell in row):
                yield begins + skipped, row
    except csv.Error as error:
        problem = f"a cell is longer than {LONGEST_CELL:,} characters" if "limit" in str(error) else str(error)
        mend = 'look for a quote (") that is never closed, or shorten the cell'
        raise DataError(name, "", problem, mend, at + skipped) from None
    _refuse_open_quote(name, text, separator, begins, skipped)


def _refuse_open_quote(name: str, text: str, separator: str, begins: int, skipped: int) -> None:
    """See that the last row does not swallow the rest of the file for want of a closing quote."""
    lines = list(io.StringIO(text, newline=""))[begins - 1 :]
    if len(lines) < 2:
        return
    try:
        list(_reader("".join(lines), separator, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            mend = 'close it, or write a quote inside a cell as ""'
            raise DataError(name, "", "a quote opens here and is never closed", mend, begins + skipped) from None


def _column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return the header's names; one without a name is called by its number, one named twice is numbered on."""
    names: list[str] = []
    for number, raw in enumerate(header, 1):
        name = raw.strip() or f"column {number}"
        names.append(f"{name} ({number})" if name in names else name)
    return tuple(names)


def _cells(name: str, number: int, columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        problem = (
            f"the row has {len(cells)} cells and the header {len(columns)}; {extra[0][:60]!r} belongs to no column"
        )
        raise DataError(name, "", problem, "put a text that holds the separator in quotes", number)
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return dict(zip(columns, padded, strict=False))
