"""Make the coder's input arrays from passages; the same for training and for running."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from agent.errors import CoderError
from agent.grading.coder.labels import BEFORE_LINES, BEFORE_TOKENS, TEXT_TOKENS

_LONGEST_TEXT = 4000
"""Characters beyond this cannot reach the network (128 tokens) and are not even tokenised."""

Ints = NDArray[np.int64]
CharSpan = tuple[int, int]
"""First character and the one after the last."""


@dataclass(frozen=True)
class Passage:
    """A text, what was said before it, and the stretches of the text that are to be judged."""

    before: str
    text: str
    spans: tuple[CharSpan, ...]


def before_of(said: Sequence[tuple[str, str]]) -> str:
    """Return the last lines said before, as (speaker, text) and oldest first, as one text: each behind its speaker."""
    return " ".join(f"{speaker}: {text}" for speaker, text in said[-BEFORE_LINES:])


class Arrays(NamedTuple):
    """A batch: ids, mask and segments are (n, tokens); `rows` (s,) names the passage of each span (s, tokens)."""

    ids: Ints
    mask: Ints
    segments: Ints
    rows: Ints
    spans: NDArray[np.float32]


class PassageEncoder:
    """A WordPiece tokenizer that lays out [CLS] before [SEP] text [SEP]."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls, self._sep = self._special("[CLS]", "<s>"), self._special("[SEP]", "</s>")
        self._pad = self._special("[PAD]", "<pad>")

    def _special(self, *names: str) -> int:
        found = next((at for name in names if (at := self._tokenizer.token_to_id(name)) is not None), None)
        if found is None:
            raise CoderError(f"the coder's tokenizer has no {names[0]}; restore rubrics/coder")
        return found

    def _encoded(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, cut to what could ever matter."""
        return [len(encoding.ids) for encoding in self._encoded([text[:_LONGEST_TEXT] for text in texts])]

    def encode(self, passages: Sequence[Passage]) -> Arrays:
        """Return the arrays of a batch; its spans follow the order of the passages. A span cut off keeps one token."""
        befores = self._encoded([passage.before[-_LONGEST_TEXT:] for passage in passages])
        texts = self._encoded([passage.text[:_LONGEST_TEXT] for passage in passages])
        laid = [(one.ids[-BEFORE_TOKENS:], two.ids[:TEXT_TOKENS]) for one, two in zip(befores, texts, strict=True)]
        width = max(len(before) + len(text) + 3 for before, text in laid)
        ids, mask, segments = self._rows(len(laid), width)
        rows = np.repeat(np.arange(len(laid), dtype=np.int64), [len(passage.spans) for passage in passages])
        spans = np.zeros((len(rows), width), dtype=np.float32)
        at = 0
        for row, (before, text) in enumerate(laid):
            first, end = len(before) + 2, len(before) + len(text) + 3
            ids[row, :end] = [self._cls, *before, self._sep, *text, self._sep]
            mask[row, :end] = 1
            segments[row, first:end] = 1
            offsets = texts[row].offsets[:TEXT_TOKENS]
            for span in passages[row].spans:
                spans[at, first + np.array(_tokens_of(span, offsets))] = 1.0
                at += 1
        return Arrays(ids, mask, segments, rows, spans)

    def _rows(self, count: int, width: int) -> tuple[Ints, Ints, Ints]:
        ids, mask, segments = (np.zeros((count, width), dtype=np.int64) for _ in range(3))
        return ids + self._pad, mask, segments

    def encode_single(self, texts: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Return ids, mask and segments for plain sentence embeddings: [CLS] text [SEP], one segment."""
        laid = [encoding.ids[:TEXT_TOKENS] for encoding in self._encoded([text[:_LONGEST_TEXT] for text in texts])]
        ids, mask, segments = self._rows(len(laid), max(len(tokens) + 2 for tokens in laid))
        for row, tokens in enumerate(laid):
            ids[row, : len(tokens) + 2] = [self._cls, *tokens, self._sep]
            mask[row, : len(tokens) + 2] = 1
        return ids, mask, segments


def _tokens_of(span: CharSpan, offsets: Sequence[CharSpan]) -> list[int]:
    """Return the tokens that overlap a span; where none does, the separator after the last one stands in."""
    inside = [at for at, (start, end) in enumerate(offsets) if start < span[1] and end > span[0]]
    return inside or [len(offsets)]
