"""The LLM edge against every way in which an endpoint is known to fail."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import formatdate

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused, SettingsError
from agent.llm.client import Budget, Llm, endpoint_from, open_llms
from agent.llm.contract import Message
from agent.llm.dialect import Dialect, Mode
from agent.llm.structured_output import read_object, strict_schema
from agent.model.base import FrozenModel
from agent.settings import Settings
from tests.support.wire import Wire, events, fail, streamed, whole

ASKED = (Message(part="instructions", text="Be brief."), Message(part="incoming", text="Colour?"))


class Colour(FrozenModel):
    reason: str
    name: str


BLUE = '{"reason": "sky", "name": "blue"}'


async def ask(llm: Llm, session: str | None = None, **options: object) -> Colour:
    return await llm.parse(ASKED, Colour, purpose="grader", session=session, **options)


async def listen(llm: Llm, session: str | None = None, **options: object) -> list[str]:
    return [piece async for piece in llm.stream(ASKED, purpose="customer", session=session, **options)]


async def hang(*_: object) -> httpx2.Response:
    await asyncio.sleep(60)
    raise AssertionError("nobody should wait this long")


# --- what is sent


async def test_a_schema_is_sent_and_its_answer_read():
    async with Wire(whole(BLUE), temperature=0.2, seed=7, max_tokens=55) as wire:
        assert (await ask(wire.llm)).name == "blue"
    body = wire.bodies[0]
    assert body["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Colour?"}]
    assert (body["model"], body["temperature"], body["seed"], body["max_tokens"]) == ("m", 0.2, 7, 55)
    sent = body["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"]["required"] == ["reason", "name"]
    assert sent["schema"]["additionalProperties"] is False


async def test_the_models_own_words_go_out_as_its_own():
    async with Wire(whole(BLUE)) as wire:
        await wire.llm.parse((*ASKED, Message(part="own", text="Hm.")), Colour, purpose="grader", session=None)
    assert wire.bodies[0]["messages"][-1] == {"role": "assistant", "content": "Hm."}


async def test_a_call_may_have_its_own_seed_and_more_warmth():
    async with Wire(whole(BLUE), whole(BLUE), temperature=0.0, seed=7) as wire:
        await ask(wire.llm, seed=3, least_temperature=0.5)
        await ask(wire.llm)
    assert [(body["seed"], body["temperature"]) for body in wire.bodies] == [(3, 0.5), (7, 0.0)]


async def test_keys_and_names_of_other_programs_are_not_sent(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "foreign")
    async with Wire(whole(BLUE)) as wire:
        await ask(wire.llm)
    assert "foreign" not in str(dict(wire.requests[0].headers))
    assert wire.requests[0].url.host == "model.test"


# --- answers that cannot be read


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{BLUE}\n```",
        f"Sure! Here it is:\n{BLUE}\nAnything else?",
        f'<think>{{"name": "red"}} no</think>\n{BLUE}',
        '{"reason": "a\nnew line", "name": "blue"}',
        f'{{"colour": 1}} and then {BLUE}',
        f"{{ {BLUE}",
    ],
)
async def test_an_object_is_found_in_its_wrapping(text: str):
    async with Wire(whole(text)) as wire:
        assert (await ask(wire.llm)).name == "blue"


@given(st.text())
def test_any_text_is_an_object_or_garbled(text: str):
    with pytest.raises(EndpointGarbled):
        read_object(text, Colour)


def test_a_deep_nest_is_garbled():
    with pytest.raises(EndpointGarbled):
        read_object('{"a":' * 100_000, Colour)


async def test_a_cut_answer_is_garbled_and_not_asked_for_again():
    async with Wire(whole('{"reason": "sk', finish="length")) as wire:
        with pytest.raises(EndpointGarbled, match="cut at its token limit"):
            await ask(wire.llm)


async def test_a_refusal_is_told_apart():
    async with Wire(whole(None, refusal="I cannot help with that.")) as wire:
        with pytest.raises(EndpointRefused, match="declined: I cannot help"):
            await ask(wire.llm)


async def test_a_content_filter_is_told_apart():
    async with Wire(whole("", finish="content_filter")) as wire:
        with pytest.raises(EndpointRefused, match="content filter"):
            await ask(wire.llm)


@pytest.mark.parametrize("text", [None, "", "  \n"])
async def test_an_empty_answer_is_garbled(text: str | None):
    async with Wire(whole(text)) as wire:
        with pytest.raises(EndpointGarbled, match="empty"):
            await ask(wire.llm)


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(200, text="<!doctype html><p>Log in</p>", headers={"content-type": "text/html"}),
        httpx2.Response(200, text="<html>", headers={"content-type": "application/json"}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"error": "overloaded"}),
        httpx2.Response(200, json={"choices": []}),
        httpx2.Response(200, json={"choices": [{"message": "hi"}]}),
        httpx2.Response(200, content=b"\xff\xfe", headers={"content-type": "application/json"}),
        httpx2.Response(200, text=""),
    ],
)
async def test_what_is_no_completion_is_garbled(response: httpx2.Response):
    async with Wire(response) as wire:
        with pytest.raises(EndpointGarbled, match="no chat completion"):
            await ask(wire.llm)


# --- servers without schemas


async def test_a_server_without_schemas_is_asked_in_json_mode_and_remembered():
    complaint = fail(400, "response_format type json_schema is not supported by this model")
    async with Wire(complaint, whole(BLUE), whole(BLUE)) as wire:
        assert (await ask(wire.llm)).name == "blue"
        assert (await ask(wire.llm)).name == "blue"
    formats = [body["response_format"]["type"] for body in wire.bodies]
    assert formats == ["json_schema", "json_object", "json_object"]
    assert '"required":["reason","name"]' in wire.bodies[1]["messages"][-1]["content"]


async def test_a_server_without_json_mode_is_asked_in_words():
    async with Wire(
        fail(400, "unknown field response_format"), fail(422, "response_format"), whole(f"Here: {BLUE}"), whole(BLUE)
    ) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert [("response_format" in body) for body in wire.bodies] == [True, True, False, False]


async def test_a_server_that_ignores_the_schema_is_asked_plainly_and_remembered():
    async with Wire(whole("Blue, of course."), whole(BLUE), whole(BLUE)) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert [body["response_format"]["type"] for body in wire.bodies] == ["json_schema", "json_object", "json_object"]


async def test_a_model_that_never_answers_with_an_object_is_garbled_and_nothing_is_learned_from_it():
    async with Wire(whole("Blue."), whole("Blue!"), whole("I said blue.")) as wire:
        with pytest.raises(EndpointGarbled, match="Colour"):
            await ask(wire.llm)
        assert wire.llm.dialect == Dialect()


async def test_parameters_a_server_does_not_know_are_left_out_and_remembered():
    async with Wire(
        fail(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        fail(400, "'temperature' does not support 0.0 with this model."),
        fail(422, "seed: extra fields not permitted"),
        whole(BLUE),
        whole(BLUE),
        seed=1,
    ) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert "max_completion_tokens" in wire.bodies[-1]
    assert not {"max_tokens", "temperature", "seed"} & set(wire.bodies[-1])


async def test_parallel_calls_learn_one_thing_once():
    together = asyncio.Barrier(3)

    async def picky(request: httpx2.Request) -> httpx2.Response:
        if b"json_schema" not in request.content:
            return whole(BLUE)
        await together.wait()
        return fail(400, "json_schema is not supported")

    async with Wire(*[picky] * 6) as wire:
        await asyncio.gather(*(ask(wire.llm) for _ in range(3)))
        assert wire.llm.dialect.mode is Mode.JSON


@pytest.mark.parametrize("message", ["the request is too long for the context, reduce max_tokens", "bad model"])
async def test_a_400_is_final(message: str):
    async with Wire(fail(400, message)) as wire:
        with pytest.raises(EndpointRefused, match="HTTP 400"):
            await ask(wire.llm)
        assert wire.waits == []


# --- final errors, named


@pytest.mark.parametrize(
    ("status", "mend"),
    [
        (401, "ROLLWITH_API_KEY"),
        (403, "ROLLWITH_API_KEY"),
        (404, "ROLLWITH_BASE_URL"),
        (413, "too long"),
        (501, "ROLLWITH_BASE_URL"),
    ],
)
async def test_final_errors_name_the_setting_to_mend(status: int, mend: str):
    async with Wire(fail(status)) as wire:
        with pytest.raises(EndpointRefused, match=mend):
            await ask(wire.llm)


async def test_a_spent_account_is_final_though_it_is_a_429():
    async with Wire(fail(429, "You exceeded your quota", code="insufficient_quota")) as wire:
        with pytest.raises(EndpointRefused, match="nothing left"):
            await ask(wire.llm)


async def test_no_key_still_asks_and_a_key_never_shows_in_errors():
    async with Wire(fail(401, "Incorrect API key provided: sk-abcdef123456"), api_key="sk-abcdef123456") as wire:
        with pytest.raises(EndpointRefused) as refused:
            await ask(wire.llm)
        assert "abcdef" not in str(refused.value)
        assert "abcdef" not in repr(wire.llm.endpoint)
    async with Wire(whole(BLUE), api_key=None) as wire:
        await ask(wire.llm)


# --- retries, in one layer


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
async def test_fleeting_errors_are_tried_again_with_jitter(status: int):
    async with Wire(fail(status), fail(status), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert len(wire.waits) == 2
    assert all(0 <= wait <= 1 for wait in wire.waits)


async def test_waits_differ():
    waits = []
    for _ in range(5):
        async with Wire(fail(500), whole(BLUE)) as wire:
            await ask(wire.llm)
            waits += wire.waits
    assert len(set(waits)) == 5


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "in 9 s"}, 7.5),
    ],
)
async def test_retry_after_is_honoured_with_a_little_spread(headers: dict[str, str], least: float):
    if headers.get("retry-after") == "in 9 s":
        headers = {"retry-after": formatdate(time.time() + 9, usegmt=True)}
    async with Wire(fail(429, headers=headers), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert least <= wire.waits[0] <= least + 2


@pytest.mark.parametrize("nonsense", ["soon", "nan", "inf", "-5", ""])
async def test_a_retry_after_that_makes_no_sense_does_no_harm(nonsense: str):
    async with Wire(fail(429, headers={"retry-after": nonsense}), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert 0 <= wire.waits[0] <= 0.5


async def test_a_wait_beyond_the_deadline_is_not_begun():
    async with Wire(fail(429, "slow down", headers={"retry-after": "3600"})) as wire:
        with pytest.raises(EndpointDown, match="HTTP 429: slow down"):
            await ask(wire.llm)
        assert wire.waits == []


async def test_attempts_do_not_multiply():
    async with Wire(*[fail(503) for _ in range(3)], max_attempts=3) as wire:
        with pytest.raises(EndpointDown, match="HTTP 503"):
            await ask(wire.llm)


async def test_a_refused_connection_is_tried_again_and_then_down():
    refused = httpx2.ConnectError("connection refused")
    async with Wire(refused, refused, max_attempts=2) as wire:
        with pytest.raises(EndpointDown, match="connection refused"):
            await ask(wire.llm)


async def test_a_timeout_of_one_attempt_is_tried_again():
    async with Wire(httpx2.ReadTimeout("slow"), whole(BLUE)) as wire:
        await ask(wire.llm)


async def test_the_total_deadline_holds_whatever_hangs():
    async with Wire(hang, total_deadline=0.4) as wire:
        with pytest.raises(EndpointDown, match="within 0.4 s"):
            await ask(wire.llm)


# --- streams


async def test_a_stream_gives_its_pieces():
    async with Wire(streamed(*events(["Not ", "now", "."]))) as wire:
        assert await listen(wire.llm) == ["Not ", "now", "."]
    assert wire.bodies[0]["stream"] is True
    assert "response_format" not in wire.bodies[0]


async def test_a_failing_stream_is_tried_again_before_its_first_piece():
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
async def test_a_stream_cut_midway_raises_and_is_not_begun_again(end: list[object]):
    heard = []
    async with Wire(streamed(*events(["Not ", "now"], finish=None), *end)) as wire:
        with pytest.raises(EndpointError) as failed:  # noqa: PT012 - what was heard before matters
            async for piece in wire.llm.stream(ASKED, purpose="customer", session=None):
                heard.append(piece)
    assert heard == ["Not ", "now"]
    assert isinstance(failed.value, EndpointGarbled if end == [b"data: {no\n\n"] else EndpointDown)


async def test_an_error_event_in_a_stream_is_down():
    parts = [*events(["Not"], finish=None), b'data: {"error": {"message": "GPU lost"}}\n\n']
    async with Wire(streamed(*parts)) as wire:
        with pytest.raises(EndpointDown, match="GPU lost"):
            await listen(wire.llm)


async def test_a_stream_cut_at_the_token_limit_is_garbled():
    async with Wire(streamed(*events(["Not "], finish="length"))) as wire:
        with pytest.raises(EndpointGarbled, match="cut at its token limit"):
            await listen(wire.llm)


async def test_a_filtered_stream_is_refused():
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
async def test_a_stream_without_words_is_an_error(response: httpx2.Response):
    async with Wire(response, max_attempts=1) as wire:
        with pytest.raises(EndpointError):
            await listen(wire.llm)


async def test_the_first_words_have_a_deadline_of_their_own():
    async with Wire(streamed(hang), streamed(*events(["Yes."])), first_token_deadline=0.4) as wire:
        assert await listen(wire.llm) == ["Yes."]
    async with Wire(streamed(hang), first_token_deadline=0.4, max_attempts=1) as wire:
        with pytest.raises(EndpointDown, match="no words within 0.4 s"):
            await listen(wire.llm)


async def test_a_stalled_stream_is_down():
    async with Wire(streamed(*events(["Not "], finish=None), hang), request_timeout=0.4) as wire:
        with pytest.raises(EndpointDown, match="no words within"):
            await listen(wire.llm)


async def test_the_total_deadline_holds_for_streams():
    async with Wire(streamed(*events(["Not "], finish=None), hang), total_deadline=0.4) as wire:
        with pytest.raises(EndpointDown, match="within 0.4 s"):
            await listen(wire.llm)


@pytest.mark.parametrize(
    "pieces", [["<think>He asks.</think>", "No."], ["<th", "ink>He\n", "asks.</thi", "nk>\n\nNo."], ["", "No."]]
)
async def test_thoughts_are_not_spoken(pieces: list[str]):
    async with Wire(streamed(*events(pieces))) as wire:
        assert "".join(await listen(wire.llm)) == "No."


async def test_words_that_only_begin_like_a_thought_are_spoken():
    async with Wire(streamed(*events(["<", "th", "ree"]))) as wire:
        assert "".join(await listen(wire.llm)) == "<three"


async def test_a_server_without_stream_options_is_asked_without():
    async with Wire(fail(400, "Unknown parameter: stream_options"), streamed(*events(["Yes."]))) as wire:
        assert await listen(wire.llm) == ["Yes."]
    assert "stream_options" not in wire.bodies[1]


# --- token budget


async def test_usage_is_counted_per_session():
    async with Wire(whole(BLUE, usage=40), streamed(*events(["Yes."], usage=25))) as wire:
        await ask(wire.llm, "a")
        await listen(wire.llm, "a")
        assert wire.llm.budget.spent("a") == 65
        assert wire.llm.budget.spent("b") == 0


async def test_usage_is_estimated_where_none_is_told():
    async with Wire(whole(BLUE, usage=None), streamed(*events(["Yes, all of it."]))) as wire:
        await ask(wire.llm, "a")
        first = wire.llm.budget.spent("a")
        await listen(wire.llm, "a")
        assert 0 < first < wire.llm.budget.spent("a")


async def test_a_spent_budget_refuses_without_asking():
    async with Wire(whole(BLUE, usage=95), token_budget=100) as wire:
        await ask(wire.llm, "a")
        for call in (ask, listen):
            with pytest.raises(EndpointRefused, match="ROLLWITH_TOKEN_BUDGET"):
                await call(wire.llm, "a")


async def test_a_budget_can_be_shared_and_nobodys_calls_are_free():
    async with Wire(whole(BLUE, usage=95), whole(BLUE)) as wire:
        budget = Budget(100)
        grader, customer = wire.sharing(budget), wire.sharing(budget)
        await ask(grader, "a")
        with pytest.raises(EndpointRefused):
            await ask(customer, "a")
        await ask(customer, None)
        assert budget.total == 95 + 30


async def test_parallel_calls_cannot_overspend_together():
    async with Wire(whole(BLUE, usage=20), token_budget=25) as wire:
        results = await asyncio.gather(*(ask(wire.llm, "a") for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, EndpointRefused) for result in results) == 2


async def test_failed_calls_cost_nothing():
    async with Wire(fail(400, "bad"), fail(500), max_attempts=1) as wire:
        for _ in range(2):
            with pytest.raises(EndpointError):
                await ask(wire.llm, "a")
        assert wire.llm.budget.spent("a") == 0


async def test_a_stream_given_up_is_paid_for():
    async with Wire(streamed(*events(["Well. ", "And. ", "So."]))) as wire:
        stream = wire.llm.stream(ASKED, purpose="customer", session="a")
        await anext(stream)
        await stream.aclose()
        assert wire.llm.budget.spent("a") > 0


# --- settings


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **({"base_url": "http://model.test/v1", "model": "m"} | given))


def test_each_purpose_has_its_model_and_temperature():
    given = settings(grader_model="g", temperature=0.9, grader_temperature=0.1, seed=4, token_budget=9)
    grader, customer = endpoint_from(given, "grader"), endpoint_from(given, "customer")
    assert (grader.model, grader.temperature, grader.seed) == ("g", 0.1, 4)
    assert (customer.model, customer.temperature, customer.token_budget) == ("m", 0.9, 9)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"base_url": None}, "ROLLWITH_BASE_URL"),
        ({"model": None}, "ROLLWITH_MODEL"),
        ({"api_key": "sk-ключ"}, "ROLLWITH_API_KEY"),
        ({"api_key": "two\nlines"}, "ROLLWITH_API_KEY"),
    ],
)
def test_settings_that_cannot_work_are_named(given: dict[str, object], named: str):
    with pytest.raises(SettingsError, match=named):
        endpoint_from(settings(**given), "customer")


async def test_the_models_of_one_room_share_a_budget():
    models = open_llms(settings(customer_model="c"))
    assert {purpose: llm.name for purpose, llm in models.items()} == {"customer": "c", "grader": "m", "debrief": "m"}
    assert len({id(llm.budget) for llm in models.values()}) == 1
    for llm in models.values():
        await llm.aclose()


def test_a_strict_schema_keeps_fields_that_are_named_like_keywords():
    class Odd(FrozenModel):
        title: str = "x"
        inner: tuple[Colour, ...] = ()

    schema = strict_schema(Odd)
    assert schema["required"] == ["title", "inner"]
    assert schema["$defs"]["Colour"]["required"] == ["reason", "name"]
    assert "default" not in json.dumps(schema)
