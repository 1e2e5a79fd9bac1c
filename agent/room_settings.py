"""Room settings: those of a room that several people share, and what it sends elsewhere. `Settings` inherits them."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from agent.addresses import networks_in, origins_in, public_address


class RoomSettings(BaseSettings):
    """See `agent/settings.py`: variables are `ROLLWITH_*`, and a field's description is what is told of it."""

    login: SecretStr | None = Field(
        None,
        description="name:password of the first admin, whose account is made (or given this password) when the app "
        "starts; needed to listen beyond this machine while there are no accounts.",
    )
    login_hours: int = Field(12, ge=1, le=720, description="Hours after which somebody who signed in must do so again.")
    public_url: str | None = Field(
        None,
        description="Address by which browsers reach the app, such as https://practice.example/room; needed behind a "
        "proxy that changes the name, the scheme or the path.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks, parted by commas, whose X-Forwarded-* headers are believed; "
        "by default nobody's.",
    )
    embed_in: str = Field(
        "", description="Origins, parted by blanks, whose pages may show the app in a frame; by default none."
    )
    oidc_issuer: str | None = Field(
        None, description="Issuer of an OpenID Connect provider by which people sign in, such as https://id.example."
    )
    oidc_client_id: str | None = Field(None, description="The app's client id at that provider.")
    oidc_client_secret: SecretStr | None = Field(
        None, repr=False, description="The app's secret at that provider, if it has one."
    )
    oidc_team: str = Field("", description="Team of people who come in by the provider for the first time, as reps.")
    speech_url: str | None = Field(
        None,
        description="Address of an OpenAI-compatible endpoint that speaks and listens; unset: ROLLWITH_BASE_URL.",
    )
    speech_key: SecretStr | None = Field(
        None, description="Key for it; unset: ROLLWITH_API_KEY, where the address is the same."
    )
    speech_model: str | None = Field(
        None, description="Model that speaks the customer's lines; unset: the browser's own voice does."
    )
    speech_voice: str = Field("alloy", description="Voice of that model.")
    dictation_model: str | None = Field(
        None, description="Model that writes down what the rep says; unset: the browser's own dictation does."
    )
    xapi_url: str | None = Field(
        None,
        description="Address of a learning record store: a session that is given to a trainer, or that its rep sends, "
        "is told there as xAPI statements, without words.",
    )
    xapi_login: SecretStr | None = Field(None, description="name:password for the learning record store.")
    exam_pass_mark: int = Field(50, ge=0, le=100, description="Score 0 to 100 from which an exam is passed.")
    exam_lines: int = Field(12, ge=1, le=200, description="Lines that a rep may say in an exam.")
    exam_attempts: int = Field(3, ge=1, le=100, description="How often an exam with one customer may be taken.")

    @field_validator("public_url")
    @classmethod
    def _is_what_browsers_show(cls, url: str | None) -> str | None:
        return url if url is None else public_address(url)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        return ", ".join(str(network) for network in networks_in(text))

    @field_validator("embed_in")
    @classmethod
    def _are_origins(cls, text: str) -> str:
        return " ".join(origins_in(text))
