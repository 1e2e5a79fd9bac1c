"""Sheets: the style sheets of the package, as they may stand in a page."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from markupsafe import Markup

from agent.web.views.html import packaged


def style_sheets(names: Sequence[str]) -> Markup:
    """Return files of `static/` one after the other. They are the package's own, so they stand unescaped."""
    return packaged("\n".join((files(__package__) / "static" / name).read_text("utf-8") for name in names))


def packaged_file(name: str) -> bytes:
    """Return a file of `static/` as it is."""
    return (files(__package__) / "static" / name).read_bytes()
