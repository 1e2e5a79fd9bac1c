"""Learning: what is remembered of refusals and blunders, and for how long."""

from __future__ import annotations

import httpx2
import pytest

from agent.errors import EndpointGarbled
from agent.llm.wire.dialect import Dialect, Mode
from agent.llm.wire.learning import TRIED_AGAIN
from tests.support.doubles.llm_calls import BLUE, ask, listen
from tests.support.servers.wire import Answer, Wire, events, fail, streamed, whole


def asks_by_schema(body: dict[str, object]) -> bool:
    return "json_schema" in str(body.get("response_format"))


def has_system(request: httpx2.Request) -> bool:
    return b'"system"' in request.content


def picky(refused: bytes, answer: httpx2.Response, good: str = BLUE) -> Answer:
    """Return an endpoint that refuses what holds certain bytes."""

    async def endpoint(request: httpx2.Request) -> httpx2.Response:
        return answer if refused in request.content else whole(good)

    return endpoint


async def test_a_refused_system_role_is_folded_into_the_first_message_and_remembered() -> None:
    async with Wire(fail(400, "System role not supported"), whole(BLUE), whole(BLUE)) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    for body in wire.bodies[1:]:
        assert body["messages"] == [{"role": "user", "content": "Be brief.\n\nColour?"}]


async def test_streams_go_on_without_a_system_role() -> None:
    async with Wire(fail(400, "System role not supported"), streamed(*events(["Yes."]))) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert not has_system(wire.requests[1])


async def test_a_500_that_names_the_system_role_is_understood_at_once() -> None:
    async with Wire(httpx2.Response(500, text="System role not supported"), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert wire.waits == []


async def test_bare_500s_of_a_system_role_are_found_out_and_remembered_after_two() -> None:
    endpoint = picky(b'"system"', httpx2.Response(500, text="Internal Server Error"))
    async with Wire(*[endpoint] * 9) as wire:
        for _ in range(3):
            await ask(wire.llm)
    assert [has_system(request) for request in wire.requests] == [True, True, True, False] * 2 + [False]


async def test_bare_500s_of_a_system_role_are_found_out_in_a_stream() -> None:
    broken = [fail(500), fail(500)]
    async with Wire(*broken, streamed(*events(["Yes."]))) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert not has_system(wire.requests[-1])


async def test_500s_that_only_a_schema_causes_mean_to_go_on_without() -> None:
    endpoint = picky(b"json_schema", httpx2.Response(500, text="oops"))
    async with Wire(*[endpoint] * 7) as wire:
        for _ in range(3):
            await ask(wire.llm)
        assert wire.llm.dialect.mode is Mode.TEXT


async def test_two_stray_500s_teach_nothing() -> None:
    async with Wire(fail(500), fail(500), whole(BLUE), whole(BLUE)) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
        assert wire.llm.dialect == Dialect()
    assert asks_by_schema(wire.bodies[-1])


async def test_json_that_the_server_gave_up_on_is_asked_for_again_then_more_plainly_and_nothing_is_learned() -> None:
    failed = fail(400, "Failed to generate JSON. See 'failed_generation'", code="json_validate_failed")
    async with Wire(failed, whole(BLUE)) as wire:
        await ask(wire.llm)
        assert wire.llm.dialect == Dialect()
    async with Wire(failed, failed, whole(BLUE)) as wire:
        await ask(wire.llm)
        assert wire.llm.dialect == Dialect()
    assert [asks_by_schema(body) for body in wire.bodies] == [True, True, False]


async def test_an_empty_answer_is_asked_for_again() -> None:
    async with Wire(whole(""), whole(BLUE)) as wire:
        assert (await ask(wire.llm)).name == "blue"


async def test_a_server_that_refuses_json_mode_keeps_its_schemas() -> None:
    refusal = httpx2.Response(400, json={"error": "'response_format.type' must be 'json_schema' or 'text'"})
    async with Wire(whole("Blue."), refusal, whole(BLUE), whole(BLUE)) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert "response_format" not in wire.bodies[2]
    assert asks_by_schema(wire.bodies[3])


async def test_a_refusal_that_names_nothing_known_is_asked_more_plainly() -> None:
    async with Wire(fail(400, "Property 'units' cannot be compiled"), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert not asks_by_schema(wire.bodies[1])


async def test_a_schema_that_was_given_up_is_tried_again_by_and_by() -> None:
    async with Wire(fail(400, "json_schema is not supported"), *[whole(BLUE)] * (TRIED_AGAIN + 1)) as wire:
        for _ in range(TRIED_AGAIN + 1):
            await ask(wire.llm)
    assert [asks_by_schema(body) for body in wire.bodies] == [True, *[False] * TRIED_AGAIN, True]


async def test_a_model_that_only_streams_is_gathered() -> None:
    pieces = streamed(*events([BLUE[:9], BLUE[9:]], usage=40))
    async with Wire(fail(400, "This model only support stream mode"), pieces) as wire:
        assert (await ask(wire.llm, "s")).name == "blue"
        assert wire.llm.budget.spent("s") == 40
    assert wire.bodies[1]["stream"] is True


async def test_a_model_that_does_not_stream_answers_in_one_piece() -> None:
    async with Wire(fail(400, "Streaming is not supported for this model"), whole("Yes, now.")) as wire:
        assert "".join(await listen(wire.llm)) == "Yes, now."
    assert wire.bodies[1]["stream"] is False


async def test_too_large_a_limit_is_lowered_and_remembered() -> None:
    refusal = fail(400, "max_tokens is too large: 2000. This model supports at most 1024 completion tokens")
    async with Wire(refusal, whole(BLUE), whole(BLUE), max_tokens=2000) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert [body["max_tokens"] for body in wire.bodies] == [2000, 1024, 1024]


async def test_a_limit_that_cuts_answers_is_widened_and_remembered() -> None:
    cut = whole("", finish="length")
    async with Wire(cut, cut, whole(BLUE), whole(BLUE), max_tokens=100) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert [body["max_tokens"] for body in wire.bodies] == [100, 200, 400, 400]


async def test_a_limit_is_widened_eight_times_at_most_and_the_setting_is_named() -> None:
    async with Wire(*[whole("", finish="length")] * 4, max_tokens=100) as wire:
        with pytest.raises(EndpointGarbled, match="ROLLWITH_GRADER_TOKENS"):
            await ask(wire.llm)
    assert [body["max_tokens"] for body in wire.bodies] == [100, 200, 400, 800]


async def test_a_stream_whose_thoughts_ate_the_limit_is_asked_for_again_with_a_wider_one() -> None:
    async with Wire(streamed(*events([], finish="length")), streamed(*events(["Yes."])), max_tokens=100) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert [body["max_tokens"] for body in wire.bodies] == [100, 200]


async def test_reasoning_effort_is_sent_where_it_is_set_and_left_out_where_it_is_refused() -> None:
    async with Wire(fail(400, "Unknown parameter: 'reasoning_effort'"), whole(BLUE), reasoning_effort="low") as wire:
        await ask(wire.llm)
    assert [body.get("reasoning_effort") for body in wire.bodies] == ["low", None]
