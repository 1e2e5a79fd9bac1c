"""Complaints: errors that come in the body of an answer or within a stream, under a status that says all is well."""

from __future__ import annotations

from collections.abc import Mapping

import httpx2
import openai

from agent.errors import EndpointError
from agent.llm.wire.failures import fault

_LONGEST = 600
"""Characters of a complaint that are looked at."""

_MEANINGS = (
    (402, ("insufficient_quota", "insufficient balance", "insufficient credit", "insufficient fund", "more credits")),
    (402, ("add credits", "credit balance", "billing_hard_limit", "payment required", "out of credits")),
    (429, ("rate limit", "rate_limit", "ratelimit", "too many requests", "resource_exhausted", "throttl")),
    (400, ("context length", "context_length", "context window", "too long", "maximum context", "invalid_request")),
    (400, ("invalid_argument", "bad request", "badrequest", "invalid schema", "unsupported", "not supported")),
    (401, ("api key", "api_key", "unauthorized", "authentication", "unauthenticated")),
    (403, ("permission_denied", "forbidden", "permission denied")),
    (404, ("model_not_found", "not found", "does not exist")),
    (503, ("overload", "unavailable", "capacity", "try again", "timeout", "timed out", "busy", "loading")),
)
"""Words of providers' errors and the HTTP status they stand for, first match first; from their public error lists."""

_UNKNOWN = 502
"""An error that says nothing of its kind may pass."""

_SPENT = 402


def complaint_in(value: object, where: str) -> EndpointError | None:
    """Return the error that an answer's JSON holds in place of an answer, or None; `where` names the call."""
    if isinstance(value, list) and value:  # Gemini wraps its errors
        value = value[0]
    if not isinstance(value, Mapping):
        return None
    told = value.get("error") or _in_choice(value)
    if not told and not value.get("choices"):
        told = value if "error" in (value.get("object"), value.get("type")) else value.get("detail")
    return _fault(told, where) if told else None


def _in_choice(value: Mapping[str, object]) -> object:
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first.get("error") if isinstance(first, Mapping) else None


def _fault(told: object, where: str) -> EndpointError:
    message, kinds = _read_body(told)
    status = _status(message, kinds)
    body = {"message": message, "type": kinds[0] if kinds else None, "code": kinds[-1] if kinds else None}
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://endpoint"))
    return fault(openai.APIStatusError(message, response=response, body=body), where)


def _read_body(told: object, depth: int = 0) -> tuple[str, list[str]]:
    """Return what a complaint says, and what names of its kind it gives: type, status, code."""
    if isinstance(told, list):
        told = told[0] if told else ""
    if not isinstance(told, Mapping) or depth > 3:
        return str(told)[:_LONGEST], []
    inner = next((told[key] for key in ("message", "msg", "detail", "error") if told.get(key)), "")
    message, kinds = _read_body(inner, depth + 1)
    kinds = [str(told[key])[:60] for key in ("type", "status", "code") if told.get(key)] + kinds
    metadata = told.get("metadata")
    if isinstance(metadata, Mapping) and isinstance(metadata.get("raw"), str):  # OpenRouter: what the provider said
        message = f"{message}: {metadata['raw']}"[:_LONGEST]
    return message or "no reason given", kinds


def _status(message: str, kinds: list[str]) -> int:
    text = " ".join([*kinds, message]).lower()
    numbers = [int(kind) for kind in kinds if kind.isascii() and kind.isdigit() and 400 <= int(kind) <= 599]
    meant = next((status for status, words in _MEANINGS if any(word in text for word in words)), _UNKNOWN)
    if meant == _SPENT or not numbers:
        return meant
    return numbers[0]
