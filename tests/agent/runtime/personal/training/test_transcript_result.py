"""What the readings of a transcript come to: means, checks with words, thirds, and lines that nobody could grade."""

from __future__ import annotations

import pytest

from agent.content.library import Library
from agent.model.rubric import Criterion
from agent.model.training.transcript import Transcript, TranscriptLine
from agent.model.verdict import Talk, TalkVerdict
from agent.runtime.personal.training.transcript_result import result_of
from agent.runtime.personal.training.transcripts import said_before
from tests.support.makers import makers

PARTS = {"R": "rep", "C": "customer", "-": "skip"}


def transcript(*said: tuple[str, str, str]) -> Transcript:
    """Make one of (speaker, words, conversation)."""
    lines = [TranscriptLine(number=at, by=by, text=text, session=talk) for at, (by, text, talk) in enumerate(said, 2)]
    return Transcript.model_validate(
        {"name": "a.csv", "form": "csv", "encoding": "UTF-8", "lines": lines, "parts": PARTS}
    )


def test_each_third_of_every_conversation_is_counted_apart(library: Library) -> None:
    talks = [Talk.SUSTAIN, Talk.NEUTRAL, Talk.CHANGE]
    whole = transcript(*(("C", f"line {at}", talk) for talk in ("1", "2") for at in range(3)))
    read = {at: TalkVerdict(talk=talks[at % 3], confidence=0.9) for at in range(6)}
    read[5] = TalkVerdict(talk=Talk.CHANGE, confidence=0.0)
    found = result_of(whole.model_copy(update={"talks": read}), library.rubric()).thirds
    assert [dict(third) for third in found] == [
        {Talk.SUSTAIN: 2}, {Talk.NEUTRAL: 2}, {Talk.CHANGE: 1}
    ]  # fmt: skip


def test_means_leave_out_what_was_not_graded_and_no_words_stand_twice(library: Library) -> None:
    said = [("R", words, "") for words in ("Why?", "why?", "You must.", "You must. ", "", "So it goes.")]
    good, poor = makers.verdict(empathy=0.9), makers.verdict(empathy=0.1)
    none = poor.model_copy(update={"ungraded": "nothing in it"})
    verdicts = {0: good, 1: good, 2: poor, 3: poor, 4: none, 5: poor}
    result = result_of(transcript(*said).model_copy(update={"verdicts": verdicts}), library.rubric())
    assert result.graded == 5
    assert [(why, [line.number for line in lines]) for why, lines in result.ungraded.items()] == [
        ("nothing in it", [6])
    ]
    shares = [getattr(one.criteria, Criterion.BOND.value) for one in (good, good, poor, poor, poor)]
    assert result.criteria[Criterion.BOND] == pytest.approx(sum(shares) / 5)
    shown = [one.line.text for one in (*result.best, *result.worst)]
    assert len({text.casefold().strip() for text in shown}) == len(shown)


def test_a_line_is_read_with_what_stood_before_it_in_its_own_conversation() -> None:
    whole = transcript(("C", "a", "1"), ("R", "b", "2"), ("-", "x", "2"), ("C", "c", "2"), ("R", "d", "2"))
    assert [(said.speaker, said.text) for said in said_before(whole, 4)] == [("rep", "b"), ("customer", "c")]
    assert said_before(whole, 1) == []
