"""Forms: what the pages of the entrance share: fields that came in, where from, and answers nobody keeps."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from agent.accounts.sign_in import Wait

MOST_FIELDS = 12
"""Fields of a form that are read; ours have six at most."""


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form as browsers send it without files; nothing of what is sent in another way."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def address_of(request: Request) -> str:
    """Return where a request comes from, as the guard found out."""
    return request.client.host if request.client else ""


def waiting_words(wait: Wait) -> str:
    """Return what somebody is told who tried too often."""
    seconds = int(wait.seconds) + 1
    return f"Too many tries. Wait {seconds} second{'' if seconds == 1 else 's'}, then try again."


def unkept(answer: Response) -> Response:
    """Return an answer that no cache keeps: it is one person's."""
    answer.headers["cache-control"] = "no-store"
    return answer
