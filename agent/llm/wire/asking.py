"""Asking: an object is asked for by its schema, and more plainly as long as what comes cannot be read."""

from __future__ import annotations

from functools import partial

from pydantic import BaseModel

from agent.errors import EndpointError, EndpointGarbled
from agent.llm.contract import M
from agent.llm.reading.structured_output import read_object
from agent.llm.wire.dialect import Dialect, Mode
from agent.llm.wire.exchange import Asked, Exchange
from agent.llm.wire.failures import UnsupportedParameter, Unwritten
from agent.llm.wire.learning import Learning
from agent.llm.wire.persistence import Persistence
from agent.llm.wire.request import Call
from agent.redaction import strike_said


class Asking:
    """Asks one endpoint for objects, in the best way that it understands."""

    def __init__(self, exchange: Exchange, persistence: Persistence, learning: Learning) -> None:
        self._exchange, self._persistence, self._learning = exchange, persistence, learning

    async def fill(self, call: Call, schema: type[M]) -> tuple[M, Asked]:
        """Return an object of the schema, and the answer that held it.

        Raises:
            EndpointError: no way of asking brought one.
        """
        problem: EndpointError = EndpointGarbled(call.where)
        for mode in Mode:
            if self._learning.dialect.at_least(mode).mode is not mode:  # refused before, or just now
                continue
            try:
                asked, dialect = await self._persistence.persist(call, partial(self._once, schema, mode), mode)
            except UnsupportedParameter as refusal:
                if not refusal.puzzling or not self._persistence.patient:
                    raise
                problem = refusal
                continue
            except Unwritten as error:
                problem = error
                continue
            try:
                found = read_object(strike_said(asked.text), schema)
            except EndpointGarbled as error:
                problem = EndpointGarbled(f"{call.where}: {error}")
                continue
            self._learning.worked(dialect)
            return found, asked
        raise problem

    async def _once(self, schema: type[BaseModel], mode: Mode, call: Call, dialect: Dialect) -> tuple[Asked, Dialect]:
        dialect = dialect.at_least(mode)
        return await self._exchange.ask(call, schema, dialect), dialect
