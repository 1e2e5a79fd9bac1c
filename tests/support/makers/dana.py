"""A small customer whose prompt can be read in one go, and a stand-in that does what it is told."""

from __future__ import annotations

from typing import Any

from agent.customer.index.line_index import LineIndex
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band, Intent
from agent.model.background import Said
from agent.model.persona import (
    STANDARD_TOPICS,
    Brief,
    Fact,
    Gate,
    Layer,
    LineSpec,
    Persona,
    Plan,
    Topic,
    Trigger,
    Voice,
)
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Code
from tests.support.makers import makers

SORTED = "They were sorting parcels by hand again within a week."
BOSS = "Viktor never signed the extension. I told my crew he had."

DANA: Persona = makers.persona(
    name="Dana Kovač",
    role="Shift lead",
    company="Parcel House",
    industry="logistics",
    portrait="Back on paper.",
    scenario="The scanner was switched off in March. A rep has asked for twenty minutes. Viktor knows nothing of it.",
    brief=Brief(you_are="the rep", you_know=("120 scanners", "dark since March"), your_task="talk"),
    biography="Nineteen years on the floor. Two sons. She told her crew a thing she cannot take back about Viktor.",
    voice=Voice(
        register="Short and dry", english="fluent, Croatian", tics=("look",), never_says=("synergy",), max_words=24
    ),
    values=("Her crew.", "Straight talk."),
    surface="The scanners made everything slower.",
    real_concern="She promised something.",
    hidden_need="To be able to look at them.",
    openings=("You have twenty minutes.", "Yes?"),
    facts={
        "by_hand": Fact(
            layer=Layer.SURFACE,
            truth=f"Her crew went back to sorting by hand. {SORTED}",
            gate=Gate(trust=1),
            topics=("happened",),
            tells=(SORTED, "A week. Then it was hands again, all of the belt."),
            canaries=("by hand", "hands again"),
        ),
        "boss": Fact(
            layer=Layer.NEED,
            truth="Viktor, the owner, never signed the extension; Dana had told her crew that he had.",
            gate=Gate(trust=6, resistance=4),
            topics=("matters",),
            tells=(BOSS, "I said it was signed. Viktor never put his name to it."),
            canaries=("Viktor", "signed"),
        ),
        "son": Fact(
            layer=Layer.CONCERN,
            truth="Her older son drives for the competitor and teases her about the paper lists every Sunday lunch.",
            gate=Gate(trust=4, resistance=6),
            topics=("worries",),
            tells=("My own boy drives for the others. Sunday lunch is fun, I tell you.", "Ask my son. The competitor."),
            canaries=("my own boy",),
        ),
    },
    topics={
        name: Topic(
            about=f"what {name}", asks=("a?", "b?", "c?"), says={band: (f"On {name}, {band}.",) for band in Band}
        )
        for name in STANDARD_TOPICS
    },
    triggers={
        "training": Trigger(
            codes=(Code.CONFRONT,),
            words=("training",),
            cost=0.5,
            why="The course was held on her crew's free Saturday.",
            says=("The course was on a Saturday, by the way.", "Training. On our Saturday."),
        )
    },
    plans={
        "night": Plan(
            gist="Try the scanners on the night shift only, for two weeks, with Marko choosing the screens.",
            voices=("Maybe the night shift. Marko could pick the screens.", "Nights only, maybe."),
            commits=("Night shift, two weeks. I'll ask Marko on Monday.", "I'll put it on nights, Marko picks."),
        )
    },
    lines={
        Act.DENY: {Band.CLOSED: ("There was nothing wrong with us.", "No. It was not us.", "We did our bit.")},
        Act.WAVER: {Band.GUARDED: (LineSpec(say="Part of me liked it. Part.", after=("by_hand",)), "Could be.")},
        Act.WITHDRAW: {Band.CLOSED: ("Fine.",)},
    },
)


LINES = LineIndex(DANA)


class StandIn:
    """Says one authored line, whatever was intended."""

    def __init__(self, line: str = "We did our bit.") -> None:
        self._line = line

    def say(self, context: TurnContext, intent: Intent) -> Reply:
        return Reply(text=self._line, act=intent.act, band=intent.band, disclosed=intent.fact, plan=intent.plan)


def context(line: str = "So it went dark in March. What was that like?", **changes: Any) -> TurnContext:
    """Return the context of a turn of Dana's; changes to the state are given by their own names."""
    of_state = {name: changes.pop(name) for name in list(changes) if name in State.model_fields}
    state = State(resistance=7.5, trust=2.0, turn=3).model_copy(update=of_state)
    whole: dict[str, Any] = {
        "persona": DANA,
        "before": state,
        "state": state,
        "receipt": Receipt(stage_before=state.stage, stage_after=state.stage),
        "verdict": makers.warm(),
        "line": line,
        "recent": (Said(speaker="customer", text="You have twenty minutes."), Said(speaker="rep", text="Thank you.")),
        "spoken": ("You have twenty minutes.", "The scanners, again."),
        "seed": 5,
    }
    return TurnContext(**(whole | changes))
