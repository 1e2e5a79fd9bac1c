"""What the network is asked for: its heads' losses, and that two wordings of one line are read alike."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from agent.grading.coder.labels import MANY
from evals.training.data.examples import Target
from evals.training.network.model import HEADS

WEIGHTS = {
    "codes": 6.0, "marks": 8.0, "primary": 1.5, "stance": 0.4, "talk": 1.0, "evidence": 1.5, "sales": 0.3,
    "sales_talk": 0.7, "sales_family": 0.7,
}  # fmt: skip
SMOOTHING = 0.05
ALIKE = 0.3
"""Weight of the consistency loss: the symmetric divergence between two wordings of a line (Kullback and Leibler)."""


def loss_of(logits: dict[str, Tensor], targets: Sequence[Target]) -> Tensor:
    """Return the weighted sum of the heads' losses over the targets that are there."""
    total = torch.zeros(())
    for name in HEADS:
        rows, wanted = wanted_of(name, targets)
        if not rows:
            continue
        if name in MANY:
            smooth = wanted * (1 - SMOOTHING) + SMOOTHING / wanted.shape[1]
            loss = nn.functional.binary_cross_entropy_with_logits(logits[name][rows], smooth)
        else:
            loss = nn.functional.cross_entropy(logits[name][rows], wanted, label_smoothing=SMOOTHING)
        total = total + WEIGHTS[name] * loss
    return total


def consistency_of(logits: dict[str, Tensor], targets: Sequence[Target], pairs: Sequence[tuple[int, int]]) -> Tensor:
    """Return how differently the two of each pair are read, by every head that is asked of them."""
    total = torch.zeros(())
    for name in ("codes", "marks", "primary", "talk", "evidence"):
        kept = [pair for pair in pairs if getattr(targets[pair[0]], name) is not None]
        if not kept:
            continue
        one, two = (logits[name][[pair[side] for pair in kept]] for side in (0, 1))
        apart = _apart_many(one, two) if name in MANY else _apart_one(one, two)
        total = total + WEIGHTS[name] * apart
    return ALIKE * total


def wanted_of(name: str, targets: Sequence[Target]) -> tuple[list[int], Tensor]:
    """Return the rows that a head is asked of, and what it should say there."""
    rows = [row for row, target in enumerate(targets) if getattr(target, name) is not None]
    return rows, torch.tensor([getattr(targets[row], name) for row in rows])


def _apart_one(one: Tensor, two: Tensor) -> Tensor:
    first, second = one.log_softmax(dim=1), two.log_softmax(dim=1)
    return ((first.exp() - second.exp()) * (first - second)).sum(dim=1).mean()


def _apart_many(one: Tensor, two: Tensor) -> Tensor:
    return ((one.sigmoid() - two.sigmoid()) * (one - two)).mean()
