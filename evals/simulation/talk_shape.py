"""Talk shape: what customers' talk looks like in numbers, beside the ranges that real clients would fill."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from agent.model.verdict import Talk
from evals.simulation.transcript import Transcript

T = TypeVar("T")

SHORT = 2
"""Words up to which a line is very short."""

THIRDS = 3


class Uttered(NamedTuple):
    """One customer line: its words, its talk type, and whether the rep had just informed or advised."""

    words: int
    talk: Talk
    after_input: bool


Session = Sequence[Uttered]


class Real(NamedTuple):
    """A figure of real clients: over all of them, and where twelve of them would lie 95 times in 100."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """One figure of shape: how it is computed, and what real clients reach in good and in poor sessions."""

    name: str
    title: str
    of: Callable[[Sequence[Session]], float]
    good: Real
    poor: Real


def uttered(session: Transcript) -> list[Uttered]:
    """Return the customer's lines of a played session, by the talk types their voice gave them."""
    return [Uttered(len(step.customer.split()), step.talk, step.is_input) for step in session.steps]


def third(session: Sequence[T], number: int) -> Sequence[T]:
    """Return the first, second or third third of a session."""
    cut = [round(len(session) * part / THIRDS) for part in range(THIRDS + 1)]
    return session[cut[number - 1] : cut[number]]


def _every(sessions: Sequence[Session]) -> list[Uttered]:
    return [line for session in sessions for line in session]


def _hit_share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else math.nan


def talk_share(talk: Talk) -> Callable[[Sequence[Session]], float]:
    """Return the function that gives the share of a talk type."""
    return lambda sessions: _hit_share([line.talk is talk for line in _every(sessions)])


def change_in(number: int) -> Callable[[Sequence[Session]], float]:
    """Return the function that gives the share of change talk in one third of the sessions."""
    return lambda sessions: talk_share(Talk.CHANGE)([third(session, number) for session in sessions])


def median_words(sessions: Sequence[Session]) -> float:
    """Return the median of words per line."""
    counts = [line.words for line in _every(sessions)]
    return float(statistics.median(counts)) if counts else math.nan


def short_share(sessions: Sequence[Session]) -> float:
    """Return the share of very short lines."""
    return _hit_share([line.words <= SHORT for line in _every(sessions)])


def sustain_after_input(sessions: Sequence[Session]) -> float:
    """Return the share of sustain talk among the lines that follow information or advice."""
    return _hit_share([line.talk is Talk.SUSTAIN for line in _every(sessions) if line.after_input])


def unmoved_share(sessions: Sequence[Session]) -> float:
    """Return the share of sessions whose change talk is no likelier in the last third than in the first."""
    rates = [(talk_share(Talk.CHANGE)([third(s, 1)]), talk_share(Talk.CHANGE)([third(s, THIRDS)])) for s in sessions]
    return _hit_share([not last > first for first, last in rates])


FIGURES = (
    Figure("change", "change talk", talk_share(Talk.CHANGE), Real(0.25, 0.14, 0.38), Real(0.17, 0.08, 0.23)),
    Figure("neutral", "neutral talk", talk_share(Talk.NEUTRAL), Real(0.64, 0.49, 0.78), Real(0.68, 0.55, 0.76)),
    Figure("sustain", "sustain talk", talk_share(Talk.SUSTAIN), Real(0.11, 0.05, 0.18), Real(0.15, 0.06, 0.31)),
    Figure("change_first", "change talk, first third", change_in(1), Real(0.15, 0.06, 0.31), Real(0.07, 0.0, 0.23)),
    Figure("change_second", "change talk, second third", change_in(2), Real(0.24, 0.11, 0.42), Real(0.10, 0.01, 0.16)),
    Figure("change_last", "change talk, last third", change_in(3), Real(0.35, 0.18, 0.56), Real(0.33, 0.11, 0.53)),
    Figure("words", "words a line, median", median_words, Real(7.0, 5.0, 11.0), Real(8.0, 6.0, 15.0)),
    Figure("short", "lines of at most two words", short_share, Real(0.30, 0.22, 0.37), Real(0.28, 0.19, 0.37)),
    Figure(
        "sustain_after_input", "sustain talk right after information or advice", sustain_after_input,
        Real(0.08, 0.0, 0.19), Real(0.23, 0.11, 0.34),
    ),
    Figure(
        "unmoved", "sessions that end with no more change talk than they began", unmoved_share,
        Real(0.35, 0.08, 0.67), Real(0.48, 0.17, 0.75),
    ),
)  # fmt: skip
"""What is compared. The figures of real clients are those of 126 human-coded conversations, 105 good and 21 poor ones
(AnnoMI: Wu et al., ICASSP 2022; Future Internet 15(3):110, 2023). Low and high: the middle 95 % of 2,000 draws of
twelve conversations, for twelve customers are what ships."""
