"""YAML text: what is changed changes, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content.editing.yaml_text import edited, fresh
from agent.content.yaml_source import parse_yaml
from agent.errors import DataError
from tests.support.paths import ROOT

PATH = Path("ann.yaml")
FILE = """# Who she is.
id: ann
name: Ann  # as she signs
values:
  - first  # the first
  - second
  - third
chair: {i_am: "I.", whose: 'Ours.'}
"""


def test_comments_quotes_and_order_stay_where_one_value_changes() -> None:
    for name in ("Ann Oduya", "An"):
        after = edited(FILE, {**parse_yaml(FILE, PATH).data, "name": name}, PATH)
        assert after == FILE.replace("name: Ann  #", f"name: {name} #")


def test_an_entry_that_goes_takes_no_comment_of_another_with_it() -> None:
    data = parse_yaml(FILE, PATH).data
    after = edited(FILE, {**data, "values": ["first", "third", "fourth"]}, PATH)
    assert "- first  # the first" in after
    assert parse_yaml(after, PATH).data["values"] == ["first", "third", "fourth"]


@pytest.mark.parametrize("hostile", ["no", "12:30", "- x", "a: b # c", "{7}", "'\"", "true", "1e3", "%", "*a", "| x"])
def test_any_words_come_back_as_they_were_typed(hostile: str) -> None:
    after = edited(FILE, {**parse_yaml(FILE, PATH).data, "name": hostile, "new": [hostile]}, PATH)
    assert parse_yaml(after, PATH).data["name"] == hostile
    assert parse_yaml(fresh({"id": hostile}), PATH).data == {"id": hostile}


def test_a_whole_customer_is_the_same_to_the_letter_but_for_its_version() -> None:
    text = (ROOT / "personas/ailsa_drummond.yaml").read_text()
    data = parse_yaml(text, PATH).data
    after = edited(text, {**data, "version": data["version"] + 1}, PATH)
    changed = [pair for pair in zip(text.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert changed == [(f"version: {data['version']}", f"version: {data['version'] + 1}")]


def test_a_file_that_the_writer_cannot_read_is_told_as_a_finding() -> None:
    with pytest.raises(DataError, match=r"ann\.yaml"):
        edited("id: ann\nwhen: 2024-13-45\n", {"id": "ann", "when": "2024-13-45", "name": "x"}, PATH)


def test_a_renamed_entry_and_a_new_one_stand_on_one_line_as_those_around_them() -> None:
    text = "facts: # three\n  one: {a: 1, b: [x]} # first\n  two: {a: 2}\nlast: 1\n"
    wanted = {"facts": {"uno": {"a": 3, "b": ["x"]}, "two": {"a": 2}, "three": {"a": 1, "gate": {"t": 1}}}, "last": 1}
    after = edited(text, wanted, PATH)
    assert "  uno: {a: 3, b: [x]}" in after
    assert "  three: {a: 1, gate: {t: 1}}" in after
    assert after.startswith("facts: # three\n")
