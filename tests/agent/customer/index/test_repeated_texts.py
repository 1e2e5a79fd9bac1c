"""What was embedded a moment ago is not embedded again, and is the same to the bit."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.customer.index.repeated_texts import KEPT, MOST_TEXTS, RepeatedTexts


class Counting:
    """Embeds a text as its length, and keeps what it was asked for."""

    fingerprint = "counting"

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(tuple(texts))
        self.gate.wait(5)
        if self.error:
            raise self.error
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_the_same_call_is_made_once_and_what_it_gave_cannot_be_spoilt() -> None:
    below = Counting()
    embedder = RepeatedTexts(below)
    embedder.embed(["one", "three"])[0] = 99
    assert embedder.embed(["one", "three"]).tolist() == [[3], [5]]
    assert below.asked == [("one", "three")]
    embedder.embed(["one"])
    assert below.asked[1:] == [("one",)], "a part of a call is another call: in another batch its bits may differ"
    assert embedder.fingerprint == "counting"


def test_only_the_latest_short_calls_are_remembered() -> None:
    below = Counting()
    embedder = RepeatedTexts(below)
    long = [f"line {number}" for number in range(MOST_TEXTS + 1)]
    for _ in range(2):
        embedder.embed(long)
    assert len(below.asked) == 2
    for number in range(KEPT + 1):
        embedder.embed([f"line {number}"])
    embedder.embed(["line 0"])
    assert below.asked.count(("line 0",)) == 2


def test_who_asks_while_another_computes_the_same_waits_for_it() -> None:
    below = Counting()
    below.gate.clear()
    embedder = RepeatedTexts(below)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(embedder.embed, ["word"]) for _ in range(2)]
        below.gate.set()
        assert [one.result().tolist() for one in both] == [[[4]], [[4]]]
    assert below.asked == [("word",)]


def test_a_call_that_failed_is_made_again() -> None:
    below = Counting()
    below.error = ValueError("no")
    embedder = RepeatedTexts(below)
    with pytest.raises(ValueError, match="no"):
        embedder.embed(["word"])
    below.error = None
    assert embedder.embed(["word"]).tolist() == [[4]]
