"""The page when things go wrong: the line is never lost, the rep is told, and the next line works."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from agent.content.library import Library
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Rubric
from agent.model.verdict import Verdict
from agent.runtime.engine_factory import Engines
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from agent.storage.store import Store
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.conversation import WINDOW
from tests.support.doubles.fake_room import FakeEngines, KeywordGrader

SKILLED = "You kept it going alone. What would make it worth it to you?"


class Failing(FakeEngines):
    """Engines whose grader raises while `broken`."""

    broken = False

    def grader(self, rubric: Rubric, session: str | None = None, alone: bool = False) -> KeywordGrader:
        return _Grader(rubric, self)


class _Grader(KeywordGrader):
    def __init__(self, rubric: Rubric, engines: Failing) -> None:
        super().__init__(rubric)
        self._engines = engines

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        if self._engines.broken:
            raise ValueError(f"cannot read {line}")
        return await super().grade(line, context)


class Desk:
    """A page on one session."""

    def __init__(self, library: Library, file: Path) -> None:
        self.engines, self.file = Failing(), file
        self.room = Room(library, lambda: Store(f"sqlite:///{file}"), cast(Engines, self.engines), seed=7)
        self.screen: Updates = {}
        self.at, self.session, self.token = PageController(personal(self.room)), "", ""

    async def begin(self) -> None:
        await self.show(self.at.start("test_customer"))

    async def say(self, text: str) -> list[Updates]:
        self.screen["line"] = text
        return await self.show(self.at.say(self.session, text, self.token, WINDOW))

    async def show(self, updates: AsyncIterator[Updates]) -> list[Updates]:
        told = [update async for update in updates]
        for update in told:
            self.screen |= update
        self.session, self.token = self.screen["session"], self.screen.get("token", "")
        return told


@pytest.fixture
async def desk(library: Library, tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(library, tmp_path / "log.db")
    await made.begin()
    yield made
    await made.room.aclose()


async def test_a_grader_that_raises_is_said_and_the_next_line_works(desk: Desk) -> None:
    desk.engines.broken = True
    await desk.say("What brought you here <b>today</b>?")
    past = desk.screen["past"]
    assert "<s>What brought you here &lt;b&gt;today&lt;/b&gt;?</s>" in past
    assert "Not answered: an unforeseen error in the program (ValueError)" in past
    assert "cannot read" not in past
    assert 'data-act="retry"' in past
    assert (desk.screen["line"], desk.screen["live"], desk.screen["writing"]) == ("", "", True)
    desk.engines.broken = False
    await desk.say(SKILLED)
    past = desk.screen["past"]
    assert past.index('id="line-1"') < past.index('id="turn-2"')
    assert 'data-act="retry"' not in past, "what was passed over is not answered any more"
    assert [turn.rep for turn in desk.room.turns(desk.session)] == [SKILLED]
    assert len(desk.room.unanswered(desk.session)) == 1


async def test_trying_again_answers_the_line(desk: Desk) -> None:
    desk.engines.broken = True
    await desk.say(SKILLED)
    await desk.show(desk.at.go(Route("talk", desk.session).search))
    assert 'data-act="retry"' in desk.screen["past"], "after a reload, too"
    desk.engines.broken = False
    told = await desk.show(desk.at.retry(desk.session))
    assert "<s>" not in told[0]["past"]
    assert 'id="turn-1"' in desk.screen["past"]
    assert "Not answered" not in desk.screen["past"]
    await desk.show(desk.at.retry(desk.session))
    assert len(desk.room.turns(desk.session)) == 1


async def test_a_store_that_raises_while_it_finishes_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, broken = Store.finish, [True]

    def finish(*given: Any) -> bool:
        if broken.pop() if broken else False:
            raise ValueError("in the middle")
        return whole(*given)

    monkeypatch.setattr(Store, "finish", finish)
    await desk.say("Hm.")
    assert "Not answered" in desk.screen["past"]
    await desk.say(SKILLED)
    assert 'id="turn-2"' in desk.screen["past"]


async def test_a_line_that_does_not_get_into_the_log_stays_in_the_box(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submit(*_: object) -> None:
        raise ValueError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "submit", submit)
        told = await desk.say(SKILLED)
    assert not any(update.get("line") == "" for update in told)
    assert desk.screen["line"] == SKILLED
    assert "unforeseen went wrong in the program (ValueError)" in desk.screen["notice"]
    assert desk.screen["live"] == ""
    await desk.say(desk.screen["line"])
    assert len(desk.room.turns(desk.session)) == 1


async def test_words_changed_after_an_error_are_another_line(desk: Desk) -> None:
    token = desk.token
    await desk.show(desk.at.say(desk.session, "You never read the manual.", token, WINDOW))
    await desk.show(desk.at.say(desk.session, "What got in the way?", token, WINDOW))
    assert desk.screen["line"] == "What got in the way?", "given back: the page that sent it had missed the first"
    assert "gone on meanwhile" in desk.screen["notice"]
    token = desk.screen["token"]
    await desk.show(desk.at.say(desk.session, "What got in the way?", token, WINDOW))
    await desk.show(desk.at.say(desk.session, "What got in the way?", token, WINDOW))
    said = [turn.rep for turn in desk.room.turns(desk.session)]
    assert said == ["You never read the manual.", "What got in the way?"], "each once, none dropped"


async def test_a_log_that_was_moved_away_is_said_and_the_line_given_back(desk: Desk) -> None:
    desk.file.rename(desk.file.with_name("aside.db"))
    await desk.say(SKILLED)
    assert "moved or deleted" in desk.screen["notice"]
    assert desk.screen["line"] == SKILLED


async def test_a_late_turn_sends_no_more_than_a_window(desk: Desk) -> None:
    await desk.show(desk.at.more(desk.session))
    for number in range(WINDOW + 4):
        told = await desk.say(f"Hm. {number}")
    assert told[-1]["past"].count("<article") == WINDOW == told[-1]["shown"]


async def test_an_export_holds_what_was_not_answered(desk: Desk) -> None:
    desk.engines.broken = True
    await desk.say("Lost?")
    desk.engines.broken = False
    await desk.say(SKILLED)
    for kind in ("md", "json"):
        told = await desk.show(desk.at.export(desk.session, kind))
        assert "Lost?" in told[-1]["saved"]
        assert "an unforeseen error" in told[-1]["saved"]


async def test_any_act_that_fails_is_told_on_the_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("in the middle of the page")

    monkeypatch.setattr(Store, "turns", broken)
    for updates in (
        desk.at.hint(desk.session), desk.at.more(desk.session), desk.at.rewind(desk.session, 0),
        desk.at.export(desk.session, "md"), desk.at.retry(desk.session),
    ):  # fmt: skip
        assert "ValueError" in [update async for update in updates][-1]["notice"]
    assert "ValueError" in [update async for update in desk.at.go(Route("talk", desk.session).search)][-1]["page"]


async def test_a_history_names_a_customer_whose_file_is_gone(desk: Desk) -> None:
    name = desk.room.library.persona("test_customer").name
    (desk.room.library.personas_dir / "test_customer.yaml").unlink()
    await desk.show(desk.at.go(Route("history").search))
    assert name in desk.screen["page"]
    await desk.show(desk.at.go(Route("talk", desk.room.sessions()[0].id).search))
    assert desk.screen["talking"] is True
