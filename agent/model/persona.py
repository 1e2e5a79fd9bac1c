"""Persona: one customer. Who they are, what they hide, how they resist, and their law in numbers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from agent.model.acts import Act, Band, Stage
from agent.model.base import FrozenModel
from agent.model.law import Law, Level
from agent.model.verdict import Code, Talk

LONGEST_TEXT, LONGEST_ID = 4_000, 60
"""Characters; a biography has some 900."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=LONGEST_ID)]

MOST_FACTS, MOST_TOPICS, MOST_CANARIES = 40, 60, 20
LEAST_ITEMS, MOST_ITEMS = 2, 4
"""Items of an agenda, where there is one: what one person keeps in mind for one call."""
"""What the lint compares with each other stays few: every line is held against every canary of every fact."""

TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "sir", "madam"})
"""Words before a name that belong to it when somebody is spoken of."""

STANDARD_TOPICS = ("happened", "involved", "tried", "matters", "help", "worries", "next")
"""What reps ask of every customer; each persona must answer all of them."""


class LineSpec(FrozenModel):
    """One authored line.

    Attributes:
        say: the words.
        talk: talk type, where it differs from the act's own.
        after: facts that must have been disclosed before this line may be said.
        fits: words or short rep lines this answers especially well; raises its chance of being chosen.
        until: facts after whose telling it is no longer said. stock: a shared line. coloured: one with words of theirs.
    """

    say: Text
    talk: Talk | None = None
    after: tuple[Id, ...] = ()
    fits: tuple[Text, ...] = ()
    until: tuple[Id, ...] = ()
    stock: bool = False
    coloured: bool = False


AuthoredLine = Text | LineSpec
BandLines = dict[Band, tuple[AuthoredLine, ...]]


class Gate(FrozenModel):
    """What must hold before a fact may be told: trust and stage at least, resistance at most, facts told before."""

    trust: Level = 0.0
    resistance: Level = 10.0
    stage: Stage = Stage.ENGAGE
    after: tuple[Id, ...] = ()


class Layer(StrEnum):
    """How deep a fact lies."""

    SURFACE = "surface"
    CONCERN = "concern"
    NEED = "need"


class Fact(FrozenModel):
    """Something true about the customer that must be earned.

    Attributes:
        truth: the fact in one or two sentences, third person. Given to a model only once it is unlocked.
        tells: authored lines that disclose it (first person), any of which may be said once unlocked.
        canaries: words or short phrases that give this fact away and occur in no other authored line.
        topics: topics under which a question reaches it.
    """

    layer: Layer
    truth: Text
    gate: Gate
    topics: tuple[Id, ...] = Field(min_length=1)
    tells: tuple[AuthoredLine, ...] = Field(min_length=1)
    canaries: tuple[Text, ...] = Field(min_length=1, max_length=MOST_CANARIES)


class Topic(FrozenModel):
    """Something a rep may ask about or touch, with answers by band.

    Attributes:
        about: what it is, in a few words.
        asks: how reps ask about it: example lines for the encoder to compare with.
        words: single words that point here.
        says: the customer's answers by band. None of them may disclose a fact.
    """

    about: Text
    asks: tuple[Text, ...] = Field(min_length=1)
    words: tuple[Text, ...] = ()
    says: BandLines


class Plan(FrozenModel):
    """A plan the customer could come to by themselves. It commits them to nothing until they have voiced it.

    Attributes:
        gist: the plan in one sentence, third person.
        voices: lines in which the customer puts it into words, tentatively.
        commits: lines in which the customer commits to it: who, what, when.
    """

    gist: Text
    voices: tuple[AuthoredLine, ...] = Field(min_length=1)
    commits: tuple[AuthoredLine, ...] = Field(min_length=1)


class AgendaItem(FrozenModel):
    """One thing the customer came with and means to bring up, whatever the rep does.

    Attributes:
        wants: what it is, a short noun phrase. Told to a trainer and to a model, and held against what the rep says.
        topic: the topic it belongs to, if any: a rep who asks about that takes it up.
        raises: lines by band with which they bring it up unasked, or name it when asked what they came with.
    """

    wants: Text
    topic: Id | None = None
    raises: BandLines


