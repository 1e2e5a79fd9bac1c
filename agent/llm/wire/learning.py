"""Learning: what an endpoint's refusals and blunders teach about how to ask it, and for how long that holds."""

from __future__ import annotations

from dataclasses import replace

from agent.llm.wire.dialect import Dialect, Mode

STRIKES = 2
"""Times in a row that only the plainer way works, after which it is taken first: once may be a blunder."""

TRIED_AGAIN = 20
"""Successful calls after which a better way to ask is tried again; twice as many each time it fails."""

WIDEST = 8
"""Times its setting that an answer limit may grow to: thoughts of models that reason are some thousand tokens."""


class Learning:
    """What is known of one endpoint and model. Shared by calls that run side by side.

    Attributes:
        dialect: how to ask. widened: by how much the answer limit has grown, 1, 2, 4 or 8 times.
        aloud: the model's thoughts come as text whose beginning nothing marks.
    """

    def __init__(self) -> None:
        self.dialect = Dialect()
        self.widened, self.aloud = 1, False
        self._strikes: dict[tuple[Mode, bool], int] = {}
        self._worked, self._pause = 0, TRIED_AGAIN

    def limit(self, tokens: int) -> int:
        """Return the answer limit to ask for where the setting says so many tokens."""
        return min(tokens * self.widened, self.dialect.most or tokens * self.widened)

    def refused(self, before: Dialect, complaint: str, mode: Mode | None, asked: int) -> Dialect | None:
        """Learn from a refusal of a call in the dialect `before`; None where it names nothing to leave out."""
        learned = before.unlearn(complaint, mode, asked)
        if learned is not None and self.dialect == before:  # else a call beside this one has learned it already
            self._take(learned)
        return learned

    def worked(self, asked: Dialect) -> None:
        """Learn from an answer that could be read; `asked` is how it was asked for."""
        plainer = asked.mode > self.dialect.mode or asked.system < self.dialect.system
        if not plainer:
            self._strikes.clear()
        else:
            way = asked.mode, asked.system
            self._strikes[way] = self._strikes.get(way, 0) + 1
            if self._strikes[way] >= STRIKES:
                self._take(replace(self.dialect, mode=asked.mode, system=asked.system))
        self._worked += 1
        if self.dialect.mode is not Mode.SCHEMA and self._worked >= self._pause:
            self._pause *= 2
            self.dialect = replace(self.dialect, mode=Mode.SCHEMA, json=True)
            self._worked = 0

    def widen(self, asked: int, tokens: int) -> bool:
        """Widen the answer limit after an answer was cut at `asked`; say whether a longer one may be asked for now."""
        if self.limit(tokens) > asked:  # a call beside this one has widened it
            return True
        if self.widened >= WIDEST or self.dialect.limit is None or self.dialect.most is not None:
            return False
        self.widened *= 2
        return True

    def _take(self, learned: Dialect) -> None:
        self.dialect = learned
        self._strikes.clear()
        self._worked = 0
