"""Lean persona: a customer in 40 to 80 lines. Shared lines and an authored voice beside it make the rest.

`agent/content/lean/` makes a whole `Persona` of it, which is what everything else knows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from agent.model.acts import Act
from agent.model.base import FrozenModel
from agent.model.persona import LEAST_ITEMS, MOST_ITEMS, Brief, Chair, Change, Gate, Id, Layer, Text
from agent.model.verdict import Code

LEAST_SAMPLES = 5
"""Sample lines of a voice: each for another act, so that a model hears more than one mood."""

ELSEWHERE = frozenset({Act.DISCLOSE, Act.VOICE_PLAN, Act.COMMIT, Act.ANSWER, Act.RAISE})
"""Acts whose lines stand with the fact, the plan or the item they belong to."""


Word = Annotated[Text, Field(max_length=40)]
"""A few words that stand in a sentence: no sentence of its own."""


class Register(StrEnum):
    """How a customer talks, as far as shared lines follow it."""

    PLAIN = "plain"
    """Everyday, neither stiff nor rough."""
    BLUNT = "blunt"
    """Short, dry, to the point."""
    FORMAL = "formal"
    """Measured, complete sentences, polite even when cross."""
    WARM = "warm"
    """Friendly and talkative, resists by joking and apologising."""


class LeanWords(FrozenModel):
    """What the customer calls things: shared lines that have a place for such a word are said with it.

    Attributes:
        thing: the rep's product, as they call it ("the app"). people: those they answer for ("my crew").
        work: what waits for them ("twenty-two turbines"). place: where they stand, with its preposition ("up a tower").
        matter: what everybody knows went wrong ("those courses"). until: when they have to go ("the wind drops").
    """

    thing: Word | None = None
    people: Word | None = None
    work: Word | None = None
    place: Word | None = None
    matter: Word | None = None
    until: Word | None = None


class LeanVoice(FrozenModel):
    """How the customer talks.

    Attributes:
        register_: which of the shared lines are theirs. english: how they speak it, for a model.
        samples: act -> one line of theirs. words: what they call things.
    """

    register_: Register = Field(alias="register")
    english: Text = "Everyday English."
    never_says: tuple[Text, ...] = Field((), max_length=20)
    max_words: int = Field(36, ge=8, le=80)
    words: LeanWords = LeanWords()
    samples: dict[Act, Text] = Field(min_length=LEAST_SAMPLES)


class LeanFact(FrozenModel):
    """Something true about the customer that must be earned.

    Attributes:
        truth: the fact, third person. says: how they tell it, first person.
        asks: questions of a rep that reach it; the standard topics of its layer do in any case.
        canaries: words that give it away and stand nowhere else; found in `says` where none are given.
    """

    layer: Layer
    truth: Text
    gate: Gate
    says: tuple[Text, ...] = Field(min_length=1, max_length=8)
    asks: tuple[Text, ...] = Field((), max_length=12)
    canaries: tuple[Text, ...] = Field((), max_length=20)


class LeanItem(FrozenModel):
    """One thing the customer came with. `wants`: a short noun phrase; `says`: how they bring it up."""

    wants: Text
    says: Text


class LeanPlan(FrozenModel):
    """A plan the customer could come to by themselves: the gist, how they voice it, how they commit to it."""

    gist: Text
    voices: tuple[Text, ...] = Field(min_length=1, max_length=8)
    commits: tuple[Text, ...] = Field(min_length=1, max_length=8)


class LeanTrigger(FrozenModel):
    """Words of a rep that cost extra with this customer, why, and what they answer."""

    words: tuple[Text, ...] = Field(min_length=1, max_length=12)
    codes: tuple[Code, ...] = (Code.CONFRONT, Code.PERSUADE)
    why: Text
    says: tuple[Text, ...] = Field(min_length=1, max_length=6)


class LeanPersona(FrozenModel):
    """One customer, as a trainer writes them in an afternoon.

    Attributes:
        difficulty: 1 (mild) to 5 (hardest); the law's 24 numbers come from it.
        law: numbers of the law that are to be others than the difficulty gives.
    """

    kind: Literal["lean"]
    id: Id
    version: int = Field(1, ge=1)
    name: Text
    role: Text
    company: Text
    industry: Text
    portrait: Text
    scenario: Text
    brief: Brief
    chair: Chair
    voice: LeanVoice
    values: tuple[Text, ...] = Field(min_length=2, max_length=6)
    change: Change
    surface: Text
    concern: Text
    need: Text
    openings: tuple[Text, ...] = Field(min_length=2, max_length=6)
    facts: dict[Id, LeanFact] = Field(min_length=3, max_length=12)
    agenda: dict[Id, LeanItem] = Field(min_length=LEAST_ITEMS, max_length=MOST_ITEMS)
    plan: LeanPlan
    triggers: dict[Id, LeanTrigger] = Field({}, max_length=6)
    difficulty: int = Field(3, ge=1, le=5)
    law: dict[str, float] = {}

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for name, fact in self.facts.items():
            for other in fact.gate.after:
                if other not in self.facts or other == name:
                    raise ValueError(f"facts.{name}.gate.after: unknown fact {other!r}")
        if missing := [layer.value for layer in Layer if all(fact.layer is not layer for fact in self.facts.values())]:
            raise ValueError(f"facts: none of the layer {', '.join(missing)}; give at least one of each")
        if strays := sorted(act.value for act in self.voice.samples if act in ELSEWHERE):
            raise ValueError(f"voice.samples: a line of {strays[0]} belongs with its fact, plan or item")
        return self
