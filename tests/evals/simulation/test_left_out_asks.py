"""Left-out asks: what an author asked under a topic, put to a persona that lacks just that question."""

from __future__ import annotations

from agent.customer.index.index_library import IndexLibrary
from agent.model.acts import Band
from evals.simulation.left_out_asks import left_out, put_left_out
from tests.support.doubles.scripted_ranker import ScriptedRanker
from tests.support.makers.rich import BagOfWords, rich_persona

WHO = rich_persona()
TWO = WHO.model_copy(update={"topics": {name: WHO.topics[name] for name in ("price", "team")}})


def test_each_question_is_left_out_once_and_the_others_stay() -> None:
    variants = list(left_out(TWO))
    asks = {ask: name for name, topic in TWO.topics.items() for ask in topic.asks}
    put = [(question, name) for _, questions in variants for question, name in questions.items()]
    assert sorted(put) == sorted(asks.items())
    for lacking, questions in variants:
        kept = {ask for topic in lacking.topics.values() for ask in topic.asks}
        assert kept == set(asks) - set(questions)


def test_what_is_found_is_told_with_the_lines_on_either_side_of_the_threshold() -> None:
    told = {"On price closed answer 0.": 99.0, "On team closed answer 0.": 50.0}
    put = put_left_out(TWO, IndexLibrary(BagOfWords(), ranker=ScriptedRanker(told, usual=-99.0)))
    assert {one.band for one in put} == set(Band)
    for one in (one for one in put if one.band is Band.CLOSED):
        assert one.found == ("price", "On price closed answer 0.")
        assert one.right is (one.topic == "price")
        assert (one.own_above, one.others_below) == (0.25, 0.75)
