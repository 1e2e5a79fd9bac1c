"""The first moment as the page asks for it: any answer, in any order, and nothing that was not offered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import open_library
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.settings import Settings
from agent.web.controllers.talk import PageController
from agent.web.updates import Updates
from agent.web.views.practice.first_moment import MOMENT
from tests.support.doubles.fake_room import fake_room

HOSTILE = ('<img src=x onerror="a()"><script>b()</script>', "{{c}} ${d()} `${e()}`", '"></p></main><svg/onload=f()>')


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[PersonalRoom]:
    made = fake_room(open_library(Settings(_env_file=None)), f"sqlite:///{tmp_path / 'log.db'}")
    yield personal(made)
    await made.aclose()


async def shown(room: PersonalRoom, act: str, **detail: str) -> Updates:
    whole: Updates = {}
    async for update in PageController(room).act(act, {"session": "", **detail}):
        whole |= update
    return whole


def test_the_moment_is_one_that_its_customer_really_opens_with(room: PersonalRoom) -> None:
    persona = room.library.persona(MOMENT.persona)
    assert MOMENT.said in persona.openings
    mildest = min(other.law.difficulty for other in room.library.full_personas().values())
    assert persona.law.difficulty == mildest


async def test_each_answer_keeps_its_receipt_beside_the_next(room: PersonalRoom) -> None:
    page = (await shown(room, "first_try", way="tell", tried="please hear tell nobody"))["page"]
    assert page.count("rw-first-told") == 3
    assert page.count("data-focus=") == 1, "the newest takes the focus"


async def test_what_was_not_offered_is_refused(room: PersonalRoom) -> None:
    assert "not among those offered" in (await shown(room, "first_try", way="own"))["alert"]


async def test_a_line_that_cannot_be_taken_is_told_beside_the_others(room: PersonalRoom) -> None:
    page = (await shown(room, "first_own", line="  ", tried="hear"))["page"]
    assert page.count("rw-first-told") == 1
    assert 'role="alert"' in page


async def test_hostile_words_stay_words(room: PersonalRoom) -> None:
    for text in HOSTILE:
        page = str((await shown(room, "first_own", line=text[:900], tried=text))["page"])
        assert "<img" not in page
        assert "<script" not in page
        assert "<svg/onload" not in page
        assert "${" not in page
