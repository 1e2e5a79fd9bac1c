"""Figures: measures, tables and plots as plain data. `evals/reporting/plots.py` draws them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent.model.base import FrozenModel

Cell = str | int | float | bool | None


class Measure(FrozenModel):
    """One figure of a suite.

    Attributes:
        name: stable and dotted, e.g. `primary.kappa`; gate files and drift name a measure by it.
        title: the same in plain words for a trainer. value: None where it could not be computed (say why in `note`).
        n: what it rests on: lines, groups, sessions. low, high: 95 % interval.
        goal: the project's goal. low_is_good: the goal is an upper bound. human: what trained humans reach.
    """

    name: str = Field(pattern=r"^[a-z0-9_]+([.\-][a-z0-9_]+)*$")
    title: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    low_is_good: bool = False
    human: float | None = None
    note: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal. A figure that is missing does not pass."""
        if self.goal is None:
            return None
        if self.value is None:
            return False
        return self.value <= self.goal if self.low_is_good else self.value >= self.goal


class Table(FrozenModel):
    """A table for the report: every row has one cell per column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


class Intervals(FrozenModel):
    """A figure: values with their intervals, one below the other, goals and human figures beside them."""

    kind: Literal["intervals"] = "intervals"
    title: str
    measures: tuple[Measure, ...]
    note: str = ""


class Heat(FrozenModel):
    """A figure: a table of counts coloured by the share of its row, e.g. a confusion table."""

    kind: Literal["heat"] = "heat"
    title: str
    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]
    note: str = ""


class Series(FrozenModel):
    """One named line of a `Lines` figure: (x, y) points, and (low, high) around each where known."""

    name: str
    points: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float], ...] = ()


class Lines(FrozenModel):
    """A figure: one or several series over a shared axis, e.g. resistance by turn."""

    kind: Literal["lines"] = "lines"
    title: str
    x: str
    y: str
    series: tuple[Series, ...]
    diagonal: bool = False
    note: str = ""


class Bars(FrozenModel):
    """A figure: named values as bars, e.g. a share per group; `of` is the longest bar there could be, if any."""

    kind: Literal["bars"] = "bars"
    title: str
    bars: tuple[tuple[str, float], ...]
    of: float | None = None
    note: str = ""


Figure = Intervals | Heat | Lines | Bars
