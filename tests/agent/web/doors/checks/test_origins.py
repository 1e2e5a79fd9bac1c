"""Only one's own pages may ask; a page of another port, host or scheme is refused by every route and method."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from agent.web.doors.checks.origins import LOCAL_NAMES, RoomAddress
from tests.agent.web.doors.test_guard import client

LOCAL = RoomAddress(None, LOCAL_NAMES)
ROUTES = ("/", "/config", "/theme.css", "/gradio_api/queue/data", "/gradio_api/app_id", "/login", "/nosuch")
METHODS = ("GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE")


def at(url: str, place: RoomAddress = LOCAL) -> TestClient:
    return client(place, url=url)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://127.0.0.1:7860", "http://localhost:7889"),
        ("http://127.0.0.1:7860", "http://localhost:7860"),
        ("http://127.0.0.1:7860", "http://127.0.0.1:7861"),
        ("http://127.0.0.1:7860", "http://127.0.0.1"),
        ("http://127.0.0.1:7860", "https://evil.example"),
        ("http://127.0.0.1:7860", "null"),
        ("http://127.0.0.1:7860", "http://127.0.0.1:7860.evil.example"),
        ("http://127.0.0.1:7860", ""),
        ("http://[::1]:7860", "https://evil.example"),
        ("http://[::1]:7860", "http://[::1]:7861"),
        ("http://[::1]:7860", "http://127.0.0.1:7860"),
    ],
)
def test_a_foreign_origin_is_refused_on_every_route(url: str, origin: str) -> None:
    for route in ROUTES:
        for method in METHODS:
            answer = at(url).request(method, route, headers={"origin": origin})
            assert answer.status_code == 403, (method, route)
            assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("url", ["http://127.0.0.1:7860", "http://localhost:1", "http://[::1]:9", "http://LOCALHOST"])
def test_ones_own_pages_are_served(url: str) -> None:
    own = url.lower()
    assert at(url).get("/", headers={"origin": own, "sec-fetch-site": "same-origin"}).status_code == 200
    assert at(url).post("/login", headers={"origin": own}, json={}).status_code == 200


def test_tls_that_ends_before_us_is_ones_own_but_tls_is_not_undone() -> None:
    room = RoomAddress(None, None)
    assert at("http://room.example", room).get("/", headers={"origin": "https://room.example"}).status_code == 200
    assert at("http://room.example", room).get("/", headers={"origin": "https://room.example:443"}).status_code == 200
    assert at("https://room.example", room).get("/", headers={"origin": "http://room.example"}).status_code == 403
    sibling = {"origin": "https://other.room.example"}
    assert at("http://room.example", room).get("/", headers=sibling).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_without_an_origin_the_browser_says_whose_page_asks(site: str) -> None:
    asked = at("http://localhost:7860")
    for mode, dest in (("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty")):
        headers = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert asked.get("/config", headers=headers).status_code == 403
    link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert asked.get("/", headers=link).status_code == 200, "a link in a mail may be followed"
    assert asked.post("/login", headers=link).status_code == 403
    framed = {**link, "sec-fetch-dest": "iframe"}
    portal = at("http://localhost:7860", RoomAddress(None, LOCAL_NAMES, "https://portal.example"))
    assert portal.get("/", headers=framed).status_code == 200


def test_a_form_of_unknown_origin_with_cookies_changes_nothing() -> None:
    asked = at("http://localhost:7860")
    cookies, form = {"cookie": "rollwith=1"}, {"content-type": "application/x-www-form-urlencoded"}
    assert asked.post("/logout", headers={**cookies, **form}).status_code == 403
    assert asked.post("/login", headers={**cookies, **form}).status_code == 200, "a password counts there"
    assert asked.post("/gradio_api/queue/join", headers=cookies, json={}).status_code == 400, "no form sends JSON"
    assert asked.post("/gradio_api/queue/join", json={}).status_code == 400


@pytest.mark.parametrize(
    "host", ["rebound.example:7860", "127.0.0.1.nip.io", "", "localhost.evil.example", "[::2]:7860"]
)
def test_a_name_that_does_not_lead_here_is_told_the_mend(host: str) -> None:
    answer = at("http://localhost:7860").get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "ROLLWITH_PUBLIC_URL" in answer.text


def test_the_public_address_is_the_one_origin_whatever_name_the_proxy_sends() -> None:
    place = RoomAddress("https://practice.example/room", LOCAL_NAMES)
    for host in ("127.0.0.1:7860", "practice.example", "localhost"):
        asked = at("http://x", place)
        own = {"host": host, "origin": "https://practice.example"}
        assert asked.get("/room/", headers=own).status_code == 200
        for foreign in ("http://practice.example", "http://127.0.0.1:7860", "https://practice.example:8443"):
            assert asked.get("/room/", headers={"host": host, "origin": foreign}).status_code == 403
    assert at("http://x", place).get("/", headers={"host": "app:7860"}).status_code == 421
