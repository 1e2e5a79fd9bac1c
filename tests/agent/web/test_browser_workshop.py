"""The workshop in a real Chromium: from notes to a customer whom a rep meets, in the page alone and without a model."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.content.editing.form_field import FormField
from agent.content.editing.lean_fields import lean_fields
from agent.content.editing.lean_form import shown
from tests.support.makers.lean_notes import notes_of, tess
from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SKILLED, App, Watched, open_page, running_app

pytestmark = pytest.mark.browser

SHORT_NAMES = {
    "facts.first_fact": "calm_days", "facts.second_fact": "bonus", "facts.third_fact": "friend",
    "agenda.first_item": "the record", "agenda.second_item": "fewer boxes", "triggers.sore_point": "attend",
}  # fmt: skip


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("workshop")) as app:
        yield app


def test_two_pages_of_notes_become_a_customer_whom_a_rep_meets_and_who_is_edited_and_gone_back_to(
    browser: Browser, app: App
) -> None:
    began, watched = time.monotonic(), open_page(browser, app, 1440, 900, "light")
    page, wanted = watched.page, tess()
    page.goto(f"{app.url}/?view=workshop")
    page.get_by_role("link", name="From notes").click()
    page.locator("[name=notes]").fill("Too short.")
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_text("paste notes of 20 letters")).to_be_visible()
    expect(page.locator("[name=notes]")).to_have_value("Too short.")
    page.locator("[name=notes]").fill(notes_of(wanted))
    assert_no_barriers(page)
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", name="Tess Quill")).to_be_visible()
    expect(page.locator(".rw-findings.is-wrong")).to_be_visible()
    assert_no_barriers(page)
    typed = [field for field in lean_fields(wanted) if answer(page, wanted, field)]
    save(page, "")
    expect(page.get_by_role("heading", name="Nothing stands in its way.")).to_be_visible()
    assert len(typed) < 45
    save(page, "First edition, from the notes of our call.")
    expect(page.get_by_text("Edition 1 is published")).to_be_visible()
    watched.meet(app, "tess_quill")
    for turn, line in enumerate(SKILLED[:2], 1):
        watched.say(line, turn)
    watched.finish()
    edit_and_go_back(page, app)
    assert time.monotonic() - began < 300
    look_on_a_phone(browser, app)
    assert watched.faults == []


def edit_and_go_back(page: Page, app: App) -> None:
    page.goto(f"{app.url}/?view=workshop&id=tess_quill&do=edit")
    page.locator("[name=portrait]").fill("Keeps twenty-two turbines turning with a crew of six.")
    save(page, "A shorter portrait.")
    expect(page.get_by_text("Edition 2 is published")).to_be_visible()
    expect(page.locator(".rw-diff .is-gone").first).to_be_visible()
    assert_no_barriers(page)
    page.get_by_role("button", name="Go back to this").click()
    expect(page.locator(".rw-editions")).to_contain_text("Back to edition 1.")
    page.goto(app.url)
    expect(page.get_by_text("has been marked down as absent").first).to_be_visible()


def look_on_a_phone(browser: Browser, app: App) -> None:
    watched: Watched = open_page(browser, app, 390, 844, "dark")
    page = watched.page
    for search, sign in (
        ("?view=workshop", ".rw-customers"), ("?view=workshop&do=notes", "[name=notes]"),
        ("?view=workshop&id=tess_quill&do=edit", ".rw-lean"), ("?view=workshop&id=tess_quill&do=versions", ".rw-diff"),
    ):  # fmt: skip
        page.goto(f"{app.url}/{search}")
        expect(page.locator(sign).first).to_be_visible()
        assert_no_barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{search} is {wide} px too wide"
    assert watched.faults == []


def answer(page: Page, wanted: dict[str, object], field: FormField) -> bool:
    """Write what a field is to hold, if it does not hold it by now; say whether that was needed."""
    value = SHORT_NAMES.get(field.name, shown(wanted, field))
    box = page.locator(f'[name="{field.name}"]')
    if " ".join(box.input_value().split()) == " ".join(value.split()):
        return False
    if field.kind == "choice":
        box.select_option(value)
    else:
        box.fill(value)
    return True


def save(page: Page, note: str) -> None:
    """Save the form, and publish it if a note goes with it."""
    page.locator("#note-customer").fill(note)
    page.locator(".rw-lean").get_by_role("button", name="Save and publish" if note else "Save the draft").click()


def assert_no_barriers(page: Page) -> None:
    assert grave_barriers(page) == []
