"""Training: each line is to find its own answer among all answers of its batch and the hard ones beside them."""

from __future__ import annotations

import sys
import time

import numpy as np
import torch
from torch.nn import functional

from evals.training.ranker.material import Material
from evals.training.ranker.network import RankerNetwork

BATCH, RATE, DECAY, WARMING = 128, 1e-3, 0.01, 0.1


def train(material: Material, epochs: int, seed: int) -> RankerNetwork:
    """Return a network trained on all pairs of the material; the same seed gives the same one on the same machine."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = RankerNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = len(material.pairs) // BATCH
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=epochs * steps, pct_start=WARMING)
    began = time.monotonic()
    for epoch in range(epochs):
        network.train()
        order, total = chance.permutation(len(material.pairs)), 0.0
        for step in range(steps):
            given, not_counted = material.batch(order[step * BATCH : (step + 1) * BATCH], chance)
            scores = network(*given).masked_fill(not_counted, -1e4)
            loss = functional.cross_entropy(scores, torch.arange(len(scores)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            pace.step()
            total += loss.item()
        sys.stderr.write(f"epoch {epoch + 1}: loss {total / steps:.3f}, {time.monotonic() - began:.0f} s\n")
    network.eval()
    return network
