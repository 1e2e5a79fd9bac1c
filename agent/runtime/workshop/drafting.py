"""Drafting: a lean persona from a trainer's notes by a model, or by the notes' headings where no model answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from agent.content.lean.notes import MOST_LETTERS, draft_from_notes, parts_of, places_of
from agent.content.lean.samples import samples_of, without_names
from agent.content.lean.template import filled
from agent.errors import EndpointError
from agent.llm.contract import LanguageModel, Message
from agent.llm.templates import load_prompt
from agent.model.base import FrozenModel
from agent.model.persona import Text
from agent.text.neutralize import neutralize


class DraftedFact(FrozenModel):
    """A fact: in the third person, as the customer tells it, and a rep's question that reaches it."""

    truth: Text
    says: tuple[Text, ...] = Field(min_length=1)
    question: Text


class DraftedPersona(FrozenModel):
    """What the model answers: the places of the template, by their names."""

    name: Text
    role: Text
    company: Text
    industry: Text
    portrait: Text
    scenario: Text
    you_are: Text
    you_know: tuple[Text, ...] = Field(min_length=2)
    your_task: Text
    i_am: Text
    whose: Text
    people: tuple[Text, ...]
    told: tuple[Text, ...]
    register_: Literal["plain", "blunt", "formal", "warm"] = Field(alias="register")
    english: Text
    never_says: tuple[Text, ...]
    denies: Text
    excuses: Text
    complains: Text
    tests: Text
    wavers: Text
    values: tuple[Text, ...] = Field(min_length=2)
    change: Text
    size: Literal["small", "large"]
    first_step: Text
    surface: Text
    concern: Text
    need: Text
    openings: tuple[Text, ...] = Field(min_length=2)
    surface_fact: DraftedFact
    concern_fact: DraftedFact
    need_fact: DraftedFact
    wants_1: Text
    raises_1: Text
    wants_2: Text
    raises_2: Text
    plan: Text
    voices: tuple[Text, ...] = Field(min_length=1)
    commits: tuple[Text, ...] = Field(min_length=1)
    trigger_words: tuple[Text, ...] = Field(min_length=1)
    trigger_why: Text
    trigger_says: Text


@dataclass(frozen=True)
class Draft:
    """A draft as YAML text. `degraded`: why it is by headings where a model was asked, or None."""

    text: str
    degraded: str | None = None


IN_PAIRS = {
    "you_know": ("you_know", "you_know_2"),
    "values": ("value_1", "value_2"),
    "openings": ("opening_1", "opening_2"),
}
"""Lists of the answer whose first two entries have a place each in the template."""

SAMPLES = {
    "denies": "sample_1",
    "excuses": "sample_2",
    "complains": "sample_3",
    "tests": "sample_4",
    "wavers": "sample_5",
}

LAYERS = ("surface_fact", "concern_fact", "need_fact")


async def draft_with_model(
    llm: LanguageModel | None, notes: str, persona_id: str, transcript: str = "", names: Sequence[str] = ()
) -> Draft:
    """Return a draft by the model; by headings, and saying why, where there is none or it gives no answer that stands.

    Args:
        llm: the endpoint's model, or None. notes: as pasted. persona_id: the id of the draft.
        transcript: an example conversation, `Speaker: words` in each line. names: names to be taken out of it.
    """
    notes, transcript = notes[:MOST_LETTERS], without_names(transcript[:MOST_LETTERS], names)
    by_hand = draft_from_notes(notes, persona_id, samples_of(transcript))
    if llm is None:
        return Draft(by_hand, "no model is set up, so the draft has what the headings of the notes give")
    given = {"notes": _as_data(notes), "transcript": _as_data(transcript) or "(none)"}
    stable, told = load_prompt("lean_draft").render(**given)
    messages = (Message(part="instructions", text=stable), Message(part="incoming", text=told))
    try:
        answer = await llm.parse(messages, DraftedPersona, purpose="debrief", session=None)
    except EndpointError as error:
        return Draft(by_hand, f"the model gave no draft, so it has what the headings of the notes give: {error}")
    return Draft(filled({"id": persona_id, **_places(answer), **_kept(notes)}))


def _as_data(text: str) -> str:
    """Return lines as data, each on its own line."""
    return "\n".join(line for row in text.splitlines() if (line := neutralize(row)))


def _kept(notes: str) -> Mapping[str, str | list[str]]:
    """Return what the trainer wrote under a heading of one line: names and numbers are theirs, not the model's."""
    kept = ("name", "role", "company", "industry", "difficulty")
    return {place: text for place, text in places_of(parts_of(notes)).items() if place in kept}


def _places(answer: DraftedPersona) -> dict[str, str | list[str]]:
    """Return the template's places as the model's answer fills them."""
    given: dict[str, str | list[str]] = {}
    for name, value in answer.model_dump(by_alias=True, exclude=set(LAYERS)).items():
        if name in IN_PAIRS:
            given.update(zip(IN_PAIRS[name], value, strict=False))
        elif isinstance(value, str):
            given[SAMPLES.get(name, name)] = value
        elif value:
            given[name] = list(value)
    for at, layer in enumerate(LAYERS, 1):
        fact: DraftedFact = getattr(answer, layer)
        given |= {f"truth_{at}": fact.truth, f"tells_{at}": list(fact.says), f"asks_{at}": fact.question}
    return given
