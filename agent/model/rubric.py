"""Rubric: criteria, yes/no checks and behaviour codes, as data read from `rubrics/*.yaml`."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from agent.model.base import FrozenModel
from agent.model.verdict import Code, Mark


class Criterion(StrEnum):
    """The four objectives that lead out of resistance."""

    BOND = "bond"
    EMPATHIZE = "empathize"
    EMPOWER = "empower"
    COMMIT = "commit"


class Check(FrozenModel):
    """An atomic yes/no question about one line.

    A check that is not a guard passes when one of its codes or marks is in evidence. A guard passes by default and
    fails when one of them is. `test` names a deterministic test of `agent/grading/detectors.py` that counts as well.
    """

    criterion: Criterion
    question: str = Field(min_length=10)
    guard: bool = False
    codes: tuple[Code, ...] = ()
    marks: tuple[Mark, ...] = ()
    test: str | None = None
    weight: float = Field(0.5, ge=0, le=1)
    hint: str = Field(min_length=5, description="what the receipt tells the rep")

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not (self.codes or self.marks or self.test):
            raise ValueError("a check needs codes, marks or a test to be decided by")
        return self


class CodeEntry(FrozenModel):
    """One behaviour code: what it is, how it is told apart, and lines on either side of its border."""

    name: str
    definition: str = Field(min_length=10)
    rules: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=2)
    counter_examples: tuple[str, ...] = Field(min_length=1)
    extension: bool = False
    primary_rank: int = Field(ge=1, description="1 is what the customer reacts to first when several codes stand")


class Evidence(FrozenModel):
    """When empathy or empowerment is in evidence: any of these checks passed and none of these guards failed."""

    any_of: tuple[str, ...] = Field(min_length=1)
    none_of: tuple[str, ...] = ()


class Rubric(FrozenModel):
    """A whole rubric. `fingerprint` is set by the library from the content, never by the author."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    version: int = Field(ge=1)
    title: str
    criteria: dict[Criterion, str]
    checks: dict[str, Check]
    codes: dict[Code, CodeEntry]
    empathy: Evidence
    empowerment: Evidence
    fingerprint: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        missing = [c.value for c in Criterion if c not in self.criteria]
        missing += [c.value for c in Code if c not in self.codes]
        if missing:
            raise ValueError(f"no entry for {', '.join(missing)}")
        for evidence in (self.empathy, self.empowerment):
            for check in (*evidence.any_of, *evidence.none_of):
                if check not in self.checks:
                    raise ValueError(f"evidence names an unknown check {check!r}")
        return self

    @property
    def ref(self) -> str:
        """`id@version` with a fingerprint of the content, as every verdict carries it."""
        return f"{self.id}@{self.version}+{self.fingerprint}" if self.fingerprint else f"{self.id}@{self.version}"
