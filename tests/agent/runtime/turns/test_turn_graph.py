"""The graph of one turn: its order, its bounded state, and its drawing in the docs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import pytest

from agent.customer.contract import Customer
from agent.customer.decider import Decider
from agent.customer.turn_context import TurnContext
from agent.errors import RollwithError
from agent.model.acts import Intent
from agent.model.events import Event, Graded, Moved, Piece
from agent.model.session import Reply
from agent.rules import transition
from agent.runtime.turns import turn_graph
from agent.runtime.turns.turn_state import TurnEngines, TurnState
from tests.support.doubles.players import SKILLED, WordCustomer, WordDecider, WordGrader
from tests.support.makers import makers
from tests.support.paths import ROOT

PERSONA = makers.persona()
DOCS = ROOT / "docs"


def engines(customer: Customer | None = None) -> TurnEngines:
    return TurnEngines(WordGrader(), cast(Decider, WordDecider()), customer or WordCustomer())


def given(line: str = SKILLED) -> TurnState:
    return TurnState(
        persona=PERSONA, line=line, recent=(), earlier=(), spoken=("Yes?",), seed=3, before=transition.start(PERSONA)
    )


async def test_a_turn_is_graded_then_moved_then_decided_then_spoken() -> None:
    events: list[Event] = []
    final = await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), engines(), events.append)
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Graded, Moved]
    assert set(kinds[2:]) == {Piece}
    expected, receipt = transition.move(given()["before"], final["verdict"], PERSONA, given()["line"])
    assert (final["receipt"], final["after"]) == (receipt, transition.record_reply(expected, final["answer"]))


async def test_the_same_input_gives_the_same_turn() -> None:
    drawn = turn_graph.build_turn_graph()
    first = await turn_graph.run_turn(drawn, given(), engines(), lambda event: None)
    again = await turn_graph.run_turn(drawn, given(), engines(), lambda event: None)
    assert first == again


async def test_no_tracing_leaves_the_machine_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "none")
    seen: list[bool] = []

    class Watching(WordCustomer):
        async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
            seen.append(bool(tracing_is_enabled()))
            async for piece in super().reply(context, intent):
                yield piece

    await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), engines(Watching()), lambda event: None)
    assert seen == [False]


async def test_a_customer_without_a_line_is_an_error_and_not_an_empty_turn() -> None:
    class Mute(WordCustomer):
        async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
            yield "I was going to say"

    with pytest.raises(RollwithError, match="gave no line"):
        await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), engines(Mute()), lambda event: None)


def test_the_drawing_in_the_docs_is_the_graph_that_runs() -> None:
    mend = "run: rollwith doctor --graph docs/graph.md"
    assert (DOCS / "graph.md").read_text("utf-8") == turn_graph.graph_page(), mend


def test_the_drawing_shows_the_turn() -> None:
    page = turn_graph.graph_page()
    for edge in ("__start__ --> grade", "grade --> move", "move --> decide", "decide --> speak", "speak --> __end__"):
        assert edge in page
