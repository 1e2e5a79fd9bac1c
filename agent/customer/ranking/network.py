"""The ranker's arithmetic in numpy: two towers over sentence embeddings, and likeness beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.customer.ranking.form import ANSWER_SIZE, ASKED_SIZE

Floats = NDArray[np.float32]

WIDTH = 384
"""Length of a sentence embedding."""

CONTEXT = 4
"""Texts a line is read from: itself, the part of it that asks, what the customer said before, the rep's line before."""

HIDDEN, SHARED = 256, 128
"""Width of the towers' hidden layer, and of the space in which a line and an answer meet."""

SHAPES: Mapping[str, tuple[int, ...]] = {
    "asked_1.weight": (HIDDEN, CONTEXT * WIDTH + ASKED_SIZE),
    "asked_1.bias": (HIDDEN,),
    "asked_2.weight": (SHARED, HIDDEN),
    "asked_2.bias": (SHARED,),
    "answer_1.weight": (HIDDEN, WIDTH + ANSWER_SIZE),
    "answer_1.bias": (HIDDEN,),
    "answer_2.weight": (SHARED, HIDDEN),
    "answer_2.bias": (SHARED,),
    "usual.weight": (1, ANSWER_SIZE),
    "usual.bias": (1,),
    "likeness": (CONTEXT,),
    "sharpness": (),
}
"""The weights by name, and their shapes."""


@dataclass(frozen=True)
class Placed:
    """Answers as kept: embeddings (n, WIDTH), places in the shared space (n, SHARED), how usual each is (n,)."""

    vectors: Floats
    placed: Floats
    usual: Floats


def answers_placed(weights: Mapping[str, Floats], vectors: Floats, forms: Floats) -> Placed:
    """Return what can be known of answers before anything is asked, from embeddings (n, WIDTH) and forms."""
    usual: Floats = (forms @ weights["usual.weight"].T + weights["usual.bias"])[:, 0]
    return Placed(vectors, tower(weights, "answer", np.concatenate([vectors, forms], axis=1)), usual)


def tower(weights: Mapping[str, Floats], name: str, given: Floats) -> Floats:
    """Return where lines or answers (n, inputs) stand in the shared space: rows of length 1, (n, SHARED)."""
    hidden = np.maximum(given @ weights[f"{name}_1.weight"].T + weights[f"{name}_1.bias"], 0.0)
    placed = hidden @ weights[f"{name}_2.weight"].T + weights[f"{name}_2.bias"]
    found: Floats = placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-12)
    return found


def scores(weights: Mapping[str, Floats], context: Floats, placed: Floats, answers: Placed) -> Floats:
    """Return the raw score of each of n answers to one line: (n,).

    Args:
        weights: by name, as in `SHAPES`. context: embeddings of the texts the line is read from, (CONTEXT, WIDTH).
        placed: the line in the shared space, (SHARED,). answers: the answers.
    """
    leaning = weights["likeness"] @ context
    found: Floats = weights["sharpness"] * (answers.placed @ placed) + answers.vectors @ leaning + answers.usual
    return found
