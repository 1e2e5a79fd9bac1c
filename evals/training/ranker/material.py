"""Material: the pairs of the corpus as tensors, and the candidates each is trained among."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agent.customer.ranking.form import answer_forms, asked_form
from agent.text.matching import plain
from evals.data.answers import Pair
from evals.suites.ranking import read_from
from evals.training.ranker.embedding import Embeddings

Rows = NDArray[np.intp]

OF_SCENARIO = 1
"""Answers of the same talk that each true answer is set against: the same customer, the same subject."""

POOL, NEAREST = 600, slice(1, 8)
"""For the likeness in words: out of so many answers drawn for a batch, the near ones, the nearest left out, which may
be as true."""

HIDDEN_SHARE = (0.0, 0.0, 0.25, 0.35)
"""How often each text a line is read from is withheld, so that none is leaned on that may be missing."""


class Material:
    """Pairs, embedded.

    Attributes:
        pairs: in order; a row of any tensor is a pair.
    """

    def __init__(self, pairs: Sequence[Pair], embeddings: Embeddings) -> None:
        self.pairs = pairs
        self._vectors = torch.from_numpy(embeddings.vectors)
        self._context = torch.tensor([embeddings.rows(read_from(pair)) for pair in pairs])
        self._answers = torch.tensor(embeddings.rows(pair.answer for pair in pairs))
        self._asked = torch.from_numpy(np.stack([asked_form(pair.line) for pair in pairs]))
        self._forms = torch.from_numpy(answer_forms([pair.answer for pair in pairs]))
        words = {text: at for at, text in enumerate(dict.fromkeys(plain(pair.answer) for pair in pairs))}
        self._words = torch.tensor([words[plain(pair.answer)] for pair in pairs])
        self._scenario: dict[str, list[int]] = defaultdict(list)
        for row, pair in enumerate(pairs):
            self._scenario[pair.scenario].append(row)

    def batch(self, rows: Rows, chance: np.random.Generator) -> tuple[tuple[Tensor, ...], Tensor]:
        """Return what the network is given for these pairs, and which answers are not counted against them.

        The answers are those of the pairs, in order, and after them the hard ones. Not counted (n, m): answers in the
        same words as the true one.
        """
        among = np.concatenate([rows, self._of_scenario(rows, chance), self._alike(rows, chance)])
        withheld = torch.from_numpy(chance.random((len(rows), len(HIDDEN_SHARE))) < HIDDEN_SHARE)
        context = self._vectors[self._context[rows]].masked_fill(withheld[..., None], 0.0)
        given = context, self._asked[rows], self._vectors[self._answers[among]], self._forms[among]
        same = self._words[rows][:, None] == self._words[among][None]
        same[torch.arange(len(rows)), torch.arange(len(rows))] = False
        return given, same

    def _of_scenario(self, rows: Rows, chance: np.random.Generator) -> Rows:
        groups = (self._scenario[self.pairs[row].scenario] for row in rows)
        return np.array([row for group in groups for row in chance.choice(group, OF_SCENARIO)], dtype=np.intp)

    def _alike(self, rows: Rows, chance: np.random.Generator) -> Rows:
        pool = chance.choice(len(self.pairs), min(POOL, len(self.pairs)), replace=False)
        likeness = self._vectors[self._answers[rows]] @ self._vectors[self._answers[pool]].T
        near = likeness.topk(min(NEAREST.stop, len(pool)), 1).indices.numpy()[:, NEAREST]
        return np.array([pool[chance.choice(row)] for row in near], dtype=np.intp)
