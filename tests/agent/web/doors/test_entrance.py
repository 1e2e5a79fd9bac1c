"""The entrance over real HTTP: who is asked, who comes in, who goes, and what a guesser gets."""

from __future__ import annotations

import contextlib
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.types import Scope

from agent.accounts.brake import AT_ONE_ACCOUNT
from agent.model.practice.account import Change
from agent.model.practice.person import Role
from agent.runtime.room import Room
from agent.settings import Settings
from agent.storage.people.invites import DAYS
from agent.web.doors.entrance import Entrance
from agent.web.doors.sign_in.cookies import cookie_name, way_back
from tests.support.makers.entrances import Entered, entered, greeted, sign_in


def test_nobody_is_asked_until_somebody_has_an_account(door: Entered) -> None:
    with door.client() as browser:
        assert greeted(browser) == "you"
        assert browser.get("/login").headers["location"] == "/"
        door.member("ann")
        assert greeted(browser) == "303"
        assert browser.get("/login").status_code == 200
        assert sign_in(browser, "ann").status_code == 303
        assert greeted(browser) == "ann"


@pytest.mark.parametrize(
    "given", [{"login": "boss:correct horse"}, {"oidc_issuer": "https://a.example", "oidc_client_id": "x"}]
)
def test_where_a_way_in_is_set_everybody_is_asked(room: Room, given: dict[str, Any]) -> None:
    with entered(room, Settings(_env_file=None, **given)) as door, door.client() as browser:
        assert greeted(browser) == "303"


async def test_beyond_this_machine_everybody_is_asked(room: Room) -> None:
    scope: Scope = {"type": "http", "headers": [], "server": ("0.0.0.0", 80)}
    settings = Settings(_env_file=None)
    assert await Entrance(room, settings, "0.0.0.0").who(scope) is None
    assert await Entrance(room, settings, "127.0.0.1").who(scope) is not None


def test_the_entrance_serves_its_own_pages_and_nothing_else(room: Room) -> None:
    entrance = Entrance(room, Settings(_env_file=None), "127.0.0.1")
    own = ("/login", "/logout", "/oidc/start", "/oidc/callback", "/invite/abc-_9", "/share/abc-_9")
    others = ("/", "/login/", "/login/x", "/invite/", "/invite/a/b", "/invite/a.b", "/oidc", "/loginx", "//login",
              "/login\n", "/invite/" + "a" * 129, "/invite/ä",
              "/share/", "/share/a/b", "/share/a.b", "/share/" + "a" * 129)  # fmt: skip
    assert [entrance.serves(path) for path in own] == [True] * len(own)
    assert [path for path in others if entrance.serves(path)] == []


def test_forty_wrong_passwords_in_disguise_are_held_and_the_right_one_from_elsewhere_comes_in(door: Entered) -> None:
    door.member("ann")
    door.member("bob")
    names = ("ann", "ANN", " ann", "Ann ", "a\u006en")
    with door.client() as guesser:
        statuses = []
        for at in range(40):
            headers = {name: f"10.9.{at}.7" for name in ("x-forwarded-for", "x-real-ip", "x-client-ip")}
            statuses.append(sign_in(guesser, names[at % 5], f"guess {at}", **headers).status_code)
        assert statuses == [401] * AT_ONE_ACCOUNT + [429] * (40 - AT_ONE_ACCOUNT)
        assert door.passwords.verified == AT_ONE_ACCOUNT
        held = sign_in(guesser, "ann")
        assert held.status_code == 429
        assert 0 < int(held.headers["retry-after"]) <= 61
        assert sign_in(guesser, "bob").status_code == 303, "others behind that address come in"
    with door.client("127.0.0.2") as hers:
        assert sign_in(hers, "ann").status_code == 303
        assert greeted(hers) == "ann"


