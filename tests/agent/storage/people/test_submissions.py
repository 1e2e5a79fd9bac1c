"""Submissions: what a team gave to its trainers, and nothing that was taken back or never given."""

from __future__ import annotations

import pytest

from agent.model.turn import SessionInfo
from agent.storage.store import Store
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY


@pytest.fixture
def given(store: Store) -> Store:
    """Ana and Ben gave one session each, Ana took another back; a rep of no team gave one as well."""
    teams.settle(store)
    for session, owner in (("a1", "p-ana"), ("a2", "p-ana"), ("a3", "p-ana"), ("b1", "p-ben"), ("n1", "p-nil")):
        teams.begin(store, session, owner)
    for session in ("b1", "a1", "a2", "n1"):
        store.notes.add(session, "submitted", "yes")
    store.notes.add("a2", "submitted", "")
    return store


def ids(found: list[SessionInfo]) -> list[str]:
    return [info.id for info in found]


def test_a_team_lists_what_was_given_newest_first(given: Store) -> None:
    assert ids(given.submissions.of_team("north", "p-tia", 9)) == ["a1", "b1"]
    assert ids(given.submissions.of_team("north", "p-tia", 1, 1)) == ["b1"]
    assert ids(given.submissions.of_team("north", "p-tia", 9, owner="p-ben")) == ["b1"]
    given.notes.add("b1", "submitted", "yes")
    assert ids(given.submissions.of_team("north", "p-tia", 9)) == ["b1", "a1"], "given again, it is news"


def test_other_teams_and_the_team_without_a_name_list_nothing(given: Store) -> None:
    for team in ("south", "", "%", "North"):
        assert given.submissions.of_team(team, "p-tom", 9) == []
        assert given.submissions.owners_of(team, "p-tom") == []
    assert given.submissions.trainers_of("", "p-nil") == []


def test_ones_own_submissions_are_not_ones_teams(given: Store) -> None:
    assert ids(given.submissions.of_team("north", "p-ana", 9)) == ["b1"]
    assert given.submissions.owners_of("north", "p-ana") == ["p-ben"]


def test_a_branch_of_what_was_given_is_private(given: Store) -> None:
    given.branch("a1", 1, "again")
    assert "again" not in ids(given.submissions.of_team("north", "p-tia", 9))


def test_trainers_are_those_who_may_read(store: Store) -> None:
    teams.settle(store, art=EVERYBODY["art"].model_copy(update={"active": False}))
    assert store.submissions.trainers_of("north", "p-ana") == ["Tia"]
    assert store.submissions.trainers_of("south", "p-tom") == ["Ada"]
