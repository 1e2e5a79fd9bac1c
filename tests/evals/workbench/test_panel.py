"""Panel: the same reps against two versions of a customer: what differs is found, and nothing is left running."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.persona import Gate, Persona
from agent.model.training.panel_difference import PanelDifference
from agent.web.views.training.comparing.panel_result import result
from evals.simulation.transcript import Step, Transcript
from evals.workbench.panel import EvalPanel, panel_reps
from evals.workbench.panel_differences import Pair, difference_of
from tests.support.makers.panels import harsher, small_panel
from tests.support.paths import ROOT


@pytest.fixture
def who(library: Library) -> Persona:
    return library.persona("test_customer")


async def compared(library: Library, before: Persona, after: Persona, short: bool = True) -> PanelDifference:
    return await small_panel(library).compare(before, after, short=short, progress=lambda *_: None)


async def test_the_same_customer_twice_differs_in_nothing(library: Library, who: Persona) -> None:
    found = await compared(library, who, who)
    assert found.nothing_changed
    assert (found.texts, found.turns, found.changed_in_all) == (2, 12, 0)
    assert found.final.change == found.over_turns.change == 0


async def test_a_harsher_law_shows_where_it_costs_and_nowhere_else(library: Library, who: Persona) -> None:
    found = await compared(library, who, harsher(who))
    kinds = {one.kind: one for one in found.kinds}
    assert kinds["blamer"].curve_after[1] > kinds["blamer"].curve_before[1]
    assert kinds["expert"].final.change == kinds["expert"].over_turns.change == 0
    assert found.moved == 1
    assert not found.nothing_changed
    assert kinds["blamer"].curve_before[0] == kinds["blamer"].curve_after[0] == who.law.start


async def test_another_opening_is_a_line_that_changed(library: Library, who: Persona) -> None:
    other = who.model_copy(update={"openings": ("Not you lot again.",) * len(who.openings)})
    found = await compared(library, who, other)
    first = found.changed[0]
    assert (first.turn, first.said, first.after) == (0, "", "Not you lot again.")
    assert found.changed_in_all >= found.texts
    assert not found.moved


async def test_a_fact_that_is_locked_no_more_shows_in_what_was_opened(library: Library, who: Persona) -> None:
    locked = next(name for name, fact in who.facts.items() if fact.gate != Gate())
    facts = {**who.facts, locked: who.facts[locked].model_copy(update={"gate": Gate()})}
    found = await compared(library, who, who.model_copy(update={"facts": facts}))
    assert found.moved


async def test_the_whole_panel_takes_every_text_of_a_kind(library: Library, who: Persona) -> None:
    found = await compared(library, who, who, short=False)
    assert {one.kind: one.final.pairs for one in found.kinds} == {"expert": 2, "blamer": 1}


async def test_progress_is_told_in_order_to_the_end(library: Library, who: Persona) -> None:
    told: list[tuple[int, int, str]] = []
    await small_panel(library).compare(who, who, short=True, progress=lambda *at: told.append(at))
    assert told == sorted(told, key=lambda at: at[0])
    assert {total for _, total, _ in told} == {4}
    assert told[0] == (0, 4, "expert_1")
    assert told[-1] == (4, 4, "")


async def test_cancelling_leaves_no_task_and_no_log(
    library: Library, who: Persona, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before, turns = asyncio.all_tasks(), 0
    begun = asyncio.Event()

    def tell(*_: object) -> None:
        nonlocal turns
        turns += 1
        begun.set()

    task = asyncio.create_task(small_panel(library).compare(who, who, short=True, progress=tell))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert turns <= 2
    assert asyncio.all_tasks() == before
    assert [*tmp_path.glob("rollwith-aside-*")] == []


async def test_cancelling_the_real_coder_leaves_no_task_and_no_thread(library: Library, who: Persona) -> None:
    tasks, threads, begun = asyncio.all_tasks(), set(threading.enumerate()), asyncio.Event()
    bench = EvalPanel(open_rubrics=lambda: library)
    task = asyncio.create_task(bench.compare(who, harsher(who), short=True, progress=lambda *_: begun.set()))
    await begun.wait()
    await asyncio.sleep(0.3)  # into the coder's work on a line
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == tasks
    await asyncio.get_running_loop().shutdown_default_executor()  # waits for what a thread of the loop is at
    assert set(threading.enumerate()) - threads == set()


def test_the_short_panel_has_one_text_of_each_of_fourteen_kinds() -> None:
    reps = panel_reps()
    assert len(reps) == 14
    assert all(len(some) == 3 for some in reps.values())


def test_a_slip_of_the_draft_is_told_with_its_words(who: Persona) -> None:
    one = played_once(who, "Well.")
    other = played_once(who, "It costs 987654 a year.")
    found = difference_of(who, who, [Pair(one, other)])
    assert found.slips_before == ()
    assert [(slip.kind, slip.customer) for slip in found.slips_after] == [("invention", "It costs 987654 a year.")]


def test_a_talk_that_ends_where_it_did_by_another_way_shows_over_the_turns(who: Persona) -> None:
    one, other = played_once(who, "Well.", 5.0, more=(4.0,)), played_once(who, "Well.", 8.0, more=(4.0,))
    found = difference_of(who, who, [Pair(one, other)])
    assert found.moved == 1
    assert (found.final.change, found.over_turns.change) == (0, 1.5)
    assert "+1.5 on average over the turns and ±0 at the end" in result(found)


def test_a_talk_that_has_ended_keeps_its_last_level_while_the_other_goes_on(who: Persona) -> None:
    found = difference_of(who, who, [Pair(played_once(who, "Well.", 9.0), played_once(who, "Well.", 9.0, more=(5.0,)))])
    assert (found.over_turns.before, found.over_turns.after) == (9.0, 7.0)


def test_a_difference_too_small_to_show_is_not_told_as_none(who: Persona) -> None:
    found = difference_of(who, who, [Pair(played_once(who, "Well.", 5.0), played_once(who, "Well.", 5.02))])
    assert "less than 0.1 up on average over the turns and less than 0.1 up at the end" in result(found)
    assert "±0" not in result(found)


async def test_a_lean_customer_is_compared_like_a_full_one() -> None:
    library = Library(ROOT / "personas", ROOT / "rubrics")
    lean = library.persona("dale_friesen")
    lines = {
        act: {band: tuple(f"{line} You bet." for line in some) for band, some in bands.items()}
        for act, bands in lean.lines.items()
    }
    after = harsher(lean.model_copy(update={"lines": lines}))
    found = await compared(library, lean, after)
    kinds = {one.kind: one for one in found.kinds}
    assert kinds["blamer"].over_turns.change > 0
    assert found.changed_in_all > 0
    assert all(one.after.endswith("You bet.") for one in found.changed)
    assert {rule.name for rule in found.rules}


def test_a_lean_customer_that_tells_what_is_locked_is_found_out() -> None:
    lean = Library(ROOT / "personas", ROOT / "rubrics").persona("dale_friesen")
    told = played_once(lean, "The hail took the crop. Ninth of August, ten minutes.")
    found = difference_of(lean, lean, [Pair(played_once(lean, "Well."), told)])
    assert [slip.kind for slip in found.slips_after] == ["leak"]
    assert "Told a locked fact" in result(found)


def test_an_interval_needs_enough_texts(who: Persona) -> None:
    pairs = [Pair(played_once(who, "Well.", rep=f"expert_{at}"), played_once(who, "Well.", 7.0, f"expert_{at}"))
             for at in range(6)]  # fmt: skip
    few, enough = difference_of(who, who, pairs[:4]).final, difference_of(who, who, pairs).final
    assert (few.low, few.high) == (None, None)
    assert enough.low == enough.high == pytest.approx(enough.change) == pytest.approx(2.0)


def played_once(
    persona: Persona, words: str, level: float = 5.0, rep: str = "expert_1", more: tuple[float, ...] = ()
) -> Transcript:
    """Return a session of one turn, or of as many more as there are levels."""
    steps = tuple(
        Step.model_validate({
            "rep": "So?", "customer": words, "act": "deny", "band": "guarded", "talk": "neutral", "primary": "other",
            "empathic": False, "empowering": False, "lead": None, "rules": (), "resistance": stands, "trust": 1.0,
            "scope_pressure": 0.0, "readiness": 0.0, "stage": "engage", "unlocked": (),
        })
        for stands in (level, *more)
    )  # fmt: skip
    opening = persona.openings[0]
    return Transcript.model_validate(
        {"persona": persona.id, "rep": rep, "seed": 1, "opening": opening, "start": 6.0, "steps": steps,
         "outcome": "open"}
    )  # fmt: skip
