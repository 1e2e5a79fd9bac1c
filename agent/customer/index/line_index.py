"""Line index: a persona's authored lines, filed by what they may say, with all that their words alone decide. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from agent.content.authored_lines import BRIEF_WORDS, Authored, every_line, lines_lent
from agent.content.secrets import canary_in
from agent.content.tables.taking_up import taking_up
from agent.model.acts import Act, Band
from agent.model.persona import AuthoredLine, Fact, LineSpec, Persona
from agent.model.verdict import Talk
from agent.text.matching import plain, word_count
from agent.text.stems import stems

K = TypeVar("K", bound=Hashable)

PARTS = ("facts", "topics", "triggers", "plans", "agenda", "lines")
"""Parts of a persona's file that hold lines."""


@dataclass(frozen=True, eq=False)
class IndexedLine:
    """An authored line with what its words decide.

    Attributes:
        number: its place among all lines of the persona. plain: its plain form. words: how many it has.
        gives_away: facts whose canaries stand in it. hooks: patterns of the rep's words it answers especially well.
        feigns: it asks where the rep has something from, or plays ignorant of it.
    """

    line: Authored
    number: int
    plain: str
    words: int
    gives_away: frozenset[str]
    hooks: tuple[re.Pattern[str], ...]
    feigns: bool = False

    @property
    def brief(self) -> bool:
        """It is a word or two."""
        return self.words <= BRIEF_WORDS

    def leaks(self, known: Collection[str]) -> bool:
        """Say whether it gives away a fact that is not among the known ones."""
        return not self.gives_away.issubset(known)


Lines = Sequence[IndexedLine]


class LineIndex:
    """The lines of one persona, each list in the order of the file.

    Attributes:
        lines: all of them. by_act: those that any occasion of an act and a band may bring out.
        by_topic, answers: answers, by topic and band, and by band alone.
        by_fact, by_trigger: what tells a fact, what a sore point brings out.
        by_plan: what voices a plan or commits to it, by act and plan. by_item: what raises an agenda's item, by band.
        opening_up: answers on a topic that speak for the change and so can be said as opening up, by topic and band.
        by_text: lines by their words, as the log has them. lent: some are shared ones, as those of a lean persona are.
        topic_words: for each topic the patterns of the words that point to it.
    """

    def __init__(self, persona: Persona) -> None:
        self.persona = persona
        spoken = (*every_line(persona), *lines_lent(persona))
        self.lines = tuple(_indexed(persona, number, line) for number, line in enumerate(spoken))
        part = {name: [one for one in self.lines if one.line.path[0] == name] for name in PARTS}
        self.by_act = _filed(part["lines"], lambda one: (one.line.act, one.line.band))
        self.by_topic = _filed(part["topics"], lambda one: (one.line.topic, one.line.band))
        self.answers = _filed(part["topics"], lambda one: one.line.band)
        self.by_fact = _filed(part["facts"], lambda one: one.line.fact)
        self.by_trigger = _filed(part["triggers"], lambda one: one.line.trigger)
        self.by_plan = _filed(part["plans"], lambda one: (one.line.act, one.line.plan))
        self.by_item = _filed(part["agenda"], lambda one: (one.line.item, one.line.band))
        self.opening_up = {where: _as_opening_up(lines) for where, lines in self.by_topic.items()}
        self.topic_words = {
            name: tuple(_pointing(word) for word in topic.words) for name, topic in persona.topics.items()
        }
        self.by_text = {one.line.text: one for one in self.lines}
        self.lent = any(one.line.spec.stock for one in self.lines)

    def plain_of(self, texts: Iterable[str]) -> set[str]:
        """Return the plain forms of lines that were said; only what no author wrote is worked out anew."""
        known = self.by_text
        return {known[text].plain if text in known else plain(text) for text in texts}

    def topic_used_up(self, topic: str, band: Band, said: Collection[str]) -> bool:
        """Say whether every answer on a topic stands among plain forms that were said."""
        return all(one.plain in said for one in self.by_topic.get((topic, band), ()))

    def stems_of(self, fact: str) -> frozenset[str]:
        """Return the telling words of a fact and of the lines that tell it."""
        return self._stems_by_fact[fact]

    def public_stems(self, may_tell: Collection[str]) -> frozenset[str]:
        """Return the telling words of all that this customer may speak of when these facts may be told."""
        told = (self._stems_by_fact[fact] for fact in may_tell if fact in self._stems_by_fact)
        return self._stems_public.union(*told)

    @cached_property
    def _stems_by_fact(self) -> Mapping[str, frozenset[str]]:
        return {name: stems(" ".join(texts_of(fact))) for name, fact in self.persona.facts.items()}

    @cached_property
    def _stems_public(self) -> frozenset[str]:
        one, chair = self.persona, self.persona.chair
        seated = (chair.i_am, chair.whose, *chair.people, *chair.told) if chair else ()
        texts = (
            one.name, one.role, one.company, one.industry, one.scenario, one.surface, one.portrait, one.biography,
            *one.brief.you_know, *seated, *one.openings, *(item.wants for item in one.agenda.values()),
            *(indexed.line.text for indexed in self.lines if indexed.line.fact is None),
        )  # fmt: skip
        return stems(" ".join(texts))


def unindexed(line: Authored) -> IndexedLine:
    """Return a line that stands in no persona's file, such as a hum; it gives nothing away."""
    return IndexedLine(line, -1, plain(line.text), word_count(line.text), frozenset(), ())


def texts_of(fact: Fact) -> list[str]:
    """Return a fact in all its words: the truth first, then each line that tells it."""
    return [fact.truth, *(said_by(line) for line in fact.tells)]


def said_by(line: AuthoredLine) -> str:
    """Return the words of an authored line."""
    return line.say if isinstance(line, LineSpec) else line


def _indexed(persona: Persona, number: int, line: Authored) -> IndexedLine:
    text = line.text
    return IndexedLine(
        line=line,
        number=number,
        plain=plain(text),
        words=word_count(text),
        gives_away=frozenset(name for name, fact in persona.facts.items() if canary_in(text, fact.canaries)),
        hooks=tuple(re.compile(rf"(?<!\w){re.escape(hook)}(?!\w)", re.IGNORECASE) for hook in line.words),
        feigns=line.fact is None and taking_up().feigns(text),
    )


def _filed(lines: Lines, key: Callable[[IndexedLine], K]) -> dict[K, Lines]:
    filed: dict[K, list[IndexedLine]] = defaultdict(list)
    for one in lines:
        filed[key(one)].append(one)
    return dict(filed)


def _as_opening_up(lines: Lines) -> Lines:
    spoken_for = [one for one in lines if one.line.talk is Talk.CHANGE]
    return [replace(one, line=replace(one.line, act=Act.OPEN_UP)) for one in spoken_for]


def _pointing(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?:s|es|ed|ing)?(?!\w)", re.IGNORECASE)
