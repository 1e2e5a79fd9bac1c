"""The embedded coder: a small sentence encoder with heads, run by ONNX Runtime. The only importer of onnxruntime.

Three int8 graphs share one tokenizer: `lower` (embeddings and the first layers), `coding` (the tuned tower with its
heads) and `likeness` (the untouched tower, for comparing sentences). How they were made: `docs/grader.md`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from agent.errors import CoderError
from agent.grading.coder.decoding import Floats, Heads, LineReading, reading_of
from agent.grading.coder.encoding import CharSpan, Ints, Passage, PassageEncoder
from agent.grading.coder.labels import BATCH, CODES, FORM, MARKS, PRIMARY, STANCES, TALKS, TEXT_TOKENS
from agent.model.verdict import Talk, TalkVerdict
from agent.text.segmentation import unit_spans

_HEADS = {"codes": CODES, "marks": MARKS, "primary": PRIMARY, "stance": STANCES, "talk": TALKS}
_GRAPHS = ("lower", "coding", "likeness")


class Coder:
    """Reads lines. Holds no state between calls and may be shared by threads."""

    def __init__(self, folder: Path) -> None:
        card = _card(folder)
        self.name: str = card["name"]
        self._temperatures: dict[str, float] = card["temperatures"]
        self._folder = folder
        self._pairing = PassageEncoder(folder / "tokenizer.json")
        self._files = {name: _found(folder / f"{name}.onnx") for name in _GRAPHS}
        self._lower, self._coding = _session(self._files["lower"]), _session(self._files["coding"])

    @cached_property
    def fingerprint(self) -> str:
        """What embeddings depend on beside the text: SHA-256 of the files that make them."""
        files = (self._folder / "tokenizer.json", self._files["lower"], self._files["likeness"])
        return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()

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
        laid = [
            list(self._passages(line, before or "", spans, count))
            for (line, before), spans, count in zip(lines, units, counts, strict=True)
        ]
        heads = iter(self._heads([passage for passages in laid for passage in passages]))
        return [
            reading_of([line[start:end] for start, end in spans], [next(heads) for _ in passages])
            for (line, _), spans, passages in zip(lines, units, laid, strict=True)
        ]

    def _passages(self, line: str, before: str, spans: list[CharSpan], count: int) -> Iterator[Passage]:
        """Yield the passages of a line, the whole of each as its last span; a line too long for one has several."""
        windows = self._windows(line, spans) if spans and count > TEXT_TOKENS else [spans]
        for window in windows:
            start, end = (0, len(line)) if len(windows) == 1 else (window[0][0], window[-1][1])
            inside = tuple((first - start, last - start) for first, last in window)
            yield Passage(before, line[start:end], (*inside, (0, end - start)))

    def _windows(self, line: str, spans: list[CharSpan]) -> list[list[CharSpan]]:
        windows: list[list[CharSpan]] = []
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
        shares = self._heads([Passage(before or "", text, ((0, len(text)),))])[0]["talk"][0]
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

    def _heads(self, passages: Sequence[Passage]) -> list[Heads]:
        """Return the calibrated probabilities of each passage, in order; like lengths are run together."""
        order = sorted(range(len(passages)), key=lambda at: len(passages[at].before) + len(passages[at].text))
        abreast = _processors()
        size = max(1, min(BATCH, -(-len(order) // abreast)))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        parts.reverse()  # the longest first, so that none is left over at the end
        if len(parts) < 2 or abreast < 2:
            found = [self._batch([passages[at] for at in part]) for part in parts]
        else:
            with ThreadPoolExecutor(min(abreast, len(parts))) as pool:
                found = list(pool.map(lambda part: self._batch([passages[at] for at in part]), parts))
        placed = {
            at: heads for part, batch in zip(parts, found, strict=True) for at, heads in zip(part, batch, strict=True)
        }
        return [placed[at] for at in range(len(passages))]

    def _batch(self, passages: Sequence[Passage]) -> list[Heads]:
        arrays = self._pairing.encode(passages)
        hidden = self._hidden(arrays.ids, arrays.mask, arrays.segments)
        inputs = {"hidden": hidden, "mask": arrays.mask, "rows": arrays.rows, "spans": arrays.spans}
        shares: Heads = {}
        for name, logits in zip(_HEADS, self._coding.run(list(_HEADS), inputs), strict=True):
            scaled = logits / self._temperatures[name]
            shares[name] = _sigmoid(scaled) if name in ("codes", "marks") else _softmax(scaled)
        return [{name: rows[arrays.rows == at] for name, rows in shares.items()} for at in range(len(passages))]


def load_coder(folder: Path | None = None) -> Coder:
    """Load the coder from its folder (default: `rubrics/coder` of this installation), or raise `CoderError`."""
    return Coder(folder or Path(__file__).resolve().parents[3] / "rubrics" / "coder")


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
