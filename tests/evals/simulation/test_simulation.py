"""The suites that play: the panel, the policies, what must hold, and the slips of a customer made bad on purpose."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.customer.decider import Decider
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.customer.turn_context import TurnContext
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.model.acts import Act, Band, Stage
from agent.model.intent import Intent
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome, Receipt, Reply, State, Turn
from agent.model.verdict import Code, Said, Stance, Talk, TalkVerdict, Verdict
from agent.runtime.engine_factory import EngineSelection
from agent.runtime.scripted_play import SILENCE, Script
from agent.settings import Settings
from evals.execution import runner as runner_module
from evals.execution.runner import SuiteRunner
from evals.model.suite import Options, Suite, SuiteResult
from evals.simulation import showcase
from evals.simulation.expectations import RULES, by_kind
from evals.simulation.llm_rep import LONGEST, LlmRep
from evals.simulation.scripted_reps import (
    PARROT_TURNS,
    Adaptive,
    Adversary,
    Parrot,
    Scripted,
    parrots,
    read_panel,
    turned,
    unsaid,
)
from evals.simulation.talk_shape import FIGURES, Uttered, third, unmoved_share, uttered
from evals.simulation.transcript import Step, Transcript, kind_of, mean_curve
from evals.simulation.violations import fact_leaks, find_violations, inventions, repeats, role_flips, warm_share
from evals.suites import discrimination, fidelity, selfplay
from tests.support import makers
from tests.support.paths import ROOT
from tests.support.rich import INDEXES
from tests.support.scripted import ScriptedModel

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


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


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

    async def grade(self, line: str, context: Sequence[Said]) -> Verdict:
        return self.known.get(line) or makers.verdict(Code.COUNTERFEIT, no_parroting=False)

    async def talk(self, line: str, context: Sequence[Said]) -> TalkVerdict:
        return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.9)


class Generous(Knowing):
    """Finds skill in every line, so that nothing tells one rep from another."""

    async def grade(self, line: str, context: Sequence[Said]) -> Verdict:
        return SKILL


@dataclass
class Actors:
    """What `Engines` offers: a grader that is given, and the embedded customer or one that slips."""

    graders: Knowing = field(default_factory=Knowing)
    says: str = ""
    voice: EmbeddedCustomer = field(default_factory=lambda: EmbeddedCustomer(INDEXES))
    tokens: int = 0
    asked: list[str] = field(default_factory=list)

    def grader(self, rubric: Rubric, session: str | None = None) -> Knowing:
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


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a suite over one customer and one text of each kind, with light actors."""
    monkeypatch.setattr(runner_module, "engine_fingerprint", lambda settings: "fixed")
    monkeypatch.setattr(selfplay, "read_panel", lambda: ONE_EACH)
    settings = Settings(data_dir=tmp_path, _env_file=None)

    def run(
        suite: Suite, actors: Actors, panel: dict[str, tuple[Scripted, ...]] = FEW, **options: object
    ) -> SuiteResult:
        monkeypatch.setattr(discrimination, "read_panel", lambda: panel)
        monkeypatch.setattr(discrimination, "parrots", lambda: (Parrot(1, turns=5),))
        asked = Options(**{"personas": (WHO,), "resamples": 20} | options)
        runner = SuiteRunner(
            settings, asked, grader=actors.graders, open_engines=lambda settings, engine: actors, quiet=True
        )
        return asyncio.run(suite.run(runner))

    return run


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


def test_the_panel_has_three_texts_of_each_kind_that_are_long_enough_and_all_different() -> None:
    assert set(PANEL) == KINDS
    texts = [rep.script.lines for reps in PANEL.values() for rep in reps]
    assert all(len(reps) >= 3 for reps in PANEL.values())
    assert all(12 <= len(lines) <= 16 for lines in texts)
    said = [line for kind, reps in PANEL.items() if kind != "silent" for rep in reps for line in rep.script.lines]
    assert len(set(said)) == len(said)


def test_no_line_of_the_panel_was_trained_on() -> None:
    corpus = "\n".join(path.read_text("utf-8") for path in (ROOT / "rubrics" / "corpus").glob("*.talk"))
    long = [line for reps in PANEL.values() for rep in reps for line in rep.script.lines if len(line.split()) > 4]
    assert [line for line in long if line in corpus] == []


