"""The draft: the same sentences however the stream is cut."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.customer.llm.draft import LONGEST_REFUSED, Draft
from tests.support.doubles.llm_lines import bounds

WORDS = st.lists(
    st.sampled_from(["No", "Hm.", "Dr.", "well…", "what?!", "\n", "it", "is", "3.5", '"so', 'so"', "Rep:"])
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.data())
def test_a_draft_is_the_same_however_it_is_cut(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    whole = Draft(bounds(figures=frozenset({"3.5"})))
    first = [*whole.feed(text), *whole.end()]
    cut = Draft(bounds(figures=frozenset({"3.5"})))
    shown: list[str] = []
    while text:
        size = data.draw(st.integers(1, 6))
        shown += cut.feed(text[:size])
        text = text[size:]
    shown += cut.end()
    assert shown == first
    assert "".join(shown) == cut.text == whole.text
    assert cut.wrong == whole.wrong


@pytest.mark.parametrize(
    "text",
    ["x" * 2**19, '"' * 2**16, "[" * 2**17, "no " * 2**16, "." * 2**17, "a. " * 2**15, "\n" * 2**17, "é" * 2**17],
    ids=["word", "quotes", "brackets", "words", "dots", "sentences", "breaks", "letters"],
)
@pytest.mark.parametrize("size", [7, 2**20], ids=["in small pieces", "at once"])
def test_a_flood_neither_stands_nor_stalls(text: str, size: int) -> None:
    draft, begun = Draft(bounds()), time.process_time()
    for at in range(0, min(len(text), 40_000), size):
        draft.feed(text[at : at + size])
        if draft.closed:
            break
    draft.end()
    assert time.process_time() - begun < 1
    assert draft.wrong
    assert len(draft.text) < 1_000
    assert len(draft.refused) <= LONGEST_REFUSED


def _drafted(text: str, **given: Any) -> Draft:
    draft = Draft(bounds(**given))
    draft.feed(text)
    draft.end()
    return draft


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ('"Partner", you say.', '"Partner", you say.'),
        ('You call it "seamless".', 'You call it "seamless".'),
        ('It was slow. You call it "seamless".', 'It was slow. You call it "seamless".'),
        ('"It was slow."', "It was slow."),
        ("“It was slow. All of us said so.”", "It was slow. All of us said so."),
        ('Dana: "It was slow."', "It was slow."),
        ("Dana Kovač: It was slow.", "It was slow."),
    ],
)
def test_only_quotation_marks_around_the_whole_are_taken_off(text: str, stands: str) -> None:
    assert _drafted(text).text == stands


@pytest.mark.parametrize(
    "mark", ["<|im_end|>", "<|eot_id|><|start_header_id|>user\n\nHi.", "</s>", "<end_of_turn>\nRep: Hi"]
)
def test_a_control_mark_ends_the_line_and_is_not_shown(mark: str) -> None:
    draft = _drafted(f"It was slow.{mark}")
    assert (draft.text, draft.wrong) == ("It was slow.", None)


@pytest.mark.parametrize("text", ["<|channel|>analysis<|message|>It was slow.", "It was <|x|> slow."])
def test_any_other_control_mark_is_refused(text: str) -> None:
    assert "markup" in (_drafted(text).wrong or "")


def test_half_a_sentence_at_the_end_stands_if_it_is_speech() -> None:
    assert _drafted("It was slow. And the crew, well").text == "It was slow. And the crew, well"
    assert _drafted("It was slow. And the crew *").wrong is None
    assert "emoji" in (_drafted("It was slow. 🙄").wrong or "")


def test_the_refused_draft_is_kept_with_what_stood_before_it_and_is_data() -> None:
    draft = _drafted("It was slow. [folds arms] <b>No</b>. And more.")
    assert draft.refused == "It was slow. (folds arms) ‹b›No‹/b›."
    assert draft.text == "It was slow."
    assert _drafted("It was slow.").refused == ""
    assert len(_drafted("so " * 500).refused) <= LONGEST_REFUSED


def test_a_sentence_beyond_the_cap_is_left_off_and_nothing_is_wrong() -> None:
    draft = _drafted("It was slow. " + " ".join(f"word{chr(97 + at)}{_}" for at in range(26) for _ in "ab") + ".")
    assert (draft.text, draft.wrong, draft.closed) == ("It was slow.", None, True)
