"""The rubric carries a fingerprint of its meaning."""

from __future__ import annotations

import re

import pytest

from agent.content.library import Library, fingerprint
from agent.errors import DataError
from tests.support.paths import ROOT

RUBRIC = (ROOT / "rubrics/mi.yaml").read_text("utf-8")


def test_the_fingerprint_is_part_of_what_verdicts_carry(library: Library) -> None:
    rubric = library.rubric()
    assert re.fullmatch(r"mi@\d+\+[0-9a-f]{8}", rubric.ref)
    assert rubric.fingerprint == fingerprint(rubric)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("id: mi\n", "# a remark\nid: mi\n", True),
        (
            "title: Motivational interviewing, line by line",
            'title: "Motivational interviewing, line by line"',
            True,
        ),
        ("title: Motivational", "title: My motivational", False),
        ("weight: 0.8", "weight: 0.7", False),
    ],
)
def test_the_fingerprint_changes_with_the_content_alone(library: Library, old: str, new: str, same: bool) -> None:
    before = library.rubric().fingerprint
    assert old in RUBRIC
    (library.rubrics_dir / "mi.yaml").write_text(RUBRIC.replace(old, new, 1), "utf-8")
    assert (library.rubric().fingerprint == before) is same


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "    hint: Say something",
            "    hin: Say something",
            r"checks\.on_their_side\.hin: .*did you mean `hint`\?",
        ),
        ("id: mi\n", "id: mi\nfingerprint: 00000000\n", "fingerprint: is computed. Mend: delete it"),
        ("    weight: 0.8", "    weight: 8", r"checks\.says_back\.weight: .*at most 1"),
        ("    marks: [own]", "    marks: [owns]", r"checks\.owns_part\.marks\[0\]: .*did you mean `own`\?"),
        ("none_of: [", "none_of: [no_blam, ", r"unknown check 'no_blam'\. Mend: did you mean `no_blame`\?"),
        (
            "    test: speech",
            "    test: speach",
            r"checks\.no_speech\.test: .*not known here\. Mend: did you mean `speech`\?",
        ),
        ("    test: speech", "    test: sentiment", r"checks\.no_speech\.test: .*use one of parroting, stock_phrase"),
        (
            "  looks_ahead:",
            "  look_ahead:",
            r"checks\.look_ahead: the law reads a check `looks_ahead`, .*did you mean `looks_ahead`\?",
        ),
    ],
)
def test_a_broken_rubric_is_named_with_its_line(library: Library, old: str, new: str, told: str) -> None:
    assert old in RUBRIC
    (library.rubrics_dir / "mi.yaml").write_text(RUBRIC.replace(old, new, 1), "utf-8")
    problem = library.problems()[0]
    assert re.search(told, str(problem)), str(problem)
    assert problem.line == RUBRIC[: RUBRIC.index(old)].count("\n") + 1 + new.startswith("id: mi\nf")
    assert list(library.personas()) == ["test_customer"]
    with pytest.raises(DataError, match=re.escape(str(problem))):
        library.rubric()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    guard: true\n    codes: [confront]", "    codes: [confront]",
         "checks.no_blame: the law reads `no_blame` as a guard. Mend: write `guard: true`."),
        ("    marks: [own]", "    guard: true\n    marks: [own]",
         "checks.owns_part.guard: the law reads `owns_part` as no guard. Mend: delete `guard`."),
    ],
)  # fmt: skip
def test_a_guard_is_a_guard_and_nothing_else_is(library: Library, old: str, new: str, told: str) -> None:
    text = RUBRIC.replace(old, new, 1)
    (library.rubrics_dir / "mi.yaml").write_text(text, "utf-8")
    problem = library.problems()[0]
    assert str(problem).endswith(told)
    named = problem.key.rpartition(".")[2]
    assert f"{named}:" in text.splitlines()[(problem.line or 0) - 1]


def test_every_check_that_the_law_needs_and_does_not_find_is_named(library: Library) -> None:
    rows = RUBRIC.splitlines(keepends=True)
    start = rows.index("  shapes_plan:\n")
    kept = [*rows[:start], *rows[start + 6 :]]
    text = "".join(kept).replace(", shapes_plan]", "]").replace("  no_push:\n", "  no_pushing:\n")
    (library.rubrics_dir / "mi.yaml").write_text(text.replace("no_push,", "no_pushing,"), "utf-8")
    told = [(problem.key, problem.fix, problem.line) for problem in library.problems()]
    checks, pushing = text.splitlines().index("checks:") + 1, text.splitlines().index("  no_pushing:") + 1
    assert told == [
        ("checks", "add a check `shapes_plan`", checks),
        ("checks.no_pushing", "did you mean `no_push`? If so, write that", pushing),
    ]


def test_a_rubric_may_ask_checks_of_its_own(library: Library) -> None:
    own = "\n  by_name: {criterion: bond, question: Is the name said?, codes: [other], hint: Say it.}\n"
    (library.rubrics_dir / "mi.yaml").write_text(RUBRIC.replace("\nchecks:\n", f"\nchecks:{own}", 1), "utf-8")
    assert "by_name" in library.rubric().checks
