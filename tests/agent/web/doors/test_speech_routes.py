"""The two routes of speech: who is answered, what is taken, and what is told when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from agent.content.library import Library
from agent.errors import EndpointDown
from agent.llm.speech.speech_client import SpeechClient
from agent.llm.speech.speech_endpoint import SpeechEndpoint
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.speech import Speech
from agent.runtime.room import Room
from agent.web.doors.checks.allowed_routes import LARGEST_RECORDING
from agent.web.doors.checks.forwarded import Forwarded
from agent.web.doors.checks.messages import LARGEST
from agent.web.doors.checks.origins import RoomAddress
from agent.web.doors.guard import Guard
from agent.web.doors.queue.queue_door import QueueDoor
from agent.web.doors.speech_routes import add_speech_routes
from agent.web.doors.whoever import remember_person
from tests.support.doubles.fake_room import fake_room
from tests.support.servers.served import OpenEntrance
from tests.support.servers.speech_endpoint import tone

MINE = Person(id="p-1", name="ada", shown="Ada")
THEIRS = Person(id="p-2", name="bob", shown="Bob")
SOUND = {"content-type": "audio/wav"}


class Mouth:
    """What a `SpeechClient` offers."""

    endpoint = SpeechEndpoint(at=None, speaks="s", listens="l", voice="v", apart=True)  # type: ignore[arg-type]
    broken = False

    async def speak(self, line: str, session: str | None) -> tuple[bytes, str]:
        if self.broken:
            raise EndpointDown("speech (s): away")
        return tone(), "audio/wav"

    async def write_down(self, sound: bytes, session: str | None) -> str:
        return f"{len(sound)} bytes"


class Door:
    """The routes behind a door that says who comes."""

    def __init__(self, room: Room, mouth: Mouth | None) -> None:
        self.app, self.who = FastAPI(), cast(Person | None, MINE)
        add_speech_routes(self.app, room, Speech(cast(SpeechClient, mouth)) if mouth else None)
        self.session = asyncio.run(personal(room, MINE).start("test_customer")).id
        self.http = TestClient(self._enter)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.who is not None:
            remember_person(scope, self.who)
        await self.app(scope, receive, send)


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def room(library: Library, tmp_path: Path) -> Iterator[Room]:
    made = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield made
    made.close_log()


@pytest.fixture
def door(room: Room, mouth: Mouth) -> Door:
    return Door(room, mouth)


def test_a_line_comes_as_sound_that_nobody_else_keeps(door: Door) -> None:
    answer = door.http.get(f"/speech/{door.session}/0")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, tone(), "audio/wav")
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("turn", ["1", "-1", "x", "٣", "9" * 30, "0x0", "1.0"])
def test_no_line_is_made_up(door: Door, turn: str) -> None:
    assert door.http.get(f"/speech/{door.session}/{turn}").status_code == 404


def test_the_session_of_another_is_not_there_and_nobody_gets_nothing(door: Door) -> None:
    door.who = THEIRS
    theirs, none = door.http.get(f"/speech/{door.session}/0"), door.http.get("/speech/none/0")
    assert theirs.status_code == none.status_code == 404
    assert door.http.post(f"/dictate?session={door.session}", content=tone(), headers=SOUND).status_code == 404
    door.who = None
    assert door.http.get(f"/speech/{door.session}/0").status_code == 401
    assert door.http.post(f"/dictate?session={door.session}", content=tone(), headers=SOUND).status_code == 401


def test_what_was_said_comes_back_as_words(door: Door) -> None:
    answer = door.http.post(f"/dictate?session={door.session}", content=tone(), headers=SOUND)
    assert answer.json() == {"text": f"{len(tone())} bytes"}


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=a", ""])
def test_only_sound_is_taken_so_that_no_form_of_another_page_gets_in(door: Door, kind: str) -> None:
    answer = door.http.post(f"/dictate?session={door.session}", content=tone(), headers={"content-type": kind})
    assert answer.status_code == 415


def test_a_failing_endpoint_is_told_in_words(door: Door, mouth: Mouth) -> None:
    mouth.broken = True
    answer = door.http.get(f"/speech/{door.session}/0")
    assert (answer.status_code, answer.json()) == (503, {"why": "Speech (s): away."})


def test_without_a_model_both_are_not_there(room: Room) -> None:
    bare = Door(room, None)
    assert bare.http.get(f"/speech/{bare.session}/0").status_code == 404
    assert bare.http.post(f"/dictate?session={bare.session}", content=tone(), headers=SOUND).status_code == 404


def test_a_recording_may_be_larger_than_anything_else_and_still_not_endless(door: Door) -> None:
    through = TestClient(
        Guard(door._enter, OpenEntrance(), QueueDoor({}, lambda page: True), RoomAddress(None, None), Forwarded(()))
    )
    large = tone() + b"\0" * (LARGEST + 1)
    assert through.post(f"/dictate?session={door.session}", content=large, headers=SOUND).status_code == 200
    assert through.post("/login", content=large, headers=SOUND).status_code == 413
    endless = b"\0" * (LARGEST_RECORDING + 1)
    assert through.post(f"/dictate?session={door.session}", content=endless, headers=SOUND).status_code == 413