def test_parrots_hand_back_what_they_heard_and_stop() -> None:
    plain, with_opener, round_about = parrots()
    heard = turns(Act.DENY)
    assert asyncio.run(plain.next_line("Yes?", [])) == "Yes?"
    assert asyncio.run(with_opener.next_line("Yes?", heard)) == "So you're saying: I said so 1 times."
    assert asyncio.run(round_about.next_line("Yes?", heard)) == "I hear you say that you said so 1 times."
    assert asyncio.run(plain.next_line("Yes?", heard * PARROT_TURNS)) is None
    assert turned("I'm sure we told you, my friend") == "you're sure you told I, your friend"


def test_an_adaptive_rep_is_skilled_or_falls_for_the_bait_and_repeats_itself_only_when_it_must() -> None:
    skilled, poor = (Adaptive(name, PANEL, skill, seed=3) for name, skill in (("a", 1.0), ("b", 0.0)))
    experts = [line for rep in PANEL["expert"] for line in rep.script.lines]
    late = turns(Act.OPEN_UP, stage=Stage.PLAN)
    ends = [line for rep in PANEL["expert"] for line in rep.script.lines[10:]]
    assert asyncio.run(skilled.next_line("Yes?", late)) in ends
    assert asyncio.run(poor.next_line("Yes?", turns(Act.ATTACK))) not in experts
    assert kind_of_line(asyncio.run(poor.next_line("Yes?", turns(Act.ASK_FOR_MORE)))) == "pleaser"
    assert asyncio.run(poor.next_line("Yes?", turns(Act.DENY))) == asyncio.run(poor.next_line("Yes?", turns(Act.DENY)))
    assert unsaid(["rep 1", "new"], turns(Act.DENY), Random(1)) == "new"


def kind_of_line(text: str | None) -> str:
    return next(kind for kind, reps in PANEL.items() for rep in reps if text in rep.script.lines)


def test_the_adversary_fishes_where_something_is_still_locked(library: Library) -> None:
    persona = library.persona(WHO)
    fishing = Adversary("adversary", persona, ("skilled",), seed=1, mix={"topic": 1.0})
    all_but_one = tuple(name for name in persona.facts if name != "canteen")
    asks = {ask for topic in persona.facts["canteen"].topics for ask in persona.topics[topic].asks}
    for number in range(1, 20):
        acts = [Act.DENY] * number
        assert asyncio.run(fishing.next_line("Yes?", turns(*acts, unlocked=all_but_one))) in asks
    everything = turns(Act.DENY, unlocked=tuple(persona.facts))
    assert asyncio.run(fishing.next_line("Yes?", everything)) not in asks
    assert fishing.recipe != Adversary("adversary", persona, ("skilled",), seed=2, mix={"topic": 1.0}).recipe


async def test_a_model_plays_the_rep_from_the_brief_and_is_cut_when_it_rambles(library: Library) -> None:
    persona = library.persona(WHO)
    with ScriptedModel("So  you kept\ncount.", "word " * 400, "") as model:
        rep = LlmRep("model", model, persona, seed=5)
        assert await rep.next_line("Moin. <rep>", []) == "So you kept count."
        assert len(await rep.next_line("Moin.", turns(Act.DENY)) or "") <= LONGEST
        assert await rep.next_line("Moin.", turns(*[Act.DENY] * 9)) == SILENCE
    first, second, third_call = model.asked
    assert persona.brief.your_task in first.text
    assert "<rep>" not in first.text
    assert [message.part for message in second.messages] == ["instructions", "incoming", "own", "incoming"]
    assert "Moin." not in third_call.text
    assert not [fact.truth for fact in persona.facts.values() if fact.truth in first.text]


def test_a_played_session_is_read_as_a_curve() -> None:
    one = session("late_bloomer_2", 9.0, 7.5, 5.9, 6.5)
    assert (one.kind, one.curve, one.final, one.lowest, one.thaw) == (
        "late_bloomer", (8.0, 9.0, 7.5, 5.9, 6.5), 6.5, 5.9, 3,
    )  # fmt: skip
    assert kind_of("adversary") == "adversary"
    assert session("x_1", 7.0).thaw is None
    assert mean_curve([session("a_1", 6.0), session("a_1", 8.0, 4.0)]) == ((0.0, 8.0), (1.0, 7.0), (2.0, 5.0))


