"""Personas and rubrics from YAML: a broken file is named with file, key, line and mend, and stops nothing else."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from agent.content.library import Library, open_library
from agent.content.yaml_source import read_yaml
from agent.errors import DataError, Finding, SettingsError
from agent.model.persona import LineSpec
from agent.settings import Settings
from tests.support.paths import ROOT

SOUND = (ROOT / "tests/data/personas/test_customer.yaml").read_text("utf-8")


def broken(library: Library, content: str | bytes) -> list[Finding]:
    """Put a second persona file beside the sound one; return what is wrong, sure that the sound one still loads."""
    raw = content if isinstance(content, bytes) else content.encode()
    (library.personas_dir / "other.yaml").write_bytes(raw.replace(b"id: test_customer", b"id: other"))
    assert list(library.personas()) == ["test_customer"]
    found = library.problems()
    assert found
    assert all(Path(problem.file).name == "other.yaml" for problem in found)
    with pytest.raises(DataError) as told:
        library.persona("other")
    assert str(told.value) == str(found[0])
    return found


def the_one(problems: list[Finding]) -> Finding:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def edited(old: str, new: str) -> tuple[str, int]:
    """Return the sound file with one place changed, and the line of that place."""
    assert SOUND.count(old) == 1, f"{old!r} occurs {SOUND.count(old)} times"
    return SOUND.replace(old, new), SOUND[: SOUND.index(old)].count("\n") + 1


def test_a_sound_file_is_read_whole(library: Library) -> None:
    persona = library.persona("test_customer")
    assert library.problems() == []
    assert library.personas() == {"test_customer": persona}
    assert persona.law.start == 7
    assert persona.voice.register_ == "dry, short sentences"
    assert persona.facts["bad_week"].gate.resistance == 8
    told = persona.facts["bad_week"].tells[1]
    assert isinstance(told, LineSpec)
    assert told.fits == ("what went wrong", "first week")


def test_everything_that_ships_is_sound() -> None:
    library = open_library(Settings(_env_file=None))
    assert [str(problem) for problem in library.problems()] == []
    assert library.rubric().ref.startswith("mi@")


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ("hidden_need:", "hiden_need:", "hiden_need", r"unknown key\. Mend: did you mean `hidden_need`\?"),
        ("  walk_away:", "  walkaway:", "lines.walkaway", r"did you mean `walk_away`\?"),
        ("    closed: [Mm.,", "    closd: [Mm.,", "lines.withdraw.closd", r"did you mean `closed`\?"),
        ("        talk: sustain", "        tlak: sustain", "facts.bad_week.tells[1].tlak", r"did you mean `talk`\?"),
        ("        talk: sustain", "        talk: sustian", "facts.bad_week.tells[1].talk", r"did you mean `sustain`\?"),
        ("    layer: need", "    layer: deep", "facts.face.layer", "use one of surface, concern, need"),
        ("  start: 7", "  start: high", "law.start", "valid number.* Mend: give a number such as 2.5"),
        ("  start: 7", "  start: 70", "law.start", "Mend: give a number of at most 10"),
        ("  start: 7", "  start: -1", "law.start", "Mend: give a number of at least 0"),
        ("  start: 7", "  start:", "law.start", "Mend: give a number such as 2.5"),
        ("  start: 7", "  start: .inf", "law.start", "number"),
        ("  gain: 0.9", "  gain: 0", "law.gain", "Mend: give a number above 0"),
        ("  gain: 0.9", "  gain: 1.9", "law", "gain must not exceed loss"),
        ("  max_words: 35", "  max_words: 35.5", "voice.max_words", "Mend: give a whole number"),
        ("    words: [who]", "    words: who", "topics.involved.words", "Mend: write a list, each entry after `- `"),
        ("    words: [who]", "    words: [2019]", "topics.involved.words[0]", "put a bare number .* in quotes"),
        ("  size: small", "  size: middling", "change.size", r"pattern"),
        ("  one_shift:", "  One Shift:", "plans.One Shift", r"match the pattern \^\[a-z\]"),
        ("name: Ines Vidal", "name:", "name", "Mend: write text"),
        ("name: Ines Vidal", 'name: " "', "name", "Mend: write at least 1 characters"),
        ("    topics: [matters, worries]", "    topics: [matters, wories]", "facts.face.topics[1]",
         r"unknown topic 'wories'\. Mend: did you mean `worries`\?"),
        ("after: [bad_week]", "after: [bad_weak]", "facts.alone.gate.after[0]", r"did you mean `bad_week`\?"),
        ("  next:\n    about: what", "  later:\n    about: what", "topics", "no entry for next"),
    ],
)  # fmt: skip
def test_a_wrong_key_or_value_is_named_with_its_line(library: Library, old: str, new: str, key: str, told: str) -> None:
    content, line = edited(old, new)
    problem = the_one(broken(library, content))
    assert problem.key == key
    assert re.search(told, str(problem)), str(problem)
    rows = SOUND.splitlines()
    assert problem.line == {"law": rows.index("law:") + 1, "topics": rows.index("topics:") + 1}.get(key, line)


@pytest.mark.parametrize(
    ("old", "parent", "key"),
    [
        ("scenario: The yearly", "id: test_customer", "scenario"),
        ("    gist: Rafa plans", "  one_shift:", "plans.one_shift.gist"),
        ("  loss: 1.6", "law:", "law.loss"),
    ],
)
def test_a_missing_key_is_named_at_the_line_of_what_lacks_it(library: Library, old: str, parent: str, key: str) -> None:
    rows = SOUND.splitlines()
    content = "\n".join(row for row in rows if not row.startswith(old))
    problem = the_one(broken(library, content))
    assert (problem.key, problem.problem, problem.fix) == (key, "is missing", "add it")
    assert problem.line == rows.index(parent) + 1


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_lines(library: Library) -> None:
    content = (
        SOUND.replace("company: Norte Freight\n", "").replace("  start: 7", "  start: 70").replace("plans:", "plan:")
    )
    problems = broken(library, content)
    assert [problem.key for problem in problems] == ["company", "law.start", "plan"]
    assert [problem.line for problem in problems] == sorted(problem.line or 0 for problem in problems)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b"", None, r"the file is empty\. Mend: fill it"),
        (b"# only a comment\n", None, "the file is empty"),
        (b"- one\n- two\n", 1, "not a mapping"),
        (b"id: other\nname: Who: me\n", 2, "not well-formed YAML: mapping values are not allowed"),
        (b"id: other\nname: 'open\n", 3, "not well-formed YAML"),
        (b"id: other\n\tname: x\n", 2, "not well-formed YAML"),
        (b"id: other\nname: \x07\n", 2, "control characters"),
        (b"id: other\nname: *nobody\n", 2, "alias"),
        (b"id: other\nname: x\nid: third\n", 3, r"id: the key stands twice, first on line 1\. Mend: keep one"),
        (b"id: other\nlaw:\n  start: 7\n  start: 8\n", 4, "law.start: the key stands twice, first on line 3"),
        (b"id: other\nname: caf\xe9\n", 2, r"not UTF-8 text\. Mend: save the file with the encoding UTF-8"),
        ("id: other\n".encode("utf-16"), 1, "not UTF-8 text"),
        (b"id: other\nlaw: &l {start: *l}\n", 2, "alias refers to itself"),
        (b"a: " + b"[" * 100_000, 1, "nested more than 40 deep"),
        (b"id: !!python/object/apply:os.system [x]\n", 1, "tag|valid string"),
        (b"? [a, b]\n: c\n", 1, "a key is a list"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_readable_yaml_is_named(
    library: Library, content: bytes, line: int | None, told: str
) -> None:
    problem = the_one(broken(library, content)[:1])
    assert problem.line == line
    assert re.search(told, str(problem)), str(problem)


def test_aliases_that_multiply_are_refused_before_they_fill_memory(library: Library) -> None:
    laughs = "\n".join(f"b{level}: &b{level} [{', '.join([f'*b{level - 1}'] * 9)}]" for level in range(1, 12))
    assert "multiplies" in str(broken(library, f"b0: &b0 [x]\n{laughs}\n")[0])


def test_a_folder_and_a_link_to_nowhere_are_named_as_unreadable(library: Library) -> None:
    (library.personas_dir / "folder.yaml").mkdir()
    os.symlink("nowhere", library.personas_dir / "link.yaml")
    assert list(library.personas()) == ["test_customer"]
    assert [problem.problem for problem in library.problems()] == [
        "cannot be read (Is a directory)",
        "cannot be read (No such file or directory)",
    ]


def test_words_that_yaml_1_1_would_change_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [no, on, Yes, 12:30, 007, 2026-11-22, 1_000, 'true']\nb: [true, null, 7, -0.5, 1e3]\n")
    assert read_yaml(path).data == {
        "a": ["no", "on", "Yes", "12:30", "007", "2026-11-22", "1_000", "true"],
        "b": [True, None, 7, -0.5, 1000.0],
    }


def test_the_file_is_named_after_its_id(library: Library) -> None:
    (library.personas_dir / "ines.yaml").write_text(SOUND)
    problem = the_one(library.problems())
    assert (problem.key, problem.line) == ("id", 3)
    assert problem.fix == "name the file test_customer.yaml or write `id: ines`"


def test_two_files_for_one_id_are_named(library: Library) -> None:
    (library.personas_dir / "test_customer.yml").write_text(SOUND)
    assert "taken" in str(the_one(library.problems()))
    assert list(library.personas()) == ["test_customer"]


@pytest.mark.parametrize("wanted", ["nobody", "", "../personas/test_customer", "test_customer.yaml"])
def test_an_unknown_id_lists_those_there_are(library: Library, wanted: str) -> None:
    with pytest.raises(DataError, match=r"no persona has the id .*Mend: use one of: test_customer"):
        library.persona(wanted)
    with pytest.raises(DataError, match=r"no rubric has the id .*Mend: use one of: mi"):
        library.rubric(wanted)


def test_an_edited_file_is_read_again(library: Library) -> None:
    path = library.personas_dir / "test_customer.yaml"
    assert library.persona("test_customer") is library.persona("test_customer")
    path.write_text(SOUND.replace("name: Ines Vidal", "name: Inés Vidal Soto"), "utf-8")
    assert library.persona("test_customer").name == "Inés Vidal Soto"
    path.write_text("id: [")
    assert library.personas() == {}
    path.unlink()
    assert library.problems() == []


def test_personas_are_sorted_by_id(library: Library) -> None:
    for name in ("zoe", "adam"):
        content = SOUND.replace("id: test_customer", f"id: {name}")
        (library.personas_dir / f"{name}.yaml").write_text(content, "utf-8")
    assert list(library.personas()) == ["adam", "test_customer", "zoe"]


def test_a_folder_that_was_set_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ROLLWITH_PERSONAS_DIR.*not a folder"):
        open_library(Settings(personas_dir=tmp_path / "none", _env_file=None))


def test_the_folders_that_are_set_are_read(library: Library) -> None:
    settings = Settings(personas_dir=library.personas_dir, rubrics_dir=library.rubrics_dir, _env_file=None)
    assert list(open_library(settings).personas()) == ["test_customer"]
