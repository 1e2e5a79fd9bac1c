"""Other ways of a line, as the page answers them: graded, taken into the box, and only for one's own lines."""

from __future__ import annotations

import asyncio
from pathlib import Path

from agent.content.library import Library
from agent.model.practice.person import Person, Role
from agent.model.practice.terms import Mode
from agent.runtime.personal.personal_room import personal
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from tests.support.doubles.fake_room import fake_room
from tests.support.paths import ROOT

LIBRARY = Library(ROOT / "personas", ROOT / "rubrics")
OTHER = Person(id="p2", name="other", shown="Other", role=Role.REP)


async def _played(file: Path, mode: Mode = Mode.PRACTICE) -> dict[str, list[Updates]]:
    room = fake_room(LIBRARY, f"sqlite:///{file}")
    info = await personal(room).start("bernd_halvorsen", mode=mode)
    async for _ in personal(room).say(info.id, "You should just use it."):
        pass
    page, stranger = PageController(personal(room)), PageController(personal(room, OTHER))
    detail = {"session": info.id, "turn": "1"}
    taking = {**detail, "text": "<b>Your call.</b>" * 1000}
    told = {
        "screen": [one async for one in page.go(Route("reword", info.id, more=(("turn", "1"),)).search)],
        "ways": [one async for one in page.act("reword", detail)],
        "odd": [one async for one in page.act("reword", {**detail, "turn": "x"})],
        "gone": [one async for one in page.act("reword", {**detail, "turn": "9"})],
        "take": [one async for one in page.act("reword_take", taking)],
        "stranger": [one async for one in stranger.act("reword", detail)],
        "stranger_takes": [one async for one in stranger.act("reword_take", taking)],
    }
    await room.aclose()
    return told


def test_ways_are_shown_and_taken_and_nobody_elses(tmp_path: Path) -> None:
    told = asyncio.run(_played(tmp_path / "log.db"))
    assert "Show three ways" in told["screen"][-1]["page"]
    ways = told["ways"][-1]["page"]
    assert "Would have moved" in ways
    assert "Go back and say this" in ways
    assert len(told["take"][-1]["line"]) == 2_000
    assert told["take"][0]["talking"] is True
    for refused in ("odd", "gone", "stranger", "stranger_takes"):
        assert set(told[refused][-1]) == {"alert"}
    assert "No session has the id" in told["stranger"][-1]["alert"]


def test_an_exam_tells_no_other_ways_before_its_end(tmp_path: Path) -> None:
    told = asyncio.run(_played(tmp_path / "log.db", Mode.EXAM))
    assert "before its end" in told["ways"][-1]["alert"]
    assert "Would have moved" not in str(told)
