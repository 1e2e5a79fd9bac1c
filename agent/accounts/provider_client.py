"""Provider client: how an identity provider is asked. No redirect is followed, and no answer is read without end."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from agent.errors import NotSignedIn
from agent.event_log import log_event

_log = logging.getLogger(__name__)

SECONDS = 10.0
"""For which an answer is waited for, while somebody looks at a blank page."""

LARGEST = 256 * 1024
"""Bytes of an answer that are read; the keys of large providers have some 10 KB."""


class ProviderFailed(NotSignedIn):
    """The provider did not do its part; what exactly stands in the message, with the mend."""

    def __init__(self, problem: str) -> None:
        log_event(_log, logging.WARNING, "provider_failed", why=problem)
        super().__init__(
            f"Nobody was signed in: the sign-in provider {problem}. "
            "Mend: try again; if it stays so, an admin looks at ROLLWITH_OIDC_ISSUER and at the provider."
        )


class ProviderClient(AsyncOAuth2Client):  # type: ignore[misc]  # authlib has no types
    """Authlib's client, over a wire that trusts the provider no further than it must."""

    def __init__(self, client_id: str, client_secret: str | None, **kept: str) -> None:
        """Take what the provider knows the app by; `kept` as authlib takes it."""
        super().__init__(client_id, client_secret, timeout=SECONDS, follow_redirects=False, **kept)

    async def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:
        """Send a request, and read its answer up to `LARGEST` bytes.

        Raises:
            ProviderFailed: no answer came, it leads elsewhere, or it has no end.
        """
        body = bytearray()
        try:
            answer = await super().send(request, **{**how, "stream": True, "follow_redirects": False})
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST:
                    break
            await answer.aclose()
        except httpx2.HTTPError as error:
            raise ProviderFailed(f"does not answer ({type(error).__name__})") from None
        if answer.is_redirect:
            raise ProviderFailed("sends the app to another address, and that is not followed")
        if len(body) > LARGEST:
            raise ProviderFailed("answers without end")
        kind = {"content-type": answer.headers.get("content-type", "")}
        return httpx2.Response(answer.status_code, headers=kind, content=bytes(body), request=request)

    async def told(self, address: str) -> dict[str, Any]:
        """Return the JSON object that an address of the provider tells.

        Raises:
            ProviderFailed: it tells none.
        """
        return _object_in(await self.request("GET", address, withhold_token=True))

    async def token(self, address: str, code: str, verifier: str) -> dict[str, Any]:
        """Return what a code is exchanged for.

        Raises:
            ProviderFailed: it is exchanged for nothing.
        """
        try:
            got = await self.fetch_token(address, code=code, code_verifier=verifier, grant_type="authorization_code")
        except (AuthlibBaseError, ValueError, KeyError, TypeError, httpx2.HTTPError) as error:
            why = str(getattr(error, "error", "") or type(error).__name__)[:40]
            raise ProviderFailed(f"does not accept the sign-in ({why})") from None
        return dict(got)


def _object_in(answer: httpx2.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise ProviderFailed(f"answers {answer.status_code} where it should tell of itself")
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise ProviderFailed("tells nothing that can be read")
    return told
