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
