"""Lean fields: the form of a lean customer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from agent.content.editing.form_field import FormField
from agent.content.lean.difficulty import NUMBERS
from agent.model.acts import Act, Stage
from agent.model.persona import Layer
from agent.model.training.lean import ELSEWHERE, Register

ROWS = {"facts": ("fact", 12), "agenda": ("item", 4), "triggers": ("sore_point", 6)}
"""Parts with entries of their own: what a new one is called, and how many there may be."""

KEY_HINT = "Small letters, digits and _; no rep sees it."

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


def lean_fields(data: Mapping[str, Any]) -> list[FormField]:
    """Return the fields of a form for what a file holds, right or wrong, in their order."""
    return [
        *_who_fields(),
        *_scene(),
        *chair_fields(),
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


def _who_fields() -> Iterator[FormField]:
    group = "Who"
    yield FormField(("name",), "Name", "As they sign.", group=group)
    yield FormField(("role",), "Role", "What they do there.", group=group)
    yield FormField(("company",), "Company", "Name and place.", group=group)
    yield FormField(("industry",), "Trade", group=group)
    hint = "One line that a rep reads when choosing whom to meet. Nothing that has to be earned."
    yield FormField(("portrait",), "In one line", hint, "text", group=group)
    yield FormField(("values",), "What they stand for", "Two to six, one a line.", "lines", group=group)


def _scene() -> Iterator[FormField]:
    group = "Scene and brief"
    hint = "Why they talk today, from outside: what was bought, what went wrong, what was agreed."
    yield FormField(("scenario",), "What happened", hint, "text", group=group)
    yield FormField(("brief", "you_are"), "The rep is", "Who the rep plays.", "text", group=group)
    hint = "What the rep knows before the talk. At least two, one a line."
    yield FormField(("brief", "you_know"), "The rep knows", hint, "lines", group=group)
    yield FormField(("brief", "your_task"), "The rep’s task", "What to find out or to reach.", "text", group=group)
    yield FormField(
        ("change", "what"), "The change at stake", "What the customer would do otherwise.", "text", group=group
    )
    sizes = (("small", "small, such as taking a training"), ("large", "large, such as a new way of working"))
    yield FormField(("change", "size"), "How large it is", kind="choice", choices=sizes, group=group)
    yield FormField(("change", "first_step"), "A first step", kind="text", group=group)
    hint = "First words of the customer, two to six, one a line. One is drawn for each session."
    yield FormField(("openings",), "How they begin", hint, "lines", group=group)


def chair_fields() -> Iterator[FormField]:
    """Yield the fields of the customer's own chair, the same for lean and full ones."""
    group = "Their chair"
    hint = "First person: who I am, what my day is about, what I expect of this talk. No secrets."
    yield FormField(("chair", "i_am"), "I am", hint, "text", group=group)
    hint = "Whose product it is, how it came to us, what the rep’s company is to me."
    yield FormField(("chair", "whose"), "Whose it is", hint, "text", group=group)
    yield FormField(("chair", "people"), "Who is who", "One a line, such as “Sam: my deputy.”", "lines", group=group)
    hint = "What they have told the rep’s company before, one a line."
    yield FormField(("chair", "told"), "Told before", hint, "lines", group=group)


def _voice() -> Iterator[FormField]:
    group = "Voice"
    registers = tuple((one.value, one.value) for one in Register)
    hint = "Decides which shared lines they borrow where you wrote none."
    yield FormField(("voice", "register"), "Manner", hint, "choice", registers, group)
    yield FormField(("voice", "english"), "English", "How they speak it, told to a model.", group=group)
    hint = "Words they would never use, one a line."
    yield FormField(("voice", "never_says"), "Never says", hint, "lines", group=group)
    for word, (label, hint) in WORDS.items():
        yield FormField(("voice", "words", word), label, hint, group=group)
    yield FormField(("voice", "max_words"), "Most words in a line", "8 to 80.", "number", group=group)
    for act in Act:
        if act not in ELSEWHERE:
            yield FormField(("voice", "samples", act.value), f"A line to {SAMPLES[act]}", group=group, row="samples")


def _hidden(data: Mapping[str, Any]) -> Iterator[FormField]:
    group = "What they hide"
    yield FormField(("surface",), "What they say it is about", kind="text", group=group)
    yield FormField(("concern",), "What it is about", "The real concern.", "text", group=group)
    yield FormField(("need",), "What lies below that", "The hidden need.", "text", group=group)
    layers = tuple((one.value, one.value) for one in Layer)
    stages = (("", "any part"), *((one.value, one.value) for one in Stage))
    for row in _rows_of(data, "facts"):
        at, field = ("facts", row), partial(FormField, group=group, row=f"facts.{row}")
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
        hint = (
            "Words that stand nowhere else, so that whoever says one has told the fact: a name, a number, a rare word. "
            "One a line; found in how they tell it if you leave this empty."
        )
        yield field((*at, "canaries"), "Giveaway words", hint, "lines")


def _agenda(data: Mapping[str, Any]) -> Iterator[FormField]:
    for row in _rows_of(data, "agenda"):
        at, field = ("agenda", row), partial(FormField, group="What they came with", row=f"agenda.{row}")
        yield field(at, "Short name", KEY_HINT, "key")
        yield field((*at, "wants"), "What they want", "A short noun phrase.")
        yield field((*at, "says"), "How they bring it up", kind="text")


def _plan_fields() -> Iterator[FormField]:
    group = "Plan"
    yield FormField(("plan", "gist"), "The plan", "One they could come to by themselves.", "text", group=group)
    yield FormField(("plan", "voices"), "How they think of it", "Tentative, one a line.", "lines", group=group)
    yield FormField(("plan", "commits"), "How they commit", "Who, what, when; one a line.", "lines", group=group)


def _sore(data: Mapping[str, Any]) -> Iterator[FormField]:
    for row in _rows_of(data, "triggers"):
        at, field = ("triggers", row), partial(FormField, group="Sore points", row=f"triggers.{row}")
        yield field(at, "Short name", KEY_HINT, "key")
        yield field((*at, "words"), "Words that hurt", "Of the rep, one a line.", "lines")
        yield field((*at, "why"), "Why", "The rep reads this in the debrief.", "text")
        yield field((*at, "says"), "What they answer", "One a line.", "lines")


def _law_fields() -> Iterator[FormField]:
    levels = (("1", "1, mild"), ("2", "2"), ("3", "3, middling"), ("4", "4"), ("5", "5, hardest"))
    hint = "How many good lines it takes, and what a bad one costs. 24 numbers stand behind it."
    yield FormField(("difficulty",), "How hard they are", hint, "choice", levels, "Difficulty")
    for number in NUMBERS:
        yield FormField(("law", number), number.replace("_", " "), "", "number", group="Difficulty", row="law")


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
