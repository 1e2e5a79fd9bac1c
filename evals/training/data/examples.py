"""Turn coded talk into training examples: one for each line, its units marked in it, with what came before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.grading.coder.encoding import CharSpan, Passage, before_of
from agent.grading.coder.labels import CODES, MARKS, PRIMARY, STANCES, TALKS
from agent.text.segmentation import unit_spans
from evals.data.corpus_format import Line, Scenario, Unit
from evals.training.data.history import History


@dataclass(frozen=True)
class Target:
    """What one stretch of a line should be read as; a head whose target is None is not trained on it.

    Attributes:
        first, last: the stretch, in pieces of the line, `last` not included.
        codes, marks, evidence: label vectors (one value for each label, 0..1). The others: class indices.
    """

    first: int
    last: int
    codes: tuple[float, ...] | None = None
    marks: tuple[float, ...] | None = None
    primary: int | None = None
    stance: int | None = None
    talk: int | None = None
    evidence: tuple[float, ...] | None = None
    sales: int | None = None
    sales_talk: int | None = None
    sales_family: int | None = None


@dataclass(frozen=True)
class Example:
    """One line, cut into pieces wherever a target begins or ends; joined again they are the line."""

    scenario: str
    before: tuple[tuple[str, str], ...]
    pieces: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def text(self) -> str:
        """The line."""
        return "".join(self.pieces)

    def passage(self) -> Passage:
        """Return what the network is shown: the line, with a span for each target in order."""
        ends = [0]
        for piece in self.pieces:
            ends.append(ends[-1] + len(piece))
        return Passage(
            before_of(self.before), self.text, tuple((ends[one.first], ends[one.last]) for one in self.targets)
        )


def examples(scenarios: Iterable[Scenario]) -> list[Example]:
    """Return the distinct examples of the scenarios, in order."""
    seen: set[tuple[str, object, bool]] = set()
    found: list[Example] = []
    for scenario in scenarios:
        for example in _of_scenario(scenario):
            key = (example.text.lower(), example.before, example.targets[0].talk is None)
            if key not in seen:
                seen.add(key)
                found.append(example)
    return found


def _of_scenario(scenario: Scenario) -> Iterator[Example]:
    history = History()
    for line in scenario.lines:
        history.rewind(line)
        if line.speaker == "customer":
            talk = TALKS.index(line.talk or "neutral")
            yield Example(scenario.id, history.told(), (line.text,), (Target(0, 1, talk=talk, sales=0),))
        else:
            yield _of_rep_line(line, history.told())
        history.add(line)


def _of_rep_line(line: Line, before: tuple[tuple[str, str], ...]) -> Example:
    """Return the line with its units as the writer cut them, as the running splitter cuts them, and as a whole."""
    own = _own_units(line)
    split = [span for span in unit_spans(line.text) if span not in own]
    edges = sorted({0, len(line.text)}.union(*own, *split))
    at = {edge: index for index, edge in enumerate(edges)}
    targets = [_of_units(at[start], at[end], [unit]) for (start, end), unit in own.items()]
    for start, end in split:
        units = [unit for span, unit in own.items() if _shared(span, (start, end)) >= 0.5]
        if units:
            targets.append(_of_units(at[start], at[end], units))
    primary, stance = PRIMARY.index(line.primary or "other"), STANCES.index(line.stance or "neutral")
    evidence = (float(line.empathy), float(line.empowerment))
    targets.append(Target(0, len(edges) - 1, primary=primary, stance=stance, evidence=evidence, sales=0))
    pieces = tuple(line.text[start:end] for start, end in zip(edges, edges[1:], strict=False))
    return Example(line.scenario, before, pieces, tuple(targets))


def _own_units(line: Line) -> dict[CharSpan, Unit]:
    found: dict[CharSpan, Unit] = {}
    position = 0
    for unit in line.units:
        start = line.text.index(unit.text, position)
        position = start + len(unit.text)
        found[start, position] = unit
    return found


def _shared(one: CharSpan, two: CharSpan) -> float:
    """Return how much of the shorter span lies in the other, 0..1."""
    return (min(one[1], two[1]) - max(one[0], two[0])) / max(1, min(one[1] - one[0], two[1] - two[0]))


def _of_units(first: int, last: int, units: Sequence[Unit]) -> Target:
    codes = _merged([unit.codes for unit in units], CODES)
    marks = _merged([unit.marks for unit in units], MARKS)
    return Target(first, last, codes, marks, PRIMARY.index(units[0].codes[0]) if len(units) == 1 else None)


def _merged(labels: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> tuple[float, ...]:
    present = {label for some in labels for label in some}
    return tuple(float(name in present) for name in names)
