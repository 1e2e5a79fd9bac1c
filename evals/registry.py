"""Registry: the suites by name. A suite's module loads when it is asked for."""

from __future__ import annotations

from importlib import import_module

from agent.errors import DataError
from evals.suite import Suite

SUITES = {
    "agreement": "evals.suites.agreement:Agreement",
    "consistency": "evals.suites.consistency:Consistency",
    "robustness": "evals.suites.robustness:Robustness",
    "drift": "evals.suites.drift:Drift",
    "discrimination": "evals.suites.discrimination:Discrimination",
    "fidelity": "evals.suites.fidelity:Fidelity",
    "selfplay": "evals.suites.selfplay:SelfPlay",
}


def suite(name: str) -> Suite:
    """Return a suite.

    Raises:
        DataError: there is none of this name.
    """
    if name not in SUITES:
        raise DataError("evals", name, "there is no such suite", f"use one of: {', '.join(SUITES)}")
    module, _, noun = SUITES[name].partition(":")
    found: Suite = getattr(import_module(module), noun)()
    return found
