"""History: real turns, what is older as statements, most of it as it was the turn before, and never much more of it."""

from __future__ import annotations

from agent.customer.llm.prompt import voice_messages
from agent.customer.remembering import remember
from agent.customer.turn_context import TurnContext
from agent.llm.contract import Message
from agent.model.acts import Act, Band, Intent
from agent.model.background import Said, Statement
from tests.support.makers.dana import DANA, LINES, context

INTENT = Intent(act=Act.ANSWER, band=Band.GUARDED, asked=True)
LINE = "And what did the crew on the night shift make of part {}?"
ANSWER = "Part {0} went by hand to the {1}yard, box {2} came back as {1}wood on the Tuesday."
SYLLABLES = [f"{one}{two}" for one in ("bal", "cor", "dun", "fen", "gor", "hal", "kin") for two in "aeiouy"]


def window(total: int) -> int:
    """Return where the turns that are shown whole begin, as the room hands them on."""
    return 0 if total <= 9 else (total - 4) // 6 * 6


def talks(turns: int) -> list[TurnContext]:
    """Return the context of each turn of a session of so many."""
    said: list[tuple[Said, Said]] = []
    memory: tuple[Statement, ...] = ()
    found = []
    for turn in range(1, turns + 1):
        start = window(len(said))
        shown = tuple(line for pair in said[start:] for line in pair)
        opening = () if start else (Said(speaker="customer", text=DANA.openings[0]),)
        line, answer = LINE.format(turn), ANSWER.format(turn, SYLLABLES[turn % 42] + SYLLABLES[turn // 42], turn * 3)
        older = tuple(one for one in memory if one.turn <= start) if start else ()
        found.append(context(line, turn=turn, talk=(*opening, *shown), older=older, spoken=("a", "b")))
        said.append((Said(speaker="rep", text=line), Said(speaker="customer", text=answer)))
        memory = remember(memory, turn, line, answer, opening=DANA.openings[0] if turn == 1 else None)
    return found


def written(messages: tuple[Message, ...]) -> str:
    return "".join(f"{message.part}: {message.text}\n" for message in messages)


def test_the_talk_is_told_as_turns_that_alternate() -> None:
    for turn in talks(25):
        first, *talk = voice_messages(turn, INTENT, LINES)
        assert first.part == "instructions"
        assert [message.part for message in talk] == ["incoming", "own"] * (len(talk) // 2) + ["incoming"]
        assert turn.line in talk[-1].text


def test_what_is_no_longer_shown_whole_is_told_as_statements_with_their_turn() -> None:
    turn = talks(25)[-1]
    before = voice_messages(turn, INTENT, LINES)[1].text
    assert "- turn 3, you said: Part 3 went by hand to the" in before
    assert "turn 24" not in before


def test_nothing_is_told_twice() -> None:
    for turn in talks(30):
        prompt = written(voice_messages(turn, INTENT, LINES))
        for number in range(1, turn.state.turn):
            assert prompt.count(f"Part {number} went by hand") <= 1
