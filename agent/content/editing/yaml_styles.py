"""YAML styles: new values written as those around them are: quoted, folded, or a mapping on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString, ScalarString

NARROWEST = 60
"""Letters of a folded line at least; an old text of one short line says nothing of how wide its lines may be."""


def in_its_place(old: Any, value: Any) -> Any:
    """Return a value in the style of the one that it takes the place of."""
    if not isinstance(value, str) or not isinstance(old, ScalarString):
        return value
    return _folded(old, value) if isinstance(old, FoldedScalarString) else _quoted(old, value)


def as_around(others: Iterable[Any], value: Any) -> Any:
    """Return a new entry as the others of its kind are written: quoted, or on one line."""
    around = list(others)
    if isinstance(value, str):
        return _quoted(next((one for one in around if isinstance(one, str)), ""), value)
    if isinstance(value, list):
        like = next((one for one in around if isinstance(one, CommentedSeq)), None)
        made = CommentedSeq([as_around(like or (), one) for one in value])
        return _on_one_line(made) if like is not None and like.fa.flow_style() else made
    return _mapping_around(around, value) if isinstance(value, Mapping) else value


def _mapping_around(around: list[Any], value: Mapping[str, Any]) -> CommentedMap:
    alike = [one for one in around if isinstance(one, CommentedMap)]
    text = next((one for one in around if isinstance(one, str)), None)
    made = CommentedMap()
    for key, held in value.items():
        beside = [one[key] for one in alike if key in one]
        if not beside and isinstance(held, str) and " " in held and text is not None:
            beside = [text]
        made[key] = as_around(beside, held)
        if isinstance(held, list) and not beside:
            _on_one_line(made[key])
    short = any(one.fa.flow_style() for one in alike) if alike else text is not None
    return _on_one_line(made) if short else made


def _on_one_line(made: Any) -> Any:
    made.fa.set_flow_style()
    return made


def _quoted(old: Any, value: str) -> str:
    if isinstance(old, ScalarString) and not isinstance(old, FoldedScalarString) and "\n" not in value:
        made: str = type(old)(value)
        return made
    return value


def _folded(old: FoldedScalarString, value: str) -> str:
    """Return a text folded as the old one was: its lines stay as far as they are the same, the rest is folded anew."""
    if "\n" in value:
        return value
    before = _folded_lines(old)
    width, at = max(NARROWEST, *map(len, before)), 0
    folds: list[int] = []
    for line in before[:-1]:
        if not value.startswith(line + " ", at):
            break
        at += len(line) + 1
        folds.append(at - 1)
    while len(value) - at > width:
        blank = value.rfind(" ", at + 1, at + width + 1)
        if blank <= at and (blank := value.find(" ", at + width)) < 0:
            break
        folds.append(blank)
        at = blank + 1
    made: Any = FoldedScalarString(value)
    made.fold_pos = folds
    text: str = made
    return text


def _folded_lines(old: FoldedScalarString) -> list[str]:
    text, folds = str(old), [0, *getattr(old, "fold_pos", ())]
    return [text[start:end].strip() for start, end in zip(folds, [*folds[1:], len(text)], strict=True)]
