"""Settings: `ROLLWITH_*` variables or a `.env` file in the working folder. Variables win over the file."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from platformdirs import user_data_dir
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.errors import SettingsError
from agent.event_log import Form

PREFIX = "ROLLWITH_"


def _default_data_dir() -> Path:
    return Path(user_data_dir("rollwith"))


class Settings(BaseSettings):
    """Every setting. Doors build it with `load_settings`, which names the variable that is wrong.

    Attributes:
        data_dir: folder of everything the program writes.
        database_url: where the session log lives: `sqlite:///FILE` or `postgresql://...`; by default
            `rollwith.db` in `data_dir`.
        base_url, api_key, model: an OpenAI-compatible endpoint. A server of one's own may need no key.
        grader_model, customer_model, debrief_model: model per actor; `model` where unset.
        temperature, grader_temperature: of the customer and of the grader, 0..2.
        seed: sent with every call and used for new sessions, for runs that can be repeated.
        request_timeout, first_token_deadline, total_deadline: seconds for one attempt, until the first words of a
            streamed line, and for all attempts together.
        turn_deadline: seconds for a whole turn, grade and reply together; then the line is not answered. Each call's
            own deadline is cut to fit into it.
        max_attempts: tries of one call, the first included.
        token_budget: tokens one session may spend, prompts and answers together.
        votes: how often the model grades each line; the majority stands.
        second_opinion: whether the embedded coder reads the line first, and the model is asked only where it is
            `unsure`, or `always`; where they part, the verdict's engine says on what.
        engine: which actors speak; `auto` is `llm` when the endpoint is set, else `embedded`.
        personas_dir, rubrics_dir: folders to read instead of those that ship.
        log: what is logged to standard error: `quiet` (warnings, as text), `text` or `json` (every event), or `off`.
        log_words: whether logs may hold what the rep and the customer say.
        host, port: where the browser app listens. login: `name:password`, needed beyond loopback.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str | None = Field(None, repr=False)
    base_url: str | None = Field(None, pattern=r"^https?://\S+$")
    api_key: SecretStr | None = None
    model: str | None = None
    grader_model: str | None = None
    customer_model: str | None = None
    debrief_model: str | None = None
    temperature: float = Field(0.7, ge=0, le=2)
    grader_temperature: float = Field(0.0, ge=0, le=2)
    seed: int | None = Field(None, ge=0, lt=2**63)
    request_timeout: float = Field(30, gt=0)
    first_token_deadline: float = Field(15, gt=0)
    total_deadline: float = Field(60, gt=0)
    turn_deadline: float = Field(90, gt=0)
    max_attempts: int = Field(4, ge=1, le=20)
    token_budget: int = Field(200_000, ge=1)
    votes: int = Field(1, ge=1, le=25)
    second_opinion: Literal["off", "unsure", "always"] = "off"
    engine: Literal["auto", "embedded", "llm"] = "auto"
    personas_dir: Path | None = None
    rubrics_dir: Path | None = None
    log: Form = "quiet"
    log_words: bool = False
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    login: SecretStr | None = None

    @field_validator("data_dir", "personas_dir", "rubrics_dir")
    @classmethod
    def _at_home(cls, folder: Path | None) -> Path | None:
        return folder.expanduser() if folder else None

    @field_validator("login")
    @classmethod
    def _is_a_pair(cls, login: SecretStr | None) -> SecretStr | None:
        if login is not None and not all(login.get_secret_value().partition(":")):
            raise ValueError("write it as name:password")
        return login

    @model_validator(mode="before")
    @classmethod
    def _one_model_for_all(cls, values: dict[str, object]) -> dict[str, object]:
        if model := values.get("model"):
            for actor in ("grader_model", "customer_model", "debrief_model"):
                values.setdefault(actor, model)
        return values

    @model_validator(mode="after")
    def _engine_can_speak(self) -> Self:
        if self.engine == "llm" and not self.llm_ready:
            raise ValueError(f"{PREFIX}ENGINE=llm needs {PREFIX}BASE_URL and {PREFIX}MODEL as well")
        return self

    @property
    def llm_ready(self) -> bool:
        """An endpoint and a model are named."""
        return bool(self.base_url and self.model)

    @property
    def uses_llm(self) -> bool:
        """The model speaks: it was asked for, or an endpoint is set and nothing else was asked for."""
        return self.engine == "llm" or (self.engine == "auto" and self.llm_ready)

    @property
    def credentials(self) -> tuple[str, str] | None:
        """The login as name and password, or None."""
        if self.login is None:
            return None
        name, _, password = self.login.get_secret_value().partition(":")
        return name, password


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
    names = [*os.environ, *_names_in_env_file()]
    for name in (name.upper() for name in names):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(
                name.removeprefix(PREFIX), [word.removeprefix(PREFIX) for word in known], 1
            )
            mend = f"did you mean {PREFIX}{close[0]}?" if close else f"unset it; the settings are {', '.join(known)}."
            raise SettingsError(f"{name} is not a setting. Mend: {mend}")


def _names_in_env_file() -> list[str]:
    try:
        return list(dotenv_values(".env", encoding="utf-8"))
    except UnicodeDecodeError:
        return []
