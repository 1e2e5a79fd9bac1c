"""How well a network reads what it was not trained on, and how honest its shares are."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score
from torch import Tensor, nn

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import HEADS as LABELS
from agent.grading.coder.labels import MANY
from evals.training.data.batches import plain_batches
from evals.training.data.examples import Example
from evals.training.network.losses import wanted_of
from evals.training.network.model import HEADS, CoderNetwork


@torch.no_grad()
def predict(network: CoderNetwork, data: Sequence[Example], encoder: PassageEncoder) -> dict[str, Tensor]:
    """Return the logits of every head over the examples, in order."""
    network.eval()
    rows: dict[str, list[Tensor]] = {name: [] for name in HEADS}
    for batch in plain_batches(data, encoder):
        for name, logits in zip(HEADS, network(*batch.inputs), strict=True):
            rows[name].append(logits)
    return {name: torch.cat(parts) for name, parts in rows.items()}


def report(logits: dict[str, Tensor], data: Sequence[Example]) -> dict[str, object]:
    """Return accuracy, macro-F1 and kappa per head on held-out scenarios."""
    targets = [target for example in data for target in example.targets]
    found: dict[str, object] = {}
    for name, labels in LABELS.items():
        rows, truth = wanted_of(name, targets)
        if not rows:
            continue
        if name in MANY:
            truths, guesses = truth > 0.5, logits[name][rows] > 0
            each = {label: f1_score(truths[:, i], guesses[:, i], zero_division=0.0) for i, label in enumerate(labels)}
            kappas = {label: cohen_kappa_score(truths[:, i], guesses[:, i]) for i, label in enumerate(labels)}
            found[name] = {"n": len(rows), "macro_f1": sum(each.values()) / len(each), "f1": each, "kappa": kappas}
            continue
        guess = logits[name][rows].argmax(dim=1)
        found[name] = {
            "n": len(rows),
            "accuracy": accuracy_score(truth, guess),
            "macro_f1": f1_score(truth, guess, average="macro"),
            "kappa": cohen_kappa_score(truth, guess),
        }
    return found


def temperatures(logits: dict[str, Tensor], data: Sequence[Example]) -> dict[str, float]:
    """Return one temperature per head that makes its held-out probabilities honest (Guo et al. 2017)."""
    targets = [target for example in data for target in example.targets]
    found = {}
    for name in HEADS:
        rows, wanted = wanted_of(name, targets)
        score = logits[name][rows]

        def cost(t: float, score: Tensor = score, wanted: Tensor = wanted) -> float:
            if wanted.dim() == 2:
                return float(nn.functional.binary_cross_entropy_with_logits(score / t, wanted))
            return float(nn.functional.cross_entropy(score / t, wanted))

        found[name] = min((step / 50 for step in range(15, 151)), key=cost) if rows else 1.0
    return found
