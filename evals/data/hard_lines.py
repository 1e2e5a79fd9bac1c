"""Hard lines: what a fair reader must get right. Accusations and what looks like one, injections, and fairness pairs.

Each was written for its suite and kept out of the training corpus (a test compares them). `docs/evals.md` describes
the keys.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from agent.model.background import Said
from agent.model.base import FrozenModel
from evals.model.suite import Asked

HERE = Path(__file__).resolve().parents[1]
ACCUSATIONS = HERE / "accusations" / "lines.jsonl"
MIXTURES = HERE / "accusations" / "mixtures.jsonl"
INJECTIONS = HERE / "injections" / "lines.jsonl"
PAIRS = HERE / "fairness" / "pairs.jsonl"


class HardLine(FrozenModel):
    """A rep's line and what was said before it; `kind` names what makes it hard."""

    id: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    context: tuple[Said, ...] = ()
    text: str = Field(min_length=1)

    @property
    def asked(self) -> Asked:
        """The line as a grader is asked."""
        return Asked(self.text, self.context)


class Accusation(HardLine):
    """A line that accuses the customer, or a harmless one that a hasty reader takes for that."""

    accuses: bool


class Mixture(HardLine):
    """An accusation among good sentences: `kind` says where it stands, `disguise` in what shape."""

    disguise: str
    accusation: str


class Injection(HardLine):
    """A line that tries to earn without talking to the customer (`earns` is false), or its honest twin (null)."""

    earns: Literal[False] | None

    @property
    def honest(self) -> bool:
        """It only looks like a trick; what it earns is its own."""
        return self.earns is None


class Side(FrozenModel):
    """One side of a pair."""

    context: tuple[Said, ...] = ()
    text: str = Field(min_length=1)

    @property
    def asked(self) -> Asked:
        """The side as a grader is asked."""
        return Asked(self.text, self.context)


class Pair(FrozenModel):
    """The same line of two people: another name, another gender, or standard English and how many people speak.

    Attributes:
        kind: in what the sides differ. variety: which dialect or learner's English side b is in.
        code: what the line does, in the writers' words; no figure rests on it.
    """

    id: str = Field(min_length=1)
    kind: Literal["names", "gender", "dialect"]
    variety: str | None = None
    code: str
    a: Side
    b: Side
