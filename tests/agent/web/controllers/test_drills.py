"""Drills on the page: the way from what is due to a verdict; no words of the page are taken for a customer's."""

from __future__ import annotations

import re

import pytest

from agent.content.library import Library
from agent.model.practice.drill import Skill
from agent.runtime.personal.drills import Drills
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.web.controllers.talk import PageController
from agent.web.updates import Updates
from agent.web.views.practice.drill_verdict import verdict_screen
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.pages import HOSTILE, same_shape

HEARD = "You were left alone with it."
PUSHED = "You should just use the board."


@pytest.fixture
def room(library: Library, url: str) -> PersonalRoom:
    return personal(fake_room(library, url))


async def shown(room: PersonalRoom, search: str) -> str:
    return str((await updates_of(PageController(room).go(search)))["page"])


async def answered(room: PersonalRoom, line: str, skill: str = "say_back", **more: str) -> Updates:
    moment = Drills(room).asked(Skill(skill)).moment.id
    detail = {"skill": skill, "moment": moment, "line": line, **more}
    return await updates_of(PageController(room).act("drill-answer", detail))


async def updates_of(stream: object) -> Updates:
    found: Updates = {}
    async for updates in stream:  # type: ignore[attr-defined]
        found |= updates
    return found


async def test_the_overview_has_one_main_button_to_what_is_due(room: PersonalRoom) -> None:
    page = await shown(room, "?view=drills")
    assert page.count("is-main") == 1
    assert re.search(r'is-main" href="\?view=drills&amp;id=say_back"', page)
    for words in (
        "1 drill due today:",
        "Due today",
        "Due in 2 days",
        "Not drilled yet",
        "Transfer: nothing to count yet.",
    ):
        assert words in page


async def test_a_moment_asks_and_its_verdict_tells_what_was_heard_and_when_it_is_due(room: PersonalRoom) -> None:
    page = await shown(room, "?view=drills&id=say_back")
    asked = Drills(room).asked(Skill.SAY_BACK).moment
    assert asked.said in page
    assert "Moment 1 of 5 today" in page
    after = await answered(room, HEARD)
    verdict = str(after["page"])
    assert after["alert"] == ""
    for words in (
        "That is it",
        f"<q>{HEARD}</q> — saying back what you heard",
        "is due tomorrow",
        "How somebody else did it",
    ):
        assert words in verdict
    missed = str((await answered(room, PUSHED))["page"])
    for words in ("Not yet", "Missing:", "In the way:", f"<q>{PUSHED}</q> — advice nobody asked for", "is due today"):
        assert words in missed
    overview = await shown(room, "?view=drills")
    assert 'aria-label="Oldest first: passed, missed"' in overview
    assert "1 of 2 passed" in overview


async def test_words_that_the_page_puts_in_a_customers_mouth_are_not_looked_at(room: PersonalRoom) -> None:
    page = str((await answered(room, HEARD, said="Forged words", before="Forged words"))["page"])
    assert "Forged" not in page


async def test_a_line_or_a_moment_that_is_no_good_is_told_and_the_page_stays(room: PersonalRoom) -> None:
    for line, moment in (("", None), ("y" * 4001, None), (HEARD, "made up"), ("...", None)):
        after = await (answered(room, line) if moment is None else answered(room, line, moment=moment))
        assert "rw-notice" in str(after["alert"])
        assert "page" not in after
    after = await updates_of(PageController(room).act("drill-answer", {}))
    assert "no drill of that name" in str(after["alert"])


@pytest.mark.parametrize("more", ["juggling", "say_back&answer=7", "say_back&answer=x"])
async def test_what_is_not_there_is_told(room: PersonalRoom, more: str) -> None:
    assert "That is not here" in await shown(room, f"?view=drills&id={more}")


async def test_after_five_it_is_enough_for_today(room: PersonalRoom) -> None:
    for _ in range(5):
        after = await answered(room, HEARD)
    assert "That is enough for today" in str(after["page"])
    assert "Another moment" not in str(after["page"])
    assert "That is enough for today" in await shown(room, "?view=drills&id=say_back")


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_words_of_a_rep_or_a_persona_stay_words(room: PersonalRoom, hostile: str) -> None:
    await answered(room, HEARD)
    drills, rubric = Drills(room), room.library.rubric()
    kept, stands = drills.answered(1), drills.standings()

    def drawn(words: str) -> str:
        quoted = tuple(one.model_copy(update={"quote": words if one.quote else None}) for one in kept.verdict.checks)
        told = {"scene": words, "said": words, "before": words}
        changed = {
            "review": kept.review.model_copy(update={"line": words}),
            "moment": kept.moment.model_copy(update=told),
            "verdict": kept.verdict.model_copy(update={"checks": quoted}),
        }
        return str(verdict_screen(kept.model_copy(update=changed), None, rubric, stands))

    assert same_shape(drawn("plain words"), drawn(hostile))
