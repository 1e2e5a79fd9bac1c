"""Graded lines: whose may be graded again, in which order, and what stays out of them."""

from __future__ import annotations

import pytest

from agent.model.practice.audit import AuditAct
from agent.model.practice.terms import Mode
from agent.runtime.personal import exams
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.graded_lines import graded_lines, whose_lines
from agent.runtime.personal.training.transcripts import Transcripts
from tests.agent.runtime.personal.conftest import As

FIRST, SECOND = "You felt left alone with it. What would help most?", "It is your call. What matters to you?"
TALK = b"Mia: What would make it worth it to you?\nJo: A quiet line.\nMia: 42!!\nMia: It's up to you.\n"


def texts(room: PersonalRoom, most: int = 200) -> list[str]:
    return [line.text for line in graded_lines(room, most)]


async def say(room: PersonalRoom, session: str, line: str) -> None:
    async for _ in room.say(session, line):
        pass


async def scored(room: PersonalRoom, talk: bytes = TALK) -> str:
    kept = Transcripts(room)
    id_ = kept.bring_in("talk.txt", talk)
    async for _ in kept.score(id_, {"Mia": "rep", "Jo": "customer"}):
        pass
    return id_


@pytest.mark.parametrize("veil", [True, False])
async def test_nobody_sees_the_lines_of_an_exam_before_it_is_over(
    room_as: As, monkeypatch: pytest.MonkeyPatch, veil: bool
) -> None:
    if not veil:  # one of two walls; each must hold alone
        monkeypatch.setattr(exams, "veiled", lambda turn: turn)
    for rep, reader in ((room_as(""), room_as("")), (room_as("ana"), room_as("tia"))):
        exam = await rep.start("test_customer", mode=Mode.EXAM)
        await say(rep, exam.id, FIRST)
        if rep.person.id:  # as if it had been given before its end, which no button lets anybody do
            rep.room.log.notes.add(exam.id, "submitted", "yes")
        assert graded_lines(reader, 200) == []
        assert not [row for row in reader.room.log.audit.entries(50) if row.act == AuditAct.READ], (
            "nor was it looked at"
        )
        await rep.finish(exam.id)
        assert texts(reader) == [FIRST]


async def test_lines_of_transcripts_stand_among_those_of_sessions_by_when_they_were_graded(room_as: As) -> None:
    own = room_as("")
    info = await own.start("test_customer")
    await say(own, info.id, FIRST)
    await scored(own)
    await say(own, info.id, SECOND)
    assert texts(own) == [SECOND, "It's up to you.", "What would make it worth it to you?", FIRST]
    assert texts(own, 2) == [SECOND, "It's up to you."]
    assert "transcripts" in whose_lines(own)
    line = graded_lines(own, 2)[1]
    assert [(said.speaker, said.text) for said in line.context] == [
        ("rep", "What would make it worth it to you?"),
        ("customer", "A quiet line."),
        ("rep", "42!!"),
    ]


async def test_what_was_graded_again_is_new_and_what_is_not_graded_yet_is_not_there(room_as: As) -> None:
    own = room_as("")
    kept = Transcripts(own)
    old, _ = await scored(own, b"Mia: How was it?\nJo: Bad.\n"), await scored(own)
    kept.bring_in("waiting.txt", b"Mia: Are you there?\nJo: No.\n")
    assert texts(own, 1) == ["It's up to you."]
    async for _ in kept.score(old, {"Mia": "rep", "Jo": "customer"}):
        pass
    assert texts(own) == ["How was it?", "It's up to you.", "What would make it worth it to you?"]


async def test_a_transcript_is_its_owners_until_its_lines_are_at_the_desk_of_the_team(room_as: As) -> None:
    tia, art, tom, tess = (room_as(name) for name in ("tia", "art", "tom", "tess"))
    id_ = await scored(tia)
    both = ["It's up to you.", "What would make it worth it to you?"]
    assert [texts(one) for one in (tia, art, tom, tess)] == [both, [], [], []]
    Transcripts(tia).bring_to_desk(id_)
    assert [texts(one) for one in (tia, art, tom, tess)] == [both, both, [], []]
    Transcripts(tia).erase(id_)
    assert [texts(one) for one in (tia, art)] == [[], []]
    await scored(tess)
    assert texts(tess) == both
    assert texts(room_as("")) == []


async def test_no_more_is_read_than_is_wanted(room_as: As) -> None:
    ana, tia = room_as("ana"), room_as("tia")
    given = []
    for line in (FIRST, SECOND):
        info = await ana.start("test_customer")
        await say(ana, info.id, line)
        await ana.finish(info.id)
        give_to_trainer(ana, info.id)
        given.append(info.id)
    assert texts(tia, 1) == [SECOND]
    read = {row.session for row in tia.room.log.audit.entries(50) if row.act == AuditAct.READ}
    assert read == {given[1]}, "reading somebody's session is written down, so none is read for nothing"
    assert texts(tia) == [SECOND, FIRST]
