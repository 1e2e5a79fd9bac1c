"""Turn coded talk into training examples: units, whole lines and customer lines, each with what came before."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.coder_labels import CODES, MARKS, PRIMARY, STANCES, TALKS, before_unit
from agent.units import split_units
from evals.talk import Line, Scenario, Unit

HELD_OUT = 0.1
"""Share of scenarios kept for validation and calibration; split by scenario, so near-copies stay together."""


@dataclass(frozen=True)
class Example:
    """One text with its context and its targets; a target of None is not trained on.

    Attributes:
        codes, marks: label vectors (16 and 12 values, 0..1). primary, stance, talk: class indices.
    """

    scenario: str
    text: str
    before: str
    codes: tuple[float, ...] | None = None
    marks: tuple[float, ...] | None = None
    primary: int | None = None
    stance: int | None = None
    talk: int | None = None


def is_held_out(scenario: str) -> bool:
    """Say whether a scenario belongs to the validation part, by a stable hash of its id."""
    return int(hashlib.sha256(scenario.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT


def examples(scenarios: Iterable[Scenario]) -> list[Example]:
    """Return the distinct examples of the scenarios, in order."""
    seen: set[tuple[str, str, bool]] = set()
    found: list[Example] = []
    for scenario in scenarios:
        for example in _of_scenario(scenario):
            key = (example.text.lower(), example.before.lower(), example.talk is None)
            if key not in seen:
                seen.add(key)
                found.append(example)
    return found


def _of_scenario(scenario: Scenario) -> Iterator[Example]:
    heard = said = ""
    for line in scenario.lines:
        if line.speaker == "customer":
            talk = TALKS.index(line.talk or "neutral")
            yield Example(scenario.id, line.text, said, talk=talk)
            heard = line.text
        else:
            yield from _of_rep_line(line, heard)
            said = line.text


def _of_rep_line(line: Line, heard: str) -> Iterator[Example]:
    primary, stance = PRIMARY.index(line.primary or "other"), STANCES.index(line.stance or "neutral")
    if len(line.units) > 1:
        yield Example(line.scenario, line.text, heard, primary=primary, stance=stance)
    previous = ""
    for unit in line.units:
        alone = len(line.units) == 1
        yield Example(
            line.scenario,
            unit.text,
            before_unit(heard, previous),
            _vector(unit.codes, CODES),
            _vector(unit.marks, MARKS),
            primary=primary if alone else PRIMARY.index(unit.codes[0]),
            stance=stance if alone else None,
        )
        previous = unit.text
    yield from _as_split(line, heard)


def _as_split(line: Line, heard: str) -> Iterator[Example]:
    """Yield the pieces that the running coder will see where its splitter cuts otherwise than the writer did."""
    pieces = split_units(line.text)
    own = {unit.text.strip(" \t\r\n,;") for unit in line.units}
    previous, position = "", 0
    for piece in pieces:
        start = line.text.index(piece, position)
        position = start + len(piece)
        if piece not in own:
            units = _overlapping(line, start, position)
            if units:
                codes = _merged([_vector(unit.codes, CODES) for unit in units])
                marks = _merged([_vector(unit.marks, MARKS) for unit in units])
                yield Example(line.scenario, piece, before_unit(heard, previous), codes, marks)
        previous = piece


def _overlapping(line: Line, start: int, end: int) -> list[Unit]:
    found, position = [], 0
    for unit in line.units:
        first = position
        position += len(unit.text) + 1
        shared = min(end, position - 1) - max(start, first)
        if shared >= 0.5 * min(len(unit.text), end - start):
            found.append(unit)
    return found


def _vector(labels: tuple[str, ...], names: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(float(name in labels) for name in names)


def _merged(vectors: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(max(values) for values in zip(*vectors, strict=True))


def varied(example: Example, chance: random.Random) -> Example:
    """Return the example as another hand would have typed it: case, punctuation, a slip, a lost context."""
    text, before = example.text, example.before
    if chance.random() < 0.2:
        before = ""
    roll = chance.random()
    if roll < 0.12:
        text = text.lower()
    elif roll < 0.2:
        text = re.sub(r"[.,!;:]", "", text).lower()
    elif roll < 0.25:
        text = re.sub(r"[.?!]+$", "", text)
    elif roll < 0.27:
        text = text.upper()
    elif roll < 0.37:
        text = _slip(text, chance)
    elif roll < 0.42 and len(text) > 12:
        text = chance.choice(("Okay. ", "So, ", "Yeah, so ", "Um, ", "Well, ", "Right. ", "Mm-hmm. ")) + text
    return replace(example, text=text or example.text, before=before)


def _slip(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    word = words[at]
    if len(word) > 3:
        cut = chance.randrange(1, len(word) - 1)
        swapped = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        words[at] = swapped if chance.random() < 0.5 else word[:cut] + word[cut + 1 :]
    return " ".join(words)
