"""Agreement bench: how people and engines coded the same lines, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.model.training.coding import Coding

LEAST_IN_COMMON = 100
"""Lines that two people must both have coded before their agreement is told as what humans reach (issue 12)."""

LEAST_OF_FACET = 30
"""Lines that a single figure of it must rest on: fewer customer lines than that say nothing of talk."""

FAR_TOO_FEW = 30
"""Below so many lines a coefficient is told with a warning: its interval spans most of the scale."""


@dataclass(frozen=True)
class CodedTwice:
    """A line as two readers coded it. `group`: the conversation, by which intervals are drawn."""

    line: str
    group: str
    first: Coding
    second: Coding


@dataclass(frozen=True)
class CodedByMany:
    """A line as everybody coded it."""

    group: str
    codings: Sequence[Coding]


@dataclass(frozen=True)
class AgreementFigure:
    """How far readers agree on one thing.

    Attributes:
        name: of the facet or the code. title: in words. lines: how many it rests on. seen: for a code, on how many of
            them either reader saw it. alike: share coded alike. kappa: Cohen's, with its 95 % interval.
        alpha: Krippendorff's. None where the lines cannot give a figure.
    """

    name: str
    title: str
    lines: int
    seen: int = 0
    alike: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    alpha: float | None = None


@dataclass(frozen=True)
class CodeConfusion:
    """Main codes of two readers: `counts[i][j]` lines that the first called `codes[i]` and the second `codes[j]`."""

    codes: Sequence[str]
    counts: Sequence[Sequence[int]]


@dataclass(frozen=True)
class PairAgreement:
    """Two readers of the same lines: each facet, each code against all others, and the main codes crossed."""

    lines: int
    facets: Sequence[AgreementFigure]
    codes: Sequence[AgreementFigure]
    confusion: CodeConfusion


class AgreementBench(Protocol):
    """Compares codings of the same lines; nothing is asked of any engine."""

    def compare(self, lines: Sequence[CodedTwice]) -> PairAgreement:
        """Return how far two readers agree; a line that either skipped must not be among them."""
        ...

    def overall(self, lines: Sequence[CodedByMany]) -> Sequence[AgreementFigure]:
        """Return Krippendorff's alpha of all people together, facet by facet."""
        ...

    def ceilings(self, lines: Sequence[CodedTwice]) -> Mapping[str, float]:
        """Return what two people reach against each other, by the measure's name in reports of `agreement`.

        Nothing where they have fewer than `LEAST_IN_COMMON` lines in common, and no measure that rests on fewer than
        `LEAST_OF_FACET` of them.
        """
        ...
