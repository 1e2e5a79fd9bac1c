"""Disputes: a rep says that a line was meant otherwise. The talk goes on from there, and shows it as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from agent.model.events import Disputed, Ended, Moved, NotDebriefed, Piece, Whole
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.session_view import SessionView, Under, open_view
from agent.web.updates import Updates, resting, sentence
from agent.web.views import conversation
from agent.web.views.page import notice
from agent.web.views.practice.disputes import KEPT, told_of


async def _dispute(room: PersonalRoom, detail: Detail) -> Answer:
    """Take down what a rep meant; where the reading is struck, show the customer answering again."""
    session, number = detail.get("session", ""), _turn_number(detail.get("turn", ""))
    evidence, quote = detail.get("evidence", ""), detail.get("quote", "")
    meant = detail.get("suggested") or detail.get("meant", "")
    view = await asyncio.to_thread(open_view, room, session)
    under = Under(_without_newest(view), view.turns[-1].rep if view.turns else "")
    async for event in Disputes(room).dispute(session, number, evidence, quote, meant):
        under = under.heard(event)
        match event:
            case Moved():
                yield {"past": under.view.log(), "live": under.live(), "side": under.panel(), "over": "", "notice": ""}
            case Piece():
                yield {"live": under.live()}
            case Whole(turn):
                yield {"spoken": conversation.spoken(view.persona, turn, view.info)}
            case Disputed(why):
                view = await asyncio.to_thread(open_view, room, session, view.shown)
                yield {**_at_rest(view, number), "notice": notice(_outcome(view, number, evidence, quote, why))}
            case Ended():
                view = await asyncio.to_thread(open_view, room, session, view.shown)
                yield {"over": conversation.ended(view.info, view.info.outcome, view.persona)}
            case NotDebriefed(why):
                yield {"notice": notice(f"The debrief could not be written: {why}.")}


def _without_newest(view: SessionView) -> SessionView:
    """Return the talk as it stood before its newest turn."""
    turns = view.info.turns - 1
    info = view.info.model_copy(update={"turns": max(0, turns)})
    return replace(view, turns=view.turns[:-1], info=info, shown=max(1, view.shown - 1))


def _at_rest(view: SessionView, number: int) -> Updates:
    """Return the talk at rest, with the receipt of the disputed turn open."""
    opened = view.contested.opened(number) if view.contested else None
    return resting(replace(view, contested=opened))


def _outcome(view: SessionView, number: int, evidence: str, quote: str, why: str | None) -> str:
    """Say what became of a dispute, and why where the talk stands as it was."""
    if why is not None:
        return f"Noted, and {KEPT}, because {why.rstrip('.')}."
    disputes = view.contested.turn(number).disputes if view.contested else ()
    told = next((told_of(one) for one in disputes if (one.evidence, one.quote) == (evidence, quote)), "Taken back.")
    return sentence(f"{told} {view.persona.name} answers as if it had never been heard.")


def _turn_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {"dispute": _dispute}
