"""Whose lines are spoken, what is kept, and who may dictate where."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from agent.content.library import Library
from agent.errors import EndpointDown, EndpointError, TurnRefused, UnknownSession
from agent.llm.speech.speech_client import SpeechClient
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.speech import Speech
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room

MINE = Person(id="p-1", name="ada", shown="Ada")
THEIRS = Person(id="p-2", name="bob", shown="Bob")
LINE = "You kept it going alone. What would make it worth it to you?"


class Mouth:
    """What a `SpeechClient` offers: each line becomes its own bytes."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.error: EndpointError | None = None
        self.words = "What would help?"

    async def speak(self, line: str, session: str | None) -> tuple[bytes, str]:
        self.spoken.append(line)
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return line.encode(), "audio/wav"

    async def write_down(self, sound: bytes, session: str | None) -> str:
        return self.words


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def room(library: Library, tmp_path: Path) -> Room:
    return fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")


async def test_the_opening_and_each_reply_are_said_as_the_log_has_them(room: Room, mouth: Mouth) -> None:
    at, speech = personal(room, MINE), Speech(cast(SpeechClient, mouth))
    info = await at.start("test_customer")
    async for _ in at.say(info.id, LINE):
        pass
    reply = at.turns(info.id)[0].reply.text
    assert await speech.line(at, info.id, 0) == (info.opening.encode(), "audio/wav")
    assert await speech.line(at, info.id, 1) == (reply.encode(), "audio/wav")
    with pytest.raises(UnknownSession):
        await speech.line(at, info.id, 2)
    await room.aclose()


async def test_nobody_hears_or_dictates_in_the_session_of_another(room: Room, mouth: Mouth) -> None:
    info, speech = await personal(room, MINE).start("test_customer"), Speech(cast(SpeechClient, mouth))
    with pytest.raises(UnknownSession):
        await speech.line(personal(room, THEIRS), info.id, 0)
    with pytest.raises(UnknownSession):
        await speech.write_down(personal(room, THEIRS), info.id, b"RIFF")
    assert mouth.spoken == []
    await room.aclose()


async def test_a_line_is_made_once_however_many_ask_and_the_oldest_go_first(room: Room, mouth: Mouth) -> None:
    at = personal(room, MINE)
    info = await at.start("test_customer")
    speech = Speech(cast(SpeechClient, mouth), kept_bytes=len(info.opening.encode()))
    await asyncio.gather(*(speech.line(at, info.id, 0) for _ in range(3)))
    await speech.line(at, info.id, 0)
    assert mouth.spoken == [info.opening]
    async for _ in at.say(info.id, LINE):
        pass
    await speech.line(at, info.id, 1)
    await speech.line(at, info.id, 0)
    assert mouth.spoken.count(info.opening) == 2, "there was room for one"
    await room.aclose()


async def test_a_line_that_failed_is_tried_again_when_it_is_asked_for_again(room: Room, mouth: Mouth) -> None:
    at, speech = personal(room, MINE), Speech(cast(SpeechClient, mouth))
    info = await at.start("test_customer")
    mouth.error = EndpointDown("away")
    with pytest.raises(EndpointDown):
        await speech.line(at, info.id, 0)
    mouth.error = None
    assert (await speech.line(at, info.id, 0))[0] == info.opening.encode()
    await room.aclose()


async def test_silence_and_an_ended_talk_are_told(room: Room, mouth: Mouth) -> None:
    at, speech = personal(room, MINE), Speech(cast(SpeechClient, mouth))
    info = await at.start("test_customer")
    assert await speech.write_down(at, info.id, b"RIFF") == "What would help?"
    mouth.words = ""
    with pytest.raises(TurnRefused, match="nothing was heard"):
        await speech.write_down(at, info.id, b"RIFF")
    await at.finish(info.id)
    with pytest.raises(TurnRefused, match="has ended"):
        await speech.write_down(at, info.id, b"RIFF")
    await room.aclose()
