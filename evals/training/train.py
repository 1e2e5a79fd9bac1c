"""Train the coder's upper layers and heads. Saves every few hundred steps and goes on from there after a kill."""

from __future__ import annotations

import itertools
import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from agent.grading.coder.encoding import PassageEncoder
from evals.training.data.batches import Batch, training_batches
from evals.training.data.contrasts import margin_of
from evals.training.data.examples import Example
from evals.training.data.mixing import Mixer
from evals.training.network.losses import consistency_of, loss_of
from evals.training.network.model import HEADS, CoderNetwork

HEAD_RATE = 8e-4
APART = 0.3
"""Weight of the margin between contrasts."""

SAVE_EVERY = 200
"""Steps between two checkpoints."""

SALES, SALES_SHARE = "persuasion-", 0.3
"""How the scenarios of people-coded sales talk begin, and their share in an epoch: those heads are learnt soon."""

KEPT = 0.995
"""Weight of the running mean of the weights, which is what ships: it reads foreign talk better than the last step."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast: steps in all, the peak rate of the encoder's layers, the seed of every draw.

    Attributes:
        learnt: parts of the corpus that a coder gone on from has learnt already. revisited: share of their lines
            that each epoch goes through again.
    """

    steps: int
    rate: float
    seed: int
    learnt: tuple[str, ...] = ()
    revisited: float = 1.0

    def share_of(self, scenario: str) -> float:
        """Return the share of a scenario's lines that each epoch goes through."""
        if scenario.startswith(SALES):
            return SALES_SHARE
        return self.revisited if self.learnt and scenario.startswith(self.learnt) else 1.0


def optimiser(network: CoderNetwork, plan: Plan) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW with a warm-up and a cosine decay; fresh layers learn faster than tuned ones."""
    adam = torch.optim.AdamW(_groups(network, plan), weight_decay=0.02)
    warm = max(1, plan.steps // 15)

    def rate(step: int) -> float:
        return step / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, plan.steps - warm)))

    return adam, torch.optim.lr_scheduler.LambdaLR(adam, rate)


def _groups(network: CoderNetwork, plan: Plan) -> list[dict[str, Any]]:
    return [
        {"params": [one for one in network.encoder.parameters() if one.requires_grad], "lr": plan.rate},
        {"params": [*network.mix.parameters(), *network.heads.parameters()], "lr": HEAD_RATE},
    ]


def train(network: CoderNetwork, data: Sequence[Example], encoder: PassageEncoder, plan: Plan, work: Path) -> float:
    """Train in place until the plan's last step; `network` ends as the running mean. Returns seconds of this call."""
    adam, schedule = optimiser(network, plan)
    mean = {name: value.detach().clone() for name, value in network.named_parameters() if value.requires_grad}
    saved, first, began = work / "resume.pt", 0, time.monotonic()
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        _load_trained(network, state["network"])
        adam.load_state_dict(state["adam"])
        schedule.load_state_dict(state["schedule"])
        schedule.base_lrs = [group["lr"] for group in _groups(network, plan)]  # a run may go on faster or slower
        mean, first = state["mean"], state["step"]
    bar = tqdm(total=plan.steps, initial=first, mininterval=20)
    stream = _steps(data, encoder, plan, first)
    network.train()
    for step, batch in zip(range(first, plan.steps), stream, strict=False):
        loss = _step(network, batch, adam)
        schedule.step()
        for name, value in network.named_parameters():
            if name in mean:
                mean[name].mul_(KEPT).add_(value.detach(), alpha=1 - KEPT)
        bar.update()
        bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == plan.steps:
            state = {"network": _trained(network), "adam": adam.state_dict(), "schedule": schedule.state_dict()}
            _save({**state, "mean": mean, "step": step + 1}, saved)
    _load_trained(network, mean)
    return time.monotonic() - began


def _step(network: CoderNetwork, batch: Batch, adam: torch.optim.Optimizer) -> float:
    logits = dict(zip(HEADS, network(*batch.inputs), strict=True))
    loss = loss_of(logits, batch.targets) + consistency_of(logits, batch.targets, batch.pairs)
    loss = loss + APART * margin_of(logits, batch.targets, batch.twins)
    adam.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    adam.step()
    return float(loss.item())


def _steps(data: Sequence[Example], encoder: PassageEncoder, plan: Plan, first: int) -> Iterator[Batch]:
    """Yield batches without end, those of the steps already taken left out."""
    mixer = Mixer(data)

    def epoch(number: int) -> Iterator[Batch]:
        chance = random.Random(plan.seed + number)
        taken = [one for one in data if chance.random() < plan.share_of(one.scenario)]
        return training_batches(taken, encoder, mixer, chance)

    epochs = (epoch(number) for number in itertools.count())
    return itertools.islice(itertools.chain.from_iterable(epochs), first, None)


def _trained(network: CoderNetwork) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in network.named_parameters() if value.requires_grad}


def _load_trained(network: CoderNetwork, trained: dict[str, Tensor]) -> None:
    network.load_state_dict(trained, strict=False)


def _save(state: dict[str, object], path: Path) -> None:
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    os.replace(fresh, path)
