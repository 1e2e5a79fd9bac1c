"""Tables that ship are read once, as typed data; a broken one is named with file, key, line and mend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent.content.check import check
from agent.content.library import Library
from agent.content.tables import catalogue, reading
from agent.content.tables.phrases import draft_phrases, wording
from agent.content.tables.requirements import requirements
from agent.content.tables.response_weights import ResponseWeights, response_weights
from agent.content.tables.standard_questions import standard_questions
from agent.errors import DataError
from agent.model.acts import Act, Band, LineEffect, Situation
from tests.support.paths import ROOT


def test_what_ships_is_sound_and_is_read_once() -> None:
    assert catalogue.wrong_tables() == []
    for table in (draft_phrases, wording, requirements, response_weights, standard_questions):
        assert table() is table()


def test_numbers_and_words_are_those_of_the_file() -> None:
    pushed = response_weights().weights[LineEffect.PUSHED][Band.CLOSED]
    assert list(pushed.items())[:3] == [(Act.EXCUSE, 2.4), (Act.DENY, 1.4), (Act.MINIMISE, 1.1)]
    assert response_weights().chances.telling[Band.GUARDED] == 0.45
    assert requirements().marked[Act.WITHDRAW][Band.CLOSED] == {Situation.SILENCE: 2, Situation.BYE: 1}
    assert standard_questions().questions["next"][0] == "What's next?"
    assert "yes" in wording().everyday
    assert list(draft_phrases().friendlier[Band.OPEN]) == ["gush", "caves"]


def test_the_order_of_a_row_is_kept_for_it_is_the_order_of_chance() -> None:
    assert list(response_weights().weights[LineEffect.HEARD][Band.GUARDED]) == [
        Act.ACKNOWLEDGE, Act.OPEN_UP, Act.WAVER, Act.COMPLAIN, Act.TEST, Act.EXCUSE, Act.MINIMISE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("behaviour/response_weights.yaml", "attack: 3,", "attak: 3,",
         "weights.confronted.closed.attak: 'attak' is not known here. Mend: did you mean `attack`?"),
        ("behaviour/response_weights.yaml", "attack: 3,", "attack: 0,",
         "weights.confronted.closed.attack: input should be greater than 0. Mend: give a number above 0."),
        ("behaviour/response_weights.yaml", "  pushed:", "  pusht:",
         "weights.pusht: 'pusht' is not known here. Mend: did you mean `pushed`? If so, write that."),
        ("behaviour/response_weights.yaml", "  voicing: 0.9", "  voicing: 9",
         "chances.voicing: input should be less than or equal to 1. Mend: give a number of at most 1."),
        ("authoring/requirements.yaml", "hooks: 8", "hook: 8", "hook: unknown key. Mend: did you mean `hooks`?"),
        ("authoring/requirements.yaml", "\nanswers: 3", "\nanswers: -3", "answers: input should be greater"),
        ("language/standard_questions.yaml", "  involved:", "  involve:", "questions: no wordings for involved"),
        ("language/draft_phrases.yaml", r"\bno,? thank|", r"\bno,? thank|(", "no_thanks[0]: not a regular expression"),
        ("language/draft_phrases.yaml", "    gush: gushes", "    gosh: gushes", "friendlier.closed.gosh: no such list"),
        ("authoring/wording.yaml", "given_away: 0.6", "given_away: 60", "given_away: input should be less"),
    ],
)  # fmt: skip
def test_a_broken_table_is_named(tmp_path: Path, table: str, old: str, new: str, told: str) -> None:
    text = (ROOT / "rubrics" / table).read_text("utf-8")
    assert old in text
    path = tmp_path / "table.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = reading.table_findings(path, catalogue.TABLES[table])
    assert any(f": {told}" in str(finding) and finding.line for finding in found), [str(one) for one in found]
    with pytest.raises(DataError, match=r"table\.yaml:\d+: "):
        reading.read_table(path, catalogue.TABLES[table])


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        reading.read_table(tmp_path / "none.yaml", ResponseWeights)


def test_the_check_of_everything_looks_at_the_tables_too(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "behaviour/response_weights.yaml"
    monkeypatch.setattr(catalogue, "TABLES", {name: catalogue.TABLES["authoring/wording.yaml"]})
    assert any(finding.file.endswith(name) for finding in check(library))
    assert not any(finding.file.endswith(name) for finding in check(library, ["test_customer"]))


def test_a_light_command_reads_no_table() -> None:
    code = """
import sys
sys.argv = ["rollwith", "sessions", "list"]
from rollwith.__main__ import main
try:
    main()
finally:
    from agent.content.tables import phrases, requirements, response_weights, standard_questions
    read = (phrases.wording, phrases.draft_phrases, requirements.requirements, response_weights.response_weights,
            standard_questions.standard_questions)
    sys.stderr.write("READ " + str(sum(table.cache_info().currsize for table in read)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.stderr.rpartition("READ ")[2] == "0", ran.stderr
