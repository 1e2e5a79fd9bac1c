"""Remembering: what both are held to, kept as a running list of statements with the turn they come from. Pure text.

The list is bounded, so that a prompt costs the same at turn 300 as at turn 30. Of two statements of one speaker on one
subject the later one stands; what is plain goes before what was promised, refused, or names a figure or a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from agent.model.background import Statement, StatementKind
from agent.text.neutralize import neutralize
from agent.text.segmentation import split_units
from agent.text.stems import stems

MOST, MOST_LETTERS = 48, 3_000
"""Statements that are kept, and the letters of all together: a quarter of a customer's prompt at turn 10."""

LONGEST = 150
"""Letters of one statement: a long sentence says what matters in its first two lines."""

LEAST_WORDS = 3
"""Words of a statement: nobody is held to "Hm, maybe."."""

SAME_SUBJECT = 0.75
"""Share of their telling words that two statements have in common, from which they are on one subject."""

FADES = 0.02
"""Weight that a statement loses with each turn: what was promised 50 turns ago weighs as much as what was just said."""

ROOM = 0.8
"""Share of the bounds that is left where they are exceeded: each cut changes the prompt, so they are to be few."""

_PROMISED = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to| promise"
    r"| can (?:send|get|give|do))\b(?! (?:not|never|see|think)\b)"
    r"|\byou(?:'ll| will) (?:have|get|hear)\b|\blet me (?:send|get|check|find|ask|put)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:won't|will not|shan't|'ll not|'ll never|not going to|am not|refuse|can't|cannot|no way|never again)\b|^no\b",
    re.IGNORECASE,
)
_ABOUT_SELF = re.compile(
    r"\b(?:my name|i'm|i am|i was|i've been|i have (?:a|two|three|been)"
    r"|i (?:took|joined|started|worked|used to|come from|grew up|live|run|studied)"
    r"|my (?:wife|husband|son|daughter|kids?|father|mother|boss|team|colleagues?|job))\b",
    re.IGNORECASE,
)
_FIGURES = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred".split()
)
_SPECIFIC = re.compile(rf"\d|(?<=[a-z,] )[A-Z][a-z]+|\b(?:{'|'.join(_FIGURES)})\b")

_WEIGHTS = {
    StatementKind.PROMISED: 3.0, StatementKind.REFUSED: 2.5, StatementKind.ABOUT_SELF: 2.0, StatementKind.ASKED: 1.5,
    StatementKind.SAID: 1.0,
}  # fmt: skip
_SPECIFIC_WEIGHT = 1.5
"""What a figure or a name adds: by these a contradiction is noticed."""

_OF_REP = frozenset({StatementKind.PROMISED, StatementKind.REFUSED, StatementKind.ABOUT_SELF})
"""What is kept of the rep's words; the rest is about the customer, who knows it."""


def remember(
    memory: Sequence[Statement], turn: int, line: str, answer: str, opening: str | None = None
) -> tuple[Statement, ...]:
    """Return the running list once a turn is whole.

    Args:
        memory: the list before it, oldest first. turn: its number.
        line: the rep's words. answer: the customer's. opening: what they said before the first turn, given with it.
    """
    new = [
        *(_statements(0, "customer", opening) if opening else ()),
        *_statements(turn, "rep", line),
        *_statements(turn, "customer", answer),
    ]
    kept = list(memory)
    for one in new:
        kept = [*(other for other in kept if not _superseded(other, one)), one]
    return tuple(_within_bounds(kept, turn))


def _statements(turn: int, speaker: Literal["rep", "customer"], text: str) -> Iterator[Statement]:
    for unit in split_units(text):
        kind = _kind(unit.replace("’", "'"), speaker)
        if len(unit.split()) >= LEAST_WORDS and (speaker == "customer" or kind in _OF_REP):
            yield Statement(
                turn=turn, speaker=speaker, kind=kind, subject=_subject(unit), text=neutralize(unit, LONGEST)
            )


def _kind(unit: str, speaker: str) -> StatementKind:
    if unit.rstrip("\"'”’) ").endswith("?"):
        return StatementKind.ASKED
    tests = ((_REFUSED, StatementKind.REFUSED), (_PROMISED, StatementKind.PROMISED))
    found = next((kind for pattern, kind in tests if pattern.search(unit)), None)
    if found is None and speaker == "rep" and _ABOUT_SELF.search(unit):
        return StatementKind.ABOUT_SELF
    return found or StatementKind.SAID


def _subject(unit: str) -> str:
    """Return what a statement is about: its telling words, in order; figures are what is said of it."""
    return " ".join(sorted(stems(unit).difference(_FIGURES)))


def _superseded(old: Statement, new: Statement) -> bool:
    """Say whether the later statement takes the place of the earlier one."""
    asked = StatementKind.ASKED
    if old.speaker != new.speaker or (old.kind is asked) != (new.kind is asked):
        return False
    one, other = set(old.subject.split()), set(new.subject.split())
    return bool(one and other) and len(one & other) >= SAME_SUBJECT * len(one | other)


def _within_bounds(kept: list[Statement], turn: int) -> list[Statement]:
    """Return the list without what weighs least, until the rest is within bounds."""
    share = 1.0 if _fills(kept) <= 1.0 else ROOM
    while _fills(kept) > share:
        kept.remove(min(kept, key=lambda one: _weight(one, turn)))
    return kept


def _fills(kept: Sequence[Statement]) -> float:
    """Return how much of the bounds a list takes; above 1 it is too long."""
    return max(len(kept) / MOST, sum(len(one.text) for one in kept) / MOST_LETTERS)


def _weight(one: Statement, turn: int) -> float:
    specific = _SPECIFIC_WEIGHT if _SPECIFIC.search(one.text) else 0.0
    return _WEIGHTS[one.kind] + specific - FADES * (turn - one.turn)
