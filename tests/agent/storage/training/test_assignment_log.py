"""Assignment log: what is asked of whom, which sessions were begun for it, and what goes with an erased one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.model.practice.terms import ExamTerms, Mode
from agent.model.training.assignment import Assignment
from agent.storage.store import Store
from tests.support.makers import teams

NOW = datetime(2031, 5, 4, 12, 30, tzinfo=UTC)


def an_assignment(**changes: object) -> Assignment:
    given = {"id": "asked-1", "team": "north", "persona": "test_customer", "title": "Meet Ailsa", "at": NOW} | changes
    return Assignment.model_validate(given)


@pytest.fixture
def settled(store: Store) -> Store:
    teams.settle(store)
    for session, owner in (("a1", "p-ana"), ("b1", "p-ben")):
        teams.begin(store, session, owner)
    return store


def test_an_assignment_comes_back_as_it_was_written(settled: Store) -> None:
    terms = ExamTerms(pass_mark=61, most_lines=5, attempts=2)
    asked = an_assignment(mode=Mode.EXAM, terms=terms, note="two\nlines", due=NOW, sessions=3, by="p-tia")
    settled.training.assignments.add(asked, ["p-ana", "p-ben", "p-ana"])
    assert settled.training.assignments.find("asked-1") == asked
    assert settled.training.assignments.people_of("asked-1") == ["p-ana", "p-ben"]
    assert settled.training.assignments.find("asked-2") is None


def test_only_the_team_it_was_asked_of_lists_it_newest_first(settled: Store) -> None:
    log = settled.training.assignments
    log.add(an_assignment(), ["p-ana"])
    log.add(an_assignment(id="asked-2", at=NOW.replace(year=2032)), ["p-ana"])
    assert [one.id for one in log.of_team("north", 9)] == ["asked-2", "asked-1"]
    assert log.of_team("south", 9) == log.of_team("", 9) == []
    assert [one.id for one in log.asked_of("p-ana", "north", 9)] == ["asked-2", "asked-1"]
    assert log.asked_of("p-ana", "south", 9) == log.asked_of("p-ben", "north", 9) == []


def test_what_is_closed_is_asked_of_nobody(settled: Store) -> None:
    log = settled.training.assignments
    log.add(an_assignment(), ["p-ana"])
    log.change("asked-1", closed=NOW)
    assert log.asked_of("p-ana", "north", 9) == []
    log.change("asked-1", closed=None, due=NOW)
    assert log.asked_of("p-ana", "north", 9)[0].due == NOW


def test_a_session_is_known_for_what_it_was_begun_until_it_is_erased(settled: Store) -> None:
    log = settled.training.assignments
    log.add(an_assignment(), ["p-ana", "p-ben"])
    log.link("a1", "asked-1", "p-ana")
    log.link("a1", "asked-1", "p-ana")
    log.link("b1", "asked-1", "p-ben")
    assert [info.id for info in log.begun_for("asked-1", "p-ana")] == ["a1"]
    assert {info.id for info in log.begun_for("asked-1")} == {"a1", "b1"}
    assert log.links_of("p-ana") == {"a1": "asked-1"}
    assert log.of_session("a1") == "asked-1"
    settled.erase("a1", False)
    assert log.links_of("p-ana") == {}
    assert log.of_session("a1") is None
