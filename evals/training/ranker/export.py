"""Export: the network's weights in half precision, and the card that says what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from agent.customer.ranking.weights import CARD, FORM, WEIGHTS
from evals.training.ranker.network import RankerNetwork


def export(network: RankerNetwork, folder: Path, card: Mapping[str, object]) -> None:
    """Write the weights and their card; `card` holds at least `scale` and `shift`."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {name: value.detach().numpy().astype(np.float16) for name, value in network.state_dict().items()}
    np.savez_compressed(folder / WEIGHTS, **named)
    fingerprint = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    whole = {"form": FORM, "weights": fingerprint, **card}
    (folder / CARD).write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
