"""Light engines that spend: each grade and each debrief is one call, at a price, from the budget of the session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.llm.budget import Budget
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.debrief import Debrief
from agent.model.rubric import Rubric
from agent.model.verdict import Verdict
from tests.support.doubles.players import Players, WordGrader


class PayingPlayers(Players):
    """Engines of which the grader and the debriefer pay; a line that begins with `break` is paid for and fails."""

    def __init__(self, most: int, price: int = 100) -> None:
        super().__init__(budget=Budget(most))
        self.price = price

    def grader(self, rubric: Rubric, session: str | None = None) -> WordGrader:
        return _PayingGrader(self, session)

    def debriefer(self) -> Any:
        return _PayingDebriefer(self)

    def pay(self, session: str | None) -> None:
        """Spend one call."""
        assert self.budget is not None
        self.budget.reserve(session, self.price)
        self.budget.called(session)


class _PayingGrader(WordGrader):
    def __init__(self, players: PayingPlayers, session: str | None) -> None:
        super().__init__()
        self._players, self._session = players, session

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        self._players.pay(self._session)
        if line.startswith("break"):
            raise ValueError("it broke")
        return await super().grade(line, context)


class _PayingDebriefer(EmbeddedDebriefer):
    def __init__(self, players: PayingPlayers) -> None:
        super().__init__()
        self._players = players

    async def debrief(self, session: str, *given: Any) -> Debrief:
        self._players.pay(session)
        return await super().debrief(session, *given)
