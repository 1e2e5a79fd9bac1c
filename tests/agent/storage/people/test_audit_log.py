"""The audit log: rows of ids, newest first, and a reading that is written once."""

from __future__ import annotations

from datetime import timedelta

from agent.storage.store import Store

WEEK = timedelta(days=7)


def test_the_same_reading_within_a_while_is_one_row(store: Store) -> None:
    def read(actor: str, session: str, within: timedelta = WEEK) -> bool:
        return store.audit.add_once(actor, "read", session=session, person="ana", within=within)

    assert read("tia", "s1")
    assert not read("tia", "s1")
    assert read("tom", "s1"), "another reader"
    assert read("tia", "s2"), "another session"
    assert read("tia", "s1", timedelta(0)), "later"
    assert len(store.audit.entries(10)) == 4


def test_entries_come_newest_first_in_pages_and_by_person(store: Store) -> None:
    for number in range(5):
        store.audit.add("ada", "changed", person=f"p{number}", detail=f"role {number}")
    store.audit.add("p3", "submitted", session="s")
    assert [entry.detail for entry in store.audit.entries(2, 1)] == ["role 4", "role 3"]
    assert [(entry.act, entry.person) for entry in store.audit.entries(9, person="p3")] == [
        ("submitted", None),
        ("changed", "p3"),
    ]
    assert store.audit.entries(9, person="nobody") == []


def test_what_one_did_oneself_is_not_what_others_did(store: Store) -> None:
    store.audit.add("ana", "exported", person="ana")
    store.audit.add(None, "exported", person="ana")
    store.audit.add("tia", "read", session="s", person="ana")
    store.audit.add("tia", "read", session="s", person="ben")
    store.audit.add("ada", "changed", person="ana")
    assert [entry.actor for entry in store.audit.done_to("ana", ["read", "exported"], 9)] == ["tia", None]
