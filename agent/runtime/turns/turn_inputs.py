"""Turn inputs: what one turn needs of the log, and who takes part in it."""

from __future__ import annotations

from functools import partial

from agent.customer.remembering import remember
from agent.model.background import Statement
from agent.model.session import Reply
from agent.runtime.engine_factory import Engines
from agent.runtime.pinned_content import PinnedContent
from agent.runtime.turns.latest_turns import LatestTurns
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
    persona, rubric = pinned.persona(info), pinned.rubric(info)
    known = read.of(info)
    latest = known.turns
    given = TurnState(
        persona=persona,
        line=submission.text,
        recent=talk_before(info.opening, latest),
        earlier=tuple(turn.reply for turn in latest[-RECENT:]),
        spoken=(info.opening, *known.spoken),
        background=background_of(persona, info.opening, latest, info.turns),
        memory=latest[-1].memory if latest else (),
        seed=info.seed,
        before=latest[-1].state if latest else store.state(session),
    )
    taking_part = TurnEngines(
        grader=engines.grader(rubric, session),
        decider=engines.decider(),
        customer=engines.customer(session),
        reader=engines.early_reader(rubric),
        may_begin=partial(engines.may_begin_early, session),
    )
    return given, taking_part
