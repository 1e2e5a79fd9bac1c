"""Read coded talk (`*.talk`): scenarios of rep and customer lines with their codes.

The format is described in `rubrics/corpus/README.md`. Used by the coder's training and by the gold set.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from agent.model.verdict import Code, Mark

CODES = tuple(code.value for code in Code)
MARKS = tuple(mark.value for mark in Mark)
STANCES = {"f": "follow", "l": "lead", "n": "neutral"}
TALK = {"+": "change", "-": "sustain", "~": "neutral"}
_HEAD = re.compile(r"^== *([\w.-]+) *\| *+([^| ](?:[^|]*[^| ])?) *+\| *(typed|spoken) *\| *(skilled|poor|mixed) *$")
_REP = re.compile(r"^R([fln])/(ep|e|p|-) +(\[.*)$")
_CUSTOMER = re.compile(r"^C([+~-]) +(\S.*)$")
_UNIT = re.compile(r"^\[(\*?)([a-z_+]+)((?::[a-z]+)*)\] *(\S.*)$")


@dataclass(frozen=True)
class Unit:
    """One sentence or clause of a rep line with its codes and marks."""

    text: str
    codes: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of talk. A rep line has units, primary and stance; a customer line has its talk type."""

    scenario: str
    number: int
    speaker: str
    text: str
    talk: str | None = None
    units: tuple[Unit, ...] = ()
    primary: str | None = None
    stance: str | None = None
    empathy: bool = False
    empowerment: bool = False


@dataclass(frozen=True)
class Scenario:
    """A stretch of talk: lines in order, and where it plays."""

    id: str
    domain: str
    medium: str
    manner: str
    lines: tuple[Line, ...]


class TalkError(ValueError):
    """A `*.talk` file that cannot be read; the message names the file, the line and the mend."""


def _unit(raw: str) -> tuple[Unit, bool]:
    match = _UNIT.match(raw.strip())
    if not match:
        raise TalkError(f"a unit must look like '[code:mark] words', this is {raw.strip()[:60]!r}")
    star, codes, marks, text = match.groups()
    code_list, mark_list = tuple(codes.split("+")), tuple(m for m in marks.split(":") if m)
    for code in code_list:
        if code not in CODES:
            raise TalkError(f"unknown code {code!r}; the codes are {', '.join(CODES)}")
    for mark in mark_list:
        if mark not in MARKS:
            raise TalkError(f"unknown mark {mark!r}; the marks are {', '.join(MARKS)}")
    return Unit(text.strip(), code_list, mark_list), bool(star)


def _rep_line(scenario: str, number: int, match: re.Match[str]) -> Line:
    stance, evidence, rest = match.groups()
    parsed = [_unit(raw) for raw in re.split(r" \| (?=\[)", rest)]
    starred = [unit for unit, star in parsed if star]
    distinct = {code for unit, _ in parsed for code in unit.codes}
    if len(starred) > 1 or (not starred and len(distinct) > 1):
        raise TalkError("mark exactly one unit with * as the primary one, since this line has several codes")
    primary = (starred or [parsed[0][0]])[0].codes[0]
    units = tuple(unit for unit, _ in parsed)
    text = " ".join(unit.text for unit in units)
    return Line(scenario, number, "rep", text, None, units, primary, STANCES[stance], "e" in evidence, "p" in evidence)


def _line_of(scenario: str, number: int, raw: str) -> Line:
    if match := _CUSTOMER.match(raw):
        return Line(scenario, number, "customer", match[2].strip(), TALK[match[1]])
    if match := _REP.match(raw):
        return _rep_line(scenario, number, match)
    raise TalkError("a line must open with 'C+ ', 'C- ', 'C~ ' or like 'Rf/ep [code] '")


def read_talk(path: Path) -> list[Scenario]:
    """Return the scenarios of one file, or raise `TalkError` naming file and line."""
    scenarios: list[Scenario] = []
    head: tuple[str, str, str, str] | None = None
    lines: list[Line] = []

    def close() -> None:
        if head is not None:
            scenarios.append(Scenario(*head, tuple(lines)))

    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        try:
            if raw.startswith("=="):
                close()
                match = _HEAD.match(raw)
                if not match:
                    raise TalkError("a scenario opens with '== id | domain | typed or spoken | skilled, poor or mixed'")
                head, lines = (match[1], match[2], match[3], match[4]), []
                continue
            if head is None:
                raise TalkError("the file must open with a scenario line '== …'")
            lines.append(_line_of(head[0], number, raw.strip()))
        except TalkError as error:
            raise TalkError(f"{path}:{number}: {error}") from None
    close()
    return scenarios


def read_corpus(folder: Path) -> list[Scenario]:
    """Return all scenarios of a folder's `*.talk` files in file order; an id used twice raises `TalkError`."""
    scenarios = [scenario for path in sorted(folder.glob("*.talk")) for scenario in read_talk(path)]
    twice = [name for name, count in Counter(s.id for s in scenarios).items() if count > 1]
    if twice:
        raise TalkError(f"{folder}: scenario ids used twice: {', '.join(twice[:5])}")
    return scenarios


def _report(paths: list[Path]) -> int:
    wrong, reps, units, customers, codes, marks = 0, 0, 0, 0, Counter[str](), Counter[str]()
    for path in paths:
        try:
            scenarios = read_talk(path)
        except TalkError as error:
            sys.stderr.write(f"{error}\n")
            wrong += 1
            continue
        for line in (line for scenario in scenarios for line in scenario.lines):
            reps += line.speaker == "rep"
            customers += line.speaker == "customer"
            units += len(line.units)
            codes.update(code for unit in line.units for code in unit.codes)
            marks.update(mark for unit in line.units for mark in unit.marks)
    sys.stdout.write(f"rep lines {reps}, rep units {units}, customer lines {customers}\n")
    sys.stdout.write(f"codes {dict(codes.most_common())}\nmarks {dict(marks.most_common())}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(_report([Path(name) for name in sys.argv[1:]]))
