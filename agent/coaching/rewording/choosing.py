"""Choosing: what each graded way would have moved, and which are shown. None that costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.coaching.rewording.contract import WAYS, Candidate, Occasion
from agent.model.ids import GUARDS
from agent.model.practice.drill import Skill
from agent.model.practice.rewording import Rewording
from agent.model.session import Receipt
from agent.model.verdict import Code, Verdict
from agent.rules import transition
from agent.rules.helpfulness import READINESS_SHARE, SCOPE_SHARE, TRUST_SHARE, helpfulness, readied, weight
from agent.text.overlap import tokens

SHOWS = {
    Skill.SET_LIMIT: frozenset({Code.SET_LIMIT}),
    Skill.LEAVE_CHOICE: frozenset({Code.EMPHASIZE_AUTONOMY}),
}
"""Codes of which one must be in evidence for a way to count as its kind; the other kinds are plain from their words."""

ALIKE = 0.85
"""Share of words from which two ways of one kind are the same way."""


def earning(moment: Occasion, graded: Iterable[tuple[Candidate, Verdict]]) -> list[Rewording]:
    """Return the ways that earn and cost nothing, most helpful first."""
    found = [way for candidate, verdict in graded if (way := _what_it_moves(moment, candidate, verdict)) is not None]
    return sorted(found, key=_helps, reverse=True)


def choose(moment: Occasion, ways: Sequence[Rewording]) -> tuple[Rewording, ...]:
    """Return the best of each kind that is due, `WAYS` at most; where a kind has none, the next best fills in.

    Each begins in its own way where it can: three that open with the same sentence read as one.
    """
    chosen: list[Rewording] = []
    for kind in moment.kinds:
        _add(chosen, _fresh_first(chosen, [way for way in ways if way.kind is kind]))
    _add(chosen, _fresh_first(chosen, ways), most=WAYS)
    return tuple(sorted(chosen[:WAYS], key=_helps, reverse=True))


def _fresh_first(chosen: Sequence[Rewording], ways: Sequence[Rewording]) -> list[Rewording]:
    begun = {_opening(way) for way in chosen}
    return sorted(ways, key=lambda way: _opening(way) in begun)


def _opening(way: Rewording) -> str:
    return way.text.split(". ", 1)[0]


def _add(chosen: list[Rewording], ways: Sequence[Rewording], most: int = 0) -> None:
    """Add the first way that is unlike those chosen, or as many as there is room for up to `most`."""
    for way in ways:
        if most and len(chosen) >= most:
            return
        if not any(way.kind is other.kind and _same_words(way.text, other.text) for other in chosen):
            chosen.append(way)
            if not most:
                return


def _what_it_moves(moment: Occasion, candidate: Candidate, verdict: Verdict) -> Rewording | None:
    """Return a way with what it would have moved; None where it costs, earns nothing or is not what it says."""
    if verdict.ungraded is not None or any(verdict.failed(guard) for guard in GUARDS):
        return None
    if (shows := SHOWS.get(candidate.kind)) and not verdict.has(*shows):
        return None
    _, receipt = transition.move(moment.before, verdict, moment.persona, candidate.text)
    if _costs(receipt) or helpfulness(receipt) <= 0:
        return None
    best = max(receipt.entries, key=weight)
    return Rewording(
        kind=candidate.kind,
        text=candidate.text,
        codes=tuple(dict.fromkeys(found.code for found in verdict.codes)),
        resistance=receipt.resistance,
        trust=receipt.trust,
        scope_pressure=receipt.scope_pressure,
        readiness=readied(receipt),
        why=best.why,
        engine=candidate.engine,
        grader=verdict.engine,
    )


def _costs(receipt: Receipt) -> bool:
    levels = (receipt.resistance, -receipt.trust, receipt.scope_pressure)
    return any(level > 0 for level in levels) or any(weight(entry) < 0 for entry in receipt.entries)


def _helps(way: Rewording) -> float:
    return (
        -way.resistance + TRUST_SHARE * way.trust - SCOPE_SHARE * way.scope_pressure + READINESS_SHARE * way.readiness
    )


def _same_words(one: str, other: str) -> bool:
    words, others = set(tokens(one)), set(tokens(other))
    return len(words & others) >= ALIKE * min(len(words), len(others))
