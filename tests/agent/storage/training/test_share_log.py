"""Share log: consent comes before a link, and a link ends with it, with its time, and with its session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from agent.model.training.share import DAYS, Consent
from agent.storage.store import Store
from agent.storage.training.tables import shares
from tests.support.makers import teams


@pytest.fixture
def settled(store: Store) -> Store:
    teams.settle(store)
    teams.begin(store, "a1", "p-ana")
    return store


def test_a_line_asked_for_twice_is_asked_for_once(settled: Store) -> None:
    log = settled.training.shares
    first = log.ask("a1", 1, "p-tia")
    assert log.ask("a1", 1, "p-tia").id == first.id
    assert log.ask("a1", 1, "p-art").id != first.id
    assert first.consent is Consent.ASKED
    assert first.owner == "p-ana"
    log.refuse(first.id)
    assert log.ask("a1", 1, "p-tia").id != first.id, "after a refusal it is asked for anew"


def test_only_the_hash_of_a_link_is_kept(settled: Store) -> None:
    log = settled.training.shares
    share = log.ask("a1", 1, None)
    log.consent(share.id)
    token = log.mint(share.id)
    with settled._database.reading() as connection:
        assert token not in str(connection.execute(select(shares)).all())
    found = log.opened(token)
    assert found is not None
    assert found.works(datetime.now(UTC) + timedelta(days=DAYS - 1))
    assert not found.works(datetime.now(UTC) + timedelta(days=DAYS, minutes=1))
    assert log.opened(token + "x") is None


def test_a_link_taken_back_or_made_anew_leads_nowhere(settled: Store) -> None:
    log = settled.training.shares
    share = log.ask("a1", 1, "p-tia")
    log.consent(share.id)
    old, new = log.mint(share.id), log.mint(share.id)
    assert log.opened(old) is None
    assert log.opened(new) is not None
    log.refuse(share.id)
    assert log.opened(new) is None
    assert [one.consent for one in log.of_owner("p-ana", 9)] == [Consent.REFUSED]
    assert [one.id for one in log.asked_by("p-tia", 9)] == [share.id]
    assert log.of_owner("p-ben", 9) == log.asked_by("p-tom", 9) == []


def test_erasing_a_session_ends_its_links(settled: Store) -> None:
    log = settled.training.shares
    share = log.ask("a1", 1, None)
    log.consent(share.id)
    token = log.mint(share.id)
    settled.erase("a1", False)
    assert log.opened(token) is None
    assert log.find(share.id) is None
