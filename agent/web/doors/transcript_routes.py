"""Transcript routes: `POST transcript` takes a file of talk. It lies outside gradio, whose requests are small."""

from __future__ import annotations

import asyncio
import logging

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from agent.content.transcripts.columns import MOST_COLUMNS, UnknownColumns
from agent.errors import DataError, NotSignedIn, RollwithError
from agent.event_log import log_event
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.training.transcripts import LONGEST_NAME, Transcripts
from agent.runtime.room import Room
from agent.web.doors.checks.allowed_routes import BRING_IN
from agent.web.doors.whoever import person_in
from agent.web.routes import Route
from agent.web.updates import sentence

LONGEST_COLUMN = 100
"""Letters of a column's name that are looked at."""

_log = logging.getLogger(__name__)


def add_transcript_routes(app: FastAPI, room: Room) -> None:
    """Add the route to the outer app; before gradio, which takes every other path."""

    @app.post(BRING_IN)
    async def bring_in(request: Request, name: str = "", speaker: str = "", text: str = "") -> Response:
        try:
            kept = Transcripts(personal(room, person_in(request.scope)))
            columns = speaker[:LONGEST_COLUMN], text[:LONGEST_COLUMN]
            id_ = await asyncio.to_thread(kept.bring_in, name[:LONGEST_NAME], await request.body(), *columns)
        except NotSignedIn as error:
            return JSONResponse({"why": sentence(str(error))}, 401)
        except UnknownColumns as error:
            return JSONResponse({"why": str(error), "columns": list(error.columns[:MOST_COLUMNS])})
        except DataError as error:  # it begins with the file's name, which stays as it is
            return JSONResponse({"why": str(error)})
        except RollwithError as error:  # an answer like any other: a status of 4xx would be an error of the page's
            return JSONResponse({"why": sentence(str(error))})
        except Exception as error:  # noqa: BLE001 - a traceback helps nobody at the page; whoever runs it finds the log
            log_event(_log, logging.ERROR, "transcript_failed", why=type(error).__name__, error=error)
            return JSONResponse({"why": "Something unforeseen went wrong in the program."}, 500)
        return JSONResponse({"go": Route("transcripts", id_).search}, headers={"cache-control": "no-store"})
