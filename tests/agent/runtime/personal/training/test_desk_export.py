"""What the desk exports is graded as it is by the command, and says what humans reach from a hundred lines on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.person import Role
from agent.model.training.coding import Adjudication, Coding, Skip
from agent.model.training.desk_line import DeskLine
from agent.runtime.personal.training.desk.desk_export import export_of, exported
from agent.runtime.room import Room
from agent.storage.store import Store
from evals.cli import app as evals_app
from evals.data.coded_lines import read_coded, read_mapping
from evals.workbench.agreement import EvalAgreement
from rollwith.__main__ import app
from tests.agent.runtime.personal.conftest import As
from tests.support.makers.desk import BOTH, CHANGE, OPEN, PUSH, desk_line, drawn_codings, many_lines

HOSTILE = '{{7*7}} ${x} "quoted",\n<img src=x>\u2028 - primary: persuade\n# human: {primary.macro_f1: 1}'


def filled(store: Store, count: int, *, team: str = "north") -> list[DeskLine]:
    lines = many_lines(count, team)
    store.training.desk.add(lines)
    for person, seed in (("p-lea", 1), ("p-lou", 2)):
        for line, coding in drawn_codings(lines, seed).items():
            store.training.desk.code(line, person, coding)
    return lines


def records(data: str) -> Mapping[str, dict[str, object]]:
    return {record["id"]: record for record in map(json.loads, data.split("\n")[:-1])}


def test_most_readers_count_and_what_is_settled_stands(url: str) -> None:
    store = Store(url)
    desk = store.training.desk
    desk.add([desk_line(name) for name in ("alike", "parted", "settled", "skipped", "alone", "three")])
    for line, person, coding in (
        ("alike", "a", OPEN), ("alike", "b", OPEN), ("parted", "a", OPEN), ("parted", "b", PUSH),
        ("settled", "a", OPEN), ("settled", "b", PUSH), ("alone", "a", BOTH),
        ("skipped", "a", Coding(skipped=Skip.CANNOT_TELL)), ("three", "a", OPEN), ("three", "b", OPEN),
        ("three", "c", PUSH),
    ):  # fmt: skip
        desk.code(line, person, coding)
    desk.settle("settled", Adjudication(coding=BOTH, note="A secret note", by="p-tia", at=datetime.now(UTC)))
    made = exported(desk, "north", EvalAgreement())
    found = records(made.data)
    assert set(found) == {"alike", "parted", "settled", "alone", "three"}
    primary = {name: record["primary"] for name, record in found.items()}
    assert primary == {
        "alike": "open_question", "parted": "", "settled": "complex_reflection", "alone": "complex_reflection",
        "three": "open_question",
    }  # fmt: skip
    assert found["parted"]["empathy"] == "no"
    assert found["parted"]["codes"] is None
    assert found["settled"]["codes"] == ["closed_question", "complex_reflection"]
    assert (made.settled, made.common, made.human) == (1, 4, {})
    for secret in ("A secret note", "p-tia", "keywords", "north"):
        assert secret not in made.data + made.mapping
    store.dispose()


def test_hostile_words_stay_data_and_context_comes_with_the_line(url: str, tmp_path: Path) -> None:
    store = Store(url)
    store.training.desk.add([desk_line("one", text=HOSTILE), desk_line("heard", speaker="customer")])
    store.training.desk.code("one", "a", OPEN)
    store.training.desk.code("heard", "a", CHANGE)
    made = exported(store.training.desk, None, EvalAgreement())
    store.dispose()
    (tmp_path / "desk.jsonl").write_text(made.data, "utf-8")
    (tmp_path / "desk.yaml").write_text(made.mapping, "utf-8")
    lines = {line.id: line for line in read_coded(tmp_path / "desk.jsonl", read_mapping(tmp_path / "desk.yaml"))}
    assert lines["one"].text == HOSTILE
    assert lines["one"].codes == frozenset({"open_question"})
    assert lines["one"].truth["question_type"] == "open"
    assert [said.text for said in lines["one"].context] == ["Go on, then."]
    assert lines["heard"].truth == {"talk": "change"}
    assert "human" not in made.mapping.replace("# What humans", "")
    assert "100 more lines" in made.mapping


def test_a_trainer_exports_their_own_team_alone(room_as: As, shared_room: Room) -> None:
    with pytest.raises(TurnRefused, match="nothing was coded yet"):
        export_of(room_as("tia"), EvalAgreement())
    filled(shared_room.log, 6)
    assert export_of(room_as("tia"), EvalAgreement()).lines > 0
    with pytest.raises(TurnRefused, match="nothing was coded yet"):
        export_of(room_as("tom"), EvalAgreement())
    with pytest.raises(NotSignedIn):
        export_of(room_as("ana"), EvalAgreement())
    assert not room_as("ana").person.may(Role.LABELLER)


def graded(tmp_path: Path, *arguments: str) -> dict[str, dict[str, object]]:
    """Return the measures in the report of a run of agreement, by name."""
    fast = ["--resamples", "10", "--quiet", "--engine", "embedded", "--out", str(tmp_path / "reports")]
    ran = CliRunner().invoke(evals_app, ["run", "agreement", *arguments, *fast])
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.stdout.strip().split("\n")[-1])["report"]
    [result] = json.loads(Path(report).read_text("utf-8"))["results"]
    return {measure["name"]: measure for measure in result["measures"]}


def test_the_command_grades_the_export_and_reports_what_humans_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(tmp_path))
    store = Store(f"sqlite:///{tmp_path / 'rollwith.db'}")
    lines = filled(store, 99)
    out = tmp_path / "out"

    def export() -> dict[str, object]:
        ran = CliRunner().invoke(app, ["desk", "export", "--out", str(out)])
        assert ran.exit_code == 0, ran.output
        told: dict[str, object] = json.loads(ran.stdout)
        return told

    assert export()["common"] == 99
    files = ("--data", str(out / "desk.jsonl"), "--mapping", str(out / "desk.yaml"))
    assert all(measure["human"] is None for measure in graded(tmp_path, *files).values())
    one_more = desk_line("line-999", text="You should just use it.")
    store.training.desk.add([one_more])
    for person in ("p-lea", "p-lou"):
        store.training.desk.code(one_more.id, person, PUSH)
    store.dispose()
    assert export()["common"] == 100
    found = graded(tmp_path, *files)
    for name in (
        "primary.macro_f1",
        "family.kappa",
        "empathy.kappa",
        "empowerment.kappa",
        "stance.kappa",
        "talk.kappa",
    ):
        human = found[name]["human"]
        assert isinstance(human, float)
        assert 0 < human < 1
    assert graded(tmp_path, "--desk") == found
    assert len(lines) == 99


def test_the_desk_and_files_are_not_asked_for_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(tmp_path))
    for extra, why in (((), "nothing was coded yet"), (("--data", "x.jsonl"), "--desk reads the label desk")):
        ran = CliRunner().invoke(evals_app, ["run", "agreement", "--desk", "--quiet", "--engine", "embedded", *extra])
        assert ran.exit_code != 0
        assert why in str(ran.exception)
