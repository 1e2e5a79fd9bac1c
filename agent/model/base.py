"""The base of every frozen model that is read from disk, stored or sent."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

EngineName = Annotated[str, StringConstraints(pattern=r"^\S.*$")]
"""Who graded or spoke, on one line: `embedded`, `embedded:coder-3`, `llm:<model>`, or two that were asked both."""


class FrozenModel(BaseModel):
    """A value: immutable, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
