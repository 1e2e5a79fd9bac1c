"""Speech client: a line becomes sound, and sound becomes words, at an OpenAI-compatible endpoint.

Deadlines, bounds, retries and the words for what went wrong are those of every other call; see `agent/llm/client.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from openai import OpenAIError

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.budget import Budget, estimate
from agent.llm.speech.sound import sound_kind
from agent.llm.speech.speech_endpoint import SpeechEndpoint
from agent.llm.wire.failures import fault, named
from agent.llm.wire.retry import attempts
from agent.llm.wire.sdk import open_sdk
from agent.redaction import strike_said

if TYPE_CHECKING:
    from httpx2 import AsyncClient

T = TypeVar("T")

LONGEST_SPOKEN = 4_096
"""Characters that are spoken of one line; OpenAI's interface takes no more, and no customer's line comes near."""

LONGEST_HEARD = 4_000
"""Characters that are kept of what was written down; a rep's line has no more."""

BYTES_PER_TOKEN = 1_600
"""Of recorded speech: browsers record at some 16,000 bytes a second, and OpenAI counts some 10 tokens for it."""


SETTINGS = {
    "ROLLWITH_BASE_URL": "ROLLWITH_SPEECH_URL",
    "ROLLWITH_API_KEY": "ROLLWITH_SPEECH_KEY",
    "ROLLWITH_MODEL": "the model's name",
}
"""Settings that an error of the other endpoint names, and those that set an endpoint of speech alone."""


class SpeechClient:
    """Speaks and listens at one endpoint.

    Args:
        endpoint: where, by which models. budget: pays for both; by default one of its own.
        http_client: for tests; by default one that bounds what comes back. sleep: between attempts; for tests.
    """

    def __init__(
        self,
        endpoint: SpeechEndpoint,
        budget: Budget | None = None,
        *,
        http_client: AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.endpoint, at = endpoint, endpoint.at
        self.budget = budget or Budget(at.token_budget)
        self._sleep = sleep
        self._client = open_sdk(at, http_client)

    async def speak(self, line: str, session: str | None) -> tuple[bytes, str]:
        """Return a line as sound, and its media type.

        Args:
            session: whose token budget pays.

        Raises:
            EndpointError: no sound came of it.
        """
        where = f"speech ({self.endpoint.speaks})"
        if self.endpoint.speaks is None:
            raise EndpointRefused("no model is set that speaks. Mend: set ROLLWITH_SPEECH_MODEL")
        model, text = self.endpoint.speaks, line[:LONGEST_SPOKEN]

        async def once() -> bytes:
            said = await self._client.audio.speech.create(
                model=model, voice=self.endpoint.voice, input=text, response_format="mp3"
            )
            return await said.aread()

        sound = await self._persist(where, once, session, estimate(text))
        kind = sound_kind(sound)
        if kind is None:
            raise EndpointGarbled(f"{where}: what came is no sound. Mend: check ROLLWITH_SPEECH_MODEL")
        return sound, kind[0]

    async def write_down(self, sound: bytes, session: str | None) -> str:
        """Return the words of recorded speech; empty where nothing was said.

        Raises:
            EndpointError: nothing came of it.
        """
        where = f"dictation ({self.endpoint.listens})"
        kind = sound_kind(sound)
        if self.endpoint.listens is None:
            raise EndpointRefused("no model is set that listens. Mend: set ROLLWITH_DICTATION_MODEL")
        if kind is None:
            raise EndpointRefused("this is no recording of a kind that is known")
        model, file = self.endpoint.listens, (f"line.{kind[1]}", sound, kind[0])

        async def once() -> str:
            heard = await self._client.audio.transcriptions.create(model=model, file=file, response_format="json")
            text = getattr(heard, "text", None)
            if not isinstance(text, str):
                raise EndpointGarbled(f"{where}: the answer holds no words")
            return text

        words = await self._persist(where, once, session, len(sound) // BYTES_PER_TOKEN)
        return " ".join(strike_said(words).split())[:LONGEST_HEARD]

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _persist(self, where: str, once: Callable[[], Awaitable[T]], session: str | None, tokens: int) -> T:
        """Try until it works, a final error comes, or the time is up. What failed costs a call and no tokens."""
        at = self.endpoint.at
        self.budget.reserve(session, tokens)

        async def sent() -> T:
            self.budget.called(session)
            try:
                return await once()
            except EndpointError as error:  # of the transport, which knows no call
                raise named(error, where) from error
            except (OpenAIError, ValueError) as error:
                raise fault(error, where) from error

        used = 0
        try:
            async with asyncio.timeout(at.total_deadline):
                answer: T = await attempts(at.max_attempts, at.total_deadline, self._sleep)(sent)
            used = tokens
            return answer
        except TimeoutError:
            told = f"{where}: no whole answer within {at.total_deadline:.3g} s"
            raise EndpointDown(f"{told}. Mend: raise ROLLWITH_TOTAL_DEADLINE if the model needs longer") from None
        except EndpointError as error:
            raise self._told(error) from error
        finally:
            self.budget.settle(session, tokens, used)

    def _told(self, error: EndpointError) -> EndpointError:
        """Return an error with the settings named that this endpoint is set by."""
        kinds = (EndpointRefused, EndpointDown, EndpointGarbled)
        kind: type[EndpointError] = next((kind for kind in kinds if isinstance(error, kind)), EndpointError)
        told = str(error)
        for name, own in SETTINGS.items() if self.endpoint.apart else ():
            told = told.replace(name, own)
        return kind(told)
