"""SessionView: one session as a screen needs it, and the pieces of screen that show it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent.model.events import Event, Graded, Moved, Piece, Whole
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Receipt, SessionInfo, State, Turn
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.room import Room
from agent.web.views import conversation
from agent.web.views.panel import RECENT, LastLine, panel


@dataclass(frozen=True)
class SessionView:
    """A session with the last of its turns.

    Attributes:
        turns: the last whole turns in order. shown: how many of them the transcript shows.
    """

    persona: Persona
    rubric: Rubric
    info: SessionInfo
    turns: tuple[Turn, ...]
    shown: int

    @property
    def state(self) -> State:
        """Where the customer stands."""
        return self.turns[-1].state if self.turns else transition.start(self.persona)

    @property
    def last(self) -> LastLine | None:
        """The rep's last line with its evidence."""
        if not self.turns:
            return None
        turn = self.turns[-1]
        return LastLine(turn.rep, turn.verdict, turn.receipt)

    def after(self, turn: Turn) -> SessionView:
        """Return the sitting with one more whole turn."""
        info = self.info.model_copy(update={"turns": turn.number, "pending": False, "outcome": turn.state.outcome})
        return replace(self, info=info, turns=(*self.turns, turn), shown=self.shown + 1)

    def known(self, info: SessionInfo) -> SessionView:
        """Return the sitting with newer knowledge of its session."""
        return replace(self, info=info)

    def log(self) -> str:
        """Return the transcript of the whole turns."""
        return conversation.log(self.persona, self.rubric, self.info, self.turns[-self.shown :], self.info.turns)

    def panel(self, hint: str = "") -> str:
        """Return the panel after the last whole turn."""
        return panel(self.persona, self.rubric, self.state, self.turns[-RECENT:], self.last, hint)


def sit(room: Room, session: str, shown: int = conversation.WINDOW) -> SessionView:
    """Read a session from the log: its last turns only, as many as are shown.

    Raises:
        UnknownSession, DataError: the session, its persona or its rubric is not there.
    """
    info = room.session(session)
    turns = tuple(room.turns(session, last=max(shown, RECENT)))
    rubric = room.library.rubric(info.rubric.partition("@")[0])
    return SessionView(room.library.persona(info.persona), rubric, info, turns, shown)


@dataclass(frozen=True)
class Under:
    """A turn under way: what is known of it so far."""

    sitting: SessionView
    text: str
    verdict: Verdict | None = None
    receipt: Receipt | None = None
    state: State | None = None
    said: str = ""

    def heard(self, event: Event) -> Under:
        """Return what is known after one more event."""
        match event:
            case Graded(verdict):
                return replace(self, verdict=verdict)
            case Moved(receipt, state):
                return replace(self, receipt=receipt, state=state)
            case Piece(text):
                return replace(self, said=self.said + text)
            case Whole(turn):
                return replace(self, said=turn.reply.text)
            case _:
                return self

    @property
    def last(self) -> LastLine | None:
        """The line with its evidence, once both are known."""
        if self.verdict is None or self.receipt is None:
            return None
        return LastLine(self.text, self.verdict, self.receipt)

    def live(self) -> str:
        """Return the turn as the transcript shows it meanwhile."""
        return conversation.live(self.sitting.persona, self.sitting.rubric, self.text, self.last, self.said)

    def panel(self) -> str:
        """Return the panel with what this line moved, before the customer has answered."""
        state = self.state or self.sitting.state
        turns = self.sitting.turns[-RECENT:]
        return panel(self.sitting.persona, self.sitting.rubric, state, turns, self.last, "")
