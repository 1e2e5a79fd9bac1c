"""Stock: the shared lines that make a lean persona playable without a model, by act, band and register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act, Band
from agent.model.base import FrozenModel
from agent.model.persona import STANDARD_TOPICS, AuthoredLine, BandLines, LineSpec, Text
from agent.model.training.lean import Register

FILE = "behaviour/stock.yaml"

_WORD = re.compile(r"[^\W_]+")


class RegisterLines(FrozenModel):
    """What customers of one register say; it comes before what all say.

    Attributes:
        lines: act -> band -> lines. answers: standard topic -> band -> answers.
    """

    lines: dict[Act, BandLines] = {}
    answers: dict[str, BandLines] = {}


class Stock(FrozenModel):
    """Shared lines, the same for any customer of any trade.

    Attributes:
        lines: act -> band -> lines of all registers. registers: what each register adds.
        answers: standard topic -> band -> answers.
        fact_evasions: band -> what is said to a question about something not told yet.
        triggered: what any sore point brings out.
    """

    lines: dict[Act, BandLines]
    registers: dict[Register, RegisterLines] = {}
    answers: dict[str, BandLines]
    fact_evasions: BandLines
    triggered: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _covers_the_topics(self) -> Stock:
        for answers in (self.answers, *(of.answers for of in self.registers.values())):
            if strange := next((topic for topic in answers if topic not in STANDARD_TOPICS), None):
                raise ValueError(f"answers: {strange!r} is no standard topic; those are {', '.join(STANDARD_TOPICS)}")
        if missing := next((topic for topic in STANDARD_TOPICS if topic not in self.answers), None):
            raise ValueError(f"answers: nothing is said of {missing}; write answers in each band")
        return self

    def of_act(self, act: Act, band: Band, register: Register) -> tuple[LineSpec, ...]:
        """Return the shared lines of an act and band, those of the register first."""
        own = self.registers.get(register, RegisterLines()).lines
        return _stock_lines(own.get(act, {}), self.lines.get(act, {}), band)

    def of_topic(self, topic: str, band: Band, register: Register) -> tuple[LineSpec, ...]:
        """Return the shared answers on a standard topic, those of the register first."""
        own = self.registers.get(register, RegisterLines()).answers
        return _stock_lines(own.get(topic, {}), self.answers.get(topic, {}), band)

    def evasions(self, band: Band) -> tuple[LineSpec, ...]:
        """Return what is said to a question about something that is not told yet."""
        return _stock_lines({}, self.fact_evasions, band)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every shared line, in lower case: none of them could give a secret away."""
        return frozenset(word.lower() for line in self._texts() for word in _WORD.findall(line))

    def _texts(self) -> Iterator[str]:
        parts = [*self.lines.values(), *self.answers.values(), self.fact_evasions]
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


def _stock_lines(first: BandLines, then: BandLines, band: Band) -> tuple[LineSpec, ...]:
    lines = (*first.get(band, ()), *then.get(band, ()))
    return tuple(_spec(line).model_copy(update={"stock": True}) for line in lines)


def _spec(line: AuthoredLine) -> LineSpec:
    return line if isinstance(line, LineSpec) else LineSpec(say=line)
