"""Authored lines: every line a persona's author wrote, with where it stands and what it is for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from agent.content.finding import KeyPath
from agent.content.tables.shared_lines import shared_lines
from agent.model.acts import MARK, TALK_OF_ACT, Act, Band
from agent.model.persona import STANDARD_TOPICS, AuthoredLine, BandLines, LineSpec, Persona
from agent.model.verdict import Talk
from agent.text.matching import word_count

BRIEF_WORDS = 2
"""Words up to which a line counts as brief: the very short lines of real clients' figures."""


@dataclass(frozen=True)
class Authored:
    """One authored line.

    Attributes:
        path: key path in the persona's file. spec: the line itself.
        act: what it does. band: where it belongs, or None where any will do.
        topic, fact, plan, trigger: what it answers, discloses, voices or commits to, or is brought out by.
        item: the item of the agenda that it raises.
    """

    path: KeyPath
    spec: LineSpec
    act: Act
    band: Band | None = None
    topic: str | None = None
    fact: str | None = None
    plan: str | None = None
    trigger: str | None = None
    item: str | None = None

    @property
    def text(self) -> str:
        """The words."""
        return self.spec.say

    @property
    def talk(self) -> Talk:
        """Talk type: the author's, or that of the act."""
        return self.spec.talk or TALK_OF_ACT.get(self.act, Talk.NEUTRAL)

    @cached_property
    def marks(self) -> frozenset[str]:
        """The situations outside which the line is not said; empty means any."""
        return frozenset(entry for entry in self.spec.fits if entry.startswith(MARK))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words and rep lines this line answers especially well."""
        return tuple(entry for entry in self.spec.fits if not entry.startswith(MARK))


def is_brief(text: str) -> bool:
    """Say whether a line is a word or two."""
    return word_count(text) <= BRIEF_WORDS


def every_line(persona: Persona) -> tuple[Authored, ...]:
    """Return all that this customer's author wrote for after the opening, in the order of the file."""
    return (
        *_of_facts(persona),
        *_of_topics(persona),
        *_of_triggers(persona),
        *_of_plans(persona),
        *_of_agenda(persona),
        *_of_acts(persona),
    )


def speaks_from_stock(persona: Persona, topic: str | None) -> bool:
    """Say whether only shared lines answer on a topic, or, where none is named, on what every customer is asked."""
    names = (topic,) if topic in persona.topics else STANDARD_TOPICS
    says = (line for name in names for lines in persona.topics[name].says.values() for line in lines)
    standing = [line for line in says if isinstance(line, str) or not line.after]
    return bool(standing) and all(isinstance(line, LineSpec) and line.stock for line in standing)


def lines_lent(persona: Persona) -> tuple[Authored, ...]:
    """Return what this customer says in the acts that their author wrote no lines for."""
    lent = {act: bands for act, bands in shared_lines().lines.items() if act not in persona.lines}
    return tuple(_by_act(lent))


def _of_facts(persona: Persona) -> Iterator[Authored]:
    for name, fact in persona.facts.items():
        for path, spec in _specs(("facts", name, "tells"), fact.tells):
            yield Authored(path, spec, Act.DISCLOSE, fact=name)


def _of_topics(persona: Persona) -> Iterator[Authored]:
    for name, topic in persona.topics.items():
        for band, path, spec in _by_band(("topics", name, "says"), topic.says):
            yield Authored(path, spec, Act.ANSWER, band=band, topic=name)


def _of_triggers(persona: Persona) -> Iterator[Authored]:
    for name, trigger in persona.triggers.items():
        for path, spec in _specs(("triggers", name, "says"), trigger.says):
            yield Authored(path, spec, Act.ATTACK, trigger=name)


def _of_plans(persona: Persona) -> Iterator[Authored]:
    for name, plan in persona.plans.items():
        for path, spec in _specs(("plans", name, "voices"), plan.voices):
            yield Authored(path, spec, Act.VOICE_PLAN, plan=name)
        for path, spec in _specs(("plans", name, "commits"), plan.commits):
            yield Authored(path, spec, Act.COMMIT, plan=name)


def _of_agenda(persona: Persona) -> Iterator[Authored]:
    for name, item in persona.agenda.items():
        for band, path, spec in _by_band(("agenda", name, "raises"), item.raises):
            yield Authored(path, spec, Act.RAISE, band=band, topic=item.topic, item=name)


def _of_acts(persona: Persona) -> Iterator[Authored]:
    yield from _by_act(persona.lines)


def _by_act(lines: Mapping[Act, BandLines]) -> Iterator[Authored]:
    for act, bands in lines.items():
        for band, path, spec in _by_band(("lines", act.value), bands):
            yield Authored(path, spec, act, band=band)


def _by_band(path: KeyPath, bands: BandLines) -> Iterator[tuple[Band, KeyPath, LineSpec]]:
    for band, lines in bands.items():
        for where, spec in _specs((*path, band.value), lines):
            yield band, where, spec


def _specs(path: KeyPath, lines: Iterable[AuthoredLine]) -> Iterator[tuple[KeyPath, LineSpec]]:
    for index, line in enumerate(lines):
        yield (*path, index), line if isinstance(line, LineSpec) else LineSpec(say=line)
