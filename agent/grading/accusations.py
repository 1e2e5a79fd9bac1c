"""Accusations: a unit that plainly blames, and that the coder was not sure of, is blame."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.grading.insults import accusation_in
from agent.model.background import Said
from agent.model.verdict import SURE, Code, Mark, UnitReading

SURER = 0.7
"""From here on the coder's reading of a unit stands beside plain words of blame, which are as sure as `SURE`.

Of the 14 rep units of the corpus that have such words, 9 are coded as blame; the other five deny it, own something,
quote somebody or beg.
"""

_OF_BLAME = re.compile(r"\b(?:fault|blam\w+|listen\w*|calm|doing|overreact\w*|emotional)\b", re.IGNORECASE)


def accused(findings: Sequence[UnitReading], context: Sequence[Said]) -> list[UnitReading]:
    """Return the units, those that plainly blame coded so.

    Left as they are: what the coder is surer of, what owns its side's part, and what may be saying back, since the
    customer spoke of blame just now.

    Args:
        findings: units as the coder read them. context: what was said before, oldest first.
    """
    heard = [said.text for said in context if said.speaker == "customer"][-2:]
    if any(_OF_BLAME.search(text) for text in heard):
        return list(findings)
    return [_with_blame(unit) if _is_plain(unit) else unit for unit in findings]


def _is_plain(unit: UnitReading) -> bool:
    surest = max(unit.codes.values(), default=0.0)
    owned = unit.marks.get(Mark.OWN, 0.0) >= 0.5
    return surest < SURER and not owned and accusation_in(unit.quote) is not None


def _with_blame(unit: UnitReading) -> UnitReading:
    return UnitReading(quote=unit.quote, codes={Code.CONFRONT: SURE})
