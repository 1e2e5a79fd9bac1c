"""Tokens: the secret parts of links and cookies. Only their hash is kept, so that a stolen log signs nobody in."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32
"""Random bytes of a token: 256 bits are not guessed, so a plain hash without salt is enough for them."""

LONGEST = 128
"""Characters of a token that are hashed at all; ours have 43."""


def new_token() -> str:
    """Return a token that nobody guesses, in letters that a link and a cookie may hold."""
    return secrets.token_urlsafe(BYTES)


def kept(token: str) -> str:
    """Return the SHA-256 of a token, as the log keeps it."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
