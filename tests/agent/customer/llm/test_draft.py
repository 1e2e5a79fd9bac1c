"""The draft: the same sentences however the stream is cut."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.customer.llm.draft import Draft
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
