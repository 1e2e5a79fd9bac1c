"""Every measure of every suite that the tests run is one that gates know of before a run."""

from __future__ import annotations

from evals.model.suite import Options, SuiteResult
from evals.suites.measure_names import is_measured, measure_names


def named(result: SuiteResult, options: Options) -> SuiteResult:
    """Return a result whose measures all have names that are known beforehand."""
    names = measure_names(result.suite, options)
    assert [one.name for one in result.measures if not is_measured(one.name, names)] == []
    return result
