"""The ranker in torch: two towers over fixed sentence embeddings and a small network over what they have in common.

`agent/customer/ranking/network.py` is the same arithmetic in numpy; a test holds the two together.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from agent.customer.ranking.form import ANSWER_SIZE, ASKED_SIZE
from agent.customer.ranking.network import CONTEXT, HIDDEN, JOINT, SHARED, WIDTH

DROPOUT = 0.2


class RankerNetwork(nn.Module):
    """Scores how well answers follow what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_1, self.asked_2 = nn.Linear(CONTEXT * WIDTH + ASKED_SIZE, HIDDEN), nn.Linear(HIDDEN, SHARED)
        self.answer_1, self.answer_2 = nn.Linear(WIDTH + ANSWER_SIZE, HIDDEN), nn.Linear(HIDDEN, SHARED)
        together = SHARED + CONTEXT + ASKED_SIZE + ANSWER_SIZE
        self.joint_1, self.joint_2 = nn.Linear(together, JOINT), nn.Linear(JOINT, 1)
        self.sharpness = nn.Parameter(torch.tensor(10.0))

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
        likeness = torch.einsum("ncd,md->nmc", context, answers)
        joint = self._joint(one, two, likeness, asked, forms)
        return self.sharpness * one @ two.T + joint

    def _tower(self, given: Tensor, first: nn.Linear, second: nn.Linear) -> Tensor:
        hidden = functional.dropout(torch.relu(first(given)), DROPOUT, self.training)
        return functional.normalize(second(hidden), dim=1)

    def _joint(self, one: Tensor, two: Tensor, likeness: Tensor, asked: Tensor, forms: Tensor) -> Tensor:
        """Return what the small network adds, (n, m); its first layer is taken apart so that no pair is written out."""
        product, like, ask, form = self.joint_1.weight.split([SHARED, CONTEXT, ASKED_SIZE, ANSWER_SIZE], 1)
        hidden = torch.einsum("ns,hs,ms->nmh", one, product * SHARED**0.5, two) + likeness @ like.T
        hidden = hidden + (asked @ ask.T)[:, None] + (forms @ form.T + self.joint_1.bias)[None]
        hidden = functional.dropout(torch.relu(hidden), DROPOUT, self.training)
        added: Tensor = self.joint_2(hidden)[..., 0]
        return added
