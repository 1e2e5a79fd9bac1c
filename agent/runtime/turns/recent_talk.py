"""Recent talk: the lines said before a line, as the grader and the customer are given them."""

from __future__ import annotations

from collections.abc import Sequence

from agent.model.background import Background, Said
from agent.model.persona import Persona
from agent.model.turn import Turn

RECENT = 6
"""Turns of context for the embedded engines; a turn costs the same however long the session is."""

LONGEST_WINDOW = 9
"""Turns of talk that a model is shown at most: what it must not lose before the memory of what was said takes over."""

SHORTEST_WINDOW = 4
"""Turns of talk that a model is always shown, once there are so many."""

WINDOW_STEP = LONGEST_WINDOW - SHORTEST_WINDOW + 1
"""Turns by which the window moves at once: until it does, each prompt begins as the one before, which providers and
servers of one's own need not read again."""


def lines_of(turn: Turn) -> tuple[Said, Said]:
    """Return what was said in a turn, in order."""
    return Said(speaker="rep", text=turn.rep), Said(speaker="customer", text=turn.reply.text)


def talk_before(opening: str, turns: Sequence[Turn]) -> tuple[Said, ...]:
    """Return what was said before the next line: the last `RECENT` turns, and the opening while there are fewer."""
    said = tuple(line for turn in turns[-RECENT:] for line in lines_of(turn))
    return said if len(turns) >= RECENT else (Said(speaker="customer", text=opening), *said)


def talk_window(opening: str, latest: Sequence[Turn], total: int) -> tuple[Said, ...]:
    """Return the talk that a model is shown: whole turns, the opening among them while the window begins with it.

    Args:
        latest: the last `LONGEST_WINDOW` turns, or all of them. total: turns of the session.
    """
    kept = _in_window(latest, total)
    said = tuple(line for turn in kept for line in lines_of(turn))
    return (Said(speaker="customer", text=opening), *said) if len(kept) == total else said


def background_of(persona: Persona, opening: str, latest: Sequence[Turn], total: int) -> Background:
    """Return what a grader may know beside the line; arguments as of `talk_window`."""
    kept, memory = _in_window(latest, total), latest[-1].memory if latest else ()
    first = kept[0].number if len(kept) < total else 0
    brief = persona.brief
    return Background(
        change=f"{persona.change.what.rstrip('.')}. A first step would be: {persona.change.first_step}",
        brief=(brief.you_are, *brief.you_know, brief.your_task),
        statements=tuple(statement for statement in memory if statement.turn < first),
        talk=talk_window(opening, latest, total),
    )


def _in_window(latest: Sequence[Turn], total: int) -> Sequence[Turn]:
    start = 0 if total <= LONGEST_WINDOW else (total - SHORTEST_WINDOW) // WINDOW_STEP * WINDOW_STEP
    return latest[start - total :] if start < total else ()
