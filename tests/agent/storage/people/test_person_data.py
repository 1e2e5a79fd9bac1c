"""Erasing a person: every word of theirs goes, nothing of anybody else's, and no file keeps a copy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from agent.errors import StoreError, TurnRefused
from agent.model.practice.person import Role
from agent.storage.people_tables import audit, drill_cards, drill_reviews, invites, logins, people
from agent.storage.store import Store
from agent.storage.tables import metadata
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY

ANA, BEN, ADA = "p-ana", "p-ben", "p-ada"


@pytest.fixture
def full(store: Store) -> Store:
    """A log in which Ana and Ben did all that leaves words."""
    teams.settle(store)
    for person, word in ((ANA, "anaword"), (BEN, "benword")):
        for session in ("one", "two"):
            teams.begin(store, f"{person}-{session}", person, word)
            teams.dispute(store, f"{person}-{session}", person, word)
        store.branch(f"{person}-one", 1, f"{person}-branch")
        teams.practise(store, person, word)
    store.audit.add("p-tia", "read", session=f"{ANA}-one", person=ANA)
    return store


def everything(store: Store) -> str:
    """Return all that the tables hold, as text."""
    with store._database.reading() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(table.select()))


def test_every_table_loses_what_is_theirs_and_keeps_what_is_not(full: Store) -> None:
    gone = full.persons.erase(ANA, by=ADA)
    assert sorted(gone) == [f"{ANA}-branch", f"{ANA}-one", f"{ANA}-two"]
    assert full.persons.session_ids(ANA) == []
    told = everything(full)
    assert "anaword" not in told
    assert "Ana" not in told
    assert "benword" in told
    assert len(full.persons.session_ids(BEN)) == 3
    with full._database.reading() as connection:
        for table in (drill_cards, drill_reviews, logins):
            assert [row.person for row in connection.execute(table.select())] == [BEN]
        assert [row.by for row in connection.execute(invites.select())] == [BEN]
        assert ANA not in [row.id for row in connection.execute(people.select())]


def test_the_audit_keeps_ids_and_says_who_erased_them(full: Store) -> None:
    full.persons.erase(ANA, by=ADA)
    kept = [(entry.actor, entry.act, entry.person) for entry in full.audit.entries(10)]
    assert kept == [(ADA, "erased", ANA), ("p-tia", "read", ANA)]


def test_a_branch_that_somebody_else_made_shares_their_words_and_goes_too(full: Store) -> None:
    full.create(full.info(f"{ANA}-branch").model_copy(update={"id": "odd", "owner": BEN}), full.start(f"{ANA}-one"))
    assert "odd" in full.persons.erase(ANA, by=None)
    assert len(full.persons.session_ids(BEN)) == 3


def test_nothing_is_erased_while_one_of_their_sessions_is_at_work(full: Store) -> None:
    before = everything(full)
    full.claim(f"{ANA}-two", "somebody", 60)
    with pytest.raises(TurnRefused, match="try again in a moment"):
        full.persons.erase(ANA, by=ADA)
    full.release(f"{ANA}-two", "somebody")
    assert everything(full) == before
    full.persons.erase(ANA, by=ADA)


def test_the_last_active_admin_stays_while_others_are_there(store: Store) -> None:
    resting = EVERYBODY["art"].model_copy(update={"active": False})
    teams.settle(store, "ana", "ada", "art", art=resting)
    with pytest.raises(TurnRefused, match="make somebody else an admin"):
        store.persons.erase(ADA, by=ADA)
    store.persons.erase(ANA, by=ADA)
    store.persons.erase("p-art", by=ADA)
    store.persons.erase(ADA, by=ADA)
    assert "Ada" not in everything(store)


def test_one_of_two_admins_can_go(store: Store) -> None:
    teams.settle(store, "ana", "ada", "art")
    store.persons.erase(ADA, by=ADA)
    left = store.people.person("p-art")
    assert left is not None
    assert left.role is Role.ADMIN


def test_what_has_no_owner_is_erased_without_touching_anybody(full: Store) -> None:
    teams.begin(full, "local", None, "localword")
    teams.practise(full, "", "localword")
    assert full.persons.erase(None, by=None) == ["local"]
    told = everything(full)
    assert "localword" not in told
    assert "anaword" in told
    assert full.people.person(ANA) is not None


def test_what_is_told_of_a_person_holds_no_secret(full: Store) -> None:
    told = full.persons.besides_sessions(ANA)
    assert "hashed" not in str(told)
    assert "login-" not in str(told)
    assert "link-" not in str(told)
    assert told["drill_reviews"][0]["rest"] == {"quote": "anaword"}
    assert told["people"][0]["name"] == "ana"
    assert "benword" not in str(told)
    assert full.persons.of_session(f"{ANA}-one")["disputes"][0]["meant"] == "anaword meant"


def test_sessions_are_counted_by_person(full: Store) -> None:
    assert full.persons.counts() == {ANA: 3, BEN: 3}
    assert full.persons.named(" ANA ") == ANA
    assert full.persons.named("nobody") is None


def files_of(file: Path) -> bytes:
    """Return every byte of a database: the file, its write-ahead file and its index."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.parametrize("seed", [20, 31])
def test_no_byte_of_a_person_stays_in_any_file(tmp_path: Path, seed: int) -> None:
    """Pages that were split keep copies of rows that moved; a log that grew at random has some of these."""
    file = tmp_path / "rollwith.db"
    store = Store(f"sqlite:///{file}")
    mine = EVERYBODY["ana"].model_copy(update={"name": "ana zzsecret", "shown": "Ana ZZsecret"})
    teams.settle(store, ana=mine)
    dice = random.Random(seed)
    sessions = {f"{dice.getrandbits(64):016x}": owner for owner in (ANA, BEN, None) for _ in range(25)}
    for session, owner in sorted(sessions.items(), key=lambda _: dice.random()):
        teams.begin(store, session, owner, "zzsecret" if owner == ANA else "plain")
    for number in range(300):
        session = dice.choice(sorted(sessions))
        word = "zzsecret" if sessions[session] == ANA else "plain"
        store.submit(session, f"{word} {number} " + "z" * dice.choice([5, 300, 2500]), f"r{number}")
        store.fail(session, store.info(session).lines, "a test")
        store.notes.add(session, "name", f"{word} {'n' * dice.randrange(60)}")
    teams.practise(store, ANA, "zzsecret")
    assert b"zzsecret" in files_of(file).lower()
    store.persons.erase(ANA, by=ANA)
    assert b"zzsecret" not in files_of(file).lower()
    assert b"plain" in files_of(file)
    with store._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    store.dispose()


def test_a_file_that_another_program_reads_is_said_to_hold_words_yet(tmp_path: Path) -> None:
    file = tmp_path / "rollwith.db"
    store, other = Store(f"sqlite:///{file}"), Store(f"sqlite:///{file}")
    teams.settle(store)
    teams.begin(store, "s1", ANA, "zzsecret")
    with store._database._engine.connect() as connection:  # patience is for a busy machine, not for this test
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=100")
    with other._database.reading() as reading:
        reading.execute(audit.select()).all()
        with pytest.raises(StoreError, match="write-ahead file"):
            store.persons.erase(ANA, by=None)
    assert store.persons.named("ana") is None
    store.persons.erase(BEN, by=None)
    assert b"zzsecret" not in files_of(file)
    for opened in (store, other):
        opened.dispose()
