"""A session keeps the persona and the rubric it began with, whatever becomes of the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from agent.content.library import Library
from agent.errors import DataError, StoreError
from agent.model.events import Whole
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.turn import Turn
from agent.runtime.pinned_content import packed
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room
from tests.support.paths import ROOT
from tests.support.servers.databases import engine_of, rows_in

SKILLED = "You kept it going alone. What would make it worth it to you?"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'log.db'}"


async def said(room: Room, session: str, line: str = SKILLED) -> Turn:
    return [event.turn async for event in room.say(session, line) if isinstance(event, Whole)][0]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def test_an_edit_changes_new_sessions_only(library: Library, url: str) -> None:
    room = fake_room(library, url)
    old = await room.start("test_customer", seed=3)
    first = await said(room, old.id)
    gain = room.persona_of(old).law.gain
    edit(library.personas_dir, "test_customer.yaml", f"gain: {gain}", "gain: 0.1")
    edit(library.rubrics_dir, "mi.yaml", "guard: true", "guard: true\n    weight: 0.9")
    new = await room.start("test_customer", seed=3)
    assert (room.persona_of(old).law.gain, room.persona_of(new).law.gain) == (gain, 0.1)
    assert room.rubric_of(old).ref != room.rubric_of(new).ref
    again = await said(room, new.id)
    assert again.receipt.resistance > first.receipt.resistance, "the new session moves by the new gain"
    second = await said(room, old.id)
    assert second.verdict.rubric == first.verdict.rubric != again.verdict.rubric
    branch = await room.rewind(old.id, 0)
    assert (await said(room, branch.id)).receipt == first.receipt, "a branch is of the session it leaves"
    await room.aclose()


async def test_a_broken_or_missing_file_does_not_stop_an_old_session(library: Library, url: str) -> None:
    room = fake_room(library, url)
    info = await room.start("test_customer", seed=3)
    first = await said(room, info.id)
    (library.personas_dir / "test_customer.yaml").unlink()
    (library.rubrics_dir / "mi.yaml").write_text("id: [", "utf-8")
    other = fake_room(library, url)
    branch = await other.rewind(info.id, 0)
    assert (await said(other, branch.id)).receipt == first.receipt
    assert (await other.finish(info.id)).summary.turns == 1
    with pytest.raises(DataError):
        await other.start("test_customer")
    await room.aclose()
    await other.aclose()


async def test_a_session_of_before_falls_back_on_the_library(library: Library, url: str) -> None:
    room = fake_room(library, url)
    info = await room.start("test_customer")
    with engine_of(url) as engine, engine.begin() as connection:
        connection.execute(
            text("UPDATE sessions SET persona_content = NULL, rubric_content = NULL, turns_before = NULL")
        )
    old = room.session(info.id)
    assert room.persona_of(old) == library.persona("test_customer")
    assert room.rubric_of(old) == library.rubric()
    assert (await said(room, info.id)).number == 1
    assert room.session(info.id).turns == 1
    await room.aclose()


async def test_each_content_is_kept_once(library: Library, url: str) -> None:
    room = fake_room(library, url)
    for _ in range(5):
        await room.start("test_customer")
    assert rows_in(url, "contents") == 2
    await room.aclose()


async def test_content_of_another_shape_is_named(library: Library, url: str) -> None:
    room = fake_room(library, url)
    info = await room.start("test_customer")
    with engine_of(url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET persona_content = rubric_content"))
    with pytest.raises(StoreError, match=r"kept in another shape .*Mend: use the version"):
        room.persona_of(room.session(info.id))
    await room.aclose()


SHIPPED = Library(ROOT / "personas", ROOT / "rubrics")


@pytest.mark.parametrize("name", sorted(SHIPPED.personas()))
def test_what_ships_comes_back_the_same_to_the_order_of_its_keys(name: str) -> None:
    persona, rubric = SHIPPED.persona(name), SHIPPED.rubric()
    again = Persona.model_validate_json(packed(persona)[1])
    assert again == persona
    assert (list(again.facts), list(again.topics)) == (list(persona.facts), list(persona.topics))
    assert Rubric.model_validate_json(packed(rubric)[1]).ref == rubric.ref
    assert packed(again) == packed(persona)
