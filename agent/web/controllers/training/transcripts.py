"""Transcripts: real talk brought in, scored, and made into a customer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from markupsafe import Markup

from agent.content.transcripts.columns import MOST_COLUMNS, UnknownColumns
from agent.content.transcripts.speakers import guessed_parts
from agent.errors import TurnRefused
from agent.model.training.transcript import TranscriptState
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.transcript_result import result_of
from agent.runtime.personal.training.transcripts import LARGEST_FILE, Transcripts
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import LONGEST, Route
from agent.web.updates import page_of
from agent.web.views.html import plural
from agent.web.views.page import notice, waiting
from agent.web.views.training.transcripts import transcripts_screen, waiting_screen
from agent.web.views.training.transcripts_result import progress_screen, result_screen

SHOWN_EVERY = 0.7
"""Seconds between two screens of progress."""


def _transcripts(room: PersonalRoom, route: Route) -> Markup:
    mine = Transcripts(room)
    if not route.id:
        return transcripts_screen(room.person, mine.all(), LARGEST_FILE)
    transcript, state = mine.one(route.id)
    if state is TranscriptState.WAITING:
        guessed = guessed_parts(dict.fromkeys(line.by for line in transcript.lines))
        return waiting_screen(room.person, route.id, transcript, guessed)
    return result_screen(room.person, route.id, transcript, state, result_of(transcript, room.library.rubric()))


async def _paste(room: PersonalRoom, detail: Detail) -> Answer:
    pasted = detail.get("pasted", "")
    if not pasted.strip():
        raise TurnRefused("choose a file, or paste the text of a conversation")
    mine = Transcripts(room)
    columns = detail.get("speaker", "")[:LONGEST], detail.get("words", "")[:LONGEST]
    data = pasted.encode("utf-8", "replace")
    try:
        id_ = await asyncio.to_thread(mine.bring_in, "pasted text", data, *columns)
    except UnknownColumns as wrong:
        found = wrong.columns[:MOST_COLUMNS]
        yield page_of(transcripts_screen(room.person, await asyncio.to_thread(mine.all), LARGEST_FILE, found))
        raise
    yield Route("transcripts", id_)


async def _score(room: PersonalRoom, detail: Detail) -> Answer:
    mine, id_ = Transcripts(room), detail.get("transcript", "")
    transcript, _ = await asyncio.to_thread(mine.one, id_)
    names = dict.fromkeys(line.by for line in transcript.lines)
    parts = {name: detail.get(f"part{at}", "") for at, name in enumerate(names)}
    yield {"alert": waiting("Reading the lines …")}
    shown = 0.0
    async for progress in mine.score(id_, None if detail.get("on") else parts):
        if time.monotonic() - shown >= SHOWN_EVERY:
            shown = time.monotonic()
            yield page_of(progress_screen(room.person, id_, transcript, progress.done, progress.of))
    yield Route("transcripts", id_)


async def _stop(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(Transcripts(room).stop, detail.get("transcript", ""))
    yield {"alert": waiting("Stopping …")}


async def _erase(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(Transcripts(room).erase, detail.get("transcript", ""))
    yield Route("transcripts")


async def _to_desk(room: PersonalRoom, detail: Detail) -> Answer:
    count = await asyncio.to_thread(Transcripts(room).bring_to_desk, detail.get("transcript", ""))
    came = f"{plural(count, 'line')} came to the label desk." if count else "Its lines are at the label desk already."
    yield {"alert": notice(came)}


SCREENS: Mapping[str, Screen] = {"transcripts": _transcripts}
ACTS: Mapping[str, Act] = {
    "transcript_paste": _paste,
    "transcript_score": _score,
    "transcript_stop": _stop,
    "transcript_erase": _erase,
    "transcript_to_desk": _to_desk,
}
