"""A log replays to the same numbers; what would differ is said, and nothing is written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content.library import Library
from agent.errors import TurnRefused
from agent.model.persona import Persona
from agent.model.session import Receipt, State
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.replay import TurnReplay
from agent.runtime.room import Room
from tests.support.doubles import players
from tests.support.doubles.fake_room import fake_room

LINES = ("blame: you never came", "push it through now", "give in, whatever you say", "mumble", players.SKILLED)


async def replayed(room: Room, session: str, library: Library | None = None) -> list[TurnReplay]:
    return [turn async for turn in room.replay(session, library.rubric() if library else None)]


async def say(room: Room, session: str, line: str) -> None:
    async for _ in room.say(session, line):
        pass


@settings(deadline=None, max_examples=15)
@given(st.lists(st.sampled_from(LINES), max_size=12), st.integers(0, 5))
async def test_any_played_session_agrees(lines: list[str], back: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = players.room(f"sqlite:///{folder}/log.db")
        info = await room.start("test", seed=1)
        for line in lines:
            try:
                await say(room, info.id, line)
            except TurnRefused:
                break
        branch = await room.rewind(info.id, min(back, max(0, len(room.turns(info.id)) - 1)))
        await say(room, branch.id, LINES[-1])
        for session in (info.id, branch.id):
            turns = room.turns(session)
            found = await replayed(room, session)
            assert [turn.turn for turn in found] == [turn.number for turn in turns]
            assert all(turn.agrees and not turn.differs for turn in found)
            assert [turn.resistance_after for turn in found] == [turn.state.resistance for turn in turns]
        await room.aclose()


async def test_a_law_that_has_changed_is_told_where_it_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = players.room(f"sqlite:///{tmp_path / 'log.db'}")
    info = await room.start("test")
    for line in (players.SKILLED, "blame: you"):
        await say(room, info.id, line)
    whole = transition.move

    def harsher(state: State, verdict: Verdict, persona: Persona, line: str) -> tuple[State, Receipt]:
        after, receipt = whole(state, verdict, persona, line)
        harder = min(10.0, after.resistance + receipt.resistance) if receipt.resistance > 0 else after.resistance
        return after.model_copy(update={"resistance": harder}), receipt

    monkeypatch.setattr(transition, "move", harsher)
    first, second = await replayed(room, info.id)
    assert first.agrees
    assert list(second.differs) == ["state.resistance"]
    assert second.differs["state.resistance"].log == room.turns(info.id)[1].state.resistance
    await room.aclose()


async def test_another_rubric_grades_the_lines_again_and_nothing_is_written(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "log.db"
    room = fake_room(library, f"sqlite:///{file}")
    info = await room.start("test_customer")
    for line in ("You kept it going alone. What would make it worth it to you?", "It's up to you.", "Hm."):
        await say(room, info.id, line)
    before = [path.read_bytes() for path in (file, Path(f"{file}-wal"))]
    assert all(turn.agrees for turn in await replayed(room, info.id, library)), "its own rubric agrees"
    rubric = library.rubrics_dir / "mi.yaml"
    text = rubric.read_text("utf-8")
    start = text.index("  leaves_choice:")
    rubric.write_text(text[:start] + text[start:].replace("[emphasize_autonomy]", "[set_limit]", 1), "utf-8")
    other = await replayed(room, info.id, library)
    assert not all(turn.agrees for turn in other)
    assert any("verdict.check.leaves_choice" in turn.differs for turn in other)
    assert [path.read_bytes() for path in (file, Path(f"{file}-wal"))] == before
    await room.aclose()
