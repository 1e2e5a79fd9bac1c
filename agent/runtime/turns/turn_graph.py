"""Turn graph: one turn as LangGraph runs it. Nodes and edges only; what they do lies on the floors below.

The state is that of one turn: the line, the last few said and replied, where the customer stands, and what the nodes
find. There is no checkpointer, because the session log is the single truth and a saver would write the growing history
again every turn. Whatever computes runs in a thread, so that no session waits for another's. `draft` only begins what
goes on beside the grade; `EarlyReply` tells it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langsmith import tracing_context

from agent.customer.turn_context import TurnContext
from agent.errors import RollwithError
from agent.grading.contract import Grader
from agent.llm.call_scope import call_scope
from agent.model.background import NO_BACKGROUND
from agent.model.events import Event, Graded, Moved, Piece
from agent.model.session import Reply
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.turns.early_reply import Decision
from agent.runtime.turns.turn_state import TurnEngines, TurnRun, TurnState

TurnGraph = CompiledStateGraph[TurnState, TurnRun, TurnState, TurnState]


async def grade(state: TurnState, runtime: Runtime[TurnRun]) -> TurnState:
    """Grade the rep's line, blind to where the customer stands."""
    verdict = await _graded(state, runtime.context.engines.grader)
    runtime.stream_writer(Graded(verdict))
    return {"verdict": verdict}


async def draft(state: TurnState, runtime: Runtime[TurnRun]) -> TurnState:
    """Begin the customer's reply on another reading, unheard; the grade, begun in the same step, does not wait."""
    engines = runtime.context.engines
    if engines.reader is not None and engines.may_begin():
        runtime.context.early.begin(engines.customer, partial(_decide_early, state, engines, engines.reader))
    return {}


async def move(state: TurnState, runtime: Runtime[TurnRun]) -> TurnState:
    """Move the customer by the evidence."""
    moved = _moved(state)
    runtime.stream_writer(Moved(moved["receipt"], moved["after"]))
    return moved


async def decide(state: TurnState, runtime: Runtime[TurnRun]) -> TurnState:
    """Decide what the customer does, whoever speaks for them."""
    return {"intent": await asyncio.to_thread(runtime.context.engines.decider.decide, _context(state))}


async def speak(state: TurnState, runtime: Runtime[TurnRun]) -> TurnState:
    """Let the customer say it from where they stand now; what they began stands if it rests on the same brief."""
    customer, early, answer = runtime.context.engines.customer, runtime.context.early, None
    stands = await _stands(state, runtime.context)
    if not stands:
        early.cancel()
    pieces: AsyncIterator[str | Reply]
    pieces = early.pieces() if stands else customer.reply(_context(state), state["intent"])
    async for piece in pieces:
        if isinstance(piece, Reply):
            answer = piece
        else:
            runtime.stream_writer(Piece(piece))
    if answer is None:
        raise RollwithError(f"the customer engine {customer.engine!r} gave no line")
    fate: TurnState = {"fate": "stood" if stands else "redrawn"} if early.begun else {}
    return fate | {"answer": answer, "after": transition.record_reply(state["after"], answer)}


async def _stands(state: TurnState, run: TurnRun) -> bool:
    """Say whether what the customer began to say rests on what they are told now, and did not break down."""
    if run.early.broken:
        return False
    brief = await asyncio.to_thread(run.engines.customer.brief, _context(state), state["intent"])
    return run.early.rests_on(brief)


async def _decide_early(state: TurnState, engines: TurnEngines, reader: Grader) -> Decision:
    """Move and decide as the turn does, on the reader's verdict; nobody is told."""
    read = state | TurnState(verdict=await _graded(state, reader))
    return await asyncio.to_thread(_decision, read, engines)


def _decision(state: TurnState, engines: TurnEngines) -> Decision:
    context = _context(state | _moved(state))
    intent = engines.decider.decide(context)
    return Decision(context, intent, engines.customer.brief(context, intent))


async def _graded(state: TurnState, grader: Grader) -> Verdict:
    return await grader.grade(state["line"], state["recent"], state.get("background", NO_BACKGROUND))


def _moved(state: TurnState) -> TurnState:
    after, receipt = transition.move(state["before"], state["verdict"], state["persona"], state["line"])
    return {"after": after, "receipt": receipt}


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
        talk=state.get("background", NO_BACKGROUND).talk,
        older=state.get("background", NO_BACKGROUND).statements,
        memory=state.get("memory", ()),
        seed=state["seed"],
    )


def build_turn_graph(early: bool = True) -> TurnGraph:
    """Return the compiled graph of one turn; `early`: with the node that begins a reply beside the grade."""
    graph = StateGraph(TurnState, context_schema=TurnRun)
    nodes = {"grade": grade, "move": move, "decide": decide, "speak": speak}
    for name, node in nodes.items():
        graph.add_node(name, node)
    for one, following in ((START, "grade"), ("grade", "move"), ("move", "decide"), ("speak", END)):
        graph.add_edge(one, following)
    if early:
        graph.add_node("draft", draft)
        graph.add_edge(START, "draft")
    graph.add_edge(["decide", "draft"] if early else "decide", "speak")
    return graph.compile()


async def run_turn(
    graph: TurnGraph, given: TurnState, engines: TurnEngines, emit: Callable[[Event], None]
) -> TurnState:
    """Run one turn; `emit` hears each event as it happens. Tracing to outside services is off, whatever is set.

    All calls of the turn share one deadline. Whatever became of it, nothing that was begun for it is still at work.
    """
    final: Any = dict(given)
    run = TurnRun(engines)
    with tracing_context(enabled=False), call_scope():
        try:
            stream = graph.astream(given, context=run, stream_mode=["custom", "updates"], version="v2")
            async for part in stream:
                if part["type"] == "custom":
                    emit(part["data"])
                elif part["type"] == "updates":
                    for update in part["data"].values():
                        final |= update or {}
        finally:
            await run.early.close()
    final["wasted"] = run.early.tokens if final.get("fate") == "redrawn" else 0
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
