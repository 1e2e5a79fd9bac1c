"""The pages about people in a real Chromium, as each role has them: light and dark, on a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import App, Watched, open_page, running_app
from tests.support.servers.shared_room import cookie_of, filled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str]]:
    """An app with two teams in it, and the id of a session that was given to a trainer."""
    folder = tmp_path_factory.mktemp("shared")
    session = filled(folder)
    with running_app(folder) as app:
        yield app, session


def come_in(
    browser: Browser, app: App, name: str, width: int, height: int, scheme: Literal["light", "dark"]
) -> Watched:
    """Open a browser in which somebody is signed in."""
    watched = open_page(browser, app, width, height, scheme)
    port = urlsplit(app.url).port
    token = cookie_of(app.log.parent, name)
    watched.page.context.add_cookies([{"name": f"rollwith-{port}", "value": token, "url": app.url}])
    return watched


def look(watched: Watched, app: App, search: str, sign: str) -> None:
    """Open a screen, wait for a sign of it, and see that a screen reader and a narrow screen can do with it."""
    page = watched.page
    page.goto(f"{app.url}/{search}")
    expect(page.locator(sign).first).to_be_visible()
    assert grave_barriers(page) == [], search
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{search} is {wide} px too wide"


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_every_screen_of_every_role_can_be_read(
    browser: Browser, shared: tuple[App, str], width: int, height: int, scheme: Literal["light", "dark"]
) -> None:
    app, session = shared
    screens = {
        "ana": [("?view=account", "text=Read by"), (f"?debrief={session}", "text=Given to your trainer")],
        "tia": [
            ("?view=team", "text=Team north"), (f"?debrief={session}", ".rw-foreign"),
            (f"?session={session}", "#rw-head .rw-foreign"),
        ],
        "art": [
            ("?view=people", "text=Invite somebody"), ("?view=people&id=ben", "text=Erase this person"),
            ("?view=audit", "text=read a session of"),
        ],
    }  # fmt: skip
    for name, places in screens.items():
        watched = come_in(browser, app, name, width, height, scheme)
        for search, sign in places:
            look(watched, app, search, sign)
        assert watched.faults == []
        watched.page.context.close()


def test_an_admin_invites_and_a_rep_takes_back_and_leaves_for_good(browser: Browser, shared: tuple[App, str]) -> None:
    app, session = shared
    admin = come_in(browser, app, "art", 1440, 900, "light")
    page = admin.page
    page.goto(f"{app.url}/?view=people")
    page.get_by_label("Team", exact=False).first.fill("north")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Link")).to_have_value(f"{app.url}/{page.get_attribute('[data-path]', 'data-path')}")
    rep = come_in(browser, app, "ana", 390, 844, "dark")
    mine = rep.page
    mine.goto(f"{app.url}/?debrief={session}")
    mine.click("[data-act=take_back]")
    expect(mine.get_by_text("Only you can read this")).to_be_visible()
    mine.goto(f"{app.url}/?view=account")
    with mine.expect_download() as saving:
        mine.click("[data-act=account_data]")
    assert json.loads(saving.value.path().read_text())["person"]["name"] == "ana"
    mine.get_by_label("To confirm").fill("ana")
    mine.keyboard.press("Enter")
    expect(mine.get_by_text("It is erased")).to_be_visible()
    mine.click("text=Go on")
    expect(mine.get_by_label("Password")).to_be_visible()
    assert b"handed a system" not in b"".join(path.read_bytes() for path in app.log.parent.glob("rollwith.db*"))
    assert admin.faults == []  # the rep's page complains of the server that knows it no more
    for watched in (admin, rep):
        watched.page.context.close()
