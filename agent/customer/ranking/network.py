"""The ranker's arithmetic in numpy: two towers over sentence embeddings, and a small network over both."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from agent.customer.ranking.form import ANSWER_SIZE, ASKED_SIZE

Floats = NDArray[np.float32]

WIDTH = 384
"""Length of a sentence embedding."""

CONTEXT = 4
"""Texts a line is read from: itself, the part of it that asks, what the customer said before, the rep's line before."""

HIDDEN, SHARED, JOINT = 256, 128, 32
"""Width of the towers' hidden layer, of the space in which a line and an answer meet, and of what looks at both."""

SHAPES: Mapping[str, tuple[int, ...]] = {
    "asked_1.weight": (HIDDEN, CONTEXT * WIDTH + ASKED_SIZE),
    "asked_1.bias": (HIDDEN,),
    "asked_2.weight": (SHARED, HIDDEN),
    "asked_2.bias": (SHARED,),
    "answer_1.weight": (HIDDEN, WIDTH + ANSWER_SIZE),
    "answer_1.bias": (HIDDEN,),
    "answer_2.weight": (SHARED, HIDDEN),
    "answer_2.bias": (SHARED,),
    "joint_1.weight": (JOINT, SHARED + CONTEXT + ASKED_SIZE + ANSWER_SIZE),
    "joint_1.bias": (JOINT,),
    "joint_2.weight": (1, JOINT),
    "joint_2.bias": (1,),
    "sharpness": (),
}
"""The weights by name, and their shapes."""


def tower(weights: Mapping[str, Floats], name: str, given: Floats) -> Floats:
    """Return where lines or answers (n, inputs) stand in the shared space: rows of length 1, (n, SHARED)."""
    hidden = np.maximum(given @ weights[f"{name}_1.weight"].T + weights[f"{name}_1.bias"], 0.0)
    placed = hidden @ weights[f"{name}_2.weight"].T + weights[f"{name}_2.bias"]
    found: Floats = placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), 1e-12)
    return found


def joint(weights: Mapping[str, Floats], asked: Floats, answers: Floats, likeness: Floats, forms: Floats) -> Floats:
    """Return what one line and each of n answers show only together: (n,).

    Args:
        weights: by name, as in `SHAPES`.
        asked: the line in the shared space and then its form. answers: (n, SHARED), in the shared space.
        likeness: of each answer to each text the line is read from, (n, CONTEXT). forms: of the answers.
    """
    first = weights["joint_1.weight"]
    product, like, ask, form = np.split(first, np.cumsum([SHARED, CONTEXT, ASKED_SIZE]), axis=1)
    placed, words = np.split(asked, [SHARED])
    hidden = answers @ (SHARED**0.5 * product * placed).T + likeness @ like.T + forms @ form.T
    hidden = np.maximum(hidden + ask @ words + weights["joint_1.bias"], 0.0)
    found: Floats = (hidden @ weights["joint_2.weight"].T + weights["joint_2.bias"])[:, 0]
    return found
