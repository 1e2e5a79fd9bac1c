"""Auditing: every reading of somebody else's session is written down, and told with the names of now."""

from __future__ import annotations

import pytest

from agent.errors import NotSignedIn, StoreError
from agent.runtime.personal.people.auditing import audit_page, readings_of_mine
from agent.runtime.personal.people.erasing import erase_person
from agent.runtime.personal.people.submitting import give_to_trainer, take_back
from agent.runtime.room import Room
from agent.storage.people.audit_log import AuditLog
from tests.agent.runtime.personal.conftest import As


async def test_reading_on_is_one_row_and_the_owner_sees_it(room_as: As, anas: str) -> None:
    ana, tia = room_as("ana"), room_as("tia")
    give_to_trainer(ana, anas)
    for _ in range(3):
        tia.session(anas)
        tia.turns(anas)
        tia.debrief(anas)
        tia.unanswered(anas)
    room_as("art").turns(anas)
    told = readings_of_mine(ana, 9)
    assert [(one.entry.act, one.actor and one.actor.name) for one in told] == [("read", "art"), ("read", "tia")]
    assert all(one.session is not None and one.session.id == anas for one in told)


async def test_ones_own_reading_is_nobodys_business(room_as: As, anas: str) -> None:
    ana = room_as("ana")
    ana.turns(anas)
    ana.debrief(anas)
    assert audit_page(room_as("ada"), 9) == []
    assert readings_of_mine(ana, 9) == []
    assert readings_of_mine(room_as(""), 9) == []


async def test_what_cannot_be_written_down_is_not_read(room_as: As, anas: str, monkeypatch: pytest.MonkeyPatch) -> None:
    give_to_trainer(room_as("ana"), anas)

    def full(*_: object, **__: object) -> bool:
        raise StoreError("the disk is full")

    monkeypatch.setattr(AuditLog, "add_once", full)
    with pytest.raises(StoreError, match="full"):
        room_as("tia").turns(anas)


@pytest.mark.parametrize("name", ["ana", "tia", "tess"])
async def test_only_an_admin_reads_the_audit(room_as: As, name: str) -> None:
    with pytest.raises(NotSignedIn):
        audit_page(room_as(name), 9)


async def test_the_audit_is_told_by_person_and_outlives_them_as_ids(shared_room: Room, room_as: As, anas: str) -> None:
    ana, ada = room_as("ana"), room_as("ada")
    give_to_trainer(ana, anas)
    room_as("tia").session(anas)
    take_back(ana, anas)
    acts = [(one.entry.act, one.actor and one.actor.shown) for one in audit_page(ada, 9, name="ana")]
    assert acts == [("taken_back", "Ana"), ("read", "Tia"), ("submitted", "Ana")]
    assert [one.entry.act for one in audit_page(ada, 9, name="tia")] == ["read"]
    assert audit_page(ada, 9, name="nobody") == []
    erase_person(ada, "ana", "ana")
    told = audit_page(ada, 9)
    assert [one.entry.act for one in told] == ["erased", "taken_back", "read", "submitted"]
    assert told[2].person is None
    assert told[2].session is None
    assert told[2].entry.person == "p-ana"
