"""The printable page: it holds the whole session, needs nothing else, and runs nothing that anybody said."""

from __future__ import annotations

import re

from hypothesis import given

from agent.feedback.summary import summarise
from agent.model.debrief import Debrief, Unsaid
from agent.model.practice.dispute import Dispute
from agent.model.practice.drill import Skill
from agent.model.session import Outcome
from agent.model.turn import Turn, UnansweredLine
from agent.web.exports.documents import as_markdown
from agent.web.exports.printable import as_html
from agent.web.views.html import markup
from tests.support.makers import talks
from tests.support.makers.pages import HOSTILE, PERSONA, RUBRIC, Skeleton, calm, same_shape, texts, whole_turn

INFO = talks.info(persona=PERSONA.id)


def _page(rep: str, said: str) -> str:
    lost = [UnansweredLine(number=2, rep=rep, why="no answer came in time")]
    return as_html(PERSONA, RUBRIC, INFO.model_copy(update={"name": said}), [whole_turn(rep, said)], None, lost)


@calm
@given(texts, texts)
def test_what_anybody_says_is_text_on_it(rep: str, said: str) -> None:
    page = _page(rep, said)
    assert same_shape(_page("rep", "said"), page)


def test_every_word_is_there_and_nothing_is_fetched_or_run() -> None:
    page = _page(HOSTILE[0], "We tried that in spring.")
    told = Skeleton(page)
    assert HOSTILE[0] in told.text
    assert "We tried that in spring." in told.text
    assert "Not answered: no answer came in time." in told.text
    names = {name for tag in told.tags for name in tag[1:]}
    assert not names & {"src", "href", "action", "data-act", "onload", "onclick"}
    assert {tag[0] for tag in told.tags}.isdisjoint({"script", "link", "iframe", "img", "form"})
    assert "@import" not in page
    assert not re.search(r"url\(", page)
    assert "default-src 'none'" in page or "default-src &#x27;none&#x27;" in page


def _debrief_of(turns: list[Turn]) -> Debrief:
    return Debrief(
        summary=summarise(PERSONA, RUBRIC, turns),
        outcome=Outcome.OPEN,
        story=("You said one line.",),
        next_time=("Say back what you heard.",),
        engine="embedded",
        unsaid=(Unsaid(fact="first", line="I do it at night.", opens="trust"),),
        practise=Skill.SAY_BACK,
        practise_why="It was due in 1 line.",
    )


def test_files_keep_what_the_debrief_shows_of_exam_dispute_and_practice() -> None:
    turns = [whole_turn("You never asked.", "No.")]
    told = _debrief_of(turns)
    dispute = Dispute(
        id="d1",
        session=INFO.id,
        turn=1,
        evidence="confront",
        quote="never asked",
        meant="I was asking",
        at=INFO.started,
    )
    result = markup("<section><h2>Not passed yet</h2></section>")
    page = Skeleton(as_html(PERSONA, RUBRIC, INFO, turns, told, (), [dispute], result)).text
    text = as_markdown(PERSONA, INFO, turns, told, (), [dispute], "Not passed yet.")
    for words in ("Not passed yet", "You did not mean that:", "I was asking", "Practise next", "It was due in 1 line."):
        assert words in page, words
        assert words in text, words
    assert "I do it at night." in page
