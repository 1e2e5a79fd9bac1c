"""Knob: the difficulty of a full customer as one setting, which moves the 24 numbers no further than needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from agent.content.lean.difficulty import CURVE, NUMBERS, difficulties
from agent.errors import EditionRefused
from agent.model.law import Law

LAW = "law"
STEPS = 20
"""Steps on the way from a customer's own numbers to those behind the knob; at each it is looked how hard they are."""


def law_in(data: Mapping[str, Any]) -> Law | None:
    """Return the law of a file, or None where what stands there is none."""
    try:
        return Law.model_validate(data.get(LAW))
    except ValidationError:
        return None


def turned(data: Mapping[str, Any], wanted: dict[str, Any], knob: int) -> dict[str, Any]:
    """Return what a file is to hold with the knob at another setting; where it stands there already, nothing changes.

    Each number goes the same share of its way to the one behind the setting, until the whole comes out as that
    difficulty. So much of the customer's own way stays as can; their curve stays whole.

    Args:
        data: what it holds. wanted: what it is to hold but for the knob. knob: 1 to 5.

    Raises:
        EditionRefused: not even the numbers behind the setting come out so, which is the curve's doing.
    """
    standing, asked = law_in(data), law_in(wanted)
    if knob in {law.difficulty for law in (standing, asked) if law is not None}:
        return wanted
    held, own = wanted.get(LAW), asked or standing
    held = held if isinstance(held, dict) else {}
    for law in _on_the_way(own, held.get(CURVE), knob):
        if law.difficulty == knob:
            numbers = {name: getattr(law, name) for name in NUMBERS}
            moved = {name: one for name, one in numbers.items() if one != getattr(own, name, None)}
            return {**wanted, LAW: held | moved}
    raise EditionRefused(
        f"their numbers cannot come out as difficulty {knob} with the curve that they have. Mend: change the numbers "
        "themselves, or the curve, which stands in the file"
    )


def _on_the_way(own: Law | None, curve: Any, knob: int) -> Iterator[Law]:
    """Return the laws from one's own to that of a setting, and on to the ones beyond it, as far as they are laws."""
    for goal in _goals(own, knob):
        behind = difficulties().levels[goal]
        for step in range(1, STEPS + 1) if own is not None else (STEPS,):
            numbers = {name: _between(getattr(own or behind, name), getattr(behind, name), step) for name in NUMBERS}
            try:
                yield Law.model_validate(numbers | ({CURVE: curve} if curve is not None else {}))
            except ValidationError:  # a curve of theirs that does not go with these numbers
                continue


def _goals(own: Law | None, knob: int) -> list[int]:
    """Return the settings whose numbers are gone towards; further ones for a curve that makes it too hard or mild."""
    if own is None or own.difficulty == knob:
        return [knob]
    return list(range(knob, 0, -1)) if own.difficulty > knob else list(range(knob, 6))


def _between(own: float, behind: float, step: int) -> float:
    """Return a number some steps on its way; counts stay whole."""
    found = own + (behind - own) * step / STEPS
    return round(found) if isinstance(own, int) else round(found, 2)