class Trigger(FrozenModel):
    """Words or codes that cost extra with this customer. Matched only within quotes of the verdict.

    Attributes:
        codes: the trigger counts only in words quoted for one of these codes.
        words: case-blind whole words or phrases, one of which must occur in the quote; empty means any words.
        cost: extra resistance, before the step cap.
        why: told to the trainer and, in the debrief, to the rep.
        says: lines that only this trigger brings out.
    """

    codes: tuple[Code, ...] = Field(min_length=1)
    words: tuple[Text, ...] = ()
    cost: float = Field(gt=0, le=2)
    why: Text
    says: tuple[AuthoredLine, ...] = Field(min_length=1)


class Voice(FrozenModel):
    """How the customer talks."""

    register_: Text = Field(alias="register")
    english: Text
    tics: tuple[Text, ...] = ()
    never_says: tuple[Text, ...] = ()
    max_words: int = Field(40, ge=8, le=80)


class Change(FrozenModel):
    """The change at stake: small (take a training) or large (a new way of working), and what a first step would be."""

    what: Text
    size: Annotated[str, StringConstraints(pattern="^(small|large)$")]
    first_step: Text


class Brief(FrozenModel):
    """What the rep reads before the conversation: who they are, what is known, what they are there for."""

    you_are: Text
    you_know: tuple[Text, ...] = Field(min_length=2)
    your_task: Text


class Chair(FrozenModel):
    """The scenario from the customer's own chair, first person; `scenario` and `brief` tell it from the rep's.

    It is known from the first line on, so nothing in it may tell a fact, the real concern or the hidden need.
    """

    i_am: Text = Field(description="who I am here, what my day is about, how this talk came about, what I expect of it")
    whose: Text = Field(description="whose product it is, how it came to us, and what the rep's company is to me")
    people: tuple[Text, ...] = Field((), max_length=12, description="who is who: 'Dr Petrie: bought it, left in May.'")
    told: tuple[Text, ...] = Field(
        (), max_length=12, description="what I have told the rep's company before, if anything"
    )


class Persona(FrozenModel):
    """One customer, whole."""

    id: Id
    version: int = Field(1, ge=1)
    name: Text
    role: Text
    company: Text
    industry: Text
    portrait: Text = Field(description="one line a rep reads when choosing whom to meet")
    scenario: Text
    brief: Brief
    chair: Chair | None = Field(None, description="the scenario as the customer would tell it")
    biography: Text
    voice: Voice
    values: tuple[Text, ...] = Field(min_length=2)
    change: Change
    surface: Text
    real_concern: Text
    hidden_need: Text
    law: Law
    openings: tuple[Text, ...] = Field(min_length=2)
    facts: dict[Id, Fact] = Field(min_length=3, max_length=MOST_FACTS)
    topics: dict[Id, Topic] = Field(max_length=MOST_TOPICS)
    agenda: dict[Id, AgendaItem] = Field({}, description="what they came with, in the order of weight")
    triggers: dict[Id, Trigger] = Field({}, max_length=MOST_TOPICS)
    plans: dict[Id, Plan] = Field(min_length=1, max_length=MOST_TOPICS)
    lines: dict[Act, BandLines]

    @property
    def address(self) -> str:
        """The customer's first name, or title and last name where there is a title."""
        first, *rest = self.name.split()
        return f"{first} {rest[-1]}" if rest and first.rstrip(".").lower() in TITLES else first

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        missing = [topic for topic in STANDARD_TOPICS if topic not in self.topics]
        if missing:
            raise ValueError(f"topics: no entry for {', '.join(missing)}; every customer is asked about these")
        for name, fact in self.facts.items():
            for topic in fact.topics:
                if topic not in self.topics:
                    raise ValueError(f"facts.{name}.topics: unknown topic {topic!r}")
            for other in fact.gate.after:
                if other not in self.facts or other == name:
                    raise ValueError(f"facts.{name}.gate.after: unknown fact {other!r}")
        return self

    @model_validator(mode="after")
    def _agenda_hangs_together(self) -> Self:
        if self.agenda and not LEAST_ITEMS <= len(self.agenda) <= MOST_ITEMS:
            raise ValueError(f"agenda: {len(self.agenda)} items; give {LEAST_ITEMS} to {MOST_ITEMS}, or none")
        for name, item in self.agenda.items():
            if item.topic is not None and item.topic not in self.topics:
                raise ValueError(f"agenda.{name}.topic: unknown topic {item.topic!r}")
        return self
