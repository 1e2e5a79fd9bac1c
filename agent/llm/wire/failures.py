"""Tell apart what can go wrong with an endpoint: worth another attempt, final, or a matter of dialect."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import openai

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.redaction import STRUCK, strike

TRANSIENT = frozenset({408, 409, 425, 429})
"""Statuses below 500 that another attempt may cure."""

_SPENT = ("insufficient_quota", "billing_hard_limit_reached")
_MENDS = {
    401: "check ROLLWITH_API_KEY",
    403: "check ROLLWITH_API_KEY and what it may use",
    404: "check ROLLWITH_BASE_URL (it usually ends in /v1) and ROLLWITH_MODEL",
    413: "the conversation is too long for this model",
}
_SECRET = re.compile(r"\b(?:sk|key|Bearer)[-_ ][\w*.\-]{6,}")


class TransientError(EndpointDown):
    """One attempt failed, and another may not. `wait`: seconds the endpoint asked for, if it did."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class UnsupportedParameter(EndpointRefused):
    """A 400 or 422: final, unless it names a parameter that can be left out."""


def fault(error: Exception, where: str) -> EndpointError:
    """Return the error of ours that an error of the SDK means; `where` names the call."""
    if isinstance(error, openai.APITimeoutError):
        return TransientError(f"{where}: no answer in time")
    if isinstance(error, openai.APIConnectionError):
        return TransientError(f"{where}: connection failed or cut ({_cause(error)}). Mend: check ROLLWITH_BASE_URL")
    if isinstance(error, openai.APIStatusError):
        return _status(error, where)
    if isinstance(error, openai.APIResponseValidationError | ValueError):
        return EndpointGarbled(f"{where}: the answer is not what an OpenAI-compatible endpoint sends")
    if isinstance(error, openai.APIError):
        return TransientError(f"{where}: the endpoint broke off: {_one_line(error.message)}")
    return EndpointRefused(f"{where}: {_one_line(str(error))}")


def _status(error: openai.APIStatusError, where: str) -> EndpointError:
    status, told = error.status_code, f"{where}: HTTP {error.status_code}: {_one_line(_complaint(error))}"
    if error.code in _SPENT or error.type in _SPENT:
        return EndpointRefused(f"{told}. Mend: the account behind ROLLWITH_API_KEY has nothing left")
    if status in TRANSIENT or (status >= 500 and status != 501):
        return TransientError(told, asked_wait(error.response.headers))
    if status in (400, 422):
        return UnsupportedParameter(told)
    return EndpointRefused(f"{told}. Mend: {_MENDS.get(status, 'check ROLLWITH_BASE_URL and ROLLWITH_MODEL')}")


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `retry-after-ms` or `retry-after` (seconds or an HTTP date) asks for, or None."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        if (asked := headers.get(name)) is not None:
            try:
                seconds = float(asked) / unit
            except ValueError:
                return _until(asked)
            return max(0.0, seconds) if math.isfinite(seconds) else None
    return None


def _until(date: str) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None


def _complaint(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"])
    return "no reason given" if "<" in error.message else error.message


def _cause(error: Exception) -> str:
    return _one_line(str(error.__cause__ or error)) or type(error.__cause__ or error).__name__


def _one_line(text: str) -> str:
    """Return at most 240 characters on one line, without secrets and without anything that looks like a key."""
    return _SECRET.sub(STRUCK, strike(" ".join(text.split())))[:240]
