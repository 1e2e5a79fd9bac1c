"""Layout: the parts of the page and what each event does. The only place that knows gradio's events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version
from typing import Any

from markupsafe import Markup

from agent.errors import RollwithError
from agent.redaction import strike_said
from agent.runtime.room import Room
from agent.web.controller import PageController
from agent.web.framework import gr
from agent.web.updates import Updates
from agent.web.views.html import EMPTY
from agent.web.views.labels import engine_label
from agent.web.views.page import LOADING, footer, header, notice

BRIDGE = """
const acts = ['go', 'start', 'rewind', 'retry', 'finish', 'hint', 'more', 'export'];
window.rwSend = (name, detail) => { if (acts.includes(name)) trigger(name, detail); };
"""
"""Lets `room.js` call the handlers below by name."""

QUIET: Mapping[str, Any] = {"show_progress": "hidden", "queue": True, "api_visibility": "private"}
"""What every event has in common: no spinner over the page, and no public address."""

Parts = dict[str, Any]


def build(room: Room) -> gr.Blocks:
    """Return the app over a room. Nothing is served yet."""
    app: gr.Blocks
    with gr.Blocks(title="Roll with Resistance", analytics_enabled=False) as app:
        parts = _layout(room)
        _wire(app, parts, Handlers(PageController(room), parts))
    return app


def _html(name: str, value: Markup = EMPTY, **more: Any) -> gr.HTML:
    return gr.HTML(
        strike_said(str(value)), elem_id=f"rw-{name}", apply_default_css=False, **{"js_on_load": None, **more}
    )


def _layout(room: Room) -> Parts:
    speaking = room.engines()
    calm = all(engine.startswith("embedded") for engine in (speaking.grader, speaking.customer, speaking.debrief))
    parts: Parts = {}
    _html("top", header("Built-in engine, offline" if calm else engine_label(speaking.customer), calm))
    parts["page"] = _html("page", LOADING)
    with gr.Column(visible=False, elem_id="rw-talk") as parts["talking"]:
        parts["head"] = _html("head")
        with gr.Column(elem_id="rw-left"):
            for name in ("past", "live", "over", "notice", "spoken"):
                parts[name] = _html(name)
            with gr.Row(elem_id="rw-composer") as parts["writing"]:
                parts["line"] = gr.Textbox(
                    label="Your line", placeholder="Say something …", lines=1, max_lines=8, elem_id="rw-line",
                    container=False, autofocus=False,
                )  # fmt: skip
                parts["send"] = gr.Button("Say it", elem_id="rw-send")
        parts["side"] = _html("side")
    for name in ("session", "token", "saved"):
        parts[name] = gr.Textbox(visible="hidden", label=name)
    parts["shown"] = gr.Number(20, visible="hidden", label="shown", precision=0)
    parts["bridge"] = _html("bridge", js_on_load=BRIDGE)
    _html("foot", footer(_facts(room)))
    return parts


def _facts(room: Room) -> list[tuple[str, str]]:
    speaking = room.engines()
    try:
        rubric = room.library.rubric().ref
    except RollwithError as error:
        rubric = str(error)
    return [
        ("Customer", engine_label(speaking.customer)),
        ("Grader", engine_label(speaking.grader)),
        ("Debrief", engine_label(speaking.debrief)),
        ("Why these", speaking.why),
        ("Rubric", rubric),
        ("Your sessions are kept in", room.where()),
        ("Version", version("rollwith")),
    ]


class Handlers:
    """What gradio calls: each reads what the page sent and passes on what the controller answers."""

    def __init__(self, controller: PageController, parts: Parts) -> None:
        self._controller, self._parts = controller, parts

    async def load(self, request: gr.Request) -> AsyncIterator[Parts]:
        """Show the screen of the address that was opened."""
        async for updates in self._spread(self._controller.go(str(request.query_params))):
            yield updates

    async def go(self, event: gr.EventData) -> AsyncIterator[Parts]:
        """Follow a link."""
        async for updates in self._spread(self._controller.go(_detail(event, "search"))):
            yield updates

    async def start(self, event: gr.EventData) -> AsyncIterator[Parts]:
        """Begin a session."""
        async for updates in self._spread(self._controller.start(_detail(event, "persona"))):
            yield updates

    async def say(self, text: str, session: str, token: str, shown: float) -> AsyncIterator[Parts]:
        """Say a line."""
        async for updates in self._spread(self._controller.say(session, text, token, max(1, int(shown)))):
            yield updates

    async def rewind(self, event: gr.EventData, session: str) -> AsyncIterator[Parts]:
        """Branch a session."""
        turn, session = _detail(event, "turn"), _detail(event, "session") or session
        async for updates in self._spread(self._controller.rewind(session, int(turn) if turn.isdecimal() else 0)):
            yield updates

    async def retry(self, session: str) -> AsyncIterator[Parts]:
        """Try again to answer the last line."""
        async for updates in self._spread(self._controller.retry(session)):
            yield updates

    async def finish(self, session: str) -> AsyncIterator[Parts]:
        """End a session."""
        async for updates in self._spread(self._controller.finish(session)):
            yield updates

    async def hint(self, session: str) -> AsyncIterator[Parts]:
        """Give a hint."""
        async for updates in self._spread(self._controller.hint(session)):
            yield updates

    async def more(self, session: str) -> AsyncIterator[Parts]:
        """Show every turn."""
        async for updates in self._spread(self._controller.more(session)):
            yield updates

    async def export(self, event: gr.EventData) -> AsyncIterator[Parts]:
        """Hand over a session to save."""
        async for updates in self._spread(self._controller.export(_detail(event, "session"), _detail(event, "format"))):
            yield updates

    async def _spread(self, answers: AsyncIterator[Updates]) -> AsyncIterator[Parts]:
        """Turn updates by name into gradio's updates by part; what went wrong is told in place."""
        try:
            async for updates in answers:
                yield {self._parts[name]: _update(name, value) for name, value in updates.items()}
        except RollwithError as error:
            yield {self._parts["notice"]: notice(str(error))}


def _wire(app: gr.Blocks, parts: Parts, do: Handlers) -> None:
    outputs = [part for name, part in parts.items() if name not in {"bridge", "send"}]
    common = {**QUIET, "outputs": outputs, "concurrency_limit": None}
    bridge, session = parts["bridge"], parts["session"]
    app.load(do.load, inputs=None, **common)
    bridge.go(do.go, inputs=None, trigger_mode="always_last", **common)
    bridge.start(do.start, inputs=None, **common)
    said = [parts["line"], session, parts["token"], parts["shown"]]
    gr.on([parts["line"].submit, parts["send"].click], do.say, inputs=said, trigger_mode="once", **common)
    for act in ("rewind", "retry", "finish", "hint", "more"):
        getattr(bridge, act)(getattr(do, act), inputs=[session], **common)
    saving = bridge.export(do.export, inputs=None, **common)
    saving.then(None, inputs=[parts["saved"]], js="(packed) => window.rwSave(packed)", show_progress="hidden")


def _detail(event: gr.EventData, key: str) -> str:
    """Return what the page sent with an event, as text; the page is the rep's, so nothing is taken for granted."""
    data = event._data
    value = data.get(key, "") if isinstance(data, dict) else ""
    return value if isinstance(value, str) else ""


def _update(name: str, value: Any) -> Any:
    if name in {"talking", "writing"}:
        return gr.update(visible=value)
    return strike_said(str(value)) if isinstance(value, str) else value
