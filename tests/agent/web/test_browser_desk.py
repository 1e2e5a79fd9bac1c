"""The label desk in a real Chromium: from a rep's dispute to a report that says what humans reach."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.storage.store import Store
from tests.support.makers import teams
from tests.support.makers.desk import LEA, LOU, drawn_codings, many_lines
from tests.support.makers.teams import EVERYBODY
from tests.support.measures.barriers import grave_barriers
from tests.support.paths import ROOT
from tests.support.servers.chromium import App, Watched, open_page, running_app
from tests.support.servers.shared_room import filled

pytestmark = pytest.mark.browser

BEFORE, AT_DESK = 60, 36
"""Lines that both have coded on other evenings, and lines that wait beside the four of Ana's talk."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str]]:
    """An app with two labellers in the team of Ana, and the id of the session she gave to her trainer."""
    folder = tmp_path_factory.mktemp("desk")
    session = filled(folder)
    store = Store(f"sqlite:///{folder / 'rollwith.db'}")
    teams.settle(store, "lea", "lou", lea=LEA, lou=LOU)
    lines = many_lines(BEFORE + AT_DESK)
    store.training.desk.add(lines)
    for person, seed in ((LEA.id, 1), (LOU.id, 2)):
        for line, coding in drawn_codings(lines[:BEFORE], seed).items():
            store.training.desk.code(line, person, coding)
    store.dispose()
    with running_app(folder) as app:
        yield app, session


def come_in(browser: Browser, app: App, name: str, phone: bool = False) -> Watched:
    """Open a browser in which somebody is signed in."""
    scheme: Literal["light", "dark"] = "dark" if phone else "light"
    watched = open_page(browser, app, *((390, 844) if phone else (1440, 900)), scheme)
    store = Store(f"sqlite:///{app.log.parent / 'rollwith.db'}")
    token = store.logins.begin({"lea": LEA.id, "lou": LOU.id}.get(name) or EVERYBODY[name].id, 1)
    store.dispose()
    cookie = {"name": f"rollwith-{urlsplit(app.url).port}", "value": token, "url": app.url}
    watched.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return watched


