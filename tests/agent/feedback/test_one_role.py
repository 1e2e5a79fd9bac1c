"""A debrief does not contradict itself: one line has one role, following is not blamed too early, old debriefs load."""

from __future__ import annotations

import asyncio

import pytest

from agent.content.library import Library
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.feedback.hints import hint
from agent.feedback.turning_points import role
from agent.model.acts import Act, Band, Stage
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.practice.drill import Skill
from agent.model.session import Outcome, Reply, State
from agent.model.turn import Turn
from agent.model.verdict import Code, Stance, Verdict
from agent.rules import transition
from agent.rules.standing import floor_note
from tests.support.makers import makers, scripted_reps
from tests.support.paths import ROOT

LIBRARY = Library(ROOT / "personas", ROOT / "rubrics")
RUBRIC = LIBRARY.rubric()
REPS = (scripted_reps.decent, scripted_reps.expert, scripted_reps.pusher, scripted_reps.late_bloomer)
BAD = {"hardened", "stage_back", "walked_away"}


def played(persona: Persona, verdicts: list[Verdict]) -> list[Turn]:
    """Move a customer by verdicts until it ends; line n of the rep is `my line number n.`"""
    state, turns = transition.start(persona), []
    for number, verdict in enumerate(verdicts, 1):
        state, receipt = transition.move(state, verdict, persona)
        reply = Reply(text=f"answer {number}", act=Act.ACKNOWLEDGE, band=Band.GUARDED)
        turns.append(
            Turn(
                number=number,
                rep=f"my line number {number}.",
                verdict=verdict,
                receipt=receipt,
                state=state,
                reply=reply,
            )
        )
        if state.outcome is not Outcome.OPEN:
            break
    return turns


def looked_back(persona: Persona, turns: list[Turn]) -> Debrief:
    outcome = turns[-1].state.outcome if turns else Outcome.OPEN
    return asyncio.run(EmbeddedDebriefer().debrief("s", persona, RUBRIC, turns, outcome))


@pytest.mark.parametrize("name", sorted(LIBRARY.personas()))
def test_one_line_has_one_role_in_many_sessions(name: str) -> None:
    persona = LIBRARY.persona(name)
    for rep in REPS:
        for seed in range(3):
            turns = played(persona, rep(seed))
            told = looked_back(persona, turns)
            good = {turn.number for turn in turns if role(turn) == "good"}
            best, worst = told.summary.best, told.summary.weakest
            assert best is None or best.turn in good
            assert worst is None or worst.turn not in good
            assert best is None or best.turn not in {p.turn for p in told.summary.turning_points if p.kind in BAD}
            blamed = [part for part in told.story if part.startswith("What closed")] + list(told.next_time)
            for number in good:
                assert not any(f"line {number}," in part or f"number {number}.”" in part for part in blamed)


@pytest.mark.parametrize("name", sorted(LIBRARY.personas()))
def test_following_is_not_blamed_before_there_is_trust_to_lead(name: str) -> None:
    persona = LIBRARY.persona(name)
    echo = makers.verdict(Code.SIMPLE_REFLECTION, says_back=True, stance=Stance.FOLLOW)
    turns = played(persona, [echo] * 20)
    told = looked_back(persona, turns)
    assert all(turn.state.trust < persona.law.lead_trust for turn in turns)
    whys = " ".join(entry.why for turn in turns for entry in turn.receipt.entries)
    assert "steer" not in whys
    assert "only follow" not in whys
    assert "that was right" in " ".join(told.story)
    assert told.summary.idle == 0


def test_following_is_told_once_there_is_trust_and_nothing_is_drawn_out() -> None:
    persona = makers.persona()
    state = State(resistance=5, trust=6, following=persona.law.follow_patience, stage=Stage.EVOKE)
    _, receipt = transition.move(state, makers.verdict(Code.SIMPLE_REFLECTION, says_back=True), persona)
    assert any("trust enough to look ahead" in entry.why for entry in receipt.entries)
    _, evoking = transition.move(state, makers.verdict(Code.OPEN_QUESTION, asks_for_theirs=True), persona)
    assert not any("trust enough to look ahead" in entry.why for entry in evoking.entries)


