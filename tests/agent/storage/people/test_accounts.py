"""Accounts, links and logins in the log: who they are, what may be changed, and what is never kept."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from agent.errors import AccountRefused
from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.storage.people.invites import DAYS
from agent.storage.people.logins import MOST
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import engine_of


def test_a_name_is_kept_in_one_form_and_nobody_else_gets_it(store: Store) -> None:
    ann = store.people.make("  Änn ", "Ann K.", Role.TRAINER, "North", password="hash")
    assert (ann.name, ann.shown, ann.role, ann.team, ann.active) == ("änn", "Ann K.", Role.TRAINER, "North", True)
    assert store.people.named_or_refused("A\u0308NN") == ann, "the same letter, composed of two"
    assert store.people.person(ann.id) == ann
    with pytest.raises(AccountRefused, match="already.*Mend"):
        store.people.make("ÄNN")


@pytest.mark.parametrize("name", ["", "   ", "a" * 65, "a\nb", "a\u202eb", "a\x00b", "a\u200bb", "\ud800"])
def test_a_name_that_cannot_be_printed_is_refused_with_the_mend(store: Store, name: str) -> None:
    with pytest.raises(AccountRefused, match="Mend"):
        store.people.make(name)
    assert not store.people.any_accounts()


def test_who_comes_from_outside_is_known_by_issuer_and_subject_alone(store: Store) -> None:
    ann = store.people.make("ann", password="hash")
    bob = store.people.make("bob", issuer="https://id.example", subject="ann")
    assert store.people.by_subject("https://id.example", "ann") == bob
    assert store.people.by_subject("https://other.example", "ann") is None
    with pytest.raises(AccountRefused):
        store.people.make("bob2", issuer="https://id.example", subject="ann")
    assert [(one.person, one.outside) for one in store.people.accounts()] == [(ann, False), (bob, True)]
    assert store.people.any_passwords()


def test_an_account_is_changed_in_part(store: Store) -> None:
    ann = store.people.make("ann", team="North", password="hash")
    changed = store.people.change(ann.id, Change(role=Role.TRAINER, shown="Ann"))
    assert (changed.role, changed.shown, changed.team) == (Role.TRAINER, "Ann", "North")
    assert store.people.change(ann.id, Change(team="")).team == ""
    with pytest.raises(AccountRefused, match="Mend"):
        store.people.change(ann.id, Change(team="a\nb"))
    with pytest.raises(AccountRefused, match="no such account"):
        store.people.change("nobody", Change(team="x"))


@pytest.mark.parametrize("change", [Change(active=False), Change(role=Role.REP)])
def test_the_last_active_admin_stays_one(store: Store, change: Change) -> None:
    ann = store.people.make("ann", role=Role.ADMIN)
    bob = store.people.make("bob", role=Role.ADMIN)
    store.people.change(bob.id, Change(active=False))
    with pytest.raises(AccountRefused, match="last active admin"):
        store.people.change(ann.id, change)
    store.people.change(bob.id, Change(active=True))
    store.people.change(ann.id, change)


def test_two_admins_who_step_down_at_once_leave_one(store: Store) -> None:
    admins = [store.people.make(name, role=Role.ADMIN) for name in ("ann", "bob")]
    ready, refused = threading.Barrier(2), []

    def step_down(person: str) -> None:
        ready.wait()
        try:
            store.people.change(person, Change(role=Role.REP))
        except AccountRefused as error:
            refused.append(error)

    threads = [threading.Thread(target=step_down, args=(one.id,)) for one in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert [one.person.role for one in store.people.accounts()].count(Role.ADMIN) == 1


def test_a_link_makes_one_account_and_keeps_no_secret(store: Store, log_url: str) -> None:
    link = store.invites.make(Role.TRAINER, "North", by="boss")
    assert [(one.token, one.team) for one in store.invites.waiting()] == [("", "North")]
    with engine_of(log_url) as engine, engine.connect() as connection:
        assert link.token not in str(connection.exec_driver_sql("SELECT * FROM invites").all())
    ann = store.invites.use(link.token, "hash", "Ann", "Ann K.")
    assert (ann.name, ann.role, ann.team) == ("ann", Role.TRAINER, "North")
    assert store.invites.find(link.token) is None
    assert store.invites.waiting() == []
    with pytest.raises(AccountRefused, match="used already"):
        store.invites.use(link.token, "hash", "bob")
    assert store.people.named("bob") is None


def test_a_link_whose_name_was_taken_can_be_used_again(store: Store) -> None:
    store.people.make("ann")
    link = store.invites.make(Role.REP)
    with pytest.raises(AccountRefused, match="already"):
        store.invites.use(link.token, "hash", "ann")
    assert store.invites.use(link.token, "hash", "bob").name == "bob"


def test_a_link_ends_after_a_week_and_when_it_is_withdrawn(store: Store) -> None:
    link, other = store.invites.make(Role.REP), store.invites.make(Role.REP)
    soon, late = datetime.now(UTC) + timedelta(days=DAYS, hours=-1), datetime.now(UTC) + timedelta(days=DAYS, hours=1)
    assert store.invites.find(link.token, soon) is not None
    assert store.invites.find(link.token, late) is None
    with pytest.raises(AccountRefused, match="is over"):
        store.invites.use(link.token, "hash", "ann", now=late)
    store.invites.withdraw(link.id)
    assert store.invites.find(link.token) is None
    assert store.invites.find(other.token) is not None
    with pytest.raises(AccountRefused, match="waits"):
        store.invites.withdraw(link.id)


def test_a_link_used_by_many_at_once_makes_one_account(store: Store) -> None:
    link, made, ready = store.invites.make(Role.REP), [], threading.Barrier(6)

    def use(number: int) -> None:
        ready.wait()
        try:
            made.append(store.invites.use(link.token, "hash", f"rep {number}"))
        except AccountRefused:
            return

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == len(store.people.accounts()) == 1


def test_a_new_password_signs_every_browser_out(store: Store) -> None:
    ann = store.people.make("ann", password="old")
    first, second = store.logins.begin(ann.id, 1), store.logins.begin(ann.id, 1)
    link = store.invites.make_reset(ann.id)
    assert store.logins.who(first) == store.logins.who(second) == ann
    assert store.invites.use(link.token, "new") == ann
    assert store.logins.who(first) is store.logins.who(second) is None
    assert store.people.named("ann") == (ann, "new")


def test_a_password_is_not_set_for_who_comes_from_outside(store: Store) -> None:
    bob = store.people.make("bob", issuer="https://id.example", subject="1")
    with pytest.raises(AccountRefused, match="outside provider"):
        store.invites.make_reset(bob.id)


def test_a_better_hash_of_the_same_password_signs_nobody_out(store: Store) -> None:
    ann = store.people.make("ann", password="old")
    token = store.logins.begin(ann.id, 1)
    store.people.rehash(ann.id, "old", "better")
    store.people.rehash(ann.id, "old", "too late")
    assert store.people.named("ann") == (ann, "better")
    assert store.logins.who(token) == ann


def test_a_login_is_one_browsers_and_ends_by_itself(store: Store, log_url: str) -> None:
    ann, bob = store.people.make("ann"), store.people.make("bob")
    hers, also_hers, his = (store.logins.begin(one.id, 2) for one in (ann, ann, bob))
    with engine_of(log_url) as engine, engine.connect() as connection:
        assert hers not in str(connection.exec_driver_sql("SELECT * FROM logins").all())
    store.logins.end(hers)
    assert [store.logins.who(token) for token in (hers, also_hers, his)] == [None, ann, bob]
    assert store.logins.who(his, datetime.now(UTC) + timedelta(hours=2, seconds=1)) is None
    assert store.logins.who("") is store.logins.who("x" * 500) is store.logins.who("\ud800") is None


def test_who_is_made_inactive_is_signed_out_and_stays_out(store: Store) -> None:
    ann = store.people.make("ann")
    token = store.logins.begin(ann.id, 1)
    store.people.change(ann.id, Change(active=False))
    assert store.logins.who(token) is None
    later = store.logins.begin(ann.id, 1)
    assert store.logins.who(later) is None
    store.people.change(ann.id, Change(active=True))
    assert store.logins.who(token) is None


def test_the_oldest_of_many_logins_ends(store: Store) -> None:
    ann = store.people.make("ann")
    tokens = [store.logins.begin(ann.id, 1) for _ in range(MOST + 2)]
    assert [store.logins.who(token) is not None for token in tokens] == [False] * 2 + [True] * MOST


def test_what_was_nobodys_is_given_to_somebody_once(begun: Store) -> None:
    ann, bob = begun.people.make("ann"), begun.people.make("bob")
    begun.create(talks.info().model_copy(update={"id": "s2", "owner": bob.id}), talks.START)
    assert begun.people.adopt(ann.id) == 1
    assert [info.id for info in begun.sessions_of(ann.id)] == ["s1"]
    assert [info.id for info in begun.sessions_of(bob.id)] == ["s2"]
    assert begun.people.adopt(bob.id) == 0
