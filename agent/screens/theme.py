"""Theme: how the app is dressed. Style sheets and script are package files; fonts are those of the machine."""

from __future__ import annotations

from importlib.resources import files

import gradio as gr

SHEETS = ("tokens.css", "frame.css", "panel.css", "pages.css", "talk.css")
SYSTEM_FONTS = ("system-ui", "sans-serif")


def theme() -> gr.themes.Base:
    """Return gradio's barest theme with fonts of the machine, so that none is fetched."""
    return gr.themes.Base(font=list(SYSTEM_FONTS), font_mono=["ui-monospace", "monospace"])


def head() -> str:
    """Return what goes into the page's head: the style sheets, the colours of the browser's own frame, no referrer."""
    styles = "\n".join((files("agent.screens") / sheet).read_text("utf-8") for sheet in SHEETS)
    return (
        f"<style>{styles}</style>"
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f2f4f0">'
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1514">'
    )


def script() -> str:
    """Return the script that runs once when the page loads."""
    return (files("agent.screens") / "room.js").read_text("utf-8")
