"""Speech: a customer's line as sound, and a rep's speech as words, for whoever the session is; nothing else is spoken.

What is said is read from the log, never taken from the page. Lines are kept in memory, so that one heard again is not
paid for again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from agent.errors import EndpointError, TurnRefused, UnknownSession
from agent.event_log import log_event
from agent.model.session import Outcome
from agent.runtime.personal.personal_room import PersonalRoom

if TYPE_CHECKING:
    from agent.llm.speech.speech_client import SpeechClient
    from agent.runtime.room import Room
    from agent.settings import Settings

KEPT_BYTES = 32_000_000
"""Sound that is kept in memory: some 500 lines of 60 KB, as endpoints send them in MP3."""

AT_ONCE = 8
"""Calls to the endpoint that are under way at once; a recording has up to 10 MB, and each is held in memory."""

Sound = tuple[bytes, str]
"""Sound, and its media type."""

_log = logging.getLogger(__name__)


class Speech:
    """One for the whole app."""

    def __init__(self, client: SpeechClient, kept_bytes: int = KEPT_BYTES) -> None:
        """Speak by a client; keep so many bytes of what was spoken."""
        self._client, self._most, self._held = client, kept_bytes, 0
        self._kept: OrderedDict[str, Sound] = OrderedDict()
        self._making: dict[str, asyncio.Task[Sound]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    @property
    def speaks(self) -> bool:
        """A model is set that says the customer's lines."""
        return self._client.endpoint.speaks is not None

    @property
    def listens(self) -> bool:
        """A model is set that writes down what the rep says."""
        return self._client.endpoint.listens is not None

    @property
    def told(self) -> str:
        """Which models speak and listen, for whoever is to know that sound leaves this machine."""
        endpoint = self._client.endpoint
        return ", ".join(sorted({name for name in (endpoint.speaks, endpoint.listens) if name}))

    async def line(self, room: PersonalRoom, session: str, turn: int) -> Sound:
        """Return a line of the customer as sound: what they said in a turn, or their opening for 0.

        Raises:
            UnknownSession: the person may not read this session, or nothing was said there. EndpointError: no sound.
        """
        text = await asyncio.to_thread(_line, room, session, turn)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, text, session, turn))
            self._making[key].add_done_callback(_noticed)
        return await asyncio.shield(self._making[key])  # who goes away does not take it from who still waits

    async def write_down(self, room: PersonalRoom, session: str, sound: bytes) -> str:
        """Return the words of what a person said in a session of their own, for them to check; nothing is stored.

        Raises:
            UnknownSession: it is not their own. TurnRefused: it has ended, or nothing was heard.
            EndpointError: nothing came of it.
        """
        info = await asyncio.to_thread(room.own, session)
        if info.finished or info.outcome is not Outcome.OPEN:
            raise TurnRefused("this conversation has ended, so there is nothing to say in it")
        began = time.monotonic()
        async with self._turns:
            words = await self._client.write_down(sound, session)
        seconds = round(time.monotonic() - began, 2)
        log_event(_log, logging.INFO, "speech_written", session=session, bytes=len(sound), seconds=seconds)
        if not words:
            raise TurnRefused("nothing was heard; speak a little louder, or closer to the microphone")
        return words

    async def aclose(self) -> None:
        """Give up what is being spoken, and close the connections."""
        for task in list(self._making.values()):
            task.cancel()
        await self._client.aclose()

    async def _make(self, key: str, text: str, session: str, turn: int) -> Sound:
        began = time.monotonic()
        try:
            async with self._turns:
                sound = await self._client.speak(text, session)
        except EndpointError as error:
            log_event(_log, logging.WARNING, "line_not_spoken", session=session, turn=turn, why=str(error))
            raise
        finally:
            del self._making[key]
        seconds = round(time.monotonic() - began, 2)
        log_event(_log, logging.INFO, "line_spoken", session=session, turn=turn, bytes=len(sound[0]), seconds=seconds)
        self._keep(key, sound)
        return sound

    def _keep(self, key: str, sound: Sound) -> None:
        self._kept[key] = sound
        self._held += len(sound[0])
        while self._held > self._most and self._kept:
            _, (dropped, _) = self._kept.popitem(last=False)
            self._held -= len(dropped)


def open_speech(settings: Settings, room: Room) -> Speech | None:
    """Return what speaks and listens by an endpoint; None where the settings name no model for either.

    Raises:
        SettingsError: a model is named and no endpoint is, or its key cannot be sent.
    """
    if not (settings.speech_model or settings.dictation_model):
        return None
    from agent.llm.speech.speech_client import SpeechClient  # openai takes a second to load
    from agent.llm.speech.speech_endpoint import speech_endpoint

    endpoint = speech_endpoint(settings)
    return Speech(SpeechClient(endpoint, room.budget)) if endpoint else None


def _noticed(task: asyncio.Task[Sound]) -> None:
    """Look at what became of a line that nobody may be waiting for any more; it is in the log."""
    if not task.cancelled():
        task.exception()


def _line(room: PersonalRoom, session: str, turn: int) -> str:
    info = room.session(session)
    if turn == 0:
        return info.opening
    whole = room.room.log.turn(session, turn) if turn <= info.last else None
    if whole is None:
        raise UnknownSession(f"nothing was said in turn {turn} of this session. Mend: choose one that is whole.")
    return whole.reply.text
