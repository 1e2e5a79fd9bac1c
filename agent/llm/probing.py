"""Probing: what an endpoint can do, asked one capability at a time, and what the program does without it.

Streams and objects are asked for as the room asks for them. What the room never reads (usage in detail, the list of
models, a refused role) is read from bare requests over the same connection.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from openai import OpenAIError

from agent.errors import EndpointDown, EndpointError, EndpointGarbled
from agent.llm.budget import estimate
from agent.llm.client import Llm
from agent.llm.contract import Message, Purpose
from agent.llm.endpoint import endpoint_from
from agent.llm.reading.abilities import cached, inner, items, prompt_read, reasoning, window
from agent.llm.wire.dialect import Mode
from agent.llm.wire.failures import fault
from agent.model.base import FrozenModel

if TYPE_CHECKING:
    from agent.settings import Settings

COLD = 300.0
"""Seconds that an answer may take while an endpoint is probed: a server may have to load its model first, which lasts
from a few seconds to minutes (ollama/ollama#8006)."""

LONG = 18_000
"""Characters of the long prompt. The longest that the room sends are the grader's: 9,500 of instructions, six lines of
context of up to 600, and a line of up to 4,000."""

_ASKED = (Message(part="instructions", text="Answer with one word."), Message(part="incoming", text="Ready?"))

_MODES = {
    Mode.SCHEMA: "by its schema",
    Mode.JSON: "in JSON mode; the schema is refused or ignored, so it is told in words",
    Mode.TEXT: "in plain words; neither the schema nor JSON mode works, so the object is picked out of the text",
}


@dataclass(frozen=True)
class Capability:
    """What was learned of one capability.

    Attributes:
        name: `stream`, `schema` and so on; empty for the endpoint itself. ok: the room can work. detail: in words.
    """

    name: str
    ok: bool
    detail: str


class ProbedAnswer(FrozenModel):
    """The object that a probe asks for."""

    reason: str
    answer: Literal["yes", "no"]


async def probe(settings: Settings) -> AsyncIterator[Capability]:
    """Yield what the endpoint can do, the endpoint itself first; where that does not answer, nothing more is asked.

    Raises:
        SettingsError: no endpoint or no model is set, or the key cannot be sent.
    """
    customer, grader = _patient(settings, "customer"), _patient(settings, "grader")
    try:
        try:
            answered, stream = await _stream(customer)
        except EndpointError as error:
            yield Capability("", False, f"{settings.base_url}: {error}")
            return
        yield Capability("", True, f"{settings.base_url}, model {customer.name}, answered: {answered}")
        yield stream
        yield await _schema(grader)
        async for found in _bare_call(customer, grader):
            yield found
    finally:
        for llm in (customer, grader):
            await llm.aclose()


def _patient(settings: Settings, purpose: Purpose) -> Llm:
    usual = endpoint_from(settings, purpose)
    return Llm(replace(usual, request_timeout=COLD, first_token_deadline=COLD, total_deadline=COLD))


async def first_words(llm: Llm) -> tuple[str, float, int]:
    """Ask a model for a word, streamed; return its answer, the seconds to its first words, and how many pieces came.

    Raises:
        EndpointError: it gave none.
    """
    began, first, pieces = time.monotonic(), 0.0, []
    async for piece in llm.stream(_ASKED, purpose="customer", session=None, seed=1):
        first = first or time.monotonic() - began
        pieces.append(piece)
    return " ".join("".join(pieces).split())[:80], first, len(pieces)


async def _stream(llm: Llm) -> tuple[str, Capability]:
    """Ask twice: the first time a model may have to be loaded, the second time is what a turn feels."""
    answered, cold, _ = await first_words(llm)
    _, warm, pieces = await first_words(llm)
    whole = "in pieces" if pieces > 1 else "in one piece, so a line may come whole"
    told = f"first words after {warm:.1f} s ({cold:.1f} s when it was first asked), {whole}"
    return answered, Capability("stream", True, told)


async def _schema(llm: Llm) -> Capability:
    text = "Is the sky blue on a clear day? Give a reason of a few words, then the answer."
    try:
        await llm.parse((_ASKED[0], Message(part="incoming", text=text)), ProbedAnswer, purpose="grader", session=None)
    except EndpointGarbled as error:
        told = f"{llm.name} gives no object in any of three ways ({error}); what it cannot grade is shown as such"
        return Capability("schema", True, told)
    except EndpointError as error:
        return Capability("schema", False, f"{llm.name} grades nothing: {error}")
    return Capability("schema", True, f"objects come {_MODES[llm.dialect.mode]}")


async def _bare_call(customer: Llm, grader: Llm) -> AsyncIterator[Capability]:
    """Yield what bare requests tell."""
    seed = "accepted" if customer.dialect.seed else "refused; none is sent, and the same session may be told otherwise"
    yield Capability("seed", True, seed)
    system, plain = await _system(customer)
    yield Capability("system", True, system)
    yield Capability("reasoning", True, reasoning(plain))
    usages, trouble = await _long_prompt_twice(grader)
    yield Capability("cache", True, f"not known: {trouble}" if trouble else cached(usages[-1]))
    told = f"{found:,} tokens, as its list of models tells" if (found := await _window(grader)) else "not told"
    yield Capability("context", True, f"{told}; {trouble or prompt_read(usages[0], estimate(_long_text()))}")


async def _system(llm: Llm) -> tuple[str, Mapping[str, Any]]:
    """Say whether the role of instructions is accepted; return an answer as well, empty where none came."""
    first, second = (message.text for message in _ASKED)
    try:
        return "accepted", await _sent(llm, [_said_to("system", first), _said_to("user", second)])
    except EndpointError as error:
        refusal = str(error)
    try:
        answer = await _sent(llm, [_said_to("user", f"{first}\n\n{second}")])
    except EndpointError:
        return f"not known: {refusal}", {}
    return f"refused ({refusal}); instructions go in the first message instead", answer


async def _long_prompt_twice(llm: Llm) -> tuple[list[Mapping[str, Any]], str | None]:
    """Send the same long prompt twice; return the usage of both, or why it was not answered."""
    messages = [_said_to("user", _long_text())]
    try:
        return [inner(await _sent(llm, messages), "usage") for _ in range(2)], None
    except EndpointError as error:
        return [], f"a prompt of about {estimate(_long_text()):,} tokens was not answered: {error}"


def _long_text() -> str:
    line = "Line {at}: the review was put off again, and nobody rang back to say why.\n"
    lines = "".join(line.format(at=at) for at in range(1, LONG // len(line) + 1))
    return f"Read this, then answer with one word.\n{lines}Ready?"


async def _window(llm: Llm) -> int:
    """Return how many tokens the list of models says that a prompt may have, 0 where it does not."""
    try:
        async with asyncio.timeout(llm.endpoint.request_timeout):
            raw = await llm._client.models.with_raw_response.list()
        told = json.loads(raw.text)
    except (OpenAIError, ValueError, TimeoutError):
        return 0
    return window(told, llm.name)


async def _sent(llm: Llm, messages: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    """Send one request as it is and return the whole answer.

    Raises:
        EndpointError: none came, or it is no object.
    """
    where = f"probe ({llm.name})"
    asked = llm.dialect.parameters(llm.endpoint.max_tokens, llm.endpoint.temperature, None)
    parameters: dict[str, Any] = {"model": llm.name, "messages": messages, **asked}
    try:
        async with asyncio.timeout(COLD):
            raw = await llm._client.chat.completions.with_raw_response.create(**parameters)
        answer = json.loads(raw.text)
    except TimeoutError:
        raise EndpointDown(f"{where}: no answer within {COLD:g} s") from None
    except (OpenAIError, ValueError) as error:
        raise fault(error, where) from error
    if not isinstance(answer, dict) or not items(answer, "choices"):
        raise EndpointGarbled(f"{where}: this is no chat completion")
    return answer


def _said_to(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}
