"""In a browser: what was pressed shows that its answer takes a moment; one that nobody listened to is heard yet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.servers.chromium import App, Watched

pytestmark = pytest.mark.browser

HOLD_THE_END = """
window.held = null;
const fetched = window.fetch;
const held = async (reader, sink) => {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return sink.close();
    const told = new TextDecoder().decode(value);
    const end = window.holding ? told.indexOf('close_stream') : -1;
    if (end >= 0) {
      const before = told.lastIndexOf('data:', end);
      sink.enqueue(new TextEncoder().encode(told.slice(0, before)));
      await new Promise((release) => { window.held = release; });
      sink.enqueue(new TextEncoder().encode(told.slice(before)));
      continue;
    }
    sink.enqueue(value);
  }
};
window.fetch = async (...asked) => {
  const answer = await fetched(...asked);
  if (!String(asked[0].url || asked[0]).includes('queue/data')) return answer;
  const reader = answer.body.getReader();
  const body = new ReadableStream({ start(sink) { held(reader, sink).catch((error) => sink.error(error)); } });
  return new Response(body, { status: answer.status, headers: answer.headers });
};
"""
"""Holds back the end of a stream of answers, as a busy machine does, until the test lets it go."""


def test_an_answer_that_nobody_listened_to_is_heard_yet(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.add_init_script(HOLD_THE_END)
    page.goto(app.url)
    page.wait_for_selector(".rw-card")
    page.wait_for_timeout(1_000)
    page.evaluate("window.holding = true")
    page.get_by_role("link", name="Drills").click()
    expect(page.get_by_role("heading", name="Drills", level=1)).to_be_visible()
    page.wait_for_function("Boolean(window.held)")
    with page.expect_response("**/queue/join*"):
        page.get_by_role("link", name="Past sessions", exact=True).click()
    page.evaluate("window.holding = false; setTimeout(window.held, 300)")
    expect(page.locator("a[aria-busy=true]")).to_have_text("Past sessions")
    expect(page.get_by_role("heading", name="Past sessions", level=1)).to_be_visible(timeout=30_000)
    expect(page.locator("a[aria-busy]")).to_have_count(0)
