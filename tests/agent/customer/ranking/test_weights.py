"""The ranker's weights: what ships is sound, and what is wrong is refused by name."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from agent.customer.ranking.network import SHAPES
from agent.customer.ranking.weights import CARD, SHIPPED, WEIGHTS, load_weights
from agent.errors import DataError

MOST_BYTES = 3_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "ranker"))


def refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_weights(folder)
    assert "make train-ranker" in str(caught.value)
    return str(caught.value)


def test_what_ships_is_whole_and_small() -> None:
    weights = load_weights()
    assert {name: array.shape for name, array in weights.named.items()} == dict(SHAPES)
    assert weights.scale > 0
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < MOST_BYTES


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    assert WEIGHTS in refused(folder)
    (folder / CARD).unlink()
    assert CARD in refused(folder)


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x80\x04pickled"])
def test_weights_that_the_card_does_not_know_are_refused(folder: Path, content: bytes) -> None:
    (folder / WEIGHTS).write_bytes(content)
    assert WEIGHTS in refused(folder)


def _recarded(folder: Path, **changes: object) -> None:
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    (folder / CARD).write_text(json.dumps(card | changes), encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_is_no_archive_is_refused_even_if_the_card_says_so(folder: Path, content: bytes) -> None:
    (folder / WEIGHTS).write_bytes(content)
    _recarded(folder, weights=hashlib.sha256(content).hexdigest())
    assert "no archive" in refused(folder)


@pytest.mark.parametrize("spoil", ["missing", "shape", "nan"])
def test_arrays_of_another_network_are_refused(folder: Path, spoil: str) -> None:
    named = dict(load_weights(folder).named)
    first = next(iter(SHAPES))
    named[first] = {"missing": named[first], "shape": named[first][:-1], "nan": named[first] * np.nan}[spoil]
    if spoil == "missing":
        named.pop(first)
    np.savez(folder / WEIGHTS, allow_pickle=False, **named)
    _recarded(folder, weights=hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest())
    assert first in refused(folder)


@pytest.mark.parametrize("change", [{"form": "another"}, {"scale": "1"}, {"shift": None}, {"weights": 3}])
def test_a_card_of_something_else_is_refused(folder: Path, change: dict[str, object]) -> None:
    _recarded(folder, **change)
    assert next(iter(change)) in refused(folder)


def test_a_card_that_is_no_card_is_refused(folder: Path) -> None:
    for content in ("{", "[]"):
        (folder / CARD).write_text(content, encoding="utf-8")
        assert CARD in refused(folder)


def test_the_fingerprint_changes_with_what_is_learnt(folder: Path) -> None:
    before = load_weights(folder).fingerprint
    _recarded(folder, shift=0.25)
    assert load_weights(folder).fingerprint != before
