"""Open questions put to customers: spread, asked through the room, told blind, and scored."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from agent.content.library import Library
from agent.errors import DataError
from agent.model.acts import Band, band_of
from agent.runtime.engine_factory import Engines
from agent.runtime.workshop.standing import standing
from agent.storage.store import Store
from evals.data.records import read_records
from evals.simulation import follows
from evals.simulation.blind_marks import Mark, Placement, marked_measures
from evals.simulation.follows import QUESTIONS, Answered, OpenQuestion, answer_all, app, distribute
from tests.support.makers.simulation import WHO, Actors


def mark(name: str, reader: str, follows: bool = True, bare: bool = False) -> Mark:
    return Mark(id=name, reader=reader, follows=follows, bare=bare)


def test_questions_are_spread_evenly_over_customers_and_bands_by_the_seed(library: Library) -> None:
    questions, people = read_records(QUESTIONS, OpenQuestion), list(library.personas().values())
    puts = distribute(questions, people, 1)
    assert [put.question for put in puts] == questions
    for counts in (Counter(put.persona.id for put in puts), Counter(put.band for put in puts)):
        assert max(counts.values()) - min(counts.values()) <= 1
    assert len(Counter((put.persona.id, put.band) for put in puts)) == len(people) * len(Band)
    assert puts == distribute(questions, people, 1) != distribute(questions, people, 2)


def test_every_customer_can_stand_in_every_band_lawfully(library: Library) -> None:
    for persona in library.personas().values():
        states = [standing(persona, band) for band in (Band.CLOSED, Band.GUARDED, Band.OPEN)]
        assert [band_of(state.resistance) for state in states] == [Band.CLOSED, Band.GUARDED, Band.OPEN]
        assert all(state.resistance >= persona.law.floor and state.plan is None for state in states)
        assert states[0].trust <= states[1].trust <= states[2].trust
        assert set(states[0].unlocked) <= set(states[2].unlocked)


def asked(library: Library, folder: Path, seed: int) -> list[Answered]:
    questions = read_records(QUESTIONS, OpenQuestion, 6)
    puts = distribute(questions, [library.persona(WHO)], seed)
    engines = cast(Engines, Actors())
    return asyncio.run(answer_all(library, Store(f"sqlite:///{folder}/{seed}.db"), engines, puts))


def test_the_sheet_tells_nothing_of_where_the_customer_stands(library: Library, tmp_path: Path) -> None:
    first = asked(library, tmp_path, 1)
    for answer in first:
        assert answer.blind().keys() == {"id", "before", "question", "answer"}
        assert answer.blind()["answer"] == answer.turn.reply.text != ""
        assert answer.opening in library.persona(WHO).openings
        assert Placement.model_validate(answer.key()).band is answer.put.band
    assert {answer.put.band for answer in first} == set(Band)
    (tmp_path / "again").mkdir()
    assert [a.blind() for a in asked(library, tmp_path / "again", 1)] == [a.blind() for a in first]


def test_the_shares_and_the_readers_agreement_are_scored() -> None:
    names = [f"open-{at:03}" for at in range(20)]
    one = [mark(name, "ann") for name in names]
    other = [mark(name, "ben", follows=at > 1, bare=at == 0) for at, name in enumerate(names)]
    placed = [
        Placement(id=name, persona=WHO, band=Band.CLOSED if at < 5 else Band.OPEN, seed=1, act="answer", engine="e")
        for at, name in enumerate(names)
    ]
    found = {measure.name: measure for measure in marked_measures([*other, *one], placed)}
    assert (found["follows"].value, found["follows"].passed, found["follows"].n) == (0.95, True, 40)
    assert (found["bare"].value, found["bare"].passed) == (0.025, True)
    assert found["follows.both"].value == 0.9
    assert found["follows.kappa"].value == 0, "one reader never says no"
    assert (found["follows.closed"].value, found["follows.open"].value) == (0.8, 1)
    assert (found["follows.guarded"].value, found["follows.guarded"].n) == (None, 0)
    alike = {m.name: m.value for m in marked_measures([*other, *(m.model_copy(update={"reader": "c"}) for m in other)])}
    assert (alike["follows.kappa"], alike["bare.kappa"]) == (1, 1)


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ([mark("a", "ann")], "two readers, and there are: ann"),
        ([mark("a", "ann"), mark("a", "ben"), mark("a", "cleo")], "two readers"),
        ([mark("a", "ann"), mark("b", "ann"), mark("a", "ben")], "one mark only"),
        ([mark("a", "ann"), mark("a", "ann"), mark("a", "ben")], "twice"),
    ],
    ids=["one", "three", "missing", "twice"],
)
def test_marks_that_do_not_pair_are_refused(marks: list[Mark], told: str) -> None:
    with pytest.raises(DataError, match=told):
        marked_measures(marks)


def test_the_command_writes_the_sheet_and_scores_the_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows, "Engines", lambda settings, engine: Actors())
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(tmp_path))
    out = tmp_path / "out"
    ran = CliRunner().invoke(app, ["ask", "--out", str(out), "--limit", "3", "--seed", "4"])
    assert json.loads(ran.stdout)["questions"] == 3
    rows = [json.loads(row) for row in (out / "sheet.jsonl").read_text("utf-8").splitlines()]
    files = []
    for reader in ("ann", "ben"):
        marks = [mark(row["id"], reader, follows=at > 0).model_dump_json() for at, row in enumerate(rows)]
        files.append(out / f"{reader}.jsonl")
        files[-1].write_text("\n".join(marks), "utf-8")
    scored = CliRunner().invoke(app, ["score", *map(str, files), "--key", str(out / "key.jsonl")])
    told = {row["name"]: row for row in map(json.loads, scored.stdout.splitlines())}
    assert (told["follows"]["value"], told["follows"]["goal"], told["follows"]["passed"]) == (0.6667, 0.9, False)
    assert told["follows.kappa"]["value"] == 1
    assert sum(told[f"follows.{band}"]["n"] for band in Band) == 6
