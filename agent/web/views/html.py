"""Markup: the only way that text gets into a page. Everything a rep, a customer or a file says goes through `esc`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

TEMPLATE_LETTERS = {ord(letter): f"&#{ord(letter)};" for letter in "{}$`"}
"""What gradio's HTML templates (Handlebars, then a JavaScript template string) would read as code."""


def esc(text: object) -> str:
    """Return text as it may stand in an element or in a quoted attribute, never as markup or as a template."""
    return html.escape(str(text), quote=True).translate(TEMPLATE_LETTERS)


def join(parts: Iterable[str]) -> str:
    """Put finished pieces of markup side by side."""
    return "".join(parts)


def signed(change: float) -> str:
    """Return a change with its sign and one digit, with a true minus: `+0.4`, `−1.2`, `±0`."""
    rounded = round(change, 1)
    if rounded == 0:
        return "±0"
    return f"+{rounded:.1f}" if rounded > 0 else f"−{-rounded:.1f}"


def plural(count: int, noun: str) -> str:
    """Return `1 turn`, `3 turns`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def marked(text: str, marks: Sequence[tuple[str, str]]) -> str:
    """Return text escaped, with quotes in it marked.

    Args:
        text: the rep's line.
        marks: (quote, tone) pairs; a quote that is not in the line is left out, and where two overlap the first wins.
    """
    tones: list[str] = [""] * len(text)
    for quote, tone in marks:
        at = text.find(quote) if quote else -1
        if at < 0:
            continue
        for index in range(at, at + len(quote)):
            tones[index] = tones[index] or tone
    return join(_marked_run(text[first:last], tones[first]) for first, last in _runs(tones))


def _runs(tones: Sequence[str]) -> Iterable[tuple[int, int]]:
    first = 0
    for index in range(1, len(tones) + 1):
        if index == len(tones) or tones[index] != tones[first]:
            yield first, index
            first = index


def _marked_run(text: str, tone: str) -> str:
    return f'<mark class="rw-mark is-{esc(tone)}">{esc(text)}</mark>' if tone else esc(text)
