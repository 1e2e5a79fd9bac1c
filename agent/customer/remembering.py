"""Remembering: what both are held to, kept as a running list of statements with the turn they come from. Pure text.

The list is bounded, so that a prompt costs the same at turn 300 as at turn 30. Of two statements of one speaker on one
subject the later one stands; what is plain goes before what was promised, refused, or names a figure or a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from agent.customer.llm.sentences import sentences
from agent.model.background import Statement, StatementKind
from agent.text.neutralize import neutralize
from agent.text.stems import stems

MOST_LETTERS, HEADING = 3_200, 22
"""Letters of what is kept from further back, a fifth of a customer's prompt, and those of "- turn 12, you said: ",
which each statement costs beside its own."""

LONGEST = 150
"""Letters of one statement: a long sentence says what matters in its first two lines."""

BARE_WORDS = 4
"""Words up to which an answer says little without its question."""

LEAST_STEMS = 1
"""Telling words of a statement: nobody is held to "Hm, maybe.", and "The crane." may be the answer itself."""

SAME_SUBJECT = 0.75
"""Share of their telling words that two statements have in common, from which they are on one subject."""

LEAST_SHARED = 2
"""Telling words that each of them must have: "I'd have to look." says nothing of "Three, and they look things up."."""

SUBSTANCE, MOST_SUBSTANCE = 0.2, 5
"""What each telling word of a statement adds to its weight, and how many count: "I'm all ears." goes before the dog."""

FADES = 0.005
"""Weight that a statement loses with each turn: a promise of 200 turns ago still outweighs a remark of now."""

LATELY = 6
"""Turns whose statements take none of that room: most of them are shown whole, for a window has four to nine turns."""

ROOM = 0.9
"""Share of the bounds that is left where they are exceeded: each cut changes the prompt, so they are to be few."""

_OWN_FUTURE = re.compile(
    r"\b(?:i|we)\b[^.?!;,]{0,12}(?:'ll|\bwill|\bwon't|\bcan|\bcan't|\bcannot|\bshall|\bshan't|\bgoing to|\bpromise)\b"
    r"(?! (?:see|hear|imagine|understand|think)\b)"
    r"|\b(?:i|we) not (?:will|can)\b|\byou(?:'ll| will) (?:have|get|hear)\b|\blet me (?:send|get|check|find|ask|put)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"n't\b|\bnot\b|\bnever\b|\bcannot\b", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:i|we) refuse\b", re.IGNORECASE)
_NO = re.compile(r"no\b", re.IGNORECASE)
AFTER = 12
"""Letters behind "I will" in which a "not" still turns it round."""

_ABOUT_SELF = re.compile(
    r"\b(?:my name|it's me|i'm|i am|i was|i've (?:been|had)|i have (?:a|two|three|been)"
    r"|i (?:only |just |also |first )?(?:took|joined|started|began|came|worked|used to|come from|grew up|live|run|sit)"
    r"|my (?:wife|husband|son|daughter|kids?|father|mother|boss|team|colleagues?|job))\b",
    re.IGNORECASE,
)
_FIGURES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred noon midnight"
).split()
_OWNS_UP = re.compile(
    r"\b(?:sorry|apologi[sz]e|(?:our|my) (?:own )?(?:doing|fault|mistake|job)|on (?:us|me)"
    r"|(?:we|i) should(?: not|n't)? have|(?:we|i) got (?:it|that) wrong)\b",
    re.IGNORECASE,
)
_SPECIFIC = re.compile(rf"\d|(?<=[a-z,] )[A-Z][a-z]+|\b(?i:{'|'.join(_FIGURES)})\b")

_WEIGHTS = {
    StatementKind.PROMISED: 3.0, StatementKind.REFUSED: 2.5, StatementKind.ABOUT_SELF: 1.2, StatementKind.ASKED: 0.6,
    StatementKind.SAID: 1.0,
}  # fmt: skip
_SPECIFIC_WEIGHT = 1.5
"""What a figure or a name adds: by these a contradiction is noticed."""

Speaker = Literal["rep", "customer"]

ASKED = " (asked:"
"""What stands between a bare answer and its question."""

_BINDING = frozenset({StatementKind.PROMISED, StatementKind.REFUSED})
"""Kinds that are kept however few words they have: "I will not." """

_OF_REP = frozenset({StatementKind.PROMISED, StatementKind.REFUSED, StatementKind.ABOUT_SELF})
"""What is kept of the rep's words; the rest is about the customer, who knows it."""


