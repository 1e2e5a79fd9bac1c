"""Needs: which skills a finished session showed to be weak, from the checks of its lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.coaching.drills.skills import skill_sheets
from agent.model.acts import Stage
from agent.model.law import Law
from agent.model.practice.drill import Skill
from agent.model.practice.drill_skills import SkillSheet
from agent.model.turn import Turn

LEAST_CHANCES = {"always": 3, "past_engaging": 3, "pressed": 1, "ruptured": 1}
"""Lines in which a move was called for before its absence tells anything. Who is attacked once and does not mend it has
missed the one chance there was."""


@dataclass(frozen=True)
class Ended:
    """A finished session: its id, the persona's, when it ended, and its whole turns."""

    session: str
    persona: str
    at: datetime
    law: Law
    turns: Sequence[Turn]


@dataclass(frozen=True)
class Need:
    """How a skill stood in one session.

    Attributes:
        shown: lines that showed it, of so many `chances`. spoiled: lines that spoiled it.
        weak: it is to be drilled. called_for: the session asked for it at all.
    """

    skill: Skill
    session: str
    persona: str
    at: datetime
    shown: int
    chances: int
    spoiled: int
    weak: bool

    @property
    def called_for(self) -> bool:
        """The session had a place for it, or harmed it."""
        return self.weak or self.chances > 0


def needs_of(ended: Ended) -> list[Need]:
    """Return how each skill stood in a session, in the order of the sheets."""
    return [_need(skill, sheet, ended) for skill, sheet in skill_sheets().items()]


def _need(skill: Skill, sheet: SkillSheet, ended: Ended) -> Need:
    chances = list(_chances(sheet, ended))
    shown = sum(any(turn.verdict.passed(name) for name in sheet.shows) for turn in chances)
    spoiled = sum(any(turn.verdict.failed(name) for name in sheet.spoils) for turn in ended.turns)
    missed = len(chances) >= LEAST_CHANCES[sheet.due] and shown < sheet.wanted * len(chances)
    return Need(skill, ended.session, ended.persona, ended.at, shown, len(chances), spoiled, weak=missed or spoiled > 0)


def _chances(sheet: SkillSheet, ended: Ended) -> Iterator[Turn]:
    """Yield the graded turns in which the move was called for by what stood when the rep spoke."""
    for before, turn in zip((None, *ended.turns), ended.turns, strict=False):
        stood = before.state if before else None
        called = {
            "always": True,
            "past_engaging": turn.receipt.stage_before is not Stage.ENGAGE,
            "pressed": stood is not None and stood.scope_pressure >= ended.law.scope_limit / 2,
            "ruptured": stood is not None and stood.ruptured,
        }
        if turn.verdict.ungraded is None and called[sheet.due]:
            yield turn
