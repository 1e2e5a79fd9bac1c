"""In a browser: somebody is invited by a link, makes an account, signs out and in again, and is alone in doing so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.model.practice.person import Role
from agent.storage.store import Store
from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SERVER, App, Watched, open_page, running_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "three plain words"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app"), SERVER) as running:
        yield running


def sound(page: Page) -> None:
    """Assert that nothing on a page stands in the way of anybody (axe: serious or critical)."""
    assert grave_barriers(page) == []


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#{name}", value)


def join(watched: Watched, url: str, name: str) -> None:
    page = watched.page
    page.goto(url)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    sound(page)
    fill(page, name=name, shown=name.title(), password=WORDS, again=WORDS)
    page.keyboard.press("Enter")
    expect(page.locator(".rw-account summary")).to_have_text(name.title())


def test_somebody_who_is_invited_makes_an_account_and_comes_and_goes(browser: Browser, app: App) -> None:
    store = Store(f"sqlite:///{app.log.parent / 'rollwith.db'}")
    boss, ann = open_page(browser, app, 1440, 900, "light"), open_page(browser, app, 390, 844, "dark")
    join(boss, f"{app.url}/{store.invites.make(Role.ADMIN).path}", "boss")
    join(ann, f"{app.url}/{store.invites.make(Role.REP, 'North').path}", "ann")
    page = ann.page
    page.click(".rw-account summary")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{app.url}/login")
    sound(page)
    page.goto(f"{app.url}/?view=history")
    expect(page).to_have_url(re.compile(r"/login\?next="))
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    expect(page.locator(".rw-account summary")).to_have_text("Ann")
    boss.page.reload()
    expect(boss.page.locator(".rw-account summary")).to_have_text("Boss")
    store.dispose()
    for watched in (boss, ann):
        watched.page.context.close()
        assert watched.faults == []