def remember(
    memory: Sequence[Statement], turn: int, line: str, answer: str, before: str = "", opening: str | None = None
) -> tuple[Statement, ...]:
    """Return the running list once a turn is whole.

    Args:
        memory: the list before it, oldest first. turn: its number.
        line: the rep's words. answer: the customer's. before: what the customer had said last, to see whether the rep
            was asked. opening: what they said before the first turn, given with it.
    """
    new = [
        *(_of_customer(0, opening, "") if opening else ()),
        *_of_rep(turn, line, was_asked=before.rstrip().endswith("?")),
        *_of_customer(turn, answer, line),
    ]
    kept = list(memory)
    for one in new:
        kept = [*(other for other in kept if not _superseded(other, one)), one]
    return tuple(_within_bounds(kept, turn))


def _of_customer(turn: int, answer: str, line: str) -> Iterator[Statement]:
    """Yield what the customer says; a bare answer ("Nine benches.") with the question that it answers."""
    question = next((asked for asked in reversed(sentences(line)) if asked.endswith("?")), "")
    for unit in sentences(answer):
        kind, short = _kind(unit, "customer"), len(unit.split()) <= BARE_WORDS
        bare = question and short and kind is not StatementKind.ASKED
        tells = len(stems(unit)) >= LEAST_STEMS and not (short and unit.endswith(("?", "!")))
        if tells or (bare and kind in _BINDING):
            yield _statement(turn, "customer", kind, unit, f"{ASKED} {question})" if bare else "")


def _of_rep(turn: int, line: str, was_asked: bool) -> Iterator[Statement]:
    """Yield what the rep promises, refuses, tells of themselves, or answers to a question; the rest they say back."""
    for unit in sentences(line):
        kind = _kind(unit, "rep")
        if was_asked and kind is StatementKind.SAID:
            kind = StatementKind.ABOUT_SELF
        if len(stems(unit)) >= LEAST_STEMS and kind in _OF_REP:
            yield _statement(turn, "rep", kind, unit)


def _statement(turn: int, speaker: Speaker, kind: StatementKind, said: str, asked: str = "") -> Statement:
    """Return one statement; what it is about and how much it weighs is told by what was said, not by the question."""
    subject, text = " ".join(sorted(stems(said).difference(_FIGURES))), neutralize(f"{said}{asked}", LONGEST)
    return Statement(turn=turn, speaker=speaker, kind=kind, subject=subject, text=text)


def _kind(unit: str, speaker: Speaker) -> StatementKind:
    unit = unit.replace("’", "'")
    if unit.rstrip("\"'”’) ").endswith("?"):
        return StatementKind.ASKED
    if found := _OWN_FUTURE.search(unit):
        negated = _NEGATION.search(unit, found.start(), found.end() + AFTER)
        return StatementKind.REFUSED if negated else StatementKind.PROMISED
    if _REFUSED.search(unit) or (speaker == "customer" and _NO.match(unit)):
        return StatementKind.REFUSED
    about_self = speaker == "rep" and (_ABOUT_SELF.search(unit) or _OWNS_UP.search(unit))
    return StatementKind.ABOUT_SELF if about_self else StatementKind.SAID


def _superseded(old: Statement, new: Statement) -> bool:
    """Say whether the later statement takes the place of the earlier one."""
    asked = StatementKind.ASKED
    if old.speaker != new.speaker or (old.kind is asked) != (new.kind is asked):
        return False
    one, other = set(old.subject.split()), set(new.subject.split())
    return min(len(one), len(other)) >= LEAST_SHARED and len(one & other) >= SAME_SUBJECT * len(one | other)


def _within_bounds(kept: list[Statement], turn: int) -> list[Statement]:
    """Return the list without what weighs least, until what lies further back is within bounds."""
    old = [one for one in kept if one.turn <= turn - LATELY]
    share = 1.0 if _fills(old) <= 1.0 else ROOM
    while _fills(old) > share:
        least = min(old, key=lambda one: _weight(one, turn))
        old.remove(least)
        kept.remove(least)
    return kept


def _fills(kept: Sequence[Statement]) -> float:
    """Return how much of the room a list takes; above 1 it is too long."""
    return sum(len(one.text) + HEADING for one in kept) / MOST_LETTERS


def _weight(one: Statement, turn: int) -> float:
    specific = _SPECIFIC_WEIGHT if _SPECIFIC.search(one.text.partition(ASKED)[0]) else 0.0
    substance = min(one.subject.count(" ") + 1, MOST_SUBSTANCE) * SUBSTANCE
    return _WEIGHTS[one.kind] + specific + substance - FADES * (turn - one.turn)
