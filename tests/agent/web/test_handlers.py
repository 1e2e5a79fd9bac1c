"""Handlers: gradio is always answered, since no answer at all would empty every part of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent.content.library import Library
from agent.model.practice.person import LOCAL
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.training.drafts import LONGEST_FILE
from agent.runtime.room import Room
from agent.web.doors.checks.messages import LARGEST
from agent.web.doors.whoever import remember_person
from agent.web.framework import gr
from agent.web.handlers import LONGEST_FORM, Handlers
from tests.support.doubles.fake_room import fake_room


@pytest.fixture
async def room(library: Library, tmp_path: Path) -> AsyncIterator[Room]:
    opened = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield opened
    await opened.aclose()


def _asked(**fields: str) -> gr.EventData:
    return cast(gr.EventData, SimpleNamespace(_data=fields))


def _from_somebody() -> gr.Request:
    scope: dict[str, Any] = {}
    remember_person(scope, LOCAL)
    return cast(gr.Request, SimpleNamespace(request=SimpleNamespace(scope=scope)))


async def test_an_act_that_changes_nothing_is_answered_with_that(room: Room) -> None:
    info = await personal(room).start("test_customer")
    handlers = Handlers(room, {"alert": "alert", "notice": "notice"})
    seen_all = _asked(act="step", session=info.id, step=personal(room).session(info.id).step)
    answers = [answer async for answer in handlers.act(info.id, seen_all, _from_somebody())]
    assert answers == [{"alert": gr.skip()}]


async def test_a_form_that_is_too_long_as_a_whole_is_refused_and_not_cut(room: Room) -> None:
    handlers = Handlers(room, {"alert": "alert"})
    half = "x" * (LONGEST_FORM // 2)
    too_long = _asked(act="customer_file", id="test_customer", text=half, voice=half)
    answers = [answer async for answer in handlers.act("", too_long, _from_somebody())]
    assert len(answers) == 1
    assert "more than 200,000 letters. Nothing was saved" in str(answers[0]["alert"])


def test_what_a_form_may_hold_passes_the_guard() -> None:
    assert LONGEST_FILE < LONGEST_FORM < LARGEST
