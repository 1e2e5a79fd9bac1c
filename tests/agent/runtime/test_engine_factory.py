"""Engines: the settings choose who speaks, and a failing endpoint is said rather than hidden."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent.errors import EndpointError, SettingsError
from agent.model.events import Whole
from agent.runtime.engine_factory import SPARE, Engines
from agent.runtime.room import open_room
from agent.settings import Settings, load_settings
from tests.support.paths import ROOT

PERSONA = "noreen_twomey"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings for one customer: indexing them all would take a minute."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / "personas" / f"{PERSONA}.yaml", tmp_path / "personas")
    return load_settings(data_dir=tmp_path, personas_dir=tmp_path / "personas")


@pytest.fixture
def unreachable(tmp_path: Path, settings: Settings) -> Settings:
    """An endpoint on a port of this machine where nobody listens."""
    return load_settings(data_dir=tmp_path, base_url="http://127.0.0.1:9/v1", model="m", max_attempts=1)


def test_without_an_endpoint_the_embedded_engines_speak(settings: Settings) -> None:
    speaking = Engines(settings).speaking()
    assert (speaking.grader, speaking.customer, speaking.debrief) == ("embedded", "embedded", "embedded")
    assert "no key and no network" in speaking.why


def test_with_an_endpoint_the_model_speaks_unless_told_otherwise(tmp_path: Path, unreachable: Settings) -> None:
    several = load_settings(data_dir=tmp_path, base_url="http://127.0.0.1:9/v1", model="m", grader_model="g")
    speaking = Engines(several).speaking()
    assert (speaking.grader, speaking.customer, speaking.debrief) == ("llm:g", "llm:m", "llm:m")
    assert Engines(unreachable, "embedded").speaking().grader == "embedded"


def test_the_model_cannot_speak_without_an_endpoint(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="ROLLWITH_BASE_URL"):
        Engines(settings, "llm")
    with pytest.raises(SettingsError, match="embedded, llm"):
        Engines(settings, "magic")


async def test_a_session_of_the_embedded_engines_gives_the_same_words_for_the_same_seed(settings: Settings) -> None:
    room = open_room(settings)
    await room.warm()
    told = []
    for _ in range(2):
        info = await room.start(PERSONA, seed=5)
        for line in ("Morning. How did that letter land with you?", "You should just sign it."):
            async for event in room.say(info.id, line):
                if isinstance(event, Whole):
                    told.append((event.turn, info.opening))
    assert told[:2] == told[2:]
    assert told[0][0].reply.engine == "embedded"
    assert told[1][0].receipt.resistance > 0
    await room.aclose()


async def test_an_endpoint_that_is_down_leaves_the_grade_and_the_words_to_the_embedded_engines(
    unreachable: Settings,
) -> None:
    room = open_room(unreachable)
    info = await room.start(PERSONA, seed=5)
    turn = [event.turn async for event in room.say(info.id, "You should just sign it.") if isinstance(event, Whole)][0]
    assert turn.verdict.ungraded is None
    assert turn.verdict.engine.startswith("embedded:")
    assert (turn.verdict.degraded or "").startswith("the model gave no grade: ")
    assert turn.receipt.resistance > 0
    assert turn.reply.engine == "embedded"
    assert turn.reply.degraded
    assert turn.reply.text
    debrief = await room.finish(info.id)
    assert debrief.engine == "embedded"
    assert "no debrief" in (debrief.degraded or "")
    (probed,) = [found async for found in room.probe()]
    assert not probed.ok
    assert "http://127.0.0.1:9/v1" in probed.detail
    await room.aclose()


async def test_an_endpoint_that_cannot_be_reached_is_named(unreachable: Settings) -> None:
    engines = Engines(unreachable)
    with pytest.raises(EndpointError, match=r"http://127\.0\.0\.1:9/v1 is of no use: .*connection failed"):
        await engines.reach()
    await engines.aclose()
    await Engines(unreachable, "embedded").reach()


async def test_a_session_pays_from_its_own_budget(unreachable: Settings) -> None:
    engines = Engines(unreachable)
    room = open_room(unreachable)
    rubric = room.library.rubric()
    assert engines.grader(rubric) is engines.grader(rubric)
    one, other = engines.grader(rubric, "one"), engines.grader(rubric, "other")
    assert one is not other
    assert one.engine == other.engine == "llm:m"
    await engines.aclose()


async def test_whoever_measures_a_model_gets_it_alone(unreachable: Settings) -> None:
    engines = Engines(unreachable)
    rubric, line = open_room(unreachable).library.rubric(), "You should just switch everyone over next Monday."
    alone, helped = engines.grader(rubric, alone=True), engines.grader(rubric)
    assert alone.engine == helped.engine == "llm:m"
    assert (await alone.grade(line, [])).ungraded
    assert (await alone.talk(line, [])).confidence == 0
    assert (await helped.grade(line, [])).ungraded is None
    assert (await helped.talk(line, [])).confidence > 0
    assert engines.grader(rubric, alone=True) is alone
    await engines.aclose()


async def test_a_second_opinion_goes_on_grading_when_the_endpoint_is_gone(
    tmp_path: Path, unreachable: Settings
) -> None:
    for wanted in ("unsure", "always"):
        paired = load_settings(**unreachable.model_dump(exclude_unset=True), second_opinion=wanted)
        engines = Engines(paired)
        grader = engines.grader(open_room(paired).library.rubric(), session="s")
        verdict = await grader.grade("You should just switch everyone over next Monday.", [])
        assert verdict.ungraded is None
        assert verdict.engine.startswith("embedded:")
        assert bool(verdict.degraded) is (wanted == "always"), "a coder that is sure was not to ask the model"
        await engines.aclose()


async def test_a_reply_is_begun_early_only_where_models_speak_and_it_is_not_set_off(
    settings: Settings, unreachable: Settings
) -> None:
    rubric = open_room(settings).library.rubric()
    off = load_settings(**unreachable.model_dump(exclude_unset=True), speculate="off")
    for engines, begins in ((Engines(settings), False), (Engines(off), False), (Engines(unreachable), True)):
        reader = engines.early_reader(rubric)
        assert engines.begins_early is (reader is not None) is begins
        assert reader is None or reader.engine.startswith("embedded:")
        await engines.aclose()


async def test_a_session_whose_tokens_are_nearly_spent_pays_for_no_reply_that_may_be_thrown_away(
    unreachable: Settings,
) -> None:
    engines = Engines(load_settings(**unreachable.model_dump(exclude_unset=True), token_budget=1000))
    engines.customer("s")
    assert engines.may_begin_early("s")
    engines._llms["customer"].budget.reserve("s", int(1000 * SPARE))
    assert not engines.may_begin_early("s")
    assert engines.may_begin_early("another")
    await engines.aclose()


@pytest.mark.usefixtures("own_indexes")
async def test_a_session_has_its_persona_indexed_before_its_first_line(settings: Settings) -> None:
    room = open_room(settings)
    info = await room.start(PERSONA, seed=5)
    (kept,) = (settings.data_dir / "cache").iterdir()
    before = kept.stat().st_mtime_ns
    assert [event async for event in room.say(info.id, "How did it land?") if isinstance(event, Whole)]
    assert kept.stat().st_mtime_ns == before
    await room.aclose()
