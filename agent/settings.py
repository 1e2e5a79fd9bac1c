"""Settings: `ROLLWITH_*` variables or a `.env` file in the working folder. Variables win over the file."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any, Literal, Self
from urllib.request import getproxies_environment

from dotenv import dotenv_values
from platformdirs import user_data_dir
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from agent.addresses import endpoint_address, refuse_quotes
from agent.errors import SettingsError
from agent.event_log import Form
from agent.redaction import remember, remember_login, without_login
from agent.room_settings import RoomSettings

PREFIX = "ROLLWITH_"
ENV_FILE = ".env"
SECRET = frozenset({"api_key", "database_url", "login", "oidc_client_secret", "speech_key", "xapi_login"})
"""Settings of which only is told whether they are set."""
WIDENED = "A model that reasons needs more: an answer that is cut there widens it by itself, up to eight times."
ACTORS = ("grader_model", "customer_model", "debrief_model")


def _default_data_dir() -> Path:
    return Path(user_data_dir("rollwith"))


class Settings(RoomSettings):
    """Every setting. Doors build it with `load_settings`, which names the variable that is wrong.

    A field's description is what `rollwith settings` and `.env.example` say of it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description="Folder of everything the program writes; by default the system's place for data.",
    )
    database_url: str | None = Field(
        None,
        repr=False,
        description="Where the session log lives: sqlite:///FILE or postgresql://...; by default rollwith.db in the "
        "data folder.",
    )
    base_url: str | None = Field(
        None,
        description="Address of an OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1; a user and password "
        "in it are sent as a header (instead of the key) and never shown.",
    )
    api_key: SecretStr | None = Field(None, description="Key for the endpoint; a server of one's own may need none.")
    model: str | None = Field(None, description="Model at the endpoint, for every actor that has none of its own.")
    grader_model: str | None = Field(None, description="Model that grades; by default ROLLWITH_MODEL.")
    customer_model: str | None = Field(None, description="Model that plays the customer; by default ROLLWITH_MODEL.")
    debrief_model: str | None = Field(None, description="Model that writes the debrief; by default ROLLWITH_MODEL.")
    temperature: float = Field(0.7, ge=0, le=2, description="Temperature of the customer and the debrief, 0 to 2.")
    grader_temperature: float = Field(0.0, ge=0, le=2, description="Temperature of the grader, 0 to 2.")
    seed: int | None = Field(
        None, ge=0, lt=2**63, description="Sent with every call and used for new sessions, for runs to be repeated."
    )
    customer_tokens: int = Field(400, ge=16, description="Tokens that a line of the customer may have. " + WIDENED)
    grader_tokens: int = Field(2000, ge=16, description="Tokens that a grade may have. " + WIDENED)
    debrief_tokens: int = Field(1500, ge=16, description="Tokens that a debrief may have. " + WIDENED)
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = Field(
        None, description="How much a model that reasons should: none, minimal, low, medium or high; unset: not sent."
    )
    request_timeout: float = Field(
        30, gt=0, description="Seconds for one attempt of a call, and between two pieces of a streamed line."
    )
    first_token_deadline: float = Field(
        15, gt=0, description="Seconds without a sign of life before the first words of a streamed line."
    )
    total_deadline: float = Field(
        60, gt=0, description="Seconds for all attempts of a call together; a first call may take all of them at once."
    )
    turn_deadline: float = Field(
        90, gt=0, description="Seconds for a whole turn, grade and reply together; then the line is not answered."
    )
    max_attempts: int = Field(4, ge=1, le=20, description="Tries of one call, the first included.")
    token_budget: int = Field(600_000, ge=1, description="Tokens that one session may spend, prompts and answers.")
    votes: int = Field(1, ge=1, le=25, description="How often the model grades each line; the majority stands.")
    second_opinion: Literal["off", "unsure", "always"] = Field(
        "off",
        description="off: the model grades; unsure: the embedded coder reads first, and the model is asked where it "
        "is unsure; always: both read, and the verdict says where they part.",
    )
    speculate: Literal["on", "off"] = Field(
        "on", description="Whether the customer begins beside the grade: quicker; a draft thrown away costs tokens."
    )
    engine: Literal["auto", "embedded", "llm"] = Field(
        "auto", description="Who grades and speaks: embedded, llm, or auto (llm if an endpoint is set)."
    )
    personas_dir: Path | None = Field(None, description="Folder of persona files to read instead of those that ship.")
    rubrics_dir: Path | None = Field(None, description="Folder of rubric files to read instead of those that ship.")
    log: Form = Field(
        "quiet", description="Logs on standard error: quiet (warnings), text or json (every event), or off."
    )
    log_words: bool = Field(False, description="Whether logs may hold what the rep and the customer say.")
    host: str = Field("127.0.0.1", description="Address that the browser app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that the browser app listens on; 0 takes a free one.")

    _endpoint_login: tuple[str, str] | None = PrivateAttr(None)

    @model_validator(mode="before")
    @classmethod
    def _tidy(cls, values: dict[str, object]) -> dict[str, object]:
        """Take blanks at the ends away, as they come with copying; blanks alone are as good as nothing."""
        values = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in values.items()
            if not (isinstance(value, str) and value.isspace())
        }
        if model := values.get("model"):
            values = {**dict.fromkeys(ACTORS, model), **values}
        return values

    @field_validator("data_dir", "personas_dir", "rubrics_dir")
    @classmethod
    def _at_home(cls, folder: Path | None) -> Path | None:
        return folder.expanduser() if folder else None

    @field_validator("base_url", "speech_url", "oidc_issuer", "xapi_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        return url if url is None else endpoint_address(url)

    @field_validator("api_key", "speech_key")
    @classmethod
    def _is_a_bare_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is None:
            return None
        scheme, _, rest = key.get_secret_value().partition(" ")
        bare = rest.strip() if scheme.lower() == "bearer" else key.get_secret_value()
        refuse_quotes(bare)
        return SecretStr(bare) if bare else None

    @field_validator("login", "xapi_login")
    @classmethod
    def _is_a_pair(cls, login: SecretStr | None) -> SecretStr | None:
        if login is not None and not all(login.get_secret_value().partition(":")):
            raise ValueError("write it as name:password")
        return login

    @model_validator(mode="after")
    def _engine_can_speak(self) -> Self:
        if self.engine == "llm" and not self.llm_ready:
            raise ValueError(f"{PREFIX}ENGINE=llm needs {PREFIX}BASE_URL and {PREFIX}MODEL as well")
        return self

    def model_post_init(self, context: Any, /) -> None:
        """Part the endpoint's login from its address, and have every secret struck from what leaves the program."""
        for secret in (self.api_key, self.speech_key, self.oidc_client_secret, self.xapi_login):
            remember(secret.get_secret_value().partition(":")[2] or secret.get_secret_value() if secret else "")
        remember(*reversed(self.credentials or ("", "")))
        for url in (self.database_url, self.base_url, self.speech_url, *getproxies_environment().values()):
            remember_login(url or "")
        if self.base_url:
            bare, name, password = without_login(self.base_url)
            self.__dict__["base_url"] = bare
            self._endpoint_login = (name, password) if name or password else None

    @property
    def llm_ready(self) -> bool:
        """An endpoint and a model are named."""
        return bool(self.base_url and self.model)

    @property
    def credentials(self) -> tuple[str, str] | None:
        """The login as name and password, or None."""
        if self.login is None:
            return None
        name, _, password = self.login.get_secret_value().partition(":")
        return name, password

    @property
    def endpoint_login(self) -> tuple[str, str] | None:
        """The user and password that stood in the endpoint's address, or None."""
        return self._endpoint_login


def about(name: str) -> str:
    """Return what a setting means, in one sentence."""
    return Settings.model_fields[name].description or ""


def load_settings(**given: object) -> Settings:
    """Read the settings; `given` (from command-line options) win over variables and `.env`.

    Raises:
        SettingsError: a value is unusable, or a `ROLLWITH_*` variable is not a setting (most often a typo).
    """
    _refuse_unknown()
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        raise SettingsError(
            "; ".join(_setting_problem(problem["loc"], problem["msg"]) for problem in error.errors())
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f".env is not UTF-8 text ({error.reason}). Mend: save it as UTF-8.") from None


def _setting_problem(loc: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(loc[0]).upper()}: {message}. Mend: set it right or unset it." if loc else f"{message}."


def _refuse_unknown() -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in (name.upper() for name in (*os.environ, *env_file_values())):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(
                name.removeprefix(PREFIX), [word.removeprefix(PREFIX) for word in known], 1
            )
            mend = f"did you mean {PREFIX}{close[0]}?" if close else f"unset it; the settings are {', '.join(known)}."
            raise SettingsError(f"{name} is not a setting. Mend: {mend}")


def env_file_values() -> dict[str, str | None]:
    """Return what `.env` sets, by name; nothing where it is missing or no text."""
    try:
        return dict(dotenv_values(ENV_FILE, encoding="utf-8"))
    except UnicodeDecodeError:
        return {}