GOOD = [
    session("expert_1", 7.0, 5.9, 3.0, 2.0, outcome=Outcome.COMMITTED),
    session("late_bloomer_1", 9.0, 8.5, 7.0, 5.0),
    session("relapser_1", 7.0, 6.0, 9.0, 10.0),
    session("early_leader_1", 9.0, 10.0),
    session("pleaser_1", 8.0, 8.0),
    session("silent_1", 8.0, 8.0),
]
BROKEN = {
    "expert.lowest": session("pushy_1", 8.0, 2.0),
    "expert.falls": session("expert_2", 7.0, 6.0),
    "counterfeit.never_lowers": session("stuffer_1", 7.9, 9.0),
    "pleaser.uncommitted": session("pleaser_2", 8.0, outcome=Outcome.COMMITTED),
    "early_leader.worse": session("early_leader_2", 1.0),
    "late_bloomer.recovers": session("late_bloomer_2", 9.0, 9.5),
    "late_bloomer.later": session("late_bloomer_3", 9.0, 5.0),
    "relapser.loses": session("relapser_2", 6.0, 4.0, 5.0),
}


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_each_rule_holds_for_a_sound_panel_and_breaks_for_a_broken_one(rule) -> None:
    assert [held.session.rep for held in rule.test(by_kind(GOOD)) if not held.holds] == []
    broken = BROKEN[rule.name]
    assert broken in [held.session for held in rule.test(by_kind([*GOOD, broken])) if not held.holds]


def test_discrimination_holds_when_lines_are_read_rightly_and_fails_when_all_look_skilled(run: Run) -> None:
    right = run(discrimination.Discrimination(), Actors(), ONE_EACH)
    assert right.measure("auc.skilled").value == 1.0
    failed = [m.name for m in right.measures if m.passed is False]
    assert failed == []
    assert len(right.rows) == len(KINDS) + 1
    flat = run(discrimination.Discrimination(), Actors(graders=Generous()), fresh=True)
    assert (flat.measure("auc.skilled").value or 0) < 0.7
    assert flat.measure("counterfeit.never_lowers").value == 0.0
    assert flat.measure("expert.lowest").passed is False


def test_sessions_that_were_played_are_kept_and_other_customers_are_not_confused(run: Run) -> None:
    actors = Actors(says="Yes, yes.")
    run(discrimination.Discrimination(), actors)
    played_once = len(actors.asked)
    run(fidelity.Fidelity(), actors)
    assert played_once == len(actors.asked) > 15
    run(fidelity.Fidelity(), actors, seed=2)
    assert len(actors.asked) == 2 * played_once


def test_slips_are_found_and_sound_lines_are_not_taken_for_them(library: Library) -> None:
    persona = library.persona(WHO)
    said = ["We keep magnets.", "How can I help you today?", "Yes. Yes!", "yes, yes", "It costs 9,431 a year."]
    bad = session("x_1", *[8.0] * 5, lines=said)
    assert [slip.turn for slip in fact_leaks(persona, bad)] == [1]
    assert [slip.turn for slip in role_flips(bad)] == [2]
    assert [slip.turn for slip in repeats(bad)] == [4]
    assert [slip.turn for slip in inventions(persona, bad)] == [5]
    told = bad.model_copy(update={"steps": (step(said[0], unlocked=tuple(persona.facts)),)})
    assert find_violations(persona, told) == []
    asked = bad.model_copy(update={"steps": (step("Not 9431!", rep="Is it 9431?"),)})
    assert find_violations(persona, asked) == []
    assert warm_share(["Thanks a lot, wonderful.", "No, thanks.", "Happy to.", "Hm."]) == 0.25


def test_no_line_an_author_wrote_looks_like_a_slip(library: Library) -> None:
    for persona in library.personas().values():
        lines = [line.text for line in every_line(persona)]
        whole = session("x_1", *[8.0] * len(lines), lines=lines)
        assert [(persona.id, slip.why) for slip in (*role_flips(whole), *inventions(persona, whole))] == []


