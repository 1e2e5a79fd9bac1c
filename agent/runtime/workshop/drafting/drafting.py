"""Drafting: a lean persona from a trainer's notes by a model, or by the notes' headings where no model answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.content.editing.lean_form import without_gaps
from agent.content.editing.yaml_text import edited
from agent.content.lean.leftovers import left_over
from agent.content.lean.notes.noted import MOST_LETTERS, noted
from agent.content.lean.notes.notes_draft import draft_from_notes, placed
from agent.content.lean.notes.unplaced import not_told, with_unplaced
from agent.content.lean.samples import samples_of, without_names
from agent.content.lean.template import TEMPLATE_NAMES, filled
from agent.content.yaml_source import parse_yaml
from agent.errors import EndpointError
from agent.llm.contract import LanguageModel, Message
from agent.llm.templates import load_prompt
from agent.model.persona import STANDARD_TOPICS
from agent.runtime.workshop.drafting.drafted_persona import DraftedFact, DraftedPersona
from agent.runtime.workshop.drafting.made_up import made_up
from agent.text.neutralize import neutralize

Places = dict[str, str | list[str]]


@dataclass(frozen=True)
class Draft:
    """A draft as YAML text.

    Attributes:
        degraded: why it is by headings where a model was asked, or None.
        made_up: names and numbers that the model wrote and the notes do not hold.
    """

    text: str
    degraded: str | None = None
    made_up: tuple[str, ...] = ()


IN_PAIRS = {
    "you_know": ("you_know", "you_know_2"),
    "values": ("value_1", "value_2"),
    "openings": ("opening_1", "opening_2"),
}
"""Lists of the answer, and their two places in the template: the first entry, and all that follow."""

SAMPLES = {
    "denies": "sample_1",
    "excuses": "sample_2",
    "complains": "sample_3",
    "tests": "sample_4",
    "wavers": "sample_5",
}

LAYERS = ("surface_fact", "concern_fact", "need_fact")

KEPT = {"name": 5, "role": 8, "company": 8, "industry": 8, "difficulty": 1}
"""What stays as the trainer wrote it under a heading -> words it may have: more of them are a remark, not a name."""

LONGEST_SHORT_NAME = 40

OF_NO_MATTER = frozenset({"english", "role", "industry", *TEMPLATE_NAMES})
"""Places whose capitals are no names of anybody or anything in the matter."""


async def draft_with_model(
    llm: LanguageModel | None, notes: str, persona_id: str, transcript: str = "", names: Sequence[str] = ()
) -> Draft:
    """Return a draft by the model; by headings, and saying why, where there is none or it gives no answer that stands.

    What the model leaves open is filled from the headings, and stays what the template asks for where they are silent.

    Args:
        llm: the endpoint's model, or None. notes: as pasted. persona_id: the id of the draft.
        transcript: an example conversation, `Speaker: words` in each line. names: names to be taken out of it.
    """
    notes, transcript = notes[:MOST_LETTERS], without_names(transcript[:MOST_LETTERS], names)
    by_hand = draft_from_notes(notes, persona_id, samples_of(transcript))
    if llm is None:
        return Draft(by_hand, "no model is set up, so the draft has what the headings of the notes give")
    given = {"notes": _as_data(notes) or "(none)", "transcript": _as_data(transcript) or "(none)"}
    stable, told = load_prompt("lean_draft").render(**given)
    messages = (Message(part="instructions", text=stable), Message(part="incoming", text=told))
    try:
        answer = await llm.parse(messages, DraftedPersona, purpose="draft", session=None)
    except EndpointError as error:
        return Draft(by_hand, f"the model gave no draft, so it has what the headings of the notes give: {error}")
    written = _filled_places(answer)
    by_heading, left = placed(noted(notes))
    text = _less_gaps(filled({"id": persona_id, **_less_facts(by_heading), **written, **_kept(by_heading)}), persona_id)
    told = with_unplaced(text, not_told(noted(notes).facts() + left, text))
    return Draft(told, None, made_up(_texts(written), f"{notes}\n{transcript}"))


def _less_facts(places: Places) -> Places:
    """Return places without the facts behind the template's three: the model has put the notes' facts together."""
    return {place: text for place, text in places.items() if place != "more_facts"}


def _less_gaps(text: str, persona_id: str) -> str:
    """Return a draft without the entries that may be left out and were."""
    path = Path(f"{persona_id}.yaml")
    return edited(text, without_gaps(parse_yaml(text, path).data), path)


def _as_data(text: str) -> str:
    """Return lines as data, each on its own line; a page that was pasted as one line is read to its end."""
    return "\n".join(line for row in text.splitlines() if (line := neutralize(row, MOST_LETTERS)))


def _kept(by_heading: Places) -> Mapping[str, str | list[str]]:
    """Return what the trainer wrote under a heading of one line: names and numbers are theirs, not the model's."""
    return {
        place: text
        for place, text in by_heading.items()
        if place in KEPT and isinstance(text, str) and len(text.split()) <= KEPT[place]
    }


def _filled_places(answer: DraftedPersona) -> Places:
    """Return the template's places as the model's answer fills them; what it left open is not among them."""
    given: Places = {}
    for name, value in answer.model_dump(by_alias=True, exclude=set(LAYERS)).items():
        if name in IN_PAIRS and value:
            first, second = IN_PAIRS[name]
            given |= {first: value[0]} | ({second: list(value[1:])} if value[1:] else {})
        elif isinstance(value, tuple):
            given |= {name: list(value)} if value else {}
        elif value:
            given[SAMPLES.get(name, name)] = str(value)
    for at, layer in enumerate(LAYERS, 1):
        given |= _places_of_fact(at, getattr(answer, layer))
    return {**given, **_short_names(answer)}


def _places_of_fact(at: int, fact: DraftedFact) -> Places:
    given: Places = {f"truth_{at}": fact.truth, f"tells_{at}": list(fact.says), f"asks_{at}": fact.question}
    return {place: value for place, value in given.items() if value}


def _short_names(answer: DraftedPersona) -> dict[str, str]:
    """Return a key for each fact, item and sore point, made of what it is called; none twice."""
    called = [
        *(getattr(answer, layer).short_name for layer in LAYERS),
        answer.wants_1,
        answer.wants_2,
        next(iter(answer.trigger_words), ""),
    ]
    keys = [re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_") for name in called]
    short = [key[:LONGEST_SHORT_NAME].strip("_") for key in keys]
    named = enumerate(zip(TEMPLATE_NAMES, short, strict=True))
    return {place: key for at, (place, key) in named if key not in ("", *STANDARD_TOPICS, *short[:at])}


def _texts(places: Places) -> Iterator[str]:
    for place, value in places.items():
        if place in OF_NO_MATTER or any(map(left_over, value if isinstance(value, list) else [value])):
            continue
        yield from value if isinstance(value, list) else [value]
