"""Answers in the shapes that endpoints give them, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.reading.response import StreamReader, check_finish, odds_of, read_answer, text_of
from agent.llm.reading.thoughts import ThoughtsAloud
from agent.llm.wire.failures import TransientError, Unwritten
from tests.support.servers.wire import Stream

PARTS = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": "Not today."}]
CALL = [{"function": {"name": "LineAnswer", "arguments": '{"a": 1}'}}]


def answered(**fields: Any) -> str:
    message = {"role": "assistant", **fields}
    return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": {"prompt_tokens": None}})


def text(body: str) -> str:
    return text_of(read_answer(body, "w"), "w")


class Source:
    """What the SDK gives for a stream: an iterator with the response behind it."""

    def __init__(self, *parts: bytes, kind: str = "text/event-stream") -> None:
        request = httpx2.Request("POST", "http://model.test")
        self.response = httpx2.Response(200, headers={"content-type": kind}, stream=Stream(parts), request=request)

    def __aiter__(self) -> Source:
        return self

    async def __anext__(self) -> object:
        raise AssertionError("the body is read, not the SDK's stream")


def step(content: object, finish: object = None, **more: Any) -> bytes:
    choice = {"delta": {"content": content, **more}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice], "usage": None}).encode() + b"\n\n"


def event(value: object) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


async def heard(*parts: bytes, kind: str = "text/event-stream", **how: Any) -> str:
    reader, said = StreamReader(Source(*parts, kind=kind), "w", **how), ""
    while (piece := await reader.next()) is not None:
        said += piece
    assert said == reader.text
    return said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"content": PARTS}, "Not today."),
        ({"content": [{"text": "Not "}, "today.", None]}, "Not today."),
        ({"content": "Not today.", "refusal": None, "tool_calls": None}, "Not today."),
        ({"content": None, "tool_calls": CALL}, '{"a": 1}'),
        ({"content": "", "tool_calls": [{"function": {"arguments": {"a": 1}}}]}, '{"a": 1}'),
        ({"content": None, "function_call": {"name": "x", "arguments": '{"a": 1}'}}, '{"a": 1}'),
    ],
)
def test_the_text_is_found_wherever_it_is(fields: dict[str, Any], said: str) -> None:
    assert text(answered(**fields)) == said


@pytest.mark.parametrize(
    "body",
    ['{"choices": null}', '{"choices": []}', '{"choices": [null]}', '{"choices": [{"message": null}]}',
     answered(content=None), answered(content=[]), answered(content="<think>Hm.</think> ")],
)  # fmt: skip
def test_nothing_in_an_answer_is_worth_another_try(body: str) -> None:
    with pytest.raises(Unwritten):
        text(body)


@pytest.mark.parametrize(
    ("usage", "total"),
    [({"prompt_tokens": None, "completion_tokens": 5}, 5), ({"prompt_tokens": 7}, 7), ({"prompt_tokens": "many"}, 0)],
)
def test_a_count_that_is_none_is_nothing(usage: dict[str, Any], total: int) -> None:
    answer = read_answer(json.dumps({"choices": [{"message": {"content": "x"}}], "usage": usage}), "w")
    assert answer.usage
    assert answer.usage.total == total


@pytest.mark.parametrize("reason", ["length", "MAX_TOKENS", "max_tokens", "LENGTH", "FinishReason.MAX_TOKENS"])
def test_the_token_limit_has_many_names(reason: str) -> None:
    with pytest.raises(EndpointGarbled, match="token limit"):
        check_finish(reason, None, "w")


@pytest.mark.parametrize("reason", ["SAFETY", "content_filter", "PROHIBITED_CONTENT"])
def test_filters_have_many_names(reason: str) -> None:
    with pytest.raises(EndpointRefused, match="filter"):
        check_finish(reason, None, "w")


@pytest.mark.parametrize("reason", [None, "stop", "STOP", "eos", "end_turn", "tool_calls"])
def test_a_plain_end_is_none_of_them(reason: str | None) -> None:
    check_finish(reason, None, "w")


COMPLAINTS: list[tuple[object, type[EndpointError], str]] = [
    ({"error": {"message": "Rate limit exceeded: free", "code": 429}}, TransientError, "Rate limit exceeded"),
    ({"error": {"message": "Too many requests", "code": "429"}, "choices": None}, TransientError, "Too many"),
    ({"error": "overloaded"}, TransientError, "overloaded"),
    ({"error": {"message": "x", "code": "insufficient_quota"}}, EndpointRefused, "x"),
    ({"error": {"message": "This request requires more credits", "code": 402}}, EndpointRefused, "credits"),
    ({"object": "error", "message": "maximum context length is 4096", "code": 400}, EndpointRefused, "context length"),
    ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, TransientError, "Overloaded"),
    ([{"error": {"code": 503, "message": "busy", "status": "UNAVAILABLE"}}], TransientError, "busy"),
    ({"choices": [{"error": {"code": 502, "message": "lost"}, "delta": {}}]}, TransientError, "lost"),
    ({"error": {"message": "Provider returned error", "metadata": {"raw": "GPU lost"}}}, TransientError, "GPU lost"),
    ({"error": {"message": "Invalid API key", "code": 401}}, EndpointRefused, "API key"),
]


@pytest.mark.parametrize(("value", "kind", "words"), COMPLAINTS)
async def test_an_error_in_an_answer_is_that_error(value: object, kind: type[EndpointError], words: str) -> None:
    with pytest.raises(kind, match=words):
        read_answer(json.dumps(value), "w")
    with pytest.raises(kind, match=words):
        await heard(event(value), DONE)
    with pytest.raises(kind, match=words):
        await heard(json.dumps(value, indent=1).encode(), kind="application/json")


@pytest.mark.parametrize(
    "parts",
    [
        [step("Not "), event({"choices": None}), step(None), step("today."), DONE],
        [step("Not "), event({"choices": [{"delta": None}]}), event({"choices": []}), step("today.", "stop")],
        [step([{"type": "thinking", "thinking": []}]), step([{"type": "text", "text": "Not today."}], "stop")],
        [step("Not "), step("today."), step("Not today.", "stop"), DONE],
        [step("Not today."), step("Not today."), step("", "stop")],
        [step("Not today"), step("Not today.", "stop")],
        [step("<think>Hm.</think>"), step("Not today."), step("Not today.", "stop")],
        [b": keep-alive\r\n\r\nevent: x\r\n" + step("Not today.", "stop").replace(b"\n", b"\r\n"), DONE],
        [step("Not today.", "stop").replace(b"\n\n", b"\n"), b"data:[DONE]"],
        [answered(content="Not today.").encode()],
        [json.dumps(json.loads(answered(content="Not today.")), indent=2).encode()],
        [event(json.loads(answered(content="Not today.")))],
        [event({"choices": [{"text": "Not today.", "finish_reason": "stop"}]})],
    ],
)
@pytest.mark.parametrize("kind", ["text/event-stream", "application/json", "text/plain"])
async def test_a_stream_of_any_shape_says_its_text_once(parts: list[bytes], kind: str) -> None:
    assert await heard(*parts, kind=kind) == "Not today."


async def test_a_letter_cut_between_two_reads_and_odd_line_separators_are_whole() -> None:
    body = "data: " + json.dumps({"choices": [{"delta": {"content": "é\u2028\x85ü"}}]}, ensure_ascii=False) + "\n\n"
    assert await heard(*(bytes([one]) for one in body.encode()), DONE) == "é\u2028\x85ü"


async def test_words_that_are_said_twice_are_kept() -> None:
    assert await heard(step("No"), step(","), step(" no"), step(","), step(" no"), step(".", "stop")) == "No, no, no."
    assert await heard(step("Ha"), step("Ha"), step("!", "stop")) == "HaHa!"


async def test_a_stream_without_any_end_was_cut() -> None:
    with pytest.raises(EndpointDown, match="cut before its end"):
        await heard(step("Not today."))


async def test_an_empty_stream_is_worth_another_try() -> None:
    with pytest.raises(Unwritten):
        await heard(step(None, "stop"), DONE)


async def test_a_cut_stream_is_cut_in_capitals_too() -> None:
    with pytest.raises(EndpointGarbled, match="token limit"):
        await heard(step("Not today because", "MAX_TOKENS"))


async def test_a_function_call_is_text_only_for_who_wants_an_object() -> None:
    parts = [step(None, tool_calls=[{"function": {"arguments": piece}}]) for piece in ('{"a"', ": 1}")]
    assert await heard(*parts, step(None, "tool_calls"), arguments=True) == '{"a": 1}'
    with pytest.raises(Unwritten):
        await heard(*parts, step(None, "tool_calls"))


async def test_thoughts_that_come_as_text_are_told_and_held_back_from_then_on() -> None:
    parts = [step("He asks."), step("</thi"), step("nk>\n\nNot "), step("today.", "stop")]
    reader = StreamReader(Source(*parts), "w")
    assert await reader.next() == "He asks."
    with pytest.raises(ThoughtsAloud):
        await reader.next()
    assert reader.aloud
    assert await heard(*parts, aloud=True) == "Not today."


async def test_every_sign_of_life_is_told() -> None:
    signs: list[int] = []
    parts = [b": keep-alive\n\n", step(None, reasoning_content="Hm."), step("Not today.", "stop")]
    assert await heard(*parts, alive=lambda: signs.append(1)) == "Not today."
    assert len(signs) == 3


@pytest.mark.parametrize("body", [b"<html>", b"data: {no\n\n", b"x" * 1_100_000, b"data: 5\n\n", b"\xff\xfe"])
async def test_what_is_no_stream_is_garbled(body: bytes) -> None:
    with pytest.raises(EndpointGarbled):
        await heard(body)


def test_odds_come_from_log_probabilities() -> None:
    tokens = [
        {"token": '{"talk": "', "logprob": 0},
        {"token": "\\xc3", "logprob": -0.5, "bytes": [0xC3]},
        {"token": "\\xa9", "logprob": -0.5, "bytes": [0xA9]},
        {"token": '"}', "logprob": 0.0, "bytes": None},
    ]
    body = {"choices": [{"message": {"content": '{"talk": "é"}'}, "logprobs": {"content": tokens}}]}
    odds = odds_of(read_answer(json.dumps(body), "w"))
    assert odds
    assert odds.at("talk") == pytest.approx(0.3679, abs=1e-4)
    assert odds_of(read_answer(answered(content="x"), "w")) is None
