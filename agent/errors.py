"""The error tree. One base, few leaves; a message names the file, the key and the mend.

RollwithError
├── DataError         a persona, rubric, script or input file is wrong
├── SettingsError     a ROLLWITH_* setting is missing or unusable
├── StoreError        the session log cannot be opened, read or written
│   └── UnknownSession
├── NotSignedIn      nobody is signed in, or may not do this
├── AccountRefused    an account, a link or a password cannot be made or changed like this
├── EditionRefused    a draft cannot be kept or published like this
├── TurnRefused       a line cannot be taken (session ended, empty, too long)
├── TurnNotAnswered   a line was taken, and ended without an answer
├── EndpointError     the language-model endpoint failed for good
│   ├── EndpointRefused     the endpoint or the model said no (4xx, refusal, budget)
│   ├── EndpointDown        no answer in time (timeouts, 5xx, 429, cut streams), after retries
│   └── EndpointGarbled     an answer came and could not be read
├── RecordStoreError  the learning record store cannot be reached, or refused
└── CoderError        the embedded coder's files are missing or do not fit
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from agent.redaction import strike

Severity = Literal["error", "warning"]

LONGEST_TOLD = 400
"""Characters of one part of a finding: a file can hold a word of any length, and a message must stay readable."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a file: where, what, and how to mend it.

    Attributes:
        severity: an error breaks a promise of the product; a warning makes it poorer.
        file: the file's path, or "" while it is not known. line: counted from 1; None where the whole file is meant.
        key: key path as an author writes it, `facts.debt.tells[0]`, or "". problem, fix: in plain words.
    """

    severity: Severity
    file: str
    line: int | None
    key: str
    problem: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{''.join(f'{part}: ' for part in (where, self.key) if part)}{self.problem}. Mend: {self.fix}."

    def record(self) -> dict[str, object]:
        """Return the finding as commands print it; the fix is called `mend` there."""
        return {
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "key": self.key,
            "problem": self.problem,
            "mend": self.fix,
        }


def error_in(path: Path | str, key: str, problem: str, fix: str, line: int | None = None) -> Finding:
    """Return an error in a file, as text that any stream can carry, each part within `LONGEST_TOLD` characters."""
    parts = (str(path).encode("utf-8", "backslashreplace").decode(), key, problem, fix)
    file, key, problem, fix = (part if len(part) <= LONGEST_TOLD else f"{part[: LONGEST_TOLD - 2]} …" for part in parts)
    return Finding("error", file, line, key, problem, fix)


class RollwithError(Exception):
    """Base of every error this package raises on purpose. Secrets are struck from its message."""

    def __init__(self, message: str) -> None:
        super().__init__(strike(message))


class DataError(RollwithError):
    """A file is wrong. Carries the finding: where it is wrong and how to mend it."""

    def __init__(self, path: Path | str, key: str, problem: str, mend: str, line: int | None = None) -> None:
        self.finding = error_in(path, key, problem, mend, line)
        super().__init__(str(self.finding))

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """Return the error that a finding is."""
        return cls(finding.file, finding.key, finding.problem, finding.fix, finding.line)


class SettingsError(RollwithError):
    """A setting is missing or unusable; the message names the variable."""


class StoreError(RollwithError):
    """The session log cannot be opened, read or written."""


class UnknownSession(StoreError):
    """No session has this id."""


class NotSignedIn(RollwithError):
    """Nobody is signed in, or whoever is may not do what they asked for."""


class AccountRefused(RollwithError):
    """An account, a link or a password cannot be made or changed like this; nothing was."""


class EditionRefused(RollwithError):
    """A draft of a customer or a rubric cannot be kept or published like this; nothing of it is lost."""


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


class RecordStoreError(RollwithError):
    """The learning record store cannot be reached, or did not take the statements."""


class CoderError(RollwithError):
    """The embedded coder's files are missing or do not fit this version."""
