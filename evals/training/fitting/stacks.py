"""Fit how the readings of a unit in its line and by itself are joined: on held-out lines, mixed and as written.

A logistic regression per label on both log-odds and on the signs of the words (Platt scaling with more sources). Labels
too rare to fit keep the mean.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import CODES, MANY, MARKS
from agent.grading.coder.signs import SIGNS, signs_of
from agent.grading.coder.stacking import log_odds
from agent.grading.coder.words import WordWeights
from evals.training.data.examples import Example, Target
from evals.training.data.mixing import Mixer
from evals.training.fitting.measuring import predict
from evals.training.network.model import CoderNetwork

FEWEST = 12
"""Units that must hold a label for its weights to be fitted."""

STRENGTH = 0.3
"""How freely weights may grow: the inverse of the penalty on their squares."""

MIXED = 1
"""How many mixed variants of each held-out line are read beside it."""

EVEN = (0.0, 0.5, 0.5, 0.0)
Floats = NDArray[np.float32]


def fit_stacks(
    network: CoderNetwork,
    held: Sequence[Example],
    encoder: PassageEncoder,
    temperatures: dict[str, float],
    words: WordWeights,
) -> dict[str, dict[str, list[float]]]:
    """Return, for codes and marks, the weights per label: a constant, one for each reading, one for each sign."""
    whole, alone, targets, units = _read(network, held, encoder, temperatures)
    worded, shown = words.log_odds(units), signs_of(units)
    found: dict[str, dict[str, list[float]]] = {}
    for name, labels, first in (("codes", CODES, 0), ("marks", MARKS, len(CODES))):
        truth = np.array([getattr(target, name) for target in targets]) > 0.5
        found[name] = {
            label: _weights(
                [log_odds(whole[name][:, at]), log_odds(alone[name][:, at]), worded[:, first + at]], shown, truth[:, at]
            )
            for at, label in enumerate(labels)
        }
    return found


def _read(
    network: CoderNetwork, held: Sequence[Example], encoder: PassageEncoder, temperatures: dict[str, float]
) -> tuple[dict[str, Floats], dict[str, Floats], list[Target], list[str]]:
    """Return both readings of every unit of rep lines, (units, labels) by head, what is true of each, and its words."""
    mixer, chance = Mixer(held), random.Random(7)
    lines = [one for one in held if one.targets[-1].evidence is not None]
    lines += [mixed for _ in range(MIXED) for one in lines if (mixed := mixer.mixed(one, chance)) is not one]
    in_line = _shares(network, lines, encoder, temperatures)
    kept = [at for at, target in enumerate(target for line in lines for target in line.targets) if target.codes]
    apart = [one for line in lines for one in _units_alone(line)]
    alone = _shares(network, apart, encoder, temperatures)
    targets = [target for line in lines for target in line.targets if target.codes]
    return {name: shares[kept] for name, shares in in_line.items()}, alone, targets, [one.text for one in apart]


def _units_alone(line: Example) -> Iterator[Example]:
    """Yield each unit by itself; the unit of a line of one is read as the line is."""
    units = [target for target in line.targets if target.codes]
    for unit in units:
        text = "".join(line.pieces[unit.first : unit.last])
        before = line.before if len(units) == 1 else ()
        yield replace(line, before=before, pieces=(text.strip() or text,), targets=(replace(unit, first=0, last=1),))


def _shares(
    network: CoderNetwork, lines: Sequence[Example], encoder: PassageEncoder, temperatures: dict[str, float]
) -> dict[str, Floats]:
    logits = predict(network, lines, encoder)
    scaled = {name: value / temperatures[name] for name, value in logits.items()}
    shares = {
        name: (torch.sigmoid(value) if name in MANY else torch.softmax(value, dim=1)).numpy()
        for name, value in scaled.items()
    }
    return {"codes": (shares["codes"] + shares["primary"]) / 2, "marks": shares["marks"]}


def _weights(readings: Sequence[Floats], shown: Floats, truth: NDArray[np.bool_]) -> list[float]:
    if truth.sum() < FEWEST:
        return [*EVEN, *([0.0] * len(SIGNS))]
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(np.column_stack([*readings, shown]), truth)
    return [round(float(weight), 4) for weight in (model.intercept_[0], *model.coef_[0])]
