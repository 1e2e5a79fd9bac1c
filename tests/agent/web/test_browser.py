"""A rep in a real Chromium, at the real app with the built-in engine. Nothing may be fetched from elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.servers.chromium import SKILLED, App, Watched

pytestmark = pytest.mark.browser

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
    page.locator("#turn-1 .rw-slip > summary").click()
    expect(page.locator("#turn-1 .rw-readings")).to_be_visible()

    desktop.finish()
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
    desktop.finish()
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


def test_of_two_links_followed_during_one_answer_the_last_is_shown(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.goto(app.url)
    page.wait_for_selector(".rw-card")
    follow = """async ([first, last]) => {
        window.rwSend('go', { search: first });
        await new Promise((done) => setTimeout(done, 5));
        window.rwSend('go', { search: last });
    }"""
    names = {"?history=0": "Past sessions", "?view=drills": "Drills"}
    for first, last in (("?history=0", "?view=drills"), ("?view=drills", "?history=0")):
        page.evaluate(follow, [first, last])
        expect(page.get_by_role("heading", name=names[last], level=1)).to_be_visible()
        page.wait_for_timeout(1_500)  # the first, asked again, would be shown by now
        expect(page.get_by_role("heading", name=names[last], level=1)).to_be_visible()
        expect(page).to_have_url(f"{app.url}/{last}")


def test_rewind_is_a_branch_with_the_old_words_at_hand(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    desktop.say(PUSHY[0], 2)
    first = page.url
    page.locator("#turn-2 .rw-slip > summary").click()
    page.locator("#turn-2 [data-act=rewind]").click()
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("article.rw-turn")).to_have_count(1)
    expect(page.locator("#rw-line textarea")).to_have_value(PUSHY[0])
    page.goto(first)
    expect(page.locator("article.rw-turn")).to_have_count(2)


def test_the_app_looked_nothing_up_outside_and_stays_small(desktop: Watched, app: App) -> None:
    desktop.page.goto(app.url)
    desktop.page.wait_for_selector(".rw-card")
    assert "FOREIGN" not in app.log.read_text()
    status = Path(f"/proc/{app.process.pid}/status")
    if status.exists():
        shown = re.search(r"VmRSS:\s+(\d+)", status.read_text())
        assert shown is not None
        resident = int(shown[1]) // 1024
        assert resident <= 700, f"{resident} MB resident after a day's work"
