"""Lines made to slow a regular expression down: what each of its repeats eats, many times, and then no match."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

# private, and unknown to the type stubs, so they are imported by name
op: Any = importlib.import_module("re._constants")
_parser: Any = importlib.import_module("re._parser")

MARKS = " \t\n.,;:!?-—…'\"”’)(][}{<>*_`#|\\/~$0aAmhsxéж=+@\x00"
PAIRS = (
    ". ", "a. ", "A. ", "a ", " a", "a'", "(a", "( ", "<a", "<a ", "[a", "**a", '"a', "“a", "hm ", "mm ", "mm-hm ",
    "um", " - ", " — ", ", ", "; ", ".\n", " \n", "\n ", ".'", "1.", "1,", "a.b", "a-", "{{a", "so, ", "a: ", "?! ",
)  # fmt: skip
"""What is repeated whatever the pattern, as single characters and as short runs."""

TAILS = ("", "x", "\x00", " .")
"""What may stand behind the repeated part, so that the pattern fails at the very end."""

_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_FEW = 8
_OF_CATEGORY = {
    op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_SPACE: "a", op.CATEGORY_WORD: "a", op.CATEGORY_NOT_WORD: " ",
    op.CATEGORY_DIGIT: "1", op.CATEGORY_NOT_DIGIT: "a",
}  # fmt: skip
Parts = list[tuple[Any, Any]]


def attack_lines(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield lines of about `length` characters that are hard on a pattern."""
    for part in (*MARKS, *PAIRS):
        yield from ((part * (length // len(part) + 1))[:length] + tail for tail in TAILS[:2])
    for lead, body in dict.fromkeys(_weak_spots(list(_parser.parse(pattern.pattern, pattern.flags)), "")):
        many = (body * (length // len(body) + 1))[:length]
        yield from (lead + many + tail for tail in TAILS)
        whole = lead + body * _FEW
        yield (whole * (length // len(whole) + 1))[:length] + "\x00"
        single = lead + body
        yield (single * (length // len(single) + 1))[:length] + "\x00"
        half = (single * (length // len(single) // 2 + 1))[: length // 2]
        yield half + body * (length // 2 // len(body)) + "\x00"


def _weak_spots(parts: Parts, lead: str) -> Iterator[tuple[str, str]]:
    """Yield (shortest text that leads there, one round of the repeat) for each repeat without a small bound."""
    for index, (kind, value) in enumerate(parts):
        before = lead + _shortest(parts[:index])
        if kind in _REPEATS:
            if value[1] > _FEW:
                yield from ((before, body) for body in _rounds(list(value[2])) if body)
            yield from _weak_spots(list(value[2]), before)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _weak_spots(list(branch), before)
        elif kind is op.SUBPATTERN:
            yield from _weak_spots(list(value[3]), before)
        elif kind is op.ATOMIC_GROUP:
            yield from _weak_spots(list(value), before)
    yield lead, _shortest(parts) or "a"


def _rounds(parts: Parts) -> Iterator[str]:
    """Yield texts that one round of a repeat matches: each branch, each kind of character."""
    if len(parts) == 1 and parts[0][0] is op.IN:
        yield from (char for char in MARKS if _is_in(char, parts[0][1]))
    elif len(parts) == 1 and parts[0][0] is op.SUBPATTERN:
        yield from _rounds(list(parts[0][1][3]))
    elif parts and parts[0][0] is op.BRANCH:
        yield from (_shortest([*branch, *parts[1:]]) for branch in parts[0][1][1])
    else:
        yield _shortest(parts)


def _shortest(parts: Parts) -> str:
    return "".join(_one(kind, value) for kind, value in parts)


def _one(kind: Any, value: Any) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if kind is op.ANY:
        return "a"
    if kind is op.IN:
        return next((char for char in MARKS if _is_in(char, value)), _first(value))
    if kind in _REPEATS:
        return _shortest(list(value[2])) * int(value[0])
    if kind is op.BRANCH:
        return _shortest(list(value[1][0]))
    if kind is op.SUBPATTERN:
        return _shortest(list(value[3]))
    return _shortest(list(value)) if kind is op.ATOMIC_GROUP else ""


def _is_in(char: str, items: Any) -> bool:
    negated = items[0][0] is op.NEGATE
    return any(_holds(char, kind, value) for kind, value in items if kind is not op.NEGATE) != negated


def _holds(char: str, kind: Any, value: Any) -> bool:
    if kind is op.LITERAL:
        return bool(ord(char) == value)
    if kind is op.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    sample = _OF_CATEGORY[value]
    tests = {" ": str.isspace, "1": str.isdigit}
    if value in (op.CATEGORY_WORD, op.CATEGORY_NOT_WORD):
        return (char.isalnum() or char == "_") == (value is op.CATEGORY_WORD)
    space = value in (op.CATEGORY_SPACE, op.CATEGORY_NOT_SPACE)
    test = tests[" "] if space else tests["1"]
    return test(char) == (sample in " 1")


def _first(items: Any) -> str:
    kind, value = next(item for item in items if item[0] is not op.NEGATE)
    return chr(value) if kind is op.LITERAL else chr(value[0]) if kind is op.RANGE else _OF_CATEGORY[value]
