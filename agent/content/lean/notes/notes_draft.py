"""Notes draft: the template of a lean persona with what notes hold in its places, and what has no place. Pure.

What no heading gives stays what the template asks for, and `check` tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from agent.content.lean.notes.headings import HEADINGS
from agent.content.lean.notes.noted import FACTS, Noted, noted
from agent.content.lean.notes.unplaced import with_unplaced
from agent.content.lean.template import FACT_LAYERS, MOST_FACTS, filled, more_fact
from agent.model.persona import LONGEST_TEXT

Places = dict[str, str | list[str]]

ROOM = LONGEST_TEXT // 2
"""Letters of one entry: half of what a text may have, so that somebody can still write on."""

SPREAD = {
    "samples": ("sample_1", "sample_2", "sample_3", "sample_4", "sample_5"),
    "agenda": ("wants_1", "wants_2"),
}
"""Parts whose entries go into places of their own, one each."""

IN_PAIRS = {
    "you_know": ("you_know", "you_know_2", 12),
    "values": ("value_1", "value_2", 6),
    "openings": ("opening_1", "opening_2", 6),
}
"""Lists with two places: the first entry, and all that follow; and how many there may be."""

WHOLE = {"people": 12, "told": 12, "never_says": 20, "voices": 8, "commits": 8, "trigger_words": 12}
"""Parts that stay a list, and how many entries they may have."""

OF_A_LIST = {"difficulty": tuple("12345"), "register": ("plain", "blunt", "formal", "warm")}


def draft_from_notes(text: str, persona_id: str, samples: Mapping[str, str] | None = None) -> str:
    """Return the YAML of a lean draft with what the notes' headings give; the rest is what the template asks for.

    What has no place in it stands at its end, see `unplaced.py`.

    Args:
        text: pasted notes. persona_id: the id of the draft.
        samples: places of sample lines that a transcript gives (`samples_of`); those of the notes come before them.
    """
    given, left = placed(noted(text))
    return with_unplaced(filled({"id": persona_id, **(samples or {}), **given}), left)


def placed(found: Noted) -> tuple[Places, list[str]]:
    """Return the places of the template that notes fill, and what fits into none, each with its heading."""
    given: Places = {}
    left = list(found.rest)
    for part, raw in found.parts.items():
        entries = [_unquoted(entry) for entry in raw]
        if part in FACTS:
            continue
        if part in OF_A_LIST:
            left += _chosen_word(part, entries, given)
        else:
            left += [f"{_head_of(part)}: {entry}" for entry in _placed_part(part, entries, given)]
    left += _placed_facts([[_unquoted(one) for one in found.parts.get(part, ())] for part in FACTS], given)
    return given, left


def _placed_part(part: str, entries: list[str], given: Places) -> Iterator[str]:
    """Fill the places of one part, and yield what is too much for them."""
    if part not in SPREAD and part not in IN_PAIRS and part not in WHOLE:
        entries = [" ".join(entries)]
    most = len(SPREAD[part]) if part in SPREAD else IN_PAIRS[part][2] if part in IN_PAIRS else WHOLE.get(part, 1)
    kept = [_cut_off(entry)[0] for entry in entries[:most]]
    if part in SPREAD:
        given.update(zip(SPREAD[part], kept, strict=False))
    elif part in IN_PAIRS:
        first, second, _ = IN_PAIRS[part]
        given |= {first: kept[:1]} | ({second: kept[1:]} if kept[1:] else {})
    else:
        given[part] = kept if part in WHOLE else kept[0]
    yield from (rest for entry in entries[:most] if (rest := _cut_off(entry)[1]))
    yield from entries[most:]


def _placed_facts(layers: list[list[str]], given: Places) -> list[str]:
    """Place a fact of each layer, loose ones where it has none, the others behind them; return what is too much."""
    loose = layers[0]
    first = [layers[0].pop(0)] if layers[0] else [""]
    first += [own.pop(0) if own else loose.pop(0) if loose else "" for own in layers[1:]]
    given |= {f"truth_{at}": _cut_off(truth)[0] for at, truth in enumerate(first, 1) if truth}
    every = ((layer, truth) for layer, own in zip(FACT_LAYERS, layers, strict=True) for truth in own)
    more = list(islice(every, MOST_FACTS - len(first)))
    if more:
        numbered = enumerate(more, len(first) + 1)
        given["more_facts"] = "".join(
            more_fact(number, layer, _cut_off(truth)[0]) for number, (layer, truth) in numbered
        )
    cut = [rest for truth in (*first, *(truth for _, truth in more)) if (rest := _cut_off(truth)[1])]
    return [
        *(f"Facts: {rest}" for rest in cut),
        *(f"{_head_of(f'{layer}_facts')}: {truth}" for layer, truth in every),
    ]


def _chosen_word(part: str, entries: list[str], given: Places) -> list[str]:
    """Choose the word of a closed list that the entries hold; return what they say beside it."""
    said = " ".join(entries)
    word = next((word for word in OF_A_LIST[part] if word in said.lower()), "")
    if word:
        given[part] = word
    return [] if word and len(said.split()) == 1 else [f"{_head_of(part)}: {said}"]


def _cut_off(text: str) -> tuple[str, str]:
    """Return as much of an entry as fits, up to the end of a word, and the rest."""
    if len(text) <= ROOM:
        return text, ""
    end = text.rfind(" ", 0, ROOM) + 1 or ROOM
    return text[:end].strip(), text[end:].strip()


def _head_of(part: str) -> str:
    return HEADINGS[part][0].capitalize()


def _unquoted(text: str) -> str:
    return text.strip().strip("\"“”'").strip() or text
