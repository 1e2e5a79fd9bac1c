"""Take the screenshots of this folder anew: `python docs/screens/take.py URL`, at a running app with an empty log."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
PATIENCE = 120_000
PERSONA = "ailsa_drummond"
LINES = (HERE / "rep.txt").read_text("utf-8").splitlines()
STUMBLE = "You should just trust the numbers. Honestly, you need to book the training this week."


def page_of(browser: Browser, width: int, height: int, scheme: str) -> Page:
    """Return a page of a size in a colour scheme."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def shoot(page: Page, name: str, whole: bool = False) -> None:
    """Save what a page shows, in at most 256 colours so that it stays small."""
    page.wait_for_timeout(900)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    picture.convert("RGB").quantize(256).save(HERE / f"{name}.png", optimize=True)


def say(page: Page, line: str) -> None:
    """Say a line and wait for the answer."""
    turn = page.locator("article.rw-turn").count() + 1
    page.fill("#rw-line textarea", line)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-{turn}, .rw-ended")


def main(url: str) -> None:
    """Hold one conversation and look at it from every side."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        desk = page_of(browser, 1440, 900, "light")
        desk.goto(f"{url}/?persona={PERSONA}")
        desk.wait_for_selector("[data-act=start]")
        shoot(desk, "brief", whole=True)
        desk.click("[data-act=start]")
        desk.wait_for_selector(".rw-said")
        for line in (*LINES[:2], STUMBLE, *LINES[2:4]):
            say(desk, line)
        shoot(desk, "talk")
        here = desk.url
        dark = page_of(browser, 1440, 900, "dark")
        dark.goto(here)
        dark.wait_for_selector("#turn-5")
        shoot(dark, "talk-dark")
        phone = page_of(browser, 390, 844, "light")
        phone.goto(here)
        phone.wait_for_selector("#turn-5")
        shoot(phone, "talk-phone")
        for line in LINES[4:]:
            if not desk.locator(".rw-ended").count():
                say(desk, line)
        desk.wait_for_timeout(3000)
        shoot(desk, "talk-end")
        if desk.locator(".rw-ended").count() == 0:
            desk.locator(".rw-end summary").click()
        desk.locator("[data-act=finish]:visible, .rw-ended a").first.click()
        desk.wait_for_selector(".is-debrief")
        shoot(desk, "debrief", whole=True)
        for page, name in ((dark, "debrief-dark"), (phone, "debrief-phone")):
            page.goto(desk.url)
            page.wait_for_selector(".is-debrief")
            shoot(page, name)
        for page, name in ((desk, "choose"), (phone, "choose-phone")):
            page.goto(url)
            page.wait_for_selector(".rw-card")
            shoot(page, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
