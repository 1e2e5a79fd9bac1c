"""The ranker in torch: two towers over fixed sentence embeddings, and likeness beside them.

`agent/customer/ranking/network.py` is the same arithmetic in numpy; the figures of the card are measured with that one.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from agent.customer.ranking.form import ANSWER_SIZE, ASKED_SIZE
from agent.customer.ranking.network import CONTEXT, HIDDEN, SHARED, WIDTH

BLUR, DROPOUT = 0.2, 0.5
"""Shares of the given numbers and of the hidden ones withheld while training: else it learns talks by heart."""

FIRST_LIKENESS = (5.0, 5.0, 1.0, 0.0)
"""Where training starts: at the nearest sentence, which is better than chance."""


class RankerNetwork(nn.Module):
    """Scores how well answers follow what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_1, self.asked_2 = nn.Linear(CONTEXT * WIDTH + ASKED_SIZE, HIDDEN), nn.Linear(HIDDEN, SHARED)
        self.answer_1, self.answer_2 = nn.Linear(WIDTH + ANSWER_SIZE, HIDDEN), nn.Linear(HIDDEN, SHARED)
        self.sharpness, self.likeness = nn.Parameter(torch.tensor(8.0)), nn.Parameter(torch.tensor(FIRST_LIKENESS))
        self.usual = nn.Linear(ANSWER_SIZE, 1)

    def forward(self, context: Tensor, asked: Tensor, answers: Tensor, forms: Tensor) -> Tensor:
        """Return the score of every answer to every line.

        Args:
            context: embeddings of the line, its asking part, what was heard and the line before, (n, CONTEXT, WIDTH).
            asked: forms of the lines, (n, ASKED_SIZE). answers, forms: of the answers, (m, WIDTH) and (m, ANSWER_SIZE).

        Returns:
            (n, m)
        """
        one = self._tower(torch.cat([context.flatten(1), asked], 1), self.asked_1, self.asked_2)
        two = self._tower(torch.cat([answers, forms], 1), self.answer_1, self.answer_2)
        leaning = (context * self.likeness[:, None]).sum(1)
        scores: Tensor = self.sharpness * one @ two.T + leaning @ answers.T + self.usual(forms).T
        return scores

    def _tower(self, given: Tensor, first: nn.Linear, second: nn.Linear) -> Tensor:
        blurred = functional.dropout(given, BLUR, self.training)
        hidden = functional.dropout(torch.relu(first(blurred)), DROPOUT, self.training)
        return functional.normalize(second(hidden), dim=1)
