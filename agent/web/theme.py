"""Theme: how the app is dressed. Style sheets and script are package files; fonts are those of the machine."""

from __future__ import annotations

from importlib.resources import files

from agent.runtime.personal.speech import Speech
from agent.web.framework import gr
from agent.web.sheets import style_sheets
from agent.web.views.html import markup

SHEETS = (
    "tokens.css", "frame.css", "panel.css", "pages.css", "talk.css",
    "people.css", "drills.css", "exams.css", "disputes.css", "records.css", "voice.css", "first.css",
    "workshop.css", "rubrics.css", "team.css", "desk.css",
)  # fmt: skip
SCRIPTS = ("room.js", "voice.js", "drafts.js", "tabs.js", "desk.js", "transcripts.js", "waiting.js", "filter.js")
"""Scripts that run once when the page loads, each a function."""
SYSTEM_FONTS = ("system-ui", "sans-serif")
COLOURS = {
    "body_background_fill": ("#f2f4f0", "#0f1514"),
    "body_text_color": ("#17201e", "#e6ece8"),
    "body_text_color_subdued": ("#53605b", "#a2b0aa"),
    "background_fill_primary": ("#f2f4f0", "#0f1514"),
    "background_fill_secondary": ("#f2f4f0", "#0f1514"),
    "block_background_fill": ("#fcfdfb", "#171f1d"),
    "block_label_text_color": ("#53605b", "#a2b0aa"),
    "block_info_text_color": ("#53605b", "#a2b0aa"),
    "border_color_primary": ("#d3dbd4", "#2b3734"),
    "input_background_fill": ("#fcfdfb", "#171f1d"),
    "input_border_color": ("#84918b", "#6c7b75"),
    "button_primary_background_fill": ("#0c5b52", "#7ccfbf"),
    "button_primary_background_fill_hover": ("#084640", "#a5e2d6"),
    "button_primary_border_color": ("#0c5b52", "#7ccfbf"),
    "button_primary_text_color": ("#ffffff", "#08211d"),
}
"""Gradio's name for a colour -> ours, light and dark; the same as in `tokens.css`."""


def theme() -> gr.themes.Base:
    """Return gradio's barest theme in our colours, with fonts of the machine so that none is fetched.

    It dresses what gradio draws itself: the login page and the toasts.
    """
    bare = gr.themes.Base(font=list(SYSTEM_FONTS), font_mono=["ui-monospace", "monospace"])
    light = {name: colour for name, (colour, _) in COLOURS.items()}
    dark = {f"{name}_dark": colour for name, (_, colour) in COLOURS.items()}
    return bare.set(**light, **dark, input_border_width="1px")


def head(speech: Speech | None = None) -> str:
    """Return what goes into the page's head: the style sheets, the colours of the browser's own frame.

    Other sites get no referrer. Without any at all, a form such as signing out would come from the origin `null`.

    Args:
        speech: what speaks and listens by an endpoint, for `voice.js` to know; None where the browser does both.
    """
    made = markup(
        "<style>{styles}</style>"
        '<meta name="referrer" content="same-origin"><meta name="color-scheme" content="light dark">'
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f2f4f0">'
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1514">'
        '<meta name="rollwith-speaks" content="{speaks}"><meta name="rollwith-listens" content="{listens}">',
        styles=style_sheets(SHEETS),
        speaks="endpoint" if speech and speech.speaks else "browser",
        listens="endpoint" if speech and speech.listens else "browser",
    )
    return str(made)  # gradio adds to it, and what is added to markup is escaped


def script() -> str:
    """Return the script that runs once when the page loads: those of the package, one after the other."""
    texts = ((files(__package__) / "static" / name).read_text("utf-8") for name in SCRIPTS)
    return "() => {\n" + "\n".join(f"({text.strip()})();" for text in texts) + "\n}"
