"""Make the coder's input arrays from (before, text) pairs; the same for training and for running."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from agent.coder_labels import BEFORE_TOKENS, TEXT_TOKENS
from agent.errors import CoderError

_LONGEST_TEXT = 4000
"""Characters beyond this cannot reach the network (128 tokens) and are not even tokenised."""

Arrays = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]


class Pairing:
    """A WordPiece tokenizer that lays out [CLS] before [SEP] text [SEP]."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls, self._sep = self._special("[CLS]"), self._special("[SEP]")

    def _special(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise CoderError(f"the coder's tokenizer has no {name}; restore rubrics/coder")
        return found

    def _ids(self, text: str, most: int, newest: bool = False) -> list[int]:
        cut = text[-_LONGEST_TEXT:] if newest else text[:_LONGEST_TEXT]
        ids: list[int] = self._tokenizer.encode(cut, add_special_tokens=False).ids
        return ids[-most:] if newest else ids[:most]

    def encode(self, pairs: Sequence[tuple[str, str]]) -> Arrays:
        """Return ids, mask, segments (n, tokens; int64) and the mask of the text's own tokens (n, tokens; float32)."""
        rows = [(self._ids(before, BEFORE_TOKENS, newest=True), self._ids(text, TEXT_TOKENS)) for before, text in pairs]
        width = max(len(before) + len(text) + 3 for before, text in rows)
        ids, mask, segments = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(3))
        own = np.zeros((len(rows), width), dtype=np.float32)
        for row, (before, text) in enumerate(rows):
            first, end = len(before) + 2, len(before) + len(text) + 3
            ids[row, :end] = [self._cls, *before, self._sep, *text, self._sep]
            mask[row, :end] = 1
            segments[row, first:end] = 1
            own[row, first:end] = 1.0
        return ids, mask, segments, own

    def encode_single(self, texts: Sequence[str]) -> Arrays:
        """Return the arrays for plain sentence embeddings: [CLS] text [SEP], one segment."""
        rows = [self._ids(text, TEXT_TOKENS) for text in texts]
        width = max(len(row) + 2 for row in rows)
        ids, mask, segments = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(3))
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens) + 2] = [self._cls, *tokens, self._sep]
            mask[row, : len(tokens) + 2] = 1
        return ids, mask, segments, mask.astype(np.float32)
