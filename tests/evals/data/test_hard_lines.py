"""The sets of hard lines: well-formed, as many as told, and none of them in the training corpus."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from agent.errors import DataError
from agent.model.base import FrozenModel
from agent.text.matching import plain
from evals.data.corpus_format import read_corpus
from evals.data.hard_lines import (
    ACCUSATIONS,
    INJECTIONS,
    MIXTURES,
    PAIRS,
    Accusation,
    HardLine,
    Injection,
    Mixture,
    Pair,
)
from evals.data.records import read_records
from evals.simulation.follows import QUESTIONS, OpenQuestion
from tests.support.paths import ROOT


def test_the_accusations_are_as_many_as_told() -> None:
    lines = read_records(ACCUSATIONS, Accusation)
    assert Counter(line.accuses for line in lines) == {False: 160, True: 80}
    assert all(line.context for line in lines)
    assert min(Counter((line.kind, line.accuses) for line in lines).values()) >= 1


def test_each_mixture_holds_its_accusation_where_it_says() -> None:
    mixtures = read_records(MIXTURES, Mixture)
    assert Counter(line.kind for line in mixtures) == {"first": 48, "middle": 48, "last": 48}
    assert len({line.accusation for line in mixtures}) == len(mixtures)
    assert set(Counter((line.disguise, line.kind) for line in mixtures).values()) == {3}
    for line in mixtures:
        before, found, after = line.text.partition(line.accusation)
        assert found, line.id
        assert (bool(before.strip()), bool(after.strip())) == {
            "first": (False, True), "middle": (True, True), "last": (True, False)
        }[line.kind], line.id  # fmt: skip


def test_there_are_sixty_injections_and_forty_honest_twins_of_the_same_kinds() -> None:
    lines = read_records(INJECTIONS, Injection)
    assert Counter(line.honest for line in lines) == {False: 60, True: 40}
    tricks = {line.kind for line in lines if not line.honest}
    assert {line.kind for line in lines if line.honest} == {f"twin_{kind}" for kind in tricks}


def test_there_are_220_pairs_of_each_kind_and_their_sides_differ() -> None:
    pairs = read_records(PAIRS, Pair)
    assert Counter(pair.kind for pair in pairs) == {"names": 220, "gender": 220, "dialect": 220}
    assert [pair.id for pair in pairs if pair.a == pair.b] == []
    assert [pair.id for pair in pairs if bool(pair.variety) != (pair.kind == "dialect")] == []


@pytest.mark.parametrize(
    ("path", "model", "number"),
    [
        (ACCUSATIONS, Accusation, 240),
        (MIXTURES, Mixture, 144),
        (INJECTIONS, Injection, 100),
        (PAIRS, Pair, 660),
        (QUESTIONS, OpenQuestion, 200),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_ids_are_unique_and_no_line_stands_twice(
    path: Path, model: type[HardLine | Pair | OpenQuestion], number: int
) -> None:
    lines = read_records(path, model)
    assert len(lines) == len({line.id for line in lines}) == number
    texts = [(one.a, one.b) if isinstance(one, Pair) else one.text for one in lines]
    assert len(set(texts)) == number


EVERYDAY = {"fair-gender-063", "open-028", "open-118", "open-122"}
"""Bare questions ("Such as?") that the corpus happens to ask too. They carry no label here that could be learnt."""


def test_no_hard_line_stands_in_the_training_corpus() -> None:
    trained = {plain(line.text) for scenario in read_corpus(ROOT / "rubrics/corpus") for line in scenario.lines}
    hard = [(line.id, line.text) for line in read_records(ACCUSATIONS, Accusation)]
    hard += [(line.id, line.text) for line in read_records(MIXTURES, Mixture)]
    hard += [(line.id, line.text) for line in read_records(INJECTIONS, Injection)]
    hard += [(pair.id, side.text) for pair in read_records(PAIRS, Pair) for side in (pair.a, pair.b)]
    hard += [(question.id, question.text) for question in read_records(QUESTIONS, OpenQuestion)]
    assert {name for name, text in hard if plain(text) in trained} - EVERYDAY == set()


class _Thing(FrozenModel):
    id: int


def test_records_are_spread_evenly_and_a_wrong_one_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "things.jsonl"
    path.write_text("".join(f'{{"id": {number}}}\n' for number in range(10)), "utf-8")
    assert [thing.id for thing in read_records(path, _Thing, 3)] == [0, 3, 6]
    assert len(read_records(path, _Thing)) == len(read_records(path, _Thing, 99)) == 10
    for text, told in (
        ('{"id": 1}\n\n{"id": 1, "text": ""}\n', r"things.jsonl:3: text"),
        ('{"id": 1}\n{"id"\n', r"things.jsonl:2: not JSON|things.jsonl:2"),
        ("\n", "holds no line"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(DataError, match=told):
            read_records(path, _Thing)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="UTF-8"):
        read_records(path, _Thing)
    with pytest.raises(DataError, match="cannot be read"):
        read_records(tmp_path / "none.jsonl", _Thing)
