"""Brake: how often a password may be tried. A try counts when it begins, so that tries sent together gain nothing.

Who guesses must be slowed, and who is guessed at must not be shut out. So tries are counted three ways:

- at one account from one address: few. This alone stops somebody who guesses from where they are;
- from one address at all accounts: more, so that an office behind one address is not shut out by a few mistakes, and
  nobody tries one password at a thousand names. Accounts that signed in there before have a count of their own, so
  that one machine of the office that guesses at random names shuts nobody out;
- at one account from all addresses where its person was not seen: more as well, against those who guess from many
  addresses. It spares addresses from which that account signed in before, and the first try of every other address,
  which has a larger count of its own: so whoever guesses, and from wherever, the right person comes in from elsewhere.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

WINDOW = 60.0
"""Seconds for which a try counts; somebody who is refused waits no longer."""
AT_ONE_ACCOUNT = 5
"""Tries at one account from one address: people mistype two or three times."""
FROM_ONE_ADDRESS = 30
"""Tries from one address at all accounts: a class of thirty that signs in within one minute, each at the first try."""
BY_THOSE_SEEN = 60
"""Tries from one address at accounts that signed in there before: twice as many, since they are the people there."""
BY_STRANGERS = 20
"""Tries at one account from addresses where its person was not seen, the first of each address left out."""
FIRST_TRIES = 60
"""First tries at one account from such addresses: one a second at most, however many addresses somebody has."""
REMEMBERED = 20_000
"""Counts that are kept in mind, about 4 MB; beyond them the oldest are forgotten."""
SEEN_LONG = 30 * 24 * 3600.0
"""Seconds for which an account is spared at an address after it signed in there: a month, so that leave is no harm."""


@dataclass(frozen=True)
class Try:
    """One try that was let through; give it back once it succeeded. `counted`: what it counts as for its address."""

    account: str
    address: str
    at: float
    counted: Hashable


class Brake:
    """Counts tries. Safe to share between threads; its memory is bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count by a clock in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: OrderedDict[Hashable, list[float]] = OrderedDict()
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def begin(self, account: str, address: str) -> Try | float:
        """Count a try and let it through, or return how many seconds to wait. Nothing is counted for one refused.

        Args:
            account: the name as it is looked up, whether or not anybody has it; "" for a try at no account.
            address: where the connection comes from.
        """
        network, now = network_of(address), self._clock()
        with self._lock:
            limits = self._limits(account, network, now)
            wait = max((self._wait(key, limit, now) for key, limit in limits), default=0.0)
            if wait > 0:
                return wait
            for key, _ in limits:
                self._count(key, now)
        return Try(account, network, now, next(key for key, _ in limits if key[0] in ("address", "seen")))

    def succeeded(self, done: Try) -> None:
        """Take back what this account's tries from this address counted; theirs only, whoever else tries meanwhile."""
        with self._lock:
            pair = self._counts.pop(("pair", done.account, done.address), [])
            whole = self._counts.get(done.counted, [])
            for at in pair or [done.at]:
                if at in whole:  # one of them: others may have begun at the very same time
                    whole.remove(at)
            if done.account:
                _keep_newest(self._seen, (done.account, done.address), self._clock())

    def _limits(self, account: str, network: str, now: float) -> list[tuple[tuple[str, ...], int]]:
        """Return the counts that a try falls under, each with its limit."""
        at_address = (("address", network), FROM_ONE_ADDRESS)
        if not account:
            return [at_address]
        pair = ("pair", account, network)
        seen = self._seen.get((account, network))
        if seen is not None and now - seen < SEEN_LONG:
            return [(pair, AT_ONE_ACCOUNT), (("seen", network), BY_THOSE_SEEN)]
        again = bool(self._recent(pair, now))
        among = (("strangers", account), BY_STRANGERS) if again else (("firsts", account), FIRST_TRIES)
        return [(pair, AT_ONE_ACCOUNT), at_address, among]

    def _wait(self, key: Hashable, limit: int, now: float) -> float:
        recent = self._recent(key, now)
        return WINDOW - (now - recent[-limit]) if len(recent) >= limit else 0.0

    def _recent(self, key: Hashable, now: float) -> list[float]:
        return [at for at in self._counts.get(key, ()) if now - at < WINDOW]

    def _count(self, key: Hashable, now: float) -> None:
        _keep_newest(self._counts, key, [*self._recent(key, now), now])


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv4 address, whichever way it is written, or an IPv6 network of /64.

    A household or an office has a whole /64 to itself, so that counting single addresses there would count nothing.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _keep_newest(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Keep a value as the newest, and no more than `REMEMBERED` of them."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
