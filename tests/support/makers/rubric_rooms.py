"""Rubric rooms: a room in which the rubric is published and measured, and what a trainer does on its screens."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.content.library import Library
from agent.model.practice.person import LOCAL
from agent.model.training.rubric_effect import RubricEffect
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.editing.published_files import keep_published
from agent.runtime.personal.training.editing.rubric_editing import RubricEditing
from agent.runtime.workshop.bench import Bench
from agent.settings import Settings
from evals.workbench.agreement import EvalAgreement
from evals.workbench.panel import EvalPanel
from evals.workbench.rubric_effect import EvalRubric
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go
from tests.support.doubles.fake_room import FakeEngines, fake_room
from tests.support.doubles.reading_model import ReadingModel
from tests.support.makers import teams
from tests.support.makers.rubric_edits import small_rubric_bench
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

AFFIRM = {"piece": "code", "name": "affirm"}


class ModelledEngines(FakeEngines):
    """The engines of the fake room, with a model beside, as some settings have it."""

    def __init__(self, model: ReadingModel, **given: Any) -> None:
        self._reading, self.settings = model, Settings(_env_file=None, **given)

    def model(self, purpose: str) -> Any:
        return self._reading


class EndlessRubric(EvalRubric):
    """A bench that never comes to its end."""

    async def effect(self, *given: Any, **named: Any) -> RubricEffect:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits so long")


@pytest.fixture
async def as_(tmp_path: Path, url: str) -> AsyncIterator[As]:
    """A room that publishes and measures, as somebody has it."""
    for name in ("personas", "rubrics"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tests/data/personas/test_customer.yaml", tmp_path / "personas")
    shutil.copy(ROOT / "rubrics/mi.yaml", tmp_path / "rubrics")
    room = fake_room(Library(tmp_path / "personas", tmp_path / "rubrics", tmp_path / "published"), url)
    keep_published(room)
    room.bench = Bench(EvalPanel(), small_rubric_bench(), EvalAgreement())
    teams.settle(room.log)
    yield lambda name: personal(room, EVERYBODY[name] if name else LOCAL)
    await room.aclose()


def stamp_of(page: object) -> dict[str, str]:
    found = re.search(r'data-stamp="([^"]+)" data-edition="(\d+)"', str(page))
    assert found is not None
    return {"stamp": found[1], "edition": found[2]}


async def edit(room: PersonalRoom, piece: str, name: str, **typed: str) -> str:
    """Change one form and save it; return the screen that follows."""
    page = (await go(room, "rubrics", name, do=piece))["page"]
    given = {"piece": piece, "name": name, **stamp_of(page), **typed}
    return str((await act(room, "rubric_save", **given))["page"])


async def measured(room: PersonalRoom, lines: str = "0") -> str:
    await act(room, "rubric_effect", lines=lines)
    run = RubricEditing(room).run()
    assert run is not None
    assert run.task is not None
    await asyncio.wait({run.task})
    return str((await go(room, "rubrics", "effect"))["page"])