def talk(*kinds: Talk, words: int = 5, after_input: bool = False) -> list[Uttered]:
    return [Uttered(words, kind, after_input) for kind in kinds]


def test_shape_is_counted_by_hand() -> None:
    change, sustain, neutral = Talk.CHANGE, Talk.SUSTAIN, Talk.NEUTRAL
    rising = talk(neutral, neutral, sustain, neutral, change, change)
    flat = [Uttered(1, neutral, False), Uttered(2, sustain, True), Uttered(9, neutral, True)]
    found = {figure.name: figure.of([rising, flat]) for figure in FIGURES}
    assert found["change"] == pytest.approx(2 / 9)
    assert found["sustain"] == pytest.approx(2 / 9)
    assert (found["change_first"], found["change_last"]) == (0.0, pytest.approx(2 / 3))
    assert (found["words"], found["short"]) == (5.0, pytest.approx(2 / 9))
    assert found["sustain_after_input"] == 0.5
    assert unmoved_share([rising, flat]) == 0.5
    assert [len(third(range(7), part)) for part in (1, 2, 3)] == [2, 3, 2]
    one = session("x_1", 8.0).model_copy(update={"steps": (step("Well, no.", primary=Code.PERSUADE),)})
    assert uttered(one) == [Uttered(2, Talk.NEUTRAL, True)]


def test_fidelity_sees_a_customer_who_leaves_the_role_and_says_one_thing_only(run: Run) -> None:
    bad = run(fidelity.Fidelity(), Actors(says="I'd be happy to help you. How can I help you with the magnets?"))
    for kind in ("leak", "flip", "repeat"):
        assert bad.measure(f"slips.{kind}").passed is False
    assert bad.measure("good.words").value == 14.0
    assert bad.measure("poor.short").value == 0.0
    assert (bad.measure("inside").value or 0) < 0.5
    assert bad.rows[0]["customer"].startswith("I'd be happy")
    sound = run(fidelity.Fidelity(), Actors(), fresh=True)
    assert [m.name for m in sound.measures if m.name.startswith("slips.") and not m.passed] == []


def test_self_play_is_the_same_again_and_catches_the_slips(run: Run) -> None:
    sound = run(selfplay.SelfPlay(), Actors(), sessions=7, turns=5)
    assert sound.measure("turns").value == 35
    assert [m.name for m in sound.measures if m.passed is False] == ["turns"]
    assert sound.measure("same_seed").value == 1.0
    who = {row["rep"] for row in sound.rows}
    assert who >= {"adversary", "adaptive_skilled", "adaptive_decent", "adaptive_poor"}
    assert any(name.startswith("parrot_") for name in who)
    bad = run(selfplay.SelfPlay(), Actors(says="As an AI I keep magnets."), sessions=2, turns=4, fresh=True)
    assert bad.measure("slips.flip").value == 8
    assert (bad.measure("slips.leak").value or 0) >= 4, "the adversary never gets as far as to unlock it"
    assert bad.measure("other_seed.wording").passed is False


def test_the_showcase_tells_each_line_with_its_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = showcase.open_room

    def light(settings: Settings, engine: str) -> object:
        room = opened(settings, engine)
        room._engines = Actors()  # type: ignore[assignment]
        return room

    monkeypatch.setattr(showcase, "open_room", light)
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ROLLWITH_PERSONAS_DIR", str(tmp_path / "personas"))
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / "personas" / f"{WHO}.yaml", tmp_path / "personas")
    showcase.write_showcase(tmp_path / "sessions", None)
    page = (tmp_path / "sessions" / f"{WHO}.md").read_text("utf-8")
    assert page.startswith("# Bernd Halvorsen")
    assert page.count("\n## ") == 3
    assert "> resistance 8.0 → 7.3, trust" in page
    assert "Ends: committed" in page
    index = (tmp_path / "sessions" / "README.md").read_text("utf-8")
    assert f"[Bernd Halvorsen]({WHO}.md)" in index
    assert index.count("| committed after ") == 1
