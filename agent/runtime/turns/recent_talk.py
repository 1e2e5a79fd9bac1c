"""Recent talk: the lines said before a line, as the grader and the customer are given them."""

from __future__ import annotations

from collections.abc import Sequence

from agent.model.turn import Turn
from agent.model.verdict import Said

RECENT = 6
"""Turns of context for the grader and the customer; a turn costs the same however long the session is."""


def lines_of(turn: Turn) -> tuple[Said, Said]:
    """Return what was said in a turn, in order."""
    return Said(speaker="rep", text=turn.rep), Said(speaker="customer", text=turn.reply.text)


def talk_before(opening: str, turns: Sequence[Turn]) -> tuple[Said, ...]:
    """Return what was said before the next line: the last `RECENT` turns, and the opening while there are fewer."""
    said = tuple(line for turn in turns[-RECENT:] for line in lines_of(turn))
    return said if len(turns) >= RECENT else (Said(speaker="customer", text=opening), *said)
