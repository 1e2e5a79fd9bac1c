"""Suite: what an eval suite is, what it may call, and what it hands back. Plain data; nothing here is drawn or run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import Field

from agent.model.background import Said
from agent.model.base import FrozenModel
from agent.model.verdict import TalkVerdict, Verdict
from evals.model.figures import Bars, Cell, Figure, Heat, Intervals, Lines, Measure, Series, Table

if TYPE_CHECKING:
    from agent.content.library import Library
    from agent.runtime.room import Room
    from agent.settings import Settings

__all__ = [
    "Asked",
    "Bars",
    "Cell",
    "Context",
    "Figure",
    "Heat",
    "Intervals",
    "Judge",
    "Lines",
    "Measure",
    "Options",
    "Series",
    "Suite",
    "SuiteResult",
    "Table",
]

T = TypeVar("T")
R = TypeVar("R")


class SuiteResult(FrozenModel):
    """Everything one suite found.

    Attributes:
        suite: its name. about: what was measured, in a sentence or two for a trainer.
        engine: who was measured, as verdicts name it. rubric: `id@version+fingerprint`, where one was applied.
        rows: one JSON object per line, group or session that was measured; drift compares them by their "id".
        ungraded: lines without a grade, left out of every figure. tokens: spent by a model for this run.
        notes: what a reader must know to read the figures rightly.
    """

    suite: str
    about: str
    engine: str
    rubric: str = ""
    measures: tuple[Measure, ...]
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    ungraded: int = 0
    tokens: int = 0
    notes: tuple[str, ...] = ()

    def measure(self, name: str) -> Measure:
        """Return one measure, or raise KeyError."""
        return {measure.name: measure for measure in self.measures}[name]


class Options(FrozenModel):
    """What the command line asks for. A suite reads what concerns it.

    Attributes:
        data, mapping: a human-coded file and how to read it. desk: read the label desk of this room instead.
        baseline: an earlier report's JSON.
        engines, rubrics: others to compare with: engine names, and folders that hold another version of the rubric.
        personas: ids; empty means all. sessions, turns: how many self-played sessions and of what length.
        limit: measure no more than so many lines. resamples: of the bootstrap. seed: of everything drawn.
        concurrency: calls at the same time. rate: calls begun per minute, at most, or None. fresh: ignore the cache.
    """

    data: Path | None = None
    mapping: Path | None = None
    desk: bool = False
    baseline: Path | None = None
    engines: tuple[str, ...] = ()
    rubrics: tuple[Path, ...] = ()
    personas: tuple[str, ...] = ()
    repeats: int = Field(5, ge=1)
    sessions: int = Field(12, ge=1)
    turns: int = Field(12, ge=1)
    limit: int | None = Field(None, ge=1)
    resamples: int = Field(1000, ge=10)
    seed: int = 1
    concurrency: int = Field(8, ge=1)
    rate: float | None = Field(None, gt=0)
    fresh: bool = False


@dataclass(frozen=True)
class Asked:
    """A line to be graded, and what was said before it, oldest first."""

    text: str
    context: tuple[Said, ...] = ()


class Judge(Protocol):
    """A grader as suites see it: many lines at a time, cached by content, with a progress bar, within the limits.

    Attributes:
        engine: as verdicts name it. rubric: the ref of the rubric it applies.
    """

    engine: str
    rubric: str

    async def grade(self, lines: Sequence[Asked], repeat: int = 1, title: str = "grading") -> list[Verdict]:
        """Return the verdicts in order. Each `repeat` from 1 on is a call of its own, never read from another's."""
        ...

    async def talk(self, lines: Sequence[Asked], repeat: int = 1, title: str = "talk") -> list[TalkVerdict]:
        """Return the talk types of customer lines in order."""
        ...


class Context(Protocol):
    """What a suite may call."""

    options: Options
    settings: Settings
    library: Library

    def judge(self, engine: str | None = None, rubrics_dir: Path | None = None) -> Judge:
        """Return the grader under test, or that of another engine or another rubric folder."""
        ...

    def room(self) -> AbstractAsyncContextManager[Room]:
        """Open a room over a log that is thrown away; `async with context.room() as room: ...`."""
        ...

    def asking(self, options: Options) -> Context:
        """Return the same with other options."""
        ...

    async def each(self, title: str, items: Sequence[T], work: Callable[[T], Awaitable[R]]) -> list[R]:
        """Do `work` on every item, `options.concurrency` at a time, with a progress bar; results in order."""
        ...

    async def kept(self, key: Mapping[str, object], make: Callable[[], Awaitable[Any]]) -> Any:
        """Return the JSON value kept under a key, or make it and keep it. The key must hold all it depends on.

        A kept value survives a kill. Code, prompts and the coder's weights count into every key by themselves.
        """
        ...

    @property
    def tokens(self) -> int:
        """Tokens spent by models so far in this run."""
        ...


class Suite(Protocol):
    """One suite. Classes without arguments, listed in `evals/suites/registry.py`.

    Attributes:
        name: as typed on the command line. about: one sentence for `evals list`. needs: what must be there to run.
    """

    name: str
    about: str
    needs: str

    async def run(self, context: Context) -> SuiteResult:
        """Measure and return what was found.

        Raises:
            DataError: a file it needs is missing or wrong.
        """
        ...
