"""Runner: runs suites with engines behind a cache, and gives suites what they may call."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from agent.content.library import Library, open_library
from agent.errors import SettingsError
from agent.grading.contract import Grader
from agent.model.rubric import Rubric
from agent.runtime.engine_factory import Engines
from agent.runtime.room import Room
from agent.settings import Settings
from evals.execution.cache import Cache
from evals.execution.cached_grader import CachedGrader
from evals.execution.concurrency import ConcurrencyLimit
from evals.execution.fingerprint import engine_fingerprint
from evals.model.suite import Options, Prepared, Suite, SuiteResult

T = TypeVar("T")
R = TypeVar("R")


class SuiteRunner:
    """What a suite may call; see `Context` in `evals/model/suite.py`.

    Args:
        settings: as loaded. options: as asked for. engine: who is measured, instead of the one set.
        grader: for tests: this grader stands for every engine. open_engines: for tests: instead of the real ones.
        quiet: show no progress.
    """

    def __init__(
        self,
        settings: Settings,
        options: Options,
        engine: str | None = None,
        *,
        grader: Grader | None = None,
        open_engines: Callable[[Settings, str | None], Engines] = Engines,
        quiet: bool = False,
    ) -> None:
        self.settings, self.options, self.engine = settings, options, engine
        self.library = open_library(settings)
        self.pace = ConcurrencyLimit(options.concurrency, options.rate, quiet)
        self._cache = Cache(settings.data_dir / "evals" / "cache", engine_fingerprint(settings), options.fresh)
        self._grader, self._open_engines = grader, open_engines
        self._engines: dict[str | None, Engines] = {}
        self._opened: list[Engines] = []

    def asking(self, options: Options) -> SuiteRunner:
        """Return a runner with other options over the same engines and cache."""
        other = object.__new__(SuiteRunner)
        other.__dict__.update(self.__dict__)
        other.options = options
        return other

    def judge(self, engine: str | None = None, rubrics_dir: Path | None = None) -> CachedGrader:
        """Return the grader under test, or that of another engine (`embedded`, `llm`, `llm:MODEL`) or rubric."""
        library = Library(self.library.personas_dir, rubrics_dir) if rubrics_dir else self.library
        rubric = library.rubric()
        return CachedGrader(self._grader or self._grader_of(engine, rubric), rubric.ref, self._cache, self.pace)

    def room(self) -> AbstractAsyncContextManager[Room]:
        """Open a room over a log that is thrown away."""
        return self._room()

    async def each(self, title: str, items: Sequence[T], work: Callable[[T], Awaitable[R]]) -> list[R]:
        """Do `work` on every item, so many at a time, with a progress bar; results in order."""
        return await self.pace.each(title, items, work)

    async def kept(self, key: Mapping[str, object], make: Callable[[], Awaitable[Any]]) -> Any:
        """Return the JSON value kept under a key, or make it and keep it. A value of None is not kept."""
        found = self._cache.get(key)
        if found is None:
            found = await make()
            if found is not None:
                self._cache.keep(key, found)
        return found

    @property
    def tokens(self) -> int:
        """Tokens spent by models so far in this run."""
        return sum(engines.tokens for engines in self._opened)

    async def aclose(self) -> None:
        """Close the connections of the engines."""
        for engines in self._engines.values():  # a room closes its own
            await engines.aclose()

    async def reach(self) -> None:
        """Ask every model that will be measured for a word, so that a dead endpoint ends the run before it begins.

        Raises:
            EndpointError: one gave none. The message names the endpoint and the reason.
        """
        if self._grader is None:
            for name in dict.fromkeys((self.engine, *self.options.engines)):
                await self._engines_of(name).reach()

    def _grader_of(self, engine: str | None, rubric: Rubric) -> Grader:
        return self._engines_of(engine or self.engine).grader(rubric, alone=True)

    def _engines_of(self, name: str | None) -> Engines:
        if name not in self._engines:
            self._engines[name] = self._new_engines(name)
        return self._engines[name]

    def _new_engines(self, name: str | None) -> Engines:
        kind, _, model = (name or "").partition(":")
        if model and kind != "llm":
            raise SettingsError(f"engine {name!r} is not known. Mend: use embedded, llm or llm:MODEL.")
        asked = ("model", "grader_model", "customer_model", "debrief_model") if model else ()
        settings = self.settings.model_copy(update=dict.fromkeys(asked, model))
        self._opened.append(self._open_engines(settings, kind or None))
        return self._opened[-1]

    @asynccontextmanager
    async def _room(self) -> AsyncIterator[Room]:
        from agent.storage.store import Store  # sqlalchemy takes a quarter of a second to load

        with tempfile.TemporaryDirectory(prefix="rollwith-evals-") as folder:
            room = Room(self.library, lambda: Store(f"sqlite:///{folder}/log.db"), self._new_engines(self.engine))
            try:
                yield room
            finally:
                await room.aclose()


async def run_suites(suites: Sequence[Suite], runner: SuiteRunner) -> list[SuiteResult]:
    """Run suites one after the other and return what each found, with the tokens it spent.

    Raises:
        DataError: a file that a suite needs is missing or wrong; nothing was graded then.
        EndpointError: a model that is to be measured does not answer, or graded nothing at all.
    """
    results = []
    try:
        for suite in suites:
            if isinstance(suite, Prepared):
                suite.check(runner)
        await runner.reach()
        for suite in suites:
            before = runner.tokens
            result = await suite.run(runner)
            results.append(result.model_copy(update={"tokens": runner.tokens - before}))
    finally:
        await runner.aclose()
    return results
