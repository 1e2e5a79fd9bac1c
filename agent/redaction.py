"""Redaction: what the program must never say, struck out of every text that leaves it.

Secrets belong to the process, as its streams and loggers do, so there is one list of them for the process. `Settings`
fills it; errors, logs, the streams, the page and the exports ask it.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import re
import traceback
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit, urlunsplit

STRUCK = "***"
SHORTEST = 4
"""Characters below which a secret is struck only beside its name and in a URL: it would be found in every sentence."""
LONGEST_WORD = 12
"""Letters up to which a secret in one case may be a word that somebody says."""

_TEMPLATE_LETTERS = {ord(letter): f"&#{ord(letter)};" for letter in "{}$`"}
_IN_URL = re.compile(r"(?<=://)[^\s/?#@\"'<>]*@")
_AUTHORIZATION = re.compile(r"\b(Basic|Bearer)(?:\s|%20)+(?=[a-z+/.~%-]*[\d=])[\w+/=.~%-]{8,}", re.IGNORECASE)
"""Words that follow in plain English hold neither a digit nor `=`."""


class Redactor:
    """Knows secrets and strikes them, in every form that a program, an endpoint or a page may give them."""

    def __init__(self) -> None:
        self.forget()

    def remember(self, secret: str, name: str = "") -> None:
        """Strike a secret from now on, and `name:secret` as well where it has a name; an empty one is none."""
        before = len(self._distinct) + len(self._words)
        if len(secret) >= SHORTEST:
            (self._words if _may_be_a_word(secret) else self._distinct).update(_forms(secret))
        if secret and name:
            self._distinct.update(_forms(f"{name}:{secret}"))
        if len(self._distinct) + len(self._words) > before:
            always = [re.escape(form) for form in sorted(self._distinct, key=len, reverse=True)]
            words = [rf"(?<![^\W_]){re.escape(form)}(?![^\W_])" for form in sorted(self._words, key=len, reverse=True)]
            self._always = re.compile("|".join(always) or r"(?!)", re.IGNORECASE)
            self._foreign = re.compile("|".join([*always, *words]) or r"(?!)", re.IGNORECASE)

    def forget(self) -> None:
        """Know no secret any more; for tests, which share a process."""
        self._distinct: set[str] = set()
        self._words: set[str] = set()
        self._always = self._foreign = re.compile(r"(?!)")

    def strike(self, text: str) -> str:
        """Return text of ours or of an endpoint without secrets, logins in URLs and Authorization headers."""
        bare = _IN_URL.sub(f"{STRUCK}@", self._foreign.sub(STRUCK, text))
        return _AUTHORIZATION.sub(rf"\1 {STRUCK}", bare)

    def strike_said(self, text: str) -> str:
        """Return text that holds what people say without secrets; a secret that is a plain word is left to them."""
        return self._always.sub(STRUCK, text)

    def held_back(self, text: str) -> int:
        """Return how many characters at the end of a text may be the beginning of a secret."""
        lower = text.lower()
        return max((_overlap(lower, form.lower()) for form in self._distinct), default=0)


_redactor = Redactor()
remember, forget = _redactor.remember, _redactor.forget
strike, strike_said = _redactor.strike, _redactor.strike_said


class StruckPieces:
    """Strikes secrets from text that comes in pieces, where a secret may be cut in two."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """Return what may be shown of the text so far and was not yet."""
        text = strike_said(self._held + piece)
        kept = len(text) - _redactor.held_back(text)
        self._held = text[kept:]
        return text[:kept]

    def rest(self) -> str:
        """Return what was held back, once no more comes."""
        held, self._held = self._held, ""
        return held


class SecretFilter(logging.Filter):
    """Strikes secrets from a record: its message, its traceback and the values it carries."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strike, and let the record pass."""
        record.msg, record.args = _message(record), None
        if record.exc_info:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")  # formatters take it
        for name, value in list(record.__dict__.items()):
            if isinstance(value, str):
                setattr(record, name, strike(value))
        return True


def without_login(url: str) -> tuple[str, str, str]:
    """Return a URL without its user and password, then both, decoded; empty where there are none.

    Raises:
        ValueError: it is no URL.
    """
    parts = urlsplit(url)
    userinfo, _, host = parts.netloc.rpartition("@")
    name, _, password = userinfo.partition(":")
    return urlunsplit(parts._replace(netloc=host)), unquote(name), unquote(password)


def remember_login(url: str) -> None:
    """Strike the password of a URL from now on; a name without a password is itself one, a token."""
    try:
        whole = url if "://" in url else f"//{url}"  # proxies are often written without a scheme
        _, name, password = without_login(whole)
        asked = parse_qsl(urlsplit(whole).query)
    except ValueError:
        return
    remember(password or name, name if password else "")
    for key, value in asked:
        if "pass" in key.lower():
            remember(value)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the arguments do not fit; no reason to lose the line
        return f"{record.msg} {record.args}"


def _may_be_a_word(secret: str) -> bool:
    in_one_case = secret.islower() or secret.isupper() or secret.istitle()
    return len(secret) <= LONGEST_WORD and ((secret.isalpha() and in_one_case) or secret.isdecimal())


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as text, URL, JSON, HTML, Python and base64 write it."""
    yield secret
    yield from (quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1])
    yield from (json.dumps(secret, ensure_ascii=ascii)[1:-1] for ascii in (True, False))
    escaped = html.escape(secret)
    yield from (escaped, escaped.translate(_TEMPLATE_LETTERS))
    yield escaped.replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    yield from _encoded(secret.encode())


def _encoded(raw: bytes) -> Iterator[str]:
    """Yield what is left of bytes in base64 wherever they stand: only the signs that no neighbour can change."""
    for before in range(3):  # a base64 sign holds 6 bits, so three places in a group of 3 bytes differ
        whole = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        first = (8 * before + 5) // 6
        inner = whole[first : 8 * (before + len(raw)) // 6]
        if len(inner) >= 2 * SHORTEST:
            yield inner
            yield inner.translate({ord("+"): "-", ord("/"): "_"})


def _overlap(text: str, form: str) -> int:
    most = min(len(text), len(form) - 1)
    return next((size for size in range(most, 0, -1) if text.endswith(form[:size])), 0)
