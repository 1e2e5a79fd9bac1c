"""The LLM customer: nothing shown before it is checked, nothing taken back, and always a whole reply."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.content.secrets import known_before
from agent.customer.contract import Customer
from agent.customer.index.index_library import IndexLibrary
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.checks import Bounds, figures_in, first_sentence, runs_in, sentences, wrong_with
from agent.customer.llm.draft import Draft
from agent.customer.llm.leaks import Secrets, without_secrets
from agent.customer.llm.llm_customer import REDRAWS, LlmCustomer
from agent.customer.llm.prompt import stage_directions
from agent.customer.turn_context import TurnContext
from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.model.acts import Act, Band
from agent.model.intent import Intent
from agent.model.session import Reply
from agent.model.verdict import Talk
from tests.support.dana import BOSS, DANA, LINES, SORTED, StandIn, context
from tests.support.paths import ROOT
from tests.support.rich import INDEXES
from tests.support.scripted import Cut, ScriptedModel

DENY = Intent(act=Act.DENY, band=Band.CLOSED)
TELL = Intent(act=Act.DISCLOSE, band=Band.GUARDED, topic="happened", fact="by_hand")
VOICE = Intent(act=Act.VOICE_PLAN, band=Band.OPEN, plan="night")
AUTHORED = "We did our bit."
ALL_LOCKED = Secrets(LINES, frozenset())
SHIPPED = sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))


async def speak(
    model: ScriptedModel, intent: Intent = DENY, turn: TurnContext | None = None
) -> tuple[list[str], Reply]:
    """Return the pieces and the reply; that the pieces begin it holds for every line spoken in these tests."""
    *given, reply = [piece async for piece in LlmCustomer(model, StandIn(), INDEXES).reply(turn or context(), intent)]
    assert isinstance(reply, Reply)
    pieces = [piece for piece in given if isinstance(piece, str)]
    assert pieces == given
    assert reply.text.startswith("".join(pieces))
    return pieces, reply


def bounds(act: Act = Act.DENY, band: Band = Band.CLOSED, **given: Any) -> Bounds:
    whole: dict[str, Any] = {
        "secrets": Secrets(LINES, frozenset(given.pop("may_tell", ()))) if "may_tell" in given else ALL_LOCKED,
        "spoken": ("You have twenty minutes.", "We wrote every parcel down on a list."),
        "line": "So it went dark in March, and you were the one who had to explain it.",
        "figures": frozenset({"120"}),
        "recital": runs_in(stage_directions(DENY)),
    }
    return Bounds(act=act, band=band, **(whole | given))


# --- a good draft


async def test_a_draft_is_shown_sentence_by_sentence() -> None:
    with ScriptedModel(["We did not", " need it. It made", " us slower, end", " of story."]) as model:
        pieces, reply = await speak(model)
    assert pieces == ["We did not need it.", " It made us slower, end of story."]
    assert reply == Reply(
        text="We did not need it. It made us slower, end of story.",
        act=Act.DENY,
        band=Band.CLOSED,
        talk=Talk.SUSTAIN,
        engine="llm:scripted",
    )


async def test_the_call_is_paid_by_the_session_and_fixed_by_its_seed() -> None:
    with ScriptedModel("No.", "No.", "No.") as model:
        for seed in (5, 5, 6):
            customer = LlmCustomer(model, StandIn(), INDEXES).of("s1")
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
    long = "We sorted every parcel on that belt ourselves. It took my people twice as long with your scanners. " * 2
    with ScriptedModel(long + "And then there is more to say.") as model:
        _, reply = await speak(model)
    assert reply.text.endswith("scanners.")
    assert len(reply.text.split()) <= DANA.voice.max_words
    assert reply.degraded is None


# --- drafts that do not stand


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
    with ScriptedModel(*["How can I help you today?"] * (1 + REDRAWS)) as model:
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


# --- endpoint trouble


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

    with pytest.raises(KeyError):
        _ = [piece async for piece in LlmCustomer(ScriptedModel(), Broken(), INDEXES).reply(context(), DENY)]


async def test_a_listener_who_leaves_closes_the_stream() -> None:
    with ScriptedModel(["One is enough. ", "Two are too many. ", "Three."]) as model:
        reply = LlmCustomer(model, StandIn(), INDEXES).reply(context(), DENY)
        assert await anext(reply) == "One is enough."
        assert isinstance(reply, AsyncGenerator)
        await reply.aclose()


# --- lines on which the session turns


async def test_a_disclosure_is_checked_whole_and_counted_where_it_was_told() -> None:
    turn = context(resistance=5.0, unlocked=("by_hand",))
    with ScriptedModel("You want to know? A week, and they were sorting by hand.") as model:
        pieces, reply = await speak(model, TELL, turn)
    assert (len(pieces), reply.disclosed, reply.topic) == (1, "by_hand", "happened")


async def test_a_disclosure_that_tells_nothing_gives_way_to_the_authors() -> None:
    turn = context(resistance=5.0, unlocked=("by_hand",))
    with ScriptedModel(*["I would rather not say."] * (1 + REDRAWS)) as model:
        pieces, reply = await speak(model, TELL, turn)
    assert "".join(pieces) == reply.text == AUTHORED
    assert reply.disclosed == "by_hand"


async def test_a_plan_must_be_put_into_words() -> None:
    turn = context(resistance=2.0, plan_due=True)
    with ScriptedModel("Maybe. Who knows.", "We could try nights, and Marko chooses the screens.") as model:
        _, reply = await speak(model, VOICE, turn)
    assert (reply.plan, reply.talk, reply.degraded) == ("night", Talk.CHANGE, None)


@pytest.mark.parametrize("act", [Act.DENY, Act.WAVER, Act.ANSWER, Act.ACKNOWLEDGE])
@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("line", ["Okay, let's do it.", "You've convinced me.", "I'll sign it today.", "Count me in!"])
def test_nothing_is_promised_before_its_time(line: str, band: Band, act: Act) -> None:
    assert wrong_with(line, "", bounds(act, band))
    assert not wrong_with(line, "", bounds(Act.COMMIT, Band.OPEN))


# --- the rules, one by one


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("How can I help you today?", "helper"),
        ("Thank you for reaching out about this.", "helper"),
        ("I understand your frustration.", "helper"),
        ("I'd be happy to walk you through the options.", "helper"),
        ("We appreciate your patience.", "helper"),
        ("Is there anything else I can do?", "helper"),
        ("That's a great question.", "helper"),
        ("Sorry for the inconvenience.", "helper"),
        ("Have you considered a pilot?", "helper"),
        ("Hi Dana, good to see you.", "talks to itself"),
        ("You are Dana Kovač, shift lead at Parcel House.", "tells the scene"),
        ("The rep is back and wants something.", "tells the scene"),
        ("You are shut, you expect to be sold to or blamed.", "recites"),
        ("As an AI, I have no feelings.", "machine"),
        ("I can't assist with that.", "machine"),
        ("I will stay in character.", "machine"),
        ("*sighs* It was slow.", "markup"),
        ("(long pause) It was slow.", "markup"),
        ("[looks away] It was slow.", "markup"),
        ("- It was slow.", "markup"),
        ("1. It was slow.", "markup"),
        ("**It was slow.**", "markup"),
        ("<b>It was slow.</b>", "markup"),
        ("Rep: It was slow.", "name in front"),
        ("Это было медленно.", "not English"),
        ("Where is the synergy in that?", "synergy"),
        ("Viktor knows.", "keeps back"),
        ("It was all sorted by hand.", "keeps back"),
        ("The older one drives for a competitor and teases me each Sunday lunch.", "keeps back"),
        ("Thanks.", "thanks"),
        ("I really appreciate you.", "gushes"),
        ("I'd love to hear it.", "gushes"),
        ("That sounds great.", "friendlier"),
        ("Absolutely!", "friendlier"),
        ("You're right.", "friendlier"),
        ("That makes a lot of sense.", "friendlier"),
        ("We wrote every parcel down on a list!", "said before"),
        ("So we wrote every parcel down on a list.", "said before"),
        ("It went dark in March, and I was the one who had to explain it.", "rep's words"),
        ("You cost us 4,000 euros.", "figure (4000)"),
        (" ".join(["slow"] * 40), "too long"),
        ("…", "empty"),
    ],
)
def test_what_a_customer_does_not_say(line: str, why: str) -> None:
    assert why in (wrong_with(line, "", bounds()) or "")


@pytest.mark.parametrize(
    "line",
    [
        "No.",
        "It was slow.",
        "Thanks, but no.",
        "No thank you.",
        "Look, I have a belt to run.",
        "You people sent 120 scanners and not one person.",
        "I understand what you want from me.",
        "What's in it for you?",
        "Help us? You?",
        "That is what they told us in March.",
        "A list works. A list never needed charging.",
        "Great, another survey, that's what I get out of it.",
        "I'd say the crew was fine before.",
        "Fine: show me.",
        "Somebody signs it off, I suppose.",
    ],
)
def test_what_a_customer_may_well_say(line: str) -> None:
    assert wrong_with(line, "", bounds()) is None


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_check_lets_the_authors_own_lines_pass(library: Library, name: str) -> None:
    """What authors write is how customers talk; a check that turns it down is too strict."""
    who = library.persona(name)
    figures = figures_in(" ".join(line.text for line in every_line(who)))
    secrets: dict[frozenset[str], Secrets] = {}
    lines = LineIndex(who)
    directions, wrong, count = runs_in(stage_directions(DENY)), [], 0
    for line in every_line(who):
        known = frozenset((*line.spec.after, *((line.fact, *known_before(who, line.fact)) if line.fact else ())))
        held = Bounds(
            secrets.setdefault(known, Secrets(lines, known)),
            line.act,
            line.band or Band.OPEN,
            (),
            "",
            figures,
            directions,
        )
        for sentence in sentences(line.text):
            count += 1
            if why := wrong_with(sentence, "", held):
                wrong.append(f"{sentence} {why}")
    assert len(wrong) <= 0.005 * count, wrong


def test_thanks_are_rare_even_in_the_open() -> None:
    assert wrong_with("Thanks.", "", bounds(Act.ACKNOWLEDGE, Band.OPEN)) is None
    thanked = ("Thank you for that.", "Hm.")
    assert "thanks" in (wrong_with("Thanks again.", "", bounds(Act.ACKNOWLEDGE, Band.OPEN, spoken=thanked)) or "")


def test_short_words_may_come_again_but_not_at_once() -> None:
    said = bounds(spoken=("Fine.", "We did our bit, all of us."))
    assert "said before" in (wrong_with("Fine.", "", said) or "")
    assert wrong_with("Fine.", "", bounds(spoken=("Fine.", "One.", "Two."))) is None


def test_a_sentence_is_not_said_twice_in_one_draft() -> None:
    assert "said before" in (wrong_with("It never worked for us.", "It never worked for us.", bounds()) or "")


def test_what_may_be_told_is_no_leak() -> None:
    assert wrong_with(SORTED, "", bounds(may_tell=("by_hand",))) is None
    assert wrong_with(SORTED, "", bounds()) is not None
    assert wrong_with(BOSS, "", bounds(may_tell=("by_hand",))) is not None


def test_an_encoder_catches_what_words_do_not() -> None:
    secret = Secrets(LINES, frozenset(), lambda text, others: 0.9)
    assert secret.leak("Somebody else keeps the books for another firm.")
    assert Secrets(LINES, frozenset(), lambda text, others: 0.5).leak("Somebody else keeps the books.") is None


class AllAlike:
    """Finds every text like every other."""

    fingerprint = "all alike"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 1), dtype=np.float32)


async def test_the_encoder_of_the_room_is_used_for_leaks() -> None:
    told = "Somebody else keeps the books these days."
    with ScriptedModel(told, told, told) as model:
        customer = LlmCustomer(model, StandIn(), IndexLibrary(AllAlike()))
        *_, reply = [piece async for piece in customer.reply(context(), DENY)]
    assert isinstance(reply, Reply)
    assert reply.text == AUTHORED
    assert "keeps back" in (reply.degraded or "")


def test_a_text_is_shown_without_the_sentences_that_hold_a_secret() -> None:
    assert (
        without_secrets(DANA.scenario, DANA, ())
        == "The scanner was switched off in March. A rep has asked for twenty minutes."
    )
    assert without_secrets(DANA.scenario, DANA, ("boss",)) == DANA.scenario


# --- drafts as they come


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


@given(st.text(max_size=200))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "head"),
    [("One. Two.", "One."), ("Dr. No said so. Yes.", "Dr. No said so."), ("It cost 3.5 k. Yes", "It cost 3.5 k.")],
)
def test_a_sentence_ends_where_a_person_would_end_it(text: str, head: str) -> None:
    assert (first_sentence(text) or ("",))[0] == head
    assert first_sentence("Not yet.") is None


def test_it_is_a_customer() -> None:
    customer: Customer = LlmCustomer(ScriptedModel(), StandIn(), INDEXES)
    assert customer.engine == "llm:scripted"
