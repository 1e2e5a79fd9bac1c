"""OpenID Connect: signing in by an outside provider, by the code flow with PKCE (RFC 6749, RFC 7636, OIDC Core 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from agent.accounts.provider_client import ProviderClient, ProviderFailed
from agent.errors import NotSignedIn, SettingsError
from agent.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Ways of signing that are believed: with a key that only the provider has. `none` and shared keys are not."""

LEEWAY = 60
"""Seconds by which two clocks may differ."""

KNOWN_LONG = 3600.0
"""Seconds for which what the provider tells of itself is believed; its keys are asked for at every sign-in."""

SCOPE = "openid profile email"


@dataclass(frozen=True)
class Flow:
    """One sign-in under way, in one browser. All that must be guessed by nobody comes from one random secret.

    Attributes:
        secret: what the browser keeps in a cookie, out of reach of scripts.
    """

    secret: str

    @classmethod
    def new(cls) -> Flow:
        """Begin one."""
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        """Ties the answer of the provider to this browser."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Ties the token to this sign-in."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Ties the code to this sign-in (PKCE)."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        made = hmac.new(self.secret.encode("utf-8", "replace"), purpose.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


@dataclass(frozen=True)
class Identity:
    """Who somebody is to the provider. `names`: what they might be called here, best first, unchecked."""

    issuer: str
    subject: str
    names: tuple[str, ...]
    shown: str


class _Discovery(BaseModel):
    """What a provider tells of itself (OIDC Discovery 1.0, section 3), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class Oidc:
    """One provider, as the settings name it."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str | None, clock: Callable[[], float] = time.time
    ) -> None:
        """Ask nothing yet."""
        self.issuer, self._client_id, self._client_secret, self._clock = issuer, client_id, client_secret, clock
        self._must_be = {"iss": issuer, "aud": client_id}
        self._known: tuple[float, _Discovery] | None = None

    async def address(self, flow: Flow, redirect_uri: str) -> str:
        """Return where the browser is sent to sign in.

        Raises:
            NotSignedIn: the provider cannot be reached or tells nonsense.
        """
        async with self._client("none", redirect_uri) as client:
            found = await self._discovered(client)
            made = client.create_authorization_url(
                found.authorization_endpoint, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return str(made[0])

    async def identity(self, flow: Flow, redirect_uri: str, answer: Mapping[str, str]) -> Identity:
        """Return who signed in, by what the provider sent the browser back with.

        Raises:
            NotSignedIn: anything about it is not as it must be; the message names the mend.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
            raise _refused("the answer belongs to another sign-in", "sign in again, in this one browser window")
        if "error" in answer or not answer.get("code"):
            raise _refused("the provider let nobody in", "sign in again; if it stays so, ask whoever runs the provider")
        if answer.get("iss", self.issuer) != self.issuer:
            raise _refused("the answer comes from another provider", "sign in again")
        async with self._client("none", redirect_uri) as client:
            found = await self._discovered(client)
        async with self._client(self._method(found), redirect_uri) as client:
            token = await client.token(found.token_endpoint, answer["code"], flow.verifier)
            keys = await client.told(found.jwks_uri)
        return self._identity_in(token, keys, flow)

    def _identity_in(self, token: Mapping[str, Any], keys: Mapping[str, Any], flow: Flow) -> Identity:
        try:
            usable = [key for key in keys.get("keys", []) if key.get("kty") in ("RSA", "EC", "OKP")]
            read = jwt.decode(str(token["id_token"]), KeySet.import_key_set({"keys": usable}), list(ALGORITHMS))
            claims = CodeIDToken(
                read.claims,
                read.header,
                {name: {"essential": True, "value": value} for name, value in self._must_be.items()},
                {"nonce": flow.nonce, "client_id": self._client_id, "access_token": token.get("access_token")},
            )
            claims.validate(now=int(self._clock()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _refused(
                f"what the provider tells of you cannot be believed ({_fault_in(error)})",
                "sign in again; if it stays so, see ROLLWITH_OIDC_ISSUER, ROLLWITH_OIDC_CLIENT_ID and this machine's "
                "clock",
            ) from None
        return _identity_of(self.issuer, claims)

    async def _discovered(self, client: ProviderClient) -> _Discovery:
        if self._known is not None and self._clock() - self._known[0] < KNOWN_LONG:
            return self._known[1]
        told = await client.told(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = _Discovery.model_validate(told)
        except ValidationError as error:
            missing = ", ".join(str(problem["loc"][0]) for problem in error.errors()[:4] if problem["loc"])
            raise ProviderFailed(f"tells nothing usable of itself ({missing})") from None
        if found.issuer != self.issuer:
            raise ProviderFailed("calls itself by another name than ROLLWITH_OIDC_ISSUER")
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            if not may_be_asked(address, plain=self.issuer.startswith("http://")):
                raise ProviderFailed("names an address that is not https")
        self._known = (self._clock(), found)
        return found

    def _method(self, found: _Discovery) -> str:
        """Return how the app shows its secret to the provider."""
        if self._client_secret is None:
            return "none"
        offered = found.token_endpoint_auth_methods_supported
        only_in_body = "client_secret_basic" not in offered and "client_secret_post" in offered
        return "client_secret_post" if only_in_body else "client_secret_basic"

    def _client(self, method: str, redirect_uri: str) -> ProviderClient:
        return ProviderClient(
            self._client_id,
            self._client_secret,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )


def may_be_asked(address: str, *, plain: bool = False) -> bool:
    """Say whether a provider's address may be used: https, or (with `plain`) http on this machine."""
    try:
        parts = urlsplit(address)
        local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (plain and parts.scheme == "http" and local))


def oidc_of(settings: Settings) -> Oidc | None:
    """Return the provider that the settings name, or None.

    Raises:
        SettingsError: the settings name only half of one, or one that is reached without TLS.
    """
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_client_id:
        raise SettingsError(
            "ROLLWITH_OIDC_ISSUER is set and ROLLWITH_OIDC_CLIENT_ID is not. "
            "Mend: register the app at the provider and set the client id it gives."
        )
    if not may_be_asked(settings.oidc_issuer, plain=True):
        raise SettingsError("ROLLWITH_OIDC_ISSUER: only https is safe beyond this machine. Mend: write https://...")
    secret = settings.oidc_client_secret
    return Oidc(settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value() if secret else None)


def _identity_of(issuer: str, claims: Mapping[str, Any]) -> Identity:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise _refused("the provider does not tell who you are", "ask whoever runs it")
    told = [claims.get(name) for name in ("preferred_username", "email", "name")]
    names = tuple(name for name in told if isinstance(name, str) and name.strip())
    shown = claims.get("name")
    return Identity(issuer, subject, (*names, "somebody"), shown if isinstance(shown, str) else "")


def _fault_in(error: Exception) -> str:
    """Return what is wrong with a token in a word or two of ours or of the library, never of the token."""
    return str(getattr(error, "error", "") or type(error).__name__).replace("_", " ")[:40]


def _refused(problem: str, mend: str) -> NotSignedIn:
    return NotSignedIn(f"Nobody was signed in: {problem}. Mend: {mend}.")
