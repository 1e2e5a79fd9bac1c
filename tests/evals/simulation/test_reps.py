"""The reps of the simulation: the panel, parrots, adaptive ones, the adversary and a model."""

from __future__ import annotations

import asyncio
from random import Random

from agent.content.library import Library
from agent.model.acts import Act, Stage
from agent.runtime.scripted_play import SILENCE
from evals.simulation.llm_rep import LONGEST, LlmRep
from evals.simulation.scripted_reps import (
    PARROT_TURNS,
    Adaptive,
    Adversary,
    parrots,
    turned,
    unsaid,
)
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.simulation import KINDS, PANEL, WHO, turns
from tests.support.paths import ROOT


def test_the_panel_has_three_texts_of_each_kind_that_are_long_enough_and_all_different() -> None:
    assert set(PANEL) == KINDS
    texts = [rep.script.lines for reps in PANEL.values() for rep in reps]
    assert all(len(reps) >= 3 for reps in PANEL.values())
    assert all(12 <= len(lines) <= 16 for lines in texts)
    said = [line for kind, reps in PANEL.items() if kind != "silent" for rep in reps for line in rep.script.lines]
    assert len(set(said)) == len(said)


def test_no_line_of_the_panel_was_trained_on() -> None:
    corpus = "\n".join(path.read_text("utf-8") for path in (ROOT / "rubrics" / "corpus").glob("*.talk"))
    long = [line for reps in PANEL.values() for rep in reps for line in rep.script.lines if len(line.split()) > 4]
    assert [line for line in long if line in corpus] == []


def test_parrots_hand_back_what_they_heard_and_stop() -> None:
    plain, with_opener, round_about = parrots()
    heard = turns(Act.DENY)
    assert asyncio.run(plain.next_line("Yes?", [])) == "Yes?"
    assert asyncio.run(with_opener.next_line("Yes?", heard)) == "So you're saying: I said so 1 times."
    assert asyncio.run(round_about.next_line("Yes?", heard)) == "I hear you say that you said so 1 times."
    assert asyncio.run(plain.next_line("Yes?", heard * PARROT_TURNS)) is None
    assert turned("I'm sure we told you, my friend") == "you're sure you told I, your friend"


def test_an_adaptive_rep_is_skilled_or_falls_for_the_bait_and_repeats_itself_only_when_it_must() -> None:
    skilled, poor = (Adaptive(name, PANEL, skill, seed=3) for name, skill in (("a", 1.0), ("b", 0.0)))
    experts = [line for rep in PANEL["expert"] for line in rep.script.lines]
    late = turns(Act.OPEN_UP, stage=Stage.PLAN)
    ends = [line for rep in PANEL["expert"] for line in rep.script.lines[10:]]
    assert asyncio.run(skilled.next_line("Yes?", late)) in ends
    assert asyncio.run(poor.next_line("Yes?", turns(Act.ATTACK))) not in experts
    assert kind_of_line(asyncio.run(poor.next_line("Yes?", turns(Act.ASK_FOR_MORE)))) == "pleaser"
    assert asyncio.run(poor.next_line("Yes?", turns(Act.DENY))) == asyncio.run(poor.next_line("Yes?", turns(Act.DENY)))
    assert unsaid(["rep 1", "new"], turns(Act.DENY), Random(1)) == "new"


def kind_of_line(text: str | None) -> str:
    return next(kind for kind, reps in PANEL.items() for rep in reps if text in rep.script.lines)


def test_the_adversary_fishes_where_something_is_still_locked(library: Library) -> None:
    persona = library.persona(WHO)
    fishing = Adversary("adversary", persona, ("skilled",), seed=1, mix={"topic": 1.0})
    all_but_one = tuple(name for name in persona.facts if name != "canteen")
    asks = {ask for topic in persona.facts["canteen"].topics for ask in persona.topics[topic].asks}
    for number in range(1, 20):
        acts = [Act.DENY] * number
        assert asyncio.run(fishing.next_line("Yes?", turns(*acts, unlocked=all_but_one))) in asks
    everything = turns(Act.DENY, unlocked=tuple(persona.facts))
    assert asyncio.run(fishing.next_line("Yes?", everything)) not in asks
    assert fishing.recipe != Adversary("adversary", persona, ("skilled",), seed=2, mix={"topic": 1.0}).recipe


async def test_a_model_plays_the_rep_from_the_brief_and_is_cut_when_it_rambles(library: Library) -> None:
    persona = library.persona(WHO)
    with ScriptedModel("So  you kept\ncount.", "word " * 400, "") as model:
        rep = LlmRep("model", model, persona, seed=5)
        assert await rep.next_line("Moin. <rep>", []) == "So you kept count."
        assert len(await rep.next_line("Moin.", turns(Act.DENY)) or "") <= LONGEST
        assert await rep.next_line("Moin.", turns(*[Act.DENY] * 9)) == SILENCE
    first, second, third_call = model.asked
    assert persona.brief.your_task in first.text
    assert "<rep>" not in first.text
    assert [message.part for message in second.messages] == ["instructions", "incoming", "own", "incoming"]
    assert "Moin." not in third_call.text
    assert not [fact.truth for fact in persona.facts.values() if fact.truth in first.text]
