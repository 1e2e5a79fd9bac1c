"""Disputing on the page: struck and answered again in sight, noted with the reason, inert, and never another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.web.controllers.talk import PageController
from agent.web.session_view import open_view
from agent.web.updates import Updates
from agent.web.views.conversation import WINDOW
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.pages import HOSTILE, Skeleton

BLAME = "You never read the manual."
MINE = Person(id="a", name="a", shown="A")


class Page:
    """One person's page on a session of theirs."""

    def __init__(self, room: PersonalRoom) -> None:
        self.room, self.at, self.screen, self.session = room, PageController(room), Updates(), ""

    async def hear(self, updates: AsyncIterator[Updates]) -> list[Updates]:
        told = [update async for update in updates]
        for update in told:
            self.screen |= update
        return told

    async def say(self, text: str) -> None:
        await self.hear(self.at.say(self.session, text, f"request {text}", WINDOW))

    async def dispute(
        self, turn: int = 1, evidence: str = "confront", quote: str = BLAME, **said: str
    ) -> list[Updates]:
        fields = {"session": self.session, "turn": str(turn), "evidence": evidence, "quote": quote}
        return await self.hear(self.at.act("dispute", {**fields, **said}))

    def text(self, part: str) -> str:
        return " ".join(Skeleton(self.screen[part]).text.split())


@pytest.fixture
async def page(library: Library, tmp_path: Path) -> AsyncIterator[Page]:
    room = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    opened = Page(personal(room, MINE))
    opened.session = (await opened.room.start("test_customer")).id
    await opened.say(BLAME)
    yield opened
    await room.aclose()


async def test_a_struck_reading_is_shown_struck_with_what_was_meant_and_what_it_gave_back(page: Page) -> None:
    before = page.room.turns(page.session)[0].state.resistance
    updates = await page.dispute(meant="I meant our manual")
    after = page.room.turns(page.session)[0].state.resistance
    assert after < before
    assert any("is thinking" in str(update.get("live", "")) for update in updates), "it is seen as it happens"
    assert page.text("notice").startswith(f"Taken back: resistance {before:.1f} → {after:.1f}.")
    assert f"Taken back: resistance {before:.1f} → {after:.1f}. You meant: I meant our manual" in page.text("past")
    assert "is-struck" in page.screen["past"]
    assert "is-struck" in page.screen["side"]
    assert (page.screen["live"], page.screen["writing"]) == ("", True)
    assert '<details class="rw-slip" open>' in page.screen["past"]


async def test_a_suggestion_is_enough_and_a_noted_reading_says_why(page: Page) -> None:
    await page.say("What matters to you?")
    await page.dispute(suggested="I was joking")
    assert page.text("notice") == (
        "Noted, and kept for your trainer; the talk stands as it was, because the talk has gone on since."
    )
    assert "Noted: kept for your trainer; the talk stands as it was. You meant: I was joking" in page.text("past")
    assert "Say it in other words" in page.text("past")


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_inert(page: Page, words: str) -> None:
    await page.dispute(meant="plain words")
    plain = Skeleton(page.screen["past"]).tags
    await page.dispute(meant=f"{words} and so on")
    assert Skeleton(page.screen["past"]).tags == plain
    await page.dispute(meant="x", evidence=words, quote=words)
    assert "was not read so" in page.text("alert")


async def test_an_empty_form_and_odd_numbers_are_told_and_change_nothing(page: Page) -> None:
    await page.dispute(meant="  ")
    assert page.text("alert") == "Say in a few words what you meant."
    for turn in ("", "x", "-1", "9" * 30, "1e3", "²"):
        await page.hear(page.at.act("dispute", {"session": page.session, "turn": turn, "meant": "x", "evidence": "y"}))
        assert "no such line" in page.text("alert")
    assert open_view(page.room, page.session).contested is not None
    assert page.room.room.log.disputes.listed() == []


async def test_another_person_cannot_dispute_and_is_offered_no_form(page: Page) -> None:
    other = Page(personal(page.room.room, Person(id="b", name="b", shown="B")))
    other.session = page.session
    await other.dispute(meant="I was joking")
    assert "No session has the id" in other.text("alert")
    assert page.room.room.log.disputes.listed() == []


async def test_exports_tell_what_was_meant_as_plain_words(page: Page) -> None:
    await page.dispute(meant="<b>our</b> [manual](javascript:1)")
    for kind, words in (("md", "&lt;b&gt;our&lt;/b&gt; \\\\[manual\\\\]"), ("json", "<b>our</b> [manual]")):
        await page.hear(page.at.export(page.session, kind))
        assert words in page.screen["saved"]
        assert "You never read the manual" in page.screen["saved"]
