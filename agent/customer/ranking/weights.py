"""Weights: the trained ranker's numbers, read from `rubrics/ranker` and looked over before they are used."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agent.customer.ranking.form import Floats
from agent.customer.ranking.network import SHAPES
from agent.errors import DataError

CARD, WEIGHTS = "card.json", "ranker.npz"
FORM = "two towers, 4 texts"
"""What the arithmetic expects of the weights; it changes with `form.py` and `network.py`."""

MEND = "restore rubrics/ranker or run make train-ranker"
SHIPPED = Path(__file__).resolve().parents[3] / "rubrics" / "ranker"


@dataclass(frozen=True)
class RankerWeights:
    """What was learnt.

    Attributes:
        named: arrays as in `SHAPES`. fingerprint: SHA-256 of the weights and the card.
        scale, shift: turn a raw score into the log-odds that an answer is the true one rather than another line of
            the same customer: `scale * raw + shift`.
    """

    named: Mapping[str, Floats]
    fingerprint: str
    scale: float
    shift: float


def load_weights(folder: Path = SHIPPED) -> RankerWeights:
    """Return the weights of a folder.

    Raises:
        DataError: a file is missing, cannot be read, or belongs to something else; it names the file and the mend.
    """
    card, path = _ranker_card(folder / CARD), folder / WEIGHTS
    content = _content(path)
    fingerprint = hashlib.sha256(content).hexdigest()
    if card["weights"] != fingerprint:
        raise DataError(str(path), "", "these are not the weights that the card beside them was written for", MEND)
    named = _arrays(path)
    for name, shape in SHAPES.items():
        found = named.get(name)
        if found is None or found.shape != shape or not np.all(np.isfinite(found)):
            raise DataError(str(path), name, f"it must hold finite numbers of shape {shape}", MEND)
    whole = hashlib.sha256(f"{fingerprint}\n{card['scale']}\n{card['shift']}".encode()).hexdigest()
    return RankerWeights(named, whole, float(card["scale"]), float(card["shift"]))


def _ranker_card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(_content(path))
    except ValueError as error:
        raise DataError(str(path), "", f"it is no JSON ({error})", MEND) from error
    if not isinstance(card, dict) or card.get("form") != FORM:
        raise DataError(str(path), "form", f"it must be {FORM!r}: these weights are of another ranker", MEND)
    for key, kind in (("weights", str), ("scale", float), ("shift", float)):
        if not isinstance(card.get(key), kind):
            raise DataError(str(path), key, f"it must be a {kind.__name__}", MEND)
    return card


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(str(path), "", f"it cannot be read ({error.strerror})", MEND) from error


def _arrays(path: Path) -> dict[str, Floats]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name].astype(np.float32) for name in archive.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(str(path), "", f"it is no archive of arrays ({error})", MEND) from error
