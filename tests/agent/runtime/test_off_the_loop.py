"""Whatever computes in a turn does so in a thread: no session waits for the grading, deciding or checks of another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import pytest

from agent.content.library import Library
from agent.customer.decider import Decider
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.customer.index.index_library import IndexLibrary
from agent.customer.llm import llm_customer
from agent.customer.llm.llm_customer import LlmCustomer
from agent.grading.coder.decoding import LineReading
from agent.grading.coder.runtime import Before, Coder
from agent.grading.embedded_grader import EmbeddedGrader
from agent.grading.llm import llm_grader
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.acts import Act, Band, Intent
from agent.model.verdict import Stance, Talk, TalkVerdict
from agent.rules import transition
from agent.runtime.turns import turn_graph
from agent.runtime.turns.turn_state import TurnEngines, TurnState
from tests.support.doubles.llm_lines import by_words
from tests.support.doubles.llm_readings import CONTEXT, LINE, answer
from tests.support.doubles.players import WordGrader
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.dana import StandIn, context
from tests.support.makers.rich import BagOfWords, rich_persona
from tests.support.paths import ROOT

RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()


class Threads:
    """Notes in which threads things were done."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def note(self) -> None:
        self.seen.append(threading.get_ident())

    def watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: object, **given: object) -> Any:
            self.note()
            return call(*args, **given)

        return noted

    @property
    def only_others(self) -> bool:
        """Something was done, and none of it in this thread, which is the event loop's."""
        return bool(self.seen) and threading.get_ident() not in self.seen


@pytest.fixture
def threads() -> Threads:
    return Threads()


class WatchedEmbedder(BagOfWords):
    """Embeds, and notes where."""

    def __init__(self, threads: Threads) -> None:
        super().__init__()
        self._threads = threads

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self._threads.note()
        return super().embed(texts)


class WatchedCoder:
    """Finds nothing in any line, and notes where."""

    name = "watched"

    def __init__(self, threads: Threads) -> None:
        self._threads = threads

    def read_many(self, lines: Sequence[tuple[str, Before]]) -> list[LineReading]:
        self._threads.note()
        return [LineReading((), {}, Stance.NEUTRAL) for _ in lines]

    def talk(self, text: str, before: Before) -> TalkVerdict:
        self._threads.note()
        return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.5)


async def test_the_embedded_grader_reads_in_a_thread(threads: Threads) -> None:
    grader = EmbeddedGrader(cast(Coder, WatchedCoder(threads)), RUBRIC)
    await grader.grade("Morning.", ())
    await grader.talk("Then maybe.", ())
    assert len(threads.seen) == 2
    assert threads.only_others


async def test_what_a_model_answers_is_checked_and_assembled_in_a_thread(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("assemble", "quotes_not_in", "reading_of", "aggregate_votes", "grade_messages", "with_reasons"):
        monkeypatch.setattr(llm_grader, name, threads.watched(getattr(llm_grader, name)))
    with ScriptedModel(answer((LINE, "other"))) as model:
        await LlmGrader(model, RUBRIC).grade(LINE, CONTEXT)
    assert threads.only_others


async def test_the_graph_decides_and_chooses_in_a_thread(threads: Threads) -> None:
    who = rich_persona()
    indexes = IndexLibrary(WatchedEmbedder(threads))
    engines = TurnEngines(WordGrader(), Decider(indexes), EmbeddedCustomer(indexes))
    given = TurnState(
        persona=who, line="What about the price?", recent=(), earlier=(), spoken=(), seed=1,
        before=transition.start(who),
    )  # fmt: skip
    await turn_graph.run_turn(turn_graph.build_turn_graph(), given, engines, lambda event: None)
    assert threads.only_others


async def test_a_models_draft_is_prompted_for_and_checked_in_a_thread(
    threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("voice_messages", "Secrets"):
        monkeypatch.setattr(llm_customer, name, threads.watched(getattr(llm_customer, name)))
    customer = LlmCustomer(
        ScriptedModel(["Somebody else keeps the books these days. ", "And now we sort it all ourselves."]),
        StandIn(),
        IndexLibrary(WatchedEmbedder(threads)),
        by_words,
    )
    *pieces, _ = [piece async for piece in customer.reply(context(), Intent(act=Act.DENY, band=Band.CLOSED))]
    assert len(pieces) == 2
    assert threads.only_others
