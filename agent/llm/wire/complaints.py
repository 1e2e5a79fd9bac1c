"""Complaints: what an endpoint says when it refuses a call, in whatever shape it says it. Pure text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

LONGEST = 4_000
"""Characters of a complaint that are read: some servers send back the whole request, some a page of HTML."""

_DEEPEST = 6
"""Levels of an error body that are looked into; none that was seen has more than four."""

_TELLING = ("error", "errors", "message", "detail", "details", "msg", "description", "error_description", "reason")
"""Keys under which servers put what a person should read."""

_NAMING = ("param", "loc", "code", "type", "status", "title", "metadata", "raw")
"""Keys that name what the complaint is about."""

_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)

_SPENT = re.compile(
    r"insufficient[ _](?:quota|balance|credit|funds)|billing_hard_limit_reached|requires more credits|out of credits"
    r"|no credits (?:left|remaining)|credit balance is too low|payment required",
    re.IGNORECASE,
)

_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size|limit)|\b(?:too (?:long|large|big|many)|exceed\w*|longer|larger|beyond)\b"
    r"[^.]{0,60}\bcontext\b|\bcontext\b [^.=]{0,40}\b(?:exceed\w*|too (?:long|small)|overflow)"
    r"|(?:prompt|input|conversation)[ _](?:is )?too[ _]long|reduce the length of the (?:messages|prompt|input)",
    re.IGNORECASE,
)

_UNWRITTEN_JSON = re.compile(r"json_validate_failed|failed_generation|failed to (?:generate|validate) json", re.I)

_MOST = re.compile(
    r"(?:at most|no more than|maximum(?: allowed)?(?: value)?(?: of| is|:)?|max(?: value)? is|up to|lower than"
    r"|less than or equal to|<=|(?:can|must) ?not exceed|limit(?: of| is|ed to)|\[ ?\d{1,3} ?,|between \d{1,3} and)"
    r" {0,2}(\d{2,7})",
    re.IGNORECASE,
)


_ABOUT = {
    "limit": re.compile(r"max_?(?:completion_?|output_?|new_?)?tokens"),
    "temperature": re.compile(r"\btemperature\b"),
    "seed": re.compile(r"\bseed\b"),
    "usage": re.compile(r"stream_options|include_usage"),
    "logprobs": re.compile(r"log_?probs"),
    "effort": re.compile(r"\breasoning[_. ]?effort\b|\beffort\b"),
    "system": re.compile(
        r"\bsystem\b[^.;]{0,40}\b(?:role|message|prompt|instruction)|\brole\b[^.;]{0,60}\bsystem\b"
        r"|developer instruction|\broles? must alternate|'user'[^.;]{0,20}'assistant'"
    ),
    "whole": re.compile(
        r"\bonly [^.;]{0,30}\bstream|\bnon-?stream|\bstream(?:ing)? (?:mode )?(?:only|is required|required|must)"
        r"|\b(?:must|need to|please)\b[^.;]{0,30}\bstream(?:ing)?\b|\bstream[^.;]{0,20}\bmust be (?:set to )?true"
    ),
    "streams": re.compile(
        r"\bstream(?:ing|ed)?\b[^.;]{0,40}\b(?:not|unsupported|disabled|unavailable)\b"
        r"|\b(?:not|unsupported)\b[^.;]{0,40}\bstream(?:ing|ed)?\b"
    ),
    "format": re.compile(
        r"response[_ ]?(?:format|schema)|json[_ ]?(?:schema|object|mode|output)|structured[_ ]outputs?|grammar|guided"
        r"|\bschema\b|response_?mime_?type|additionalproperties|\b(?:min|max)(?:items|length|imum)\b|\$(?:defs|ref)\b"
    ),
}
"""What a complaint is about, by the words that name it in lower case."""


def complaint(body: str) -> str:
    """Return what an error body says: the words for a person first, then what they are about; "" for an HTML page."""
    try:
        said = list(dict.fromkeys(_texts_told(json.loads(body), _DEEPEST)))
    except (ValueError, RecursionError):
        return "" if _PAGE.search(body[:LONGEST]) else body[:LONGEST].strip()
    return "; ".join(said)[:LONGEST]


def _texts_told(node: object, depth: int) -> Iterator[str]:
    """Yield the strings of an error body; what it only sends back of the request (`input`, `ctx`) is left out."""
    if isinstance(node, str | int) and not isinstance(node, bool):
        yield from filter(None, [str(node).strip()])
    elif isinstance(node, list) and depth:
        for item in node[:20]:
            yield from _texts_told(item, depth - 1)
    elif isinstance(node, dict) and depth:
        for key in (*_TELLING, *_NAMING):
            if key in node:
                yield from _texts_told(node[key], depth - 1)


def subjects(text: str) -> list[str]:
    """Return what a complaint in lower case is about, the first thing named first."""
    found = [(hit.start(), name) for name, words in _ABOUT.items() if (hit := words.search(text))]
    return [name for _, name in sorted(found)]


def says_spent(text: str) -> bool:
    """Say whether the account behind the key has nothing left."""
    return bool(_SPENT.search(text))


def says_too_long(text: str) -> bool:
    """Say whether the prompt does not fit; a `context` that only names a place in a schema does not say so."""
    return bool(_TOO_LONG.search(text))


def says_unwritten_json(text: str) -> bool:
    """Say whether the server gave up on an answer of its own because it was no JSON: nothing was refused."""
    return bool(_UNWRITTEN_JSON.search(text))


def most_allowed(text: str, asked: int) -> int | None:
    """Return the number of tokens that a complaint allows where `asked` was too many, or None where it names none."""
    return next((int(found) for found in _MOST.findall(text) if 0 < int(found) < asked), None)
