"""The route of transcripts: who may send a file, what is told of a bad one, and where a good one leads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from agent.content.library import Library
from agent.model.practice.person import Person
from agent.runtime.room import Room
from agent.web.doors.checks.allowed_routes import BRING_IN
from agent.web.doors.transcript_routes import add_transcript_routes
from agent.web.doors.whoever import remember_person
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY

GOOD = b"Who;Said\nAgent;What now?\nClient;Nothing.\n"


class TranscriptDoor:
    """The route behind a door that says who comes."""

    def __init__(self, room: Room) -> None:
        self.app, self.room = FastAPI(), room
        self.who: Person | None = EVERYBODY["tia"]
        add_transcript_routes(self.app, room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.who is not None:
            remember_person(scope, self.who)
        await self.app(scope, receive, send)


@pytest.fixture
def door(library: Library, url: str) -> Iterator[TranscriptDoor]:
    room = fake_room(library, url)
    teams.settle(room.log)
    yield TranscriptDoor(room)
    room.close_log()


def test_a_file_of_a_trainers_leads_to_its_preview(door: TranscriptDoor) -> None:
    answer = TestClient(door).post(f"{BRING_IN}?name=call.csv&speaker=who&text=said", content=GOOD)
    assert answer.status_code == 200
    assert answer.json()["go"].startswith("?view=transcripts&id=")
    assert len(door.room.log.training.transcripts.all(EVERYBODY["tia"].owns_as)) == 1


def test_a_file_that_cannot_be_read_is_told_in_an_answer_and_is_no_error_of_the_page(door: TranscriptDoor) -> None:
    for data, told in ((b"PK\x03\x04", "call.csv: this is an Excel workbook"), (b"wer;was\na;b\n", "call.csv:1: ")):
        answer = TestClient(door).post(f"{BRING_IN}?name=call.csv", content=data)
        assert answer.status_code == 200
        assert answer.json()["why"].startswith(told)
        assert "go" not in answer.json()
    big = TestClient(door).post(f"{BRING_IN}?name=call.csv", content=b"x" * 2_000_001)
    assert big.json()["why"].startswith("The file has more than 2 MB")
    assert door.room.log.training.transcripts.all(EVERYBODY["tia"].owns_as) == []


@pytest.mark.parametrize("name", ["ana", ""])
def test_nobody_but_a_trainer_or_an_admin_may_send_one(door: TranscriptDoor, name: str) -> None:
    door.who = EVERYBODY[name] if name else None
    answer = TestClient(door, raise_server_exceptions=False).post(f"{BRING_IN}?name=call.csv", content=GOOD)
    assert answer.status_code == 401
    assert "go" not in answer.json()
