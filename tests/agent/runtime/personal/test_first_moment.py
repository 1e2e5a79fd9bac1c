"""A line tried outside any session: really graded, really moved, and kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content.library import Library
from agent.errors import TurnRefused
from agent.runtime.personal.first_moment import try_line
from agent.runtime.personal.personal_room import personal
from tests.support.doubles.fake_room import fake_room


async def test_a_line_moves_the_customer_by_the_law_and_leaves_nothing(library: Library, tmp_path: Path) -> None:
    room = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    at = personal(room)
    said = library.persona("test_customer").openings[0]
    pushed = await try_line(at, "test_customer", said, "You should just use it. You need to.")
    heard = await try_line(at, "test_customer", said, "You kept it going alone. It is up to you what happens.")
    assert pushed.receipt.resistance > 0 > heard.receipt.resistance
    assert heard.after.resistance == pytest.approx(heard.before.resistance + heard.receipt.resistance)
    assert at.sessions() == []
    await room.aclose()


@pytest.mark.parametrize("line", ["", "   ", "a" * 5_000])
async def test_no_line_and_an_endless_one_are_refused(library: Library, tmp_path: Path, line: str) -> None:
    room = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    with pytest.raises(TurnRefused):
        await try_line(personal(room), "test_customer", "Well?", line)
    await room.aclose()
