"""Speakers: whose side a name in a transcript is on, as far as the name says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from agent.content.transcripts.columns import plain_name

Part = Literal["rep", "customer", "skip"]
"""Whose lines are graded, whose talk is read, and what is left out."""

PARTS: tuple[Part, ...] = ("rep", "customer", "skip")

REPS = frozenset(
    "rep representative agent assistant ai model bot advisor adviser consultant seller sales salesperson therapist "
    "counselor counsellor clinician interviewer coach nurse doctor persuader supporter helper operator t".split()
)
CUSTOMERS = frozenset(
    "customer client user human caller buyer prospect patient guest interviewee participant persuadee seeker lead "
    "purchaser c".split()
)
SKIPPED = frozenset(
    "system tool function developer crosstalk noise silence music inaudible unknown narrator note".split()
)
"""Words by which people call the two sides, and what is nobody's talk."""

SERVING = frozenset("service support care success".split())
"""With one of these, `customer` names who serves: customer support, client service."""


def part_of(name: str) -> Part | None:
    """Return whose side a name tells of, or None where it is only a name."""
    words = frozenset(plain_name(name).split())
    if not words or name.strip()[:1] in "[(<" or words & SKIPPED:
        return "skip"
    if words & SERVING:
        return "rep"
    sides = {"rep": words & REPS, "customer": words & CUSTOMERS}
    told = [side for side, found in sides.items() if found]
    if len(told) != 1:
        return None
    return "rep" if told[0] == "rep" else "customer"


def guessed_parts(names: Iterable[str]) -> dict[str, Part | None]:
    """Return a guess for each name; of two people of whom one is known, the other is the other side."""
    found = {name: part_of(name) for name in names}
    open_names = [name for name, part in found.items() if part is None]
    sides = {part for part in found.values() if part in ("rep", "customer")}
    if len(open_names) == 1 and len(sides) == 1:
        found[open_names[0]] = "customer" if sides == {"rep"} else "rep"
    return found


def known_part(name: str, speakers: Mapping[str, Part]) -> Part | None:
    """Return what a mapping says of a name, written like that or in another case."""
    if name in speakers:
        return speakers[name]
    return next((part for known, part in speakers.items() if known.strip().casefold() == name.strip().casefold()), None)
