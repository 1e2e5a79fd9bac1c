"""Structured output: answers that cannot be read as what was asked for."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from typing import Any, Literal

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from agent.errors import EndpointGarbled, EndpointRefused
from agent.llm.reading.structured_output import read_object, strict_schema
from agent.model.base import FrozenModel
from tests.support.doubles.llm_calls import BLUE, Colour, ask
from tests.support.servers.wire import Wire, whole

QUOTE = "You're worn out, and nobody explained."


class Kind(StrEnum):
    OPEN_QUESTION = "open_question"
    AFFIRM = "affirm"


class Feature(StrEnum):
    OWN = "own"
    EVOKE = "evoke"


class Unit(FrozenModel):
    quote: str
    reason: str
    code: Kind
    marks: tuple[Feature, ...]


class Answer(FrozenModel):
    units: tuple[Unit, ...] = Field(min_length=1, description="x")
    stance_reason: str = ""
    stance: Literal["follow", "lead"] | None


UNIT = {"quote": QUOTE, "reason": "r", "code": "open_question", "marks": ["evoke"]}
GOOD = {"units": [UNIT], "stance_reason": "s", "stance": "follow"}
WANTED = Answer.model_validate(GOOD)
L = json.dumps(GOOD)


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
async def test_an_object_is_found_in_its_wrapping(text: str) -> None:
    async with Wire(whole(text)) as wire:
        assert (await ask(wire.llm)).name == "blue"


@given(st.text())
def test_any_text_is_an_object_or_garbled(text: str) -> None:
    with pytest.raises(EndpointGarbled):
        read_object(text, Colour)


def test_a_deep_nest_is_garbled() -> None:
    with pytest.raises(EndpointGarbled):
        read_object('{"a":' * 100_000, Colour)


async def test_an_answer_that_is_cut_at_every_limit_is_garbled() -> None:
    async with Wire(*[whole('{"reason": "sk', finish="length")] * 4) as wire:
        with pytest.raises(EndpointGarbled, match="cut at its token limit"):
            await ask(wire.llm)


async def test_a_refusal_is_told_apart() -> None:
    async with Wire(whole(None, refusal="I cannot help with that.")) as wire:
        with pytest.raises(EndpointRefused, match="declined: I cannot help"):
            await ask(wire.llm)


async def test_a_content_filter_is_told_apart() -> None:
    async with Wire(whole("", finish="content_filter")) as wire:
        with pytest.raises(EndpointRefused, match="content filter"):
            await ask(wire.llm)


@pytest.mark.parametrize("text", [None, "", "  \n"])
async def test_an_empty_answer_is_garbled(text: str | None) -> None:
    async with Wire(*[whole(text)] * 4) as wire:
        with pytest.raises(EndpointGarbled, match="empty"):
            await ask(wire.llm)


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(200, text="<!doctype html><p>Log in</p>", headers={"content-type": "text/html"}),
        httpx2.Response(200, text="<html>", headers={"content-type": "application/json"}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"id": "x"}),
        httpx2.Response(200, json={"choices": [{"message": "hi"}]}),
        httpx2.Response(200, content=b"\xff\xfe", headers={"content-type": "application/json"}),
        httpx2.Response(200, text=""),
    ],
)
async def test_what_is_no_completion_is_garbled(response: httpx2.Response) -> None:
    async with Wire(response) as wire:
        with pytest.raises(EndpointGarbled, match="no chat completion"):
            await ask(wire.llm)


@pytest.mark.parametrize(
    "text",
    [
        f'{{"Answer": {L}}}',
        f'{{"answer": {{"result": {L}}}}}',
        f"[{L}]",
        f'<tool_call>{{"name": "Answer", "arguments": {L}}}</tool_call>',
        json.dumps({"name": "Answer", "arguments": L}),
        json.dumps({"type": "function", "function": {"name": "Answer", "arguments": L}}),
        L.replace("}]", "},]").replace('"follow"', '"follow",'),
        repr(GOOD),
        f"```python\n{GOOD!r}\n```\nHope this {{helps}}!",
        L.replace("You're", "You\\'re"),
        L.replace("open_question", "Open_Question").replace("evoke", "EVOKE"),
        L.replace("open_question", "open question").replace("follow", "Follow"),
        L.replace("open_question", "`open-question`"),
        L.replace('"stance":', '"confidence": 0.9, "stance":').replace('"code"', '"Code"'),
        L[:-1],
        L.replace('"units"', "units"),
        L.replace("[{", "{").replace("}]", "}"),
        f"<think>{L.replace('follow', 'lead')}</think>{L}<|im_end|>",
        f"It may be that {L.replace('follow', 'lead')} or so.</think>{L}",
    ],
)
def test_an_object_is_read_however_it_was_written(text: str) -> None:
    assert read_object(text, Answer) == WANTED


@pytest.mark.parametrize("marks", [None, [], "none", ["none"], ["None", None], "N/A", ""])
def test_no_marks_may_be_said_in_many_ways(marks: object) -> None:
    found = read_object(json.dumps({**GOOD, "units": [{**UNIT, "marks": marks}]}), Answer)
    assert found.units[0].marks == ()
    assert found.units[0].code is Kind.OPEN_QUESTION


def test_marks_may_come_as_one_string() -> None:
    found = read_object(json.dumps({**GOOD, "units": [{**UNIT, "marks": "Own, evoke"}]}), Answer)
    assert found.units[0].marks == (Feature.OWN, Feature.EVOKE)


def test_a_missing_reason_is_no_reason_to_drop_a_label() -> None:
    unit = {key: value for key, value in UNIT.items() if key != "reason"}
    found = read_object(json.dumps({"units": [unit], "stance": "lead", "stance_reason": None}), Answer)
    assert (found.units[0].reason, found.stance_reason, found.stance) == ("", "", "lead")


@pytest.mark.parametrize("key", ["quote", "code"])
def test_what_decides_is_never_invented(key: str) -> None:
    unit: dict[str, Any] = {name: value for name, value in UNIT.items() if name != key}
    for units in ([unit], [{**unit, key: None}], [], None):
        with pytest.raises(EndpointGarbled, match="units"):
            read_object(json.dumps({**GOOD, "units": units}), Answer)


@pytest.mark.parametrize(
    "text", [L.replace("open_question", "question"), L.replace("evoke", "warmth"), L[: len(L) // 2]]
)
def test_an_unknown_label_and_half_an_object_are_garbled(text: str) -> None:
    with pytest.raises(EndpointGarbled):
        read_object(text, Answer)


HOSTILE = [
    "{", "[", "{)]", '"', "\\", "'", '{"a":"', "{a ", '{"', "}{", "{]", "{/*", '{"a": \'x', '{"a":1,', '{"units":[{"',
    "<",
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
@pytest.mark.parametrize("size", [19_000, 65_536, 131_072])
def test_hostile_answers_take_no_time(part: str, size: int) -> None:
    begun = time.process_time()
    with pytest.raises(EndpointGarbled):
        read_object("{" + part * (size // len(part)), Answer)
    assert time.process_time() - begun < 3


def test_a_strict_schema_has_no_bounds() -> None:
    text = json.dumps(strict_schema(Answer))
    assert not any(word in text for word in ("minItems", "title", "default", "description"))
    assert strict_schema(Answer)["required"] == ["units", "stance_reason", "stance"]
    assert strict_schema(Answer)["additionalProperties"] is False
