"""The ranker: how well each line of a customer answers what the rep said, in the talk where it was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from agent.customer.contract import Embedder
from agent.customer.ranking.form import Floats, answer_forms, asked_form, asking_part
from agent.customer.ranking.network import answers_placed, scores, tower
from agent.customer.ranking.weights import SHIPPED, RankerWeights, load_weights
from agent.model.background import Said

FITS_FROM = 2.0
"""Fitness from which a line is an answer. At 0 it is as likely the true one as one other line of the same customer is;
but the best of fifty is looked for, and 95 in 100 lines of other topics lie below this (suite `ranking`)."""

NEARLY_FROM = 0.0
"""Fitness from which a lean customer's line passes for an answer where none fits: as likely the true one as another."""


@dataclass(frozen=True)
class Asked:
    """What a line answers.

    Attributes:
        line: the rep's words.
        vectors: embeddings of the line, of the part of it that asks, of what the customer said before and of the rep's
            line before that, (4, d); zeros where there was none.
    """

    line: str
    vectors: Floats


Fitness = Callable[[Asked], Floats]
"""Returns the fitness of each of a fixed set of answers, (n,), in log-odds; see `FITS_FROM`."""


class Ranker(Protocol):
    """Judges answers."""

    def judging(self, texts: Sequence[str], vectors: Floats) -> Fitness:
        """Take answers with their embeddings (n, d), do what can be done beforehand, and return their judge."""
        ...


class NearestRanker:
    """Takes likeness for fitness: the baseline, which needs no weights and fits any embedder. All lines fit it."""

    def judging(self, texts: Sequence[str], vectors: Floats) -> Fitness:
        """See `Ranker`."""

        def fitness(asked: Asked) -> Floats:
            found: Floats = FITS_FROM + np.maximum(vectors @ asked.vectors[0], 0.0)
            return found

        return fitness


class TrainedRanker:
    """Two towers over sentence embeddings; see `network.py`. Holds no state and may be shared by threads."""

    def __init__(self, weights: RankerWeights) -> None:
        self._weights = weights

    def judging(self, texts: Sequence[str], vectors: Floats) -> Fitness:
        """See `Ranker`; the answers' tower runs here, once."""
        named, scale, shift = self._weights.named, self._weights.scale, self._weights.shift
        answers = answers_placed(named, vectors, answer_forms(texts))

        def fitness(asked: Asked) -> Floats:
            given = np.concatenate([asked.vectors.ravel(), asked_form(asked.line)])
            found: Floats = scale * scores(named, asked.vectors, tower(named, "asked", given[None])[0], answers) + shift
            return found

        return fitness


def load_ranker(folder: Path = SHIPPED) -> TrainedRanker:
    """Load the trained ranker (default: the one that ships), or raise `DataError` with file and mend."""
    return TrainedRanker(load_weights(folder))


def asked(line: str, recent: Sequence[Said], embedder: Embedder) -> Asked:
    """Return what the customer's next line answers: the rep's words after what was lately said, oldest first."""
    heard = next((said.text for said in reversed(recent) if said.speaker == "customer"), "")
    before = next((said.text for said in reversed(recent) if said.speaker == "rep"), "")
    texts = (line, asking_part(line), heard, before)
    distinct = [text for text in dict.fromkeys(texts) if text.strip()]
    rows = dict(zip(distinct, embedder.embed(distinct), strict=True)) if distinct else {}
    width = next(iter(rows.values())).shape[0] if rows else 0
    return Asked(line, np.stack([rows.get(text, np.zeros(width, dtype=np.float32)) for text in texts]))
