"""The embedded coder: a small sentence encoder with heads, run by ONNX Runtime. The only importer of onnxruntime.

Three int8 graphs share one tokenizer: `lower` (embeddings and the first layers), `coding` (the tuned tower with its
heads) and `likeness` (the untouched tower, for comparing sentences). How they were made: `docs/grader.md`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from agent.coder_labels import BATCH, CODES, FORM, MARKS, PRIMARY, STANCES, TALKS, TEXT_TOKENS
from agent.errors import CoderError
from agent.pairing import Ints, Pairing, Passage, Span
from agent.units import unit_spans
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
        units = [unit_spans(line) for line, _ in lines]
        counts = self._pairing.count([line for line, _ in lines])
        passages: list[Passage] = []
        parts: list[int] = []
        for (line, before), own, count in zip(lines, units, counts, strict=True):
            found = list(self._passages(line, before or "", own, count))
            passages.extend(found)
            parts.append(len(found))
        heads = self._heads(passages)
        readings, first, at = [], 0, 0
        for (line, _), own, part in zip(lines, units, parts, strict=True):
            spans = [len(passage.spans) for passage in passages[first : first + part]]
            readings.append(_reading([line[start:end] for start, end in own], spans, at, heads))
            first, at = first + part, at + sum(spans)
        return readings

    def _passages(self, line: str, before: str, spans: list[Span], count: int) -> Iterator[Passage]:
        """Yield the passages of a line, the whole of each as its last span; a line too long for one has several."""
        windows = self._windows(line, spans) if spans and count > TEXT_TOKENS else [spans]
        for window in windows:
            start, end = (0, len(line)) if len(windows) == 1 else (window[0][0], window[-1][1])
            inside = tuple((first - start, last - start) for first, last in window)
            yield Passage(before, line[start:end], (*inside, (0, end - start)))

    def _windows(self, line: str, spans: list[Span]) -> list[list[Span]]:
        windows: list[list[Span]] = []
        room = 0
        sizes = self._pairing.count([line[start:end] for start, end in spans])
        for span, size in zip(spans, sizes, strict=True):
            if not windows or size > room:
                windows.append([])
                room = TEXT_TOKENS
            windows[-1].append(span)
            room -= size
        return windows

    def talk(self, text: str, before: str | None) -> TalkVerdict:
        """Say whether a customer's line speaks for the change or against it; `before` is the rep's last line."""
        shares = self._heads([Passage(before or "", text, ((0, len(text)),))])["talk"][0]
        best = int(np.argmax(shares))
        return TalkVerdict(talk=Talk(TALKS[best]), confidence=round(float(shares[best]), 4))

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return L2-normalised sentence embeddings, float32 of shape (n, 384)."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        parts = []
        for start in range(0, len(texts), BATCH):
            ids, mask, segments = self._pairing.encode_single(texts[start : start + BATCH])
            hidden = self._hidden(ids, mask, segments)
            parts.append(self._likeness.run(None, {"hidden": hidden, "mask": mask})[0])
        return np.concatenate(parts).astype(np.float32)

    def _hidden(self, ids: Ints, mask: Ints, segments: Ints) -> Floats:
        hidden: Floats = self._lower.run(None, {"ids": ids, "mask": mask, "segments": segments})[0]
        return hidden

    def _heads(self, passages: Sequence[Passage]) -> dict[str, Floats]:
        """Return calibrated probabilities per head, a row for each span in order; like lengths are run together."""
        order = sorted(range(len(passages)), key=lambda at: len(passages[at].before) + len(passages[at].text))
        firsts = np.cumsum([0, *(len(passage.spans) for passage in passages)])
        found = {name: np.zeros((int(firsts[-1]), len(labels)), dtype=np.float32) for name, labels in _HEADS.items()}

        def fill(chosen: list[int]) -> None:
            places = np.concatenate([np.arange(firsts[at], firsts[at + 1]) for at in chosen])
            for name, shares in self._shares([passages[at] for at in chosen]).items():
                found[name][places] = shares

        abreast = _processors()
        size = max(1, min(BATCH, -(-len(order) // abreast)))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        if len(parts) < 2 or abreast < 2:
            for part in parts:
                fill(part)
            return found
        with ThreadPoolExecutor(min(abreast, len(parts))) as pool:
            list(pool.map(fill, reversed(parts)))  # the longest first, so that none is left over at the end
        return found

    def _shares(self, passages: Sequence[Passage]) -> dict[str, Floats]:
        arrays = self._pairing.encode(passages)
        hidden = self._hidden(arrays.ids, arrays.mask, arrays.segments)
        inputs = {"hidden": hidden, "mask": arrays.mask, "rows": arrays.rows, "spans": arrays.spans}
        shares = {}
        for name, logits in zip(_HEADS, self._coding.run(list(_HEADS), inputs), strict=True):
            scaled = logits / self._temperatures[name]
            shares[name] = _sigmoid(scaled) if name in ("codes", "marks") else _softmax(scaled)
        return shares


def load_coder(folder: Path | None = None) -> Coder:
    """Load the coder from its folder (default: `rubrics/coder` of this installation), or raise `CoderError`."""
    return Coder(folder or Path(__file__).resolve().parent.parent / "rubrics" / "coder")


def _reading(units: Sequence[str], spans: Sequence[int], first: int, heads: dict[str, Floats]) -> LineReading:
    """Put a line's reading together; `spans` counts those of each passage, the last of which is the passage whole."""
    wholes: list[int] = []
    inside: list[int] = []
    at = first
    for count in spans:
        inside.extend(range(at, at + count - 1))
        wholes.append(at + count - 1)
        at += count
    findings = tuple(
        Finding(
            quote=unit,
            codes={Code(name): share for name, share in _named(CODES, _blended(heads, row))},
            marks={Mark(name): share for name, share in _named(MARKS, heads["marks"][row])},
        )
        for unit, row in zip(units, inside, strict=True)
    )
    primary = {Code(name): share for name, share in _named(PRIMARY, heads["primary"][wholes].mean(axis=0))}
    return LineReading(findings, primary, Stance(STANCES[int(np.argmax(heads["stance"][wholes].mean(axis=0)))]))


def _blended(heads: dict[str, Floats], row: int) -> Floats:
    """Return the mean of the two heads that code a unit: one asks of each code whether it fits, one which fits best."""
    blended: Floats = (heads["codes"][row] + heads["primary"][row]) / 2
    return blended


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
    labels = {name: list(labels) for name, labels in _HEADS.items()}
    for key, wanted in (("labels", labels), ("form", FORM)):
        if card.get(key) != wanted:
            raise CoderError(f"{path}: {key}: these weights were trained for another {key}; run make train-coder")
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
