"""How far what a rep understood rests on what this customer said: their words count, formulas do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grading.grounding import MEANT, grounding, said_by_them
from agent.model.background import Background, Said, Statement, StatementKind

HEARD = "Nobody asked us before they bought it. Since March we fill in 14 forms for Petrie."


def share(line: str, *heard: str) -> float:
    found = grounding([line], heard or (HEARD,))
    assert found is not None
    return found.share


@pytest.mark.parametrize(
    "line",
    [
        "It sounds like a frustrating situation.",
        "That must feel really difficult.",
        "I hear you, and your concerns matter.",
        "That's hard, I can see why you're worried.",
        "",
    ],
)
def test_what_is_true_of_anybody_rests_on_nothing(line: str) -> None:
    assert share(line) == 0
    assert share(line, "This situation is frustrating. I feel worried, and it's difficult.") == 0


def test_other_words_that_tell_something_count_for_a_part() -> None:
    assert share("You were landed with somebody's toy.") == MEANT


def test_their_words_count_in_any_form_and_so_do_plain_neighbours() -> None:
    said = share("They bought a thing for you to fill.")
    assert said > MEANT
    for line in ("They buy a thing for you to fill.", "They purchased a thing for you to filling."):
        assert share(line) == said
    assert share("Somebody decided and nobody consulted you.") > MEANT


@pytest.mark.parametrize(
    "line", ["It began in March for you.", "Fourteen a day, 14 every time.", "All that for Petrie."]
)
def test_one_name_or_figure_of_theirs_is_enough(line: str) -> None:
    assert share(line) == 1


def test_one_plain_word_is_less_than_two() -> None:
    assert MEANT < share("So you fill them in.") < share("So you fill in forms.") == 1


def test_a_figure_said_as_a_word_is_the_same_figure() -> None:
    assert share("Three weeks of that.", "It took 3 weeks.") == share("3 weeks of that.", "It took three weeks.") == 1


def test_half_of_the_words_may_be_what_the_rep_makes_of_it() -> None:
    assert share("You fill in forms that gather dust in drawers.") < 1
    assert share("You fill in forms that gather dust.") == 1


def test_nothing_is_said_where_nothing_can_be_compared() -> None:
    assert grounding([], (HEARD,)) is None
    assert grounding(["You were left out."], ()) is None
    assert grounding(["You were left out."], (" ",)) is None


def test_the_words_are_named_as_the_rep_said_them_most_telling_first() -> None:
    found = grounding(["So you filled the forms they bought, since March."], (HEARD,))
    assert found is not None
    assert found.words == ("March", "filled", "forms")


def test_what_they_said_long_ago_is_theirs_and_what_the_rep_said_is_not() -> None:
    kept = Statement(turn=1, speaker="customer", kind=StatementKind.SAID, subject="lab", text="The lab in Perth.")
    own = kept.model_copy(update={"speaker": "rep", "text": "The drawers."})
    talk = (Said(speaker="customer", text="We ran twice."), Said(speaker="rep", text="I see a toy."))
    heard = said_by_them(talk, Background(statements=(kept, own), talk=talk))
    assert heard == ["The lab in Perth.", "We ran twice."]


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_weighed(quotes: list[str], heard: list[str]) -> None:
    found = grounding(quotes, heard)
    assert found is None or 0 <= found.share <= 1
    assert found is None or all(any(word in quote for quote in quotes) for word in found.words)


@given(st.from_regex(r"[a-z]{4}[0-9][a-z]{5}", fullmatch=True))
def test_letters_and_figures_in_one_word_are_one_word(word: str) -> None:
    assert share(f"So {word}.", f"It was {word}.") == pytest.approx(share("So gizmo.", "It was gizmo."))
