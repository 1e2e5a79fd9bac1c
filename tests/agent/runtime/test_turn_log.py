"""What a turn costs is told with it, kept through a restart, and warned of once before the budget is spent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agent.errors import EndpointRefused, SettingsError
from agent.model.events import NotAnswered
from agent.model.turn import Spending
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.broken_players import Broken
from tests.support.doubles.paying_players import PayingPlayers
from tests.support.makers.room_talk import say, told
from tests.support.paths import ROOT
from tests.support.servers.model_endpoint import model_endpoint

Opened = Callable[..., tuple[Room, PayingPlayers]]


@pytest.fixture
async def opened(url: str) -> AsyncIterator[Opened]:
    """Open rooms over one log, each with a budget that knows nothing yet, as after a start."""
    rooms: list[Room] = []

    def new(most: int = 1000, price: int = 100) -> tuple[Room, PayingPlayers]:
        cast = PayingPlayers(most, price)
        rooms.append(players.room(url, cast))
        return rooms[-1], cast

    yield new
    for room in rooms:
        await room.aclose()


async def test_a_turn_tells_what_it_cost(opened: Opened, url: str) -> None:
    room, _ = opened()
    info = await room.start("test")
    turns = [await say(room, info.id, f"mumble {number}") for number in range(3)]
    assert [(turn.calls, turn.tokens) for turn in turns] == [(1, 100)] * 3
    assert room.turns(info.id) == turns
    assert _spent(url, info.id) == Spending(calls=3, tokens=300)
    await room.finish(info.id)
    assert _spent(url, info.id) == Spending(calls=4, tokens=400)


async def test_engines_without_an_endpoint_cost_nothing(url: str) -> None:
    room = players.room(url)
    info = await room.start("test")
    turn = await say(room, info.id, "mumble")
    assert (turn.calls, turn.tokens, turn.notice) == (0, 0, None)
    assert _spent(url, info.id) == Spending()
    await room.aclose()


async def test_models_that_cannot_be_opened_keep_no_session_from_going_on(url: str) -> None:
    class Unusable(Broken):
        @property
        def budget(self) -> None:
            raise SettingsError("ROLLWITH_API_KEY cannot be sent")

        @budget.setter
        def budget(self, _: object) -> None:
            """Take the value that every player begins with."""

    room = players.room(url, Unusable("grader"))
    info = await room.start("test")
    assert isinstance((await told(room, info.id, "mumble"))[-1], NotAnswered)
    assert room.pending(info.id) is None
    assert (await room.finish(info.id)).summary.turns == 0
    await room.aclose()


async def test_a_line_that_was_not_answered_is_paid_for_and_its_retry_too(opened: Opened, url: str) -> None:
    room, _ = opened()
    info = await room.start("test")
    events = await told(room, info.id, "break it")
    assert isinstance(events[-1], NotAnswered)
    assert _spent(url, info.id) == Spending(calls=1, tokens=100)
    turn = await say(room, info.id, "mumble")
    assert (turn.calls, turn.tokens) == (1, 100), "the failed line's cost is not counted again"
    assert _spent(url, info.id) == Spending(calls=2, tokens=200)


async def test_a_restart_does_not_forget_what_was_spent(opened: Opened, url: str) -> None:
    room, _ = opened()
    info = await room.start("test")
    for number in range(3):
        await say(room, info.id, f"mumble {number}")
    again, cast = opened()
    turn = await say(again, info.id, "mumble on")
    assert turn.tokens == 100
    assert cast.budget is not None
    assert (cast.budget.calls(info.id), cast.budget.spent(info.id)) == (4, 400)
    await again.finish(info.id)
    assert _spent(url, info.id) == Spending(calls=5, tokens=500)


async def test_a_spent_budget_refuses_after_a_restart_and_names_its_setting(opened: Opened) -> None:
    room, _ = opened(most=250)
    info = await room.start("test")
    for number in range(2):
        await say(room, info.id, f"mumble {number}")
    again, cast = opened(most=250)
    assert isinstance((await told(again, info.id, "mumble on"))[-1], NotAnswered)
    with pytest.raises(EndpointRefused, match="has spent 200 of its 250 tokens.*raise ROLLWITH_TOKEN_BUDGET"):
        cast.pay(info.id)
    raised, _ = opened(most=1000)
    assert (await say(raised, info.id, "mumble on")).tokens == 100


async def test_a_debrief_after_a_restart_counts_what_came_before(opened: Opened, url: str) -> None:
    room, _ = opened()
    info = await room.start("test")
    await say(room, info.id, "mumble")
    again, cast = opened()
    await again.finish(info.id)
    assert _spent(url, info.id) == Spending(calls=2, tokens=200)
    assert cast.budget is not None
    assert cast.budget.spent(info.id) == 200


async def test_two_servers_on_one_log_share_a_budget(opened: Opened, url: str) -> None:
    (one, _), (other, cast) = opened(), opened()
    info = await one.start("test")
    for number, room in enumerate((one, other, one, other)):
        assert (await say(room, info.id, f"mumble {number}")).tokens == 100
    assert _spent(url, info.id) == Spending(calls=4, tokens=400)
    assert cast.budget is not None
    assert cast.budget.spent(info.id) == 400


async def test_a_branch_pays_for_its_own_turns_alone(opened: Opened, url: str) -> None:
    room, cast = opened()
    info = await room.start("test")
    for number in range(3):
        await say(room, info.id, f"mumble {number}")
    branch = await room.rewind(info.id, 2)
    await say(room, branch.id, "mumble otherwise")
    assert _spent(url, branch.id) == Spending(calls=1, tokens=100)
    assert _spent(url, info.id) == Spending(calls=3, tokens=300)
    assert cast.budget is not None
    assert cast.budget.spent(branch.id) == 100


async def test_the_notice_comes_once_a_session_and_is_logged(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    room, _ = opened(most=500)
    info = await room.start("test")
    with caplog.at_level(logging.WARNING):
        turns = [await say(room, info.id, f"mumble {number}") for number in range(3)]
        again, _ = opened(most=500)
        turns += [await say(again, info.id, f"mumble {number}") for number in range(3, 5)]
    assert [turn.notice is not None for turn in turns] == [False, False, False, True, False]
    notice = turns[3].notice or ""
    assert "ROLLWITH_TOKEN_BUDGET" in notice
    assert "400 of its 500 tokens" in notice
    logged = [record for record in caplog.records if getattr(record, "event", "") == "budget_nearly_spent"]
    assert [(record.__dict__["fields"]["session"], record.__dict__["fields"]["turn"]) for record in logged] == [
        (info.id, 4)
    ]


async def test_the_notice_is_not_lost_with_a_line_that_was_not_answered(opened: Opened) -> None:
    room, _ = opened(most=500)
    info = await room.start("test")
    for number in range(3):
        await say(room, info.id, f"mumble {number}")
    assert isinstance((await told(room, info.id, "break it"))[-1], NotAnswered)
    assert (await say(room, info.id, "mumble on")).notice


async def test_a_turn_costs_what_a_real_server_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas/noreen_twomey.yaml").write_bytes((ROOT / "personas/noreen_twomey.yaml").read_bytes())
    with model_endpoint(tokens=500) as endpoint:
        given = {name.removeprefix("ROLLWITH_").lower(): value for name, value in endpoint.settings.items()}
        room = open_room(load_settings(data_dir=tmp_path, personas_dir=tmp_path / "personas", **given))
        info = await room.start("noreen_twomey", seed=5)
        asked = 0
        for line in ("Morning. How did that letter land with you?", "What stung the most about it?"):
            turn = await say(room, info.id, line)
            assert turn.calls == len(endpoint.asked) - asked >= 2
            assert turn.tokens >= 500, "a whole answer's usage as told; a draft that was cut off is estimated"
            asked = len(endpoint.asked)
        await room.aclose()


def _spent(url: str, session: str) -> Spending:
    log = Store(url)
    try:
        return log.spent(session)
    finally:
        log.dispose()
