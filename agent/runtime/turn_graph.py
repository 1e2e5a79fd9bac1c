"""Graph: one turn as LangGraph runs it. Nodes and edges only; what they do lies on the floors below.

The state is bounded: one line, the last few lines said and where the customer stands. There is no checkpointer,
because the session log is the single truth and a saver would write the growing history again every turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langsmith import tracing_context

from agent.customer.contract import Customer, ReplyContext
from agent.errors import RollwithError
from agent.grading.contract import Grader
from agent.model.events import Event, Graded, Moved, Piece
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Said, Verdict
from agent.rules import transition


class TurnState(TypedDict, total=False):
    """What the nodes of one turn hand on."""

    line: str
    """The rep's words."""
    recent: tuple[Said, ...]
    """The last few lines said before, oldest first."""
    before: State
    """Where the customer stood."""
    verdict: Verdict
    """What the grader found."""
    after: State
    """Where the customer stands now."""
    receipt: Receipt
    """What moved, and why."""
    answer: Reply
    """The customer's line."""


@dataclass(frozen=True)
class TurnContext:
    """Who takes part in a turn, and what is fixed while it lasts.

    Attributes:
        spoken: every line the customer has said, so that none is said twice. seed: of the session.
    """

    persona: Persona
    grader: Grader
    customer: Customer
    spoken: tuple[str, ...]
    seed: int


TurnGraph = CompiledStateGraph[TurnState, TurnContext, TurnState, TurnState]


async def grade(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Grade the rep's line, blind to where the customer stands."""
    verdict = await runtime.context.grader.grade(state["line"], state["recent"])
    runtime.stream_writer(Graded(verdict))
    return {"verdict": verdict}


async def move(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Move the customer by the evidence."""
    after, receipt = transition.move(state["before"], state["verdict"], runtime.context.persona)
    runtime.stream_writer(Moved(receipt, after))
    return {"after": after, "receipt": receipt}


async def reply(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Let the customer speak from where they stand now."""
    cast, answer = runtime.context, None
    hearing = ReplyContext(
        persona=cast.persona,
        before=state["before"],
        state=state["after"],
        receipt=state["receipt"],
        verdict=state["verdict"],
        line=state["line"],
        recent=state["recent"],
        spoken=cast.spoken,
        seed=cast.seed,
    )
    async for piece in cast.customer.reply(hearing):
        if isinstance(piece, Reply):
            answer = piece
        else:
            runtime.stream_writer(Piece(piece))
    if answer is None:
        raise RollwithError(f"the customer engine {cast.customer.engine!r} gave no line")
    return {"answer": answer, "after": transition.record_reply(state["after"], answer)}


def build_turn_graph() -> TurnGraph:
    """Return the compiled graph of one turn."""
    graph = StateGraph(TurnState, context_schema=TurnContext)
    graph.add_node(grade)
    graph.add_node(move)
    graph.add_node(reply)
    graph.add_edge(START, "grade")
    graph.add_edge("grade", "move")
    graph.add_edge("move", "reply")
    graph.add_edge("reply", END)
    return graph.compile()


async def run_turn(graph: TurnGraph, given: TurnState, cast: TurnContext, emit: Callable[[Event], None]) -> TurnState:
    """Run one turn; `emit` hears each event as it happens. Tracing to outside services is off, whatever is set."""
    final: Any = given
    with tracing_context(enabled=False):
        stream = graph.astream(given, context=cast, stream_mode=["custom", "values"], version="v2")
        async for part in stream:
            if part["type"] == "custom":
                emit(part["data"])
            elif part["type"] == "values":
                final = part["data"]
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
