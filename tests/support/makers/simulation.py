"""What the tests of the simulation share: the panel, a grader that knows it, actors, and sessions made by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from agent.customer.decider import Decider
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.customer.turn_context import TurnContext
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.model.acts import Act, Band, Intent, Stage
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, Receipt, Reply, State
from agent.model.turn import Turn
from agent.model.verdict import Code, Stance, Talk, TalkVerdict, Verdict
from agent.runtime.engine_factory import EngineSelection
from agent.runtime.scripted_play import Script
from evals.model.suite import SuiteResult
from evals.simulation.scripted_reps import (
    Scripted,
    read_panel,
)
from evals.simulation.transcript import Step, Transcript
from tests.support.makers import makers
from tests.support.makers.rich import INDEXES

WHO = "bernd_halvorsen"
PANEL = read_panel()
ONE_EACH = {kind: reps[:1] for kind, reps in PANEL.items()}
FEW = {
    kind: tuple(Scripted(Script(rep.script.name, rep.script.lines[:5])) for rep in ONE_EACH[kind])
    for kind in ("expert", "pushy", "stuffer")
}
KINDS = {
    "expert", "pushy", "blamer", "pleaser", "flatterer", "silent", "early_leader", "late_bloomer", "relapser",
    "empathy_only", "empowerment_only", "injector", "stuffer",
}  # fmt: skip
SKILL = makers.warm(shapes_plan=True, looks_ahead=True, points_to_change=True)
VERDICTS = {
    "expert": SKILL,
    "late_bloomer": SKILL,
    "relapser": makers.warm(),
    "pushy": makers.verdict(Code.PERSUADE, stance=Stance.LEAD),
    "early_leader": makers.verdict(Code.PERSUADE, stance=Stance.LEAD),
    "blamer": makers.verdict(Code.CONFRONT),
    "pleaser": makers.verdict(Code.CAPITULATE, no_giving_in=False),
    "empathy_only": makers.verdict(Code.COMPLEX_REFLECTION, empathy=0.9, says_back=True),
    "empowerment_only": makers.verdict(Code.EMPHASIZE_AUTONOMY, empowerment=0.9, leaves_choice=True),
    "injector": makers.verdict(Code.OTHER, no_machine_talk=False),
    "silent": makers.verdict(Code.OTHER),
}
TURNS_BAD = {"late_bloomer": range(4), "relapser": range(6, 99)}


class Knowing:
    """A grader that knows which text of the panel a line comes from; what it does not know is a counterfeit."""

    engine = "knowing"

    def __init__(self) -> None:
        self.known: dict[str, Verdict] = {}
        for kind, reps in PANEL.items():
            for rep in reps:
                for at, line in enumerate(rep.script.lines):
                    bad = at in TURNS_BAD.get(kind, ())
                    found = makers.verdict(Code.CONFRONT) if bad and kind == "relapser" else VERDICTS.get(kind)
                    found = makers.verdict(Code.GIVE_INFORMATION) if bad and kind == "late_bloomer" else found
                    found = makers.verdict(Code.PERSUADE) if kind == "late_bloomer" and at == 3 else found
                    self.known.setdefault(line, found or makers.verdict(Code.COUNTERFEIT, no_stuffing=False))

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        return self.known.get(line) or makers.verdict(Code.COUNTERFEIT, no_parroting=False)

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.9)


class Generous(Knowing):
    """Finds skill in every line, so that nothing tells one rep from another."""

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        return SKILL


@dataclass
class Actors:
    """What `Engines` offers: a grader that is given, and the embedded customer or one that slips."""

    graders: Knowing = field(default_factory=Knowing)
    says: str = ""
    voice: EmbeddedCustomer = field(default_factory=lambda: EmbeddedCustomer(INDEXES))
    tokens: int = 0
    asked: list[str] = field(default_factory=list)
    budget: None = None
    begins_early: bool = False

    def early_reader(self, rubric: Rubric) -> None:
        """Return nobody: no reply is begun early."""

    def may_begin_early(self, session: str) -> bool:
        return False

    def brief(self, context: TurnContext, intent: Intent) -> Intent:
        return intent

    def grader(self, rubric: Rubric, session: str | None = None, alone: bool = False) -> Knowing:
        return self.graders

    def customer(self, session: str | None = None) -> Actors | EmbeddedCustomer:
        return self if self.says else self.voice

    def decider(self) -> Decider:
        return Decider(INDEXES)

    def prepare(self, persona: Persona) -> None:
        """Build nothing before it is needed."""

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        self.asked.append(context.line)
        yield Reply(text=self.says, act=Act.ANSWER, band=Band.CLOSED, engine="slipping")

    def debriefer(self) -> EmbeddedDebriefer:
        return EmbeddedDebriefer()

    def speaking(self) -> EngineSelection:
        return EngineSelection(self.graders.engine, "embedded", "embedded", "a test")

    async def aclose(self) -> None:
        """Nothing is open."""


Run = Callable[..., SuiteResult]


def step(customer: str, **changes: object) -> Step:
    whole: dict[str, object] = {
        "rep": "Go on.", "customer": customer, "act": Act.ANSWER, "band": Band.CLOSED, "talk": Talk.NEUTRAL,
        "primary": Code.OTHER, "empathic": False, "empowering": False, "lead": None, "rules": (), "resistance": 7.0,
        "trust": 1.0, "scope_pressure": 0.0, "readiness": 0.0, "stage": Stage.ENGAGE, "unlocked": (),
    }  # fmt: skip
    return Step.model_validate(whole | changes)


def session(rep: str, *levels: float, outcome: Outcome = Outcome.OPEN, lines: Sequence[str] = ()) -> Transcript:
    said = [*lines, *(f"Line {at}." for at in range(len(lines), len(levels)))]
    steps = tuple(step(text, resistance=level) for text, level in zip(said, levels, strict=True))
    return Transcript(persona="p", rep=rep, seed=1, opening="Yes?", start=8.0, steps=steps, outcome=outcome)


def turns(*acts: Act, unlocked: tuple[str, ...] = (), stage: Stage = Stage.ENGAGE) -> list[Turn]:
    state = State(resistance=7.0, trust=1.0, stage=stage, unlocked=unlocked)
    receipt = Receipt(stage_before=stage, stage_after=stage)
    return [
        Turn(
            number=number, rep=f"rep {number}", verdict=makers.verdict(), receipt=receipt, state=state,
            reply=Reply(text=f"I said so {number} times.", act=act, band=Band.CLOSED),
        )
        for number, act in enumerate(acts, 1)
    ]  # fmt: skip
