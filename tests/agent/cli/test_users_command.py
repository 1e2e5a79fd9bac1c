"""`rollwith users`, and what `rollwith serve` makes of ROLLWITH_LOGIN."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from agent.accounts.passwords import Passwords
from agent.content.library import Library
from agent.errors import SettingsError
from agent.model.practice.person import Role
from agent.runtime.personal.people.first_admin import ready_accounts
from agent.settings import Settings
from agent.storage.store import Store
from agent.web.doors.network import require_login_for_public_bind
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import talks
from tests.support.servers.command_line import Rollwith


@pytest.fixture
def folder(home: Path) -> Path:
    """The data folder of the commands."""
    return home / "data"


@contextmanager
def log_in(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder / 'rollwith.db'}")
    yield store
    store.dispose()


def test_an_invited_person_is_listed_changed_and_given_a_new_link(rollwith: Rollwith, folder: Path) -> None:
    [made] = rollwith("users", "invite", "--role", "trainer", "--team", "North").records
    assert (made["role"], made["team"]) == ("trainer", "North")
    with log_in(folder) as store:
        store.invites.use(made["link"].partition("http://127.0.0.1:7860/invite/")[2], "hash", "Ann")
    [listed] = rollwith("users", "list").records
    assert {
        "name": "ann",
        "role": "trainer",
        "team": "North",
        "active": True,
        "outside": False,
    }.items() <= listed.items()
    [changed] = rollwith(
        "users", "set", "ANN", "--role", "rep", "--team", "", "--shown", "Ann K.", "--inactive"
    ).records
    assert changed == {"name": "ann", "shown": "Ann K.", "role": "rep", "team": "", "active": False}
    [reset] = rollwith("users", "reset", "ann").records
    assert reset["name"] == "ann"
    with log_in(folder) as store:
        found = store.invites.find(reset["link"].rpartition("/")[2])
        assert found is not None
        assert found[1] is not None


def test_a_link_begins_with_the_public_address(rollwith: Rollwith, folder: Path) -> None:
    made = rollwith("users", "invite", env={"ROLLWITH_PUBLIC_URL": "https://practice.example/room"})
    assert made.records[0]["link"].startswith("https://practice.example/room/invite/")


def test_what_cannot_be_done_is_told_with_the_mend(rollwith: Rollwith, folder: Path) -> None:
    with log_in(folder) as store:
        store.people.make("boss", role=Role.ADMIN)
    for given in (
        ["reset", "nobody"],
        ["adopt", "nobody"],
        ["set", "boss", "--inactive"],
        ["set", "boss", "--role", "rep"],
    ):
        ran = rollwith("users", *given, code=2)
        assert ran.out == ""
        assert "Mend" in ran.err


def test_what_was_practised_before_there_were_accounts_is_adopted(rollwith: Rollwith, folder: Path) -> None:
    with log_in(folder) as store:
        ann = store.people.make("ann")
        store.create(talks.info(), talks.START)
    assert rollwith("users", "adopt", "ann").records == [{"name": "ann", "sessions": 1}]
    with log_in(folder) as store:
        assert [info.id for info in store.sessions_of(ann.id)] == ["s1"]


def test_the_login_that_is_set_makes_the_first_admin_and_signs_nobody_out_again(folder: Path) -> None:
    room = fake_room(cast(Library, None), f"sqlite:///{folder / 'rollwith.db'}")
    assert ready_accounts(room, Settings(_env_file=None)) == (False, "")
    assert ready_accounts(room, Settings(_env_file=None, login="Boss:correct horse")) == (True, "")
    boss = room.log.people.named_or_refused("boss")
    token = room.log.logins.begin(boss.id, 1)
    ready_accounts(room, Settings(_env_file=None, login="boss:correct horse"))
    assert room.log.logins.who(token) == boss
    assert boss.role is Role.ADMIN
    assert "fewer than 10" in ready_accounts(room, Settings(_env_file=None, login="boss:shorter"))[1]
    assert room.log.logins.who(token) is None, "it is another password"
    found = room.log.people.named("boss")
    assert found is not None
    assert Passwords().verify_now(found[1], "shorter")
    with pytest.raises(SettingsError, match="ROLLWITH_LOGIN.*Mend"):
        ready_accounts(room, Settings(_env_file=None, login="a\u202eb:correct horse"))
    room.close_log()


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.7", "practice.example"])
def test_beyond_this_machine_somebody_must_be_able_to_sign_in(host: str) -> None:
    with pytest.raises(SettingsError, match="rollwith users invite --role admin"):
        require_login_for_public_bind(host, login=False)
    require_login_for_public_bind(host, login=True)
    require_login_for_public_bind("127.0.0.1", login=False)
