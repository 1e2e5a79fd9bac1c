"""The graph of one turn: its order, its bounded state, and its drawing in the docs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from agent.customer.contract import ReplyContext
from agent.errors import RollwithError
from agent.model.events import Event, Graded, Moved, Piece
from agent.model.session import Reply
from agent.rules import transition
from agent.runtime import turn_graph
from tests.support import makers
from tests.support.paths import ROOT
from tests.support.players import SKILLED, WordCustomer, WordGrader

PERSONA = makers.persona()
DOCS = ROOT / "docs"


def cast(customer: object | None = None) -> turn_graph.TurnContext:
    return turn_graph.TurnContext(
        persona=PERSONA, grader=WordGrader(), customer=customer or WordCustomer(), spoken=("Yes?",), seed=3
    )


def given(line: str = SKILLED) -> turn_graph.TurnState:
    return turn_graph.TurnState(line=line, recent=(), before=transition.start(PERSONA))


async def test_a_turn_is_graded_then_moved_then_answered() -> None:
    events: list[Event] = []
    final = await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), cast(), events.append)
    kinds = [type(event) for event in events]
    assert kinds[:2] == [Graded, Moved]
    assert set(kinds[2:]) == {Piece}
    expected, receipt = transition.move(given()["before"], final["verdict"], PERSONA)
    assert (final["receipt"], final["after"]) == (receipt, transition.record_reply(expected, final["answer"]))


async def test_the_same_input_gives_the_same_turn() -> None:
    drawn = turn_graph.build_turn_graph()
    first = await turn_graph.run_turn(drawn, given(), cast(), lambda event: None)
    again = await turn_graph.run_turn(drawn, given(), cast(), lambda event: None)
    assert first == again


async def test_no_tracing_leaves_the_machine_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "none")
    seen: list[bool] = []

    class Watching(WordCustomer):
        async def reply(self, hearing: ReplyContext) -> AsyncIterator[str | Reply]:
            seen.append(bool(tracing_is_enabled()))
            async for piece in super().reply(hearing):
                yield piece

    await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), cast(Watching()), lambda event: None)
    assert seen == [False]


async def test_a_customer_without_a_line_is_an_error_and_not_an_empty_turn() -> None:
    class Mute(WordCustomer):
        async def reply(self, hearing: ReplyContext) -> AsyncIterator[str | Reply]:
            yield "I was going to say"

    with pytest.raises(RollwithError, match="gave no line"):
        await turn_graph.run_turn(turn_graph.build_turn_graph(), given(), cast(Mute()), lambda event: None)


def test_the_drawing_in_the_docs_is_the_graph_that_runs() -> None:
    mend = "run: rollwith doctor --graph docs/graph.md"
    assert (DOCS / "graph.md").read_text("utf-8") == turn_graph.graph_page(), mend


def test_the_drawing_shows_the_turn() -> None:
    page = turn_graph.graph_page()
    for edge in ("__start__ --> grade", "grade --> move", "move --> reply", "reply --> __end__"):
        assert edge in page
