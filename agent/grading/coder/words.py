"""The wording of a sentence, weighed: runs of one to three words, each with a weight for every code and mark.

A small encoder makes little of how a thing is put where it has seen it seldom; a linear model over the words themselves
errs elsewhere, so the two are better together (measured in docs/grader.md). The features are those of
scikit-learn's `TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True)`; fitted by `evals/training/fitting/words.py`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from agent.errors import CoderError
from agent.grading.coder.labels import CODES, MARKS

Floats = NDArray[np.float32]

LABELS = (*CODES, *MARKS)
TOKEN = re.compile(r"\b\w+(?:['’]\w+)?\b|[?!.,\"]")
RUN = 3
"""Longest run of words that is looked at."""

LONGEST = 400
"""Words of a sentence beyond which it is not read: no sentence is that long."""


class WordWeights:
    """Reads sentences by their words. Holds no state between calls and may be shared by threads."""

    def __init__(self, file: Path) -> None:
        """Load the weights.

        Raises:
            CoderError: the file is missing or was made for other labels; names it.
        """
        try:
            with np.load(file, allow_pickle=False) as kept:
                runs = bytes(kept["runs"]).decode("utf-8").split("\n")
                self._rarity: Floats = kept["rarity"].astype(np.float32)
                self._weights: NDArray[np.int8] = kept["weights"]
                self._scale: Floats = kept["scale"].astype(np.float32)
                self._constant: Floats = kept["constant"].astype(np.float32)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise CoderError(
                f"{file}: cannot be read ({error}); restore rubrics/coder or run make train-coder"
            ) from error
        if self._weights.shape != (len(runs), len(LABELS)) or len(self._rarity) != len(runs):
            raise CoderError(f"{file}: made for other labels; restore rubrics/coder or run make train-coder")
        self._place = {run: at for at, run in enumerate(runs)}

    def log_odds(self, units: Sequence[str]) -> Floats:
        """Return what the words alone say of each sentence: log-odds (units, codes and then marks)."""
        found = [self._of(unit) for unit in units]
        return np.array(found, dtype=np.float32).reshape(len(units), len(LABELS))

    def _of(self, unit: str) -> Floats:
        counted = Counter(self._place[run] for run in runs_of(unit) if run in self._place)
        if not counted:
            return self._constant
        rows = np.fromiter(counted, dtype=np.intp, count=len(counted))
        times = np.array([1.0 + math.log(count) for count in counted.values()], dtype=np.float32)
        value = times * self._rarity[rows]
        value /= np.linalg.norm(value)
        odds: Floats = (value @ self._weights[rows].astype(np.float32)) * self._scale + self._constant
        return odds


def runs_of(text: str) -> list[str]:
    """Return the runs of one to three words of a text in lower case; some signs count as words."""
    words = TOKEN.findall(text.lower())[:LONGEST]
    return [" ".join(words[at : at + size]) for size in range(1, RUN + 1) for at in range(len(words) - size + 1)]
