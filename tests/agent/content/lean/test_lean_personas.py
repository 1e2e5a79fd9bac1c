"""Lean personas: whole in all that plays them, checked at their own keys, drafted without a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content.authored_lines import every_line
from agent.content.check import check
from agent.content.lean.canaries import found_canaries
from agent.content.lean.difficulty import NUMBERS, difficulties, law_numbers, law_of, numbers_table
from agent.content.lean.expansion import expand
from agent.content.lean.lint import lint_lean
from agent.content.lean.notes.notes_draft import draft_from_notes
from agent.content.lean.reading import read_lean
from agent.content.lean.samples import samples_of
from agent.content.lean.stock import shared_stock
from agent.content.lean.template import PROMPTS, template
from agent.content.library import Library
from agent.content.secrets import canary_in
from agent.content.tables.requirements import requirements
from agent.model.acts import Act, Band
from agent.model.persona import LineSpec
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona, Register
from tests.support.paths import ROOT

TEXT = (ROOT / "tests/data/lean/test_lean.yaml").read_text("utf-8")


@pytest.fixture
def lean() -> LeanPersona:
    _, found, problems = read_lean(TEXT, "test_lean.yaml")
    assert problems == ()
    assert found is not None
    return found


@pytest.mark.parametrize("register", list(Register))
def test_the_stock_has_the_lines_that_thirty_turns_need_in_every_register(register: Register) -> None:
    for act, bands in requirements().lines.items():
        for band, least in bands.items():
            assert len(shared_stock().of_act(act, band, register, "anybody")) >= least, (act, band)


def test_samples_come_first_and_shared_lines_are_marked(lean: LeanPersona) -> None:
    first, *rest = expand(lean).lines[Act.EXCUSE][Band.CLOSED]
    assert isinstance(first, LineSpec)
    assert (first.say, first.stock) == (lean.voice.samples[Act.EXCUSE], False)
    assert all(isinstance(line, LineSpec) and line.stock for line in rest)


def test_a_customer_with_enough_lines_of_its_own_says_no_shared_ones_there(lean: LeanPersona) -> None:
    least = requirements().lines[Act.MINIMISE][Band.CLOSED]
    own = tuple(f"It is line number {number} of mine." for number in range(least))
    voice = AuthoredVoice(id=lean.id, lines={Act.MINIMISE: {Band.CLOSED: own}})
    lines = expand(lean, voice).lines[Act.MINIMISE]
    assert not any(isinstance(line, LineSpec) and line.stock for line in lines[Band.CLOSED])
    assert any(isinstance(line, LineSpec) and line.stock for line in lines[Band.GUARDED])


def test_no_line_that_may_be_said_before_gives_a_fact_away(lean: LeanPersona) -> None:
    bare = {name: fact.model_copy(update={"canaries": ()}) for name, fact in lean.facts.items()}
    persona = expand(lean.model_copy(update={"facts": bare}))
    for line in every_line(persona):
        if not line.fact and not line.spec.after:
            for fact in persona.facts.values():
                assert canary_in(line.text, fact.canaries) is None, line


def test_canaries_are_found_in_each_line_that_tells_a_fact(lean: LeanPersona) -> None:
    for name, fact in lean.facts.items():
        found = found_canaries(lean, name)
        assert all(canary_in(line, found) for line in fact.says), (name, found)


@pytest.mark.parametrize("knob", [1, 2, 3, 4, 5])
def test_the_law_behind_the_knob_comes_out_as_the_difficulty_it_says(knob: int) -> None:
    assert law_of(knob).difficulty == knob
    assert [number.name for number in law_numbers(knob)] == list(NUMBERS)
    assert all(number.means.endswith(".") and number.span for number in law_numbers(knob))


def test_the_law_has_twenty_four_numbers_each_going_one_way() -> None:
    assert len(NUMBERS) == 24
    laws = [difficulties().levels[knob] for knob in range(1, 6)]
    for name in NUMBERS:
        values = [getattr(law, name) for law in laws]
        assert values in (sorted(values), sorted(values, reverse=True)), name


def test_the_documents_have_the_numbers_as_they_are() -> None:
    assert numbers_table() in (ROOT / "docs/personas.md").read_text("utf-8")


def test_every_text_of_the_template_is_told_until_it_is_written() -> None:
    _, lean, problems = read_lean(template("robin_vale"), "robin_vale.yaml")
    assert problems == ()
    assert lean is not None
    told = [one for one in lint_lean(lean) if one.problem.startswith("still to be written")]
    assert len(told) == len(PROMPTS)
    assert len({one.key for one in told}) == len(told)
    assert len(template("robin_vale").splitlines()) <= 60


@pytest.mark.parametrize("left", ["TODO", "...", "<somebody>", "tbd"])
def test_a_placeholder_is_told_at_its_key(lean: LeanPersona, left: str) -> None:
    found = lint_lean(lean.model_copy(update={"surface": left}))
    assert [one.key for one in found] == ["surface"]


def test_a_leak_is_told_at_the_key_and_line_of_the_lean_file(tmp_path: Path) -> None:
    old = "We've been flat out with calving, eh."
    assert TEXT.count(old) == 1
    (tmp_path / "test_lean.yaml").write_text(TEXT.replace(old, "Ask Hana, eh."), "utf-8")
    found = [one for one in check(Library(tmp_path, tmp_path / "rubrics")) if one.severity == "error"]
    assert [(one.key, "Hana" in one.problem) for one in found] == [("voice.samples.excuse", True)]
    assert found[0].line
    assert "excuse" in TEXT.splitlines()[found[0].line - 1]


def test_a_sound_lean_file_has_no_findings(tmp_path: Path) -> None:
    (tmp_path / "test_lean.yaml").write_text(TEXT, "utf-8")
    library = Library(tmp_path, tmp_path / "rubrics")
    assert [str(one) for one in check(library)] == []
    assert library.full_personas() == {}


def test_a_voice_beside_is_read_and_a_wrong_or_lonely_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "test_lean.yaml").write_text(TEXT, "utf-8")
    library, voice = Library(tmp_path, tmp_path / "rubrics"), tmp_path / "test_lean.voice.yaml"
    voice.write_text("id: test_lean\ntells:\n  hana: ['Hana still drives that road.']\n", "utf-8")
    assert "Hana still drives that road." in library.persona("test_lean").facts["hana"].tells
    voice.write_text("id: test_lean\ntells:\n  nobody: ['Nobody knows.']\n", "utf-8")
    assert [(one.file, one.line, one.key) for one in check(library)] == [(str(voice), 3, "tells.nobody")]
    voice.write_text("id: test_lean\nlinse: {}\n", "utf-8")
    assert "lines" in check(library)[0].fix
    voice.rename(tmp_path / "other.voice.yaml")
    assert [one.file for one in library.problems()] == [str(tmp_path / "other.voice.yaml")]


def test_what_is_published_stands_before_what_ships_and_is_seen_at_once(tmp_path: Path) -> None:
    shipped, published = tmp_path / "shipped", tmp_path / "data/published"
    (shipped / "lean").mkdir(parents=True)
    (shipped / "lean/test_lean.yaml").write_text(TEXT, "utf-8")
    library = Library(shipped, shipped, published)
    assert library.persona("test_lean").name == "Wiremu Paki"
    (published / "personas").mkdir(parents=True)
    (published / "personas/test_lean.yaml").write_text(TEXT.replace("name: Wiremu Paki", "name: Ada Paki"), "utf-8")
    assert library.persona("test_lean").name == "Ada Paki"
    assert library.problems() == []
    assert library.document("test_lean").path.is_relative_to(published)


def test_one_id_in_both_folders_is_told_with_both(tmp_path: Path) -> None:
    (tmp_path / "lean").mkdir()
    for path in (tmp_path / "test_lean.yaml", tmp_path / "lean/test_lean.yaml"):
        path.write_text(TEXT, "utf-8")
    (told,) = Library(tmp_path, tmp_path / "rubrics").problems()
    assert told.file == str(tmp_path / "lean/test_lean.yaml")
    assert str(tmp_path / "test_lean.yaml") in told.problem


def test_numbers_that_are_no_law_are_told_at_their_key(tmp_path: Path) -> None:
    (tmp_path / "test_lean.yaml").write_text(TEXT + "law: {walk_patiense: 3}\n", "utf-8")
    (told,) = Library(tmp_path, tmp_path / "rubrics").problems()
    assert told.key == "law.walk_patiense"


def test_notes_fill_the_template_by_their_headings() -> None:
    notes = "# Name: Ada Weld\nRole: Welder\n\n## Background\nThe torch\nfailed.\n\nFacts:\n- It burnt her.\n"
    _, lean, problems = read_lean(draft_from_notes(notes, "ada"), "ada.yaml")
    assert problems == ()
    assert lean is not None
    assert (lean.name, lean.role, lean.scenario) == ("Ada Weld", "Welder", "The torch failed.")
    assert lean.facts["first_fact"].truth == "It burnt her."
    assert "name" not in {one.key for one in lint_lean(lean)}


@pytest.mark.parametrize(
    "notes", ["", "Name: {a: [b\n", 'Role: "x\\', "## Facts\n- # not a comment: {\n", "Name:\n- <b>\n"]
)
def test_any_notes_give_a_draft_that_reads(notes: str) -> None:
    _, lean, problems = read_lean(draft_from_notes(notes, "ada"), "ada.yaml")
    assert problems == ()
    assert lean is not None


def test_a_transcript_gives_sample_lines_without_the_names() -> None:
    talk = "Rep: How is it?\nAda: Maybe Bert would know about that.\nAda: Why should I believe you now?\n"
    found = samples_of(talk, names=("Bert",))
    assert found["sample_5"] == "Maybe somebody would know about that."
    assert found["sample_4"] == "Why should I believe you now?"
