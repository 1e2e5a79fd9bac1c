"""A rep in a real Chromium, at the real app with the built-in engine. Nothing may be fetched from elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from tests.support.paths import ROOT, share_indexes

pytestmark = pytest.mark.browser

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 120_000
"""Milliseconds that a step may take: the machine may be busy, and the first line loads the coder."""

SERVER = """
import sys

def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        host = args[1][0] if event == "socket.connect" and isinstance(args[1], tuple) else args[0]
        if isinstance(host, (str, bytes)) and host not in ("127.0.0.1", "localhost", "::1"):
            sys.stderr.write(f"FOREIGN {event} {host!r}\\n")

sys.addaudithook(watch)
sys.argv = ["rollwith", "serve", "--port", "0"]
from rollwith.__main__ import main
main()
"""
"""The app as `rollwith serve` runs it, telling of every outside look-up."""

SKILLED = (
    "You were handed a system you never chose, and the answers you got have not earned your trust. "
    "What would you need to see before it was worth your time?",
    "Every time you asked for the real record you got a summary instead, and that was our doing. "
    "What would a straight answer look like to you?",
    "You have kept the results honest by checking everything yourself. What matters most to you when you sign one?",
    "It wears on you to carry that twice over every evening. It's yours to decide what happens next. "
    "What would make it lighter?",
)
PUSHY = (
    "You should just trust the system, everyone else does.",
    "Honestly, you need to book the training this week or you'll fall behind.",
    "That's not true, your team never even read the manual.",
)
HOSTILE = (
    '<img src=x onerror="window.fired=1"><script>window.fired=2</script>',
    "{{constructor.constructor('window.fired=3')()}} ${window.fired=4} `${window.fired=5}`",
    '"><svg/onload=window.fired=6></p></div></main><a href="javascript:window.fired=7">click</a> [x](javascript:1)',
)


@dataclass
class App:
    """The running app."""

    process: subprocess.Popen[str]
    url: str
    log: Path


@dataclass
class Watched:
    """A page, with all that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def say(self, line: str, turn: int) -> None:
        self.page.fill("#rw-line textarea", line)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f"#turn-{turn}", timeout=PATIENCE)

    def meet(self, app: App, persona: str = "ailsa_drummond") -> None:
        self.page.goto(f"{app.url}/?persona={persona}")
        self.page.click("[data-act=start]", timeout=PATIENCE)
        self.page.wait_for_selector(".rw-said", timeout=PATIENCE)

    @property
    def resistance(self) -> float:
        shown = self.page.get_attribute("[data-resistance]", "data-resistance", timeout=PATIENCE)
        assert shown is not None
        return float(shown)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("app")
    share_indexes(folder)
    log = folder / "stderr.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    settings = {"ROLLWITH_DATA_DIR": str(folder), "ROLLWITH_SEED": "5", "ROLLWITH_ENGINE": "embedded"}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, env=kept | settings, stderr=errors, stdout=subprocess.DEVNULL
        )
        try:
            yield App(process, _address(process, log), log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    for _ in range(1200):
        if found := re.search(r"open at (http://\S+)", log.read_text()):
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"the app did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        assert os.environ.get("CI") != "true", "CI must test in a browser, and no chromium was found"
        pytest.skip("no chromium on this machine")
    running = playwright.chromium.launch(executable_path=found, args=ARGS)
    yield running
    running.close()


def _left(error: str) -> bool:
    """Say whether this is gradio closing its event stream as the page is left: it aborts, and does not catch it."""
    return error.startswith("AbortError: signal is aborted") and ".close (" in error


def _open(browser: Browser, app: App, width: int, height: int, scheme: str) -> Watched:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    watched = Watched(context.new_page())

    def only_ours(route: Route) -> None:
        if route.request.url.startswith((app.url, "data:", "blob:")):
            route.continue_()
        else:
            watched.faults.append(f"fetched {route.request.url}")
            route.abort()

    context.route("**/*", only_ours)
    watched.page.on("pageerror", lambda error: None if _left(str(error)) else watched.faults.append(str(error)))
    watched.page.on("dialog", lambda dialog: (watched.faults.append(dialog.message), dialog.dismiss()))
    watched.page.on("console", lambda message: watched.faults.append(message.text) if message.type == "error" else None)
    return watched


@pytest.fixture
def desktop(browser: Browser, app: App) -> Iterator[Watched]:
    watched = _open(browser, app, 1440, 900, "light")
    yield watched
    watched.page.context.close()
    assert watched.faults == []


@pytest.fixture
def phone(browser: Browser, app: App) -> Iterator[Watched]:
    watched = _open(browser, app, 390, 844, "dark")
    yield watched
    watched.page.context.close()
    assert watched.faults == []


def test_a_skilled_conversation_from_the_first_card_to_the_debrief(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.goto(app.url)
    page.get_by_role("link", name=re.compile("Ailsa Drummond")).first.click()
    expect(page.get_by_role("heading", name="You know")).to_be_visible()
    page.get_by_role("button", name="Start the conversation").click()
    page.wait_for_selector(".rw-said")
    start = desktop.resistance
    for turn, line in enumerate(SKILLED, 1):
        desktop.say(line, turn)
    assert desktop.resistance < start - 1
    receipt = page.locator(".rw-receipt")
    expect(receipt).to_contain_text("Resistance −")
    assert receipt.locator("mark.is-soft").count() >= 1, "the words that did it are marked"
    expect(page.locator(".rw-ribbon li")).to_have_count(len(SKILLED))

    page.reload()
    page.wait_for_selector(f"#turn-{len(SKILLED)}")
    page.locator("#turn-1 .rw-slip summary").click()
    expect(page.locator("#turn-1 .rw-readings")).to_be_visible()

    page.locator(".rw-end summary").click()
    page.get_by_role("button", name="End and debrief").click()
    expect(page.get_by_role("heading", name="How resistance moved")).to_be_visible()
    expect(page.locator(".rw-caveat")).to_contain_text("not validated for customer work")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as JSON").click()
    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert [turn["rep"] for turn in saved["turns"]] == list(SKILLED)

    page.get_by_role("link", name="Past sessions", exact=True).click()
    page.locator(".rw-session").first.click()
    expect(page.get_by_role("heading", name="How resistance moved")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Past sessions")).to_be_visible()


def test_a_pushy_conversation_raises_resistance(desktop: Watched, app: App) -> None:
    desktop.meet(app)
    start = desktop.resistance
    for turn, line in enumerate(PUSHY, 1):
        desktop.say(line, turn)
    assert desktop.resistance > start + 1
    expect(desktop.page.locator(".rw-receipt mark.is-hard").first).to_be_visible()


def test_hostile_lines_stay_text_on_every_screen(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    for turn, line in enumerate(HOSTILE, 1):
        desktop.say(line, turn)
        assert page.locator(f"#turn-{turn} .rw-rep .rw-text").inner_text() == line
    page.locator(".rw-end summary").click()
    page.get_by_role("button", name="End and debrief").click()
    page.wait_for_selector(".is-debrief")
    assert page.evaluate("window.fired") is None
    assert page.locator("main svg[onload], main img, main script, main a[href^=javascript]").count() == 0


def test_a_double_click_on_send_is_one_turn(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    page.fill("#rw-line textarea", SKILLED[0])
    page.locator("#rw-send").dblclick()
    page.wait_for_selector("#turn-1")
    page.wait_for_timeout(1500)
    expect(page.locator("article.rw-turn")).to_have_count(1)
    page.reload()
    page.wait_for_selector("#turn-1")
    expect(page.locator("article.rw-turn")).to_have_count(1)


def test_rewind_is_a_branch_with_the_old_words_at_hand(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    desktop.say(PUSHY[0], 2)
    first = page.url
    page.locator("#turn-2 .rw-slip summary").click()
    page.locator("#turn-2 [data-act=rewind]").click()
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("article.rw-turn")).to_have_count(1)
    expect(page.locator("#rw-line textarea")).to_have_value(PUSHY[0])
    page.goto(first)
    expect(page.locator("article.rw-turn")).to_have_count(2)


def test_everything_is_reached_by_keyboard(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.goto(app.url)
    page.wait_for_selector(".rw-card")
    _tab_to(page, ".rw-card-link")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act=start]")
    _tab_to(page, "[data-act=start]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rw-line textarea:focus")
    page.keyboard.type("What would make it worth it to you?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1")
    _tab_to(page, "[data-act=hint]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rw-hint-text")
    _tab_to(page, ".rw-end summary", back=True)
    page.keyboard.press("Enter")
    _tab_to(page, "[data-act=finish]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".is-debrief")


def _tab_to(page: Page, selector: str, back: bool = False) -> None:
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_screen_reader_is_told_the_reply_and_every_control_has_a_name(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    said = page.locator("#turn-1 .rw-said .rw-text").inner_text()
    assert said in (page.locator("[aria-live=polite]").first.text_content() or "")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a, textarea, summary')]
        .filter((e) => e.offsetParent && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
        .map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_the_phone_shows_everything_without_scrolling_sideways(phone: Watched, app: App) -> None:
    page = phone.page
    for search in ("", "?persona=ailsa_drummond", "?history=0"):
        page.goto(f"{app.url}/{search}")
        page.wait_for_selector("h1")
        assert _overhang(page) == 0
    phone.meet(app)
    phone.say("a" * 300 + " " + SKILLED[0], 1)
    assert _overhang(page) == 0
    page.locator("[data-fold]").click()
    expect(page.locator(".rw-receipt")).to_be_visible()
    page.locator("[data-fold]").click()
    page.locator(".rw-end summary").click()
    page.get_by_role("button", name="End and debrief").click()
    page.wait_for_selector(".is-debrief")
    assert _overhang(page) == 0


def _overhang(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_app_looked_nothing_up_outside_and_stays_small(desktop: Watched, app: App) -> None:
    desktop.page.goto(app.url)
    desktop.page.wait_for_selector(".rw-card")
    assert "FOREIGN" not in app.log.read_text()
    status = Path(f"/proc/{app.process.pid}/status")
    if status.exists():
        resident = int(re.search(r"VmRSS:\s+(\d+)", status.read_text())[1]) // 1024  # type: ignore[index]
        assert resident <= 450, f"{resident} MB resident after a day's work"
