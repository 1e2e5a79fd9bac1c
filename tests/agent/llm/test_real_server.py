"""The LLM path over the wire: a real OpenAI-compatible server with a small real model on loopback.

The model is far too small to grade or to play well. What is tested is that whatever it says becomes a whole verdict, a
whole reply or a named error, and that parameters, schemas and streams mean to a real server what they mean to us.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from agent.content.library import Library
from agent.customer.llm.llm_customer import LlmCustomer
from agent.errors import EndpointGarbled, EndpointRefused
from agent.grading.llm.llm_grader import LlmGrader
from agent.llm.client import Endpoint, Llm
from agent.llm.contract import Message
from agent.llm.wire.dialect import Mode
from agent.model.acts import Act, Band, Intent
from agent.model.background import Said
from agent.model.base import FrozenModel
from agent.model.rubric import Rubric
from agent.model.session import Reply
from agent.model.verdict import Stance
from tests.support.doubles.llm_lines import by_words
from tests.support.makers.dana import DANA, StandIn, context
from tests.support.makers.rich import INDEXES
from tests.support.paths import ROOT
from tests.support.servers.llm_server import missing, serving

pytestmark = [pytest.mark.model, pytest.mark.slow]
ASKED = (
    Message(part="instructions", text="You answer in a few words."),
    Message(part="incoming", text="Which colour has the sky?"),
)


class Sky(FrozenModel):
    reason: str
    stance: Stance


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    why = missing()
    if why:
        assert not os.environ.get("CI"), f"CI must test against a real model: {why}"
        pytest.skip(why)
    with serving() as url:
        yield url


@pytest.fixture
async def llm(address: str) -> AsyncIterator[Llm]:
    model = Llm(_endpoint(address))
    yield model
    await model.aclose()


def _endpoint(address: str, **changes: Any) -> Endpoint:
    given: dict[str, Any] = {
        "max_tokens": 160,
        "temperature": 0.7,
        "seed": 3,
        "request_timeout": 60,
        "total_deadline": 120,
    }
    return Endpoint(base_url=address, model="smol", **(given | {"first_token_deadline": 60} | changes))


async def test_a_schema_binds_a_real_model(llm: Llm) -> None:
    found = await llm.parse(ASKED, Sky, purpose="grader", session="s")
    assert found.reason
    assert llm.dialect.mode is Mode.SCHEMA
    assert llm.budget.spent("s") > 20


async def test_an_answer_cut_by_its_limit_is_garbled(address: str) -> None:
    model = Llm(_endpoint(address, max_tokens=4))
    with pytest.raises(EndpointGarbled):
        await model.parse(ASKED, Sky, purpose="grader", session=None)
    await model.aclose()


async def test_a_real_model_in_json_mode_gives_an_object_or_a_named_error(llm: Llm) -> None:
    llm.dialect = llm.dialect.at_least(Mode.JSON)
    (found,) = await asyncio.gather(llm.parse(ASKED, Sky, purpose="grader", session=None), return_exceptions=True)
    assert isinstance(found, Sky | EndpointGarbled), found


async def test_a_stream_comes_in_pieces_and_is_paid_for(llm: Llm) -> None:
    pieces = []

    async def listen() -> None:
        async for piece in llm.stream(ASKED, purpose="customer", session="t"):
            pieces.append(piece)

    (ended,) = await asyncio.gather(listen(), return_exceptions=True)
    assert ended is None or "token limit" in str(ended), "a model of this size may not find an end"
    assert len(pieces) > 1
    assert llm.budget.spent("t") >= len(pieces)


async def test_a_stream_given_up_leaves_the_server_free(llm: Llm) -> None:
    for _ in range(3):
        stream = llm.stream(ASKED, purpose="customer", session=None)
        assert await anext(stream)
        await stream.aclose()
    assert await llm.parse(ASKED, Sky, purpose="grader", session=None)


async def test_the_same_seed_gives_the_same_words(llm: Llm) -> None:
    async def words(seed: int) -> str:
        spoken = ""
        async for piece in llm.stream(ASKED, purpose="customer", session=None, seed=seed):
            spoken += piece
            if len(spoken) > 40:
                break
        return spoken[:40]

    assert await words(11) == await words(11)


async def test_too_long_a_prompt_is_refused_at_once(llm: Llm) -> None:
    long = (Message(part="incoming", text="and so on " * 20_000),)
    with pytest.raises(EndpointRefused, match="HTTP 400"):
        await llm.parse(long, Sky, purpose="grader", session=None)
    with pytest.raises(EndpointRefused, match="HTTP 400"):
        await anext(llm.stream(long, purpose="customer", session=None))


async def test_a_wrong_path_names_the_setting(address: str) -> None:
    model = Llm(_endpoint(address.removesuffix("/v1") + "/nowhere"))
    with pytest.raises(EndpointRefused, match="ROLLWITH_BASE_URL"):
        await model.parse(ASKED, Sky, purpose="grader", session=None)
    await model.aclose()


async def test_a_verdict_of_a_real_model_is_whole_or_says_why_not(address: str) -> None:
    model = Llm(_endpoint(address, max_tokens=250, temperature=0.0, total_deadline=45))
    rubric = _shortened(Library(ROOT / "personas", ROOT / "rubrics").rubric())
    line = "Two weeks in, they were back on paper. What would make it worth another try?"
    found = await LlmGrader(model, rubric).grade(line, (Said(speaker="customer", text="They dropped it."),))
    await model.aclose()
    if found.ungraded:
        assert (found.codes, found.empathy, found.empowerment) == ((), 0.0, 0.0)
    else:
        assert found.codes
        assert all(evidence.quote in line for evidence in found.codes)
    assert (found.engine, found.rubric) == ("llm:smol", rubric.ref)


def _shortened(rubric: Rubric) -> Rubric:
    """Return a rubric of half the length: reading it is most of the time this test takes."""
    codes = {
        code: entry.model_copy(update={"examples": entry.examples[:1], "counter_examples": (), "rules": ()})
        for code, entry in rubric.codes.items()
    }
    return rubric.model_copy(update={"codes": codes})


@pytest.mark.parametrize("act", [Act.DENY, Act.WITHDRAW])
async def test_a_reply_of_a_real_model_is_whole_and_gives_nothing_away(address: str, act: Act) -> None:
    model = Llm(_endpoint(address, max_tokens=80, total_deadline=30))
    customer = LlmCustomer(model, StandIn(), INDEXES, by_words)
    *pieces, reply = [piece async for piece in customer.reply(context(seed=1), Intent(act=act, band=Band.CLOSED))]
    await model.aclose()
    assert isinstance(reply, Reply)
    assert reply.text.startswith("".join(str(piece) for piece in pieces))
    assert reply.engine == "llm:smol" or reply.degraded
    assert not any(canary in reply.text for fact in DANA.facts.values() for canary in fact.canaries)
