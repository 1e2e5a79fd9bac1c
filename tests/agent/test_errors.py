"""A finding reads the same wherever it is told: file, line, key, problem, mend."""

from __future__ import annotations

import pytest

from agent.errors import LONGEST_TOLD, DataError, Finding, error_in


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (Finding("error", "a.yaml", 3, "law.start", "is missing", "add it"),
         "a.yaml:3: law.start: is missing. Mend: add it."),
        (Finding("error", "a.yaml", None, "", "the file is empty", "fill it"),
         "a.yaml: the file is empty. Mend: fill it."),
        (Finding("warning", "", None, "facts", "4 facts", "write 1 more"), "facts: 4 facts. Mend: write 1 more."),
    ],
)  # fmt: skip
def test_a_finding_in_words(finding: Finding, told: str) -> None:
    assert str(finding) == told


def test_a_finding_as_commands_print_it() -> None:
    record = Finding("warning", "a.yaml", 3, "law", "is odd", "mend it").record()
    assert record == {
        "severity": "warning", "file": "a.yaml", "line": 3, "key": "law", "problem": "is odd", "mend": "mend it",
    }  # fmt: skip


def test_an_error_carries_its_finding_and_comes_from_one() -> None:
    error = DataError("a.yaml", "law", "is odd", "mend it", 3)
    assert error.finding == Finding("error", "a.yaml", 3, "law", "is odd", "mend it")
    assert str(DataError.of(error.finding)) == str(error) == "a.yaml:3: law: is odd. Mend: mend it."


def test_no_part_of_a_finding_is_longer_than_a_reader_bears() -> None:
    found = error_in("a.yaml", "k" * 5_000, "p" * 5_000, "f" * 5_000)
    assert {len(found.key), len(found.problem), len(found.fix)} == {LONGEST_TOLD}
