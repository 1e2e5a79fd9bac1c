"""In a real browser: the app below a path behind a proxy that changes the Host, and pages of others that want in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.servers.chromium import SERVER, SKILLED, App, open_page, running_app
from tests.support.servers.proxy import foreign_server, reverse_proxy

pytestmark = pytest.mark.browser

TRIES = """async ([room, page]) => {
  const got = [];
  const read = async (how, path, more) => {
    try {
      const answer = await fetch(room + path, { credentials: "include", ...more });
      got.push([how, path, answer.type === "opaque" ? "" : await answer.text()]);
    } catch { got.push([how, path, ""]); }
  };
  const asked = JSON.stringify({ fn_index: 2, data: [], session_hash: "stolen",
    event_data: { persona: "ailsa_drummond" } });
  for (const path of ["/", "/config", "/gradio_api/app_id", "/gradio_api/queue/data?session_hash=stolen"]) {
    await read("cors", path, {});
    await read("no-cors", path, { mode: "no-cors" });
  }
  for (const type of ["application/json", "text/plain"]) {
    const post = { method: "POST", body: asked, headers: { "content-type": type } };
    await read("post " + type, "/gradio_api/queue/join", post);
    if (type === "text/plain") await read("blind post", "/gradio_api/queue/join", { ...post, mode: "no-cors" });
  }
  got.push(["events", "", await new Promise((done) => {
    const source = new EventSource(room + "/gradio_api/queue/data?session_hash=stolen", { withCredentials: true });
    source.onmessage = (event) => done(event.data);
    source.onerror = () => { source.close(); done(""); };
  })]);
  const frame = document.createElement("iframe");
  frame.src = room + "/";
  frame.name = "framed";
  document.body.append(frame);
  await new Promise((done) => { frame.onload = done; setTimeout(done, 3000); });
  got.push(["frame", "/", String(frame.contentDocument?.body?.innerText ?? "")]);
  const form = document.createElement("form");
  form.method = "POST"; form.enctype = "text/plain"; form.target = "framed";
  form.action = room + "/gradio_api/queue/join";
  const field = document.createElement("input");
  field.name = asked.slice(0, -1) + ',"x":"'; field.value = '"}';
  form.append(field); document.body.append(form); form.submit();
  await new Promise((done) => setTimeout(done, 1500));
  return got.filter(([, , text]) => text !== "");
}"""
"""All by which a page reads or drives another: it returns what it could read."""


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, App]]:
    """The app as the proxy shows it below a path, and as it stands itself."""
    with reverse_proxy("/practice") as proxy:
        public = f"http://localhost:{proxy.server_address[1]}/practice"
        settings = (
            f"import os\nos.environ.update(ROLLWITH_PUBLIC_URL={public!r}, ROLLWITH_TRUSTED_PROXIES='127.0.0.1')\n"
        )
        folder: Path = tmp_path_factory.mktemp("below")
        with running_app(folder, settings + SERVER) as app:
            proxy.upstream = app.url
            yield replace(app, url=public), app


def test_a_talk_below_a_path_behind_a_proxy(browser: Browser, below: tuple[App, App]) -> None:
    shown, _ = below
    watched = open_page(browser, shown, 1440, 900, "light")
    watched.meet(shown)
    watched.say(SKILLED[0], 1)
    watched.page.reload()
    watched.page.wait_for_selector("#turn-1")
    assert watched.page.url.startswith(f"{shown.url}/?")
    icon = watched.page.request.get(f"{shown.url}/favicon.ico")
    assert icon.headers["content-type"].startswith("image/svg")
    watched.page.context.close()
    assert watched.faults == []


def test_a_page_on_another_port_or_name_reads_and_does_nothing(browser: Browser, below: tuple[App, App]) -> None:
    shown, app = below
    with foreign_server() as port:
        for name in ("127.0.0.1", "localhost"):
            page = browser.new_page()
            page.goto(f"http://{name}:{port}/")
            for room in (shown.url, app.url):
                assert page.evaluate(TRIES, [room, name]) == []
            page.close()
    told = shown.log.read_text()
    assert "Traceback" not in told
    watched = open_page(browser, shown, 390, 844, "dark")
    watched.page.goto(f"{shown.url}/?view=history")
    watched.page.wait_for_selector("[data-url]")
    assert watched.page.locator("[data-go*='session=']").count() <= 1, "no talk was begun by the other page"
    watched.page.context.close()
