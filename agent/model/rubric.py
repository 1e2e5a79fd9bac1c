"""Rubric: criteria, yes/no checks and behaviour codes, as data read from `rubrics/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from agent.model.base import FrozenModel
from agent.model.ids import GUARDS, LATER, CheckId
from agent.model.verdict import Code, Mark

WRONG_CONTRACT = "wrong_contract"
"""Type of pydantic's error for a check that the law cannot read; its context holds `problem` and `fix`."""


class Criterion(StrEnum):
    """The four objectives that lead out of resistance."""

    BOND = "bond"
    EMPATHIZE = "empathize"
    EMPOWER = "empower"
    COMMIT = "commit"


class DetectorId(StrEnum):
    """The deterministic tests that a check may name; `agent/grading/detectors.py` holds each."""

    PARROTING = "parroting"
    STOCK_PHRASE = "stock_phrase"
    STUFFING = "stuffing"
    SPEECH = "speech"
    MACHINE_TALK = "machine_talk"
    THREAT = "threat"
    INSULT = "insult"
    OVERRIDE = "override"


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
    test: DetectorId | None = None
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

    @field_validator("checks")
    @classmethod
    def _is_what_the_law_reads(cls, checks: dict[str, Check]) -> dict[str, Check]:
        if broken := list(_breaches(checks)):
            raise ValidationError.from_exception_data(cls.__name__, broken)
        return checks

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


def _breaches(checks: Mapping[str, Check]) -> Iterator[InitErrorDetails]:
    """Yield what keeps the law from reading these checks: one it needs that is not there, or a guard that is none."""
    own = [name for name in checks if name not in set(CheckId)]
    for check in CheckId:
        if check not in checks and check in LATER:
            continue
        if check not in checks:
            renamed = get_close_matches(check, own, 1)
            fix = f"did you mean `{check}`? If so, write that" if renamed else f"add a check `{check}`"
            problem = f"the law reads a check `{check}`, and this rubric asks none"
            yield _breach((renamed[0],) if renamed else (), problem, fix)
        elif checks[check].guard != (check in GUARDS):
            wanted = check in GUARDS
            problem = f"the law reads `{check}` as {'a guard' if wanted else 'no guard'}"
            yield _breach((check.value, "guard"), problem, "write `guard: true`" if wanted else "delete `guard`")


def _breach(loc: tuple[str, ...], problem: str, fix: str) -> InitErrorDetails:
    told = PydanticCustomError(WRONG_CONTRACT, "{problem}", {"problem": problem, "fix": fix})
    return InitErrorDetails(type=told, loc=loc, input=None)
