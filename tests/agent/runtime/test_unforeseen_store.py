"""The unforeseen path in the log and the debrief: nothing is lost, nothing is kept twice, and it is said."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Event, NotAnswered, NotDebriefed, Whole
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.broken_players import EXPECTED, SECRET, Broken, told
from tests.support.doubles.players import SKILLED


@pytest.fixture(autouse=True)
def _all_events(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "agent")


@pytest.fixture
def broken_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Let a method of the store raise for its next few calls."""

    def break_(name: str, times: int) -> None:
        whole, left = getattr(Store, name), [times]

        def maybe(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                raise ValueError(SECRET)
            return whole(*given, **named)

        monkeypatch.setattr(Store, name, maybe)

    return break_


async def test_a_store_that_raises_while_it_finishes_keeps_both_lines_once(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("finish", 1)
    assert isinstance((await told(room.say(info.id, "mumble one")))[-1], NotAnswered)
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    assert [line.rep for line in room.unanswered(info.id)] == ["mumble one"]
    assert [turn.rep for turn in room.turns(info.id)] == [SKILLED]
    await room.aclose()


async def test_a_log_that_cannot_even_take_the_failure_leaves_the_line_pending_and_says_so(
    url: str, broken_store: Callable[[str, int], None], caplog: pytest.LogCaptureFixture
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("finish", 1)
    broken_store("fail", 1)
    assert isinstance((await told(room.say(info.id, "mumble one")))[-1], NotAnswered)
    assert room.pending(info.id) == "mumble one"
    assert "turn_not_recorded" in [getattr(record, "event", "") for record in caplog.records]
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    assert [turn.rep for turn in room.turns(info.id)] == ["mumble one", SKILLED]
    await room.aclose()


async def test_a_debrief_that_raises_is_stood_in_for_and_says_so(url: str, caplog: pytest.LogCaptureFixture) -> None:
    room = players.room(url, Broken("debrief"))
    info = await room.start("test")
    await told(room.say(info.id, SKILLED))
    debrief = await room.finish(info.id)
    assert debrief.degraded is not None
    assert EXPECTED in debrief.degraded
    assert room.session(info.id).finished
    assert "debrief_failed" in [getattr(record, "event", "") for record in caplog.records]
    await room.aclose()


async def test_a_debrief_that_cannot_be_kept_is_told_and_tried_only_when_asked_for(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("close_session", 1)
    events: list[Event] = []
    while not events or isinstance(events[-1], Whole):
        events = await told(room.say(info.id, "blame: you again"))
    assert isinstance(events[-1], NotDebriefed)
    assert isinstance(events[-2], Whole)
    assert await told(room.resume(info.id)) == []
    assert isinstance(await room.finish(info.id), Debrief)
    await room.aclose()


async def test_a_debrief_that_fails_when_asked_for_is_refused_with_why(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("close_session", 1)
    with pytest.raises(TurnRefused, match=r"debrief could not be written .*ValueError"):
        await room.finish(info.id)
    assert isinstance(await room.finish(info.id), Debrief)
    await room.aclose()
