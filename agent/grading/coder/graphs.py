"""The coder's files: graphs run by ONNX Runtime, and the card that says what they were trained for.

The only importer of onnxruntime. `coding` reads passages; `lower` and `likeness`, one behind the other, compare
sentences and are the base model's own, untouched.
"""

from __future__ import annotations

import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from agent.errors import CoderError
from agent.grading.coder.encoding import Arrays, Ints
from agent.grading.coder.labels import FORM, HEADS, MANY
from agent.grading.coder.signs import SIGNS
from agent.grading.coder.stacking import Floats

EMBEDDING_GRAPHS = ("lower", "likeness")


class Graphs:
    """Runs the graphs of one folder. Holds no state between calls and may be shared by threads."""

    def __init__(self, folder: Path, temperatures: dict[str, float]) -> None:
        self._temperatures = temperatures
        self.files = {name: _found(folder / f"{name}.onnx") for name in ("coding", *EMBEDDING_GRAPHS)}
        self._coding = _session(self.files["coding"])

    def shares(self, arrays: Arrays) -> dict[str, Floats]:
        """Return head -> calibrated probabilities (spans, labels)."""
        inputs = {name: array for name, array in arrays._asdict().items() if name in self._inputs}
        found = {}
        for name, logits in zip(HEADS, self._coding.run(list(HEADS), inputs), strict=True):
            scaled = logits / self._temperatures[name]
            found[name] = _sigmoid(scaled) if name in MANY else _softmax(scaled)
        return found

    def embedding(self, ids: Ints, mask: Ints, segments: Ints) -> Floats:
        """Return L2-normalised sentence embeddings, float32 of shape (n, 384)."""
        lower, likeness = self._embedding
        hidden = lower.run(None, {"ids": ids, "mask": mask, "segments": segments})[0]
        embedded: Floats = likeness.run(None, {"hidden": hidden, "mask": mask})[0]
        return embedded.astype(np.float32)

    @cached_property
    def _inputs(self) -> frozenset[str]:
        return frozenset(one.name for one in self._coding.get_inputs())

    @cached_property
    def _embedding(self) -> list[onnxruntime.InferenceSession]:
        # only a customer's voice compares sentences; a grader starts faster
        return [_session(self.files[name]) for name in EMBEDDING_GRAPHS]


def read_card(folder: Path) -> dict[str, Any]:
    """Return the card of the coder in a folder.

    Raises:
        CoderError: it cannot be read, or the weights were trained for another way of asking.
    """
    path = folder / "card.json"
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CoderError(
            f"{path}: the coder cannot be read ({error}); restore rubrics/coder or run make train-coder"
        ) from error
    labels = {name: list(labels) for name, labels in HEADS.items()}
    for key, wanted in (("labels", labels), ("form", FORM), ("signs", list(SIGNS))):
        if card.get(key) != wanted:
            raise CoderError(f"{path}: {key}: these weights were trained for another {key}; run make train-coder")
    return card


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _found(path: Path) -> Path:
    if not path.is_file():
        raise CoderError(f"{path}: missing; restore rubrics/coder or run make train-coder")
    return path


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the matrices are small: batches side by side, not threads within one, pay
    options.log_severity_level = 3
    # Weights are stored as int8; this lets the runtime widen them once, at load, rather than in every run.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _sigmoid(logits: Floats) -> Floats:
    shares: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return shares


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
