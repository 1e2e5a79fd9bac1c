"""Comparing, prompt: the exact text a model would be given as the customer, for both versions."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from agent.llm.contract import Message
from agent.model.acts import Band
from agent.model.persona import Persona
from agent.runtime.personal.training.editing.compared_versions import Versions
from agent.runtime.personal.training.editing.comparing import locked_names
from agent.runtime.workshop.prompts import Prompt
from agent.text.sanitize import LONGEST_LINE
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.labels import BANDS
from agent.web.views.people.fields import choice_field, form, para, text_field

FIRST_LINE = "What matters most to you here?"
"""A line to begin with: an open question, to which every customer has an answer."""

ROLES = {"instructions": "Instructions", "incoming": "Said to the customer", "own": "Said by the customer"}
"""Parts of a prompt as people read them."""


@dataclass(frozen=True)
class Shown:
    """A prompt that is shown, for which state and line."""

    band: Band
    line: str
    before: Prompt
    after: Prompt


def prompt_part(persona: str, versions: Versions, shown: Shown | None) -> tuple[Markup, ...]:
    """Return the form that asks for the prompt, and the prompt of what there is to compare once it was asked for."""
    lead = para(
        "The exact messages a model would get to answer this line right after the opening. What is still locked is "
        "not in them. The built-in engine reads the line, so nothing is sent anywhere."
    )
    fields = [
        choice_field("The customer is", "band", list(BANDS.items()), shown.band.value if shown else "guarded"),
        text_field("The rep says", "line", shown.line if shown else FIRST_LINE, LONGEST_LINE),
    ]
    asked = form("compare_prompt", fields, "Show the prompt", persona=persona)
    return lead, asked, _prompts_beside(versions, shown) if shown else EMPTY


def _prompts_beside(versions: Versions, shown: Shown) -> Markup:
    return markup(
        '<div class="rw-prompts">{before}{after}</div>',
        before=_prompt_side("Published", versions.before, shown.before) if versions.published else EMPTY,
        after=_prompt_side("Your draft", versions.after, shown.after),
    )


def _prompt_side(title: str, persona: Persona, prompt: Prompt) -> Markup:
    return markup(
        "<section><h3>{title}</h3>{locked}{messages}</section>",
        title=title,
        locked=_locked_facts(persona, prompt),
        messages=join(_message(title, at, message) for at, message in enumerate(prompt.messages, 1)),
    )


def _message(title: str, at: int, message: Message) -> Markup:
    return markup(
        '<h4>{at}. {role}</h4><pre tabindex="0" role="region" aria-label="{title}, message {at}" dir="auto">'
        "{text}</pre>",
        at=at,
        role=ROLES[message.part],
        title=title,
        text=message.text,
    )


def _locked_facts(persona: Persona, prompt: Prompt) -> Markup:
    kept = locked_names(persona, prompt)
    if not kept:
        return para("Every fact is open in this state.")
    return markup(
        '<details class="rw-kept"><summary>Locked in this state, and not in the text: {count}</summary><ul>{facts}</ul>'
        "</details>",
        count=len(kept),
        facts=join(
            markup('<li><b>{name}</b> <span dir="auto">{truth}</span></li>', name=name, truth=truth)
            for name, truth in kept
        ),
    )
