"""From notes to a customer whom a rep meets, in the page alone, with a model that fails before it writes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.makers.lean_notes import drafted, notes_of, tess
from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SERVER, SKILLED, App, open_page, running_app
from tests.support.servers.scripted_endpoint import ScriptedEndpoint, scripted_endpoint

pytestmark = pytest.mark.browser

ASKED = "DraftedPersona"
"""Name of the schema by which a draft is asked for."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with scripted_endpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def app(endpoint: ScriptedEndpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    led = f"import os\nos.environ.update({endpoint.settings!r})\nsys.argv"
    with running_app(tmp_path_factory.mktemp("drafting"), SERVER.replace("sys.argv", led)) as app:
        yield app


def test_two_pages_of_notes_become_a_customer_by_a_model_whom_a_rep_meets_to_the_end(
    browser: Browser, app: App, endpoint: ScriptedEndpoint
) -> None:
    began, watched = time.monotonic(), open_page(browser, app, 1440, 900, "light")
    page = watched.page
    page.goto(f"{app.url}/?view=workshop")
    page.get_by_role("link", name="From notes").click()
    page.locator("[name=notes]").fill(notes_of(tess()))
    expect(page.get_by_label("Let the model write it")).to_be_checked()
    assert_no_barriers(page)
    endpoint.objects[ASKED] = "I'm sorry, but I cannot write about people."
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", name="Tess Quill, by the headings")).to_be_visible()
    expect(page.get_by_text("the model gave no draft").or_(page.get_by_text("The model gave no draft"))).to_be_visible()
    assert_no_barriers(page)
    stops_and_finds_the_notes(page, endpoint)
    endpoint.objects[ASKED] = drafted(tess())
    page.get_by_role("button", name="Make a draft").click()
    expect(page.get_by_role("heading", name="Tess Quill is drafted")).to_be_visible()
    expect(page.get_by_text("Nothing stands in the way of publishing it")).to_be_visible()
    assert_no_barriers(page)
    page.get_by_role("link", name="Open the draft").click()
    page.locator("#note-customer").fill("By the model, from the notes of our call.")
    page.locator(".rw-lean").get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Edition 1 is published")).to_be_visible()
    watched.meet(app, "tess_quill")
    for turn, line in enumerate(SKILLED[:2], 1):
        endpoint.paced.line = line
        watched.say(line, turn)
    watched.finish()
    tells_who_spoke(page)
    assert {call.kind for call in endpoint.calls()} == {"grade", "reply"}
    assert time.monotonic() - began < 600
    assert watched.faults == []


def stops_and_finds_the_notes(page: Page, endpoint: ScriptedEndpoint) -> None:
    endpoint.paced.hanging.add("grade")
    page.get_by_role("button", name="Try the model again").click()
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    expect(page.get_by_role("heading", name="scripted-1 is writing")).to_be_visible()
    assert_no_barriers(page)
    page.reload()
    expect(page.get_by_role("heading", name="scripted-1 is writing")).to_be_visible()
    stop.click()
    expect(page.get_by_text("There is no draft. Your notes are here as you pasted them.")).to_be_visible()
    assert_no_barriers(page)
    page.get_by_role("link", name="Back to your notes").click()
    expect(page.locator("[name=notes]")).to_have_value(notes_of(tess()))
    endpoint.paced.hanging.clear()


def tells_who_spoke(page: Page) -> None:
    expect(page.locator("#rw-foot")).to_contain_text("scripted-1")


def assert_no_barriers(page: Page) -> None:
    assert grave_barriers(page) == []
