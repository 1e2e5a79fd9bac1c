"""Train the coder's upper tower and heads. Resumes after a kill at the last whole epoch."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from agent.grading.coder.encoding import PassageEncoder
from agent.grading.coder.labels import CODES, MARKS
from evals.training.examples import Example, Target
from evals.training.model import HEADS, CoderNetwork
from evals.training.varying import varied

Inputs = list[Tensor]

BATCH = 48
SHARED_LAYERS = 1
PEAK_RATE, HEAD_RATE = 2.5e-4, 1e-3
WEIGHTS = {"codes": 6.0, "marks": 4.0, "primary": 1.5, "stance": 0.4, "talk": 1.0}
SMOOTHING = 0.05


def batches(
    examples: Sequence[Example], pairing: PassageEncoder, seed: int | None
) -> Iterator[tuple[list[Target], Inputs]]:
    """Yield batches of like length; `seed` shuffles and varies the texts, None keeps them as written, in order."""
    chance = random.Random(seed)
    pool = [varied(example, chance) for example in examples] if seed is not None else list(examples)
    if seed is not None:
        chance.shuffle(pool)
    for start in range(0, len(pool), BATCH * 60):
        chunk = pool[start : start + BATCH * 60]
        if seed is not None:
            chunk.sort(key=lambda example: len(example.text) + min(len(example.before), 140))
        groups = [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
        if seed is not None:
            chance.shuffle(groups)
        for group in groups:
            arrays = pairing.encode([example.passage() for example in group])
            yield targets_of(group), [torch.from_numpy(array) for array in arrays]


def targets_of(examples: Sequence[Example]) -> list[Target]:
    """Return the targets of the examples in the order of their spans."""
    return [target for example in examples for target in example.targets]


def loss_of(logits: dict[str, Tensor], targets: Sequence[Target]) -> Tensor:
    """Return the weighted sum of the heads' losses over the targets that are there."""
    total = torch.zeros(())
    for name in HEADS:
        rows, wanted = _wanted(name, targets)
        if not rows:
            continue
        if name in ("codes", "marks"):
            smooth = wanted * (1 - SMOOTHING) + SMOOTHING / wanted.shape[1]
            loss = nn.functional.binary_cross_entropy_with_logits(logits[name][rows], smooth)
        else:
            loss = nn.functional.cross_entropy(logits[name][rows], wanted, label_smoothing=SMOOTHING)
        total = total + WEIGHTS[name] * loss
    return total


def _wanted(name: str, targets: Sequence[Target]) -> tuple[list[int], Tensor]:
    rows = [row for row, target in enumerate(targets) if getattr(target, name) is not None]
    return rows, torch.tensor([getattr(targets[row], name) for row in rows])


def optimiser(network: CoderNetwork, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW with a warm-up and a cosine decay; fresh layers learn ten times faster than tuned ones."""
    groups = [
        {"params": network.coding.parameters(), "lr": PEAK_RATE},
        {"params": [*network.mix.parameters(), *network.heads.parameters()], "lr": HEAD_RATE},
    ]
    adam = torch.optim.AdamW(groups, weight_decay=0.02)
    warm = max(1, steps // 12)

    def rate(step: int) -> float:
        return step / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))

    return adam, torch.optim.lr_scheduler.LambdaLR(adam, rate)


def train(
    network: CoderNetwork, data: Sequence[Example], pairing: PassageEncoder, epochs: int, out: Path, seed: int
) -> float:
    """Train in place, saving after every epoch; return the seconds it took this time."""
    per_epoch = math.ceil(len(data) / BATCH) + 1
    adam, schedule = optimiser(network, epochs * per_epoch)
    saved, first, began = out / "resume.pt", 0, time.monotonic()
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        network.load_state_dict(state["network"])
        adam.load_state_dict(state["adam"])
        schedule.load_state_dict(state["schedule"])
        first = state["epoch"]
    for epoch in range(first, epochs):
        network.train()
        network.embeddings.eval()
        network.shared.eval()
        bar = tqdm(
            batches(data, pairing, seed + epoch), total=per_epoch, desc=f"epoch {epoch + 1}/{epochs}", mininterval=10
        )
        for targets, (ids, mask, segments, rows, spans) in bar:
            with torch.no_grad():
                hidden, bias = network.lower(ids, mask, segments)
            loss = loss_of(network.code(hidden, bias, rows, spans), targets)
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            adam.step()
            schedule.step()
            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
        state = {"network": network.state_dict(), "adam": adam.state_dict(), "schedule": schedule.state_dict()}
        torch.save({**state, "epoch": epoch + 1}, saved)
    return time.monotonic() - began


@torch.no_grad()
def predict(network: CoderNetwork, data: Sequence[Example], pairing: PassageEncoder) -> dict[str, Tensor]:
    """Return the logits of every head over the examples, in order."""
    network.eval()
    rows: dict[str, list[Tensor]] = {name: [] for name in HEADS}
    for _, inputs in batches(data, pairing, None):
        for name, logits in zip(HEADS, network(*inputs), strict=True):
            rows[name].append(logits)
    return {name: torch.cat(parts) for name, parts in rows.items()}


def report(logits: dict[str, Tensor], data: Sequence[Example]) -> dict[str, object]:
    """Return accuracy and macro-F1 per head on held-out scenarios."""
    from sklearn.metrics import accuracy_score, f1_score

    targets = targets_of(data)
    found: dict[str, object] = {}
    for name in ("primary", "stance", "talk"):
        rows, truth = _wanted(name, targets)
        guess = logits[name][rows].argmax(dim=1)
        right, balanced = accuracy_score(truth, guess), f1_score(truth, guess, average="macro")
        found[name] = {"n": len(rows), "accuracy": right, "macro_f1": balanced}
    for name, labels in (("codes", CODES), ("marks", MARKS)):
        rows, truth = _wanted(name, targets)
        truths, guesses = truth > 0.5, logits[name][rows] > 0
        each = {label: f1_score(truths[:, i], guesses[:, i], zero_division=0.0) for i, label in enumerate(labels)}
        found[name] = {"n": len(rows), "macro_f1": sum(each.values()) / len(each), "f1": each}
    return found


def temperatures(logits: dict[str, Tensor], data: Sequence[Example]) -> dict[str, float]:
    """Return one temperature per head that makes its held-out probabilities honest (Guo et al. 2017)."""
    targets = targets_of(data)
    found = {}
    for name in HEADS:
        rows, wanted = _wanted(name, targets)
        score = logits[name][rows]

        def cost(t: float, score: Tensor = score, wanted: Tensor = wanted) -> float:
            if wanted.dim() == 2:
                return float(nn.functional.binary_cross_entropy_with_logits(score / t, wanted))
            return float(nn.functional.cross_entropy(score / t, wanted))

        found[name] = min((step / 50 for step in range(15, 151)), key=cost)
    return found
