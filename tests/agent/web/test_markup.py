"""Markup is a type: text is escaped on its way in, and no piece of page is put together anywhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from markupsafe import Markup

from agent.web.routes import Route
from agent.web.views.html import esc, join, marked, markup
from agent.web.views.page import button, link, notice, screen
from tests.support.paths import ROOT

HTML = "agent/web/views/html.py"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "agent/web").rglob("*.py"))
HOSTILE = "<img src=x onerror=alert(1)> & \"q\" 'q' {{x}} ${y} `z`"
TAG = re.compile(r"</?[a-z]+[ />]|<[a-z]+$")


def test_text_is_escaped_and_markup_is_not() -> None:
    inner = markup("<b>{word}</b>", word=HOSTILE)
    assert inner == (
        "<b>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;q&quot; &#x27;q&#x27; "
        "&#123;&#123;x&#125;&#125; &#36;&#123;y&#125; &#96;z&#96;</b>"
    )
    assert markup("<p>{inner}{number:.1f}{inner}</p>", inner=inner, number=2) == f"<p>{inner}2.0{inner}</p>"
    assert join([esc("<"), esc(inner)]) == f"&lt;{inner}"


@pytest.mark.parametrize(
    "made",
    [
        link(Route("brief", HOSTILE), HOSTILE, HOSTILE),
        button("start", HOSTILE, HOSTILE, persona=HOSTILE),
        notice(HOSTILE, HOSTILE),
        screen(Route("talk", HOSTILE), HOSTILE, esc(HOSTILE), HOSTILE),
        marked(HOSTILE, [("onerror", HOSTILE)]),
    ],
)
def test_no_piece_of_page_lets_text_out_of_its_place(made: Markup) -> None:
    assert not re.search(r"<img|onerror=alert\(1\)>|[{}$`]", made)


def test_a_place_without_a_value_and_a_value_without_a_place_are_errors() -> None:
    with pytest.raises(KeyError):
        markup("<p>{text}</p>")
    with pytest.raises(TypeError, match="no place for more"):
        markup("<p>{text}</p>", text="a", more="b")


@pytest.mark.parametrize("file", FILES)
def test_markup_is_made_from_literals_only(file: str) -> None:
    for call in _calls(file):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in {"Markup", "format_map"}:
            assert file == HTML, f"{file}:{call.lineno}: only {HTML} makes markup of text"
        if name == "markup":
            literal = isinstance(call.args[0], ast.Constant)
            assert literal, f"{file}:{call.lineno}: the first argument of markup() must be a literal"
        if name == "packaged":
            assert file == "agent/web/sheets.py", (
                f"{file}:{call.lineno}: only style sheets of the package stand unescaped"
            )


@pytest.mark.parametrize("file", FILES)
def test_tags_stand_in_literals_that_markup_fills(file: str) -> None:
    filled = {id(call.args[0]) for call in _calls(file) if getattr(call.func, "id", "") == "markup"}
    tree = _tree(file)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in filled | told:
            assert not TAG.search(node.value), f"{file}:{node.lineno}: put {node.value[:40]!r} into markup()"


@pytest.mark.parametrize("file", [file for file in FILES if "/views/" in file and file != HTML])
def test_what_makes_markup_says_so(file: str) -> None:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "str":
            makers = [call for call in ast.walk(node) if getattr(getattr(call, "func", None), "id", "") in MAKERS]
            assert not makers, f"{file}:{node.lineno}: {node.name} makes markup; let it return Markup"


MAKERS = {"markup", "join", "esc", "marked", "link", "button", "screen"}


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(ROOT / file).read_text("utf-8"))


def _calls(file: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(_tree(file)) if isinstance(node, ast.Call))
