"""Speaking and listening at an endpoint: what is sent, what is taken for sound, and what is told when it fails."""

from __future__ import annotations

import json

import httpx2
import pytest

from agent.errors import EndpointDown, EndpointGarbled, EndpointRefused
from agent.llm.budget import Budget
from agent.llm.endpoint import Endpoint
from agent.llm.speech.sound import sound_kind
from agent.llm.speech.speech_client import SpeechClient
from agent.llm.speech.speech_endpoint import SpeechEndpoint
from agent.llm.wire.transport import open_client
from tests.support.servers.speech_endpoint import tone

URL = "http://speech.test/v1"


class SpeechWire:
    """A speech client whose endpoint answers from a list."""

    def __init__(self, *answers: httpx2.Response, apart: bool = True, budget: Budget | None = None) -> None:
        self._answers, self.requests, self.waits = list(answers), [], []  # type: ignore[var-annotated]
        at = Endpoint(base_url=URL, model="speaker", api_key="k-1", max_attempts=2)
        endpoint = SpeechEndpoint(at, "speaker", "listener", "alloy", apart=apart)
        http = open_client(URL, httpx2.MockTransport(self._answer))
        self.client = SpeechClient(endpoint, budget, http_client=http, sleep=self._sleep)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._answers.pop(0)

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def sound(data: bytes | None = None) -> httpx2.Response:
    return httpx2.Response(200, content=tone() if data is None else data, headers={"content-type": "text/html"})


async def test_a_line_is_said_by_the_model_and_voice_that_are_set() -> None:
    wire = SpeechWire(sound())
    said, media = await wire.client.speak("I told my crew he had.", "s")
    assert (said, media) == (tone(), "audio/wav"), "told by its bytes, not by what the endpoint calls it"
    asked = json.loads(wire.requests[0].content)
    assert (asked["model"], asked["voice"], asked["input"]) == ("speaker", "alloy", "I told my crew he had.")
    assert wire.client.budget.calls("s") == 1
    assert wire.client.budget.spent("s") > 0


async def test_a_page_of_html_is_no_sound() -> None:
    wire = SpeechWire(sound(b"<script>alert(1)</script>"))
    with pytest.raises(EndpointGarbled, match="no sound"):
        await wire.client.speak("Well.", "s")


async def test_a_stumble_is_tried_again_and_a_refusal_is_not() -> None:
    wire = SpeechWire(httpx2.Response(503), sound())
    assert (await wire.client.speak("Well.", None))[1] == "audio/wav"
    assert len(wire.waits) == 1
    refused = SpeechWire(httpx2.Response(401, json={"error": {"message": "who are you"}}))
    with pytest.raises(EndpointRefused, match="ROLLWITH_SPEECH_KEY"):
        await refused.client.speak("Well.", None)


async def test_an_endpoint_that_both_share_is_mended_by_the_shared_setting() -> None:
    wire = SpeechWire(httpx2.Response(401, json={"error": {"message": "no"}}), apart=False)
    with pytest.raises(EndpointRefused, match="ROLLWITH_API_KEY"):
        await wire.client.speak("Well.", None)


async def test_sound_beyond_all_bounds_is_not_read_to_its_end() -> None:
    wire = SpeechWire(sound(tone() + b"\0" * 5_000_000))
    with pytest.raises(EndpointGarbled, match="4 MB"):
        await wire.client.speak("Well.", "s")


async def test_another_host_is_never_told_what_is_said() -> None:
    wire = SpeechWire(httpx2.Response(307, headers={"location": "http://elsewhere.test/v1/audio/speech"}))
    with pytest.raises(EndpointRefused, match="another server"):
        await wire.client.speak("Well.", "s")
    assert len(wire.requests) == 1


async def test_a_spent_session_says_no_more() -> None:
    budget = Budget(2)
    wire = SpeechWire(budget=budget)
    with pytest.raises(EndpointRefused, match="ROLLWITH_TOKEN_BUDGET"):
        await wire.client.speak("This line has more letters than eight.", "s")
    assert wire.requests == []


async def test_a_recording_becomes_words_on_one_line() -> None:
    wire = SpeechWire(httpx2.Response(200, json={"text": " So what\nwould   help? "}))
    assert await wire.client.write_down(tone(), "s") == "So what would help?"
    body = wire.requests[0].content
    assert b'filename="line.wav"' in body
    assert b"listener" in body


async def test_what_is_no_recording_is_not_sent_on() -> None:
    wire = SpeechWire()
    with pytest.raises(EndpointRefused, match="no recording"):
        await wire.client.write_down(b"MZ\x90 a program", "s")
    assert wire.requests == []


async def test_an_endpoint_that_stays_away_is_told_as_down() -> None:
    wire = SpeechWire(httpx2.Response(500), httpx2.Response(500))
    with pytest.raises(EndpointDown):
        await wire.client.write_down(tone(), "s")
    assert wire.client.budget.spent("s") == 0, "what failed costs no tokens"


@pytest.mark.parametrize(
    ("head", "media"),
    [(b"\x1aE\xdf\xa3\x00", "audio/webm"), (b"\0\0\0\x18ftypM4A ", "audio/mp4"), (b"ID3\x04", "audio/mpeg")],
)
def test_sound_is_known_by_its_first_bytes(head: bytes, media: str) -> None:
    found = sound_kind(head)
    assert found is not None
    assert found[0] == media


def test_nothing_is_no_sound() -> None:
    assert sound_kind(b"") is None
