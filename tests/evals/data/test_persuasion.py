"""Which persuasion talks are held out, and what their acts mean."""

from __future__ import annotations

import pytest

from evals.data.persuasion import is_held_out, meaning


def test_a_third_is_held_out_for_good() -> None:
    held = [number for number in range(3000) if is_held_out(str(number))]
    assert 900 < len(held) < 1100
    assert held[:5] == [number for number in range(held[4] + 1) if is_held_out(str(number))]


@pytest.mark.parametrize(
    ("facet", "act", "means"),
    [
        ("family", "ask-donate-more", "question"),
        ("family", "foot-in-the-door", "input"),
        ("family", "greeting", "other"),
        ("talk", "provide-donation-amount", "change"),
        ("talk", "negative-reaction-to-donation", "sustain"),
        ("talk", "ask-org-info", "neutral"),
        ("talk", "", "neutral"),
    ],
)
def test_acts_mean_what_the_mapping_says(facet: str, act: str, means: str) -> None:
    assert meaning(facet, act) == means  # type: ignore[arg-type]
