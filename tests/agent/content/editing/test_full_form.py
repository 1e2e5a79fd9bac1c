"""Full form: every full customer has one, and what nobody changed stays to the letter."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.content.editing.form_field import shown_text, ticked, value_at
from agent.content.editing.full_fields import ENTRIES, Piece, piece_of, pieces_in
from agent.content.editing.full_form import KNOB, piece_filled_in, with_entry, without_entry
from agent.content.editing.knob import law_in
from agent.content.editing.line_rows import entries_of, row_fields, row_text
from agent.content.editing.yaml_text import edited
from agent.content.yaml_source import parse_yaml
from agent.errors import EditionRefused
from agent.model.persona import Persona
from tests.support.paths import ROOT

FULL = sorted((ROOT / "personas").glob("*.yaml"))
AILSA = ROOT / "personas/ailsa_drummond.yaml"


@cache
def data_of(path: Path) -> dict[str, Any]:
    return parse_yaml(path.read_text("utf-8"), path).data


def as_shown(data: dict[str, Any], piece: Piece) -> dict[str, str]:
    """Return what a browser sends of a piece that nobody touched."""
    typed: dict[str, str] = {}
    for field in piece.fields:
        if field.kind == "ticks":
            typed |= {f"{field.name}:{one}": "1" for one in ticked(data, field)}
        else:
            typed[field.name] = shown_text(value_at(data, field.path), field.kind)
    for lines in piece.lists:
        typed[lines.more] = ""
        for at, entry in enumerate(entries_of(data, lines)):
            typed |= {field.name: row_text(entry, field) for field in row_fields(lines, at)}
    return typed


def changed(path: Path, part: str, name: str, **typed: str) -> list[str]:
    """Return the lines of a file that differ once a piece is saved with some fields changed."""
    text, data = path.read_text("utf-8"), data_of(path)
    piece = piece_of(data, part, name)
    assert piece is not None
    after = edited(text, piece_filled_in(data, piece, {**as_shown(data, piece), **typed}), path)
    found = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
def test_every_piece_of_every_full_customer_comes_back_to_the_letter_where_nothing_was_changed(path: Path) -> None:
    text, data = path.read_text("utf-8"), data_of(path)
    found, after = list(pieces_in(data)), data
    assert {part for part, _, _ in found} >= {"who", "scene", "hidden", "numbers", "facts", "topics", "plans", "lines"}
    for _, _, piece in found:
        after = piece_filled_in(after, piece, as_shown(after, piece))
    assert edited(text, after, path) == text


@pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
def test_every_value_that_a_form_is_for_stands_in_one(path: Path) -> None:
    data = data_of(path)
    shown = {part for _, _, piece in pieces_in(data) for part in as_shown(data, piece)}
    for part, held in data.items():
        if part not in ("id", "version"):
            assert any(name.startswith(part) for name in shown), part
        for entry in held if part in ENTRIES else ():
            assert any(name.startswith(f"{part}.{entry}.") for name in shown), entry


def test_a_fact_a_number_and_a_line_change_alone_and_comments_stay() -> None:
    truth = data_of(AILSA)["facts"]["eleven_days"]["truth"].replace("one sheet", "half a sheet")
    assert changed(AILSA, "facts", "eleven_days", **{"facts.eleven_days.truth": truth}) == [
        "-      only paper on file is one sheet of A4.",
        "+      only paper on file is half a sheet of A4.",
    ]
    assert changed(AILSA, "numbers", "", **{"law.gain": "0,85"}) == ["-  gain: 0.9", "+  gain: 0.85"]
    old = data_of(AILSA)["lines"]["deny"]["closed"][0]
    assert changed(AILSA, "lines", "deny.closed", **{"lines.deny.closed[0]": "No: never."}) == [
        f'-      - "{old}"', '+      - "No: never."',
    ]  # fmt: skip


def test_a_gate_stays_on_its_line_and_ticks_keep_their_order() -> None:
    typed = {"facts.grangemouth.gate.trust": "5", "facts.grangemouth.topics:next": "1",
             "facts.grangemouth.gate.after:eleven_days": "1"}  # fmt: skip
    assert changed(AILSA, "facts", "grangemouth", **typed) == [
        "-    gate: {trust: 4.8, resistance: 4.6, stage: evoke}",
        "-    topics: [matters, worries, involved, obstacles, home, missed]",
        "+    gate: {trust: 5, resistance: 4.6, stage: evoke, after: [eleven_days]}",
        "+    topics: [matters, worries, involved, obstacles, home, missed, next]",
    ]


def test_lines_are_added_told_more_of_and_taken_away_and_the_others_keep_what_was_said_of_them() -> None:
    lines = "facts.grangemouth.tells"
    typed = {f"{lines}[0]": "", f"{lines}[1].talk": "change", f"{lines}[2]": "I spoke up in Grangemouth.",
             f"{lines}[3].fits": "alone\nbefore", f"{lines}.new": "Grangemouth.\n\nGrangemouth, twice."}  # fmt: skip
    data = data_of(AILSA)
    piece = piece_of(data, "facts", "grangemouth")
    assert piece is not None
    old = data["facts"]["grangemouth"]["tells"]
    after = piece_filled_in(data, piece, {**as_shown(data, piece), **typed})["facts"]["grangemouth"]["tells"]
    assert after == [
        {"say": old[1], "talk": "change"},
        {"say": "I spoke up in Grangemouth.", "talk": "change"},
        {"say": old[3], "fits": ["alone", "before"]},
        "Grangemouth.",
        "Grangemouth, twice.",
    ]
    told = changed(AILSA, "facts", "grangemouth", **typed)
    assert '+      - {say: "Grangemouth. I spoke up there. Nobody else did.", fits: [alone, before]}' in told
    assert '+      - "Grangemouth, twice."' in told


def test_a_line_that_the_form_did_not_show_stays() -> None:
    data = data_of(AILSA)
    piece = piece_of(data, "lines", "deny.closed")
    assert piece is not None
    assert piece_filled_in(data, piece, {}) == data


def test_what_is_no_field_of_the_piece_changes_nothing() -> None:
    assert changed(AILSA, "who", "", **{"id": "other", "law.gain": "2", "facts.eleven_days.truth": "X"}) == []


def test_a_new_entry_is_written_as_those_around_it_and_goes_without_a_trace() -> None:
    text, data = AILSA.read_text("utf-8"), data_of(AILSA)
    wanted, name = with_entry(data, "facts", "The Black Book")
    assert name == "the_black_book"
    after = edited(text, wanted, AILSA)
    assert "  the_black_book:\n    layer: surface\n    gate: {trust: 2, resistance: 8}\n" in after
    assert edited(after, without_entry(wanted, "facts", name), AILSA) == text
    assert with_entry(wanted, "facts", "The black book!")[1] == "the_black_book_2"
    assert with_entry(data, "facts", "...") == (data, "")
    assert with_entry(data, "agenda", "One more") == (data, "")  # four are the most


@pytest.mark.parametrize("strange", [[], "x", 3, None, {"a.b": {}}, {"a": [1]}, {"a": {"tells": 3}}])
def test_a_full_file_of_another_shape_still_has_a_form(strange: object) -> None:
    data = {**data_of(AILSA), "facts": strange, "brief": strange, "law": strange, "lines": strange, "plans": strange}
    for part, name, piece in pieces_in(data):
        assert piece_filled_in(data, piece, as_shown(data, piece)) == data, (part, name)


@pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
@pytest.mark.parametrize("knob", [1, 2, 3, 4, 5])
def test_the_knob_makes_every_customer_as_hard_as_it_says_and_moves_nothing_where_it_stands(
    path: Path, knob: int
) -> None:
    data = data_of(path)
    piece = piece_of(data, "numbers")
    before = law_in(data)
    assert piece is not None
    assert before is not None
    typed = {**as_shown(data, piece), KNOB: str(knob)}
    if (path.stem, knob) == ("con_petrakis", 1):  # half of every gain is out of his reach until somebody owns up
        with pytest.raises(EditionRefused, match="with the curve that they have"):
            piece_filled_in(data, piece, typed)
        return
    after = piece_filled_in(data, piece, typed)
    law = law_in(after)
    assert law is not None
    assert law.difficulty == knob
    assert law.curve == before.curve
    assert (after == data) is (before.difficulty == knob)
    Persona.model_validate(after)
    assert {**after, "law": 0} == {**data, "law": 0}


def test_a_number_is_changed_where_the_knob_stays_and_the_knob_does_not_take_it_back() -> None:
    data = data_of(AILSA)
    piece, law = piece_of(data, "numbers"), law_in(data)
    assert piece is not None
    assert law is not None
    typed = {**as_shown(data, piece), KNOB: str(law.difficulty), "law.trust_gain": "1.3", "law.gain": "1.3"}
    after = piece_filled_in(data, piece, typed)["law"]
    assert (after["trust_gain"], after["gain"]) == (1.3, 1.3)
