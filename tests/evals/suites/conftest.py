"""Fixtures of the suites: run one with a grader that is told how to read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.settings import Settings
from evals.execution import runner as runner_module
from evals.execution.runner import SuiteRunner
from evals.model.suite import Options, Suite, SuiteResult
from tests.support.doubles.told_grader import ToldGrader
from tests.support.measures.measure_names import named

Measured = Callable[..., SuiteResult]


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """Run a suite with a grader, nothing kept between runs."""
    monkeypatch.setattr(runner_module, "engine_fingerprint", lambda settings: "fixed")
    settings = Settings(data_dir=tmp_path, _env_file=None)

    def run(suite: Suite, grader: ToldGrader, **options: object) -> SuiteResult:
        asked = Options(**{"resamples": 20, "fresh": True} | options)
        return named(asyncio.run(suite.run(SuiteRunner(settings, asked, grader=grader, quiet=True))), asked)

    return run
