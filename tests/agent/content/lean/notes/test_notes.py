"""Notes: every fact is placed or listed, and nothing runs into a field that it does not belong to."""

from __future__ import annotations

import pytest

from agent.content.lean.notes.headings import HEADINGS
from agent.content.lean.notes.notes_draft import draft_from_notes
from agent.content.lean.notes.unplaced import unplaced_in, without_unplaced
from agent.content.lean.reading import read_lean
from agent.model.training.lean import LeanPersona

NINE = """Name: Ada Weld
Company: Weld Ltd, Bergen
They have built boats since 1950.

What happened: The torch
failed.
What she is like: dry, quick.

Plan: She tries the new torch.
What good looks like: asks first.
Facts:
- One.
- Two.
- Three.
- Four.
Concern facts:
- Five.
- Six.
- Seven.
Secrets (nobody knows):
- Eight.
- Nine.

A loose thought.
"""


def lean_of(notes: str) -> tuple[LeanPersona, list[str]]:
    text = draft_from_notes(notes, "ada")
    _, lean, problems = read_lean(text, "ada.yaml")
    assert problems == ()
    assert lean is not None
    return lean, unplaced_in(text)


def test_all_nine_facts_are_placed_each_in_its_layer() -> None:
    lean, _ = lean_of(NINE)
    layers = {fact.truth: fact.layer.value for fact in lean.facts.values()}
    assert [layers[f"{one}."] for one in ("One", "Four", "Five", "Seven", "Eight", "Nine")] == [
        "surface", "surface", "concern", "concern", "need", "need",
    ]  # fmt: skip
    assert len(layers) == 9


def test_what_stands_under_no_known_heading_is_listed_and_runs_into_no_field() -> None:
    lean, left = lean_of(NINE)
    assert (lean.company, lean.scenario) == ("Weld Ltd, Bergen", "The torch failed.")
    assert lean.plan.gist == "She tries the new torch."
    assert left == [
        "They have built boats since 1950.",
        "What she is like: dry, quick.",
        "What good looks like: asks first.",
        "A loose thought.",
    ]


def test_facts_beyond_the_twelve_that_fit_are_listed() -> None:
    lean, left = lean_of("Facts:\n" + "".join(f"- Number {at}.\n" for at in range(15)))
    placed = {fact.truth for fact in lean.facts.values()}
    assert len(placed) == 12
    assert len(left) == 3
    assert all(any(f"Number {at}." in one for one in (*placed, *left)) for at in range(15))


@pytest.mark.parametrize("heading", [one for part in HEADINGS.values() for one in part])
def test_no_word_under_any_heading_is_lost(heading: str) -> None:
    words = [f"{name}wort" for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")]
    text = draft_from_notes(f"{heading.capitalize()}:\n" + "".join(f"- {word} here\n" for word in words), "ada")
    assert [word for word in words if word not in text] == []


def test_a_long_entry_is_cut_at_a_word_and_its_rest_is_listed() -> None:
    text = draft_from_notes("Situation: " + "word " * 600 + "lastword", "ada")
    assert any(one.endswith("lastword") for one in unplaced_in(text))


def test_a_company_with_a_sentence_behind_it_is_the_company_alone() -> None:
    lean, left = lean_of("Company: Harbour Cold Stores in Leith. They freeze fish for half of the fleet there.")
    assert lean.company == "Harbour Cold Stores in Leith"
    assert left == ["Company: They freeze fish for half of the fleet there."]


def test_people_may_stand_with_colons_and_a_heading_of_one_customer_is_known() -> None:
    lean, left = lean_of("Who is who:\nAnn: the boss\nBob: the cook\n\nWhat she wants:\n- A refund\n")
    assert (lean.chair.people, left) == (("Ann: the boss", "Bob: the cook"), [])
    assert lean.agenda["first_item"].wants == "A refund"


def test_the_list_goes_and_the_draft_stays() -> None:
    text = draft_from_notes(NINE, "ada")
    assert unplaced_in(without_unplaced(text)) == []
    assert read_lean(without_unplaced(text), "ada.yaml")[1] == read_lean(text, "ada.yaml")[1]
