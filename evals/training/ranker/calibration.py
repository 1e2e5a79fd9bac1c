"""Calibration: from a raw score to the log-odds that an answer is the true one and not another of the same customer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from evals.data.answers import Pair, choices
from evals.suites.ranking import Judged

STEPS = 200


def calibrated(held: Sequence[Pair], found: Judged, seed: int) -> tuple[float, float]:
    """Return scale and shift.

    Each true answer is set against one other line of the same talk, and a logistic curve is fitted: at 0 either is as
    likely. Talk of one line only counts for nothing.
    """
    true, other = [], []
    for row, (pair, texts) in enumerate(zip(held, choices(held, 2, seed, own_talk=True), strict=True)):
        if len(texts) > 1 and sum(one.scenario == pair.scenario for one in held) > 1:
            true.append(found.fitness[row, found.column[texts[0]]])
            other.append(found.fitness[row, found.column[texts[1]]])
    scores = torch.tensor(np.array(true + other, dtype=np.float64))
    labels = torch.tensor([1.0] * len(true) + [0.0] * len(other), dtype=torch.float64)
    line = torch.tensor([1.0, 0.0], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([line], max_iter=STEPS)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = functional.binary_cross_entropy_with_logits(line[0] * scores + line[1], labels)
        value.backward()
        return value

    optimiser.step(loss)
    scale, shift = line.tolist()
    return scale, shift
