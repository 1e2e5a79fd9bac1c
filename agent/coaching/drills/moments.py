"""Moments: what customers say in a drill, cut from the lines that their authors wrote. Pure; the same every time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from agent.coaching.drills.skills import skill_sheets
from agent.content.authored_lines import Authored, every_line
from agent.content.secrets import leaked_fact
from agent.model.acts import Act
from agent.model.persona import Persona
from agent.model.practice.drill import DrillMoment, Skill
from agent.model.practice.drill_skills import MomentKind
from agent.text.matching import word_count

ID_LENGTH = 12
"""Hex digits of a moment's id; a skill has some hundreds of moments."""

ONE_IN = 4
"""One customer in so many is held back, by a hash of the id, so that a new persona moves no other."""

_HOLDING = "held back 0"
"""What the hash of an id begins with. With this one three of the twelve that ship are held back, each of a manner of
their own: the officer who says no in paragraphs, the carrier who agrees to everything, the founder who knows better."""


def held_back(personas: Iterable[str]) -> frozenset[str]:
    """Return the ids of customers that drills never use to teach; nobody where nobody would be left to teach with."""
    every = frozenset(personas)
    kept = frozenset(name for name in every if int(_digest(_HOLDING, name), 16) % ONE_IN == 0)
    return kept if kept < every else frozenset()


def moments_of(skill: Skill, personas: Mapping[str, Persona]) -> list[DrillMoment]:
    """Return every moment of a skill over some personas, in the order of their ids and files."""
    kept, cut = held_back(personas), _shelf()
    found = ((name in kept, moment) for name in sorted(personas) for moment in cut.of(personas[name])[skill])
    return [moment.model_copy(update={"held_back": True}) if held else moment for held, moment in found]


class _MomentShelf:
    """Keeps what was cut from each persona until its file changes: reading all lines of twelve takes half a second."""

    def __init__(self) -> None:
        self._cut: dict[str, tuple[Persona, Mapping[Skill, list[DrillMoment]]]] = {}

    def of(self, persona: Persona) -> Mapping[Skill, list[DrillMoment]]:
        """Return a persona's moments by skill."""
        known = self._cut.get(persona.id)
        if known is None or known[0] is not persona:
            known = self._cut[persona.id] = (persona, _cut(persona))
        return known[1]


@cache
def _shelf() -> _MomentShelf:
    return _MomentShelf()


def _cut(persona: Persona) -> Mapping[Skill, list[DrillMoment]]:
    lines = every_line(persona)
    return {skill: list(_of_skill(skill, persona, lines)) for skill in skill_sheets()}


def _of_skill(skill: Skill, persona: Persona, lines: Iterable[Authored]) -> Iterator[DrillMoment]:
    seen: set[str] = set()
    for name, kind in skill_sheets()[skill].kinds.items():
        for line in lines:
            if line.text not in seen and _fits(line, kind, persona):
                seen.add(line.text)
                yield _cut_moment(skill, name, kind, persona, line.text)


def _fits(line: Authored, kind: MomentKind, persona: Persona) -> bool:
    """Say whether a line makes a moment by itself: nothing it answers is unsaid, and nothing in it must be earned."""
    wanted = line.act in kind.acts or (line.act is Act.ANSWER and line.topic in kind.topics)
    if not wanted or line.band not in kind.bands or line.marks or line.trigger:
        return False
    if line.spec.after or word_count(line.text) < kind.least_words:
        return False
    return leaked_fact(line.text, persona, ()) is None


def _cut_moment(skill: Skill, name: str, kind: MomentKind, persona: Persona, said: str) -> DrillMoment:
    key = _digest(skill.value, persona.id, str(persona.version), said)
    before = kind.before[int(key, 16) % len(kind.before)] if kind.before else None
    return DrillMoment(
        id=key[:ID_LENGTH],
        persona=persona.id,
        skill=skill,
        kind=name,
        scene=_scene(persona),
        said=said,
        before=before,
    )


def _scene(persona: Persona) -> str:
    """Return what the rep must know, from what a rep is told before a session: nothing that must be earned."""
    you = persona.brief.you_are.split(". ")[0].rstrip(".")
    return f"{persona.portrait} You are {you[:1].lower()}{you[1:]}."


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