def can_be_read(page: Page) -> None:
    assert grave_barriers(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def code_waiting(watched: Watched, app: App, push: bool) -> int:
    """Code every line that waits by keys alone; `push`: read Ana's lines as pushing. Return how many these were."""
    page, count = watched.page, 0
    page.goto(f"{app.url}/?view=desk")
    page.get_by_role("link", name="Go on").click()
    while True:
        expect(page.locator(".rw-desk-ask")).to_be_focused()
        if count < 2:
            can_be_read(page)
        shown = page.locator(".rw-desk-line").inner_text()
        at = page.locator("#rw-main").get_attribute("data-url")
        assert "disputed" not in page.locator("#rw-main").inner_text().lower()
        hers = "handed a system" in shown
        for key in "1" if shown.startswith("Customer") else "qsfh" if hers and push else "14sdg":
            page.keyboard.press(key)
        expect(page.locator(".rw-desk-form:invalid")).to_have_count(0)
        page.keyboard.press("Enter")
        count += 1
        expect(page.locator(f'#rw-main[data-url="{at}"]')).to_have_count(0)
        if page.locator(".rw-desk-ask").count() == 0:
            expect(page.get_by_text("You have coded every line here")).to_be_visible()
            return count


def save(page: Page, name: str, to: Path) -> Path:
    with page.expect_download() as saving:
        page.get_by_role("button", name=name).click()
    saving.value.save_as(to / saving.value.suggested_filename)
    return to / saving.value.suggested_filename


def test_from_a_dispute_to_a_report_with_a_human_ceiling(
    browser: Browser, desk: tuple[App, str], tmp_path: Path
) -> None:
    app, session = desk
    ana, tia = come_in(browser, app, "ana"), come_in(browser, app, "tia")
    dispute(ana.page, app, session)
    bring(tia.page, app)
    for name, push in (("lea", False), ("lou", True)):
        labeller = come_in(browser, app, name, phone=push)
        labeller.page.goto(f"{app.url}/?view=desk")
        expect(labeller.page.get_by_text(f"{BEFORE} of {BEFORE + AT_DESK + 4}")).to_be_visible()
        can_be_read(labeller.page)
        assert code_waiting(labeller, app, push) == AT_DESK + 4
        assert labeller.faults == []
        labeller.page.context.close()
    compare(tia.page, app)
    settle(tia.page, app)
    ana.page.goto(f"{app.url}/?session={session}")
    open_receipt(ana.page)
    expect(ana.page.locator("#turn-1 .is-settled")).to_contain_text("It asks them what they would need.")
    tia.page.goto(f"{app.url}/?view=desk")
    data, mapping = save(tia.page, "Save the lines", tmp_path), save(tia.page, "Save the mapping", tmp_path)
    assert graded(data, mapping, tmp_path) >= {"primary.macro_f1", "family.kappa", "empathy.kappa", "talk.kappa"}
    for watched in (ana, tia):
        assert watched.faults == []
        watched.page.context.close()


def open_receipt(page: Page) -> None:
    page.locator("#turn-1 details summary").first.click()


def dispute(page: Page, app: App, session: str) -> None:
    """Say that the first line was meant otherwise."""
    page.goto(f"{app.url}/?session={session}")
    open_receipt(page)
    page.locator("#turn-1 .rw-dispute summary").first.click()
    page.locator("#turn-1 .rw-dispute textarea").first.fill("I meant OUR side, not theirs")
    page.locator("#turn-1 .rw-dispute").first.get_by_role("button", name="Send").click()
    expect(page.locator("#turn-1 .rw-meant").first).to_contain_text("I meant OUR side")


def bring(page: Page, app: App) -> None:
    """Bring Ana's lines to the desk."""
    page.goto(f"{app.url}/?view=desk")
    expect(page.get_by_label("Disputed")).to_be_visible()
    can_be_read(page)
    page.get_by_role("button", name="Bring lines").click()
    expect(page.get_by_text("4 lines came to the desk: 1 disputed")).to_be_visible()


def compare(page: Page, app: App) -> None:
    """Let the embedded coder read what waits, and look at how far everybody agrees."""
    page.goto(f"{app.url}/?view=desk")
    page.get_by_role("button", name="Let the embedded coder read").click()
    expect(page.get_by_text("The embedded coder has read every line")).to_be_visible()
    page.get_by_role("link", name="Agreement").click()
    expect(page.get_by_role("heading", name="Lea and Lou")).to_be_visible()
    expect(page.get_by_text("100 lines both")).to_be_visible()
    can_be_read(page)


def settle(page: Page, app: App) -> None:
    """Settle the line that Ana disputed."""
    page.goto(f"{app.url}/?view=desk-settle")
    page.locator(".rw-desk-case", has_text="disputed by a rep").click()
    expect(page.get_by_text("I meant OUR side")).to_be_visible()
    assert not re.search(r"\b(Lea|Lou|Ana)\b", page.locator("#rw-main").inner_text())
    can_be_read(page)
    expect(page.locator("#rw-main form input:checked")).to_have_count(0)
    page.get_by_role("link", name="Begin from A").click()
    expect(page.locator("#rw-main form input:checked")).not_to_have_count(0)
    page.get_by_label("Why, in a sentence").fill("It asks them what they would need.")
    page.get_by_role("button", name="Settle").click()
    expect(page.locator(".rw-notice.is-done")).to_contain_text("Settled.")
    expect(page.locator(".rw-desk-case", has_text="settled")).to_have_count(1)


def graded(data: Path, mapping: Path, folder: Path) -> set[str]:
    """Grade what was exported as an eval engineer would; return the measures with a human ceiling in the report."""
    command = [sys.executable, "-m", "rollwith", "evals", "run", "agreement", "--data", str(data)]
    command += ["--mapping", str(mapping), "--engine", "embedded", "--out", str(folder), "--resamples", "10", "--quiet"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    report = json.loads(Path(json.loads(ran.stdout.strip().split("\n")[-1])["report"]).read_text("utf-8"))
    return {measure["name"] for measure in report["results"][0]["measures"] if measure["human"] is not None}
