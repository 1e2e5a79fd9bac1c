"""What a newcomer to the workshop saw go wrong, in a real Chromium: lost notes, and where a saved form stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import App, open_page, running_app

pytestmark = pytest.mark.browser

NOTES = """Name: Ann Oduya
Company: Harbour Cold Stores
They froze fish for the fleet before.

What she is like: dry and quick.
Facts:
- The alarm went off twice in May.
- The night shift is two people.
Secrets:
- She signed for the sensors without reading the letter.
- She hides the log from the owner.
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on one's own machine, where the one person may do everything."""
    with running_app(tmp_path_factory.mktemp("newcomer")) as running:
        yield running


def test_what_notes_hold_is_placed_or_listed_and_a_saved_form_stands_at_its_top_with_its_note(
    browser: Browser, app: App
) -> None:
    page = open_page(browser, app, 1440, 900, "light").page
    page.goto(f"{app.url}/?view=workshop&do=notes")
    page.locator("[name=notes]").fill(NOTES)
    page.get_by_role("button", name="Make a draft").click()
    listed = page.locator(".is-unplaced")
    expect(listed).to_contain_text("They froze fish for the fleet before.")
    expect(listed).to_contain_text("What she is like: dry and quick.")
    expect(page.locator("[name='facts.fact_4.truth']")).to_have_value("She hides the log from the owner.")
    assert grave_barriers(page) == []

    page.locator("#note-customer").fill("Her first edition.")
    page.locator(".rw-lean [name=portrait]").fill("Runs the night shift.")
    page.locator(".rw-lean").get_by_role("button", name="Save the draft").click()
    told = page.get_by_text("The draft is saved.")
    expect(told).to_be_in_viewport()
    expect(page.locator(".rw-findings")).to_be_in_viewport()
    page.wait_for_timeout(1500)
    assert page.evaluate("scrollY") == 0

    expect(page.locator("#note-customer")).to_have_value("Her first edition.")
    page.reload()
    expect(page.locator("#note-customer")).to_have_value("Her first edition.")

    page.get_by_role("button", name="Put this list away").click()
    expect(listed).to_have_count(0)
    expect(page.locator(".rw-lean [name=portrait]")).to_have_value("Runs the night shift.")


def test_text_typed_for_one_customer_or_piece_of_the_rubric_does_not_stand_in_the_next(
    browser: Browser, app: App
) -> None:
    page = open_page(browser, app, 1440, 900, "light").page
    customer, code = "?view=workshop&id={}&do=edit", "?view=rubrics&id={}&do=code"
    for first, next_one, field in (
        (customer.format("aled_prosser"), customer.format("rui_fontoura"), ".rw-lean [name=portrait]"),
        (code.format("simple_reflection"), code.format("complex_reflection"), ".rw-lean textarea"),
    ):
        page.goto(f"{app.url}/{next_one}")
        served = page.locator(field).first.input_value()
        page.goto(f"{app.url}/{first}")
        page.locator(field).first.fill("Typed for the first.")
        page.evaluate("search => window.rwSend('go', { search })", next_one)
        expect(page.locator("[data-url]")).to_have_attribute("data-url", next_one)
        expect(page.locator(field).first).to_have_value(served)


def test_a_list_of_customers_is_searched_and_a_page_without_scripts_says_so(browser: Browser, app: App) -> None:
    page = open_page(browser, app, 390, 844, "dark").page
    page.goto(f"{app.url}/?view=workshop")
    page.get_by_label("Find a customer").fill("aled")
    expect(page.locator(".rw-customers > li:visible")).to_have_count(1)
    assert grave_barriers(page) == []

    page.get_by_label("Find a customer").fill("")
    expect(page.locator(".rw-customers > li:visible").nth(5)).to_be_visible()

    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(app.url)
    words = "getComputedStyle(document.body, '::before').content"

    assert "This page needs JavaScript" in bare.evaluate(words)
    slow = browser.new_page()
    slow.route("**/*.js", lambda route: route.abort())
    slow.goto(app.url)
    assert "Opening the room" in slow.evaluate(words)


def test_a_file_with_other_column_names_offers_its_own(browser: Browser, app: App) -> None:
    page = open_page(browser, app, 1440, 900, "light").page
    page.goto(f"{app.url}/?view=transcripts")
    talk = "Sprecher,Gesagt\nMia,What got in the way?\nJo,Nobody asked us.\n"
    page.locator("[name=file]").set_input_files({"name": "t.csv", "mimeType": "text/csv", "buffer": talk.encode()})
    page.get_by_role("button", name="Read it").click()
    page.get_by_label("Columns of your file: who speaks").select_option("Sprecher")
    page.get_by_label("Columns of your file: what they say").select_option("Gesagt")

    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name="Who is who")).to_be_visible()
