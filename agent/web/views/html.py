"""Markup: the only way that text gets into a page. Text is escaped when it goes in; finished markup has its own type.

A function that returns a piece of page returns `Markup`, made by `markup` from a literal. Nothing outside this module
calls `Markup` itself; `tests/agent/web/test_markup.py` sees to it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from string import Formatter

from markupsafe import Markup

TEMPLATE_LETTERS = {ord(letter): f"&#{ord(letter)};" for letter in "{}$`"}
"""What gradio's HTML templates (Handlebars, then a JavaScript template string) would read as code."""

_SPECIAL = re.compile(r"[&<>\"'{}$`]")

EMPTY = Markup("")
"""Nothing, as markup."""


def esc(text: str | float) -> Markup:
    """Return text as it may stand in an element or in a quoted attribute; markup stays what it is."""
    return text if isinstance(text, Markup) else Markup(_escaped(text))


def markup(template: str, /, **values: str | float) -> Markup:
    """Return a literal piece of HTML with values in its places `{name}` or `{name:.2f}`.

    Args:
        template: a literal, never text from elsewhere.
        values: markup goes in as it is, all else is escaped.

    Raises:
        KeyError: a place has no value. TypeError: a value has no place.
    """
    shape, places, names = _places(template)
    if len(values) > len(names):
        raise TypeError(f"{template[:40]!r} has no place for {', '.join(sorted(values.keys() - names))}")
    filled = [_escaped(format(values[name], spec) if spec else values[name]) for name, spec in places]
    return str.__new__(Markup, shape % tuple(filled))  # passes by `Markup.__new__`, which takes as long as the rest


def join(parts: Iterable[Markup]) -> Markup:
    """Put finished pieces of markup side by side."""
    return Markup("".join(parts))


def packaged(text: str) -> Markup:
    """Return a file of this package, a style sheet, as what may stand in a page."""
    return Markup(text)


@lru_cache(maxsize=512)
def _places(template: str) -> tuple[str, tuple[tuple[str, str], ...], frozenset[str]]:
    """Return a template as `%` fills it, (name, format) of each place in it, and the names."""
    parsed = [*Formatter().parse(template)]
    shape = "".join(text.replace("%", "%%") + ("" if name is None else "%s") for text, name, _, _ in parsed)
    places = tuple((name, spec or "") for _, name, spec, _ in parsed if name is not None)
    return shape, places, frozenset(name for name, _ in places)


def _escaped(text: str | float) -> str:
    """Escape what is not markup. Most values hold nothing to escape, and a page has thousands."""
    if isinstance(text, Markup):
        return text
    plain = str(text)
    return html.escape(plain, quote=True).translate(TEMPLATE_LETTERS) if _SPECIAL.search(plain) else plain


def signed(change: float) -> str:
    """Return a change with its sign and one digit, with a true minus: `+0.4`, `−1.2`, `±0`."""
    rounded = round(change, 1)
    if rounded == 0:
        return "±0"
    return f"+{rounded:.1f}" if rounded > 0 else f"−{-rounded:.1f}"


def percent(share: float | None) -> str:
    """Return a share 0..1 as people read it everywhere, `60 %`, or a dash where there is none."""
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def plural(count: int, noun: str) -> str:
    """Return `1 turn`, `3 turns`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def marked(text: str, marks: Sequence[tuple[str, str]]) -> Markup:
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


def _marked_run(text: str, tone: str) -> Markup:
    return markup('<mark class="rw-mark is-{tone}">{text}</mark>', tone=tone, text=text) if tone else esc(text)
