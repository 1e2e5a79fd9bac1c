"""How often early replies stood is counted from the turns as they are logged."""

from __future__ import annotations

from agent.runtime.turns.draft_count import count_drafts
from tests.support.makers import talks


def test_only_turns_with_an_early_reply_count_and_the_cost_is_of_those_thrown_away() -> None:
    turn = talks.turn(1)
    fates = [("stood", 0), ("redrawn", 300), (None, 0), ("redrawn", 1200)]
    counted = count_drafts(turn.model_copy(update={"draft": draft, "wasted": wasted}) for draft, wasted in fates)
    assert (counted.begun, counted.stood, counted.wasted) == (3, 1, 1500)
    assert str(counted) == "1 of 3 replies begun beside the grade stood; the others cost 1,500 tokens"


def test_without_any_it_says_so() -> None:
    assert str(count_drafts([talks.turn(1)])) == "no reply was begun beside its grade"
