"""Gates: thresholds that decide an exit code or a test, from the project's goals or from a file of one's own."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, ValidationError

from agent.content.validation_messages import explain
from agent.content.yaml_source import Document, read_yaml
from agent.errors import DataError
from evals.model.suite import Measure, Options, SuiteResult
from evals.suites import registry
from evals.suites.measure_names import is_measured, measure_names

GOALS = "goals"
"""Instead of a gate file, or instead of a suite's measures in one: every goal that stands on the suite."""

GOALS_FILE = Path(__file__).resolve().parent / "goals.gate.yaml"
"""The gate file that asks for every goal."""


class Thresholds(RootModel[dict[str, dict[str, Annotated[float, Field(strict=True, allow_inf_nan=False)]]]]):
    """A gate file: suite -> measure -> threshold; a lower bound, or an upper one where low is good."""


@dataclass(frozen=True)
class Failure:
    """A measure that does not reach its threshold."""

    suite: str
    measure: Measure
    threshold: float

    def __str__(self) -> str:
        """Say what failed, for the person at the terminal."""
        value = "nothing" if self.measure.value is None else f"{self.measure.value:g}"
        sense = "at most" if self.measure.low_is_good else "at least"
        return f"{self.suite}: {self.measure.name} is {value}, and should be {sense} {self.threshold:g}"


@dataclass(frozen=True)
class Gate:
    """A gate file, read.

    Attributes:
        wanted: suite -> measure -> threshold, in the order of the file; None stands for the suite's goals.
    """

    document: Document
    wanted: Mapping[str, Mapping[str, float] | None]

    def measures(self, result: SuiteResult) -> list[Measure]:
        """Return the measures of a suite that are gated, their goal being the threshold.

        Raises:
            DataError: the file names a measure that the suite does not have.
        """
        wanted = self.wanted[result.suite]
        if wanted is None:
            return [measure for measure in result.measures if measure.goal is not None]
        return [self.measure(result, name) for name in wanted]

    def measure(self, result: SuiteResult, name: str) -> Measure:
        """Return one measure, its goal being the threshold; or raise DataError, as `measures` does."""
        found = {measure.name: measure for measure in result.measures}
        wanted = self.wanted[result.suite] or {}
        if name not in found:
            raise self.error((result.suite, name), "there is no such measure", meant(name, found))
        return found[name].model_copy(update={"goal": wanted.get(name, found[name].goal)})

    def check_measures(self, suite: str, options: Options) -> None:
        """See before a suite is run that it will have the measures that are gated; raise DataError, as `measures`."""
        names = measure_names(suite, options)
        for name in self.wanted[suite] or ():
            if not is_measured(name, names):
                raise self.error((suite, name), "there is no such measure", meant(name, names))

    def error(self, key: tuple[str, ...], problem: str, mend: str) -> DataError:
        """Return an error that names the line of a key."""
        return DataError(self.document.path, ".".join(key), problem, mend, self.document.line(key))


def read_gate(path: Path) -> Gate:
    """Read a gate file.

    Raises:
        DataError: it is missing or malformed, gates nothing, or names a suite that there is not.
    """
    document = read_yaml(path)
    whole = {suite for suite, given in document.data.items() if given == GOALS}
    numbers = {suite: given for suite, given in document.data.items() if suite not in whole}
    try:
        thresholds = Thresholds.model_validate(numbers).root
    except ValidationError as error:
        raise DataError.of(explain(document, Thresholds, error)[0]) from None
    gate = Gate(document, {suite: thresholds.get(suite) for suite in document.data})
    for suite, wanted in gate.wanted.items():
        if suite not in registry.SUITES:
            raise gate.error((suite,), "there is no such suite", meant(suite, registry.SUITES))
        if wanted is not None and not wanted:
            raise gate.error((suite,), "no measure is gated", f"name measures with thresholds, or write `{GOALS}`")
    return gate


def failures(results: Sequence[SuiteResult], gate: str) -> list[Failure]:
    """Return the measures that fail.

    Args:
        results: of a run. gate: `goals`, or the path of a gate file.

    Raises:
        DataError: the gate file is wrong, or names a suite or measure that the run does not have.
    """
    if gate == GOALS:
        return [failure for result in results for failure in _failed(result.suite, result.measures)]
    read, ran = read_gate(Path(gate)), {result.suite: result for result in results}
    for suite in read.wanted:
        if suite not in ran:
            raise read.error((suite,), "this suite was not run", f"run it, or gate {', '.join(ran)}")
    return [failure for suite in read.wanted for failure in _failed(suite, read.measures(ran[suite]))]


def check_gate(gate: str, suites: Sequence[str], options: Options) -> None:
    """See before a run that its gate can be held: that each suite in it will be run, and has the measures.

    Args:
        gate: `goals`, or the path of a gate file. suites: names of those that will be run, with these options.

    Raises:
        DataError: the file is wrong, or names a suite or a measure that there will not be.
    """
    if gate == GOALS:
        return
    read = read_gate(Path(gate))
    for suite in read.wanted:
        if suite not in suites:
            raise read.error((suite,), "this suite is not run", f"run it, or gate {', '.join(suites)}")
        read.check_measures(suite, options)


def meant(word: str, known: Iterable[str]) -> str:
    """Say what to write instead of a word that is not known: the closest, or what there is."""
    options = list(known)
    close = difflib.get_close_matches(word, options, 1)
    return f"did you mean `{close[0]}`? If so, write that" if close else f"use one of: {', '.join(options)}"


def _failed(suite: str, measures: Iterable[Measure]) -> list[Failure]:
    return [Failure(suite, found, found.goal) for found in measures if found.goal is not None and not found.passed]
