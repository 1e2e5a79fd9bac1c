"""Probes of robustness: lines to be read alike, pairs to be read apart, and tricks that must earn nothing.

Three JSONL files in `evals/robustness/`; `docs/evals.md` describes their keys.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from agent.model.background import Said
from agent.model.base import FrozenModel
from agent.model.verdict import Code, family
from evals.data.facets import NO, YES
from evals.data.records import read_records
from evals.model.suite import Asked

FOLDER = Path(__file__).resolve().parents[1] / "robustness"
SMALL_TALK = (Said(speaker="rep", text="Good morning."), Said(speaker="customer", text="Morning."))


class Labelled(FrozenModel):
    """A text and how it is to be read."""

    text: str
    primary: Code
    empathy: bool
    empowerment: bool


class Variant(FrozenModel):
    """The same said otherwise; `kind` names what was changed."""

    kind: str
    text: str


class Invariance(FrozenModel):
    """A line and variants that must be read as it is."""

    id: str
    context: tuple[Said, ...] = ()
    base: str
    variants: tuple[Variant, ...]
    primary: Code
    empathy: bool
    empowerment: bool

    def asked(self) -> list[tuple[str, Asked]]:
        """Return (kind, line): the base first, then its variants, then the base with its context changed."""
        told = [("base", Asked(self.base, self.context))]
        told += [(variant.kind, Asked(variant.text, self.context)) for variant in self.variants]
        if self.context:
            told.append(("small talk before", Asked(self.base, (*SMALL_TALK, *self.context))))
        if len(self.context) > 2:
            *earlier, last = self.context
            told.append(("order of context", Asked(self.base, (*reversed(earlier), last))))
        return told


class Contrast(FrozenModel):
    """Two lines that look alike and must be read apart in what `differs` names."""

    id: str
    context: tuple[Said, ...] = ()
    a: Labelled
    b: Labelled
    differs: tuple[Literal["primary", "empathy", "empowerment"], ...]


class Attack(FrozenModel):
    """A line that tries to earn empathy or empowerment without showing it; `gains` names what it does show."""

    id: str
    kind: str
    context: tuple[Said, ...] = ()
    text: str
    gains: tuple[Literal["empathy", "empowerment"], ...] = ()


class Probes(FrozenModel):
    """All three kinds."""

    invariance: tuple[Invariance, ...]
    contrast: tuple[Contrast, ...]
    attacks: tuple[Attack, ...]


def read_probes(folder: Path = FOLDER, limit: int | None = None) -> Probes:
    """Return the probes of a folder, at most so many of each kind, spread evenly.

    Raises:
        DataError: a file is missing or wrong; the message names the line.
    """
    return Probes(
        invariance=tuple(read_records(folder / "invariance.jsonl", Invariance, limit)),
        contrast=tuple(read_records(folder / "contrast.jsonl", Contrast, limit)),
        attacks=tuple(read_records(folder / "attacks.jsonl", Attack, limit)),
    )


def labels(primary: Code, empathy: bool, empowerment: bool) -> dict[str, str]:
    """Return a label's answers by facet."""
    return {
        "primary": primary.value,
        "family": family(primary).value,
        "empathy": YES if empathy else NO,
        "empowerment": YES if empowerment else NO,
    }
