"""Talk: the lines of a transcript in order, as somebody said them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.content.transcripts.columns import TalkColumns
from agent.content.transcripts.table import RawTable
from agent.errors import DataError
from agent.text.sanitize import LONGEST_LINE, clean

MOST_LINES = 2_000
"""Lines of one transcript: some four hours of talk."""

MOST_SPEAKERS = 30
"""Names in one transcript: whoever gives more has named another column."""

LONGEST_NAME = 80
"""Letters of a speaker's name."""

CAPTIONED = frozenset({"vtt", "srt"})
"""Forms in which one line of talk is cut into many cues."""


@dataclass(frozen=True)
class SpokenLine:
    """One line. `number`: as in `RawRow`. `by`: who says it, as written. `session`, `time`: empty where not told."""

    number: int
    by: str
    text: str
    session: str = ""
    time: str = ""


def lines_of(table: RawTable, columns: TalkColumns) -> list[SpokenLine]:
    """Return the lines of a table; rows without text are left out, captions of one speaker put together.

    Raises:
        DataError: there is no line, there are too many lines or speakers, or a line is too long.
    """
    said = _said(table, columns)
    lines = list(_joined(said) if table.form in CAPTIONED else said)
    names = Counter(line.by for line in lines)
    if not lines:
        raise DataError(table.name, columns.text, "holds no line of talk", "name the column with what was said")
    if len(lines) > MOST_LINES:
        raise DataError(table.name, "", f"it has {len(lines)} lines, and {MOST_LINES:,} are the most", "split the file")
    if len(names) > MOST_SPEAKERS:
        problem = (
            f"{len(names)} different names speak, among them {', '.join(repr(name[:30]) for name in list(names)[:4])}"
        )
        raise DataError(table.name, columns.speaker, problem, "name the column with who speaks")
    if not any(names.keys() - {""}):
        raise DataError(
            table.name, columns.speaker, "no line says who speaks", "write who speaks before each line: `Anna: …`"
        )
    return lines


def _said(table: RawTable, columns: TalkColumns) -> Iterator[SpokenLine]:
    for row in table.rows:
        text = clean(row.cell(columns.text))
        if not text:
            continue
        if len(text) > LONGEST_LINE:
            problem = f"the line has {len(text):,} characters, and {LONGEST_LINE:,} are the most"
            raise table.wrong(row, columns.text, problem, "split it into several lines")
        by = " ".join(clean(row.cell(columns.speaker)).split())[:LONGEST_NAME]
        session = clean(row.cell(columns.session))[:LONGEST_NAME] if columns.session else ""
        time = clean(row.cell(columns.time))[:LONGEST_NAME] if columns.time else ""
        yield SpokenLine(row.number, by, text, session, time)


def _joined(lines: Iterable[SpokenLine]) -> Iterator[SpokenLine]:
    """Put captions together; a caption that names nobody goes on what the one before it says."""
    held: SpokenLine | None = None
    for line in lines:
        if held is None:
            held = line
        elif line.by in ("", held.by) and len(held.text) + len(line.text) < LONGEST_LINE:
            held = replace(held, text=f"{held.text} {line.text}")
        else:
            yield held
            held = line if line.by else replace(line, by=held.by)
    if held is not None:
        yield held
