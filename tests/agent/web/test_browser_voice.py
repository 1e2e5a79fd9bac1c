"""A talk by ear and mouth, in a real Chromium with a microphone that hums, at the real app and a fake endpoint."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.support.servers.chromium import ARGS, SERVER, SKILLED, App, Watched, running_app
from tests.support.servers.speech_endpoint import SpeechServer, speech_endpoint

pytestmark = pytest.mark.browser

FAKE_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

PLAYS = """
window.played = [];
document.addEventListener('playing', (event) => window.played.push(event.target.id), true);
"""
"""Writes down what sound the page plays."""

LOCAL_VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const voices = [[false, 'far'], [true, 'near']].map(([localService, name]) => ({ lang: 'en-GB', localService, name }));
Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => voices,
    speak: (words) => window.said.push([words.voice.name, words.text]),
    cancel: () => window.said.push(['stopped', '']),
    addEventListener: () => {},
} });
"""
"""A browser with a voice of its own on the machine, and one that is made elsewhere."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[SpeechServer]:
    with speech_endpoint(SKILLED) as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, endpoint: SpeechServer) -> Iterator[App]:
    settings = {
        "ROLLWITH_SPEECH_URL": endpoint.url,
        "ROLLWITH_SPEECH_MODEL": "speaker",
        "ROLLWITH_DICTATION_MODEL": "listener",
    }
    server = f"import os\nos.environ.update({settings!r})\n{SERVER}"
    with running_app(tmp_path_factory.mktemp("app"), server) as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on this machine")
    running = playwright.chromium.launch(executable_path=found, args=[*ARGS, *FAKE_MICROPHONE])
    yield running
    running.close()


def test_a_talk_by_ear_and_mouth(desktop: Watched, app: App, endpoint: SpeechServer) -> None:
    page = desktop.page
    page.context.grant_permissions(["microphone"], origin=app.url)
    page.add_init_script(PLAYS)
    desktop.meet(app)
    page.get_by_role("switch", name="Hear them").click()
    page.wait_for_function("window.played.length === 1")
    assert endpoint.spoken == [page.locator(".rw-said .rw-text").first.inner_text()], "the opening, from the log"
    for turn in (1, 2, 3):
        _dictate(page, SKILLED[turn - 1])
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#turn-{turn}")
        page.wait_for_function(f"window.played.length === {turn + 1}")
        assert endpoint.spoken[turn] == page.locator(f"#turn-{turn} .rw-said .rw-text").inner_text()
    assert len(endpoint.heard) == 3
    page.locator("#turn-2 [data-voice=again]").click()
    page.wait_for_function("window.played.length === 5")
    assert len(endpoint.spoken) == 4, "a line heard again is not paid for again"
    page.locator(".rw-end summary").click()
    page.get_by_role("button", name="End and debrief").click()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("heading", name="How resistance moved")).to_be_visible()


def _dictate(page: Page, line: str) -> None:
    microphone = page.get_by_role("button", name="Dictate your line")
    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    microphone.click()
    expect(page.locator("#rw-line textarea")).to_have_value(line)
    expect(page.locator("[data-voice=told]")).to_have_text("Check the words, then say them.")


def test_where_the_endpoint_fails_the_browser_speaks_and_the_page_says_so(
    desktop: Watched, app: App, endpoint: SpeechServer
) -> None:
    page = desktop.page
    page.add_init_script(LOCAL_VOICE)
    endpoint.status = 400
    try:
        desktop.meet(app, "anirban_lahiri")
        page.get_by_role("switch", name="Hear them").click()
        page.wait_for_function("window.said.some(([voice]) => voice === 'near')")
    finally:
        endpoint.status = 200
    opening = page.locator(".rw-said .rw-text").first.inner_text()
    assert page.evaluate("window.said.filter(([voice]) => voice !== 'stopped')") == [["near", opening]]
    expect(page.locator("[data-voice=told]")).to_contain_text("Your browser's own voice speaks instead")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    desktop.faults[:] = [fault for fault in desktop.faults if "502" not in fault]
