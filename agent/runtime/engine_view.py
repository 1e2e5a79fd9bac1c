"""EngineView: what may be asked of the engines outside any session. Nothing here is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from agent.content.library import Library
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.training.rubric_effect import RubricEffect
from agent.model.verdict import TalkVerdict, Verdict
from agent.runtime.engine_factory import Engines, EngineSelection
from agent.runtime.workshop.bench import Bench
from agent.runtime.workshop.bench_runs import BenchRuns
from agent.runtime.workshop.comparisons import Comparisons
from agent.runtime.workshop.drafting.draft_runs import DraftRuns

if TYPE_CHECKING:
    from agent.grading.contract import Grader
    from agent.llm.budget import Budget
    from agent.llm.contract import LanguageModel
    from agent.llm.probing import Capability


class EngineView:
    """Grades single lines, and tells which engines speak and what an endpoint can do."""

    library: Library
    _engines: Engines
    bench: Bench | None = None
    """What the workshop measures with, where whoever opened the room has handed it in."""

    def writer(self) -> LanguageModel | None:
        """Return the model that writes drafts of customers; None where no model speaks."""
        return self._engines.model("draft")

    async def grade(
        self,
        line: str,
        context: Sequence[Said] = (),
        *,
        rubric_id: str = "mi",
        background: Background = NO_BACKGROUND,
        payer: str | None = None,
    ) -> Verdict:
        """Grade one rep line outside any session; nothing is stored and any length is taken.

        Args:
            payer: whose token budget pays where a model grades; None for nobody's, as a command wants it.
        """
        rubric = self.library.rubric(rubric_id)
        grader = await asyncio.to_thread(self._engines.grader, rubric, payer)
        return await grader.grade(line, context, background)

    async def talk(
        self, line: str, context: Sequence[Said] = (), *, rubric_id: str = "mi", payer: str | None = None
    ) -> TalkVerdict:
        """Say what a customer line says about the change; `payer` as in `grade`."""
        rubric = self.library.rubric(rubric_id)
        return await (await asyncio.to_thread(self._engines.grader, rubric, payer)).talk(line, context)

    async def embedded_grader(self, rubric_id: str = "mi") -> Grader:
        """Return the embedded grader, which costs nothing; loaded where it was not."""
        return await asyncio.to_thread(self._engines.embedded_grader, self.library.rubric(rubric_id))

    @cached_property
    def comparisons(self) -> Comparisons:
        """What is being compared in the workshop, and what came of it; kept while the room is open."""
        return Comparisons()

    @cached_property
    def effect_runs(self) -> BenchRuns[str, RubricEffect]:
        """What edits of the rubric change, by whose they are, as it is measured; kept while the room is open."""
        return BenchRuns()

    @cached_property
    def draft_runs(self) -> DraftRuns:
        """What trainers pasted last, and the drafts that a model writes of it; kept while the room is open."""
        return DraftRuns()

    @property
    def own_engines(self) -> Engines:
        """The engines themselves, for a room over another log; whoever borrows them does not close them."""
        return self._engines

    def engines(self) -> EngineSelection:
        """Return which engines speak, and why these."""
        return self._engines.speaking()

    @property
    def budget(self) -> Budget | None:
        """What sessions may spend at the endpoint and have spent; None where no model speaks."""
        return self._engines.budget

    def coder(self) -> str:
        """Return the name of the embedded coder, loading it, or raise CoderError."""
        return self._engines.coder().name

    def probe(self) -> AsyncIterator[Capability]:
        """Ask the endpoint for each thing the room may use, and yield what was learned."""
        return self._engines.probe()
