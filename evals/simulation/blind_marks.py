"""Blind marks: what two readers found in answers whose customers they could not see, as measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import Field

from agent.errors import DataError
from agent.model.acts import Band
from agent.model.base import FrozenModel
from evals.model.suite import Measure, Options
from evals.stats import coefficients
from evals.stats.measures import agreement
from evals.stats.proportions import proportion

FOLLOWS_GOAL, BARE_GOAL = 0.90, 0.05


class Mark(FrozenModel):
    """One reader's judgement of one answer.

    Attributes:
        follows: it answers this question, here, as a person would. bare: it is a word or two with nothing in it.
    """

    id: str = Field(min_length=1)
    reader: str = Field(min_length=1)
    follows: bool
    bare: bool


class Placement(FrozenModel):
    """Who was asked, and in which band; a line of the key."""

    id: str
    persona: str
    band: Band
    seed: int
    act: str
    engine: str


def marked_measures(marks: Sequence[Mark], placed: Sequence[Placement] = ()) -> list[Measure]:
    """Return the share of marks that say an answer follows, the share of bare words, and both kappas.

    Args:
        marks: of two readers, each answer marked once by each. placed: the key; with it, the shares of each band too.

    Raises:
        DataError: there are not two readers, or an answer is not marked once by each.
    """
    pairs = paired(marks)
    found = [
        _marked_share("follows", "answers that follow, in the marks of both", pairs, _follows, goal=FOLLOWS_GOAL),
        _marked_share("bare", "bare words, in the marks of both", pairs, _bare, goal=BARE_GOAL, low_is_good=True),
        proportion("follows.both", "answers that follow for both", [a.follows and b.follows for a, b in pairs]),
        _kappa("follows.kappa", "whether it follows: kappa of the two readers", pairs, _follows),
        _kappa("bare.kappa", "whether it is a bare word: kappa of the two readers", pairs, _bare),
    ]
    bands = {place.id: place.band for place in placed}
    for band in Band if placed else ():
        mine = [pair for pair in pairs if bands.get(pair[0].id) is band]
        found.append(_marked_share(f"follows.{band}", f"answers that follow, {band} customers", mine, _follows))
        found.append(_marked_share(f"bare.{band}", f"bare words, {band} customers", mine, _bare, low_is_good=True))
    return found


def paired(marks: Sequence[Mark]) -> list[tuple[Mark, Mark]]:
    """Return the two marks of each answer, the readers in the order of their names; raises as `marked_measures`."""
    readers = sorted({mark.reader for mark in marks})
    if len(readers) != 2:
        told = ", ".join(readers) or "nobody"
        raise DataError("marks", "reader", f"there must be two readers, and there are: {told}", "give both files")
    one, other = ({mark.id: mark for mark in marks if mark.reader == reader} for reader in readers)
    if len(one) + len(other) != len(marks):
        raise DataError("marks", "id", "a reader marked an answer twice", "keep one mark of each answer and reader")
    if alone := sorted(one.keys() ^ other.keys()):
        raise DataError("marks", alone[0], f"{len(alone)} answers have one mark only", "have both readers mark all")
    return [(mark, other[name]) for name, mark in one.items()]


def _follows(mark: Mark) -> bool:
    return mark.follows


def _bare(mark: Mark) -> bool:
    return mark.bare


def _marked_share(
    name: str, title: str, pairs: Sequence[tuple[Mark, Mark]], said: Callable[[Mark], bool], **extra: float | bool
) -> Measure:
    hits = [(mark.id, said(mark)) for pair in pairs for mark in pair]
    return proportion(name, title, [hit for _, hit in hits], [answer for answer, _ in hits], **extra)


def _kappa(name: str, title: str, pairs: Sequence[tuple[Mark, Mark]], said: Callable[[Mark], bool]) -> Measure:
    both = [(said(one), said(other)) for one, other in pairs]
    names = [one.id for one, _ in pairs]
    return agreement(name, title, both, [True, False], names, Options(), coefficients.kappa)
