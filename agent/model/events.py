"""Events: what a turn tells whoever listens, in the order in which it happens."""

from __future__ import annotations

from dataclasses import dataclass

from agent.model.debrief import Debrief
from agent.model.session import Receipt, State
from agent.model.turn import Turn, UnansweredLine
from agent.model.verdict import Verdict


@dataclass(frozen=True)
class Taken:
    """The rep's line is in the log under this number; from now on it cannot be lost."""

    number: int


@dataclass(frozen=True)
class Graded:
    """The rep's line was graded."""

    verdict: Verdict


@dataclass(frozen=True)
class Moved:
    """The customer was moved, and this is where they stand before they answer."""

    receipt: Receipt
    state: State


@dataclass(frozen=True)
class Piece:
    """The next piece of the customer's line; the pieces in order are the whole line or a beginning of it."""

    text: str


@dataclass(frozen=True)
class Whole:
    """The turn is whole and stored. Its reply is the customer's line, whatever the pieces were."""

    turn: Turn


@dataclass(frozen=True)
class Ended:
    """The session has ended with this debrief."""

    debrief: Debrief


@dataclass(frozen=True)
class NotAnswered:
    """The turn ended without an answer. The line is kept, the session goes on, and it may be tried again."""

    line: UnansweredLine


@dataclass(frozen=True)
class NotDebriefed:
    """The session is over and its debrief could not be written; it may be tried again."""

    why: str


@dataclass(frozen=True)
class Disputed:
    """A dispute is in the log. `why`: why the talk stands as it was all the same; None where the reading was struck."""

    why: str | None


Event = Taken | Graded | Moved | Piece | Whole | NotAnswered | Ended | NotDebriefed | Disputed
