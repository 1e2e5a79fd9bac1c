"""Registry: the suites by name. A suite's module loads when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from agent.errors import DataError
from evals.model.suite import Options, Suite

SUITES = {
    "agreement": "agreement:Agreement",
    "consistency": "consistency:Consistency",
    "robustness": "robustness:Robustness",
    "drift": "drift:Drift",
    "ranking": "ranking:Ranking",
    "accusations": "probes.accusations:Accusations",
    "injections": "probes.injections:Injections",
    "fairness": "probes.fairness:Fairness",
    "persuasion": "persuasion:Persuasion",
    "outcomes": "outcomes:Outcomes",
    "discrimination": "discrimination:Discrimination",
    "fidelity": "fidelity:Fidelity",
    "selfplay": "selfplay:SelfPlay",
}
"""Name of a suite -> its module beside or below this one, and its class."""

ALL = "all"

NAMED_ONLY = frozenset({"persuasion", "outcomes"})
"""Suites that `all` does not stand for: the file they need is not the one that agreement reads."""


def chosen(names: Sequence[str], options: Options) -> list[Suite]:
    """Return suites in the order named, each once.

    `all` stands for every one that has what it needs, but for those of `NAMED_ONLY`.

    Raises:
        DataError: there is none of this name.
    """
    every = [name for name in SUITES if name not in NAMED_ONLY and (name != "drift" or options.baseline)]
    wanted = [name for given in names for name in (every if given == ALL else [given])]
    return [suite(name) for name in dict.fromkeys(wanted)]


def suite(name: str) -> Suite:
    """Return a suite.

    Raises:
        DataError: there is none of this name.
    """
    if name not in SUITES:
        raise DataError("evals", name, "there is no such suite", f"use one of: {', '.join(SUITES)}, {ALL}")
    module, _, noun = SUITES[name].partition(":")
    found: Suite = getattr(import_module(f"{__package__}.{module}"), noun)()
    return found
