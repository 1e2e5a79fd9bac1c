"""Unplaced: what of a trainer's notes has no place in a draft, kept at the end of its file as comments. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "# Not placed: "
"""What begins a line at the end of a draft that holds a piece of the notes."""

_LONGER = re.compile(r"\w{4,}")


def with_unplaced(text: str, left: Iterable[str]) -> str:
    """Return a draft with what its notes hold beside it, one line each."""
    lines = [f"{MARK}{plain}\n" for one in left if (plain := _on_one_line(one))]
    return f"{text.rstrip()}\n{''.join(lines)}" if lines else text


def unplaced_in(text: str) -> list[str]:
    """Return what a draft's notes held that has no place in it."""
    return [line.removeprefix(MARK).strip() for line in text.split("\n") if line.startswith(MARK)]


def without_unplaced(text: str) -> str:
    """Return a draft without what its notes held beside it."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(MARK))


def not_told(pieces: Iterable[str], text: str) -> list[str]:
    """Return those pieces of notes of whose longer words a draft holds less than half."""
    held = set(_LONGER.findall(text.lower()))
    every = ((piece, set(_LONGER.findall(piece.lower()))) for piece in pieces)
    return [piece for piece, words in every if 2 * len(words & held) < len(words)]


def _on_one_line(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
