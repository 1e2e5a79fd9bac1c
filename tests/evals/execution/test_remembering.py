"""Remembering: no text is embedded twice."""

from __future__ import annotations

import numpy as np

from evals.execution.remembering import Remembering
from tests.support.makers.rich import BagOfWords


def test_a_text_is_embedded_once_and_comes_back_in_its_place() -> None:
    embedder = BagOfWords()
    remembering = Remembering(embedder)
    first = remembering.embed(["one thing", "another", "one thing"])
    again = remembering.embed(["another", "a third", "one thing"])
    assert embedder.texts == 3
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(again[[0, 2]], first[[1, 0]])
    assert remembering.fingerprint == embedder.fingerprint
