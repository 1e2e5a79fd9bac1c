"""Streams: first words, cuts, stalls and thoughts."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from tests.support.doubles.llm_calls import ASKED, hang, listen
from tests.support.servers.wire import Wire, events, fail, streamed


async def test_a_stream_gives_its_pieces() -> None:
    async with Wire(streamed(*events(["Not ", "now", "."]))) as wire:
        assert await listen(wire.llm) == ["Not ", "now", "."]
    assert wire.bodies[0]["stream"] is True
    assert "response_format" not in wire.bodies[0]


async def test_a_failing_stream_is_tried_again_before_its_first_piece() -> None:
    async with Wire(
        fail(503),
        streamed(httpx2.ReadError("cut")),
        streamed(*events([], finish=None)),
        streamed(*events(["Yes."])),
    ) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert len(wire.waits) == 3


@pytest.mark.parametrize(
    "end", [[httpx2.ReadError("cut")], [httpx2.RemoteProtocolError("cut")], [], [b"data: {no\n\n"]]
)
async def test_a_stream_cut_midway_raises_and_is_not_begun_again(end: list[object]) -> None:
    heard = []
    async with Wire(streamed(*events(["Not ", "now"], finish=None), *end)) as wire:
        with pytest.raises(EndpointError) as failed:  # noqa: PT012 - what was heard before matters
            async for piece in wire.llm.stream(ASKED, purpose="customer", session=None):
                heard.append(piece)
    assert heard == ["Not ", "now"]
    assert isinstance(failed.value, EndpointGarbled if end == [b"data: {no\n\n"] else EndpointDown)


async def test_an_error_event_in_a_stream_is_down() -> None:
    parts = [*events(["Not"], finish=None), b'data: {"error": {"message": "GPU lost"}}\n\n']
    async with Wire(streamed(*parts)) as wire:
        with pytest.raises(EndpointDown, match="GPU lost"):
            await listen(wire.llm)


async def test_a_stream_cut_at_the_token_limit_is_garbled() -> None:
    async with Wire(streamed(*events(["Not "], finish="length"))) as wire:
        with pytest.raises(EndpointGarbled, match="cut at its token limit"):
            await listen(wire.llm)


async def test_a_filtered_stream_is_refused() -> None:
    async with Wire(streamed(*events(["Not "], finish="content_filter"))) as wire:
        with pytest.raises(EndpointRefused):
            await listen(wire.llm)


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(200, text="<html>\n\n<p>a: b</p>\n\n</html>", headers={"content-type": "text/html"}),
        streamed(*events([])),
        streamed(b"data: 5\n\n", *events([])),
    ],
)
async def test_a_stream_without_words_is_an_error(response: httpx2.Response) -> None:
    async with Wire(response, max_attempts=1) as wire:
        with pytest.raises(EndpointError):
            await listen(wire.llm)


async def test_the_first_words_have_a_deadline_of_their_own() -> None:
    warm, yes = streamed(*events(["Hm."])), streamed(*events(["Yes."]))
    async with Wire(warm, streamed(hang), yes, first_token_deadline=0.4) as wire:
        await listen(wire.llm)
        assert await listen(wire.llm) == ["Yes."]
    async with Wire(streamed(*events(["Hm."])), streamed(hang), first_token_deadline=0.4, max_attempts=1) as wire:
        await listen(wire.llm)
        with pytest.raises(EndpointDown, match=r"no words within 0.4 s.*ROLLWITH_FIRST_TOKEN_DEADLINE"):
            await listen(wire.llm)


async def test_a_stalled_stream_is_down() -> None:
    async with Wire(streamed(*events(["Not "], finish=None), hang), request_timeout=0.4) as wire:
        with pytest.raises(EndpointDown, match="no words within"):
            await listen(wire.llm)


async def test_the_total_deadline_holds_for_streams() -> None:
    async with Wire(streamed(*events(["Not "], finish=None), hang), total_deadline=0.4) as wire:
        with pytest.raises(EndpointDown, match="within 0.4 s"):
            await listen(wire.llm)


@pytest.mark.parametrize(
    "pieces", [["<think>He asks.</think>", "No."], ["<th", "ink>He\n", "asks.</thi", "nk>\n\nNo."], ["", "No."]]
)
async def test_thoughts_are_not_spoken(pieces: list[str]) -> None:
    async with Wire(streamed(*events(pieces))) as wire:
        assert "".join(await listen(wire.llm)) == "No."


async def test_words_that_only_begin_like_a_thought_are_spoken() -> None:
    async with Wire(streamed(*events(["<", "th", "ree"]))) as wire:
        assert "".join(await listen(wire.llm)) == "<three"


async def test_a_server_without_stream_options_is_asked_without() -> None:
    async with Wire(fail(400, "Unknown parameter: stream_options"), streamed(*events(["Yes."]))) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert "stream_options" not in wire.bodies[1]


@pytest.mark.parametrize(
    "sign", [b": keep-alive\n\n", b'data: {"choices": [{"delta": {"reasoning_content": "hm"}}]}\n\n']
)
async def test_any_bytes_are_a_sign_of_life(sign: bytes) -> None:
    async def pause() -> None:
        await asyncio.sleep(0.15)

    signs = [part for _ in range(6) for part in (pause, sign)]
    given = {"first_token_deadline": 0.4, "request_timeout": 0.4, "max_attempts": 1}
    async with Wire(streamed(*events(["Hm."])), streamed(*signs, *events(["Yes."])), **given) as wire:
        await listen(wire.llm)
        assert await listen(wire.llm) == ["Yes."]


async def test_signs_of_life_do_not_go_on_beyond_the_total_deadline() -> None:
    async def pause() -> None:
        await asyncio.sleep(0.05)

    signs = [part for _ in range(100) for part in (pause, b": keep-alive\n\n")]
    async with Wire(streamed(*signs), total_deadline=0.5) as wire:
        with pytest.raises(EndpointDown, match="within 0.5 s.*ROLLWITH_TOTAL_DEADLINE"):
            await listen(wire.llm)
