"""The ranker: arithmetic as it was learnt, and answers before what merely sounds alike."""

from __future__ import annotations

import numpy as np
import pytest

from agent.customer.ranking.form import answer_forms, asked_form
from agent.customer.ranking.network import CONTEXT, SHAPES, WIDTH
from agent.customer.ranking.ranker import Asked, NearestRanker, TrainedRanker, asked, load_ranker
from agent.customer.ranking.weights import RankerWeights
from agent.grading.coder.runtime import Coder, load_coder
from agent.model.background import Said
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
        placed = named[f"{name}_2.weight"] @ hidden + named[f"{name}_2.bias"]
        return np.asarray(placed / np.linalg.norm(placed))

    form = asked_form(said.line)
    one = tower("asked", np.concatenate([*said.vectors, form]))
    for score, vector, answer in zip(found, vectors, answer_forms(TEXTS), strict=True):
        two = tower("answer", np.concatenate([vector, answer]))
        leaning = named["likeness"] @ (said.vectors @ vector)
        usual = named["usual.weight"][0] @ answer + named["usual.bias"][0]
        assert score == pytest.approx(0.7 * (named["sharpness"] * (one @ two) + leaning + usual) - 0.3, abs=1e-3)


ANSWERED = (
    ("How long did the repair take?", "Three weeks, near enough.", "The repair, yes."),
    ("What would have to be different?", "I'd want one person who answers when I ring.", "Different, is it."),
    ("Who else has a say in this?", "My sister. She signs the cheques.", "I've a say in this."),
    ("How did your team take the news?", "They went quiet. Two of them have left since.", "My team is nine people."),
    ("What worries you about the move?", "That we lose a week and nobody tells me.", "The move is in March."),
    ("When did you first notice it?", "Back in spring, around Easter.", "I noticed it, all right."),
    ("Did anybody call you back?", "No. Not once.", "I called the number on the back."),
    ("What have you tried so far?", "I've switched it off and on. I've rung twice.", "It's been trying so far."),
    ("Why does the date matter so much?", "Because the auditor comes that Friday.", "The date is in the contract."),
    ("Nobody listened, and you carried it alone.", "Yeah. That's about right.", "I listen to the radio."),
    ("Would you be open to a small trial?", "Maybe. If it's only one site.", "The trial was in the papers."),
    ("How many people use it every day?", "Forty or so.", "People use all sorts of things."),
)
"""A line, an answer, and what only sounds like the line."""


def test_answers_stand_before_what_sounds_alike_twice_as_often_as_with_the_nearest_sentence(coder: Coder) -> None:
    right = {}
    for name, ranker in (("ranker", load_ranker()), ("nearest", NearestRanker())):
        judged = [
            ranker.judging((answer, beside), coder.embed((answer, beside)))(asked(line, (), coder))
            for line, answer, beside in ANSWERED
        ]
        right[name] = sum(fitness[0] > fitness[1] for fitness in judged)
    assert right["ranker"] >= len(ANSWERED) / 2
    assert right["ranker"] >= 2 * right["nearest"]


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
