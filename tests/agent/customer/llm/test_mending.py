"""Mending: what the carrier did is undone, what the model wrote stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.customer.llm.mending import is_broken, mended, up_to_end_mark


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Iâ€™ll not do it, itâ€™s a waste.", "I’ll not do it, it’s a waste."),
        ("I don&#39;t know", "I don't know"),
        ("I don&#x27;t know", "I don't know"),
        ("Tom &amp;amp; I", "Tom & I"),
        ("the cafÃ© &ndash; well", "the café – well"),
        ("â€œPartnerâ€\u009d, you say", "“Partner”, you say"),
        ("Not\u00a0today,\u200b no", "Not today, no"),
        ("[laughs] Not today.", "Not today."),
        ("AT&T; R&D", "AT&T; R&D"),
        ("naïve café Inês Kovač — “so”…", "naïve café Inês Kovač — “so”…"),
        ("[sighs] Not today.", "[sighs] Not today."),
    ],
)
def test_what_is_safe_to_mend_is_mended(text: str, whole: str) -> None:
    assert mended(text) == whole


@given(st.text(alphabet=st.characters(max_codepoint=0x17F, exclude_categories=["C", "Z"]), max_size=60))
def test_text_is_read_again_only_where_it_was_misread(text: str) -> None:
    misread = text.encode().decode("latin-1")
    if not text.isascii() and "&" not in text and text.encode() == misread.encode("latin-1"):
        assert mended(misread) in (text, mended(text))


def test_letters_that_are_lost_are_told() -> None:
    assert is_broken("I don\ufffdt")
    assert is_broken("Itâ€ a")
    assert not is_broken("â, café")


def test_an_end_mark_ends_a_text() -> None:
    assert up_to_end_mark("No.<|im_end|>more") == ("No.", True)
    assert up_to_end_mark("No. <|x|>") == ("No. <|x|>", False)
