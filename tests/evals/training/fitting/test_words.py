"""What words alone say: the weights that ship say what the model that was fitted says, and a wrong file is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from agent.errors import CoderError
from agent.grading.coder.labels import CODES
from agent.grading.coder.words import LABELS, WordWeights, runs_of
from evals.data.corpus_format import Line, Scenario, Unit
from evals.training.data.examples import examples
from evals.training.fitting.words import fit_words

BLAME, ASK = "you never read the manual", "what would help you here?"


def scenario(number: int, text: str, code: str) -> Scenario:
    unit = Unit(f"{text} {number}", (code,))
    rep = Line(f"s-{number}", 1, "rep", unit.text, units=(unit,), primary=code, stance="follow")
    return Scenario(f"s-{number}", "saas", "typed", "mixed", (rep,))


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> WordWeights:
    lines = [scenario(at, BLAME if at % 2 else ASK, "confront" if at % 2 else "open_question") for at in range(40)]
    file = tmp_path_factory.mktemp("words") / "words.npz"
    fit_words(examples(lines), (), file)
    return WordWeights(file)


def test_words_that_were_seen_with_a_code_speak_for_it_and_against_the_others(weights: WordWeights) -> None:
    blamed, asked = weights.log_odds(["You never read it.", "What would help?"])
    confront, question = CODES.index("confront"), CODES.index("open_question")
    assert blamed[confront] > 0 > blamed[question]
    assert asked[question] > 0 > asked[confront]


def test_a_label_that_was_never_seen_is_never_said(weights: WordWeights) -> None:
    assert weights.log_odds([BLAME])[0, LABELS.index("summary")] < -5


def test_no_sentences_and_endless_ones_are_read(weights: WordWeights) -> None:
    assert weights.log_odds([]).shape == (0, len(LABELS))
    assert np.isfinite(weights.log_odds(["", "🙂", "word " * 20_000])).all()


def test_runs_are_of_one_to_three_words_and_keep_signs_that_say_something() -> None:
    assert runs_of("Don't go?") == ["don't", "go", "?", "don't go", "go ?", "don't go ?"]


@pytest.mark.parametrize("content", [b"", b"not a file of weights"])
def test_a_wrong_file_is_named_with_its_mend(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "words.npz"
    with pytest.raises(CoderError, match=r"words\.npz: cannot be read .*make train-coder"):
        WordWeights(file)
    file.write_bytes(content)
    with pytest.raises(CoderError, match=r"words\.npz: cannot be read .*make train-coder"):
        WordWeights(file)


def test_weights_for_other_labels_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "words.npz"
    np.savez(
        file, runs=np.frombuffer(b"you", dtype=np.uint8), rarity=np.ones(1), weights=np.zeros((1, 3), dtype=np.int8),
        scale=np.ones(3), constant=np.zeros(3),
    )  # fmt: skip
    with pytest.raises(CoderError, match=r"words\.npz: made for other labels"):
        WordWeights(file)
