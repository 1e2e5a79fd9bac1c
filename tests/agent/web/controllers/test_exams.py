"""What a page is sent during an exam tells nothing of how lines were read; the rating comes before the debrief."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest

from agent.content.library import Library
from agent.model.practice.person import Person, Role
from agent.model.practice.terms import ExamTerms, Mode, SelfRating
from agent.model.turn import Turn
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.web.controllers.catalogue import ACTS, SCREENS
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from tests.support.doubles.fake_room import fake_room

LINES = (
    "You kept it going alone. What would make it worth it to you?",
    "You never read the manual, that's your fault.",
    "It's up to you. You feel left out of it. What matters most to you?",
    "You should just use our product.",
)
WHO = "test_customer"
TERMS = ExamTerms(pass_mark=30, most_lines=len(LINES), attempts=2)
EVIDENCE = re.compile(
    r"resistance|trust|rw-slip|rw-delta|rw-mark|rw-receipt|rw-meter|rw-curve|rw-ribbon|rw-stages|rw-beats|rw-hint|data-resistance|"
    r"empath|empower|confront|reflection|open_question|Show me|Say this differently",
    re.IGNORECASE,
)
"""What stands in the markup of receipts, panel and hints, and nowhere else in a talk."""


class Page:
    """A page on a room, with all that it was ever sent."""

    def __init__(self, room: PersonalRoom) -> None:
        self.room, self.at, self.sent = room, PageController(room), list[Updates]()

    async def get(self, updates: AsyncIterator[Updates]) -> Updates:
        screen: Updates = {}
        async for update in updates:
            self.sent.append(update)
            screen |= update
        return screen

    async def begin(self, mode: Mode) -> str:
        return str((await self.get(self.at.start(WHO, mode.value)))["session"])

    async def say(self, session: str, line: str) -> Updates:
        return await self.get(self.at.say(session, line, "token", 30))


@pytest.fixture
async def page(library: Library, url: str) -> AsyncIterator[Page]:
    room = fake_room(library, url)
    room.exam_terms = TERMS
    yield Page(personal(room))
    await room.aclose()


def told_of(turn: Turn) -> set[str]:
    """Return texts that would tell how a line was read or where it left the customer."""
    levels = (turn.state.resistance, turn.state.trust, turn.state.scope_pressure, turn.state.readiness)
    figures = {f"{level:.1f}" for level in levels if level} | {f"{turn.state.resistance:.2f}"}
    return figures | {entry.why for entry in turn.receipt.entries} | set(turn.state.unlocked)


OF_FILES = ("customer_", "compare_", "rubric_")
"""First letters of acts that show files of customers and of the rubric, where every word of the law stands."""


def leaks(sent: list[Updates], turns: list[Turn]) -> list[str]:
    text = re.sub(r"<svg.*?</svg>", "", json.dumps(sent))  # a portrait is drawn with figures of its own
    found = EVIDENCE.findall(text)
    for told in {told for turn in turns for told in told_of(turn)}:
        found += re.findall(rf".{{0,40}}(?<![\d.]){re.escape(told)}(?!\d).{{0,10}}", text)
    return found


async def everything(page: Page, session: str) -> None:
    """Ask for all that a page may ask for."""
    at = page.at
    for asked in (
        at.hint(session), at.more(session), at.rewind(session, 0), at.rewind(session, 1), at.retry(session),
        at.export(session, "json"), at.export(session, "md"),
    ):  # fmt: skip
        await page.get(asked)
    fields = {"session": session, "turn": "1", "number": "1", "id": session, "format": "json", "text": LINES[0]}
    for name in ACTS:
        if name != "rate" and "erase" not in name and not name.startswith(OF_FILES):  # what is gone tells nothing
            await page.get(at.act(name, fields))
    for view in (*SCREENS, "talk"):
        if view not in {"choose", "brief", "workshop", "rubrics", "compare-customer"}:  # of the customer, not the exam
            await page.get(at.go(Route(view, session).search))


async def test_no_update_of_an_exam_tells_how_a_line_was_read(page: Page) -> None:
    session = await page.begin(Mode.EXAM)
    for line in LINES[:-1]:
        await page.say(session, line)
        await everything(page, session)
    logged = page.room.room.turns(session)
    assert {turn.receipt.resistance != 0 for turn in logged} == {True}, "every line did move something"
    assert leaks(page.sent, logged) == []
    await page.say(session, LINES[-1])
    talk = await page.get(page.at.go(Route("talk", session).search))
    assert page.room.session(session).finished
    assert "rw-slip" not in talk["past"], "nor before the rep has rated themself"
    assert leaks(page.sent, page.room.room.turns(session)) == []


async def test_the_same_search_finds_what_practice_tells(page: Page) -> None:
    session = await page.begin(Mode.PRACTICE)
    await page.say(session, LINES[0])
    assert len(set(leaks(page.sent, page.room.room.turns(session)))) > 5


async def test_an_exam_counts_its_lines_and_ends_by_itself(page: Page) -> None:
    session = await page.begin(Mode.EXAM)
    assert "Line 1 of 4" in page.sent[-1]["side"]
    for line in LINES:
        screen = await page.say(session, line)
    assert "That was the last line of this exam." in screen["over"]
    assert screen["writing"] is False


async def test_an_exam_that_is_left_goes_on_where_it_was(page: Page) -> None:
    session = await page.begin(Mode.EXAM)
    await page.say(session, LINES[0])
    brief = await page.get(page.at.go(Route("brief", WHO).search))
    assert "Yours is open at 1 line" in brief["page"]
    again = await page.get(page.at.start(WHO, "exam"))
    assert again["session"] == session
    assert "Line 2 of 4" in again["side"]


async def test_a_brief_tells_the_attempts_and_the_last_one_closes_the_card(page: Page) -> None:
    for used in range(TERMS.attempts):
        brief = await page.get(page.at.go(Route("brief", WHO).search))
        assert f"Attempts used: {used} of 2." in brief["page"]
        session = await page.begin(Mode.EXAM)
        await page.say(session, LINES[0])
        await page.get(page.at.finish(session))
    brief = await page.get(page.at.go(Route("brief", WHO).search))
    assert "All 2 attempts are used." in brief["page"]
    assert re.search(r'value="exam"[^>]* disabled', brief["page"])
    refused = await page.get(page.at.start(WHO, "exam"))
    assert "have been used" in refused["page"]


async def test_the_mode_chosen_last_is_chosen_again(page: Page) -> None:
    await page.begin(Mode.CALM)
    brief = await page.get(page.at.go(Route("brief", WHO).search))
    assert re.search(r'value="calm"[^>]* checked', brief["page"])
    assert "choose practice, calm or exam" in (await page.get(page.at.start(WHO, "harmless"))).get("page", "").lower()


async def test_an_exam_is_never_chosen_for_anybody_but_an_open_one_goes_on(page: Page) -> None:
    await page.begin(Mode.EXAM)
    going = (await page.get(page.at.go(Route("brief", WHO).search)))["page"]
    assert re.search(r'value="exam"[^>]* checked', going), "theirs is open: they go on there"
    await ended(page, Mode.EXAM)
    brief = (await page.get(page.at.go(Route("brief", WHO).search)))["page"]
    assert re.search(r'value="practice"[^>]* checked.*Attempts used: 1 of 2\.', brief, re.DOTALL)


async def test_calm_folds_everything_away_and_says_no_level(page: Page) -> None:
    session = await page.begin(Mode.CALM)
    screen = await page.say(session, LINES[0])
    assert (lives := [update["live"] for update in page.sent if update.get("live")])
    assert not any("rw-delta" in live or "rw-mark" in live for live in lives)
    assert "Resistance" not in screen["spoken"]
    open_words = re.sub(r"<details.*?</details>", "", screen["past"], flags=re.DOTALL)
    assert "rw-delta" not in open_words
    assert "rw-mark" not in open_words
    assert '<details class="rw-slip is-asked"><summary>Show me' in screen["past"]
    assert screen["side"].startswith('<details class="rw-asked"><summary>Show me where they stand')
    hinted = await page.get(page.at.hint(session))
    assert hinted["side"].startswith('<details class="rw-asked" open>'), "what was asked for is seen"


async def ended(page: Page, mode: Mode) -> str:
    session = await page.begin(mode)
    for line in LINES[:2]:
        await page.say(session, line)
    await page.get(page.at.finish(session))
    return session


async def debrief_of(page: Page, session: str) -> str:
    return str((await page.get(page.at.go(Route("debrief", session).search)))["page"])


async def test_an_exam_is_not_debriefed_before_the_rep_has_rated_themself(page: Page) -> None:
    session = await ended(page, Mode.EXAM)
    assert "is-rating" in await debrief_of(page, session)
    refused = await page.get(page.at.act("rate", {"session": session, "skip": "1"}))
    assert "both questions are answered" in refused["alert"]
    for bad in ({}, {"heard": "4"}, {"heard": "6", "free": "1"}, {"heard": "x", "free": "1"}):
        told = await page.get(page.at.act("rate", {"session": session, **bad}))
        assert "from 1 to 5 each" in told["alert"]
    assert "is-rating" in await debrief_of(page, session)
    shown = (await page.get(page.at.act("rate", {"session": session, "heard": "5", "free": "1"})))["page"]
    assert "You rated yourself 5 on being understood; your lines show" in shown
    assert "Attempt 1 of 2." in shown
    assert "of 100; 30 passes." in shown
    await page.get(page.at.act("rate", {"session": session, "heard": "1", "free": "1"}))
    assert page.room.session(session).rating == SelfRating(heard=5, free=1), "the first rating stands"


async def test_practice_may_be_debriefed_without_a_rating(page: Page) -> None:
    session = await ended(page, Mode.PRACTICE)
    assert "is-rating" in await debrief_of(page, session)
    shown = (await page.get(page.at.act("rate", {"session": session, "skip": "1"})))["page"]
    assert "You did not rate yourself; your lines show" in shown
    assert "is-rating" not in await debrief_of(page, session)


async def test_nothing_said_is_nothing_to_rate(page: Page) -> None:
    session = await page.begin(Mode.PRACTICE)
    assert "is-rating" not in (await page.get(page.at.finish(session)))["page"]


async def test_a_conversation_under_way_is_not_rated(page: Page) -> None:
    session = await page.begin(Mode.CALM)
    told = await page.get(page.at.act("rate", {"session": session, "heard": "3", "free": "3"}))
    assert "has not ended yet" in told["alert"]
    assert not page.room.session(session).rated


async def test_nobody_rates_what_is_not_theirs(page: Page) -> None:
    session = await ended(page, Mode.PRACTICE)
    stranger = Page(PersonalRoom(page.room.room, Person(id="p2", name="bea", shown="Bea", role=Role.ADMIN)))
    told = await stranger.get(stranger.at.act("rate", {"session": session, "heard": "3", "free": "3"}))
    assert "o session has the id" in told["alert"]
    assert not page.room.session(session).rated


async def test_the_export_of_an_exam_is_refused_until_it_is_over(page: Page) -> None:
    session = await page.begin(Mode.EXAM)
    await page.say(session, LINES[0])
    assert "before it is over" in (await page.get(page.at.export(session, "json")))["notice"]
    await page.get(page.at.finish(session))
    saved = json.loads(json.loads((await page.get(page.at.export(session, "json")))["saved"])["text"])
    assert saved["turns"][0]["receipt"]["entries"]
