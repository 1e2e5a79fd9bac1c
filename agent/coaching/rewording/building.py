"""Building: ways of saying a line without a model, from the customer's own words and sentences written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from agent.coaching.rewording.contract import Candidate, Occasion
from agent.coaching.rewording.pronouns import clauses, quotes
from agent.content.secrets import leaked_fact
from agent.content.tables.practice.rewordings import rewordings
from agent.model.practice.drill import Skill

EACH = 5
"""Candidates of each kind: nine in ten earn, and the grader reads fifteen in a second."""

CLAUSES, EARLIER = 2, 2
"""Clauses taken of their last words, and lines looked back for one where the last words hold none."""


def build(moment: Occasion) -> list[Candidate]:
    """Return candidates of every kind that is due; the same for the same moment. None gives a locked fact away."""
    chance = Random(moment.key)
    openings = _openings(moment, chance)
    found = [Candidate(kind, text) for kind in moment.kinds for text in _of_kind(kind, openings, chance)]
    known = moment.before.disclosed
    return [one for one in found if leaked_fact(one.text, moment.persona, known) is None]


def _of_kind(kind: Skill, openings: list[str], chance: Random) -> Iterator[str]:
    closings = list(rewordings().closings[kind])
    chance.shuffle(closings)
    chance.shuffle(openings)
    for at in range(EACH):
        opening, closing = openings[at % len(openings)], closings[at]
        yield closing.replace("{opening}", opening) if "{opening}" in closing else f"{opening} {closing}"


def _openings(moment: Occasion, chance: Random) -> list[str]:
    """Return first sentences in a shuffled order: with their last words if they hold any, else with earlier ones."""
    written, (last, *earlier) = rewordings().openings, moment.heard or ("",)
    found = [
        _filled(opening, heard)
        for heard in clauses(last)[:CLAUSES]
        for opening in chance.sample(written.clause, 2 * EACH)
    ]
    if not found:
        found = [_quoting(opening, words) for words in quotes(last) for opening in written.quote]
    if not found:
        before = next((told[0] for line in earlier[:EARLIER] if (told := clauses(line))), None)
        found = [_filled(opening, before) for opening in written.earlier] if before else []
        found += written.asked if last.endswith("?") else written.bare
    chance.shuffle(found)
    return found


def _quoting(opening: str, words: str) -> str:
    first = opening.startswith("“")
    return opening.replace("{words}", words[:1].upper() + words[1:] if first else words)


def _filled(opening: str, heard: str) -> str:
    return opening.replace("{heard}", heard).replace("{Heard}", heard[:1].upper() + heard[1:])
