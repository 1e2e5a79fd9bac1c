"""Turn: one turn whole, what it cost, a line that was not answered, and what the log knows of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from agent.model.acts import Intent
from agent.model.background import Statement
from agent.model.base import FrozenModel
from agent.model.practice.terms import ExamTerms, Mode, SelfRating
from agent.model.session import Count, Outcome, Receipt, Reply, State
from agent.model.verdict import Verdict


class Turn(FrozenModel):
    """One whole turn.

    Attributes:
        intent: what the customer set out to do; None in turns logged before it was kept.
        memory: what both have said so far that is remembered, oldest first; bounded.
        calls, tokens: what the turn cost at the endpoint, drafts that were thrown away included; 0 without one.
        draft: what became of the draft begun beside the grade; None where none was. wasted: its tokens, if thrown away.
        notice: what the rep should know of the endpoint (the budget nears its end, it rests), or None.
    """

    number: int = Field(ge=1)
    rep: str
    verdict: Verdict
    receipt: Receipt
    state: State
    intent: Intent | None = None
    reply: Reply
    memory: tuple[Statement, ...] = ()
    calls: Count = 0
    tokens: Count = 0
    draft: Literal["stood", "redrawn"] | None = None
    wasted: Count = 0
    notice: str | None = None


class Spending(FrozenModel):
    """What was spent at the endpoint.

    Attributes:
        calls: requests that were sent, repeated ones included. tokens: of prompts and answers together.
    """

    calls: Count = 0
    tokens: Count = 0

    def __bool__(self) -> bool:
        """Say whether anything was spent."""
        return bool(self.calls or self.tokens)


class Drafts(FrozenModel):
    """What became of the drafts that were begun beside the grade, in the newest turns of the log.

    Attributes:
        turns: how many turns were looked at. stood, redrawn: drafts that were spoken, and that were thrown away.
        wasted: tokens of those thrown away.
    """

    turns: Count = 0
    stood: Count = 0
    redrawn: Count = 0
    wasted: Count = 0


class UnansweredLine(FrozenModel):
    """A line of the rep that ended without an answer. It moved nothing and is no turn.

    Attributes:
        number: its place in the log; turns and lines share one count. rep: the words. why: in plain words.
    """

    number: int = Field(ge=1)
    rep: str
    why: str


class SessionInfo(FrozenModel):
    """What the log knows of a session, without its turns.

    Attributes:
        persona_content, rubric_content: hashes of what it was begun with; None in sessions of before these were kept.
        turns: how many whole turns it has, those it shares included. last: the number of the last of them, 0 for none.
        lines: the number of the newest line, 0 for none; `last` is below it while a line has no turn.
        pending: the newest line waits for its answer. unanswered: it ended without one.
        owner: the id of the person whose it is; None in a room without accounts. mode, terms: how it is practised.
        name: what its owner calls it. submitted: when they gave it to their trainer; None while it is private.
        rated: they were asked to rate themself, and did or would not. rating: how they did.
        amended: when a turn of this very session was last answered again without a reading that was struck.
    """

    id: str
    persona: str
    persona_version: int
    rubric: str
    seed: int
    opening: str
    started: datetime
    parent: str | None = None
    parent_turn: int = 0
    persona_content: str | None = None
    rubric_content: str | None = None
    owner: str | None = None
    mode: Mode = Mode.PRACTICE
    terms: ExamTerms | None = None
    name: str = ""
    submitted: datetime | None = None
    rated: bool = False
    rating: SelfRating | None = None
    amended: datetime | None = None
    finished: bool = False
    outcome: Outcome = Outcome.OPEN
    turns: int = 0
    last: int = 0
    lines: int = 0
    pending: bool = False
    unanswered: bool = False

    @property
    def step(self) -> str:
        """How far the session has come, as a short text: another one tells that something was said or ended since."""
        return f"{self.lines}-{self.last}-{int(self.pending)}-{int(self.finished)}-{self.outcome.value}"
