"""Small makers of verdicts and personas for tests of the law."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from agent.model.acts import Act, Band
from agent.model.law import Curve, Law
from agent.model.persona import STANDARD_TOPICS, Brief, Change, Fact, Gate, Layer, Persona, Plan, Topic, Trigger, Voice
from agent.model.session import Reply
from agent.model.verdict import CheckResult, Code, CodeEvidence, Stance, Verdict

SORE = ("x", "y")

CHECKS = {
    "on_their_side": False, "owns_part": False, "no_blame": True, "no_stacked_praise": True, "says_back": False,
    "invites_more": False, "no_stock_phrase": True, "no_parroting": True, "no_stuffing": True, "no_speech": True,
    "no_machine_talk": True, "leaves_choice": False, "asks_for_theirs": False, "asks_leave": False,
    "names_strength": False, "no_push": True, "no_threat": True, "no_insult": True,
    "no_override": True, "no_giving_in": True,
    "looks_ahead": False, "points_to_change": False, "shapes_plan": False, "sets_limit": False, "no_dwelling": True,
}  # fmt: skip


def verdict(
    *codes: Code,
    empathy: float = 0.0,
    empowerment: float = 0.0,
    stance: Stance = Stance.FOLLOW,
    sure: float = 0.9,
    **checks: bool,
) -> Verdict:
    """Return a verdict with these codes in evidence and these checks away from their resting answer, all as sure."""
    return checked(checks, *codes, empathy=empathy, empowerment=empowerment, stance=stance, sure=sure)


def checked(
    checks: Mapping[str, bool],
    *codes: Code,
    empathy: float = 0.0,
    empowerment: float = 0.0,
    stance: Stance = Stance.FOLLOW,
    sure: float = 0.9,
) -> Verdict:
    """Return what `verdict` does; the checks' names need not be known where it is written."""
    evidence = tuple(CodeEvidence(code=code, quote=f"words of {code.value}", confidence=sure) for code in codes)
    answers = CHECKS | {"no_blame": Code.CONFRONT not in codes, "no_push": Code.PERSUADE not in codes} | dict(checks)
    results = tuple(
        CheckResult(id=name, passed=passed, quote=f"words of {name}", confidence=sure)
        if passed != CHECKS[name]
        else CheckResult(id=name, passed=passed)
        for name, passed in answers.items()
    )
    return Verdict(
        primary=codes[0] if codes else Code.OTHER, codes=evidence, checks=results, empathy=empathy,
        empowerment=empowerment, stance=stance, rubric="mi@1", engine="test",
    )  # fmt: skip


def warm(**checks: bool) -> Verdict:
    """Return the verdict of a skilled line: something said back, and the choice left."""
    given = {"says_back": True, "asks_for_theirs": True} | checks
    codes = (Code.COMPLEX_REFLECTION, Code.OPEN_QUESTION)
    return checked(given, *codes, empathy=0.9, empowerment=0.9, stance=Stance.LEAD)


@st.composite
def curves(draw: st.DrawFn, start: float, commit: float, evoke: float) -> Curve:
    """Draw any curve that these levels of a law allow."""
    levels = draw(st.lists(st.integers(0, 10), max_size=4, unique=True).map(sorted))
    factors = st.integers(2, 10).map(lambda tenths: tenths / 10)
    rests = round(commit + 0.1, 1)
    most = min(evoke, start - 2.1)  # a whole step down from the start stays possible
    held = rests <= most and draw(st.booleans())
    return Curve(
        thaw=tuple((level, draw(factors)) for level in levels),
        after_repair=draw(st.sampled_from([1.0, 1.4, 2.0])),
        rests_at=rests if held else None,
        moved_by=draw(st.integers(0, 6)),
    )


