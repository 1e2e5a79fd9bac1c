"""A room for the screens without the trained coder: real law, log, customer and debrief, and a grader by keywords."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from agent.content.library import Library
from agent.customer.decider import Decider
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.grading.assembly import assemble
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Mark, Stance, Talk, TalkVerdict, UnitReading, Verdict, ungraded
from agent.runtime.engine_factory import Engines, EngineSelection
from agent.runtime.room import Room
from agent.storage.store import Store
from tests.support.makers.rich import INDEXES

TELLS = (
    (r"\byou should\b|\byou need to\b|\bjust use\b|\bour product\b", Code.PERSUADE, None),
    (r"\byour fault\b|\byou never\b|\bthat's not true\b", Code.CONFRONT, None),
    (r"\bup to you\b|\byour call\b|\byours to decide\b", Code.EMPHASIZE_AUTONOMY, None),
    (r"\bwould it be all right\b|\bwould it be ok\b|\bmay i\b", Code.SEEK_COLLABORATION, Mark.PERMISSION),
    (r"\bfirst step\b", Code.OPEN_QUESTION, Mark.PLAN),
    (r"\bif nothing changes\b|\bin a year\b", Code.OPEN_QUESTION, Mark.STRATEGIC),
    (r"\bwhat would\b|\bwhat matters\b|\bwhat made\b", Code.OPEN_QUESTION, Mark.EVOKE),
    (r"^(what|how|why)\b.*\?", Code.OPEN_QUESTION, None),
    (r"\?$", Code.CLOSED_QUESTION, None),
    (r"\bi totally understand\b", Code.COUNTERFEIT, Mark.STOCK),
    (r"\bwe can't\b|\bwe cannot\b", Code.SET_LIMIT, None),
    (r"\bwant it to\b|\bwish\b", Code.COMPLEX_REFLECTION, Mark.TOWARD),
    (r"\byou (feel|felt|were|are|had|have|kept)\b|\bsounds like\b", Code.COMPLEX_REFLECTION, None),
)


class KeywordGrader:
    """Reads each sentence by the first pattern that fits; `maybe` makes it unsure."""

    engine = "embedded:keywords"

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        if not any(letter.isalpha() for letter in line):
            return ungraded("nothing to read in it", self._rubric.ref, self.engine)
        findings = [_finding(part.strip()) for part in re.findall(r"[^.?!]+[.?!]*", line) if part.strip()]
        leads = any(found.codes.get(Code.PERSUADE) or Mark.STRATEGIC in found.marks for found in findings)
        stance = Stance.LEAD if leads else Stance.FOLLOW
        return assemble(line, context, findings, stance, self._rubric, self.engine)

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.5)


def _finding(part: str) -> UnitReading:
    sure = 0.55 if "maybe" in part.lower() else 0.9
    for pattern, code, mark in TELLS:
        if re.search(pattern, part, re.IGNORECASE):
            return UnitReading(quote=part, codes={code: sure}, marks={mark: sure} if mark else {})
    return UnitReading(quote=part, codes={Code.OTHER: sure})


class FakeEngines:
    """What `agent.runtime.engine_factory.Engines` offers."""

    budget = None
    begins_early = False

    def early_reader(self, rubric: Rubric) -> None:
        """Return nobody: no reply is begun early."""

    def may_begin_early(self, session: str) -> bool:
        return False

    def grader(self, rubric: Rubric, session: str | None = None, alone: bool = False) -> KeywordGrader:
        return KeywordGrader(rubric)

    def embedded_grader(self, rubric: Rubric) -> KeywordGrader:
        return KeywordGrader(rubric)

    def model(self, purpose: str) -> None:
        """Return none: no model speaks."""

    def decider(self) -> Decider:
        return Decider(INDEXES)

    def prepare(self, persona: Persona) -> None:
        """Build nothing before it is needed."""

    def customer(self, session: str | None = None) -> EmbeddedCustomer:
        return EmbeddedCustomer(INDEXES)

    def debriefer(self) -> EmbeddedDebriefer:
        return EmbeddedDebriefer()

    def speaking(self) -> EngineSelection:
        return EngineSelection("embedded", "embedded", "embedded", "a test")

    async def aclose(self) -> None:
        return None


def fake_room(library: Library, url: str, seed: int | None = 7) -> Room:
    """Return a room over a library and a log."""
    return Room(library, lambda: Store(url), cast(Engines, FakeEngines()), seed=seed)
