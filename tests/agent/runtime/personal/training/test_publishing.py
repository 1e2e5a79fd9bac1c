"""Publishing: who may, two at once, a kill between log and file, and sessions that were begun before."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agent.content.editing.yaml_text import fresh
from agent.content.library import Library
from agent.errors import EditionRefused, NotSignedIn
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training import publishing
from agent.runtime.personal.training.drafts import begin_draft, draft_of, new_draft, published_of, rewrite
from agent.runtime.personal.training.published_files import PublishedFiles, keep_published
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.lean_notes import tess
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

AILSA, P = "ailsa_drummond", Kind.PERSONA


@pytest.fixture
async def as_(tmp_path: Path, url: str) -> AsyncIterator[Callable[[str], PersonalRoom]]:
    """A room that publishes, as somebody has it."""
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / f"personas/{AILSA}.yaml", tmp_path / "personas")
    room = fake_room(Library(tmp_path / "personas", ROOT / "rubrics", tmp_path / "published"), url)
    keep_published(room)
    teams.settle(room.log)
    yield lambda name: personal(room, EVERYBODY[name])
    await room.aclose()


def renamed(room: PersonalRoom, name: str) -> None:
    draft = begin_draft(room, P, AILSA)
    rewrite(room, draft, draft.text.replace("name: Ailsa Drummond", f"name: {name}", 1))


async def test_what_is_published_stands_for_reps_and_an_old_session_keeps_its_words(
    as_: Callable[[str], PersonalRoom],
) -> None:
    tia, ana = as_("tia"), as_("ana")
    old = await ana.start(AILSA, seed=1)
    before = ana.library.persona(AILSA)
    renamed(tia, "Isla Drummond")
    done = publishing.publish(tia, P, AILSA, "Another first name.")
    assert (done.number, done.by, draft_of(tia, P, AILSA)) == (1, "p-tia", None)
    new = ana.library.persona(AILSA)
    assert (new.name, new.version) == ("Isla Drummond", before.version + 1)
    assert ana.persona_of(ana.session(old.id)) == before
    async for _ in ana.say(old.id, "You were handed a system you never chose. What would help most?"):
        pass
    turns, replayed = ana.turns(old.id), [one async for one in ana.room.replay(old.id)]
    assert [one.resistance_after for one in replayed] == [turn.state.resistance for turn in turns]
    assert all(one.agrees for one in replayed)
    assert (await ana.start(AILSA)).persona_version == new.version
    back = publishing.go_back(tia, P, AILSA, 0)
    assert (back.number, back.came_of) == (2, 0)
    assert ana.library.persona(AILSA).name == before.name
    publishing.withdraw_edition(tia, P, AILSA, "What ships will do.")
    assert ana.library.persona(AILSA) == before
    assert [told.edition.number for told in publishing.versions(tia, P, AILSA)] == [3, 2, 1, 0]


def test_a_rep_and_a_labeller_may_do_nothing_of_it(as_: Callable[[str], PersonalRoom]) -> None:
    ana = as_("ana")
    for ask in (
        lambda: draft_of(ana, P, AILSA), lambda: published_of(ana, P, AILSA), lambda: begin_draft(ana, P, AILSA),
        lambda: publishing.publish(ana, P, AILSA, "Mine."), lambda: publishing.go_back(ana, P, AILSA, 0),
        lambda: publishing.withdraw_edition(ana, P, AILSA, "Gone."), lambda: publishing.versions(ana, P, AILSA),
    ):  # fmt: skip
        with pytest.raises(NotSignedIn):
            ask()


def test_the_second_of_two_is_told_and_loses_nothing(as_: Callable[[str], PersonalRoom]) -> None:
    tia, art = as_("tia"), as_("art")
    renamed(tia, "Isla Drummond")
    renamed(art, "Una Drummond")
    publishing.publish(tia, P, AILSA, "First.")
    with pytest.raises(EditionRefused, match="edition 1 came in between, by Tia"):
        publishing.publish(art, P, AILSA, "Second.")
    kept = draft_of(art, P, AILSA)
    assert kept is not None
    assert "Una Drummond" in kept.text
    publishing.go_on_from_newest(art, P, AILSA)
    assert publishing.publish(art, P, AILSA, "Second.").number == 2
    assert art.library.persona(AILSA).name == "Una Drummond"


def test_a_draft_with_errors_or_without_a_note_is_not_published(as_: Callable[[str], PersonalRoom]) -> None:
    tia = as_("tia")
    renamed(tia, "Isla")
    with pytest.raises(EditionRefused, match="a note goes with it"):
        publishing.publish(tia, P, AILSA, " x ")
    rewrite(tia, begin_draft(tia, P, AILSA), "id: ailsa_drummond\n")
    with pytest.raises(EditionRefused, match="something is still wrong at"):
        publishing.publish(tia, P, AILSA, "Fine by me.")
    assert draft_of(tia, P, AILSA) is not None


@pytest.mark.parametrize("harm", ["missing", "stale"])
def test_a_file_that_a_kill_left_out_is_written_before_it_is_read(
    as_: Callable[[str], PersonalRoom], harm: str
) -> None:
    tia = as_("tia")
    renamed(tia, "Isla Drummond")
    publishing.publish(tia, P, AILSA, "Another first name.")
    folder = tia.room.library.published
    assert folder is not None
    file = folder / "personas" / f"{AILSA}.yaml"
    whole = file.read_text()
    file.unlink() if harm == "missing" else file.write_text("id: half")
    PublishedFiles(tia.room, folder).settle()
    assert file.read_text() == whole


@pytest.mark.parametrize("id_", ["../etc", "a/b", "", "A", "x" * 61, "a\n"])
def test_an_id_that_names_another_file_is_refused(as_: Callable[[str], PersonalRoom], id_: str) -> None:
    with pytest.raises(EditionRefused, match="is no id"):
        published_of(as_("tia"), P, id_)


async def test_a_lean_customer_is_published_met_edited_gone_back_to_and_withdrawn_and_old_sessions_stay(
    as_: Callable[[str], PersonalRoom],
) -> None:
    tia, ana, wanted = as_("tia"), as_("ana"), tess()
    new_draft(tia, P, "tess_quill", fresh(wanted), fresh({"id": "tess_quill", "openings": ["Quill. Be quick."]}))
    assert publishing.publish(tia, P, "tess_quill", "From the notes.").number == 1
    old = await ana.start("tess_quill", seed=1)
    async for _ in ana.say(old.id, "You were handed a system you never chose. What would help most?"):
        pass
    before, turns = ana.persona_of(ana.session(old.id)), ana.turns(old.id)
    assert "Quill. Be quick." in before.openings
    draft = begin_draft(tia, P, "tess_quill")
    rewrite(tia, draft, draft.text.replace("difficulty: 4", "difficulty: 1"), "")
    assert publishing.publish(tia, P, "tess_quill", "Milder, and without lines of their own.").number == 2
    assert ana.library.persona("tess_quill").law.difficulty == 1
    assert "Quill. Be quick." not in ana.library.persona("tess_quill").openings
    assert publishing.go_back(tia, P, "tess_quill", 1).number == 3
    assert ana.library.persona("tess_quill").model_copy(update={"version": before.version}) == before
    publishing.withdraw_edition(tia, P, "tess_quill", "It was a trial.")
    assert "tess_quill" not in ana.library.personas()
    assert (ana.persona_of(ana.session(old.id)), ana.turns(old.id)) == (before, turns)
    replayed = [one async for one in ana.room.replay(old.id)]
    assert [one.resistance_after for one in replayed] == [turn.state.resistance for turn in turns]
    async for _ in ana.say(old.id, "What matters most to you when it blows?"):
        pass
    assert len(ana.turns(old.id)) == 2
    assert publishing.go_back(tia, P, "tess_quill", 2).number == 5
    assert ana.library.persona("tess_quill").law.difficulty == 1


def test_a_folder_that_cannot_be_written_to_is_told_and_what_is_published_follows_by_itself(
    as_: Callable[[str], PersonalRoom],
) -> None:
    tia = as_("tia")
    folder = tia.room.library.published
    assert folder is not None
    folder.write_text("in the way")
    renamed(tia, "Isla Drummond")
    with pytest.raises(EditionRefused, match="edition 1 is published, but .* cannot be written to"):
        publishing.publish(tia, P, AILSA, "Another first name.")
    assert draft_of(tia, P, AILSA) is None
    folder.unlink()
    PublishedFiles(tia.room, folder).settle()
    assert tia.room.library.persona(AILSA).name == "Isla Drummond"
    tia.room.library.published = None
    renamed(tia, "Una Drummond")
    with pytest.raises(EditionRefused, match="no folder to publish to"):
        publishing.publish(tia, P, AILSA, "Once more.")
    assert len(publishing.versions(tia, P, AILSA)) == 2
