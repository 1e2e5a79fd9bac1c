"""Requests: what goes out to an endpoint, and what does not."""

from __future__ import annotations

import pytest

from agent.llm.contract import Message
from tests.support.doubles.llm_calls import ASKED, BLUE, Colour, ask
from tests.support.servers.wire import Wire, whole


async def test_a_schema_is_sent_and_its_answer_read() -> None:
    async with Wire(whole(BLUE), temperature=0.2, seed=7, max_tokens=55) as wire:
        assert (await ask(wire.llm)).name == "blue"
    body = wire.bodies[0]
    assert body["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Colour?"}]
    assert (body["model"], body["temperature"], body["seed"], body["max_tokens"]) == ("m", 0.2, 7, 55)
    sent = body["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"]["required"] == ["reason", "name"]
    assert sent["schema"]["additionalProperties"] is False


async def test_the_models_own_words_go_out_as_its_own() -> None:
    async with Wire(whole(BLUE)) as wire:
        await wire.llm.parse((*ASKED, Message(part="own", text="Hm.")), Colour, purpose="grader", session=None)
    assert wire.bodies[0]["messages"][-1] == {"role": "assistant", "content": "Hm."}


async def test_a_call_may_have_its_own_seed_and_more_warmth() -> None:
    async with Wire(whole(BLUE), whole(BLUE), temperature=0.0, seed=7) as wire:
        await ask(wire.llm, seed=3, least_temperature=0.5)
        await ask(wire.llm)
    assert [(body["seed"], body["temperature"]) for body in wire.bodies] == [(3, 0.5), (7, 0.0)]


async def test_keys_and_names_of_other_programs_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "foreign")
    async with Wire(whole(BLUE)) as wire:
        await ask(wire.llm)
    assert "foreign" not in str(dict(wire.requests[0].headers))
    assert wire.requests[0].url.host == "model.test"
