"""The frame: cache, pace, judge and recipe."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from agent.content.library import Library
from agent.errors import DataError, EndpointError, SettingsError
from agent.llm.budget import Budget
from agent.model.background import Said
from agent.model.rubric import Rubric
from agent.model.verdict import Verdict
from agent.runtime.engine_factory import Engines
from agent.settings import Settings
from evals.execution.cache import Cache
from evals.execution.cached_grader import CachedGrader
from evals.execution.concurrency import ConcurrencyLimit
from evals.execution.fingerprint import engine_fingerprint
from evals.execution.runner import SuiteRunner
from evals.model.suite import Asked, Options
from tests.support.doubles.bad_graders import BadGrader, Constant, Keywords
from tests.support.paths import ROOT


@pytest.fixture
def rubric() -> Rubric:
    return Library(ROOT / "personas", ROOT / "rubrics").rubric()


def judge_of(grader: BadGrader, folder: Path) -> CachedGrader:
    return CachedGrader(grader, grader.rubric.ref, Cache(folder, "r"), ConcurrencyLimit(4, quiet=True))


def test_a_finished_call_is_never_repeated(rubric: Rubric, tmp_path: Path) -> None:
    lines = [Asked("What would help?"), Asked("You should."), Asked("What would help?")]
    first = Keywords(rubric)
    told = asyncio.run(judge_of(first, tmp_path).grade(lines))
    assert first.calls == 2
    again = Keywords(rubric)
    assert asyncio.run(judge_of(again, tmp_path).grade(lines)) == told
    assert again.calls == 0


@pytest.mark.parametrize(
    "other",
    [
        {"repeat": 2},
        {"lines": [Asked("Hm.", (Said(speaker="customer", text="Yes."),))]},
        {"lines": [Asked("hm.")]},
        {"kind": Keywords},
    ],
    ids=["repeat", "context", "line", "engine"],
)
def test_another_call_is_made_anew(other: dict[str, Any], rubric: Rubric, tmp_path: Path) -> None:
    asyncio.run(judge_of(Constant(rubric), tmp_path).grade([Asked("Hm.")]))
    grader = other.get("kind", Constant)(rubric)
    asyncio.run(judge_of(grader, tmp_path).grade(other.get("lines", [Asked("Hm.")]), other.get("repeat", 1)))
    assert grader.calls == 1


def test_a_rep_line_and_a_customer_line_are_kept_apart(rubric: Rubric, tmp_path: Path) -> None:
    grader = Constant(rubric)
    asyncio.run(judge_of(grader, tmp_path).grade([Asked("Hm.")]))
    assert asyncio.run(judge_of(grader, tmp_path).talk([Asked("Hm.")]))[0].confidence == 0.9
    assert grader.calls == 2


def test_an_ungraded_line_is_asked_for_again(rubric: Rubric, tmp_path: Path) -> None:
    class Failing(Constant):
        def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
            return super().verdict(line, context).model_copy(update={"ungraded": "the model gave no grade"})

    grader = Failing(rubric)
    for _ in range(2):
        assert asyncio.run(judge_of(grader, tmp_path).grade([Asked("Hm.")]))[0].ungraded
    assert grader.calls == 2


class Silent(Constant):
    """Grades only lines that hold one of its words, as a model does at an endpoint that fails now and then."""

    def __init__(self, rubric: Rubric) -> None:
        super().__init__(rubric)
        self.engine, self.words = "llm:silent", ("nothing so far",)

    def verdict(self, line: str, context: Sequence[Said]) -> Verdict:
        found = super().verdict(line, context)
        told = any(word in line for word in self.words)
        return found if told else found.model_copy(update={"ungraded": "the model gave no grade: HTTP 503"})


def test_a_model_that_graded_none_of_several_lines_is_an_error_and_not_a_figure(rubric: Rubric, tmp_path: Path) -> None:
    grader = Silent(rubric)
    lines = [Asked("You carried it."), Asked("What would help?"), Asked("You should.")]
    with pytest.raises(EndpointError, match="llm:silent graded none of 3 lines; the first: .*HTTP 503"):
        asyncio.run(judge_of(grader, tmp_path).grade(lines))
    grader.words = ("help",)
    told = asyncio.run(judge_of(grader, tmp_path).grade(lines))
    assert [verdict.ungraded is None for verdict in told] == [False, True, False]


def test_lines_that_nobody_can_read_are_no_fault_of_the_model(rubric: Rubric, tmp_path: Path) -> None:
    told = asyncio.run(judge_of(Silent(rubric), tmp_path).grade([Asked("..."), Asked("🙂"), Asked("")]))
    assert all(verdict.ungraded for verdict in told)


def test_a_torn_line_of_the_cache_costs_one_call_only(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "r")
    cache.keep({"a": 1}, "one")
    cache.keep({"a": 2}, "two")
    cache.path.write_bytes(cache.path.read_bytes()[:-8])
    again = Cache(tmp_path, "r")
    assert (again.get({"a": 1}), again.get({"a": 2})) == ("one", None)
    again.keep({"a": 3}, "three")
    assert Cache(tmp_path, "r").get({"a": 3}) == "three"
    assert Cache(tmp_path, "r", fresh=True).get({"a": 1}) is None


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    code = textwrap.dedent(f"""
        import asyncio, os, signal, sys
        from pathlib import Path
        from agent.content.library import Library
        from evals.execution.cache import Cache
        from evals.execution.cached_grader import CachedGrader
        from evals.execution.concurrency import ConcurrencyLimit
        from evals.model.suite import Asked
        from tests.support.doubles.bad_graders import Constant

        class Mortal(Constant):
            async def grade(self, line, context, background=None):
                with open({str(tmp_path / "calls")!r}, "a") as file:
                    file.write(line + "\\n")
                if len(sys.argv) > 1 and line == sys.argv[1]:
                    os.kill(os.getpid(), signal.SIGKILL)
                return await super().grade(line, context)

        grader = Mortal(Library(Path("personas"), Path("rubrics")).rubric())
        judge = CachedGrader(grader, "r", Cache(Path({str(tmp_path)!r}), "r"), ConcurrencyLimit(1, quiet=True))
        grader.engine = "mortal"
        asyncio.run(judge.grade([Asked(f"line {{at}}") for at in range(9)]))
    """)
    killed = subprocess.run([sys.executable, "-c", code, "line 5"], cwd=ROOT, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 0
    calls = (tmp_path / "calls").read_text().split("\n")[:-1]
    assert sorted(calls) == sorted([*(f"line {at}" for at in range(9)), "line 5"]), "only the torn call is repeated"


def test_pace_keeps_order_and_never_runs_more_at_once_than_allowed() -> None:
    running, most = 0, 0

    async def work(item: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.002 * (item % 3))
        running -= 1
        return item * 2

    assert asyncio.run(ConcurrencyLimit(3, quiet=True).each("t", list(range(20)), work)) == [at * 2 for at in range(20)]
    assert most == 3


def test_pace_begins_no_more_calls_a_minute_than_allowed() -> None:
    begun = []

    async def call(pace: ConcurrencyLimit) -> None:
        await pace.turn()
        begun.append(asyncio.get_running_loop().time())

    async def all_at_once() -> None:
        pace = ConcurrencyLimit(10, rate=1200, quiet=True)  # one every 50 ms
        await asyncio.gather(*(call(pace) for _ in range(4)))

    asyncio.run(all_at_once())
    assert begun[-1] - begun[0] >= 0.145


def test_pace_hands_on_the_error_of_one_call() -> None:
    async def work(item: int) -> int:
        if item == 3:
            raise DataError("f", "", "broken", "mend it")
        return item

    with pytest.raises(DataError, match="broken"):
        asyncio.run(ConcurrencyLimit(2, quiet=True).each("t", list(range(8)), work))


def test_the_recipe_follows_what_shapes_the_answers(tmp_path: Path) -> None:
    plain = Settings(data_dir=tmp_path, _env_file=None)
    assert engine_fingerprint(plain) == engine_fingerprint(
        plain.model_copy(update={"port": 1, "data_dir": Path("/elsewhere")})
    )
    assert engine_fingerprint(plain) != engine_fingerprint(plain.model_copy(update={"grader_temperature": 0.5}))


def test_tokens_count_for_calls_outside_any_session_too() -> None:
    budget = Budget(100)
    budget.reserve(None, 50)
    budget.settle(None, 50, 30)
    budget.reserve("s", 10)
    budget.settle("s", 10, 7)
    assert (budget.total, budget.spent("s")) == (37, 7)


def test_engines_are_named_as_the_command_takes_them(tmp_path: Path) -> None:
    opened = []

    class Recording:
        def __init__(self, settings: Settings, kind: str | None) -> None:
            opened.append((kind, settings.grader_model))
            self.tokens = 5

        def grader(self, rubric: Rubric, *, alone: bool) -> Constant:
            assert alone, "an eval measures one engine"
            return Constant(rubric)

    settings = Settings(data_dir=tmp_path, model="small", base_url="http://localhost:1", _env_file=None)
    runner = SuiteRunner(
        settings, Options(), "llm", open_engines=cast(Callable[[Settings, str | None], Engines], Recording), quiet=True
    )
    for name in (None, "llm:large", "embedded", "llm"):
        runner.judge(name)
    assert opened == [("llm", "small"), ("llm", "large"), ("embedded", "small")]
    assert runner.tokens == 15
    with pytest.raises(SettingsError, match="use embedded, llm or llm:MODEL"):
        runner.judge("embedded:large")