def test_two_hundred_half_sent_tries_that_end_together_are_held_to_the_limit(door: Entered) -> None:
    door.member("ann")
    body = b"name=ann&password=wrong+horse"
    head = b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n"
    head += b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    address = (urlsplit(door.url).hostname, urlsplit(door.url).port)
    with contextlib.ExitStack() as stack:
        open_ones = [stack.enter_context(socket.create_connection(address, timeout=60)) for _ in range(200)]
        for one in open_ones:
            one.sendall(head + body[:-1])
        with ThreadPoolExecutor(20) as threads:
            list(threads.map(lambda one: one.sendall(body[-1:]), open_ones))
            answers = list(threads.map(lambda one: one.recv(12), open_ones))
    assert sorted(answers) == [b"HTTP/1.1 401"] * AT_ONE_ACCOUNT + [b"HTTP/1.1 429"] * (200 - AT_ONE_ACCOUNT)
    assert door.passwords.verified == AT_ONE_ACCOUNT


def test_a_wrong_name_a_wrong_password_and_an_inactive_account_are_told_alike(door: Entered) -> None:
    ann = door.member("ann")
    door.member("boss", role=Role.ADMIN)
    door.room.log.people.change(ann, Change(active=False))
    with door.client() as browser:
        told = [
            sign_in(browser, *given).text
            for given in (("ann", "correct horse"), ("boss", "x"), ("nobody", "x"), ("\x00", "x"))
        ]
    assert len({re.sub(r'value="[^"]*"', "", page) for page in told}) == 1
    assert door.passwords.verified == 4, "nobody is answered sooner"
    assert "is not right" in told[0]


def test_signing_in_gives_a_new_cookie_whatever_the_browser_had(door: Entered) -> None:
    door.member("ann")
    with door.client() as browser:
        name = f"rollwith-{urlsplit(door.url).port}"
        browser.cookies.set(name, "planted-by-somebody-else")
        first = sign_in(browser, "ann").cookies[name]
        second = sign_in(browser, "ann").cookies[name]
    assert len({first, second, "planted-by-somebody-else"}) == 3
    with door.client() as attacker:
        attacker.cookies.set(name, "planted-by-somebody-else")
        assert greeted(attacker) == "303"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(door: Entered) -> None:
    door.member("ann")
    with door.client() as browser:
        cookie = sign_in(browser, "ann").headers.get_list("set-cookie")[0].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=43200"))
    over_tls = {"scheme": "https", "server": ("x", 443)}
    assert cookie_name(over_tls, "rollwith") == "__Host-rollwith"
    assert cookie_name({**over_tls, "root_path": "/room"}, "rollwith") == "rollwith-443"
    assert cookie_name({"scheme": "http", "server": ("x", 7861)}, "rollwith") == "rollwith-7861"


def test_signing_out_signs_out_this_browser_only_and_a_link_signs_nobody_out(door: Entered) -> None:
    door.member("ann")
    door.member("bob")
    with door.client() as hers, door.client() as also_hers, door.client() as his:
        for browser, name in ((hers, "ann"), (also_hers, "ann"), (his, "bob")):
            sign_in(browser, name)
        assert '<form method="post" action="/logout">' in hers.get("/logout").text
        assert greeted(hers) == "ann", "a link was followed, and nothing happened"
        stolen = dict(hers.cookies)
        assert hers.post("/logout").headers["location"] == "/login"
        assert [greeted(one) for one in (hers, also_hers, his)] == ["303", "ann", "bob"]
        hers.cookies.update(stolen)
        assert greeted(hers) == "303", "the cookie itself is worth nothing any more"


def test_who_is_made_inactive_is_out_at_once(door: Entered) -> None:
    ann = door.member("ann")
    with door.client() as browser:
        sign_in(browser, "ann")
        door.room.log.people.change(ann, Change(active=False))
        assert greeted(browser) == "303"


def test_an_invited_person_makes_one_account_and_comes_in(door: Entered) -> None:
    link = door.room.log.invites.make(Role.TRAINER, "North <b>")
    form = {"name": "Ann", "shown": "<script>", "password": "three plain words", "again": "three plain words"}
    with door.client() as browser:
        assert "North &lt;b&gt;" in browser.get(f"/{link.path}").text
        for wrong in ({"again": "other"}, {"password": "short", "again": "short"}, {"name": ""}):
            answer = browser.post(f"/{link.path}", data=form | wrong)
            assert answer.status_code == 400
            assert 'role="alert"' in answer.text
            assert "<script>" not in answer.text
        assert browser.post(f"/{link.path}", data=form).status_code == 303
        assert greeted(browser) == "ann"
        assert browser.get(f"/{link.path}").status_code == browser.post(f"/{link.path}", data=form).status_code == 404
    person = door.room.log.people.named_or_refused("ann")
    assert (person.role, person.team) == (Role.TRAINER, "North <b>")


