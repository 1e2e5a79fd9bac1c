"""Fit what the words of a sentence say by themselves: one logistic regression per code and mark over runs of words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from agent.grading.coder.words import LABELS, runs_of
from evals.training.data.examples import Example

STRENGTH = 4.0
"""How freely weights may grow: the inverse of the penalty on their squares."""

SEEN = 3
"""Sentences in which a run of words must stand to count."""

LEARNT_WEIGHT = 0.35
"""What a sentence from a part of the corpus that was learnt before counts, beside 1 for a newer one."""


def fit_words(examples: Sequence[Example], learnt: tuple[str, ...], file: Path) -> None:
    """Fit on the units of the examples and write the weights to `file`."""
    units = [
        ("".join(example.pieces[target.first : target.last]).strip(), target, example.scenario)
        for example in examples
        for target in example.targets
        if target.codes is not None and target.marks is not None
    ]
    vectorizer = TfidfVectorizer(analyzer=runs_of, min_df=SEEN, sublinear_tf=True)
    features = vectorizer.fit_transform([text for text, _, _ in units])
    held = np.array([(*(target.codes or ()), *(target.marks or ())) for _, target, _ in units]) > 0.5
    counts = np.array([LEARNT_WEIGHT if learnt and where.startswith(learnt) else 1.0 for _, _, where in units])
    weights = np.zeros((features.shape[1], len(LABELS)), dtype=np.float32)
    constant = np.full(len(LABELS), -6.0, dtype=np.float32)
    for at in range(len(LABELS)):
        if held[:, at].sum() < SEEN:
            continue
        model = LogisticRegression(C=STRENGTH, max_iter=400).fit(features, held[:, at], sample_weight=counts)
        weights[:, at], constant[at] = model.coef_[0], model.intercept_[0]
    scale = (np.abs(weights).max(axis=0) / 127.0).clip(min=1e-9)
    np.savez_compressed(
        file,
        runs=np.frombuffer("\n".join(vectorizer.get_feature_names_out()).encode("utf-8"), dtype=np.uint8),
        rarity=vectorizer.idf_.astype(np.float16),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        constant=constant,
    )
