"""Answers: the rep lines of the corpus with the customer lines that truly answer them, and choices among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from agent.text.matching import plain
from evals.data.corpus_format import Scenario


@dataclass(frozen=True)
class Pair:
    """One true answer.

    Attributes:
        scenario: where it stands. line: the rep's words. heard: the customer's line before it, or "".
        before: the rep's line before that, or "". answer: what the customer says to it.
    """

    scenario: str
    line: str
    heard: str
    before: str
    answer: str


def pairs(scenarios: Iterable[Scenario]) -> list[Pair]:
    """Return the true answers of the scenarios, in order.

    In many scenarios one customer line stands again and again so that the rep can answer it in several ways; where it
    comes back it answers nothing, so a line that the customer said before is no answer.
    """
    return [pair for scenario in scenarios for pair in _of_scenario(scenario)]


def _of_scenario(scenario: Scenario) -> Iterator[Pair]:
    said: set[str] = set()
    rep = heard = before = ""
    answered = True
    for line in scenario.lines:
        if line.speaker == "rep":
            before, rep, answered = rep, line.text, False
            continue
        if not answered and plain(line.text) not in said:
            yield Pair(scenario.id, rep, heard, before, line.text)
        said.add(plain(line.text))
        heard, answered = line.text, True


def choices(found: Sequence[Pair], many: int, seed: int, own_talk: bool = False) -> list[tuple[str, ...]]:
    """Return for each pair so many distinct answers to choose from, the true one first.

    The others are drawn from all pairs; with `own_talk`, from the same scenario first, as far as it goes.
    """
    chance = Random(seed)
    every = list(dict.fromkeys(pair.answer for pair in found))
    talk: dict[str, list[str]] = defaultdict(list)
    for pair in found:
        talk[pair.scenario].append(pair.answer)
    return [_choice(pair, talk[pair.scenario] if own_talk else (), every, many, chance) for pair in found]


def _choice(pair: Pair, first: Sequence[str], every: Sequence[str], many: int, chance: Random) -> tuple[str, ...]:
    drawn = [*chance.sample(first, len(first)), *chance.sample(every, min(2 * many, len(every)))]
    distinct = {plain(pair.answer): pair.answer}
    for text in drawn:
        distinct.setdefault(plain(text), text)
    others = list(distinct.values())[1:]
    return (pair.answer, *others[: many - 1])
