"""Lean fields: the form of a lean customer. Each field stands for one key path of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from agent.content.finding import KeyPath, dotted
from agent.content.lean.difficulty import NUMBERS
from agent.model.acts import Act, Stage
from agent.model.persona import Layer
from agent.model.training.lean import ELSEWHERE, Register

FieldKind = Literal["line", "text", "lines", "number", "choice", "key"]

ROWS = {"facts": ("fact", 12), "agenda": ("item", 4), "triggers": ("sore_point", 6)}
"""Parts with entries of their own: what a new one is called, and how many there may be."""

KEY_HINT = "Small letters, digits and _; no rep sees it."

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class LeanField:
    """One field of the form.

    Attributes:
        path: its key path. label, hint: as the form shows them. kind: `lines` holds one entry a line, `key` the
            key itself.
        choices: (value, words), for a choice. group: the part of the form. row: the entry of a part it belongs to.
    """

    path: KeyPath
    label: str
    hint: str = ""
    kind: FieldKind = "line"
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""
    row: str = ""

    @property
    def name(self) -> str:
        """What the form calls it."""
        return dotted(self.path)


def lean_fields(data: Mapping[str, Any]) -> list[LeanField]:
    """Return the fields of a form for what a file holds, right or wrong, in their order."""
    return [
        *_who_fields(),
        *_scene(),
        *_chair(),
        *_voice(),
        *_hidden(data),
        *_agenda(data),
        *_plan_fields(),
        *_sore(data),
        *_law_fields(),
    ]


def _rows_of(data: Mapping[str, Any], part: str) -> list[str]:
    rows = data.get(part)
    names = rows if isinstance(rows, Mapping) else {}
    return [name for name in names if isinstance(name, str) and _ID.fullmatch(name)][: 2 * ROWS[part][1]]


def _who_fields() -> Iterator[LeanField]:
    group = "Who"
    yield LeanField(("name",), "Name", "As they sign.", group=group)
    yield LeanField(("role",), "Role", "What they do there.", group=group)
    yield LeanField(("company",), "Company", "Name and place.", group=group)
    yield LeanField(("industry",), "Trade", group=group)
    hint = "One line that a rep reads when choosing whom to meet. Nothing that has to be earned."
    yield LeanField(("portrait",), "In one line", hint, "text", group=group)
    yield LeanField(("values",), "What they stand for", "Two to six, one a line.", "lines", group=group)


def _scene() -> Iterator[LeanField]:
    group = "Scene and brief"
    hint = "Why they talk today, from outside: what was bought, what went wrong, what was agreed."
    yield LeanField(("scenario",), "What happened", hint, "text", group=group)
    yield LeanField(("brief", "you_are"), "The rep is", "Who the rep plays.", "text", group=group)
    hint = "What the rep knows before the talk. At least two, one a line."
    yield LeanField(("brief", "you_know"), "The rep knows", hint, "lines", group=group)
    yield LeanField(("brief", "your_task"), "The rep’s task", "What to find out or to reach.", "text", group=group)
    yield LeanField(
        ("change", "what"), "The change at stake", "What the customer would do otherwise.", "text", group=group
    )
    sizes = (("small", "small, such as taking a training"), ("large", "large, such as a new way of working"))
    yield LeanField(("change", "size"), "How large it is", kind="choice", choices=sizes, group=group)
    yield LeanField(("change", "first_step"), "A first step", kind="text", group=group)
    hint = "First words of the customer, two to six, one a line. One is drawn for each session."
    yield LeanField(("openings",), "How they begin", hint, "lines", group=group)


def _chair() -> Iterator[LeanField]:
    group = "Their chair"
    hint = "First person: who I am, what my day is about, what I expect of this talk. No secrets."
    yield LeanField(("chair", "i_am"), "I am", hint, "text", group=group)
    hint = "Whose product it is, how it came to us, what the rep’s company is to me."
    yield LeanField(("chair", "whose"), "Whose it is", hint, "text", group=group)
    yield LeanField(("chair", "people"), "Who is who", "One a line, such as “Sam: my deputy.”", "lines", group=group)
    hint = "What they have told the rep’s company before, one a line."
    yield LeanField(("chair", "told"), "Told before", hint, "lines", group=group)


def _voice() -> Iterator[LeanField]:
    group = "Voice"
    registers = tuple((one.value, one.value) for one in Register)
    hint = "Decides which shared lines they borrow where you wrote none."
    yield LeanField(("voice", "register"), "Manner", hint, "choice", registers, group)
    yield LeanField(("voice", "english"), "English", "How they speak it, told to a model.", group=group)
    hint = "Words they would never use, one a line."
    yield LeanField(("voice", "never_says"), "Never says", hint, "lines", group=group)
    for word, (label, hint) in WORDS.items():
        yield LeanField(("voice", "words", word), label, hint, group=group)
    yield LeanField(("voice", "max_words"), "Most words in a line", "8 to 80.", "number", group=group)
    for act in Act:
        if act not in ELSEWHERE:
            yield LeanField(("voice", "samples", act.value), f"A line to {SAMPLES[act]}", group=group, row="samples")


def _hidden(data: Mapping[str, Any]) -> Iterator[LeanField]:
    group = "What they hide"
    yield LeanField(("surface",), "What they say it is about", kind="text", group=group)
    yield LeanField(("concern",), "What it is about", "The real concern.", "text", group=group)
    yield LeanField(("need",), "What lies below that", "The hidden need.", "text", group=group)
    layers = tuple((one.value, one.value) for one in Layer)
    stages = (("", "any part"), *((one.value, one.value) for one in Stage))
    for row in _rows_of(data, "facts"):
        at, field = ("facts", row), partial(LeanField, group=group, row=f"facts.{row}")
        yield field(at, "Short name", KEY_HINT, "key")
        hint = "At least one fact of each."
        yield field((*at, "layer"), "How deep it lies", hint, "choice", layers)
        yield field((*at, "truth"), "The fact", "Third person, one or two sentences.", "text")
        hint = "First person, one a line, with a name, number or rare word that stands nowhere else."
        yield field((*at, "says"), "How they tell it", hint, "lines")
        yield field((*at, "asks"), "Questions that reach it", "As a rep would ask, one a line.", "lines")
        yield field((*at, "gate", "trust"), "Trust it takes", "0 to 10.", "number")
        yield field((*at, "gate", "resistance"), "Resistance at most", "0 to 10.", "number")
        yield field((*at, "gate", "stage"), "Not before", "", "choice", stages)
        hint = "Ids of facts that are told first, one a line."
        yield field((*at, "gate", "after"), "After", hint, "lines")
        hint = "Words that give it away, one a line; found by themselves if you leave this empty."
        yield field((*at, "canaries"), "Giveaway words", hint, "lines")


def _agenda(data: Mapping[str, Any]) -> Iterator[LeanField]:
    for row in _rows_of(data, "agenda"):
        at, field = ("agenda", row), partial(LeanField, group="What they came with", row=f"agenda.{row}")
        yield field(at, "Short name", KEY_HINT, "key")
        yield field((*at, "wants"), "What they want", "A short noun phrase.")
        yield field((*at, "says"), "How they bring it up", kind="text")


def _plan_fields() -> Iterator[LeanField]:
    group = "Plan"
    yield LeanField(("plan", "gist"), "The plan", "One they could come to by themselves.", "text", group=group)
    yield LeanField(("plan", "voices"), "How they think of it", "Tentative, one a line.", "lines", group=group)
    yield LeanField(("plan", "commits"), "How they commit", "Who, what, when; one a line.", "lines", group=group)


def _sore(data: Mapping[str, Any]) -> Iterator[LeanField]:
    for row in _rows_of(data, "triggers"):
        at, field = ("triggers", row), partial(LeanField, group="Sore points", row=f"triggers.{row}")
        yield field(at, "Short name", KEY_HINT, "key")
        yield field((*at, "words"), "Words that hurt", "Of the rep, one a line.", "lines")
        yield field((*at, "why"), "Why", "The rep reads this in the debrief.", "text")
        yield field((*at, "says"), "What they answer", "One a line.", "lines")


def _law_fields() -> Iterator[LeanField]:
    levels = (("1", "1, mild"), ("2", "2"), ("3", "3, middling"), ("4", "4"), ("5", "5, hardest"))
    hint = "How many good lines it takes, and what a bad one costs. 24 numbers stand behind it."
    yield LeanField(("difficulty",), "How hard they are", hint, "choice", levels, "Difficulty")
    for number in NUMBERS:
        yield LeanField(("law", number), number.replace("_", " "), "", "number", group="Difficulty", row="law")


WORDS = {
    "thing": ("They call your product", "As “the app”. Shared lines are said with these words; each may be left out."),
    "people": ("Whom they answer for", "As “my crew”: several people."),
    "work": ("What waits for them", "As “twenty-two turbines”, after “I have … waiting”."),
    "place": ("Where they stand", "As “up a tower”, with its preposition."),
    "matter": ("What went wrong", "In a few words that the rep knows, as “those courses”. No secret."),
    "until": ("When they have to go", "As “the wind drops”, after “until”."),
}
"""Word of `voice.words` -> what the form calls it, and a hint."""

SAMPLES = {
    Act.DENY: "deny it", Act.EXCUSE: "excuse themselves", Act.MINIMISE: "play it down",
    Act.DEFLECT: "change the subject", Act.ATTACK: "hit back", Act.WITHDRAW: "shut down",
    Act.COMPLY: "agree for the sake of peace",
    Act.TEST: "test the rep", Act.WAVER: "waver", Act.COMPLAIN: "complain", Act.ASK_FOR_MORE: "ask for more",
    Act.ACKNOWLEDGE: "take something in", Act.EVADE: "dodge a question", Act.PUZZLED: "be puzzled",
    Act.ASK_MEANING: "ask what is meant", Act.OPEN_UP: "open up", Act.WARN: "warn that they will go",
    Act.WALK_AWAY: "leave",
}  # fmt: skip
"""Act -> what a line of it does, as the form says it."""
