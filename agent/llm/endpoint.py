"""Endpoint: where one actor's model is, which it is, and how long it may take."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.errors import SettingsError
from agent.llm.contract import Purpose

if TYPE_CHECKING:
    from agent.settings import Settings

DRAFT_TOKENS = 4_000
"""Tokens that a whole customer may have; those that ship come to some 2,000, and a model may be wordy."""

DRAFT_SECONDS = 300.0
"""Seconds for a whole customer: 2,000 tokens of a model that runs on this machine take one to three minutes."""


@dataclass(frozen=True)
class Endpoint:
    """One model at one endpoint. Deadlines in seconds.

    Attributes:
        login: user and password of a gateway; sent instead of the key, for a request has one Authorization header.
        request_timeout: for one attempt, and between two pieces of a stream.
        first_token_deadline: without a sign of life before the first words of a stream.
        total_deadline: for a call with all its attempts and waits.
        max_attempts: tries of one call, the first included.
        max_tokens: longest answer. reasoning_effort: sent where it is set.
        token_budget: what one session may spend, prompts and answers together.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)
    temperature: float = 0.7
    seed: int | None = None
    request_timeout: float = 30.0
    first_token_deadline: float = 15.0
    total_deadline: float = 60.0
    max_attempts: int = 4
    max_tokens: int = 400
    reasoning_effort: str | None = None
    token_budget: int = 600_000

    @property
    def headers(self) -> dict[str, str]:
        """What each request carries besides what the SDK sends."""
        if self.login is None:
            return {}
        return {"Authorization": f"Basic {b64encode(':'.join(self.login).encode()).decode()}"}


def endpoint_from(settings: Settings, purpose: Purpose) -> Endpoint:
    """Return the endpoint that the settings name for a purpose.

    Raises:
        SettingsError: no endpoint or no model is set, or the key cannot stand in an HTTP header.
    """
    model = {
        "customer": settings.customer_model,
        "grader": settings.grader_model,
        "debrief": settings.debrief_model,
        "draft": settings.debrief_model,
    }[purpose]
    if not settings.base_url:
        raise SettingsError("ROLLWITH_BASE_URL: not set. Mend: give the address of an OpenAI-compatible endpoint.")
    if not (model or settings.model):
        raise SettingsError(f"ROLLWITH_MODEL: not set. Mend: name a model, or one in ROLLWITH_{purpose.upper()}_MODEL.")
    long = purpose == "draft"
    return Endpoint(
        base_url=settings.base_url,
        model=model or settings.model or "",
        api_key=_usable_key(settings),
        login=settings.endpoint_login,
        temperature=settings.grader_temperature if purpose == "grader" else settings.temperature,
        seed=settings.seed,
        request_timeout=max(settings.request_timeout, DRAFT_SECONDS / 2) if long else settings.request_timeout,
        first_token_deadline=settings.first_token_deadline,
        total_deadline=max(settings.total_deadline, DRAFT_SECONDS) if long else settings.total_deadline,
        max_attempts=settings.max_attempts,
        max_tokens={
            "customer": settings.customer_tokens,
            "grader": settings.grader_tokens,
            "debrief": settings.debrief_tokens,
            "draft": max(settings.debrief_tokens, DRAFT_TOKENS),
        }[purpose],
        reasoning_effort=settings.reasoning_effort,
        token_budget=settings.token_budget,
    )


def _usable_key(settings: Settings) -> str | None:
    key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
    if not (key.isascii() and (key.isprintable() or not key)):
        raise SettingsError("ROLLWITH_API_KEY: holds characters that no key has. Mend: copy it again.")
    return key or None
