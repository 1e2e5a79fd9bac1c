"""The command `personas`: listed, checked, rendered, described by a schema and begun from a template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.content.tables.catalogue import TABLES
from tests.support.servers.command_line import SHIPPED, scripts


def test_personas_are_listed(rollwith: Any, one_persona: dict[str, str]) -> None:
    (listed,) = rollwith("personas", "list", env=one_persona).records
    assert listed == {"id": "noreen_twomey", "name": "Noreen Twomey", "role": "Owner", "difficulty": 3, "kind": "full"}


def test_a_broken_persona_is_reported_and_the_others_stay(
    rollwith: Any, one_persona: dict[str, str], tmp_path: Path
) -> None:
    broken = Path(one_persona["ROLLWITH_PERSONAS_DIR"]) / "broken.yaml"
    broken.write_text("id: broken\nnaem: X\n", "utf-8")
    ran = rollwith("personas", "list", env=one_persona)
    assert [record["id"] for record in ran.records] == ["noreen_twomey"]
    assert "broken.yaml" in ran.err
    problems = rollwith("personas", "check", env=one_persona, code=1).records
    typo = next(problem for problem in problems if problem["key"] == "naem")
    assert (typo["file"], typo["line"], typo["severity"]) == (str(broken), 2, "error")
    assert "did you mean" in typo["mend"]
    rollwith("personas", "check", "noreen_twomey", env=one_persona)
    assert "no persona has the id" in rollwith("personas", "check", "nobody", env=one_persona, code=2).err
    found = rollwith("doctor", env=one_persona, code=1).records
    assert any(record["part"] == "file" and not record["ok"] for record in found)


def test_a_linted_flaw_is_reported_with_its_line(rollwith: Any, one_persona: dict[str, str]) -> None:
    file = Path(one_persona["ROLLWITH_PERSONAS_DIR"]) / "noreen_twomey.yaml"
    text = file.read_text("utf-8").replace('"Is that so."', '"Happy to help you with that."', 1)
    file.write_text(text, "utf-8")
    (flaw,) = rollwith("personas", "check", env=one_persona, code=1).records
    assert flaw["key"] == "lines.acknowledge.closed[0]"
    assert "Happy to help" in text.splitlines()[flaw["line"] - 1]


def test_the_schema_is_that_of_the_file_that_ships(rollwith: Any, tmp_path: Path) -> None:
    (shown,) = rollwith("personas", "schema").records
    assert shown == json.loads((SHIPPED / "schema" / "persona.schema.json").read_text("utf-8"))
    written = rollwith("personas", "schema", "--write", tmp_path / "out").records
    assert len(written) == len(TABLES) + 4
    assert all(Path(record["written"]).is_file() for record in written)


def test_a_persona_is_rendered_for_trainers(rollwith: Any, one_persona: dict[str, str], tmp_path: Path) -> None:
    (rendered,) = rollwith("personas", "render", "noreen_twomey", env=one_persona).records
    for secret in ("## Hidden need", "trust", "walk_patience", "valued partner"):
        assert secret in rendered["text"]
    rollwith("personas", "render", "--output", tmp_path / "pages", env=one_persona)
    assert (tmp_path / "pages" / "noreen_twomey.md").read_text("utf-8") == rendered["text"]


def test_a_new_persona_loads_passes_the_check_and_can_be_met(rollwith: Any, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    rollwith("personas", "new", "my_customer", "--name", 'Ana: the "first"', "--folder", folder)
    env = {"ROLLWITH_PERSONAS_DIR": str(folder)}
    assert rollwith("personas", "list", env=env).records[0]["name"] == 'Ana: the "first"'
    assert rollwith("personas", "check", "--strict", env=env).records == []
    script = scripts(tmp_path / "scripts") / "skilled.txt"
    assert len(rollwith("play", "--persona", "my_customer", "--script", script, env=env).records) == 3
    assert "TODO" not in (folder / "my_customer.yaml").read_text("utf-8")
    assert "the file exists" in rollwith("personas", "new", "my_customer", "--folder", folder, code=2).err
    assert "is not an id" in rollwith("personas", "new", "My Customer", "--folder", folder, code=2).err
