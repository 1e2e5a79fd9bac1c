"""Full fields: the form of a full customer, piece by piece: who they are, each fact, the lines of each act, the law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from agent.content.editing.form_field import FormField
from agent.content.editing.lean_fields import chair_fields
from agent.content.editing.line_rows import LineList
from agent.content.finding import KeyPath
from agent.content.lean.difficulty import NUMBERS
from agent.model.acts import Act, Band, Stage
from agent.model.persona import MOST_FACTS, MOST_ITEMS, MOST_TOPICS, Layer
from agent.model.verdict import Code

ENTRIES = {"facts": MOST_FACTS, "agenda": MOST_ITEMS, "plans": MOST_TOPICS, "triggers": MOST_TOPICS,
           "topics": MOST_TOPICS}  # fmt: skip
"""Parts with entries of their own, and how many there may be."""

LINES = "lines"
"""The part whose entries are an act while they stand in a band, as in `deny.closed`."""

SINGLE = ("who", "scene", "hidden", "numbers")
"""Pieces of which there is one."""


@dataclass(frozen=True)
class Piece:
    """One form of a full customer.

    Attributes:
        fields: its boxes. lists: its lists of lines.
    """

    fields: tuple[FormField, ...] = ()
    lists: tuple[LineList, ...] = ()

    @property
    def paths(self) -> list[KeyPath]:
        """The key paths that it stands for."""
        return [*(field.path for field in self.fields), *(lines.path for lines in self.lists)]


def piece_of(data: Mapping[str, Any], part: str, name: str = "") -> Piece | None:
    """Return the form of a piece for what a file holds, right or wrong; None where there is no such piece.

    Args:
        part: one of `SINGLE`, `ENTRIES` or `LINES`. name: of the entry.
    """
    if part in SINGLE and not name:
        return Piece(tuple(_FIELDS[part]()))
    if part == LINES:
        act, _, band = name.partition(".")
        return _band_piece(act, band) if act in set(Act) and band in set(Band) else None
    if part not in ENTRIES or name not in names_in(data, part):
        return None
    fields, lists = _PIECES[part]((part, name), data)
    return Piece(tuple(fields), tuple(lists))


def names_in(data: Mapping[str, Any], part: str) -> list[str]:
    """Return the entries of a part that have a form."""
    held = data.get(part)
    names = [name for name, one in held.items() if isinstance(one, Mapping)] if isinstance(held, Mapping) else []
    return names[: 2 * ENTRIES.get(part, 0)]


def pieces_in(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Piece]]:
    """Return every piece of a file, with its part and its name."""
    names = [(part, "") for part in SINGLE]
    names += [(part, name) for part in ENTRIES for name in names_in(data, part)]
    names += [(LINES, f"{act.value}.{band.value}") for act in Act for band in Band]
    for part, name in names:
        if (piece := piece_of(data, part, name)) is not None:
            yield part, name, piece


def _who_they_are() -> Iterator[FormField]:
    yield FormField(("name",), "Name", "As they sign.")
    yield FormField(("role",), "Role", "What they do there.")
    yield FormField(("company",), "Company", "Name and place.")
    yield FormField(("industry",), "Trade")
    hint = "What a rep reads when choosing whom to meet. Nothing that has to be earned."
    yield FormField(("portrait",), "In one line", hint, "text")
    yield FormField(("biography",), "Their life", "What made them so. Told to a model, never to the rep.", "text")
    yield FormField(("values",), "What they stand for", "Two or more, one a line.", "lines")
    yield FormField(("voice", "register"), "How they talk", "Told to a model.", "text")
    yield FormField(("voice", "english"), "English", "How they speak it, told to a model.")
    yield FormField(("voice", "max_words"), "Most words in a line", "8 to 80.", "number")
    yield FormField(("voice", "tics"), "Turns of phrase", "Words they fall back on, one a line.", "lines")
    yield FormField(("voice", "never_says"), "Never says", "Words they would never use, one a line.", "lines")


def _scene_and_chair() -> Iterator[FormField]:
    group = "Scene and brief"
    hint = "Why they talk today, from outside: what was bought, what went wrong, what was agreed."
    yield FormField(("scenario",), "What happened", hint, "text", group=group)
    yield FormField(("brief", "you_are"), "The rep is", "Who the rep plays.", "text", group=group)
    hint = "What the rep knows before the talk. At least two, one a line."
    yield FormField(("brief", "you_know"), "The rep knows", hint, "lines", group=group)
    yield FormField(("brief", "your_task"), "The rep’s task", "What to find out or to reach.", "text", group=group)
    hint = "What the customer would do otherwise."
    yield FormField(("change", "what"), "The change at stake", hint, "text", group=group)
    sizes = (("small", "small, such as taking a training"), ("large", "large, such as a new way of working"))
    yield FormField(("change", "size"), "How large it is", "", "choice", sizes, group)
    yield FormField(("change", "first_step"), "A first step", "", "text", group=group)
    hint = "First words of the customer, two or more, one a line. One is drawn for each session."
    yield FormField(("openings",), "How they begin", hint, "lines", group=group)
    yield from chair_fields()


def _hidden_needs() -> Iterator[FormField]:
    yield FormField(("surface",), "What they say it is about", "", "text")
    yield FormField(("real_concern",), "What it is about", "The real concern.", "text")
    yield FormField(("hidden_need",), "What lies below that", "The hidden need.", "text")


def _law_numbers() -> Iterator[FormField]:
    for number in NUMBERS:
        yield FormField(("law", number), number.replace("_", " "), "", "number")


_FIELDS: Mapping[str, Callable[[], Iterator[FormField]]] = {
    "who": _who_they_are, "scene": _scene_and_chair, "hidden": _hidden_needs, "numbers": _law_numbers,
}  # fmt: skip

_Built = tuple[list[FormField], list[LineList]]


def _fact_piece(at: tuple[str, str], data: Mapping[str, Any]) -> _Built:
    layers = tuple((one.value, one.value) for one in Layer)
    stages = (("", "any part"), *((one.value, one.value) for one in Stage))
    others = tuple((name, _as_words(name)) for name in names_in(data, "facts") if name != at[1])
    gate = partial(FormField, group="When it comes out")
    fields = [
        FormField((*at, "truth"), "The fact", "Third person, one or two sentences.", "text"),
        FormField((*at, "layer"), "How deep it lies", "A customer has facts of each.", "choice", layers),
        FormField((*at, "canaries"), "Giveaway words", "Words that stand nowhere else, one a line.", "lines"),
        gate((*at, "gate", "trust"), "Trust it takes", "0 to 10.", "number"),
        gate((*at, "gate", "resistance"), "Resistance at most", "0 to 10.", "number"),
        gate((*at, "gate", "stage"), "Not before", "A part of the talk.", "choice", stages),
        gate((*at, "gate", "after"), "Only after", "Facts that have to be told first.", "ticks", others),
        gate(
            (*at, "topics"), "Questions that reach it", "Topics a rep asks about. At least one.", "ticks", _topics(data)
        ),
    ]
    hint = "First person, each with a giveaway word. One is drawn when the fact comes out."
    return fields, [LineList((*at, "tells"), "How they tell it", hint)]


def _agenda_piece(at: tuple[str, str], data: Mapping[str, Any]) -> _Built:
    topics = (("", "none"), *_topics(data))
    fields = [
        FormField((*at, "wants"), "What they want", "A short noun phrase."),
        FormField((*at, "topic"), "Belongs to", "A rep who asks about this takes it up.", "choice", topics),
    ]
    return fields, _lists_by_band((*at, "raises"), "How they bring it up")


def _plan_piece(at: tuple[str, str], _: Mapping[str, Any]) -> _Built:
    hint = "One they could come to by themselves, in one sentence."
    return [FormField((*at, "gist"), "The plan", hint, "text")], [
        LineList((*at, "voices"), "How they think of it", "Tentative: they try it out loud."),
        LineList((*at, "commits"), "How they commit", "Who, what, when."),
    ]


def _trigger_piece(at: tuple[str, str], _: Mapping[str, Any]) -> _Built:
    codes = tuple((one.value, _as_words(one.value)) for one in Code)
    fields = [
        FormField((*at, "words"), "Words that hurt", "Of the rep, one a line; none means any words.", "lines"),
        FormField((*at, "cost"), "What it costs", "Extra resistance: above 0 to 2.", "number"),
        FormField((*at, "why"), "Why", "The rep reads this in the debrief.", "text"),
        FormField((*at, "codes"), "Only in a line coded as", "At least one.", "ticks", codes),
    ]
    return fields, [LineList((*at, "says"), "What they answer")]


def _topic_piece(at: tuple[str, str], _: Mapping[str, Any]) -> _Built:
    fields = [
        FormField((*at, "about"), "What it is about", "In a few words."),
        FormField((*at, "asks"), "As a rep would ask", "Questions, one a line.", "lines"),
        FormField((*at, "words"), "Words that point here", "Single words, one a line.", "lines"),
    ]
    return fields, _lists_by_band((*at, "says"), "What they say")


def _band_piece(act: str, band: str) -> Piece:
    return Piece((), (LineList((LINES, act, band), "Their lines", "One is drawn each time; none may tell a fact."),))


def _lists_by_band(at: tuple[str, ...], label: str) -> list[LineList]:
    return [LineList((*at, band.value), f"{label} while {band.value}") for band in Band]


def _topics(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _as_words(name)) for name in names_in(data, "topics"))


def _as_words(name: str) -> str:
    return name.replace("_", " ")


_PIECES: Mapping[str, Callable[[tuple[str, str], Mapping[str, Any]], _Built]] = {
    "facts": _fact_piece, "agenda": _agenda_piece, "plans": _plan_piece, "triggers": _trigger_piece,
    "topics": _topic_piece,
}  # fmt: skip
