"""Session predictors: what may be said of a whole session from its lines, to be held against what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent.model.verdict import Code, Family, Talk, TalkVerdict, Verdict, family
from evals.stats.session_quality import WORTH

FAMILY_WORTH: Mapping[str, float] = {Family.REFLECTION: 1.0, Family.QUESTION: 0.5, Family.INPUT: -0.5}
"""What a main behaviour speaks for, where people coded no more than that; as `WORTH`, fixed beforehand."""

DUE = ("bond", "empathize", "empower")
"""Criteria due on every line. Commit is due once trust is earned, which a record of real talk does not tell."""


@dataclass(frozen=True)
class HeardLine:
    """One line of a session as it was graded and coded.

    Attributes:
        verdict: of a rep line, if graded. talk: of a customer line, if read. truth: facet -> people's label.
        words: how many it has.
    """

    verdict: Verdict | None = None
    talk: TalkVerdict | None = None
    truth: Mapping[str, str] | None = None
    words: int = 0


Session = Sequence[HeardLine]
Predictor = Callable[[Session], float | None]
"""Says one number of a session; None where there is nothing to tell it from."""


def rep_score(session: Session) -> float | None:
    """Return the mean of the criteria that are due on every line, over the graded rep lines, 0..100."""
    return _mean_of([100 * sum(getattr(one.criteria, name) for name in DUE) / len(DUE) for one in _graded(session)])


def codes(session: Session) -> float | None:
    """Return the mean worth of the primary codes found, -1..1."""
    return _mean_of([WORTH.get(one.primary, 0.0) for one in _graded(session)])


def empathy(session: Session) -> float | None:
    """Return the share of graded rep lines with empathy in evidence."""
    return _mean_of([float(one.empathic) for one in _graded(session)])


def empowerment(session: Session) -> float | None:
    """Return the share of graded rep lines with empowerment in evidence."""
    return _mean_of([float(one.empowering) for one in _graded(session)])


def change_talk(session: Session) -> float | None:
    """Return the share of customer lines read as change talk less that of sustain talk, -1..1."""
    return _mean_of([_leaning(line.talk.talk.value) for line in session if line.talk is not None])


def length(session: Session) -> float | None:
    """Return the words of the rep: what a predictor must beat, since longer talks may simply go better."""
    words = [line.words for line in session if line.talk is None]
    return float(sum(words)) if words else None


def peoples_codes(session: Session) -> float | None:
    """Return the mean worth of what people coded as main behaviour."""
    found = [_coded_worth(line.truth) for line in session if line.truth]
    return _mean_of([worth for worth in found if worth is not None])


def peoples_change_talk(session: Session) -> float | None:
    """Return `change_talk` by people's codes."""
    return _mean_of([_leaning(line.truth["talk"]) for line in session if line.truth and "talk" in line.truth])


PREDICTORS: Mapping[str, tuple[str, Predictor]] = {
    "score": ("The score of the rep's lines", rep_score),
    "codes": ("Worth of the codes found", codes),
    "empathy": ("Lines with empathy", empathy),
    "empowerment": ("Lines with empowerment", empowerment),
    "change_talk": ("Change less sustain talk found", change_talk),
    "length": ("Words of the rep (to beat)", length),
    "people.codes": ("Worth of main behaviours, coded by people", peoples_codes),
    "people.change_talk": ("Change less sustain talk, coded by people", peoples_change_talk),
}
"""Name in measures -> title, and what says it."""


def _graded(session: Session) -> list[Verdict]:
    return [line.verdict for line in session if line.verdict is not None and line.verdict.ungraded is None]


def _coded_worth(truth: Mapping[str, str]) -> float | None:
    if "primary" in truth:
        return WORTH.get(Code(truth["primary"]), FAMILY_WORTH.get(family(Code(truth["primary"])), 0.0))
    return FAMILY_WORTH.get(truth["family"], 0.0) if "family" in truth else None


def _leaning(talk: str) -> float:
    return {Talk.CHANGE.value: 1.0, Talk.SUSTAIN.value: -1.0}.get(talk, 0.0)


def _mean_of(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
