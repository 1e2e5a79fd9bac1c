"""Transcripts in the page: brought in, told who is who, scored, stopped, erased, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.transcripts import Transcripts
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from tests.agent.runtime.personal.conftest import As

TALK = """Mia: What would make it worth it to you?
Jo: I <img src=x onerror=alert(1)> could try {{7}} it.
Mia: 42!!
Mia: It's up to you.
Jo: =HYPERLINK("x")
"""


async def shown(updates: AsyncIterator[Updates]) -> Updates:
    screen: Updates = {}
    async for update in updates:
        screen |= update
    return screen


async def act(room: PersonalRoom, asked: str, /, **detail: str) -> Updates:
    return await shown(PageController(room).act(asked, {"session": "", **detail}))


async def brought_in(room: PersonalRoom) -> tuple[str, str]:
    page = str((await act(room, "transcript_paste", pasted=TALK))["page"])
    found = re.search(r'data-transcript="([0-9a-f]{16})"', page)
    assert found is not None, page
    return found[1], page


async def test_a_pasted_talk_is_previewed_scored_and_erased(room_as: As) -> None:
    tia = room_as("tia")
    id_, page = await brought_in(tia)
    assert "<img" not in page
    assert "{{7}}" not in page
    assert "Mia (3 lines)" in page
    done = str((await act(tia, "transcript_score", transcript=id_, part0="rep", part1="customer"))["page"])
    assert "2 lines of the rep graded, 2 lines of the customer read" in done
    assert "There is no resistance curve here" in done
    assert "1 line: nothing to read in it (line 3)" in done
    assert "Read by the built-in grader." in done
    assert re.search(r"</meter> [0-9]+ %</dd>", done), "shares are told as everywhere"
    assert not re.search(r"[0-9]%", done)
    assert "<img" not in done
    assert Transcripts(tia).one(id_)[0].lines[1].text.startswith("I <img")
    for screen in (page, done):
        before, _, after = screen.partition('<form class="rw-form" data-act="transcript_erase"')
        assert before.endswith("<summary>Erase this transcript</summary>")
        assert "<p>Erase it for good, with every word in it?</p>" in after
        assert 'data-act="transcript_erase"' not in after
    assert "None yet." in str((await act(tia, "transcript_erase", transcript=id_))["page"])


async def test_a_form_is_told_whether_it_was_taken_so_that_its_draft_goes_or_stays(room_as: As) -> None:
    tia = room_as("tia")
    assert (await act(tia, "transcript_paste", pasted="", sent="n-1"))["taken"] == "no n-1"
    assert (await act(tia, "transcript_paste", pasted=TALK, sent="n-2"))["taken"] == "yes n-2"
    assert "taken" not in await act(tia, "transcript_paste", pasted=TALK)
    assert len((await act(tia, "transcript_paste", pasted=TALK, sent="<b>" * 99))["taken"]) < 50


async def test_a_transcript_is_its_owners_alone_and_no_reps_matter(room_as: As) -> None:
    id_, _ = await brought_in(room_as("tia"))
    for name in ("art", "ana"):
        for asked in ("transcript_score", "transcript_stop", "transcript_erase"):
            screen = await act(room_as(name), asked, transcript=id_, part0="rep", part1="customer")
            assert "could try" not in str(screen)
        screen = await shown(PageController(room_as(name)).go(Route("transcripts", id_).search))
        assert "could try" not in str(screen)
    assert len(Transcripts(room_as("tia")).all()) == 1


async def test_a_speaker_that_is_not_told_is_named_and_nothing_is_read(room_as: As) -> None:
    tia = room_as("tia")
    id_, _ = await brought_in(tia)
    assert "Jo" in str((await act(tia, "transcript_score", transcript=id_, part0="rep"))["alert"])
    told = await act(tia, "transcript_score", transcript=id_, part0="customer", part1="skip")
    assert "obody is the rep yet" in str(told["alert"])
    assert Transcripts(tia).one(id_)[0].verdicts == {}


async def test_what_cannot_be_read_is_told_and_not_kept(room_as: As) -> None:
    tia = room_as("tia")
    for pasted, told in (("", "Choose a file"), ("no names here", "obody is named before")):
        assert told in str((await act(tia, "transcript_paste", pasted=pasted))["alert"])
    assert Transcripts(tia).all() == []


async def test_reading_that_was_stopped_goes_on_where_it_was(room_as: As) -> None:
    tia = room_as("")
    mine = Transcripts(tia)
    id_ = mine.bring_in("a.txt", "".join(f"Agent: What matters, number {at}?\n" for at in range(20)).encode())
    async for progress in mine.score(id_, {"Agent": "rep"}):
        if progress.done == 8:
            mine.stop(id_)
    first = mine.one(id_)[0]
    assert len(first.verdicts) == 12  # the four that were under way are kept as well
    page = str((await shown(PageController(tia).go(Route("transcripts", id_).search)))["page"])
    assert "8 lines still to be read" in page
    await act(tia, "transcript_score", transcript=id_, on="yes")
    last = mine.one(id_)[0]
    assert last.to_read == []
    assert all(last.verdicts[at] == verdict for at, verdict in first.verdicts.items())


async def test_its_lines_come_to_the_label_desk_once_and_go_with_it(room_as: As) -> None:
    tia = room_as("tia")
    desk = tia.room.log.training.desk
    id_, _ = await brought_in(tia)
    assert "nobody in it is rep or customer yet" in str(await act(tia, "transcript_to_desk", transcript=id_)).lower()
    await act(tia, "transcript_score", transcript=id_, part0="rep", part1="customer")
    for name in ("art", "ana"):
        await act(room_as(name), "transcript_to_desk", transcript=id_)
    assert desk.count("north") == 0
    assert "5 lines came" in str((await act(tia, "transcript_to_desk", transcript=id_))["alert"])
    assert "already" in str((await act(tia, "transcript_to_desk", transcript=id_))["alert"])
    lines = sorted(desk.lines("north"), key=lambda line: line.number or 0)
    assert [(line.speaker, len(line.context)) for line in lines] == [
        ("rep", 0), ("customer", 1), ("rep", 2), ("rep", 3), ("customer", 4)
    ]  # fmt: skip
    await act(room_as("art"), "transcript_erase", transcript=id_)
    assert desk.count("north") == 5
    await act(tia, "transcript_erase", transcript=id_)
    assert desk.count("north") == 0


async def test_the_way_to_a_customer_carries_the_transcript(room_as: As) -> None:
    tia = room_as("tia")
    id_, _ = await brought_in(tia)
    page = str((await act(tia, "transcript_score", transcript=id_, part0="rep", part1="customer"))["page"])
    assert f"?view=workshop&amp;do=notes&amp;transcript={id_}" in page
