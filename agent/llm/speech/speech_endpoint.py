"""Speech endpoint: where lines are spoken and speech is written down, by which models, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.errors import SettingsError
from agent.llm.endpoint import Endpoint
from agent.redaction import without_login

if TYPE_CHECKING:
    from agent.settings import Settings


@dataclass(frozen=True)
class SpeechEndpoint:
    """One endpoint that speaks, listens or both.

    Attributes:
        at: where it is, with what key, and how long a call may take. speaks, listens: the models; None for neither.
        voice: of the model that speaks. apart: it has an address of its own, not that of ROLLWITH_BASE_URL.
    """

    at: Endpoint = field(repr=False)
    speaks: str | None
    listens: str | None
    voice: str
    apart: bool


def speech_endpoint(settings: Settings) -> SpeechEndpoint | None:
    """Return the endpoint that the settings name for speech; None where no model is set, and the browser does it all.

    Raises:
        SettingsError: a model is set and there is no address, or the key cannot stand in an HTTP header.
    """
    speaks, listens = settings.speech_model, settings.dictation_model
    if not (speaks or listens):
        return None
    name = "ROLLWITH_SPEECH_MODEL" if speaks else "ROLLWITH_DICTATION_MODEL"
    if not (settings.speech_url or settings.base_url):
        raise SettingsError(f"{name} is set, and no endpoint is. Mend: set ROLLWITH_SPEECH_URL, or unset {name}.")
    address, user, password = without_login(settings.speech_url or "")
    same = not settings.speech_url or settings.speech_url.rstrip("/") == (settings.base_url or "").rstrip("/")
    key = settings.speech_key or (settings.api_key if same else None)
    login = (user, password) if user or password else settings.endpoint_login if same else None
    at = Endpoint(
        base_url=address or settings.base_url or "",
        model=speaks or listens or "",
        api_key=_usable(key.get_secret_value().strip() if key else ""),
        login=login,
        request_timeout=settings.request_timeout,
        total_deadline=settings.total_deadline,
        max_attempts=settings.max_attempts,
        token_budget=settings.token_budget,
    )
    return SpeechEndpoint(at, speaks, listens, settings.speech_voice, apart=not same)


def _usable(key: str) -> str | None:
    if not (key.isascii() and (key.isprintable() or not key)):
        raise SettingsError("ROLLWITH_SPEECH_KEY: holds characters that no key has. Mend: copy it again.")
    return key or None
