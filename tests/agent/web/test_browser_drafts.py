"""What a trainer or a labeller typed and did not save, in a real Chromium: back after a link, a step, a reload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import App, open_page, running_app

pytestmark = pytest.mark.browser

BACK = "What you had typed is back."
OLDER = "What you typed here was not saved, and it was saved anew since."
CODE = "?view=rubrics&id=simple_reflection&do=code"
OTHER_CODE = "?view=rubrics&id=complex_reflection&do=code"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on one's own machine, where the one person may do everything."""
    with running_app(tmp_path_factory.mktemp("drafts")) as running:
        yield running


def drafts_in(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('rw-draft:')).length"))


def test_a_long_form_is_back_after_a_link_a_step_and_a_reload_until_it_is_saved(browser: Browser, app: App) -> None:
    watched = open_page(browser, app, 1440, 900, "light")
    page = watched.page
    page.goto(f"{app.url}/?view=workshop&do=new")
    page.fill("[name=name]", "Ann Oduya")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".rw-lean")).to_be_visible()
    assert drafts_in(page) == 0
    portrait, hard, firm = (page.locator(f".rw-lean [name='{name}']") for name in ("portrait", "difficulty", "company"))
    served = portrait.input_value()
    portrait.fill("Runs the night shift.")
    hard.select_option("5")
    firm.fill("Harbour Cold Stores")
    page.locator("#note-customer").fill("Her first edition.")

    page.get_by_role("link", name="← All customers").click()
    expect(page.locator(".rw-customers")).to_be_visible()
    assert drafts_in(page) == 1, "leaving a box tells of a change, by then at another address"
    page.goto(f"{app.url}/?view=workshop&do=notes")
    expect(page.locator("[data-kept]")).to_be_empty()
    page.go_back()
    page.go_back()
    expect(page.locator(".rw-kept").first).to_contain_text(BACK)
    for field, value in ((portrait, "Runs the night shift."), (hard, "5"), (firm, "Harbour Cold Stores")):
        expect(field).to_have_value(value)
    page.reload()
    expect(page.locator(".rw-kept").first).to_contain_text(BACK)
    expect(page.locator("#note-customer")).to_have_value("Her first edition.")
    assert grave_barriers(page) == []

    page.get_by_role("button", name="Discard it").click()
    expect(portrait).to_have_value(served)
    expect(page.locator(".rw-kept").first).to_be_empty()
    page.reload()
    expect(portrait).to_have_value(served)
    assert drafts_in(page) == 0

    portrait.fill("Runs the day shift.")
    page.locator(".rw-lean").get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('rw-draft:'))")
    page.reload()
    expect(portrait).to_have_value("Runs the day shift.")
    expect(page.locator(".rw-kept").first).to_be_empty()
    assert watched.faults == []


def test_what_another_window_has_saved_since_is_not_overwritten_unasked(browser: Browser, app: App) -> None:
    watched = open_page(browser, app, 390, 844, "dark")
    page, other = watched.page, watched.page.context.new_page()
    page.goto(f"{app.url}/{CODE}")
    definition = page.locator("[name$='.definition']")
    definition.fill("Says back what was said, in one window.")
    other.goto(f"{app.url}/{CODE}")
    other.locator("[name$='.definition']").fill("Says back what was said, in another window.")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("The draft is saved.")).to_be_visible()

    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#rw-alert")).to_contain_text("saved in another window meanwhile")
    expect(definition).to_have_value("Says back what was said, in one window.")
    definition.press("End")
    definition.press_sequentially(" Again.")
    page.reload()
    expect(page.locator(".rw-kept")).to_contain_text(OLDER)
    expect(definition).to_have_value("Says back what was said, in another window.")
    assert grave_barriers(page) == []
    page.get_by_role("button", name="Put mine in").click()
    expect(definition).to_have_value("Says back what was said, in one window. Again.")
    expect(page.locator(".rw-kept")).to_contain_text(BACK)

    # A form of the same shape holds nothing that was typed for another thing, be it drawn in its place.
    page.evaluate("(search) => window.rwSend('go', { search })", OTHER_CODE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("complex reflection")
    expect(definition).not_to_have_value("Says back what was said, in one window. Again.")
    expect(page.locator(".rw-kept")).to_be_empty()
    page.go_back()
    expect(definition).to_have_value("Says back what was said, in one window. Again.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('rw-draft:'))")
    assert watched.faults == []
