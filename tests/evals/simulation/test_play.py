"""A session in which a model graded nothing is no session: it is neither kept nor measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent.content.library import Library
from agent.errors import EndpointError
from agent.model.session import Outcome
from agent.runtime.engine_factory import EngineSelection
from agent.runtime.room import Room
from evals.model.suite import Context
from evals.simulation import play
from evals.simulation.scripted_reps import Parrot
from evals.simulation.transcript import Transcript
from tests.support.makers.simulation import WHO, step

WHY = "the model gave no grade: HTTP 503"


class _Keeping:
    """The context of a suite, as far as playing needs it; `values` is what was kept."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.values: list[Any] = []

    async def each(self, _title: str, items: Sequence[Any], work: Callable[[Any], Awaitable[Any]]) -> list[Any]:
        return [await work(item) for item in items]

    async def kept(self, _key: Mapping[str, object], make: Callable[[], Awaitable[Any]]) -> Any:
        self.values.append(await make())
        return self.values[-1]


@pytest.mark.parametrize(
    ("engine", "steps", "fails"),
    [
        ("llm:m", [("What would help?", WHY), ("And then?", WHY)], True),
        ("llm:m", [("What would help?", WHY), ("And then?", None)], False),
        ("llm:m", [("...", "nothing to read in it")], False),
        ("embedded", [("What would help?", "not in English")], False),
    ],
    ids=["none graded", "one graded", "silences", "no model"],
)
def test_a_session_without_a_grade_names_the_reason(
    library: Library, monkeypatch: pytest.MonkeyPatch, engine: str, steps: list[tuple[str, str | None]], fails: bool
) -> None:
    told = tuple(step("Hm.", rep=rep, ungraded=why) for rep, why in steps)

    async def played(_room: Room, job: play.Job) -> Transcript:
        return Transcript(
            persona=WHO, rep=job.rep.name, seed=1, opening="Yes?", start=7.0, steps=told, outcome=Outcome.OPEN
        )

    monkeypatch.setattr(play, "played", played)
    speaking = EngineSelection(engine, engine, engine, "a test")
    room = cast(Room, SimpleNamespace(engines=lambda: speaking))
    context = _Keeping(library)
    job = play.Job(library.persona(WHO), Parrot(1, turns=5), 1)
    playing = play.play_all(cast(Context, context), room, "panel", [job])
    if fails:
        with pytest.raises(EndpointError, match="llm:m graded none of the 2 lines of parrot_1.*HTTP 503"):
            asyncio.run(playing)
        assert context.values == []
    else:
        assert len(asyncio.run(playing)) == len(context.values) == 1
