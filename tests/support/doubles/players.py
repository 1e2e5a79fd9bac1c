"""Light engines and rooms for the tests of the wiring: they decide by a word of the line, and say so in the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable, Sequence
from dataclasses import dataclass, field
from typing import cast

from agent.content.library import Library
from agent.customer.turn_context import TurnContext
from agent.errors import DataError
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.llm.budget import Budget
from agent.model.acts import Act, Intent, band_of
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, Reply
from agent.model.verdict import Code, Stance, Talk, TalkVerdict, Verdict, ungraded
from agent.runtime.engine_factory import Engines, EngineSelection
from agent.runtime.room import Room
from agent.storage.store import Store
from tests.support.makers import makers
from tests.support.paths import ROOT

RUBRICS = ROOT / "rubrics"
SKILLED = "You kept it going alone. What would make it worth another try, if anything?"


def skilled(number: int) -> str:
    """Return a skilled line, another one for each number: the same words earn once."""
    return f"You carried week {number} alone, and page {number * 7} of it. What would make try {number + 100} worth it?"


class WordGrader:
    """Grades by the first word: `blame`, `doubt`, `push`, `give`, `mumble`; anything else is skilled."""

    engine = "words"

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.seen: list[tuple[str, tuple[Said, ...]]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        self.seen.append((line, tuple(context)))
        await self.gate.wait()
        await asyncio.sleep(self.pause)
        word = line.split()[0].lower().strip(":")
        if word == "blame":
            return _quoting(line, makers.verdict(Code.CONFRONT, stance=Stance.LEAD))
        if word == "doubt":
            return _quoting(line, makers.verdict(Code.CONFRONT, sure=0.6))
        if word == "push":
            return _quoting(line, makers.verdict(Code.PERSUADE, stance=Stance.LEAD))
        if word == "give":
            return _quoting(line, makers.verdict(Code.CAPITULATE, no_giving_in=False))
        if word == "mumble":
            return ungraded("nothing to read in it", "mi@1", self.engine)
        return _quoting(line, makers.warm(shapes_plan=True, looks_ahead=True, points_to_change=True))

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        return TalkVerdict(talk=Talk.CHANGE if "try" in line else Talk.NEUTRAL, confidence=0.9)


class WordDecider:
    """Voices the plan when one is due, commits when committed, and acknowledges otherwise."""

    def decide(self, context: TurnContext) -> Intent:
        state, act, plan = context.state, Act.ACKNOWLEDGE, None
        if state.outcome is Outcome.COMMITTED:
            act, plan = Act.COMMIT, state.plan
        elif state.outcome is Outcome.WALKED_AWAY:
            act = Act.WALK_AWAY
        elif state.plan_due:
            act, plan = Act.VOICE_PLAN, "pilot"
        return Intent(act=act, band=band_of(state.resistance), plan=plan)


class WordCustomer:
    """Answers with the number of the turn."""

    engine = "words"
    ENDINGS = {Act.COMMIT: "One crew, from Monday.", Act.WALK_AWAY: "We are done here."}

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        usual = f"Answer {context.state.turn} ({len(context.spoken)} said before)."
        text, plan = self.ENDINGS.get(intent.act, usual), intent.plan
        for word in text.split(" ")[:-1]:
            yield word + " "
        talk = Talk.CHANGE if plan else Talk.NEUTRAL
        yield Reply(text=text, act=intent.act, band=intent.band, talk=talk, plan=plan, engine=self.engine)

    def brief(self, context: TurnContext, intent: Intent) -> Hashable:
        return intent, context.state


@dataclass
class Players:
    """What `agent.runtime.engine_factory.Engines` offers, without its weight."""

    graders: WordGrader = field(default_factory=WordGrader)
    closed: bool = False
    budget: Budget | None = None
    begins_early: bool = False

    def grader(self, rubric: Rubric, session: str | None = None) -> WordGrader:
        return self.graders

    def decider(self) -> WordDecider:
        return WordDecider()

    def prepare(self, persona: Persona) -> None:
        """Nothing needs to be at hand."""

    def customer(self, session: str | None = None) -> WordCustomer:
        return WordCustomer()

    def early_reader(self, rubric: Rubric) -> WordGrader | None:
        return None

    def may_begin_early(self, session: str) -> bool:
        return False

    def debriefer(self) -> EmbeddedDebriefer:
        return EmbeddedDebriefer()

    def speaking(self) -> EngineSelection:
        return EngineSelection("words", "words", "embedded", "a test")

    async def aclose(self) -> None:
        self.closed = True


class Shelf:
    """A library of one test customer and the real rubric."""

    def __init__(self, persona: Persona | None = None) -> None:
        self.one = persona or makers.persona()
        self._real = Library(RUBRICS, RUBRICS)

    def personas(self) -> dict[str, Persona]:
        return {self.one.id: self.one}

    def persona(self, persona_id: str) -> Persona:
        if persona_id != self.one.id:
            raise DataError("personas", "", f"no persona has the id {persona_id!r}", f"use {self.one.id}")
        return self.one

    def rubric(self, rubric_id: str = "mi") -> Rubric:
        return self._real.rubric(rubric_id)


def room(url: str, players: Players | None = None, *, lease: float = 0.5, persona: Persona | None = None) -> Room:
    """Return a room over a log, with the light engines."""
    shelf, engines = cast(Library, Shelf(persona)), cast(Engines, players or Players())
    return Room(shelf, lambda: Store(url), engines, lease=lease)


def _quoting(line: str, verdict: Verdict) -> Verdict:
    """Return the verdict with the whole line as every quote, since quotes occur in the line."""
    codes = tuple(code.model_copy(update={"quote": line}) for code in verdict.codes)
    checks = tuple(check.model_copy(update={"quote": line if check.quote else None}) for check in verdict.checks)
    return verdict.model_copy(update={"codes": codes, "checks": checks})
