"""Sharing: one line of a session shown to others by a link, with the consent of whose it is, who may take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from agent.errors import RollwithError, TurnRefused, UnknownSession
from agent.model.persona import Persona
from agent.model.practice.person import Person
from agent.model.rubric import Rubric
from agent.model.training.share import Consent, Share
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.exams import under_way
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.room import Room

MOST = 100
"""Shares of one person that are listed, the newest."""


@dataclass(frozen=True)
class ShareTold:
    """A share with what it is about. `line`: the rep's words. `other`: who asked, or who is asked; None for nobody."""

    share: Share
    info: SessionInfo
    line: str
    other: Person | None


@dataclass(frozen=True)
class OpenLine:
    """What a link shows: one line between the customer's lines before and after it, and how it was read."""

    turn: Turn
    before: str
    persona: Persona
    rubric: Rubric


def ask_to_show(room: PersonalRoom, session: str, number: int) -> Share:
    """Ask whose session it is whether one line of it may be shown, as a trainer who may read it.

    Raises:
        UnknownSession: one may not read it. TurnRefused: it is one's own, or has no such line.
    """
    info = _over(room.session(session))
    if room.is_own(info):
        raise TurnRefused("this line is your own; make the link yourself")
    _turn_of(room.room, info, number)
    return room.room.log.training.shares.ask(info.id, number, room.person.id)


def make_own(room: PersonalRoom, session: str, number: int) -> tuple[Share, str]:
    """Make a link to a line of one's own; return it with the secret part, which is told this once.

    Raises:
        UnknownSession: it is not one's own. TurnRefused: it is not over, or has no such line.
    """
    info = _over(room.own(session))
    _turn_of(room.room, info, number)
    log = room.room.log.training.shares
    share = log.ask(info.id, number, None)
    log.consent(share.id)
    return share, log.mint(share.id)


def agree(room: PersonalRoom, share: str) -> None:
    """Agree that a line of one's own is shown.

    Raises:
        TurnRefused: nobody asks for such a line of one's own.
    """
    found = _mine(room, share)
    if found.consent is not Consent.ASKED:
        raise TurnRefused("that was answered already; look at the list again")
    room.room.log.training.shares.consent(found.id)


def refuse(room: PersonalRoom, share: str) -> None:
    """Refuse that a line of one's own is shown, or take the consent back: its link leads nowhere from now on.

    Raises:
        TurnRefused: there is no such line of one's own.
    """
    room.room.log.training.shares.refuse(_mine(room, share).id)


def link_for_asker(room: PersonalRoom, share: str) -> str:
    """Make the link to a line that one asked for and whose rep agreed; return its secret part, told this once.

    Raises:
        TurnRefused: one did not ask for it, or it may not be shown. UnknownSession: one may not read it any more.
    """
    found = room.room.log.training.shares.find(share)
    if found is None or not room.person.id or found.asked_by != room.person.id:
        raise TurnRefused("you asked for no such line; look at the list again")
    if not found.works(datetime.now(UTC)):
        raise TurnRefused("its rep has not agreed, or not any more")
    room.session(found.session)
    return room.room.log.training.shares.mint(found.id)


def my_shares(room: PersonalRoom) -> list[ShareTold]:
    """Return the lines of one's own that are shown or asked for, newest first."""
    found = room.room.log.training.shares.of_owner(room.person.owns_as, MOST)
    return [told for share in found if (told := _told_of(room.room, share, share.asked_by)) is not None]


def asked_by_me(room: PersonalRoom) -> list[ShareTold]:
    """Return the lines that one asked to show and may still read, newest first; the words are theirs who said them."""
    found = room.room.log.training.shares.asked_by(room.person.id, MOST) if room.person.id else []
    told = [_told_of(room.room, share, share.owner) for share in found]
    return [one for one in told if one is not None and _may_read(room, one.share.session)]


def requests_waiting(room: PersonalRoom) -> int:
    """Return how many lines of one's own somebody asks to show, and one has not answered."""
    found = room.room.log.training.shares.of_owner(room.person.owns_as, MOST) if room.person.id else []
    return sum(share.consent is Consent.ASKED for share in found)


def open_line(room: Room, token: str) -> OpenLine | None:
    """Return what a link's secret part shows to whoever has it; None for every link that leads nowhere.

    A line that a trainer asked for is shown only while its session is theirs to read.
    """
    share = room.log.training.shares.opened(token)
    if share is None or not share.works(datetime.now(UTC)):
        return None
    info = room.session(share.session)
    if under_way(info) or (share.asked_by is not None and info.submitted is None):
        return None
    turns = [turn for turn in room.turns(info.id) if turn.number <= share.number]
    if not turns or turns[-1].number != share.number:
        return None
    before = turns[-2].reply.text if len(turns) > 1 else info.opening
    return OpenLine(turns[-1], before, room.persona_of(info), room.rubric_of(info))


def _over(info: SessionInfo) -> SessionInfo:
    if not info.finished:
        raise TurnRefused("a line is shown to others once its conversation has ended")
    return info


def _turn_of(room: Room, info: SessionInfo, number: int) -> Turn:
    turn = next((turn for turn in room.turns(info.id) if turn.number == number), None)
    if turn is None:
        raise TurnRefused("this conversation has no such line; choose one from the list")
    return turn


def _mine(room: PersonalRoom, share: str) -> Share:
    found = room.room.log.training.shares.find(share)
    if found is None or found.owner != room.person.owns_as:
        raise TurnRefused("no such line of yours is shown or asked for; look at the list again")
    return found


def _told_of(room: Room, share: Share, other: str | None) -> ShareTold | None:
    try:
        info = room.session(share.session)
        line = _turn_of(room, info, share.number).rep
    except RollwithError:  # its session was erased this very moment
        return None
    return ShareTold(share, info, line, room.person(other) if other else None)


def _may_read(room: PersonalRoom, session: str) -> bool:
    try:
        room.session(session)
    except UnknownSession:
        return False
    return True
