"""Turn graph: one turn as LangGraph runs it. Nodes and edges only; what they do lies on the floors below.

The state is that of one turn: the line, the last few said and replied, where the customer stands, and what the nodes
find. There is no checkpointer, because the session log is the single truth and a saver would write the growing history
again every turn. Whatever computes runs in a thread, so that no session waits for another's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langsmith import tracing_context

from agent.customer.contract import Customer
from agent.customer.decider import Decider
from agent.customer.turn_context import TurnContext
from agent.errors import RollwithError
from agent.grading.contract import Grader
from agent.model.acts import Intent
from agent.model.events import Event, Graded, Moved, Piece
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Said, Verdict
from agent.rules import transition


class TurnState(TypedDict, total=False):
    """What a turn is given, and what its nodes hand on."""

    persona: Persona
    """Who the customer is."""
    line: str
    """The rep's words."""
    recent: tuple[Said, ...]
    """The last few lines said before, oldest first."""
    earlier: tuple[Reply, ...]
    """The customer's last few replies, oldest first."""
    spoken: tuple[str, ...]
    """Every line the customer has said, so that none is said twice."""
    seed: int
    """Of the session."""
    before: State
    """Where the customer stood."""
    verdict: Verdict
    """What the grader found."""
    after: State
    """Where the customer stands now."""
    receipt: Receipt
    """What moved, and why."""
    intent: Intent
    """What the customer does next."""
    answer: Reply
    """The customer's line."""


@dataclass(frozen=True)
class TurnEngines:
    """Who takes part in a turn."""

    grader: Grader
    decider: Decider
    customer: Customer


TurnGraph = CompiledStateGraph[TurnState, TurnEngines, TurnState, TurnState]


async def grade(state: TurnState, runtime: Runtime[TurnEngines]) -> TurnState:
    """Grade the rep's line, blind to where the customer stands."""
    verdict = await runtime.context.grader.grade(state["line"], state["recent"])
    runtime.stream_writer(Graded(verdict))
    return {"verdict": verdict}


async def move(state: TurnState, runtime: Runtime[TurnEngines]) -> TurnState:
    """Move the customer by the evidence."""
    after, receipt = transition.move(state["before"], state["verdict"], state["persona"], state["line"])
    runtime.stream_writer(Moved(receipt, after))
    return {"after": after, "receipt": receipt}


async def decide(state: TurnState, runtime: Runtime[TurnEngines]) -> TurnState:
    """Decide what the customer does, whoever speaks for them."""
    return {"intent": await asyncio.to_thread(runtime.context.decider.decide, _context(state))}


async def speak(state: TurnState, runtime: Runtime[TurnEngines]) -> TurnState:
    """Let the customer say it from where they stand now."""
    customer, answer = runtime.context.customer, None
    async for piece in customer.reply(_context(state), state["intent"]):
        if isinstance(piece, Reply):
            answer = piece
        else:
            runtime.stream_writer(Piece(piece))
    if answer is None:
        raise RollwithError(f"the customer engine {customer.engine!r} gave no line")
    return {"answer": answer, "after": transition.record_reply(state["after"], answer)}


def _context(state: TurnState) -> TurnContext:
    return TurnContext(
        persona=state["persona"],
        before=state["before"],
        state=state["after"],
        receipt=state["receipt"],
        verdict=state["verdict"],
        line=state["line"],
        recent=state["recent"],
        spoken=state["spoken"],
        earlier=state["earlier"],
        seed=state["seed"],
    )


def build_turn_graph() -> TurnGraph:
    """Return the compiled graph of one turn."""
    graph = StateGraph(TurnState, context_schema=TurnEngines)
    nodes = {"grade": grade, "move": move, "decide": decide, "speak": speak}
    for name, node in nodes.items():
        graph.add_node(name, node)
    order = (START, *nodes, END)
    for one, following in zip(order, order[1:], strict=False):
        graph.add_edge(one, following)
    return graph.compile()


async def run_turn(
    graph: TurnGraph, given: TurnState, engines: TurnEngines, emit: Callable[[Event], None]
) -> TurnState:
    """Run one turn; `emit` hears each event as it happens. Tracing to outside services is off, whatever is set."""
    final: Any = dict(given)
    with tracing_context(enabled=False):
        stream = graph.astream(given, context=engines, stream_mode=["custom", "updates"], version="v2")
        async for part in stream:
            if part["type"] == "custom":
                emit(part["data"])
            elif part["type"] == "updates":
                for update in part["data"].values():
                    final |= update
    return final  # type: ignore[no-any-return]  # langgraph types the stream's data as Any


def graph_page() -> str:
    """Return the page `docs/graph.md`: the graph as LangGraph itself draws it."""
    drawn = build_turn_graph().get_graph().draw_mermaid().strip()
    return (
        "# One turn\n\n"
        "Drawn by the program (`rollwith doctor --graph docs/graph.md`); a test keeps it current. Before the graph "
        "runs, the rep's line is stored; after it, the whole turn is, in one insert.\n\n"
        f"```mermaid\n{drawn}\n```\n"
    )
