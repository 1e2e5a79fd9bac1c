"""Token budgets: what each session may spend, counted from the endpoint's usage, or estimated where it tells none."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence

from agent.errors import EndpointRefused
from agent.llm.call_scope import count_tokens
from agent.llm.contract import Message

CHARS_PER_TOKEN = 4
"""A common rule of thumb for English; only used where an endpoint reports no usage."""

REMEMBERED = 10_000
"""Sessions whose spending is remembered; the one spent on longest ago is forgotten first."""


def estimate(*texts: str) -> int:
    """Return how many tokens the texts come to, roughly."""
    return sum(math.ceil(len(text) / CHARS_PER_TOKEN) for text in texts)


def estimate_messages(messages: Sequence[Message]) -> int:
    """Return how many tokens a prompt comes to, roughly, with a few for each message's frame."""
    return estimate(*(message.text for message in messages)) + 4 * len(messages)


class Budget:
    """Counts tokens per session. One budget may be shared by several models.

    Attributes:
        most: what one session may spend.
        total: tokens spent so far by all sessions and by calls outside any, those of running calls included.
    """

    def __init__(self, most: int) -> None:
        self.most, self.total = most, 0
        self._spent: OrderedDict[str, int] = OrderedDict()

    def spent(self, session: str | None) -> int:
        """Return the tokens spent by a session, those of running calls included."""
        return self._spent.get(session, 0) if session is not None else 0

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

    def settle(self, session: str | None, reserved: int, used: int) -> None:
        """Replace what was set aside by what was used."""
        self._add(session, used - reserved)

    def _add(self, session: str | None, tokens: int) -> None:
        self.total += tokens
        count_tokens(tokens)
        if session is None:
            return
        self._spent[session] = self.spent(session) + tokens
        self._spent.move_to_end(session)
        while len(self._spent) > REMEMBERED:
            self._spent.popitem(last=False)
