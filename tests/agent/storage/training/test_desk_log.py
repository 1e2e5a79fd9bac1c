"""The label desk in the log: lines once, codings in place, gone with the session, the transcript or the person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.errors import TurnRefused
from agent.model.training.coding import Adjudication, Coding, EngineReading, Skip
from agent.storage.store import Store
from tests.support.makers import teams
from tests.support.makers.desk import BOTH, OPEN, PUSH, desk_line

NOW = datetime.now(UTC)


def test_a_line_comes_once_and_is_kept_as_it_was(store: Store) -> None:
    desk, line = store.training.desk, desk_line("one", text="Half \x00 a <b>line</b> {{x}}", number=3)
    assert desk.add([line, desk_line("two", team="south")]) == 2
    assert desk.add([line.model_copy(update={"text": "other"})]) == 0
    assert desk.lines("north") == [line]
    assert desk.line("two", "north") is None
    assert {found.id for found in desk.lines(None)} == {"one", "two"}
    assert (desk.count("north"), desk.ids("south")) == (1, {"two"})


def test_a_coding_is_replaced_and_taken_back(store: Store) -> None:
    desk = store.training.desk
    desk.add([desk_line("one"), desk_line("two", team="south")])
    desk.code("one", "p-ana", OPEN)
    desk.code("one", "p-ana", BOTH)
    desk.code("one", "p-ben", Coding(skipped=Skip.CANNOT_TELL))
    assert desk.codings("north") == {"one": {"p-ana": BOTH, "p-ben": Coding(skipped=Skip.CANNOT_TELL)}}
    assert desk.coded_by("p-ana", "north") == {"one": BOTH}
    assert desk.codings("south") == {}
    desk.uncode("one", "p-ana")
    assert desk.coded_by("p-ana", "north") == {}


def test_nothing_is_kept_of_a_line_that_is_gone(store: Store) -> None:
    with pytest.raises(TurnRefused, match="no longer at the desk"):
        store.training.desk.code("gone", "p-ana", OPEN)
    with pytest.raises(TurnRefused, match="no longer at the desk"):
        store.training.desk.settle("gone", Adjudication(coding=OPEN, at=NOW))
    store.training.desk.read("gone", "embedded", EngineReading(coding=OPEN))


def test_another_engines_reading_stands_beside_the_first(store: Store) -> None:
    store.training.desk.add([desk_line("one")])
    store.training.desk.read("one", "llm:x", EngineReading(coding=PUSH, confidence=0.5))
    found = store.training.desk.line("one", "north")
    assert found is not None
    assert {engine: reading.coding for engine, reading in found.readings.items()} == {
        "embedded:keywords": OPEN,
        "llm:x": PUSH,
    }


def test_what_is_settled_is_told_by_the_line_of_the_session(begun: Store) -> None:
    desk = begun.training.desk
    desk.add([desk_line("one", session="s1", number=2), desk_line("heard", session="s1", number=3, speaker="customer")])
    desk.settle("one", Adjudication(coding=PUSH, note="first", by="p-tia", at=NOW))
    desk.settle("one", Adjudication(coding=OPEN, note="it asks", by="p-tia", at=NOW))
    assert [(number, one.coding, one.note) for number, one in desk.settled_in("s1").items()] == [(2, OPEN, "it asks")]
    assert desk.settled("north")["one"].by == "p-tia"


def test_erasing_a_session_takes_its_lines_from_the_desk(begun: Store) -> None:
    desk = begun.training.desk
    desk.add([desk_line("mine", session="s1", number=1), desk_line("other", session="t9")])
    for line in ("mine", "other"):
        desk.code(line, "p-ana", OPEN)
        desk.settle(line, Adjudication(coding=OPEN, at=NOW))
    begun.erase("s1")
    assert desk.ids("north") == {"other"}
    assert set(desk.codings(None)) == {"other"} == set(desk.settled(None))
    assert desk.take_out("t9") == 1
    assert desk.codings(None) == {}


def test_erasing_a_person_takes_their_codings_and_leaves_those_of_others(store: Store) -> None:
    teams.settle(store)
    desk = store.training.desk
    desk.add([desk_line("one", by="p-tia")])
    desk.code("one", "p-tia", OPEN)
    desk.code("one", "p-ben", PUSH)
    desk.settle("one", Adjudication(coding=OPEN, by="p-tia", at=NOW))
    store.persons.erase("p-tia", by=None)
    assert desk.codings("north") == {"one": {"p-ben": PUSH}}
    assert desk.settled("north")["one"].by is None
    assert desk.lines("north")[0].by is None


def test_ones_own_sessions_are_left_out_and_lines_without_a_session_are_not(store: Store) -> None:
    teams.begin(store, "hers", "p-ana")
    store.training.desk.add([desk_line("a", session="hers"), desk_line("b", session="t1"), desk_line("c")])
    assert {line.id for line in store.training.desk.lines("north", but="p-ana")} == {"b", "c"}
