"""Statements: a whole session is one valid set, the same when told again, and tells no name and no word unasked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

from agent.content.library import Library
from agent.errors import RecordStoreError, TurnRefused, UnknownSession
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.statements import send, statements_of
from agent.runtime.record_store import RecordStore
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.practised import practised

ANA = Person(id="ana-7", name="ana.weber", shown="Ana Weber")
HEARD = "You kept it going alone. What would make it worth it to you?"
WORD = "zanzibar"


@pytest.fixture
async def room(library: Library, tmp_path: Path) -> AsyncIterator[Room]:
    opened = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield opened
    await opened.aclose()


@pytest.mark.parametrize("said", [(), (HEARD,), (HEARD, f"You should just use our product, {WORD}.", "...")])
async def test_a_whole_session_is_one_valid_set_of_statements(room: Room, said: tuple[str, ...]) -> None:
    ana = personal(room, ANA)
    told = statements_of(ana, await practised(ana, *said, finished=True), words=True)
    for statement in told:
        BaseXapiStatement.model_validate_json(json.dumps(statement))
    assert [statement["verb"]["display"]["en"] for statement in told] == [
        "initialized", *["responded"] * len(said), "completed", "terminated",
    ]  # fmt: skip
    assert len({statement["id"] for statement in told}) == len(told)
    assert len({statement["context"]["registration"] for statement in told}) == 1
    times = [datetime.fromisoformat(statement["timestamp"]) for statement in told]
    assert times == sorted(times)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda statement: statement.pop("actor"),
        lambda statement: statement["verb"].update(id="responded"),
        lambda statement: statement.update(id="7"),
        lambda statement: statement["object"].update(id="no iri"),
        lambda statement: statement["result"].update(duration="an hour"),
        lambda statement: statement["context"].update(more=1),
    ],
)
async def test_the_model_they_are_checked_by_refuses_what_is_none(room: Room, spoil: Any) -> None:
    ana = personal(room, ANA)
    statement = statements_of(ana, await practised(ana, HEARD, finished=True), words=True)[-2]
    spoil(statement)
    with pytest.raises(ValidationError):
        BaseXapiStatement.model_validate_json(json.dumps(statement))


async def test_told_again_it_is_the_same_set(room: Room) -> None:
    ana = personal(room, ANA)
    session = await practised(ana, HEARD, finished=True)
    assert statements_of(ana, session, words=False) == statements_of(ana, session, words=False)


async def test_no_name_is_told_and_no_word_unless_asked_for(room: Room) -> None:
    ana = personal(room, ANA)
    session = await practised(ana, f"You kept {WORD} going alone.", finished=True)
    bare, full = (json.dumps(statements_of(ana, session, words=words)) for words in (False, True))
    assert WORD in full
    assert WORD not in bare
    for told in (bare, full):
        assert "weber" not in told.lower()
        assert '"name": "ana-7"' in told


async def test_a_session_that_goes_on_or_is_another_s_has_none(room: Room) -> None:
    ana = personal(room, ANA)
    open_talk = (await ana.start("test_customer")).id
    with pytest.raises(TurnRefused, match="ended"):
        statements_of(ana, open_talk, words=True)
    with pytest.raises(UnknownSession):
        statements_of(
            personal(room, Person(id="ben", name="ben", shown="Ben")), await practised(ana, finished=True), words=True
        )


async def test_where_no_record_store_is_set_nothing_is_sent(room: Room) -> None:
    ana = personal(room, ANA)
    with pytest.raises(TurnRefused, match="ROLLWITH_XAPI_URL"):
        await send(ana, await practised(ana, HEARD, finished=True))


async def test_a_record_store_that_cannot_be_reached_is_told(room: Room) -> None:
    ana = personal(room, ANA)
    room.record_store = RecordStore(url="http://127.0.0.1:9/xapi")
    with pytest.raises(RecordStoreError, match="could not be reached"):
        await send(ana, await practised(ana, HEARD, finished=True))
