"""The printable page: it holds the whole session, needs nothing else, and runs nothing that anybody said."""

from __future__ import annotations

import re

from hypothesis import given

from agent.model.turn import UnansweredLine
from agent.web.exports.printable import as_html
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