def test_a_hint_does_not_ask_for_what_trust_does_not_bear_yet() -> None:
    persona = makers.persona()
    warm = makers.warm(points_to_change=True, says_back=True)
    near = State(resistance=5, trust=3.5, stage=Stage.EVOKE)
    ahead = RUBRIC.checks["looks_ahead"].hint
    assert hint(RUBRIC, persona.law, near, warm) != ahead
    assert hint(RUBRIC, persona.law, near.model_copy(update={"trust": 5.0}), warm) == ahead


def test_what_was_never_said_is_told_in_their_words_with_what_opens_it() -> None:
    persona = makers.persona()
    told = looked_back(persona, played(persona, [makers.verdict(Code.OTHER)]))
    assert {one.fact for one in told.unsaid} == set(persona.facts)
    deepest = next(one for one in told.unsaid if one.fact == "third")
    assert deepest.line == "Tell a."
    assert "trust of 5.0" in deepest.opens
    assert "resistance of 4.0 or less" in deepest.opens
    turns = played(persona, [makers.verdict(Code.OTHER)])
    heard = turns[0].state.model_copy(update={"disclosed": ("first",)})
    again = looked_back(persona, [turns[0].model_copy(update={"state": heard})])
    assert "first" not in {one.fact for one in again.unsaid}


@pytest.mark.parametrize(
    ("verdict", "skill"),
    [
        (makers.verdict(Code.CONFRONT), Skill.MEND_RUPTURE),
        (makers.verdict(Code.PERSUADE), Skill.LEAVE_CHOICE),
        (makers.verdict(Code.OPEN_QUESTION, asks_for_theirs=True, invites_more=True), Skill.SAY_BACK),
    ],
)
def test_there_is_one_thing_to_practise(verdict: Verdict, skill: Skill) -> None:
    persona = makers.persona()
    told = looked_back(persona, played(persona, [verdict] * 3))
    assert told.practise is skill
    assert told.practise_why


def test_a_floor_is_explained_where_resistance_rests_on_it() -> None:
    law = makers.persona().law
    assert "floor of 1.0" in floor_note(State(resistance=1.0, trust=5), law, "Test")
    assert floor_note(State(resistance=3.0, trust=5), law, "Test") == ""
    held = law.model_copy(update={"curve": law.curve.model_copy(update={"rests_at": 4.0})})
    assert "reasons of their own" in floor_note(State(resistance=4.0, trust=5), held, "Test")
    assert floor_note(State(resistance=4.0, trust=5, readiness=7), held, "Test") == ""


def test_a_debrief_of_before_these_fields_still_loads() -> None:
    persona = makers.persona()
    stored = looked_back(persona, played(persona, [makers.warm()])).model_dump(mode="json")
    for new in ("instead", "unsaid", "practise", "practise_why"):
        del stored[new]
    for new in ("readiness", "readiness_note", "floor_note", "idle"):
        del stored["summary"][new]
    loaded = Debrief.model_validate(stored)
    assert (loaded.practise, loaded.unsaid, loaded.instead, loaded.summary.readiness) == (None, (), None, None)


def test_a_line_that_could_be_heard_as_blame_is_told_beside_what_set_nobody_back() -> None:
    persona = LIBRARY.persona("ailsa_drummond")
    good = makers.verdict(Code.COMPLEX_REFLECTION, empathy=1.0, empowerment=1.0)
    turns = played(persona, [good, good, good])
    told = " ".join(looked_back(persona, turns).story)
    assert "That is rare" in told
    unclear = turns[2].model_copy(update={"state": turns[2].state.after({"unclear": "your own fault"})})
    told = " ".join(looked_back(persona, [*turns[:2], unclear]).story)
    assert "though line 3 could be heard as blame" in told
    assert "That is rare" not in told
