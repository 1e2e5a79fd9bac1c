"""Token budgets: what each session may spend, counted from the endpoint's usage, or estimated where it tells none.

The budget counts in memory; the session log keeps what it counted, and tells it again after a restart (`beyond`).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence

from agent.errors import EndpointRefused
from agent.llm.call_scope import count_tokens
from agent.llm.contract import Message
from agent.model.turn import Spending

CHARS_PER_TOKEN = 4
"""A common rule of thumb for English; only used where an endpoint reports no usage."""

REMEMBERED = 10_000
"""Sessions whose spending is remembered; the one spent on longest ago is forgotten first."""

NOTHING = Spending()

NEARLY = 0.8
"""Part of a session's budget after which the rep is told: a few turns are left in which to wind up or to raise it."""


def estimate(*texts: str) -> int:
    """Return how many tokens the texts come to, roughly."""
    return sum(math.ceil(len(text) / CHARS_PER_TOKEN) for text in texts)


def estimate_messages(messages: Sequence[Message]) -> int:
    """Return how many tokens a prompt comes to, roughly, with a few for each message's frame."""
    return estimate(*(message.text for message in messages)) + 4 * len(messages)


class Budget:
    """Counts tokens and calls per session. One budget may be shared by several models.

    Attributes:
        most: what one session may spend, in tokens.
        total: tokens spent so far by all sessions and by calls outside any, those of running calls included.
    """

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0
        self._spent: OrderedDict[str, Spending] = OrderedDict()

    def spent(self, session: str | None) -> int:
        """Return the tokens spent by a session, those of running calls included."""
        return self._spending_of(session).tokens

    def calls(self, session: str | None) -> int:
        """Return the requests sent for a session, whatever came of them."""
        return self._spending_of(session).calls

    def reserve(self, session: str | None, tokens: int) -> None:
        """Set tokens aside for a call.

        Raises:
            EndpointRefused: the session cannot afford it.
        """
        if session is not None and self.spent(session) + tokens > self.most:
            raise EndpointRefused(
                f"this session has spent {self.spent(session)} of its {self.most} tokens, and the next call needs "
                f"about {tokens}. Mend: raise ROLLWITH_TOKEN_BUDGET or start a new session"
            )
        self._add(session, tokens)

    def called(self, session: str | None) -> None:
        """Count a request that is sent; each attempt of a call is one."""
        self._add(session, 0, calls=1)

    def settle(self, session: str | None, reserved: int, used: int) -> None:
        """Replace what was set aside by what was used."""
        self._add(session, used - reserved)

    def restore(self, session: str, calls: int, tokens: int) -> None:
        """Take over what a session had spent before, where more was spent than is remembered here."""
        known = self._spending_of(session)
        self._keep(session, Spending(calls=max(known.calls, calls), tokens=max(known.tokens, tokens)))

    def beyond(self, session: str, logged: Spending) -> Spending:
        """Return what a session has spent beyond what the log knows; what only the log knows is taken over first."""
        self.restore(session, logged.calls, logged.tokens)
        known = self._spending_of(session)
        return Spending(calls=known.calls - logged.calls, tokens=known.tokens - logged.tokens)

    def nearly_spent(self, session: str, told: int) -> str | None:
        """Return what to tell the rep once most of a session's budget is spent, or None.

        Args:
            session: its id. told: tokens it had spent when it was last seen to; above the mark it was told then.
        """
        spent, mark = self.spent(session), NEARLY * self.most
        if not told < mark <= spent:
            return None
        return (
            f"This session has spent {spent:,} of its {self.most:,} tokens ({100 * spent / self.most:.0f} %); "
            "when they are spent, the model is asked no more. Raise ROLLWITH_TOKEN_BUDGET to go on longer."
        )

    def _spending_of(self, session: str | None) -> Spending:
        return self._spent.get(session, NOTHING) if session is not None else NOTHING

    def _add(self, session: str | None, tokens: int, calls: int = 0) -> None:
        self.total += tokens
        count_tokens(tokens)
        if session is not None:
            known = self._spending_of(session)
            self._keep(session, Spending(calls=known.calls + calls, tokens=max(0, known.tokens + tokens)))

    def _keep(self, session: str, spent: Spending) -> None:
        self._spent[session] = spent
        self._spent.move_to_end(session)
        while len(self._spent) > REMEMBERED:
            self._spent.popitem(last=False)
