"""Steps: whether a page has seen all that was said in a session, and how it catches up when another tab went on."""

from __future__ import annotations

import asyncio
import secrets

from agent.model.events import Ended, Whole
from agent.model.session import Outcome
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.contract import Answer, Detail
from agent.web.session_view import SessionView, Under, open_view
from agent.web.updates import Updates, resting
from agent.web.views import conversation
from agent.web.views.page import notice

WENT_ON = (
    "This conversation has gone on meanwhile, perhaps in another tab. It is shown now as it stands; your line was not "
    "said and is still in the box."
)
ENDED = "This conversation has ended meanwhile, perhaps in another tab. Your line was not said."


def gone_on(view: SessionView, text: str, token: str) -> Updates | None:
    """Return what a page is shown that sends a line without having seen all that was said; None where it has.

    The same line sent again, because nobody knows whether it got there, is not held against it.

    Args:
        view: the session as it is now. text: the line. token: what the page was given with the last it saw.
    """
    seen = _seen(token)
    newest = [turn.rep for turn in view.turns[-1:]] + [line.rep for line in view.lost[-1:]]
    over = view.info.finished or view.info.outcome is not Outcome.OPEN
    behind = seen is not None and seen < view.info.lines
    if not (over or behind) or view.info.pending or text.strip() in newest:
        return None
    return {**resting(view), "line": text, "notice": notice(ENDED if over else WENT_ON)}


def next_token(token: str, taken: bool) -> str:
    """Return a token for the line after one that failed; `taken`: the log has that one, so the page has seen it."""
    seen = _seen(token)
    return f"{'' if seen is None else seen + taken}-{secrets.token_hex(8)}"


def _seen(token: str) -> int | None:
    number = token.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


async def step(room: PersonalRoom, detail: Detail) -> Answer:
    """Bring a page into step: nothing where it has seen all, else what was said since; the box stays as it is.

    A line that waits for its answer is followed until it has one; whoever said it need not be there any more.
    """
    session = detail.get("session", "")
    view = await asyncio.to_thread(open_view, room, session)
    waiting = await asyncio.to_thread(room.pending, session)
    if waiting is None and detail.get("step") == view.info.step:
        return
    under = Under(view, waiting or "")
    yield {**resting(view), "notice": "", "live": under.live() if waiting else ""}
    if waiting is None:
        return
    async for event in room.resume(session):
        under = under.heard(event)
        if isinstance(event, Whole):
            view = view.after(event.turn)
            yield {**resting(view), "spoken": conversation.spoken(view.persona, event.turn, view.info)}
        elif isinstance(event, Ended):
            info = await asyncio.to_thread(room.session, session)
            yield {"over": conversation.ended(info, info.outcome, view.persona)}
