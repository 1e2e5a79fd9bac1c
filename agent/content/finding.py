"""Flaws of a file that loads, as findings that wait for their file and line; and key paths as authors write them."""

from __future__ import annotations

from agent.errors import Finding, Severity

KeyPath = tuple[str | int, ...]


def dotted(path: KeyPath) -> str:
    """Write a key path as an author would: `facts.debt.tells[0]`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def flaw(path: KeyPath, problem: str, fix: str, severity: Severity = "error") -> Finding:
    """Return what is wrong at a key path of a model; the file and the line are added where the file is known."""
    return Finding(severity, "", None, dotted(path), problem, fix)
