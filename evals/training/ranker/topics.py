"""Train the topic reader: common wordings and the personas' own asks, a logistic regression over their embeddings.

How good it is with a customer it has not seen is measured by leaving out each persona in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from agent.content.tables.standard_questions import standard_questions
from agent.content.tables.taking_up import taking_up
from agent.customer.ranking.form import Floats
from agent.customer.ranking.topic_reader import CAME_WITH, WEIGHTS
from agent.model.persona import Persona

SURE = 0.8
"""Probability from which the reader counts as sure in the figures."""

STRENGTH = 8.0
"""Inverse of the weight decay, the project's own; 5 and 20 do as well."""

COMMON = ""
"""Whose the common wordings are: nobody's, so they are never left out."""


@dataclass(frozen=True)
class Asked:
    """Questions with the class each is about and the persona that lists it."""

    texts: tuple[str, ...]
    classes: NDArray[np.int64]
    owners: tuple[str, ...]


def train_topics(personas: Sequence[Persona], embed: Callable[[Sequence[str]], Floats], out: Path) -> dict[str, float]:
    """Write the reader's weights, and return how often it is right with each persona left out, in all and when sure."""
    names = named_topics()
    asked = asked_of(personas, names)
    vectors = embed(asked.texts)
    model = _fitted(vectors, asked.classes)
    np.savez(
        out / WEIGHTS,
        weights=model.coef_.T.astype(np.float16),
        shift=model.intercept_.astype(np.float32),
        names=np.array(["|".join(one) for one in names]),
    )
    return _left_out(vectors, asked)


def named_topics() -> tuple[tuple[str, ...], ...]:
    """Return the names of the topics of each class; what is about none of them is one class more, the last."""
    table = standard_questions()
    return (*((topic,) for topic in table.questions), *(one.topics for one in table.common))


def asked_of(personas: Sequence[Persona], names: Sequence[Sequence[str]]) -> Asked:
    """Return every common wording, and every ask of the personas."""
    table = standard_questions()
    number = {name: at for at, some in enumerate(names) for name in some}
    rows = [(text, at, COMMON) for at, some in enumerate(names) for text in table.of(some[0])]
    rows += [(text, number[CAME_WITH], COMMON) for text in taking_up().came_with]
    rows += [
        (text, number.get(name, len(names)), persona.id)
        for persona in personas
        for name, topic in persona.topics.items()
        for text in topic.asks
    ]
    texts, classes, owners = zip(*rows, strict=True)
    return Asked(texts, np.array(classes), owners)


def _fitted(vectors: Floats, classes: NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(vectors, classes)


def _left_out(vectors: Floats, asked: Asked) -> dict[str, float]:
    owners, right, shares = np.array(asked.owners), [], []
    for owner in sorted(set(asked.owners) - {COMMON}):
        out = owners == owner
        found = _fitted(vectors[~out], asked.classes[~out]).predict_proba(vectors[out])
        right.append(found.argmax(axis=1) == asked.classes[out])
        shares.append(found.max(axis=1))
    every, sure = np.concatenate(right), np.concatenate(shares) >= SURE
    return {"right": round(float(every.mean()), 4), "sure": round(float(sure.mean()), 4),
            "right_when_sure": round(float(every[sure].mean()), 4)}  # fmt: skip
