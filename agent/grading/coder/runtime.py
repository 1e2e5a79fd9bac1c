"""The embedded coder: a small sentence encoder with heads. How it was made: `docs/grader.md`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np

from agent.grading.coder.decoding import Heads, LineReading, Stacks, reading_of, talk_of
from agent.grading.coder.encoding import CharSpan, Passage, PassageEncoder, before_of
from agent.grading.coder.graphs import EMBEDDING_GRAPHS, Graphs, processors, read_card
from agent.grading.coder.labels import BATCH, CODES, MARKS, TEXT_TOKENS
from agent.grading.coder.stacking import Floats, Stack
from agent.grading.coder.words import WordWeights
from agent.model.verdict import TalkVerdict
from agent.text.segmentation import unit_spans

Before = Sequence[tuple[str, str]]
"""What was said before a line: (speaker, text), oldest first; the last few count."""


class Coder:
    """Reads lines. Holds no state between calls and may be shared by threads."""

    def __init__(self, folder: Path) -> None:
        card = read_card(folder)
        self.name: str = card["name"]
        self._tokenizer = folder / "tokenizer.json"
        self._pairing = PassageEncoder(self._tokenizer)
        self._graphs = Graphs(folder, card["temperatures"])
        self._words = WordWeights(folder / "words.npz")
        stack, source = card.get("stack", {}), str(folder / "card.json")
        self._stacks = Stacks(
            Stack(stack.get("codes", {}), CODES, source), Stack(stack.get("marks", {}), MARKS, source)
        )

    @cached_property
    def fingerprint(self) -> str:
        """What embeddings depend on beside the text: SHA-256 of the files that make them."""
        files = (self._tokenizer, *(self._graphs.files[name] for name in EMBEDDING_GRAPHS))
        return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()

    def read(self, line: str, before: Before) -> LineReading:
        """Code one rep line behind what was said before it."""
        return self.read_many([(line, before)])[0]

    def read_many(self, lines: Sequence[tuple[str, Before]]) -> list[LineReading]:
        """Code many (line, before) pairs together; the same readings as one by one."""
        units = [unit_spans(line) for line, _ in lines]
        counts = self._pairing.count([line for line, _ in lines])
        laid = [
            list(self._passages(line, before_of(before), spans, count))
            for (line, before), spans, count in zip(lines, units, counts, strict=True)
        ]
        apart = [list(_apart(line, spans)) for (line, _), spans in zip(lines, units, strict=True)]
        heads = iter(self._heads([passage for passages in (*laid, *apart) for passage in passages]))
        whole = [[next(heads) for _ in passages] for passages in laid]
        alone = [[next(heads) for _ in passages] for passages in apart]
        words = [[line[start:end] for start, end in spans] for (line, _), spans in zip(lines, units, strict=True)]
        return [
            reading_of(said, read, own, self._words.log_odds(said), self._stacks)
            for said, read, own in zip(words, whole, alone, strict=True)
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

    def talk(self, text: str, before: Before) -> TalkVerdict:
        """Say whether a customer's line speaks for the change or against it, behind what was said before it."""
        return talk_of(self._heads([Passage(before_of(before), text, ((0, len(text)),))])[0])

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return L2-normalised sentence embeddings, float32 of shape (n, 384)."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        parts = [
            self._graphs.embedding(*self._pairing.encode_single(texts[start : start + BATCH]))
            for start in range(0, len(texts), BATCH)
        ]
        return np.concatenate(parts)

    def _heads(self, passages: Sequence[Passage]) -> list[Heads]:
        """Return the calibrated probabilities of each passage, in order; like lengths are run together."""
        order = sorted(range(len(passages)), key=lambda at: len(passages[at].before) + len(passages[at].text))
        abreast = processors()
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
        shares = self._graphs.shares(arrays)
        return [{name: rows[arrays.rows == at] for name, rows in shares.items()} for at in range(len(passages))]


def load_coder(folder: Path | None = None) -> Coder:
    """Load the coder from its folder (default: `rubrics/coder` of this installation), or raise `CoderError`."""
    return Coder(folder or Path(__file__).resolve().parents[3] / "rubrics" / "coder")


def _apart(line: str, spans: Sequence[CharSpan]) -> Iterator[Passage]:
    """Yield each unit of a line of several by itself, with nothing before it."""
    if len(spans) > 1:
        for start, end in spans:
            yield Passage("", line[start:end], ((0, end - start),))
