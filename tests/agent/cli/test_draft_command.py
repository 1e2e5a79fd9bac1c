"""The command `personas draft`: by a model and by headings, and what it refuses before it asks anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.makers.lean_notes import drafted, tess
from tests.support.servers.scripted_endpoint import ScriptedEndpoint, scripted_endpoint

NOTES = "Role: Lead technician\n\nWe met Tess up on the hill. Two courses, nobody came.\n"
TALK = "[10:02] Mia: How was it?\n[10:03] Tess Quill: Nobody asked us, Mia, and nobody is going to.\n"


@pytest.fixture
def endpoint() -> Any:
    with scripted_endpoint() as endpoint:
        yield endpoint


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Path]:
    """Notes and a talk as files, and a folder for what is drafted."""
    (tmp_path / "notes.txt").write_text(NOTES, "utf-8")
    (tmp_path / "talk.txt").write_text(TALK, "utf-8")
    return {"notes": tmp_path / "notes.txt", "talk": tmp_path / "talk.txt", "folder": tmp_path / "mine"}


def command(written: dict[str, Path], *more: object) -> tuple[object, ...]:
    return "personas", "draft", "--id", "tess_quill", "--notes", written["notes"], "--folder", written["folder"], *more


def test_a_model_writes_the_file_and_its_inventions_are_told(
    rollwith: Any, endpoint: ScriptedEndpoint, written: dict[str, Path]
) -> None:
    endpoint.objects["DraftedPersona"] = drafted(tess())
    ran = rollwith(*command(written, "--transcript", written["talk"], "--customer", "tess", "--without", "Mia"),
                   env=endpoint.settings)  # fmt: skip
    (told,) = ran.records
    assert told["by"] == "model"
    assert "Cefn Hir Wind" in " ".join(told["made_up"])
    assert ran.err == ""
    file = Path(told["written"])
    assert file == written["folder"] / "tess_quill.yaml"
    assert "Both courses fell on the only calm days" in file.read_text("utf-8")
    env = {"ROLLWITH_PERSONAS_DIR": str(written["folder"])}
    assert len(rollwith("personas", "check", "--strict", env=env, code=None).records) == told["left"]
    (asked,) = endpoint.calls()
    assert "Customer: Nobody asked us, somebody, and nobody is going to." in asked.prompt


@pytest.mark.parametrize(
    "answer", ["I'm sorry, I cannot do that.", "", {"name": "Tess"}, '{"error": {"message": "out of memory"}}']
)
def test_a_model_without_a_draft_leaves_the_headings_and_standard_error_says_why(
    rollwith: Any, endpoint: ScriptedEndpoint, written: dict[str, Path], answer: object
) -> None:
    endpoint.objects["DraftedPersona"] = answer
    ran = rollwith(*command(written), env={**endpoint.settings, "ROLLWITH_MAX_ATTEMPTS": "1"})
    (told,) = ran.records
    assert (told["by"], told["made_up"]) == ("headings", [])
    assert told["left"] > 10
    assert "the model gave no draft" in ran.err
    assert "Lead technician" in Path(told["written"]).read_text("utf-8")


def test_a_dead_endpoint_leaves_the_headings_and_standard_error_says_why(
    rollwith: Any, written: dict[str, Path]
) -> None:
    dead = {"ROLLWITH_BASE_URL": "http://127.0.0.1:9/v1", "ROLLWITH_MODEL": "m", "ROLLWITH_MAX_ATTEMPTS": "1"}
    ran = rollwith(*command(written), env=dead)
    assert ran.records[0]["by"] == "headings"
    assert "the model gave no draft" in ran.err
    assert "127.0.0.1:9" in ran.err or "connection" in ran.err


def test_nothing_is_asked_where_the_file_exists_the_id_is_none_or_the_notes_are_empty(
    rollwith: Any, endpoint: ScriptedEndpoint, written: dict[str, Path]
) -> None:
    written["folder"].mkdir()
    mine = written["folder"] / "tess_quill.yaml"
    mine.write_text("mine", "utf-8")
    assert "the file exists" in rollwith(*command(written), env=endpoint.settings, code=2).err
    assert mine.read_text("utf-8") == "mine"
    named = ["Tess Quill" if part == "tess_quill" else part for part in command(written)]
    assert "is not an id" in rollwith(*named, env=endpoint.settings, code=2).err
    mine.unlink()
    written["notes"].write_text("Hm.\n", "utf-8")
    assert "too short" in rollwith(*command(written), env=endpoint.settings, code=2).err
    written["notes"].write_bytes(b"\xff\xfe\x00N\x00o")
    assert "not UTF-8" in rollwith(*command(written), env=endpoint.settings, code=2).err
    written["notes"].unlink()
    assert "cannot be read" in rollwith(*command(written), env=endpoint.settings, code=2).err
    assert endpoint.calls() == []
    assert not mine.exists()


def test_who_of_the_talk_is_the_customer_must_be_said_where_the_names_do_not(
    rollwith: Any, written: dict[str, Path]
) -> None:
    ran = rollwith(*command(written, "--transcript", written["talk"]), code=2)
    assert "Mend: name one of Mia, Tess Quill" in ran.err


def test_notes_come_by_standard_input_without_a_model(rollwith: Any, written: dict[str, Path]) -> None:
    asked = [("-" if part == written["notes"] else part) for part in command(written)]
    ran = rollwith(*asked, stdin=NOTES.encode("utf-8-sig"))
    assert json.loads(ran.out)["by"] == "headings"
    assert "no model is set up" in ran.err
