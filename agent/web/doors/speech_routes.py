"""Speech routes: `GET speech/{session}/{turn}` is a customer's line as sound, `POST dictate` writes down what was said.

They lie outside gradio. Whose the session is, is asked behind them; the guard has said who asks before they are called.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from agent.errors import EndpointError, EndpointRefused, NotSignedIn, RollwithError, TurnRefused, UnknownSession
from agent.event_log import log_event
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.speech import Speech
from agent.runtime.room import Room
from agent.web.doors.checks.allowed_routes import DICTATE, LARGEST_RECORDING
from agent.web.doors.whoever import person_in
from agent.web.routes import LONGEST
from agent.web.updates import sentence

STATUS: tuple[tuple[type[RollwithError], int], ...] = (
    (NotSignedIn, 401),
    (UnknownSession, 404),
    (TurnRefused, 422),
    (EndpointRefused, 502),
    (EndpointError, 503),
)
"""What an error is told as; the first that fits."""

_log = logging.getLogger(__name__)


def add_speech_routes(app: FastAPI, room: Room, speech: Speech | None) -> None:
    """Add the two routes to the outer app; before gradio, which takes every other path."""

    @app.get("/speech/{session}/{turn}")
    async def hear(session: str, turn: str, request: Request) -> Response:
        async def answer() -> Response:
            person = person_in(request.scope)
            if speech is None or not speech.speaks:
                raise UnknownSession("no model is set that speaks. Mend: set ROLLWITH_SPEECH_MODEL.")
            if not (turn.isascii() and turn.isdigit() and len(turn) < 7 and len(session) <= LONGEST):
                raise UnknownSession("there is no such line.")
            sound, media = await speech.line(personal(room, person), session, int(turn))
            return Response(sound, media_type=media, headers={"cache-control": "private, no-store"})

        return await _answered_in_words(answer)

    @app.post(DICTATE)
    async def dictate(request: Request, session: str = "") -> Response:
        async def answer() -> Response:
            person = person_in(request.scope)
            if speech is None or not speech.listens:
                raise UnknownSession("no model is set that listens. Mend: set ROLLWITH_DICTATION_MODEL.")
            if not request.headers.get("content-type", "").startswith(("audio/", "video/webm", "video/mp4")):
                return _words_only("Only a recording of sound may be sent here.", 415)
            sound = await request.body()
            if len(sound) > LARGEST_RECORDING:
                return _words_only("This recording is too long. Say it in two parts.", 413)
            words = await speech.write_down(personal(room, person), session[:LONGEST], sound)
            return JSONResponse({"text": words}, headers={"cache-control": "no-store"})

        return await _answered_in_words(answer)


async def _answered_in_words(answer: Callable[[], Awaitable[Response]]) -> Response:
    """Return an answer, or what went wrong in words the page can show."""
    try:
        return await answer()
    except RollwithError as error:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
        return _words_only(sentence(str(error)), status)
    except Exception as error:  # noqa: BLE001 - a traceback helps nobody at the page; whoever runs it finds the log
        log_event(_log, logging.ERROR, "speech_failed", why=type(error).__name__, error=error)
        return _words_only("Something unforeseen went wrong in the program.", 500)


def _words_only(words: str, status: int) -> JSONResponse:
    return JSONResponse({"why": words}, status)
