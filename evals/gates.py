"""Gates: thresholds that decide an exit code, from the project's goals or from a file of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import RootModel, ValidationError

from agent.errors import DataError
from agent.mends import complaints
from agent.yaml_lines import read_yaml
from evals.suite import Measure, SuiteResult

GOALS = "goals"


class Thresholds(RootModel[dict[str, dict[str, float]]]):
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


def failures(results: Sequence[SuiteResult], gate: str) -> list[Failure]:
    """Return the measures that fail.

    Args:
        results: of a run. gate: `goals`, or the path of a gate file.

    Raises:
        DataError: the gate file is wrong, or names a suite or measure that the run does not have.
    """
    if gate == GOALS:
        return [
            Failure(result.suite, measure, measure.goal)
            for result in results
            for measure in result.measures
            if measure.goal is not None and measure.passed is False
        ]
    return _by_file(results, Path(gate))


def _by_file(results: Sequence[SuiteResult], path: Path) -> list[Failure]:
    document = read_yaml(path)
    try:
        thresholds = Thresholds.model_validate(document.data).root
    except ValidationError as error:
        raise complaints(document, Thresholds, error)[0] from None
    ran = {result.suite: {measure.name: measure for measure in result.measures} for result in results}
    failed = []
    for suite, wanted in thresholds.items():
        if suite not in ran:
            known = ", ".join(ran)
            raise DataError(path, suite, "this suite was not run", f"run it, or gate {known}", document.line((suite,)))
        for name, threshold in wanted.items():
            if name not in ran[suite]:
                known = ", ".join(ran[suite])
                line = document.line((suite, name))
                raise DataError(path, f"{suite}.{name}", "there is no such measure", f"use one of: {known}", line)
            measure = ran[suite][name].model_copy(update={"goal": threshold})
            if not measure.passed:
                failed.append(Failure(suite, measure, threshold))
    return failed
