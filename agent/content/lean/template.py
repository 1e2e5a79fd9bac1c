"""Template of a lean persona: every key with a comment, every text one that `check` tells of until it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources

FILE = "lean.template.yaml"

_PLACE = re.compile(r"\{\{(\w+)\}\}")

TEMPLATE_NAMES = ("first_fact", "second_fact", "third_fact", "first_item", "second_item", "sore_point")
"""Names that the template gives to facts, items and sore points; each is a place, too."""

PLAIN = ("id", "register", "size", "difficulty", "more_facts", *TEMPLATE_NAMES)
"""Places that hold a key, a number or a word of a closed list rather than a text."""

DEFAULTS = {
    "register": "plain",
    "size": "small",
    "difficulty": "3",
    "more_facts": "",
    **{name: name for name in TEMPLATE_NAMES},
}

FACT_LAYERS = {
    "surface": "gate: {trust: 1.5, resistance: 8}",
    "concern": "gate: {trust: 3.2, resistance: 6.3}",
    "need": "gate: {trust: 5, resistance: 4.6, stage: evoke}",
}
"""Layer of a fact -> when it is told, as the template has it."""

MOST_FACTS = 12
"""As many as `LeanPersona` takes."""

PROMPTS = {
    "name": "first and last name",
    "role": "what they do there",
    "company": "company and town",
    "industry": "line of business",
    "portrait": "one line for the rep who chooses whom to meet",
    "scenario": "why they talk today: what was bought, what went wrong, what was agreed",
    "you_are": "who the rep is in this talk",
    "you_know": "something the rep has on file",
    "you_know_2": "another thing the rep has on file",
    "your_task": "what the rep should find out",
    "i_am": "who I am here, what my day is like, how this talk came about, what I expect of it",
    "whose": "whose product it is, how it came to us, what the rep's company is to me",
    "people": "somebody who matters: who they are",
    "told": "what I have told the rep's company before",
    "english": "how they speak English: where from, how fluent",
    "never_says": "a word they would never use",
    "sample_1": "a line in which they deny that there is anything to do",
    "sample_2": "a line with their favourite excuse",
    "sample_3": "a line in which they complain",
    "sample_4": "a line in which they put the rep to the test",
    "sample_5": "a line in which they waver",
    "value_1": "something they stand for",
    "value_2": "something else they stand for",
    "change": "what they would do differently if it went well",
    "first_step": "the smallest first step",
    "surface": "what they say it is about",
    "concern": "what it is really about",
    "need": "what they need and tell nobody",
    "opening_1": "their first words",
    "opening_2": "other first words",
    "truth_1": "a fact they tell quickly, third person",
    "tells_1": "how they tell it",
    "asks_1": "a question that reaches it?",
    "truth_2": "a fact that takes trust, third person",
    "tells_2": "how they tell it once they trust somebody",
    "asks_2": "a question that reaches it?",
    "truth_3": "the fact that explains the rest, third person",
    "tells_3": "how they tell it, late",
    "asks_3": "a question that reaches it?",
    "wants_1": "a thing they came with, as a short noun phrase",
    "raises_1": "how they bring it up",
    "wants_2": "another thing they came with, as a short noun phrase",
    "raises_2": "how they bring that up",
    "plan": "the plan in one sentence, third person",
    "voices": "how they think it aloud",
    "commits": "how they commit: who does what, and when",
    "trigger_words": "words that hurt",
    "trigger_why": "why they hurt",
    "trigger_says": "what they answer to them",
}
"""Place -> what is to be written there; it stands in the file in angle brackets until it is."""


def template(persona_id: str) -> str:
    """Return the text of a new lean file; each of its texts is a finding of `check` until it is written."""
    return filled({"id": persona_id})


def filled(given: Mapping[str, str | list[str]]) -> str:
    """Return the template with what is known filled in; a list fills a place with several entries.

    Args:
        given: place -> text; what is not given stays what the template asks for.
    """
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return _PLACE.sub(lambda found: _placed_text(found[1], given.get(found[1])), text)


def more_fact(number: int, layer: str, truth: str) -> str:
    """Return one more fact behind the template's three; what is said of it is still to be written."""
    tells = PROMPTS[f"tells_{list(FACT_LAYERS).index(layer) + 1}"]
    row = f"layer: {layer}, {FACT_LAYERS[layer]}, truth: {quoted(truth)}"
    return f"\n  fact_{number}: {{{row},\n    says: [{quoted(f'<{tells}>')}]}}"


def _placed_text(name: str, given: str | list[str] | None) -> str:
    if isinstance(given, list):
        return ", ".join(map(quoted, given))
    if name in PLAIN:
        return given or DEFAULTS[name]
    return quoted(given) if given else quoted(f"<{PROMPTS[name]}>")


def quoted(text: str) -> str:
    """Return a text as YAML reads it back, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
