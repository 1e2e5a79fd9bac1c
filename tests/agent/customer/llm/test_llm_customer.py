"""The LLM customer: nothing shown before it is checked, nothing taken back, and always a whole reply."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from agent.customer.contract import Customer
from agent.customer.llm.llm_customer import REDRAWS, LlmCustomer
from agent.customer.turn_context import TurnContext
from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.model.acts import Act, Band, Intent
from agent.model.session import Reply
from agent.model.verdict import Talk
from tests.support.doubles.llm_lines import AUTHORED, DENY, TELL, VOICE, by_words, speak
from tests.support.doubles.scripted import Cut, ScriptedModel
from tests.support.makers.dana import DANA, StandIn, context
from tests.support.makers.rich import INDEXES


async def test_a_draft_is_shown_sentence_by_sentence() -> None:
    with ScriptedModel(["We did not", " need it. It made", " us slower, end", " of story."]) as model:
        pieces, reply = await speak(model)
    assert pieces == ["We did not need it.", " It made us slower, end of story."]
    assert reply == Reply(
        text="We did not need it. It made us slower, end of story.",
        act=Act.DENY,
        band=Band.CLOSED,
        talk=Talk.NEUTRAL,
        engine="llm:scripted",
    )


async def test_the_call_is_paid_by_the_session_and_fixed_by_its_seed() -> None:
    with ScriptedModel("No.", "No.", "No.") as model:
        for seed in (5, 5, 6):
            customer = LlmCustomer(model, StandIn(), INDEXES, by_words).of("s1")
            assert [piece async for piece in customer.reply(context(seed=seed), DENY)]
    assert {asked.session for asked in model.asked} == {"s1"}
    first, again, other = (asked.seed for asked in model.asked)
    assert first == again != other


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Dana: We never needed it.", "We never needed it."),
        ("Dana Kovač (tired): We never needed it.", "We never needed it."),
        ('"We never needed it. It was slow."', "We never needed it. It was slow."),
        ("“We never needed it.”", "We never needed it."),
        ("  We never needed it.\n\nRep: I see.\nDana: Do you?", "We never needed it."),
        ('They said, "works as designed". We laughed.', 'They said, "works as designed". We laughed.'),
        ("We never needed it", "We never needed it"),
    ],
)
async def test_what_models_dress_a_line_in_is_taken_off(raw: str, text: str) -> None:
    with ScriptedModel(list(raw)) as model:
        _, reply = await speak(model)
    assert (reply.text, reply.degraded) == (text, None)


async def test_a_line_ends_at_the_cap_without_being_worse_for_it() -> None:
    long = "We sorted every parcel on that belt ourselves. It took my people twice as long with your scanners. "
    more = "My crew asked me every single morning of that month whether it was over now. And then there is more to say."
    with ScriptedModel(long + more) as model:
        _, reply = await speak(model)
    assert reply.text.endswith("scanners.")
    assert len(reply.text.split()) <= DANA.voice.max_words
    assert reply.degraded is None


BAD = "How can I help you today?"
LEAK = "Fine. Viktor never put his name to it."


async def test_a_bad_draft_is_drawn_again_and_told_why() -> None:
    with ScriptedModel("Great question! It was slow.", "It was slow, and you know it.") as model:
        pieces, reply = await speak(model)
    assert "".join(pieces) == reply.text == "It was slow, and you know it."
    assert reply.degraded is None
    assert "speaks as the helper" not in model.asked[0].text
    assert "thrown away" in model.asked[1].text
    assert model.asked[0].seed != model.asked[1].seed


async def test_after_the_last_redraw_the_authored_line_stands_in() -> None:
    with ScriptedModel(*[BAD] * (1 + REDRAWS)) as model:
        pieces, reply = await speak(model)
    assert "".join(pieces) == reply.text == AUTHORED
    assert reply.engine == "embedded"
    assert "speaks as the helper" in (reply.degraded or "")


async def test_what_was_shown_stands_when_the_next_sentence_does_not() -> None:
    with ScriptedModel(LEAK.replace("Fine.", "That is nobody's business here.")) as model:
        pieces, reply = await speak(model)
    assert "".join(pieces) == reply.text == "That is nobody's business here."
    assert "keeps back" in (reply.degraded or "")
    assert "Viktor" not in (reply.degraded or "")


async def test_silence_is_no_line() -> None:
    with ScriptedModel("", "...", "\n") as model:
        _, reply = await speak(model)
    assert reply.text == AUTHORED


@pytest.mark.parametrize("error", [EndpointDown("late"), EndpointRefused("budget"), EndpointGarbled("what")])
async def test_an_endpoint_that_gives_nothing_is_not_asked_again(error: EndpointError) -> None:
    with ScriptedModel(error) as model:
        _, reply = await speak(model)
    assert (reply.text, reply.engine) == (AUTHORED, "embedded")
    assert str(error) in (reply.degraded or "")


async def test_a_stream_cut_before_a_whole_sentence_is_drawn_again() -> None:
    with ScriptedModel(Cut(("We never nee",), EndpointDown("cut")), "We never needed it.") as model:
        _, reply = await speak(model)
    assert (reply.text, reply.degraded) == ("We never needed it.", None)


async def test_a_stream_cut_after_a_sentence_leaves_that_sentence() -> None:
    with ScriptedModel(Cut(("We never needed it. And th",), EndpointDown("cut"))) as model:
        _, reply = await speak(model)
    assert reply.text == "We never needed it."
    assert "cut" in (reply.degraded or "")


async def test_an_error_of_the_program_is_not_swallowed() -> None:
    class Broken(StandIn):
        def say(self, context: TurnContext, intent: Intent) -> Reply:
            raise KeyError("a bug")

    customer = LlmCustomer(ScriptedModel(BAD, BAD, BAD), Broken(), INDEXES, by_words)
    with pytest.raises(KeyError):
        _ = [piece async for piece in customer.reply(context(), DENY)]


async def test_a_listener_who_leaves_closes_the_stream() -> None:
    with ScriptedModel(["One is enough. ", "Two are too many. ", "Three."]) as model:
        reply = LlmCustomer(model, StandIn(), INDEXES, by_words).reply(context(), DENY)
        assert await anext(reply) == "One is enough."
        assert isinstance(reply, AsyncGenerator)
        await reply.aclose()


async def test_what_was_thrown_away_is_shown_to_the_model_with_the_reason() -> None:
    with ScriptedModel("We sorted it. Great question!", "We sorted it ourselves.") as model:
        await speak(model, DENY.model_copy(update={"act": Act.COMMIT, "plan": None}))
    *_, thrown, asked = model.asked[1].messages
    assert (thrown.part, asked.part) == ("own", "incoming")
    assert "Great question!" in thrown.text
    assert "speaks as the helper" in asked.text
    assert model.asked[1].messages[:-2] == model.asked[0].messages


async def test_a_fact_that_was_told_is_counted_as_told() -> None:
    turn = context(resistance=5.0, unlocked=("by_hand",))
    with ScriptedModel("You want to know? A week, and they were sorting by hand.") as model:
        _, reply = await speak(model, TELL, turn)
    assert (reply.act, reply.disclosed, reply.topic) == (Act.DISCLOSE, "by_hand", "happened")


async def test_what_might_be_told_may_be_left_untold_and_is_not_counted_then() -> None:
    turn = context(resistance=5.0, unlocked=("by_hand",))
    with ScriptedModel("I would rather not say.") as model:
        _, reply = await speak(model, TELL, turn)
    assert (reply.act, reply.disclosed, reply.degraded) == (Act.ANSWER, None, None)


async def test_a_fact_that_was_offered_and_not_decided_counts_where_it_was_told() -> None:
    turn = context(resistance=5.0, unlocked=("by_hand",))
    offered = Intent(act=Act.ANSWER, band=Band.GUARDED, topics=("happened",), may_tell=("by_hand",), asked=True)
    with ScriptedModel("They were sorting parcels by hand again within the week.") as model:
        _, reply = await speak(model, offered, turn)
    assert (reply.act, reply.disclosed) == (Act.DISCLOSE, "by_hand")


async def test_a_plan_counts_only_where_it_is_put_into_words() -> None:
    turn = context(resistance=2.0, plan_due=True)
    for line, act, plan in (
        ("Maybe. Who knows.", Act.ANSWER, None),
        ("We could try nights, and Marko chooses the screens.", Act.VOICE_PLAN, "night"),
    ):
        with ScriptedModel(line) as model:
            _, reply = await speak(model, VOICE, turn)
        assert (reply.act, reply.plan, reply.degraded) == (act, plan, None)


async def test_who_commits_must_say_to_what() -> None:
    turn = context(resistance=2.0)
    commit = Intent(act=Act.COMMIT, band=Band.OPEN, plan="night")
    with ScriptedModel("All right then.", "Nights, two weeks, and Marko picks the screens.") as model:
        pieces, reply = await speak(model, commit, turn)
    assert (pieces, reply.plan, reply.act) == ([reply.text], "night", Act.COMMIT)
    assert "does not put the plan into words" in model.asked[1].text


async def test_the_talk_type_comes_from_the_words_and_not_from_the_act() -> None:
    with ScriptedModel("I could see it working for the night crew.") as model:
        _, reply = await speak(model, DENY)
    assert (reply.act, reply.talk) == (Act.DENY, Talk.CHANGE)


def test_it_is_a_customer() -> None:
    customer: Customer = LlmCustomer(ScriptedModel(), StandIn(), INDEXES, by_words)
    assert customer.engine == "llm:scripted"
