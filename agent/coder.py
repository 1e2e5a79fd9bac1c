"""The embedded coder: a small sentence encoder with heads, run by ONNX Runtime. The only importer of onnxruntime.

Three int8 graphs share one tokenizer: `lower` (embeddings and the first layers), `coding` (the tuned tower with its
heads) and `likeness` (the untouched tower, for comparing sentences). How they were made: `docs/grader.md`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from agent.coder_labels import BATCH, CODES, MARKS, PRIMARY, STANCES, TALKS, before_unit
from agent.errors import CoderError
from agent.pairing import Arrays, Pairing
from agent.units import split_units
from agent.verdict import Code, Finding, Mark, Stance, Talk, TalkVerdict

Floats = NDArray[np.float32]

_HEADS = {"codes": CODES, "marks": MARKS, "primary": PRIMARY, "stance": STANCES, "talk": TALKS}
_GRAPHS = ("lower", "coding", "likeness")
_NEGLIGIBLE = 0.02
"""Probabilities below this are left out of a finding."""


@dataclass(frozen=True)
class LineReading:
    """What the coder makes of one rep line: its units, the line's primary code (probabilities) and its stance."""

    findings: tuple[Finding, ...]
    primary: dict[Code, float]
    stance: Stance


class Coder:
    """Reads lines. Holds no state between calls and may be shared by threads."""

    def __init__(self, folder: Path) -> None:
        card = _card(folder)
        self.name: str = card["name"]
        self._temperatures: dict[str, float] = card["temperatures"]
        self._pairing = Pairing(folder / "tokenizer.json")
        self._files = {name: _found(folder / f"{name}.onnx") for name in _GRAPHS}
        self._lower, self._coding = _session(self._files["lower"]), _session(self._files["coding"])

    @cached_property
    def _likeness(self) -> onnxruntime.InferenceSession:
        return _session(self._files["likeness"])  # only a customer's voice compares sentences; a grader starts faster

    def read(self, line: str, before: str | None) -> LineReading:
        """Code one rep line; `before` is the customer's last line, if any."""
        return self.read_many([(line, before)])[0]

    def read_many(self, lines: Sequence[tuple[str, str | None]]) -> list[LineReading]:
        """Code many (line, before) pairs together; the same readings as one by one."""
        pairs: list[tuple[str, str]] = []
        spans: list[tuple[list[str], int]] = []
        for line, before in lines:
            units = split_units(line)
            spans.append((units, len(pairs)))
            heard = before or ""
            previous = ("", *units)
            pairs.extend((before_unit(heard, previous[at]), unit) for at, unit in enumerate(units))
            if len(units) != 1:
                pairs.append((heard, line))
        heads = self._heads(pairs)
        return [self._reading(units, first, heads) for units, first in spans]

    def talk(self, text: str, before: str | None) -> TalkVerdict:
        """Say whether a customer's line speaks for the change or against it; `before` is the rep's last line."""
        shares = self._heads([(before or "", text)])["talk"][0]
        best = int(np.argmax(shares))
        return TalkVerdict(talk=Talk(TALKS[best]), confidence=round(float(shares[best]), 4))

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return L2-normalised sentence embeddings, float32 of shape (n, 384)."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        parts = []
        for start in range(0, len(texts), BATCH):
            arrays = self._pairing.encode_single(texts[start : start + BATCH])
            hidden = self._hidden(arrays)
            parts.append(self._likeness.run(None, {"hidden": hidden, "mask": arrays[1]})[0])
        return np.concatenate(parts).astype(np.float32)

    def _hidden(self, arrays: Arrays) -> Floats:
        ids, mask, segments, _ = arrays
        hidden: Floats = self._lower.run(None, {"ids": ids, "mask": mask, "segments": segments})[0]
        return hidden

    def _heads(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Floats]:
        """Return calibrated probabilities per head, in the order of the pairs; like lengths are run together."""
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
        found = {name: np.zeros((len(pairs), len(labels)), dtype=np.float32) for name, labels in _HEADS.items()}

        def fill(rows: list[int]) -> None:
            for name, shares in self._shares([pairs[row] for row in rows]).items():
                found[name][rows] = shares

        abreast = _processors()
        size = max(1, min(BATCH, -(-len(order) // abreast)))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        if len(parts) < 2 or abreast < 2:
            for rows in parts:
                fill(rows)
            return found
        with ThreadPoolExecutor(min(abreast, len(parts))) as pool:
            list(pool.map(fill, reversed(parts)))  # the longest first, so that none is left over at the end
        return found

    def _shares(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Floats]:
        arrays = self._pairing.encode(pairs)
        inputs = {"hidden": self._hidden(arrays), "mask": arrays[1], "own": arrays[3]}
        shares = {}
        for name, logits in zip(_HEADS, self._coding.run(list(_HEADS), inputs), strict=True):
            scaled = logits / self._temperatures[name]
            shares[name] = _sigmoid(scaled) if name in ("codes", "marks") else _softmax(scaled)
        return shares

    def _reading(self, units: list[str], first: int, heads: dict[str, Floats]) -> LineReading:
        findings = tuple(
            Finding(
                quote=unit,
                codes={Code(name): share for name, share in _named(CODES, heads["codes"][first + at])},
                marks={Mark(name): share for name, share in _named(MARKS, heads["marks"][first + at])},
            )
            for at, unit in enumerate(units)
        )
        whole = first if len(units) == 1 else first + len(units)
        primary = {Code(name): share for name, share in _named(PRIMARY, heads["primary"][whole])}
        return LineReading(findings, primary, Stance(STANCES[int(np.argmax(heads["stance"][whole]))]))


def load_coder(folder: Path | None = None) -> Coder:
    """Load the coder from its folder (default: `rubrics/coder` of this installation), or raise `CoderError`."""
    return Coder(folder or Path(__file__).resolve().parent.parent / "rubrics" / "coder")


def _named(names: Sequence[str], shares: Floats) -> list[tuple[str, float]]:
    return [(name, round(float(share), 4)) for name, share in zip(names, shares, strict=True) if share >= _NEGLIGIBLE]


def _sigmoid(logits: Floats) -> Floats:
    shares: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return shares


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _card(folder: Path) -> dict[str, Any]:
    path = folder / "card.json"
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CoderError(
            f"{path}: the coder cannot be read ({error}); restore rubrics/coder or run make train-coder"
        ) from error
    if card.get("labels") != {name: list(labels) for name, labels in _HEADS.items()}:
        raise CoderError(f"{path}: labels: the coder was trained for other labels; run make train-coder")
    return card


def _found(path: Path) -> Path:
    if not path.is_file():
        raise CoderError(f"{path}: missing; restore rubrics/coder or run make train-coder")
    return path


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the matrices are small: batches side by side, not threads within one, pay
    options.log_severity_level = 3
    # Weights are stored as int8; this lets the runtime widen them once, at load, rather than in every run.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
