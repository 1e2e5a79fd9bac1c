"""Tongue: a customer's language is the one their author wrote them in, with the words of another that are theirs."""

from __future__ import annotations

import pytest

from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.tongue import foreign, own_tongue, pictures
from agent.model.acts import Act, Band
from tests.support.makers.dana import DANA
from tests.support.paths import ROOT

SHIPPED = sorted(path.stem for path in (ROOT / "personas").glob("*.yaml"))
GERMAN = (
    "Das haben wir schon versucht, und es hat nichts gebracht.",
    "Ich habe keine Zeit für so etwas, wirklich nicht.",
)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_authored_line_is_foreign_to_its_own_customer(name: str) -> None:
    who = Library(ROOT / "personas", ROOT / "rubrics").persona(name)
    own = own_tongue(LineIndex(who))
    assert own.english
    assert [line.text for line in every_line(who) if foreign(line.text, own)] == []


@pytest.mark.parametrize(
    "text", [*GERMAN, "Not today, ich weiß nicht.", "We tried 已经试过了 it.", "Это было медленно."]
)
def test_another_language_is_foreign_to_all_of_them(text: str) -> None:
    assert "not English" in (foreign(text, own_tongue(LineIndex(DANA))) or "")


def test_words_of_ones_own_lines_stay_ones_own() -> None:
    deny = {Act.DENY: {Band.CLOSED: ("Ich weiß nicht, as my father says.", "No. It was not us, the crew was fine.")}}
    hers = own_tongue(LineIndex(DANA.model_copy(update={"lines": deny})))
    assert foreign("Ich weiß nicht.", hers) is None
    assert foreign("Ich weiß nicht.", own_tongue(LineIndex(DANA)))


def test_a_customer_written_in_another_language_is_not_held_to_english() -> None:
    said = {band: GERMAN for band in Band}
    german = DANA.model_copy(
        update={
            "lines": {act: said for act in (Act.DENY, Act.WAVER, Act.ANSWER, Act.COMPLAIN)},
            "topics": {},
            "facts": {},
            "plans": {},
            "triggers": {},
        }
    )
    assert foreign("Heute nicht, dafür haben wir wirklich keine Zeit.", own_tongue(LineIndex(german))) is None


def test_pictures_are_told_from_signs_that_people_write() -> None:
    assert all(pictures(text) for text in ("🙄", "No ❤️", "✨ no", "👍🏽"))
    assert not any(pictures(text) for text in ("30 °C", "no — “so”…", "€5", "café"))
