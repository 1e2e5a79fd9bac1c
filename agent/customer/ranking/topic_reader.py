"""Topic reader: which of the things that many customers are asked a question is about, read from its embedding.

A logistic regression over sentence embeddings, trained on common wordings (`rubrics/language/standard_questions.yaml`)
and on the `asks` of the personas that ship; one more class is everything else. Being alike in meaning is not enough:
"What would you tell a colleague who starts with us?" is nearest to questions about colleagues, and is about what they
think of us.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from agent.customer.ranking.form import Floats
from agent.customer.ranking.weights import MEND, SHIPPED
from agent.errors import DataError

WEIGHTS = "topics.npz"

CAME_WITH = "from_talk"
"""The topic of questions that ask what somebody came with, or wants from this talk."""

LEAST, MOST = 0.35, 0.85
"""Likeness that a probability of 0 and of 1 stand for: so a topic that is read, and one whose wording is near, can be
weighed against each other. At .8 the reader is right 95 times in 100 with customers it has not seen."""


@dataclass(frozen=True)
class TopicReader:
    """What was learnt: `weights` (width, classes), `shift` (classes,), and the names of the topics of each class.

    Attributes:
        names: for each class but the last the names that authors give such a topic; the last is none of them.
    """

    weights: Floats
    shift: Floats
    names: tuple[tuple[str, ...], ...]

    def likeness(self, units: Floats, topics: Sequence[str]) -> Floats:
        """Return how like units (n, width) are to asking about each topic, (n, topics); -1 where none is known."""
        logits = units @ self.weights + self.shift
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        found = np.full((len(units), len(topics)), -1.0, dtype=np.float32)
        for at, topic in enumerate(topics):
            if (column := self._column.get(topic)) is not None:
                found[:, at] = LEAST + (MOST - LEAST) * shares[:, column]
        return found

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: at for at, names in enumerate(self.names) for name in names}


def load_topic_reader(folder: Path = SHIPPED) -> TopicReader:
    """Return the reader of a folder.

    Raises:
        DataError: its file is missing or wrong; it names the file and the mend.
    """
    path = folder / WEIGHTS
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
            weights, shift = held["weights"].astype(np.float32), held["shift"].astype(np.float32)
            names = tuple(tuple(str(one).split("|")) for one in held["names"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(str(path), "", f"it cannot be read ({error})", MEND) from error
    if weights.ndim != 2 or shift.shape != weights.shape[1:] or len(names) + 1 != len(shift):
        raise DataError(str(path), "names", "names, weights and shift do not belong together", MEND)
    if not (np.isfinite(weights).all() and np.isfinite(shift).all()):
        raise DataError(str(path), "weights", "it must hold finite numbers", MEND)
    return TopicReader(weights, shift, names)
