"""Passwords: hashing them by Argon2id, and what a new one must be. Hashing is slow and large on purpose."""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from agent.errors import AccountRefused, NotSignedIn

SHORTEST, LONGEST = 10, 256
"""Characters of a new password. NIST SP 800-63B asks for 8 at least where tries are slowed, and for 64 to be taken."""

AT_ONCE = 2
"""Passwords that are hashed at the same time: each takes 64 MiB (RFC 9106, its second recommendation) and a core."""

MOST_WAITING = 40
"""Passwords that wait to be hashed; beyond them people are told to try again, before the wait is longer than patience.
"""


class Passwords:
    """Hashes and verifies, in threads of its own, no more than `AT_ONCE` at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Use a hasher with other parameters than the recommended ones; tests do."""
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._waiting = 0
        self._lock = Lock()

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")

    @cached_property
    def _nobodys(self) -> str:
        """A hash that is verified where nobody has the name, so that the answer takes as long as any other."""
        return self._hasher.hash("nobody has this password")

    def warm(self) -> None:
        """Make what the first sign-in needs, so that it takes as long as any other."""
        _ = self._nobodys

    def hash_now(self, password: str) -> str:
        """Return a password's hash, salt and parameters included, as the log keeps it."""
        return self._hasher.hash(_composed(password))

    def verify_now(self, kept: str | None, password: str) -> bool:
        """Say whether a password is the one that was hashed; None, and a hash nobody can read, fit no password."""
        try:
            right = self._hasher.verify(kept or self._nobodys, _composed(password))
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None and len(password) <= LONGEST

    async def hash(self, password: str) -> str:
        """Return a password's hash, made in a thread.

        Raises:
            NotSignedIn: too many others wait.
        """
        with _Place(self):
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.hash_now, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """Say whether a password is the one that was hashed, found out in a thread; see `verify_now`.

        Raises:
            NotSignedIn: too many others wait.
        """
        with _Place(self):
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.verify_now, kept, password)

    def is_outdated(self, kept: str) -> bool:
        """Say whether a hash was made with other parameters than those of now."""
        return self._hasher.check_needs_rehash(kept)


class _Place:
    """A place among those that wait."""

    def __init__(self, passwords: Passwords) -> None:
        self._of = passwords

    def __enter__(self) -> None:
        with self._of._lock:
            if self._of._waiting >= MOST_WAITING:
                raise NotSignedIn("Too many people sign in at this moment. Mend: try again in a few seconds.")
            self._of._waiting += 1

    def __exit__(self, *_: object) -> None:
        with self._of._lock:
            self._of._waiting -= 1


def require_good(password: str, name: str) -> None:
    """Refuse a new password that is easily guessed, or too long to be hashed.

    Raises:
        AccountRefused: it is; the message says what it must be.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountRefused(f"the password is not usable. Mend: choose one of {SHORTEST} to {LONGEST} characters.")
    if _composed(password).strip().lower() == unicodedata.normalize("NFC", name.strip().lower()):
        raise AccountRefused("the password is the name. Mend: choose another one; three or four words do well.")
    if len(set(password)) < 4:
        raise AccountRefused("the password repeats a few characters. Mend: choose three or four words.")


def _composed(password: str) -> str:
    """Return a password the same whichever way a keyboard composes its accents; no longer than is ever hashed."""
    whole = password[: LONGEST + 1].encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", whole)
