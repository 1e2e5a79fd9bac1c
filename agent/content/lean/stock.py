"""Stock: the shared lines that make a lean persona playable without a model, by act, band and register."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.content.tables.requirements import requirements
from agent.model.acts import Act, Band
from agent.model.base import FrozenModel
from agent.model.persona import STANDARD_TOPICS, AuthoredLine, BandLines, LineSpec, Text
from agent.model.training.lean import Register
from agent.text.matching import word_count

FILE = "behaviour/stock.yaml"

DRAWN = 0.5
"""Share of everybody's plain lines that one customer draws: two of one register then have a quarter of them in common
by chance, and thirty turns still find enough (`rubrics/authoring/requirements.yaml`)."""

BRIEF_WORDS = 2
"""Words up to which a line counts as brief, as in `agent/content/authored_lines.py`: a word or two is nobody's own."""

EVERYDAY = ("trade", "team", "today", "using", "missed", "calling")
"""Topics of small questions that every lean persona answers besides the standard ones."""

WORDS = ("thing", "people", "work", "place", "matter", "until", "want")
"""Words that a line may have a place for: those of `voice.words`, and what they came with."""

_WORD = re.compile(r"[^\W_]+")
_PLACE = re.compile(r"(^|[.?!] )?\{(\w+)\}")
"""A place for a word, and whether a sentence begins with it."""


class RegisterLines(FrozenModel):
    """What customers of one register say; it comes before what all say.

    Attributes:
        lines: act -> band -> lines. answers: standard topic -> band -> answers.
    """

    lines: dict[Act, BandLines] = {}
    answers: dict[str, BandLines] = {}


class Everyday(FrozenModel):
    """A small question and what anybody says to it: what it is about, words and wordings that reach it, and answers."""

    about: Text
    words: tuple[Text, ...] = ()
    asks: tuple[Text, ...] = Field(min_length=1)
    says: BandLines


class Stock(FrozenModel):
    """Shared lines, the same for any customer of any trade.

    Attributes:
        lines: act -> band -> lines of all registers. registers: what each register adds.
        answers: standard topic -> band -> answers. everyday: topic of small questions -> how it is asked and answered.
        fact_evasions: band -> what is said to a question about something not told yet.
        triggered: what any sore point brings out.
    """

    lines: dict[Act, BandLines]
    registers: dict[Register, RegisterLines] = {}
    answers: dict[str, BandLines]
    everyday: dict[str, Everyday]
    fact_evasions: BandLines
    triggered: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _covers_the_topics(self) -> Stock:
        for answers in (self.answers, *(of.answers for of in self.registers.values())):
            if strange := next((topic for topic in answers if topic not in STANDARD_TOPICS), None):
                raise ValueError(f"answers: {strange!r} is no standard topic; those are {', '.join(STANDARD_TOPICS)}")
        if tuple(self.everyday) != EVERYDAY:
            raise ValueError(f"everyday: give exactly {', '.join(EVERYDAY)}")
        if missing := next((topic for topic in STANDARD_TOPICS if topic not in self.answers), None):
            raise ValueError(f"answers: nothing is said of {missing}; write answers in each band")
        return self

    def of_act(
        self, act: Act, band: Band, register: Register, whose: str, words: Mapping[str, str] | None = None
    ) -> tuple[LineSpec, ...]:
        """Return the shared lines of an act and band, those of the register first, then a share of everybody's.

        Args:
            whose: the persona's id. Each draws a share of their own, or two customers would have the same words.
            words: what they call things, for the lines that have a place for it; lines without their word fall away.
        """
        own = self.registers.get(register, RegisterLines()).lines.get(act, {}).get(band, ())
        needed = requirements().lines.get(act, {}).get(band, 0) - len(own)
        return _stock_lines(own, _drawn(self.lines.get(act, {}).get(band, ()), whose, needed), words)

    def of_topic(
        self, topic: str, band: Band, register: Register, whose: str, words: Mapping[str, str] | None = None
    ) -> tuple[LineSpec, ...]:
        """Return the shared answers on a standard topic: those of the register, then a share of everybody's."""
        own = self.registers.get(register, RegisterLines()).answers.get(topic, {}).get(band, ())
        shared = self.answers.get(topic, {}).get(band, ())
        return _stock_lines(own, _drawn(shared, whose, requirements().answers - len(own)), words)

    def of_everyday(self, topic: str, band: Band, words: Mapping[str, str]) -> tuple[LineSpec, ...]:
        """Return what anybody says to a small question."""
        return _stock_lines((), self.everyday[topic].says.get(band, ()), words)

    def evasions(self, band: Band, words: Mapping[str, str] | None = None) -> tuple[LineSpec, ...]:
        """Return what is said to a question about something that is not told yet."""
        return _stock_lines((), self.fact_evasions.get(band, ()), words)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every shared line, in lower case: none of them could give a secret away."""
        return frozenset(word.lower() for line in self._texts() for word in _WORD.findall(line))

    def _texts(self) -> Iterator[str]:
        parts = [*self.lines.values(), *self.answers.values(), self.fact_evasions]
        parts += [one.says for one in self.everyday.values()]
        for of in self.registers.values():
            parts += [*of.lines.values(), *of.answers.values()]
        yield from (_spec(line).say for bands in parts for lines in bands.values() for line in lines)
        yield from self.triggered


@cache
def shared_stock() -> Stock:
    """Return the stock that ships.

    Raises:
        DataError: its file is missing or wrong.
    """
    return shipped_table(FILE, Stock)


def _stock_lines(
    first: Iterable[AuthoredLine], then: Iterable[AuthoredLine], words: Mapping[str, str] | None
) -> tuple[LineSpec, ...]:
    lines = (_worded(_spec(line), words or {}) for line in (*first, *then))
    return tuple(line for line in lines if line is not None)


def _worded(line: LineSpec, words: Mapping[str, str]) -> LineSpec | None:
    """Return a shared line with the customer's words in their places, or None where one is not given."""
    wanted = {found[2] for found in _PLACE.finditer(line.say)}
    if not wanted <= words.keys():
        return None
    said = _PLACE.sub(lambda found: _begun(found[1], words[found[2]]), line.say)
    return line.model_copy(update={"say": said, "stock": True, "coloured": bool(wanted)})


def _begun(before: str | None, word: str) -> str:
    """Return a word after what ends the sentence before it, with a capital where it begins one."""
    return word if before is None else before + word[:1].upper() + word[1:]


def _drawn(lines: Sequence[AuthoredLine], whose: str, needed: int) -> list[AuthoredLine]:
    """Return the lines of a few words, of a situation and of a leaning, and of the rest as many as one person draws."""
    common = [line for line in lines if _is_common(line)]
    count = max(needed, math.ceil(DRAWN * len(common)))
    drawn = sorted(common, key=lambda line: _lot(line, whose))[:count]
    return [line for line in lines if not _is_common(line) or line in drawn]


def _is_common(line: AuthoredLine) -> bool:
    """Say whether a line would be the same in many mouths: no word or two, for no occasion, with nobody's words."""
    return isinstance(line, str) and word_count(line) > BRIEF_WORDS and not _PLACE.search(line)


def _lot(line: AuthoredLine, whose: str) -> bytes:
    return hashlib.sha256(f"{whose}\x00{line}".encode()).digest()


def _spec(line: AuthoredLine) -> LineSpec:
    return line if isinstance(line, LineSpec) else LineSpec(say=line)
