"""A real OpenID Connect provider on loopback: discovery, PKCE, one-time codes, signed tokens, and faults on demand."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.servers.served import served

CLIENT, SECRET = "practice-room", "a secret of the room's"


@dataclass
class IdentityProvider:
    """What the provider knows and does.

    Attributes:
        person: claims of whoever signs in at it. spoil: changes the claims of a token. sign: makes a token of them.
        detours: path -> where the provider redirects to instead of answering. tokens: how often a code was exchanged.
    """

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "42", "preferred_username": "Ann", "name": "Ann K."})
    spoil: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[dict[str, Any]], str] | None = None
    detours: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    tokens: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))

    def app(self) -> Starlette:
        paths = {
            "/.well-known/openid-configuration": self._discovery, "/authorize": self._authorize, "/keys": self._keys,
        }  # fmt: skip
        routes = [Route(path, self._unless_detour(answer)) for path, answer in paths.items()]
        return Starlette(routes=[*routes, Route("/token", self._unless_detour(self._token), methods=["POST"])])

    def _unless_detour(self, answer: Callable[[Request, dict[str, str]], Response]) -> Callable[[Request], Any]:
        async def answered(request: Request) -> Response:
            if request.url.path in self.detours:
                return RedirectResponse(self.detours[request.url.path], 307)
            form = {name: str(value) for name, value in (await request.form()).items()}
            return answer(request, form)

        return answered

    def _discovery(self, request: Request, _: dict[str, str]) -> Response:
        own = {name: f"{self.issuer}/{path}" for name, path in (
            ("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("jwks_uri", "keys"))}  # fmt: skip
        return JSONResponse({"issuer": self.issuer, **own, **self.told})

    def _keys(self, request: Request, _: dict[str, str]) -> Response:
        odd = {"kty": "unheard-of", "kid": "two"}
        return JSONResponse({"keys": [odd, self.key.as_dict(private=False)]})

    def _authorize(self, request: Request, _: dict[str, str]) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 303)

    def _token(self, request: Request, form: dict[str, str]) -> Response:
        self.tokens += 1
        shown = base64.b64decode(request.headers.get("authorization", "").partition(" ")[2]).decode()
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        known = shown.partition(":")[0] == CLIENT
        if not known or asked is None or challenge.rstrip("=") != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        made = (self.sign or self.signed)(self.spoil(claims))
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": made})

    def signed(self, claims: dict[str, Any]) -> str:
        """Return a token as the provider signs it."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Run a provider on a port of its own."""
    provider = IdentityProvider()
    with served(provider.app()) as address:
        provider.issuer = address
        yield provider
