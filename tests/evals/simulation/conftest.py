"""Fixtures of the simulation: the library that ships, and suites over one customer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from agent.content.library import Library
from agent.runtime.engine_factory import Engines
from agent.settings import Settings
from evals.execution import runner as runner_module
from evals.execution.runner import SuiteRunner
from evals.model.suite import Options, Suite, SuiteResult
from evals.simulation.scripted_reps import (
    Parrot,
    Scripted,
)
from evals.suites import discrimination, selfplay
from tests.support.makers.simulation import FEW, ONE_EACH, WHO, Actors, Run
from tests.support.measures.measure_names import named
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a suite over one customer and one text of each kind, with light actors."""
    monkeypatch.setattr(runner_module, "engine_fingerprint", lambda settings: "fixed")
    monkeypatch.setattr(selfplay, "read_panel", lambda: ONE_EACH)
    settings = Settings(data_dir=tmp_path, _env_file=None)

    def run(
        suite: Suite, actors: Actors, panel: dict[str, tuple[Scripted, ...]] = FEW, **options: object
    ) -> SuiteResult:
        monkeypatch.setattr(discrimination, "read_panel", lambda: panel)
        monkeypatch.setattr(discrimination, "parrots", lambda: (Parrot(1, turns=5),))
        asked = Options(**{"personas": (WHO,), "resamples": 20} | options)
        runner = SuiteRunner(
            settings,
            asked,
            grader=actors.graders,
            open_engines=lambda settings, engine: cast(Engines, actors),
            quiet=True,
        )
        return named(asyncio.run(suite.run(runner)), asked)

    return run
