"""SessionView: one session as a screen needs it, and the pieces of screen that show it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from agent.model.events import Event, Graded, Moved, Piece, Whole
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Receipt, State
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.views import conversation
from agent.web.views.html import EMPTY
from agent.web.views.panel import RECENT, LastLine, panel
from agent.web.views.practice.disputes import Contested
from agent.web.views.practice.modes import Telling, side, telling, tells


@dataclass(frozen=True)
class SessionView:
    """A session with the last of its turns.

    Attributes:
        turns: the last whole turns in order. shown: how many of them the transcript shows.
        lost: the lines that were not answered.
        contested: what was disputed of the turns shown; None where the reader may dispute nothing.
    """

    persona: Persona
    rubric: Rubric
    info: SessionInfo
    turns: tuple[Turn, ...]
    shown: int
    lost: tuple[UnansweredLine, ...] = ()
    contested: Contested | None = None

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
        disputing = self.contested.turn(turn.number) if self.contested else None
        return LastLine(turn.rep, turn.verdict, turn.receipt, disputing)

    def after(self, turn: Turn) -> SessionView:
        """Return the view with one more whole turn; no more turns are shown than a page sends at a time."""
        before = tuple(whole for whole in self.turns if whole.number != turn.number)
        new = len(before) == len(self.turns)
        info = self.info.model_copy(
            update={
                "turns": self.info.turns + new,
                "last": turn.number,
                "lines": max(self.info.lines, turn.number),
                "pending": False,
                "unanswered": False,
                "outcome": turn.state.outcome,
            }
        )
        lost = tuple(line for line in self.lost if line.number != turn.number)
        shown = min(self.shown + new, conversation.WINDOW)
        return replace(self, info=info, turns=(*before, turn), lost=lost, shown=shown)

    def without_answer(self, line: UnansweredLine) -> SessionView:
        """Return the view with a line that was not answered."""
        info = self.info.model_copy(update={"lines": line.number, "pending": False, "unanswered": True})
        lost = tuple(other for other in self.lost if other.number != line.number)
        return replace(self, info=info, lost=(*lost, line))

    def trying_again(self) -> SessionView:
        """Return the view while the last line, which was not answered, is tried again."""
        return replace(self, lost=self.lost[:-1])

    def log(self) -> Markup:
        """Return the transcript: the whole turns shown, and what was not answered between them."""
        turns = self.turns[-self.shown :]
        return conversation.log(self.persona, self.rubric, self.info, turns, self.info.turns, self.lost, self.contested)

    def panel(self, hint: str = "") -> Markup:
        """Return the panel after the last whole turn."""
        turns = self.turns[-RECENT:]
        told = panel(self.persona, self.rubric, self.state, turns, self.last, hint) if tells(self.info) else EMPTY
        return side(self.info, told, opened=bool(hint))


def open_view(room: PersonalRoom, session: str, shown: int = conversation.WINDOW) -> SessionView:
    """Read a session from the log: its last turns only, as many as are shown.

    Raises:
        UnknownSession, StoreError, DataError: the session, its persona or its rubric is not there.
    """
    info = room.session(session)
    turns = tuple(room.turns(session, last=max(shown, RECENT)))
    lost = tuple(room.unanswered(session))
    mine = info.owner == room.person.owns_as
    first = turns[0].number if turns else 1
    disputes = Disputes(room)
    contested = Contested(info, tuple(disputes.of(session, first)), settled=disputes.settled(session)) if mine else None
    return SessionView(room.persona_of(info), room.rubric_of(info), info, turns, shown, lost, contested)


@dataclass(frozen=True)
class Under:
    """A turn under way: what is known of it so far."""

    view: SessionView
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

    def live(self) -> Markup:
        """Return the turn as the transcript shows it meanwhile."""
        last = self.last if telling(self.view.info) is Telling.ALL else None
        return conversation.live(self.view.persona, self.view.rubric, self.text, last, self.said)

    def panel(self) -> Markup:
        """Return the panel with what this line moved, before the customer has answered."""
        state = self.state or self.view.state
        turns = self.view.turns[-RECENT:]
        told = (
            panel(self.view.persona, self.view.rubric, state, turns, self.last, "") if tells(self.view.info) else EMPTY
        )
        return side(self.view.info, told)
