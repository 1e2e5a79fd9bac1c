"""The topic reader: what a question is about, whatever its wording, and what is wrong with a file of weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.customer.ranking.topic_reader import LEAST, MOST, WEIGHTS, TopicReader, load_topic_reader
from agent.errors import DataError
from agent.grading.coder.runtime import load_coder

TOPICS = ("our_faults", "home", "deadline", "harvest")


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Be straight with me: where did we let you down?", "our_faults"),
        ("Does any of this follow you into your evenings?", "home"),
        ("By when must it be settled on your side?", "deadline"),
    ],
)
def test_a_question_is_read_as_about_its_topic_by_any_of_its_names(line: str, topic: str) -> None:
    (found,) = load_topic_reader().likeness(load_coder().embed([line]), TOPICS)
    assert TOPICS[int(found.argmax())] == topic
    assert LEAST < found.max() <= MOST
    assert found[TOPICS.index("harvest")] == -1, "nobody has named such a topic"


def test_what_is_about_none_of_them_is_near_to_none() -> None:
    units = load_coder().embed(["The invoices are in the blue folder beside the printer."])
    assert load_topic_reader().likeness(units, TOPICS).max() < LEAST + 0.3


def test_shares_turn_into_likeness_by_column() -> None:
    reader = TopicReader(np.zeros((2, 3), np.float32), np.log(np.array([6.0, 3.0, 1.0], np.float32)), (("a",), ("b",)))
    found = reader.likeness(np.ones((1, 2), np.float32), ("b", "a", "c"))
    assert np.allclose(found, [[LEAST + (MOST - LEAST) * 0.3, LEAST + (MOST - LEAST) * 0.6, -1.0]])


def test_wrong_weights_are_named_with_their_mend(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read.*make train-ranker"):
        load_topic_reader(tmp_path)
    good: dict[str, Any] = {"weights": np.zeros((2, 2)), "shift": np.zeros(2), "names": np.array(["a|b"])}
    for wrong, told in (
        ({"names": np.array(["a", "b"])}, "do not belong together"),
        ({"weights": np.full((2, 2), np.nan)}, "finite numbers"),
    ):
        np.savez(tmp_path / WEIGHTS, **(good | wrong))
        with pytest.raises(DataError, match=told):
            load_topic_reader(tmp_path)
    np.savez(tmp_path / WEIGHTS, **good)
    assert load_topic_reader(tmp_path).names == (("a", "b"),)
