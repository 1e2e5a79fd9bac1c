"""The suite of persuasion: the held-out conversations alone, as people coded them, and no word of theirs told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.errors import DataError
from agent.model.verdict import Code, Talk
from evals.data.persuasion import is_held_out
from evals.model.suite import Options
from evals.suites import registry
from evals.suites.persuasion import Persuasion
from tests.evals.suites.conftest import Measured
from tests.support.doubles.told_grader import ToldGrader
from tests.support.makers import makers
from tests.support.makers.coded_files import coded_files

HEAD = "session,turn,speaker,text,rep_act,customer_act,donated\n"
ROWS = (
    "0,rep,Would you give?,ask-donation-amount,,0", "0,customer,I would.,,agree-donation,0",
    "1,rep,Children suffer.,emotion-appeal,,0", "1,customer,No.,,disagree-donation,0",
    "2,rep,Hello there.,greeting,,0", "2,customer,Hello.,,greeting,0",
)  # fmt: skip
FAMILY = {"Would you give?": Code.CLOSED_QUESTION, "Children suffer.": Code.PERSUADE, "Hello there.": Code.OTHER}
TALK = {"I would.": Talk.CHANGE, "No.": Talk.SUSTAIN, "Hello.": Talk.NEUTRAL}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "persuasion.csv"
    path.write_text(HEAD + "".join(f"{session},{row}\n" for session in range(30) for row in ROWS), "utf-8")
    return path


def test_only_what_is_held_out_is_measured_and_its_words_stay_out(measured: Measured, data: Path) -> None:
    knowing = ToldGrader(lambda text: makers.verdict(FAMILY[text]), lambda text: TALK[text])
    result = measured(Persuasion(), knowing, data=data)
    held = {str(session) for session in range(30) if is_held_out(str(session))}
    assert {row["session"] for row in result.rows} == held
    assert 5 <= len(held) < 20
    assert [(result.measure(name).value, result.measure(name).goal) for name in ("family.kappa", "talk.kappa")] == [
        (1.0, 0.6), (1.0, 0.5)
    ]  # fmt: skip
    assert result.measure("talk.kappa").n == 3 * len(held)
    assert result.measure("talk.kappa").low is not None
    assert "Children" not in json.dumps(result.model_dump(mode="json"))


def test_who_always_says_the_same_agrees_by_chance_only(measured: Measured, data: Path) -> None:
    result = measured(Persuasion(), ToldGrader(lambda text: makers.verdict()), data=data)
    assert [result.measure(name).value for name in ("family.kappa", "talk.kappa")] == [0, 0]
    assert not any(m.passed for m in result.measures if m.goal is not None)


def test_it_says_what_it_lacks_and_does_not_run_unasked(measured: Measured, tmp_path: Path) -> None:
    grader = ToldGrader(lambda text: makers.verdict())
    with pytest.raises(DataError, match="give --data"):
        measured(Persuasion(), grader)
    session = next(str(number) for number in range(99) if not is_held_out(str(number)))
    (tmp_path / "trained.csv").write_text(f"{HEAD}{session},{ROWS[0]}\n", "utf-8")
    with pytest.raises(DataError, match="held out"):
        measured(Persuasion(), grader, data=tmp_path / "trained.csv")
    names = [suite.name for suite in registry.chosen(["all"], Options(data=tmp_path / "trained.csv"))]
    assert "persuasion" not in names
    assert {"accusations", "injections", "fairness"} <= set(names)
    assert [suite.name for suite in registry.chosen(["persuasion"], Options())] == ["persuasion"]


def test_acts_that_the_mapping_does_not_know_are_told_as_agreement_tells_them(
    measured: Measured, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, data = coded_files(tmp_path, data="talk,who,said,main,kind,ct,level\n" + "".join(TOLD))
    result = measured(Persuasion(), ToldGrader(lambda text: makers.verdict()), data=data, mapping=mapping)
    told = "30 rows have a label of family that the mapping does not know, and are left out of it: 'hm' (30, first in"
    assert any(note.startswith(told) for note in result.notes)
    assert told in capsys.readouterr().err


TOLD = [f"{session},T,Why?,q,,,high\n{session},T,Oh.,hm,,,high\n" for session in range(30)]
