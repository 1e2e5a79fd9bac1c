"""Rubric effect: the gold set and graded lines by two versions of a rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.errors import CoderError, EndpointError
from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import GOLD, LOG, EngineEffect, GradedLine, LineSet, RubricEffect
from agent.model.training.rubric_parts import changed_parts
from agent.runtime.workshop.bench_runs import Progress
from agent.runtime.workshop.rubric_bench import Pair, Regrader
from evals.data.coded_lines import CodedLine
from evals.data.gold import read_gold
from evals.workbench.rubric_differences import set_effect

Job = tuple[LineSet, Sequence[GradedLine]]


class EvalRubric:
    """See `agent/runtime/workshop/rubric_bench.py`.

    Args:
        gold: reads the gold set; another one in tests.
    """

    def __init__(self, gold: Callable[[Rubric], list[CodedLine]] = read_gold) -> None:
        self._gold = gold

    def gold_lines(self, rubric: Rubric) -> int:
        """Return how many rep lines the gold set has."""
        return sum(line.speaker == "rep" for line in self._gold(rubric))

    async def effect(
        self,
        before: Rubric,
        after: Rubric,
        lines: Sequence[GradedLine],
        engines: Sequence[Regrader],
        progress: Progress,
    ) -> RubricEffect:
        """Grade both sets by both versions, one engine after the other; see the contract."""
        gold = [_of_gold(line) for line in self._gold(before) if line.speaker == "rep"]
        touched = {part.name for part in changed_parts(before, after) if part.key.startswith("codes.")}
        work = [(engine, _jobs(lines, gold, engine.most, touched)) for engine in engines]
        total = sum(len(some) for _, jobs in work for _, some in jobs)
        found, done = [], 0
        for engine, jobs in work:
            effect, done = await _by_engine(engine, jobs, done, total, progress)
            found.append(effect)
        return RubricEffect(before=before.ref, after=after.ref, engines=tuple(found))


async def _by_engine(
    engine: Regrader, jobs: Sequence[Job], done: int, total: int, progress: Progress
) -> tuple[EngineEffect, int]:
    """Return what changes for one engine, and the lines done by then; what it graded before a failure stands."""
    sets, problem = [], ""
    for of, lines in jobs:
        pairs: list[Pair] = []
        for start in range(0, len(lines), engine.at_once):
            progress(done, total, engine.name)
            await asyncio.sleep(0)  # a stop takes effect here, whoever grades
            try:
                pairs += await engine.grade_both(lines[start : start + engine.at_once])
            except (EndpointError, CoderError) as error:
                problem = str(error)
                break
            done += len(lines[start : start + engine.at_once])
        sets.append(set_effect(of, lines[: len(pairs)], pairs))
        if problem:
            break
    progress(done, total, engine.name)
    effect = EngineEffect(
        kind=engine.kind, name=engine.name, sets=tuple(sets), asked=engine.asked, calls=engine.calls,
        asked_twice=engine.asked_twice, problem=problem,
    )  # fmt: skip
    return effect, done


def _jobs(lines: Sequence[GradedLine], gold: Sequence[GradedLine], most: int | None, touched: set[str]) -> list[Job]:
    """Return the lines of each set; where only so many are asked about, half of them are of the log."""
    if most is None:
        return [(LOG, lines), (GOLD, gold)]
    logged = lines[: max(most // 2, most - len(gold))]
    return [(LOG, logged), (GOLD, chosen_gold(gold, most - len(logged), touched))]


def chosen_gold(gold: Sequence[GradedLine], most: int, touched: set[str]) -> list[GradedLine]:
    """Return some lines of the gold set in order: up to half coded as what was touched, the rest spread evenly."""
    near = _spread([line for line in gold if touched & {*line.codes, line.truth.get("primary", "")}], most // 2)
    rest = _spread([line for line in gold if line not in near], most - len(near))
    taken = {line.id for line in (*near, *rest)}
    return [line for line in gold if line.id in taken]


def _spread(lines: Sequence[GradedLine], most: int) -> list[GradedLine]:
    if len(lines) <= most:
        return list(lines)
    return [lines[at * len(lines) // most] for at in range(most)]


def _of_gold(line: CodedLine) -> GradedLine:
    kept = {name: label for name, label in line.truth.items() if name in ("primary", "empathy", "empowerment")}
    return GradedLine(
        id=line.id, session=line.session, text=line.text, context=line.context, truth=kept,
        codes=tuple(sorted(line.codes or ())),
    )  # fmt: skip
