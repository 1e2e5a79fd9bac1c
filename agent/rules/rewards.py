"""What softens a customer: every rule of the law that lowers resistance or builds trust, readiness or limits.

Nothing here applies when `penalties.withheld` names a rule for the line. Shares are fractions of the persona's own
steps; each grows with how sure the reading is that it rests on (`certainty.gain_share`).
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.model.acts import Stage
from agent.model.ids import CheckId, RuleId
from agent.model.law import Law
from agent.model.session import Entry, State
from agent.model.verdict import Code, Verdict
from agent.rules.certainty import cost_share, gain_share, words_of
from agent.rules.penalties import early
from agent.rules.quality import PLAIN_SHARE, echoes, told_of_words, worth
from agent.rules.standing import followed

BASE_SHARE = 0.9
"""Share of `gain` that a plain line with empathy and empowerment is worth; a reflection toward change lifts it."""

UNDERSTANDS = (CheckId.SAYS_BACK, CheckId.VALIDATES_FEELING, CheckId.NAMES_STRENGTH, CheckId.OWNS_PART)
RESPECTS = (
    CheckId.ASKS_FOR_THEIRS,
    CheckId.LEAVES_CHOICE,
    CheckId.ASKS_LEAVE,
    CheckId.NAMES_STRENGTH,
    CheckId.SHAPES_PLAN,
)
"""Checks that show empathy and empowerment, in the order in which a receipt names them."""

RESPECTED_IN = {
    CheckId.ASKS_FOR_THEIRS: "They were asked for their own view of it.",
    CheckId.SHAPES_PLAN: "The way forward is left to them.",
    CheckId.NAMES_STRENGTH: "They are taken for somebody who can.",
}
"""What a receipt says of the checks in which no choice was left in so many words."""


def both_in_evidence(state: State, verdict: Verdict) -> str | None:
    """Return "line" when this line shows both, "two_lines" when one is here and the other just before, else None."""
    if verdict.empathic and verdict.empowering:
        return "line"
    if (verdict.empathic and state.empowerment_before) or (verdict.empowering and state.empathy_before):
        return "two_lines"
    return None


def softening(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Empathy and empowerment together are the only thing that lowers resistance."""
    how = both_in_evidence(state, verdict)
    if how is None:
        return
    grounding = verdict.grounding if verdict.empathic else state.grounding_before
    share = BASE_SHARE * (1.0 if how == "line" else law.split_share) * _sureness(verdict)
    why = "Heard, and left in charge." if how == "line" else "Heard and left in charge, over your last two lines."
    if echoes(verdict):
        share *= PLAIN_SHARE
        why += " An echo; saying what it means to them is worth more."
    share *= worth(grounding, echoes(verdict))
    why += told_of_words(verdict, state.grounding_before)
    if verdict.failed(CheckId.NO_DWELLING):
        share *= law.away_share
        why += " Dwelling on the reasons against holds them there."
    elif verdict.passed(CheckId.POINTS_TO_CHANGE):
        share *= law.toward_bonus
        why += " You reflected the part of them that wants it better."
    if state.ruptured and not verdict.passed(CheckId.OWNS_PART):
        share *= 0.5
        why += " The breach from before is not mended yet."
    change = min(1.0, share) * law.gain * law.curve.reach(state.resistance, mended=state.leaps > 0)
    if (room := max(0.0, state.resistance - law.curve.rest(state.readiness))) < change:
        change, why = room, f"{why} They come no further before they see reasons of their own."
    quote, evidence = _best_words(verdict)
    yield Entry(quote=quote, evidence=evidence, rule=RuleId.SOFTENED, quantity="resistance", change=-change, why=why)


def _sureness(verdict: Verdict) -> float:
    """Return the share that the less sure of empathy and empowerment earns, of those that are in this line."""
    here = ((verdict.empathic, verdict.empathy), (verdict.empowering, verdict.empowerment))
    return min(gain_share(evidence) for there, evidence in here if there)


def _best_words(verdict: Verdict) -> tuple[str, str]:
    for check in (
        CheckId.SAYS_BACK,
        CheckId.NAMES_STRENGTH,
        CheckId.OWNS_PART,
        CheckId.LEAVES_CHOICE,
        CheckId.ASKS_FOR_THEIRS,
        CheckId.ASKS_LEAVE,
    ):
        result = verdict.check(check)
        if result and result.passed and result.quote:
            return result.quote, check
    return "", "empathy and empowerment"


