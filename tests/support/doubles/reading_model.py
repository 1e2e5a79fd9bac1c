"""A model that reads the code book it is given: what its definition of a strength calls kind, it codes as one."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from agent.errors import EndpointError
from agent.llm.contract import Answered, M, Message

KIND = "Says something kind about the customer, whatever it rests on."
"""A definition of `affirm` under which this model codes every plain sentence as one."""


class ReadingModel:
    """Codes questions as open, and plain sentences by the definition of `affirm`; counts what it is asked."""

    name = "reading"

    def __init__(self, fails_after: int = 10_000) -> None:
        self.asked: list[Sequence[Message]] = []
        self._fails_after = fails_after

    async def answer(self, messages: Sequence[Message], schema: type[M], **_: Any) -> Answered[M]:
        self.asked.append(messages)
        if len(self.asked) > self._fails_after:
            raise EndpointError("the endpoint has gone")
        plain = "affirm" if KIND in messages[0].text else "simple_reflection"
        line = messages[-1].text.rpartition("<line>")[2].partition("</line>")[0].strip()
        parts = [part.strip() for part in re.findall(r"[^.?!]+[.?!]*", line) if part.strip()]
        units = [
            {"quote": part, "reason": "r", "code": "open_question" if part.endswith("?") else plain} for part in parts
        ]
        return Answered(schema.model_validate({"units": units, "stance": "follow"}))

    async def parse(self, messages: Sequence[Message], schema: type[M], **more: Any) -> M:
        return (await self.answer(messages, schema, **more)).value

    def stream(self, messages: Sequence[Message], **_: Any) -> AsyncGenerator[str, None]:
        raise EndpointError("a grader does not speak")
