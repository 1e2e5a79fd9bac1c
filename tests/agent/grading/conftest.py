"""Fixtures of the grader's tests."""

from __future__ import annotations

import pytest

from agent.content.library import Library
from agent.model.rubric import Rubric
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return Library(ROOT / "personas", ROOT / "rubrics").rubric()
