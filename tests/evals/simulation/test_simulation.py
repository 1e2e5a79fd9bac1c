"""The suites that play: what must hold with sound actors, and what shows with actors made bad on purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent.runtime import room as room_module
from agent.settings import Settings
from evals.simulation import showcase
from evals.suites import discrimination, fidelity, selfplay
from tests.support.makers.simulation import KINDS, ONE_EACH, WHO, Actors, Generous, Run
from tests.support.paths import ROOT


def test_discrimination_holds_when_lines_are_read_rightly_and_fails_when_all_look_skilled(run: Run) -> None:
    right = run(discrimination.Discrimination(), Actors(), ONE_EACH)
    assert right.measure("auc.skilled").value == 1.0
    assert right.measure("left_early").value == 0.0
    failed = [m.name for m in right.measures if m.passed is False]
    assert failed == []
    assert len(right.rows) == len(KINDS) + 1
    flat = run(discrimination.Discrimination(), Actors(graders=Generous()), fresh=True)
    assert (flat.measure("auc.skilled").value or 0) < 0.7
    assert flat.measure("counterfeit.never_lowers").value == 0.0
    assert flat.measure("expert.lowest").passed is False


def test_sessions_that_were_played_are_kept_and_other_customers_are_not_confused(run: Run) -> None:
    actors = Actors(says="Yes, yes.")
    run(discrimination.Discrimination(), actors)
    played_once = len(actors.asked)
    run(fidelity.Fidelity(), actors)
    assert played_once == len(actors.asked) > 15
    run(fidelity.Fidelity(), actors, seed=2)
    assert len(actors.asked) == 2 * played_once


def test_fidelity_sees_a_customer_who_leaves_the_role_and_says_one_thing_only(run: Run) -> None:
    bad = run(fidelity.Fidelity(), Actors(says="I'd be happy to help you. How can I help you with the magnets?"))
    for kind in ("leak", "flip", "repeat"):
        assert bad.measure(f"slips.{kind}").passed is False
    assert bad.measure("good.words").value == 14.0
    assert bad.measure("poor.short").value == 0.0
    assert (bad.measure("inside").value or 0) < 0.5
    assert bad.rows[0]["customer"].startswith("I'd be happy")
    sound = run(fidelity.Fidelity(), Actors(), fresh=True)
    assert [m.name for m in sound.measures if m.name.startswith("slips.") and not m.passed] == []


def test_self_play_is_the_same_again_and_catches_the_slips(run: Run) -> None:
    sound = run(selfplay.SelfPlay(), Actors(), sessions=7, turns=5)
    assert sound.measure("turns").value == 35
    assert [m.name for m in sound.measures if m.passed is False] == ["turns"]
    assert sound.measure("same_seed").value == 1.0
    who = {row["rep"] for row in sound.rows}
    assert who >= {"adversary", "adaptive_skilled", "adaptive_decent", "adaptive_poor"}
    assert any(name.startswith("parrot_") for name in who)
    bad = run(selfplay.SelfPlay(), Actors(says="As an AI I keep magnets."), sessions=2, turns=4, fresh=True)
    assert bad.measure("slips.flip").value == 8
    assert (bad.measure("slips.leak").value or 0) >= 4, "the adversary never gets as far as to unlock it"
    assert bad.measure("other_seed.wording").passed is False


def test_the_showcase_tells_each_line_with_its_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = room_module.open_room

    def light(settings: Settings, engine: str) -> object:
        room = opened(settings, engine)
        room._engines = Actors()  # type: ignore[assignment]
        return room

    monkeypatch.setattr(showcase, "open_room", light)
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ROLLWITH_PERSONAS_DIR", str(tmp_path / "personas"))
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / "personas" / f"{WHO}.yaml", tmp_path / "personas")
    showcase.write_showcase(tmp_path / "sessions", None)
    page = (tmp_path / "sessions" / f"{WHO}.md").read_text("utf-8")
    assert page.startswith("# Bernd Halvorsen")
    assert page.count("\n## ") == 3
    assert "> resistance 8.0 → 7.4, trust" in page
    assert "Ends: committed" in page
    index = (tmp_path / "sessions" / "README.md").read_text("utf-8")
    assert f"[Bernd Halvorsen]({WHO}.md)" in index
    assert index.count("| committed after ") == 1