codes = st.lists(st.sampled_from(list(Code)), max_size=4, unique=True)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    """Draw any verdict at all, consistent or not; one in ten is ungraded."""
    found = draw(codes)
    checks = {name: draw(st.booleans()) for name in CHECKS}
    share = st.sampled_from([0.0, 0.3, 0.49, 0.5, 0.8, 1.0])
    stances = st.sampled_from(list(Stance))
    sure = draw(st.sampled_from([0.5, 0.65, 0.79, 0.8, 0.9, 1.0]))
    made = checked(checks, *found, empathy=draw(share), empowerment=draw(share), stance=draw(stances), sure=sure)
    made = made.model_copy(update={"grounding": draw(st.sampled_from([None, 0.0, 0.35, 0.5, 0.8, 1.0]))})
    return made.model_copy(update={"ungraded": "too short"}) if draw(st.integers(0, 9)) == 0 else made


@st.composite
def laws(draw: st.DrawFn) -> Law:
    """Draw any lawful law."""

    def level(low: float, high: float) -> float:
        return draw(st.integers(round(low * 10), round(high * 10))) / 10

    floor = level(0, 2)
    start = level(floor + 3, 9)
    commit = level(floor, start - 1)
    plan = level(commit, 9)
    gain, trust_gain, evoke = level(0.3, 1.3), level(0.3, 1.3), level(plan, 9)
    evoke_trust = level(1, 5)
    return Law(
        start=start,
        floor=floor,
        commit_resistance=commit,
        plan_resistance=plan,
        evoke_resistance=evoke,
        gain=gain,
        loss=level(gain, gain + 2),
        trust_gain=trust_gain,
        trust_loss=level(trust_gain, trust_gain + 1),
        trust_start=level(0, 2),
        lead_trust=level(2.1, 6),
        evoke_trust=evoke_trust,
        plan_trust=level(evoke_trust, evoke_trust + 3),
        plan_readiness=level(0, 4),
        walk_resistance=level(start + 0.2, 10),
        walk_patience=draw(st.integers(1, 5)),
        follow_patience=draw(st.integers(1, 5)),
        question_patience=draw(st.integers(1, 5)),
        scope_limit=level(1, 9),
        curve=draw(curves(start, commit, evoke)),
    )


def persona(law: Law | None = None, /, **changes: object) -> Persona:
    """Return a small whole persona with three facts, one plan and one trigger."""
    says = {band: ("One.", "Two.", "Three.") for band in Band}
    topics = {name: Topic(about=name, asks=("a?", "b?", "c?"), says=says) for name in STANDARD_TOPICS}
    gates = (Gate(trust=1), Gate(trust=3, resistance=6), Gate(trust=5, resistance=4, after=("first",)))
    facts = {name: _fact(name, layer, gate) for name, layer, gate in zip(FACTS, Layer, gates, strict=True)}
    whole: dict[str, object] = {
        "id": "test",
        "name": "Test Customer",
        "role": "lead",
        "company": "Co",
        "industry": "tests",
        "portrait": "A test.",
        "scenario": "Here.",
        "brief": Brief(you_are="rep", you_know=("a", "b"), your_task="talk"),
        "biography": "Born.",
        "voice": Voice(register="plain", english="native"),
        "values": ("one", "two"),
        "change": Change(what="try again", size="small", first_step="one crew"),
        "surface": "s",
        "real_concern": "r",
        "hidden_need": "h",
        "law": law or Law(start=7.5, gain=0.9, loss=1.6),
        "openings": ("Yes?", "What?"),
        "facts": facts,
        "topics": topics,
        "plans": {"pilot": Plan(gist="g", voices=("v", "w"), commits=("c", "d"))},
        "triggers": {"sore": Trigger(codes=(Code.CONFRONT,), words=("training",), cost=0.5, why="sore", says=SORE)},
        "lines": {Act.DENY: {Band.CLOSED: ("No.",)}},
    }
    return Persona.model_validate(whole | changes)


FACTS = ("first", "second", "third")


def _fact(name: str, layer: Layer, gate: Gate) -> Fact:
    tells = ("Tell a.", "Tell b.")
    return Fact(layer=layer, truth=f"The {name}.", gate=gate, topics=("matters",), tells=tells, canaries=(name,))


def reply(plan: str | None = None, disclosed: str | None = None, act: Act = Act.ACKNOWLEDGE) -> Reply:
    """Return a customer's line that may voice a plan or disclose a fact."""
    return Reply(text="Hm.", act=act, band=Band.GUARDED, plan=plan, disclosed=disclosed)
