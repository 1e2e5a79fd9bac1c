"""Layout: the parts of the page and what each event does. The only place that knows gradio's events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from agent.redaction import strike_said
from agent.runtime.personal.speech import Speech
from agent.runtime.room import Room
from agent.web.framework import gr
from agent.web.handlers import Handlers, Parts, foot_of
from agent.web.views.html import EMPTY
from agent.web.views.page import LOADING
from agent.web.views.practice.voice import microphone, told

BRIDGE = """
const acts = ['go', 'start', 'rewind', 'retry', 'finish', 'hint', 'more', 'export', 'listen'];
window.rwSend = (name, detail) => {
  if (name === 'go') window.rwSought = detail.search;
  if (name !== 'listen' && window.rwAsked) window.rwAsked();
  trigger(acts.includes(name) ? name : 'act', { ...detail, act: name });
};
"""
"""Lets `room.js` call the handlers below by name."""

SOUGHT = "() => window.rwSought || ''"
"""Where the page last wished to go. Of two wishes during one answer, gradio's `always_last` asks the first again."""

QUIET: Mapping[str, Any] = {"show_progress": "hidden", "queue": True, "api_visibility": "private"}
"""What every event has in common: no spinner over the page, and no public address."""


def build(room: Room, speech: Speech | None = None) -> gr.Blocks:
    """Return the app over a room; `speech`: what speaks and listens by an endpoint. Nothing is served yet."""
    voice = speech.told if speech else ""
    app: gr.Blocks
    with gr.Blocks(title="Roll with Resistance", analytics_enabled=False) as app:
        parts = _layout(room, voice)
        _wire(app, parts, Handlers(room, parts, voice))
    return app


def _html(name: str, value: Markup = EMPTY, **more: Any) -> gr.HTML:
    return gr.HTML(
        strike_said(str(value)), elem_id=f"rw-{name}", apply_default_css=False, **{"js_on_load": None, **more}
    )


def _layout(room: Room, voice: str) -> Parts:
    parts: Parts = {"top": _html("top"), "alert": _html("alert"), "page": _html("page", LOADING)}
    with gr.Column(visible=False, elem_id="rw-talk") as parts["talking"]:
        parts["head"] = _html("head")
        with gr.Column(elem_id="rw-left"):
            for name in ("past", "live", "over", "notice", "spoken"):
                parts[name] = _html(name)
            _html("told", told())
            with gr.Row(elem_id="rw-composer") as parts["writing"]:
                parts["line"] = gr.Textbox(
                    label="Your line", placeholder="Say something …", lines=1, max_lines=8, elem_id="rw-line",
                    container=False, autofocus=False,
                )  # fmt: skip
                _html("mic", microphone())
                parts["send"] = gr.Button("Say it", elem_id="rw-send")
        parts["side"] = _html("side")
    for name in ("session", "token", "saved", "sought", "taken"):
        parts[name] = gr.Textbox(visible="hidden", label=name)
    parts["shown"] = gr.Number(20, visible="hidden", label="shown", precision=0)
    parts["bridge"] = _html("bridge", js_on_load=BRIDGE)
    parts["foot"] = _html("foot", foot_of(room, voice))
    return parts


def _wire(app: gr.Blocks, parts: Parts, do: Handlers) -> None:
    outputs = [part for name, part in parts.items() if name not in {"bridge", "send", "sought"}]
    common = {**QUIET, "outputs": outputs, "concurrency_limit": None}
    bridge, session = parts["bridge"], parts["session"]
    app.load(do.load, inputs=None, **common)
    bridge.go(do.go, inputs=[parts["sought"]], js=SOUGHT, trigger_mode="always_last", **common)
    bridge.start(do.start, inputs=None, **common)
    bridge.act(do.act, inputs=[session], **common)
    said = [parts["line"], session, parts["token"], parts["shown"]]
    gr.on([parts["line"].submit, parts["send"].click], do.say, inputs=said, trigger_mode="once", **common)
    for act in ("rewind", "retry", "finish", "hint", "more"):
        getattr(bridge, act)(getattr(do, act), inputs=[session], **common)
    bridge.export(do.export, inputs=None, **common)
    bridge.listen(do.listen, inputs=None, trigger_mode="multiple", **common)
    for name, script in (("saved", "window.rwSave"), ("taken", "window.rwTaken")):
        parts[name].change(None, inputs=[parts[name]], js=f"(told) => {script}(told)", show_progress="hidden")
