"""Batches of like length; a share of the lines stands in them twice, worded otherwise, for the consistency loss."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from agent.grading.coder.encoding import PassageEncoder
from evals.training.data.contrasts import contrasts_of
from evals.training.data.examples import Example, Target
from evals.training.data.mixing import Mixer
from evals.training.data.varying import varied

BATCH = 32
TWICE = 0.16
"""Share of the lines that stand in a batch twice, worded otherwise."""

ALONE = 0.2
"""Share of the lines of several units of which one unit is read by itself as well."""


TWINNED = 0.12
"""Share of the lines that have a contrast and stand in a batch beside it."""


@dataclass(frozen=True)
class Batch:
    """What the network is shown, what it should say, and which spans should be read alike, and which apart."""

    inputs: tuple[Tensor, ...]
    targets: tuple[Target, ...]
    pairs: tuple[tuple[int, int], ...] = ()
    twins: tuple[tuple[int, int], ...] = ()


def plain_batches(examples: Sequence[Example], encoder: PassageEncoder) -> Iterator[Batch]:
    """Yield the examples as written, in order."""
    for start in range(0, len(examples), BATCH):
        yield _batch(examples[start : start + BATCH], encoder)


def training_batches(
    examples: Sequence[Example], encoder: PassageEncoder, mixer: Mixer, chance: random.Random
) -> Iterator[Batch]:
    """Yield one epoch: shuffled, varied, mixed, a share of the lines twice or beside a contrast, some units alone."""
    contrasts = contrasts_of(examples)
    pool = [
        (mixer.mixed(one, chance), examples[contrasts[at]] if at in contrasts and chance.random() < TWINNED else None)
        for at, one in enumerate(examples)
    ]
    pool += [(one, None) for example in examples if (one := unit_alone(example, chance)) is not None]
    chance.shuffle(pool)
    size = BATCH * 60
    for start in range(0, len(pool), size):
        chunk = sorted(pool[start : start + size], key=lambda one: _length(one[0]))
        groups = [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
        chance.shuffle(groups)
        for group in groups:
            yield _paired(group, encoder, chance)


def _length(example: Example) -> int:
    return len(example.text) + sum(len(text) for _, text in example.before)


def unit_alone(example: Example, chance: random.Random) -> Example | None:
    """Return one unit of a line of several as an example of its own, now and then."""
    units = [one for one in example.targets if one.codes is not None]
    if len(units) < 2 or chance.random() >= ALONE:
        return None
    unit = chance.choice(units)
    text = "".join(example.pieces[unit.first : unit.last]).strip()
    return replace(example, before=(), pieces=(text,), targets=(replace(unit, first=0, last=1),)) if text else None


def _paired(group: Sequence[tuple[Example, Example | None]], encoder: PassageEncoder, chance: random.Random) -> Batch:
    lines = [example for example, _ in group]
    again = [at for at in range(len(lines)) if chance.random() < TWICE]
    other = [(at, twin) for at, (_, twin) in enumerate(group) if twin is not None]
    shown = [varied(one, chance) for one in [*lines, *(lines[at] for at in again), *(twin for _, twin in other)]]
    starts, count = [], 0
    for one in shown:
        starts.append(count)
        count += len(one.targets)
    pairs = tuple(
        (starts[at] + each, starts[len(lines) + place] + each)
        for place, at in enumerate(again)
        for each in range(len(lines[at].targets))
    )
    ends = [start + len(one.targets) - 1 for start, one in zip(starts, shown, strict=True)]
    first = len(lines) + len(again)
    twins = tuple((ends[at], ends[first + place]) for place, (at, _) in enumerate(other))
    return _batch(shown, encoder, pairs, twins)


def _batch(
    examples: Sequence[Example],
    encoder: PassageEncoder,
    pairs: tuple[tuple[int, int], ...] = (),
    twins: tuple[tuple[int, int], ...] = (),
) -> Batch:
    arrays = encoder.encode([example.passage() for example in examples])
    targets = tuple(target for example in examples for target in example.targets)
    return Batch(tuple(torch.from_numpy(array) for array in arrays), targets, pairs, twins)
