"""The rubric in a trainer's words: how each check is decided and counts, and where a code stands."""

from __future__ import annotations

from agent.content.library import Library
from agent.model.practice.person import Person, Role
from agent.model.rubric import DetectorId
from agent.model.verdict import Mark
from agent.web.views.training.rubrics.overview import Standing, overview
from agent.web.views.training.rubrics.words import MARKS, TESTS, counts, decided_by
from tests.support.paths import ROOT

RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()
TIA = Person(id="p-tia", name="tia", shown="Tia", role=Role.TRAINER, team="north")


def test_every_mark_and_test_has_words() -> None:
    assert set(MARKS) == set(Mark)
    assert set(TESTS) == set(DetectorId)


def test_a_check_says_what_decides_it_and_what_it_counts() -> None:
    checks = RUBRIC.checks
    assert decided_by(checks["owns_part"], RUBRIC).startswith("Passes where the line owns the part of the rep’s side")
    assert decided_by(checks["invites_more"], RUBRIC) == "Passes where the line is read as open question."
    both = decided_by(checks["asks_leave"], RUBRIC)
    assert (
        both
        == "Passes where the line is read as seek collaboration, or where it asks leave to offer something, and waits."
    )
    assert decided_by(checks["no_insult"], RUBRIC) == "Fails where the line’s words hold a name or a put-down."
    assert counts(checks["says_back"]) == "adds 80 % to Empathize"
    assert counts(checks["no_insult"]) == "Bond is 0 % where it fails"


def test_the_page_holds_no_word_of_the_file_alone() -> None:
    page = str(overview(TIA, Standing(RUBRIC, None, None, None, (), ())))
    for raw in ("mark own", "test insult", ">guard<", "Rank "):
        assert raw not in page
    assert f"Place 1 of {len(RUBRIC.codes)}." in page