def trusting(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Being understood builds trust most, being respected builds it too, owning one's part repairs it."""

    def step(check: CheckId, share: float, rule: RuleId, why: str) -> Entry:
        change = share * law.trust_gain
        return Entry(
            quote=words_of(verdict, check), evidence=check, rule=rule, quantity="trust", change=change, why=why
        )

    if verdict.empathic:
        share = 0.6 * gain_share(verdict.empathy) * (PLAIN_SHARE if echoes(verdict) else 1.0)
        share *= worth(verdict.grounding, echoes(verdict))
        yield step(_passed(verdict, UNDERSTANDS), share, RuleId.UNDERSTOOD, "They feel understood.")
    if verdict.empowering:
        check = _passed(verdict, RESPECTS)
        why = RESPECTED_IN.get(check, "They feel respected: it stays theirs to judge.")
        yield step(check, 0.3 * gain_share(verdict.empowerment), RuleId.RESPECTED, why)
    if sure := _earned_by(verdict, CheckId.OWNS_PART):
        if state.ruptured:
            yield step(CheckId.OWNS_PART, 0.8 * sure, RuleId.REPAIRED, "You mended what went wrong between you.")
        else:
            yield step(CheckId.OWNS_PART, 0.3 * sure, RuleId.OWNED, "You owned your side's part.")
    if verdict.has(Code.PERSUADE_WITH_PERMISSION) and not early(state, law):
        share = 0.2 * gain_share(verdict.certainty(Code.PERSUADE_WITH_PERMISSION))
        yield step(CheckId.ASKS_LEAVE, share, RuleId.DUE_LEAD, "A careful idea at the right time.")


def _earned_by(verdict: Verdict, check: CheckId) -> float:
    """Return the share that a check earns by how sure it is; 0 where it has not passed."""
    result = verdict.check(check)
    return gain_share(result.confidence) if result is not None and result.passed else 0.0


def _passed(verdict: Verdict, checks: tuple[CheckId, ...]) -> CheckId:
    """Return the first of the checks that passed with words to show, so that the receipt names what was really said."""
    found = (check for check in checks if (result := verdict.check(check)) and result.passed and result.quote)
    return next(found, checks[0])


def limiting(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Lower scope pressure: fully, and with respect, when empathy stands near the limit; by half when it is bare."""
    if not verdict.has(Code.SET_LIMIT):
        return
    sure = gain_share(verdict.certainty(Code.SET_LIMIT))
    kind = verdict.empathic or state.empathy_before
    words = verdict.quote(Code.SET_LIMIT)
    change = -law.scope_relief * (1.0 if kind else 0.5) * sure
    why = "A limit, kindly set: they know where they stand." if kind else "A limit; said coldly it relieves only half."
    yield Entry(
        quote=words, evidence="set_limit", rule=RuleId.LIMIT_SET, quantity="scope_pressure", change=change, why=why
    )
    if kind:
        yield Entry(
            quote=words,
            evidence="set_limit",
            rule=RuleId.LIMIT_SET,
            quantity="trust",
            change=0.3 * law.trust_gain * sure,
            why=why,
        )


def following(state: State, verdict: Verdict, law: Law, streak: int) -> Iterator[Entry]:
    """Feed scope pressure when the rep gives in, or follows on and on."""
    if verdict.has(Code.CAPITULATE):
        words, why = verdict.quote(Code.CAPITULATE), "You gave in to please: the next demand will be bigger."
        yield Entry(
            quote=words,
            evidence="capitulate",
            rule=RuleId.GAVE_IN,
            quantity="scope_pressure",
            change=law.scope_gain * cost_share(verdict.certainty(Code.CAPITULATE)),
            why=why,
        )
    elif streak > law.follow_patience:
        why = followed(state, verdict, law, streak)
        change = 0.5 * law.scope_gain
        yield Entry(
            quote="", evidence="follow", rule=RuleId.ONLY_FOLLOWED, quantity="scope_pressure", change=change, why=why
        )


def readying(state: State, verdict: Verdict, law: Law) -> Iterator[Entry]:
    """Draw out their own reasons once the stage is evoke: that is what readiness is made of."""
    if state.stage is Stage.ENGAGE:
        return
    due = not early(state, law)
    steps = (
        (
            CheckId.LOOKS_AHEAD,
            1.2 if due else 0.0,
            RuleId.DUE_LEAD if due else RuleId.EARLY_QUESTION,
            "You let them see the gap for themselves.",
        ),
        (CheckId.ASKS_FOR_THEIRS, 0.7, RuleId.DREW_OUT, "You asked for their own reasons."),
        (CheckId.POINTS_TO_CHANGE, 0.6, RuleId.POINTED_TO_CHANGE, "You said back the wish for something better."),
        (CheckId.SHAPES_PLAN, 0.5, RuleId.DREW_OUT, "You asked for their own way forward."),
        (CheckId.NAMES_STRENGTH, 0.3, RuleId.STRENGTH_NAMED, "You named what they are able to do."),
    )
    for check, change, rule, why in steps:
        if sure := _earned_by(verdict, check):
            quote = words_of(verdict, check)
            yield Entry(quote=quote, evidence=check, rule=rule, quantity="readiness", change=change * sure, why=why)
    if verdict.failed(CheckId.NO_DWELLING):
        why = "You kept them among the reasons against."
        yield Entry(
            quote="", evidence=CheckId.NO_DWELLING, rule=RuleId.DWELT, quantity="readiness", change=-0.4, why=why
        )
