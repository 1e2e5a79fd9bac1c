"""The checks of a drafted sentence: what a customer does not say, and what they may well say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.content.secrets import known_before
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.checks import Bounds, figures_in, runs_in, wrong_with
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import stage_directions
from agent.customer.llm.sentences import first_sentence, sentences
from agent.model.acts import Act, Band
from tests.support.doubles.llm_lines import DENY, bounds
from tests.support.paths import ROOT

SHIPPED = sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))


@pytest.mark.parametrize("act", [Act.DENY, Act.WAVER, Act.ANSWER, Act.ACKNOWLEDGE])
@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("line", ["Okay, let's do it.", "You've convinced me.", "I'll sign it today.", "Count me in!"])
def test_nothing_is_promised_before_its_time(line: str, band: Band, act: Act) -> None:
    assert wrong_with(line, "", bounds(act, band))
    assert not wrong_with(line, "", bounds(Act.COMMIT, Band.OPEN))


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
        (" ".join(f"slow{chr(97 + at)}" for at in range(26)) + " and slower still, all day long", "too long"),
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
    directions, wrong, count = runs_in(stage_directions(DENY.act, DENY.band, DENY.effect)), [], 0
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
            unsaid=True,
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


def test_nobody_asks_where_the_rep_has_it_from_who_said_it_themselves() -> None:
    for line in ("Who told you that?", "I never said that.", "Where did you hear this?"):
        assert "has it from" in (wrong_with(line, "", bounds()) or "")
        assert wrong_with(line, "", bounds(unsaid=True)) is None
