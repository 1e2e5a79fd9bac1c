"""The ranker: arithmetic as it was learnt, and answers before what merely sounds alike."""

from __future__ import annotations

import numpy as np
import pytest

from agent.customer.ranking.form import answer_forms, asked_form
from agent.customer.ranking.network import CONTEXT, SHAPES, WIDTH
from agent.customer.ranking.ranker import Asked, NearestRanker, TrainedRanker, asked, load_ranker
from agent.customer.ranking.weights import RankerWeights
from agent.grading.coder.runtime import Coder, load_coder
from agent.model.verdict import Said
from tests.support.makers.rich import BagOfWords

TEXTS = ("Yes.", "Twelve weeks, near enough.", "I'd want one person who stays on it.")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


def _random_weights() -> RankerWeights:
    chance = np.random.default_rng(3)
    named = {name: np.asarray(chance.normal(0, 0.2, shape), dtype=np.float32) for name, shape in SHAPES.items()}
    return RankerWeights(named, "random", scale=0.7, shift=-0.3)


def test_the_scores_are_those_of_the_network_written_out() -> None:
    weights, chance = _random_weights(), np.random.default_rng(5)
    named, said = weights.named, Asked("How long did it take?", chance.normal(size=(CONTEXT, WIDTH)).astype(np.float32))
    vectors = chance.normal(size=(len(TEXTS), WIDTH)).astype(np.float32)
    found = TrainedRanker(weights).judging(TEXTS, vectors)(said)

    def tower(name: str, given: np.ndarray) -> np.ndarray:
        hidden = np.maximum(named[f"{name}_1.weight"] @ given + named[f"{name}_1.bias"], 0)
        placed: np.ndarray = named[f"{name}_2.weight"] @ hidden + named[f"{name}_2.bias"]
        placed /= np.linalg.norm(placed)
        return placed

    form = asked_form(said.line)
    one = tower("asked", np.concatenate([*said.vectors, form]))
    for score, vector, answer in zip(found, vectors, answer_forms(TEXTS), strict=True):
        two = tower("answer", np.concatenate([vector, answer]))
        leaning = named["likeness"] @ (said.vectors @ vector)
        usual = named["usual.weight"][0] @ answer + named["usual.bias"][0]
        assert score == pytest.approx(0.7 * (named["sharpness"] * (one @ two) + leaning + usual) - 0.3, abs=1e-3)


@pytest.mark.parametrize(
    ("line", "answer", "beside"),
    [
        ("How long did the repair take?", "Three weeks, near enough.", "The repair, yes."),
        ("What would have to be different?", "I'd want one person who answers when I ring.", "Different, is it."),
        ("Who else has a say in this?", "My sister. She signs the cheques.", "I've a say in this."),
    ],
)
def test_an_answer_stands_before_an_echo(line: str, answer: str, beside: str, coder: Coder) -> None:
    judge = load_ranker().judging((answer, beside), coder.embed((answer, beside)))
    fitness = judge(asked(line, (), coder))
    assert fitness[0] > fitness[1]


def test_the_nearest_sentence_is_the_baseline() -> None:
    embedder = BagOfWords()
    judge = NearestRanker().judging(TEXTS, embedder.embed(TEXTS))
    assert int(judge(asked("twelve weeks", (), embedder)).argmax()) == 1


def test_what_is_answered_holds_the_talk_before_it() -> None:
    embedder = BagOfWords()
    talk = (
        Said(speaker="rep", text="Long ago?"), Said(speaker="customer", text="In May."),
        Said(speaker="rep", text="And since?"), Said(speaker="customer", text="Nothing."),
    )  # fmt: skip
    found = asked("I see. Why?", talk, embedder)
    wanted = embedder.embed(["I see. Why?", "Why?", "Nothing.", "And since?"])
    assert np.allclose(found.vectors, wanted)
    assert not asked("Why?", (), embedder).vectors[2:].any()
