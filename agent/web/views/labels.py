"""Labels: the product's words as a rep reads them."""

from __future__ import annotations

from agent.model.acts import Stage, band_of
from agent.model.rubric import Criterion, Rubric
from agent.model.session import Entry, Outcome
from agent.model.training.coding import Coding
from agent.model.turn import SessionInfo
from agent.model.verdict import Code
from agent.rules.transition import HARMS

STAGES = {
    Stage.ENGAGE: ("Build rapport", "and uncover what is really going on"),
    Stage.EVOKE: ("Assess motivation", "draw out their own reasons"),
    Stage.PLAN: ("Commit to a plan", "one they put into words"),
}
QUANTITIES = {
    "resistance": "Resistance",
    "trust": "Trust",
    "scope_pressure": "Scope pressure",
    "readiness": "Readiness",
    "stage": "Stage",
    "outcome": "Outcome",
}
BANDS = {"closed": "Closed", "guarded": "Guarded", "open": "Open"}
OUTCOMES = {
    Outcome.OPEN: "No commitment",
    Outcome.COMMITTED: "Committed to a plan",
    Outcome.WALKED_AWAY: "Walked away",
}
CRITERIA = {
    Criterion.BOND: "Bond",
    Criterion.EMPATHIZE: "Empathize",
    Criterion.EMPOWER: "Empower",
    Criterion.COMMIT: "Commit",
}
CHECKS = {
    "on_their_side": "standing beside them",
    "owns_part": "owning your side's part",
    "no_blame": "blame or contradiction",
    "no_stacked_praise": "praise with nothing under it",
    "says_back": "saying back what you heard",
    "validates_feeling": "naming what it must feel like",
    "invites_more": "inviting more",
    "no_stock_phrase": "a stock phrase",
    "no_parroting": "their words, unchanged",
    "no_stuffing": "heaped-up keywords",
    "no_speech": "a speech",
    "no_machine_talk": "talk to a machine",
    "leaves_choice": "leaving the choice with them",
    "asks_for_theirs": "asking for what is theirs",
    "asks_leave": "asking leave",
    "names_strength": "naming a strength",
    "no_push": "advice nobody asked for",
    "no_threat": "a choice with a threat in it",
    "no_insult": "an insult",
    "no_override": "leave asked and not awaited",
    "no_giving_in": "giving in to please",
    "looks_ahead": "a question that looks ahead",
    "points_to_change": "saying back the wish to change",
    "shapes_plan": "shaping a plan with them",
    "sets_limit": "an honest limit",
    "no_dwelling": "dwelling on the reasons against",
    "question": "a question",
    "follow": "following",
    "confronted": "what just happened between you",
    "pushed": "being pushed",
    "permission_overridden": "leave asked and not awaited",
    "early_lead": "leading too soon",
    "strain": "how much they still put up with",
    "repetition": "what you have said before",
}

BESIDES = frozenset({"confronted", "pushed", "permission_overridden", "early_lead", "strain", "repetition"})
"""What a receipt gives as a reason without reading any words as it."""

_CODES = frozenset(code.value for code in Code)


def evidence_label(evidence: str, rubric: Rubric) -> str:
    """Return what a rep's words were read as: the name of a code, a check in short, or the words themselves."""
    if evidence in _CODES and (entry := rubric.codes.get(Code(evidence))):
        return entry.name.lower()
    return CHECKS.get(evidence, evidence.replace("_", " "))


def tone(entry: Entry) -> str:
    """Return `soft` for what opens the customer, `hard` for what closes them, `press` for new demands, else `flat`.

    What closes them stays `hard` where they are as closed as can be: that nothing is left to lose is no excuse.
    """
    if entry.change == 0:
        return "hard" if entry.rule in HARMS else "flat"
    if entry.quantity == "scope_pressure":
        return "press" if entry.change > 0 else "soft"
    opens = entry.change < 0 if entry.quantity == "resistance" else entry.change > 0
    return "soft" if opens else "hard"


def band_label(resistance: float) -> str:
    """Return how closed the customer is, in one word."""
    return BANDS[band_of(resistance).value]


def standing(info: SessionInfo) -> str:
    """Return how a session stands, in a few words."""
    if info.outcome is not Outcome.OPEN:
        return OUTCOMES[info.outcome]
    return "Ended without commitment" if info.finished else "Still open"


def day(info: SessionInfo) -> str:
    """Return when a session was started, in this machine's time."""
    return info.started.astimezone().strftime("%d %b %Y, %H:%M")


def engine_label(engine: str) -> str:
    """Return an engine's name as a rep reads it: `embedded:coder-1` is the built-in engine, `llm:NAME` a model."""
    kind, _, name = engine.partition(":")
    if kind == "embedded":
        return f"Built-in engine ({name})" if name else "Built-in engine"
    return f"Model {name}" if kind == "llm" and name else engine


def grader_label(engine: str) -> str:
    """Return who read lines, within a sentence: `the built-in grader`, `the model NAME`, or both where both did.

    What a second reader disagreed on stands behind the name of the first in brackets, and is not told here.
    """
    asked = engine.partition(" (")[0].replace("+llm:", " llm:").replace("+embedded:", " embedded:").split()
    return " and ".join(dict.fromkeys(_grader_name(*one.partition(":")) for one in asked))


def _grader_name(kind: str, _: str, name: str) -> str:
    if kind == "embedded":
        return "the built-in grader"
    return f"the model {name}" if kind == "llm" and name else kind


def coding_words(coding: Coding, rubric: Rubric) -> str:
    """Return a coding in words."""
    if coding.talk is not None:
        return f"{coding.talk.value} talk" if coding.talk.value != "neutral" else "neutral"
    if coding.primary is None or coding.stance is None:
        return "skipped"
    others = [rubric.codes[code].name.lower() for code in coding.codes if code is not coding.primary]
    beside = f" (also {', '.join(others)})" if others else ""
    shown = [name for name, there in (("empathy", coding.empathy), ("empowerment", coding.empowerment)) if there]
    evidence = " and ".join(shown) or "neither empathy nor empowerment"
    return f"{rubric.codes[coding.primary].name.lower()}{beside}; {evidence}; stance: {coding.stance.value}"
