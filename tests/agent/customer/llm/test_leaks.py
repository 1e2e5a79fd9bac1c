"""Leaks: what is kept back is seen in other words too, and in texts that are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.customer.index.index_library import IndexLibrary
from agent.customer.llm.checks import wrong_with
from agent.customer.llm.leaks import Secrets, without_secrets
from agent.customer.llm.llm_customer import LlmCustomer
from agent.model.session import Reply
from tests.support.doubles.llm_lines import AUTHORED, DENY, bounds, by_words
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.dana import BOSS, DANA, LINES, SORTED, StandIn, context


def test_what_may_be_told_is_no_leak() -> None:
    assert wrong_with(SORTED, "", bounds(may_tell=("by_hand",))) is None
    assert wrong_with(SORTED, "", bounds()) is not None
    assert wrong_with(BOSS, "", bounds(may_tell=("by_hand",))) is not None


def test_an_encoder_catches_what_words_do_not() -> None:
    secret = Secrets(LINES, frozenset(), lambda text, others: 0.9)
    assert secret.leak("Somebody else keeps the books for another firm.")
    assert Secrets(LINES, frozenset(), lambda text, others: 0.5).leak("Somebody else keeps the books.") is None


class AllAlike:
    """Finds every text like every other."""

    fingerprint = "all alike"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 1), dtype=np.float32)


async def test_the_encoder_of_the_room_is_used_for_leaks() -> None:
    told = "Somebody else keeps the books these days."
    with ScriptedModel(told, told, told) as model:
        customer = LlmCustomer(model, StandIn(), IndexLibrary(AllAlike()), by_words)
        *_, reply = [piece async for piece in customer.reply(context(), DENY)]
    assert isinstance(reply, Reply)
    assert reply.text == AUTHORED
    assert "keeps back" in (reply.degraded or "")


def test_a_text_is_shown_without_the_sentences_that_hold_a_secret() -> None:
    assert (
        without_secrets(DANA.scenario, DANA, ())
        == "The scanner was switched off in March. A rep has asked for twenty minutes."
    )
    assert without_secrets(DANA.scenario, DANA, ("boss",)) == DANA.scenario
