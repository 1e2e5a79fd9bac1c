"""Contrast pairs: lines of one scenario that share words and do something else: a choice, and one with a bill.

Writers answer one customer line several times across a border; those lines are each other's contrast. What parts them
must be seen by a margin, not by a hair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from agent.grading.coder.labels import PRIMARY
from evals.training.data.examples import Example, Target

OVERLAP = 0.3
"""Share of words that two lines have in common from which they are taken for a contrast (Jaccard)."""

MARGIN = 3.0
"""How much higher, in logits, a line's own code must stand in it than in its contrast."""

_KINDS = {"simple_reflection": "reflection", "complex_reflection": "reflection"}


def contrasts_of(examples: Sequence[Example]) -> dict[int, int]:
    """Return, by position, the nearest line of the same scenario that another code stands for."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, example in enumerate(examples):
        if example.targets[-1].evidence is not None:
            groups[example.scenario].append(at)
    words = {at: frozenset(examples[at].text.lower().split()) for group in groups.values() for at in group}
    found = {}
    for group in groups.values():
        for at in group:
            others = [one for one in group if _kind(examples[one]) != _kind(examples[at])]
            best = max(others, key=lambda one: _shared_words(words[at], words[one]), default=None)
            if best is not None and _shared_words(words[at], words[best]) >= OVERLAP:
                found[at] = best
    return found


def margin_of(logits: dict[str, Tensor], targets: Sequence[Target], twins: Sequence[tuple[int, int]]) -> Tensor:
    """Return how far the twins' own codes fall short of the margin, each in its own line against the other's."""
    if not twins:
        return torch.zeros(())
    score = logits["primary"]
    gaps = []
    for one, two in twins:
        own, other = targets[one].primary or 0, targets[two].primary or 0
        gaps += [score[one, own] - score[two, own], score[two, other] - score[one, other]]
    return nn.functional.relu(MARGIN - torch.stack(gaps)).mean()


def _kind(example: Example) -> str:
    code = PRIMARY[example.targets[-1].primary or 0]
    return _KINDS.get(code, code)


def _shared_words(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / max(1, len(one | two))
