"""Comparing: whose it is, the prompt without locked facts, the talk with both, and the panel that can be stopped."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator

import pytest

from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing import drafts
from agent.runtime.personal.training.editing.comparing import Comparing
from agent.runtime.workshop import bench_runs, comparisons
from agent.runtime.workshop.bench import Bench
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from evals.workbench.agreement import EvalAgreement
from evals.workbench.rubric_effect import EvalRubric
from tests.agent.runtime.personal.conftest import As
from tests.support.makers.panels import small_panel
from tests.support.paths import ROOT

WHO = "test_customer"


async def shown(updates: AsyncIterator[Updates]) -> Updates:
    screen: Updates = {}
    async for update in updates:
        screen |= update
    return screen


async def page(room: PersonalRoom, who: str = WHO) -> str:
    return str((await shown(PageController(room).go(Route("compare-customer", who).search)))["page"])


async def act(room: PersonalRoom, asked: str, /, **detail: str) -> Updates:
    return await shown(PageController(room).act(asked, {"session": "", "persona": WHO, **detail}))


def edited(room: PersonalRoom, old: str, new: str, who: str = WHO) -> None:
    """Write a draft in which one text is another."""
    draft = drafts.begin_draft(room, Kind.PERSONA, who)
    assert re.search(old, draft.text)
    drafts.rewrite(room, draft, re.sub(old, new, draft.text, count=1))


@pytest.fixture
def tia(room_as: As) -> PersonalRoom:
    """A trainer, in a room with a small panel."""
    tia = room_as("tia")
    tia.room.bench = Bench(small_panel(tia.library), EvalRubric(), EvalAgreement())
    return tia


async def done(room: PersonalRoom) -> str:
    run = Comparing(room).run_of(WHO)
    assert run is not None
    assert run.task is not None
    await run.task
    return await page(room)


async def test_only_trainers_compare(room_as: As, tia: PersonalRoom) -> None:
    ana = room_as("ana")
    assert "The workshop is for trainers" in await page(ana)
    for name in ("compare_prompt", "compare_say", "compare_end", "compare_run", "compare_stop"):
        answer = await act(ana, name, band="open", line="What would help?")
        assert "The workshop is for trainers" in str(answer["alert"]), name
    assert not tia.room.comparisons.runs
    assert not tia.room.comparisons.talks


async def test_without_a_draft_both_sides_are_the_same_and_the_panel_says_nothing_changed(tia: PersonalRoom) -> None:
    told = await page(tia)
    assert "You have no draft of this customer" in told
    assert "both versions are the same, so the panel will find no difference" in told
    assert "?view=workshop&amp;id=test_customer&amp;do=edit" in told
    await act(tia, "compare_run", panel="short")
    assert "Nothing changed" in await done(tia)


async def test_an_edit_is_told_by_its_key_and_the_panel_shows_it(tia: PersonalRoom) -> None:
    edited(tia, r"(?m)^(\s+loss:) [\d.]+", r"\1 3.0")
    told = await page(tia)
    assert "<code>law.loss</code>" in told
    running = str((await act(tia, "compare_run", panel="short"))["page"])
    assert "<progress" in running
    assert '<h1 dir="auto">Compare Ines' in running
    assert 'class="rw-tab is-in' in running, "it stands within the part of the customers"
    assert 'data-act="compare_stop"' in running
    assert await page(tia) != await page(tia), "a screen that stays the same is not drawn anew, and asks no more"
    result = await done(tia)
    assert "Resistance and endings" in result
    assert result.count("is-multiple") == 2
    assert "before the last edit" not in result
    edited(tia, r"(?m)^(\s+loss:) [\d.]+", r"\1 2.9")
    assert "before the last edit" in await page(tia)


async def test_a_panel_that_is_stopped_leaves_nothing_at_work_and_says_so(tia: PersonalRoom) -> None:
    before = asyncio.all_tasks()
    await act(tia, "compare_run", panel="whole")
    stopped = str((await act(tia, "compare_stop"))["page"])
    assert "It was stopped before it began. Run it again" in stopped
    assert asyncio.all_tasks() == before


async def test_a_panel_that_nobody_looks_at_stops_by_itself(tia: PersonalRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_runs, "PATIENCE", -1.0)
    await act(tia, "compare_run", panel="whole")
    run = Comparing(tia).run_of(WHO)
    assert run is not None
    assert run.task is not None
    await asyncio.wait([run.task])
    assert run.stopped
    assert run.found is None


async def test_the_panel_of_one_trainer_is_not_anothers(tia: PersonalRoom, room_as: As) -> None:
    await act(tia, "compare_run", panel="short")
    await done(tia)
    assert "Nothing changed" not in await page(room_as("tom"))
    await act(room_as("tom"), "compare_stop")
    assert "Nothing changed" in await page(tia)


@pytest.mark.parametrize("band", ["closed", "guarded", "open"])
async def test_the_prompt_holds_no_locked_fact(tia: PersonalRoom, band: str) -> None:
    told = str((await act(tia, "compare_prompt", band=band, line="What matters most to you here?"))["page"])
    prompts = "".join(re.findall(r"<pre.*?</pre>", told, re.DOTALL))
    locked = re.findall(r'<li><b>(\w+)</b> <span dir="auto">(.*?)</span>', told)
    assert "Ines" in prompts
    assert locked or band == "open"
    assert all(truth not in prompts for _, truth in locked)


async def test_both_versions_answer_a_line_and_no_log_has_it(tia: PersonalRoom) -> None:
    sessions = len(tia.sessions())
    edited(tia, r"(?m)^(\s+loss:) [\d.]+", r"\1 3.0")
    told = str((await act(tia, "compare_say", line="It is your fault."))["page"])
    levels = re.findall(r"resistance [\d.]+ → (\d+\.\d)", told)
    assert len(levels) == 2
    assert float(levels[1]) > float(levels[0])
    again = str((await act(tia, "compare_say", line="What would help?"))["page"])
    assert len(re.findall(r"resistance [\d.]+ → [\d.]+", again)) == 4
    assert len(tia.sessions()) == sessions
    assert "It is your fault." not in str((await act(tia, "compare_end"))["page"])
    assert not tia.room.comparisons.talks


async def test_the_oldest_talk_is_closed_when_there_are_too_many(
    tia: PersonalRoom, room_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparisons, "MOST_TALKS", 1)
    await act(tia, "compare_say", line="What would help?")
    await act(room_as("tom"), "compare_say", line="What would help?")
    assert Comparing(tia).talk_of(WHO) is None
    assert Comparing(room_as("tom")).talk_of(WHO) is not None
    await act(room_as("tom"), "compare_end")


async def test_a_room_without_a_panel_says_so(room_as: As) -> None:
    tom = room_as("tom")
    assert "opened without the panel" in await page(tom)
    assert "rollwith serve" in str((await act(tom, "compare_run"))["alert"])


async def test_a_draft_that_is_no_customer_yet_says_why_and_leads_to_its_form(tia: PersonalRoom) -> None:
    edited(tia, r"(?m)^name: .*\n", "")
    told = await page(tia)
    assert "cannot be played yet" in told
    assert "test_customer.yaml" in told
    assert "?view=workshop&amp;id=test_customer&amp;do=edit" in told
    assert "compare_run" not in told
    assert "That is not here" in await page(tia, "nobody_here")


async def test_a_lean_draft_is_compared_with_what_everybody_meets(tia: PersonalRoom) -> None:
    lean = tia.library.personas_dir / "lean"
    lean.mkdir()
    shutil.copy(ROOT / "personas/lean/dale_friesen.yaml", lean)
    edited(tia, "difficulty: 1", "difficulty: 4", "dale_friesen")
    told = await page(tia, "dale_friesen")
    assert "What everybody meets now, beside your draft." in told
    assert "<code>law.loss</code>" in told
    prompts = str((await act(tia, "compare_prompt", persona="dale_friesen", band="closed", line="Hello?"))["page"])
    assert prompts.count("Friesen Heritage Seeds") > 1
    assert "yellow paper" not in "".join(re.findall(r"<pre.*?</pre>", prompts, re.DOTALL))
    await act(tia, "compare_run", persona="dale_friesen", panel="short")
    run = Comparing(tia).run_of("dale_friesen")
    assert run is not None
    assert run.task is not None
    await run.task
    assert "With your draft, resistance is +" in await page(tia, "dale_friesen")
