"""Acts, bands, stages and intents: the words for how a customer stands and what their line does."""

from __future__ import annotations

from enum import StrEnum

from agent.model.base import FrozenModel
from agent.model.verdict import Talk


class Stage(StrEnum):
    """The three parts of a conversation, in order."""

    ENGAGE = "engage"
    EVOKE = "evoke"
    PLAN = "plan"

    @property
    def rank(self) -> int:
        """Position in the order, from 0."""
        return list(Stage).index(self)


class Band(StrEnum):
    """How closed the customer is, from resistance alone."""

    CLOSED = "closed"
    GUARDED = "guarded"
    OPEN = "open"


CLOSED_FROM = 6.5
GUARDED_FROM = 3.5


def band_of(resistance: float) -> Band:
    """Return the band of a resistance 0..10. The borders are thirds of the scale, rounded to the half."""
    if resistance >= CLOSED_FROM:
        return Band.CLOSED
    return Band.GUARDED if resistance >= GUARDED_FROM else Band.OPEN


class Act(StrEnum):
    """What the customer's line does: how they resist, or how they open."""

    DENY = "deny"
    EXCUSE = "excuse"
    MINIMISE = "minimise"
    DEFLECT = "deflect"
    ATTACK = "attack"
    WITHDRAW = "withdraw"
    COMPLY = "comply"
    TEST = "test"
    WAVER = "waver"
    COMPLAIN = "complain"
    ASK_FOR_MORE = "ask_for_more"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    EVADE = "evade"
    PUZZLED = "puzzled"
    ASK_MEANING = "ask_meaning"
    RAISE = "raise"
    DISCLOSE = "disclose"
    OPEN_UP = "open_up"
    VOICE_PLAN = "voice_plan"
    COMMIT = "commit"
    WARN = "warn"
    WALK_AWAY = "walk_away"


TALK_OF_ACT = {
    Act.DENY: Talk.SUSTAIN,
    Act.EXCUSE: Talk.SUSTAIN,
    Act.MINIMISE: Talk.SUSTAIN,
    Act.OPEN_UP: Talk.CHANGE,
    Act.VOICE_PLAN: Talk.CHANGE,
    Act.COMMIT: Talk.CHANGE,
}
"""Talk type of a line by its act, unless the line says otherwise. All other acts are neutral."""


MARK = "#"
"""First character of an entry of `fits` that names a situation."""


class Situation(StrEnum):
    """What the rep's line does, as far as a customer answers it in a way of its own."""

    GREETING = "#greeting"
    THANKS = "#thanks"
    BYE = "#bye"
    SILENCE = "#silence"
    LEAVE = "#leave"
    SORRY = "#sorry"
    CHOICE = "#choice"
    STRENGTH = "#strength"
    REFLECTION = "#reflection"
    INFO = "#info"
    IDEA = "#idea"
    LIMIT = "#limit"
    AGAIN = "#again"
    QUESTION = "#question"
    QUESTIONS = "#questions"
    SPEECH = "#speech"
    GIFT = "#gift"
    PHRASE = "#phrase"
    ODD = "#odd"


class LineEffect(StrEnum):
    """What the rep's line did to the customer, as far as the answer depends on it."""

    CONFRONTED = "confronted"
    UNCLEAR = "unclear"
    PUSHED = "pushed"
    COUNTERFEITED = "counterfeited"
    INDULGED = "indulged"
    SPOILED = "spoiled"
    TIRED = "tired"
    ALONE = "alone"
    LIMITED = "limited"
    GREETED = "greeted"
    THANKED = "thanked"
    LEFT = "left"
    ASKED_LEAVE = "asked_leave"
    OWNED = "owned"
    FREED = "freed"
    STRENGTHENED = "strengthened"
    HEARD = "heard"
    OFFERED = "offered"
    INFORMED = "informed"
    ASKED = "asked"
    INVITED = "invited"
    EVOKED = "evoked"
    STUMPED = "stumped"
    PASSING = "passing"


class Intent(FrozenModel):
    """What the customer's next line does.

    Attributes:
        act, band: the act, and how closed they are.
        topic: what to answer or dwell on. fact: what to disclose. plan: what to voice or commit to.
        item: the item of their agenda to raise. taken_up: words of their own that the rep came back to; the answer
            stays with them and adds to them.
        unsaid: the rep's words guess at what the customer has told nobody, so that it may be denied.
        trigger: the sore point that was touched. situation: what in the rep's line this answers.
        effect: what the rep's line did to them; for the log and for a model's instructions.
        talk: which way the line must lean, where that matters. brief: a word or two and no more. whole: a sentence of
            substance, and no less.
        topics: what the rep's line may be about, the likeliest first. may_tell: facts, unlocked and untold, that would
            answer it. asked: it puts a question. veiled: it comes near to what they tell nobody yet. A model chooses
            among these; authored lines go by the rest.
    """

    act: Act
    band: Band
    topic: str | None = None
    fact: str | None = None
    plan: str | None = None
    item: str | None = None
    taken_up: str | None = None
    unsaid: bool = False
    trigger: str | None = None
    situation: Situation | None = None
    effect: LineEffect | None = None
    talk: Talk | None = None
    brief: bool = False
    whole: bool = False
    topics: tuple[str, ...] = ()
    may_tell: tuple[str, ...] = ()
    asked: bool = False
    veiled: bool = False
