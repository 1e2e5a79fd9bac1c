"""What is told of the talk before a line: a few turns to the embedded engines, a steady window to a model."""

from __future__ import annotations

from agent.model.background import Said, Statement, StatementKind
from agent.model.turn import Turn
from agent.runtime.turns.recent_talk import LONGEST_WINDOW, RECENT, SHORTEST_WINDOW, WINDOW_STEP, background_of
from agent.runtime.turns.recent_talk import talk_before as before
from agent.runtime.turns.recent_talk import talk_window as window
from tests.support.makers import makers, talks

OPENING = Said(speaker="customer", text="Yes?")


def turns(total: int) -> list[Turn]:
    one = talks.turn(1)
    return [one.model_copy(update={"number": number, "rep": f"line {number}"}) for number in range(1, total + 1)]


def shown(total: int) -> tuple[Said, ...]:
    return window(OPENING.text, turns(total)[-LONGEST_WINDOW:], total)


def test_the_window_holds_four_to_nine_whole_turns_and_always_the_last() -> None:
    for total in range(1, 400):
        said = [line for line in shown(total) if line != OPENING]
        lines = [line.text for line in said if line.speaker == "rep"]
        assert lines == [f"line {number}" for number in range(total - len(lines) + 1, total + 1)]
        assert len(said) == 2 * len(lines)
        assert min(total, SHORTEST_WINDOW) <= len(lines) <= LONGEST_WINDOW


def test_a_talk_that_is_shown_begins_as_the_one_before_but_for_every_sixth_turn() -> None:
    moved = [total for total in range(1, 400) if shown(total + 1)[: len(shown(total))] != shown(total)]
    assert moved[0] == LONGEST_WINDOW
    assert {later - sooner for sooner, later in zip(moved, moved[1:], strict=False)} == {WINDOW_STEP}


def test_the_opening_is_shown_while_the_window_begins_with_it() -> None:
    assert shown(0) == (OPENING,)
    assert shown(LONGEST_WINDOW)[0] == OPENING
    assert OPENING not in shown(LONGEST_WINDOW + 1)


def test_the_embedded_engines_hear_the_last_few_turns() -> None:
    assert before(OPENING.text, turns(RECENT - 1))[0] == OPENING
    assert before(OPENING.text, turns(LONGEST_WINDOW)) == tuple(
        line for turn in turns(LONGEST_WINDOW)[-RECENT:] for line in (Said(speaker="rep", text=turn.rep), _reply(turn))
    )


def test_a_grader_is_told_what_the_rep_knows_and_what_was_said_before_the_talk() -> None:
    persona = makers.persona()
    memory = tuple(
        Statement(turn=turn, speaker="rep", kind=StatementKind.SAID, subject=f"s{turn}", text="words")
        for turn in range(11)
    )
    latest = turns(10)[-LONGEST_WINDOW:]
    latest[-1] = latest[-1].model_copy(update={"memory": memory})
    known = background_of(persona, OPENING.text, latest, 10)
    assert known.talk[0] == Said(speaker="rep", text="line 7")
    assert [statement.turn for statement in known.statements] == [0, 1, 2, 3, 4, 5, 6]
    assert known.brief == (persona.brief.you_are, *persona.brief.you_know, persona.brief.your_task)
    assert persona.change.what.rstrip(".") in known.change
    assert persona.change.first_step in known.change
    early = background_of(persona, OPENING.text, latest[-3:], 3)
    assert early.statements == (), "all of it stands in the talk itself"


def _reply(turn: Turn) -> Said:
    return Said(speaker="customer", text=turn.reply.text)
