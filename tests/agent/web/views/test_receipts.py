"""Receipts tell blame as blame at any level, each reason once, and why nothing rose where nothing can."""

from __future__ import annotations

from agent.content.library import Library
from agent.model.acts import Stage
from agent.model.session import Receipt, State
from agent.model.verdict import Code, Verdict
from agent.rules import transition
from agent.web.views.receipts import AT_THE_TOP, digest, receipt_body, rep_line
from tests.support.makers import makers
from tests.support.paths import ROOT

PERSONA = makers.persona()
RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()


def told(verdict: Verdict, resistance: float) -> tuple[str, str, str]:
    """Return the digest, the marked line and the whole receipt of a line said at this resistance."""
    state = State(resistance=resistance, trust=0.0 if resistance == 10 else 2.0)
    _, receipt = transition.move(state, verdict, PERSONA)
    body = receipt_body(verdict, receipt, PERSONA, RUBRIC)
    return str(digest(verdict, receipt)), str(rep_line("words of confront", verdict, receipt)), str(body)


def test_blame_at_the_top_is_told_as_blame_that_cannot_raise_it_further() -> None:
    head, line, _ = told(makers.verdict(Code.CONFRONT), 10.0)
    assert "is-hard" in head
    assert AT_THE_TOP in head
    assert "is-hard" in line


def test_blame_below_the_top_says_nothing_of_it() -> None:
    head, line, _ = told(makers.verdict(Code.CONFRONT), 6.0)
    assert AT_THE_TOP not in head
    assert "is-hard" in line


def test_a_line_that_moved_nothing_is_no_harm() -> None:
    head, _, _ = told(makers.verdict(Code.OTHER), 10.0)
    assert AT_THE_TOP not in head
    assert "is-flat" in head


def test_a_reason_that_moved_nothing_is_told_once_in_a_receipt() -> None:
    _, _, body = told(makers.verdict(Code.CONFRONT), 10.0)
    assert body.count("they defend themselves") == 1


def test_what_no_words_were_read_as_is_given_as_a_reason() -> None:
    _, _, body = told(makers.verdict(Code.CONFRONT), 6.0)
    assert "the line as a whole: <b>what just happened" not in body


def test_what_opened_ends_once_and_is_kept_from_a_stranger() -> None:
    topics = {
        name: topic.model_copy(update={"about": "What happens outside?"}) for name, topic in PERSONA.topics.items()
    }
    asks = PERSONA.model_copy(update={"topics": topics})
    receipt = Receipt(unlocked=(next(iter(PERSONA.facts)),), stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE)
    verdict = makers.warm()
    body = str(receipt_body(verdict, receipt, asks, RUBRIC))
    assert "about: What happens outside?</p>" in body
    assert ".</p>" in str(receipt_body(verdict, receipt, PERSONA, RUBRIC)).partition("about:")[2]
    shared = str(receipt_body(verdict, receipt, asks, RUBRIC, to_a_stranger=True))
    assert "Unlocked" not in shared
    assert "What happens outside" not in shared
