"""Lean form: a form shows what a file holds, and writes what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content.editing.lean_fields import lean_fields
from agent.content.editing.lean_form import MAY_BE_LEFT_OUT, filled_in, shown, with_row, without_row
from agent.content.lean.template import template
from agent.content.yaml_source import parse_yaml

DATA = parse_yaml(template("ann"), Path("ann.yaml")).data


def test_a_form_that_nobody_changed_changes_nothing() -> None:
    fields = [field for field in lean_fields(DATA) if field.path[-1] not in MAY_BE_LEFT_OUT]
    assert filled_in(DATA, {field.name: shown(DATA, field) for field in fields}) == DATA


def test_what_is_typed_stands_at_its_key() -> None:
    typed = {"facts.first_fact.says": "One.\r\n\r\nTwo.", "difficulty": "4", "law.gain": "0,9", "voice.never_says": ""}
    after = filled_in(DATA, {**typed, "id": "other", "kind": "full"})
    assert after["facts"]["first_fact"]["says"] == ["One.", "Two."]
    assert (after["difficulty"], after["law"]) == (4, {"gain": 0.9})
    assert "never_says" not in after["voice"]
    assert (after["id"], after["kind"]) == ("ann", "lean")


def test_rows_are_added_up_to_the_most_and_taken_away() -> None:
    data = DATA
    for _ in range(20):
        data = with_row(data, "agenda")
    assert len(data["agenda"]) == 4
    assert list(without_row(data, "agenda", "first_item")["agenda"]) == ["second_item", "item_3", "item_4"]


@pytest.mark.parametrize("strange", [[], "x", 3, None, {"a.b": {}}, {"first_fact": [1]}])
def test_a_file_of_another_shape_still_has_a_form(strange: object) -> None:
    data = {**DATA, "facts": strange, "brief": strange, "voice": strange}
    fields = [field for field in lean_fields(data) if field.path[-1] not in MAY_BE_LEFT_OUT]
    assert filled_in(data, {field.name: shown(data, field) for field in fields}) == data


def test_an_entry_is_renamed_with_what_comes_after_it() -> None:
    first = filled_in(DATA, {"facts.third_fact.gate.after": "first_fact"})
    after = filled_in(first, {"facts.first_fact": "Lost Summer!", "facts.second_fact": "third_fact"})
    assert list(after["facts"]) == ["lost_summer", "second_fact", "third_fact"]
    assert after["facts"]["third_fact"]["gate"]["after"] == ["lost_summer"]
