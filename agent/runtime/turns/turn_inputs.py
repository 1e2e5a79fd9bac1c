"""Turn inputs: what one turn needs of the log, who takes part in it, and what is kept of it."""

from __future__ import annotations

from functools import partial

from agent.customer.remembering import remember
from agent.model.background import Statement
from agent.model.session import Reply
from agent.model.turn import SessionInfo, Spending, Turn
from agent.runtime.engine_factory import Engines
from agent.runtime.pinned_content import PinnedContent
from agent.runtime.turns.latest_turns import Latest, LatestTurns
from agent.runtime.turns.recent_talk import RECENT, background_of, talk_before
from agent.runtime.turns.turn_state import TurnEngines, TurnState
from agent.storage.store import Store, Submission


def remembered(given: TurnState, number: int, answer: Reply) -> tuple[Statement, ...]:
    """Return what is remembered once the customer has answered; `given` is what the turn began with."""
    opening = None if given["earlier"] else given["spoken"][0]
    return remember(given["memory"], number, given["line"], answer.text, given["spoken"][-1], opening)


def turn_inputs(
    pinned: PinnedContent, store: Store, read: LatestTurns, engines: Engines, submission: Submission
) -> tuple[TurnState, TurnEngines]:
    """Read what one turn needs from the log, and load the engines if this is the first turn of all."""
    session = submission.session
    info = store.info(session)
    rubric = pinned.rubric(info)
    given = given_after(pinned, store, info, read.of(info), submission.text)
    taking_part = TurnEngines(
        grader=engines.grader(rubric, session),
        decider=engines.decider(),
        customer=engines.customer(session),
        reader=engines.early_reader(rubric),
        may_begin=partial(engines.may_begin_early, session),
    )
    return given, taking_part


def given_after(pinned: PinnedContent, store: Store, info: SessionInfo, known: Latest, line: str) -> TurnState:
    """Return what a turn is given that comes right after those known."""
    persona, latest = pinned.persona(info), known.turns
    return TurnState(
        persona=persona,
        line=line,
        recent=talk_before(info.opening, latest),
        earlier=tuple(turn.reply for turn in latest[-RECENT:]),
        spoken=(info.opening, *known.spoken),
        background=background_of(persona, info.opening, latest, len(known.spoken)),
        memory=latest[-1].memory if latest else (),
        seed=info.seed,
        before=latest[-1].state if latest else store.start(info.id),
    )


def whole_turn(number: int, given: TurnState, final: TurnState, cost: Spending, notice: str | None) -> Turn:
    """Return what a run of the graph came to. `cost`: at the endpoint; `notice`: what to tell the rep of it."""
    return Turn(
        number=number,
        rep=given["line"],
        verdict=final["verdict"],
        receipt=final["receipt"],
        state=final["after"],
        intent=final["intent"],
        reply=final["answer"],
        memory=remembered(given, number, final["answer"]),
        calls=cost.calls,
        tokens=cost.tokens,
        notice=notice,
        draft=final.get("fate"),
        wasted=final["wasted"],
    )
