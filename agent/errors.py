"""The error tree. One base, few leaves; a message names the file, the key and the mend.

RollwithError
├── DataError         a persona, rubric, script or input file is wrong
├── SettingsError     a ROLLWITH_* setting is missing or unusable
├── StoreError        the session log cannot be opened, read or written
│   └── UnknownSession
├── TurnRefused       a line cannot be taken (session ended, empty, too long)
├── TurnNotAnswered   a line was taken, and ended without an answer
├── EndpointError     the language-model endpoint failed for good
│   ├── EndpointRefused     the endpoint or the model said no (4xx, refusal, budget)
│   ├── EndpointDown        no answer in time (timeouts, 5xx, 429, cut streams), after retries
│   └── EndpointGarbled     an answer came and could not be read
└── CoderError        the embedded coder's files are missing or do not fit
"""

from __future__ import annotations

from pathlib import Path

from agent.redaction import strike


class RollwithError(Exception):
    """Base of every error this package raises on purpose. Secrets are struck from its message."""

    def __init__(self, message: str) -> None:
        super().__init__(strike(message))


class DataError(RollwithError):
    """A file is wrong. Carries where it is wrong and how to mend it."""

    def __init__(self, path: Path | str, key: str, problem: str, mend: str, line: int | None = None) -> None:
        self.path, self.key, self.problem, self.mend, self.line = str(path), key, problem, mend, line
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {key}: {problem}. Mend: {mend}." if key else f"{where}: {problem}. Mend: {mend}.")


class SettingsError(RollwithError):
    """A setting is missing or unusable; the message names the variable."""


class StoreError(RollwithError):
    """The session log cannot be opened, read or written."""


class UnknownSession(StoreError):
    """No session has this id."""


class TurnRefused(RollwithError):
    """A line cannot be taken; nothing was stored."""


class TurnNotAnswered(RollwithError):
    """A line is in the log and ended without an answer, and whoever plays cannot go on without one."""


class EndpointError(RollwithError):
    """The language-model endpoint failed for good."""


class EndpointRefused(EndpointError):
    """The endpoint or the model said no: a 4xx, a refusal, or a spent token budget."""


class EndpointDown(EndpointError):
    """No whole answer within the deadline: timeouts, 5xx, 429 or cut streams, after retries."""


class EndpointGarbled(EndpointError):
    """An answer came, and it could not be read as what was asked for."""


class CoderError(RollwithError):
    """The embedded coder's files are missing or do not fit this version."""
