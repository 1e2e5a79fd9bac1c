"""The account desk: only an admin looks after accounts, and what is done there stands in the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from agent.content.library import Library
from agent.errors import AccountRefused, NotSignedIn
from agent.model.practice.account import Change
from agent.model.practice.person import LOCAL, Role
from agent.runtime.personal.people.accounts import AccountDesk
from agent.runtime.personal.personal_room import personal
from tests.support.doubles.fake_room import fake_room
from tests.support.servers.databases import engine_of

ACTS: tuple[Callable[[AccountDesk], object], ...] = (
    lambda desk: desk.accounts(), lambda desk: desk.named("ann"), lambda desk: desk.invite(), AccountDesk.invitations,
    lambda desk: desk.withdraw("x"), lambda desk: desk.reset("x"), lambda desk: desk.change("x", Change(team="y")),
    lambda desk: desk.adopt("x"),
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.REP, Role.TRAINER])
def test_nobody_but_an_admin_looks_after_accounts(url: str, role: Role) -> None:
    room = fake_room(cast(Library, None), url)
    desk = AccountDesk(personal(room, room.log.people.make("ann", role=role)))
    for act in ACTS:
        with pytest.raises(NotSignedIn, match="admin"):
            act(desk)
    assert room.log.invites.waiting() == []
    room.close_log()


def test_an_inactive_admin_is_none(url: str) -> None:
    room = fake_room(cast(Library, None), url)
    boss = room.log.people.make("boss", role=Role.ADMIN).model_copy(update={"active": False})
    with pytest.raises(NotSignedIn):
        AccountDesk(personal(room, boss)).accounts()
    room.close_log()


def test_what_an_admin_does_stands_in_the_audit_without_a_word_that_was_typed(url: str) -> None:
    room = fake_room(cast(Library, None), url)
    boss, ann = room.log.people.make("boss", role=Role.ADMIN), room.log.people.make("ann")
    desk = AccountDesk(personal(room, boss))
    link = desk.invite(Role.TRAINER, "Secret team")
    desk.change(ann.id, Change(role=Role.TRAINER, team="Secret team", shown="Secret name", active=False))
    desk.reset(ann.id)
    desk.withdraw(link.id)
    desk.adopt(ann.id)
    with engine_of(url) as engine, engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT actor, act, person, detail FROM audit ORDER BY nth").all()
    assert {row[0] for row in rows} == {boss.id}
    assert [row[1] for row in rows] == ["invited", *["changed"] * 4, "reset", "withdrawn", "adopted"]
    assert "Secret" not in str(rows)
    assert link.token not in str(rows)
    room.close_log()


def test_ones_own_link_is_for_oneself_alone(url: str) -> None:
    room = fake_room(cast(Library, None), url)
    ann = room.log.people.make("ann", password="hash")
    link = AccountDesk(personal(room, ann)).own_link()
    assert link.person == link.by == ann.id
    with pytest.raises(AccountRefused, match="rollwith users invite"):
        AccountDesk(personal(room, LOCAL)).own_link()
    room.close_log()
