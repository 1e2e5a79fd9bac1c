"""Transcript log: each owner's own, read by one turn at a time, and erased for good."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.model.training.desk_line import DeskLine, Source
from agent.model.training.transcript import Transcript, TranscriptLine, TranscriptState
from agent.model.verdict import Talk, TalkVerdict
from agent.storage.store import Store
from tests.support.servers.databases import rows_in

LINES = (TranscriptLine(number=2, by="Jo", text="It's \x00 late."), TranscriptLine(number=3, by="Mia", text="Is it?"))
TALK = Transcript(name="a.csv", form="csv", encoding="UTF-8", lines=LINES)


def test_a_transcript_is_kept_for_its_owner_alone(store: Store) -> None:
    log = store.training.transcripts
    assert log.add("t1", "ada", "north", TALK, 2)
    assert log.add("t2", None, "", TALK, 2)
    assert log.one("t1", "ada") == (TALK, TranscriptState.WAITING)
    assert log.one("t1", "bo") is None
    assert log.one("t1", None) is None
    assert [(one.id, one.name, one.lines) for one in log.all("ada")] == [("t1", "a.csv", 2)]
    assert not log.erase("t1", "bo")


def test_no_more_are_kept_than_may_be(store: Store, log_url: str) -> None:
    log = store.training.transcripts
    assert [log.add(f"t{at}", "ada", "", TALK, 2) for at in range(3)] == [True, True, False]
    assert rows_in(log_url, "transcripts") == 2


def test_only_the_turn_that_began_last_keeps_what_it_read(store: Store) -> None:
    log = store.training.transcripts
    log.add("t1", "ada", "", TALK, 2)
    read = TALK.model_copy(update={"talks": {0: TalkVerdict(talk=Talk.CHANGE, confidence=0.9)}})
    assert log.begin("t1", "ada", TALK, "one")
    assert log.begin("t1", "ada", TALK, "two")
    assert not log.reads("t1", "one")
    assert not log.keep("t1", "ada", read, "one", TranscriptState.SCORED)
    assert log.keep("t1", "ada", read, "two", TranscriptState.SCORING)
    assert log.one("t1", "ada") == (read, TranscriptState.SCORING)
    assert log.stop("t1", "ada")
    assert not log.reads("t1", "two")
    assert log.keep("t1", "ada", read, "two", TranscriptState.STOPPED)
    assert not log.stop("t1", "ada")


def test_what_was_begun_is_told_to_its_owner_and_to_the_team_at_whose_desk_it_stands(store: Store) -> None:
    log = store.training.transcripts
    for id_, owner in (("t1", "ada"), ("t2", "bo"), ("t3", "bo"), ("t4", None)):
        log.add(id_, owner, "north", TALK, 3)
        if id_ != "t3":
            log.begin(id_, owner, TALK, "one")
    assert [(id_, told) for id_, _, told in log.begun("bo", "north", 9)] == [("t2", TALK)]
    assert [id_ for id_, *_ in log.begun(None, "", 9)] == ["t4"]
    for team in ("north", ""):
        at_desk = {"source": Source.TRANSCRIPT, "speaker": "rep", "group": "g", "by": "ada", "at": datetime.now(UTC)}
        store.training.desk.add([DeskLine(id=f"l{team}", team=team, text="Hm", session="t1", number=1, **at_desk)])
    assert [id_ for id_, *_ in log.begun("bo", "north", 9)] == ["t2", "t1"]
    assert [id_ for id_, *_ in log.begun("bo", "north", 1)] == ["t2"]
    assert [id_ for id_, *_ in log.begun("bo", "south", 9)] == ["t2"]
    assert [id_ for id_, *_ in log.begun("bo", "", 9)] == ["t2"], "the team without a name is nobody's"


def test_an_erased_transcript_leaves_nothing(store: Store, log_url: str) -> None:
    log = store.training.transcripts
    log.add("t1", "ada", "", TALK, 2)
    assert log.erase("t1", "ada")
    assert rows_in(log_url, "transcripts") == 0
    log.add("t2", None, "", TALK, 2)
    store.persons.erase(None, None)
    assert rows_in(log_url, "transcripts") == 0