def test_a_link_that_is_over_leads_nowhere(door: Entered, monkeypatch: pytest.MonkeyPatch) -> None:
    link = door.room.log.invites.make(Role.REP)
    find = door.room.log.invites.find
    later = datetime.now(UTC) + timedelta(days=DAYS, seconds=1)
    monkeypatch.setattr(door.room.log.invites, "find", lambda token: find(token, later))
    with door.client() as browser:
        answer = browser.get(f"/{link.path}")
    assert answer.status_code == 404
    assert "used already, or is over" in answer.text


def test_ones_own_link_asks_for_the_present_password_as_often_as_the_brake_lets(door: Entered) -> None:
    ann = door.member("ann")
    link = door.room.log.invites.make_reset(ann, by=ann)
    new = {"password": "four other plain words", "again": "four other plain words"}
    with door.client() as browser, door.client() as other:
        sign_in(other, "ann")
        assert 'name="present"' in browser.get(f"/{link.path}").text
        guesses = [browser.post(f"/{link.path}", data=new | {"present": f"guess {at}"}).status_code for at in range(9)]
        assert guesses == [400] * AT_ONE_ACCOUNT + [429] * (9 - AT_ONE_ACCOUNT)
        with door.client("127.0.0.2") as hers:
            assert hers.post(f"/{link.path}", data=new | {"present": "correct horse"}).status_code == 303
            assert greeted(hers) == "ann"
        assert greeted(other) == "303", "the browser that knew the old password is signed out"


def test_an_admins_link_sets_a_new_password_without_the_old_one(door: Entered) -> None:
    link = door.room.log.invites.make_reset(door.member("ann"), by="somebody else")
    with door.client() as browser:
        form = {"password": "four other plain words", "again": "four other plain words"}
        assert browser.post(f"/{link.path}", data=form).status_code == 303
        assert sign_in(browser, "ann").status_code == 401
        assert sign_in(browser, "ann", "four other plain words").status_code == 303


def test_after_signing_in_one_is_where_one_wanted_to_be(door: Entered) -> None:
    assert way_back({"root_path": "/room"}, "/room/?view=history&id=a") == "/room/?view=history&id=a"
    assert way_back({}, '/?a="><b>\n') == "/?a=%22%3E%3Cb%3E"
    door.member("ann")
    with door.client() as browser:
        page = browser.get("/login", params={"next": "/?view=history"}).text
        assert 'name="next" value="/?view=history"' in page
        form = {"name": "ann", "password": "correct horse", "next": "/?view=history"}
        assert browser.post("/login", data=form).headers["location"] == "/?view=history"


def test_odd_requests_end_without_a_trace(door: Entered) -> None:
    door.member("ann")
    with door.client() as browser:
        assert browser.post("/login", content=b"\xff\xfe", headers={"content-type": "text/plain"}).status_code == 401
        assert (
            browser.post(
                "/login", content=b"a=1&" * 5000, headers={"content-type": "application/x-www-form-urlencoded"}
            ).status_code
            == 401
        )
        assert browser.put("/login").status_code == 405
        assert browser.get("/oidc/callback?state=x&code=y").status_code == 404, "no provider is set"
        assert browser.get("/oidc/start").status_code == 404
        assert browser.get("/login", params={"next": "\x00" * 50}).status_code == 200


def test_the_pages_stand_where_the_proxy_puts_them_and_are_kept_by_no_cache(door: Entered) -> None:
    door.member("ann")
    with door.client() as browser:
        answer = browser.get("/login")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<!doctype html>")
    assert all(f'autocomplete="{kind}"' in answer.text for kind in ("username", "current-password"))
