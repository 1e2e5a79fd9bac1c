"""Tell apart what can go wrong with an endpoint: worth another attempt, final, or a matter of dialect."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import openai

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.wire.complaints import complaint, says_spent, says_too_long, says_unwritten_json, subjects
from agent.redaction import STRUCK, strike

TRANSIENT = frozenset({408, 409, 425, 429, 498})
"""Statuses below 500 that another attempt may cure; 498 is Groq's word for a tier that has no room just now."""

_MENDS = {
    401: "check ROLLWITH_API_KEY",
    403: "check ROLLWITH_API_KEY and what it may use",
    404: "check ROLLWITH_BASE_URL (it usually ends in /v1) and ROLLWITH_MODEL",
    413: "the conversation is too long for this model",
}
_NAMES_A_REASON = re.compile(
    r"\b(?:model|deployment|api|key|account|policy|safety|moderation|content|context|token|tokens|messages?)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(r"\b(?:sk|key|Bearer)[-_ ][\w*.\-]{6,}")


class TransientError(EndpointDown):
    """One attempt failed, and another may not.

    Attributes:
        wait: seconds the endpoint asked for, if it did. status: the HTTP status, if there was one.
        silent: it ended without any sign of life.
    """

    def __init__(
        self, message: str, wait: float | None = None, status: int | None = None, *, silent: bool = False
    ) -> None:
        super().__init__(message)
        self.wait, self.status, self.silent = wait, status, silent


class UnsupportedParameter(EndpointRefused):
    """A refusal that is final, unless it names a parameter that can be left out. `complaint`: all that was said."""

    def __init__(self, message: str, complaint: str = "") -> None:
        super().__init__(message)
        self.complaint = complaint or message

    @property
    def puzzling(self) -> bool:
        """It names nothing that is known; what the call holds beyond plain words may be the reason."""
        return not _NAMES_A_REASON.search(self.complaint)


class Unwritten(EndpointGarbled):
    """An answer that is none: empty, or one that the endpoint itself gave up on. Another may be whole."""


class CutShort(EndpointGarbled):
    """An answer that was cut at its token limit."""


class Overlong(EndpointGarbled):
    """An answer beyond all bounds; another would be no better."""


def fault(error: Exception, where: str) -> EndpointError:
    """Return the error of ours that an error of the SDK means; `where` names the call."""
    if isinstance(error, openai.APITimeoutError):
        return TransientError(f"{where}: no answer in time. Mend: raise ROLLWITH_REQUEST_TIMEOUT", silent=True)
    if isinstance(error, openai.APIConnectionError):
        return TransientError(f"{where}: connection failed or cut ({_cause(error)}). Mend: check ROLLWITH_BASE_URL")
    if isinstance(error, openai.APIStatusError):
        body = error.response.text or json.dumps(error.body, default=str)
        return status_fault(error.status_code, body, where, error.response.headers)
    if isinstance(error, openai.APIResponseValidationError | ValueError):
        return EndpointGarbled(f"{where}: the answer is not what an OpenAI-compatible endpoint sends")
    if isinstance(error, openai.APIError):
        return TransientError(f"{where}: the endpoint broke off: {_one_line(error.message)}")
    return EndpointRefused(f"{where}: {_one_line(str(error))}")


def named(error: EndpointError, where: str) -> EndpointError:
    """Return an error of the transport, which knows no call, with the call's name before it."""
    return type(error)(f"{where}: {error}")


def status_fault(status: int, body: str, where: str, headers: Mapping[str, str] | None = None) -> EndpointError:
    """Return the error that an HTTP status and the body that came with it mean.

    Args:
        status: of the response, or the code that an error inside a 200 names. body: JSON of any shape, or text.
        where: names the call. headers: of the response.
    """
    said = complaint(body)
    told = f"{where}: HTTP {status}: {_one_line(said) or 'no reason given'}"
    if status == 402 or (status in (400, 403, 429) and says_spent(said)):
        return EndpointRefused(f"{told}. Mend: the account behind ROLLWITH_API_KEY has nothing left")
    if status in (400, 422) and says_unwritten_json(said):
        return Unwritten(f"{told}")
    if status in (400, 422) and says_too_long(said):
        return UnsupportedParameter(f"{told}. Mend: {_MENDS[413]}", said)
    if status in (400, 422) or (status == 500 and {"system", "format"} & set(subjects(said.lower()))):
        return UnsupportedParameter(told, said)
    if status in TRANSIENT or (status >= 500 and status != 501):
        return TransientError(told, asked_wait(headers or {}), status)
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


def _cause(error: Exception) -> str:
    return _one_line(str(error.__cause__ or error)) or type(error.__cause__ or error).__name__


def _one_line(text: str) -> str:
    """Return at most 240 characters on one line, without secrets and without anything that looks like a key."""
    return _SECRET.sub(STRUCK, strike(" ".join(text.split())))[:240]
