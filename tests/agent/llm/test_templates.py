"""The prompts: whole, filled, neutralised, and as they were last read. `ROLLWITH_SNAPSHOTS=write` writes them anew."""

from __future__ import annotations

import os
import re

import pytest
import yaml

from agent.content.lean.expansion import expand
from agent.content.library import Library
from agent.customer.index.line_index import LineIndex
from agent.customer.llm.prompt import correcting, voice_messages
from agent.errors import DataError
from agent.grading.llm.answers import TalkAnswer
from agent.grading.llm.llm_grader import LlmGrader
from agent.llm.contract import Message
from agent.llm.templates import Prompt, load_prompt, load_sections
from agent.llm.wire.request import with_schema
from agent.model.acts import Act, Band, Intent, LineEffect
from agent.model.background import Background, Said, Statement, StatementKind
from agent.model.training.lean import LeanPersona
from agent.model.verdict import Mark
from agent.rules import transition
from tests.support.doubles.llm_readings import CONTEXT, LINE, answer
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.dana import DANA, LINES, context
from tests.support.paths import ROOT, SNAPSHOTS

BACKGROUND = Background(
    change=DANA.change.what,
    brief=(DANA.brief.you_are, *DANA.brief.you_know),
    statements=(
        Statement(turn=0, speaker="customer", kind=StatementKind.REFUSED, subject="course", text="No more courses."),
        Statement(turn=2, speaker="rep", kind=StatementKind.PROMISED, subject="lists", text="I will send the lists."),
    ),
    talk=CONTEXT,
)
PROMPTS = ROOT / "agent" / "llm" / "prompts"


def same_as_snapshot(name: str, messages: tuple[Message, ...]) -> None:
    text = "".join(f"==== {message.part}\n\n{message.text}\n\n" for message in messages)
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("ROLLWITH_SNAPSHOTS") == "write":
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, f"the prompt changed; read the difference, then write {file.name}"


CLOSED = context()
TELLING = context(
    "You kept them going with lists. What is it that worries you now?",
    resistance=5.0, trust=4.5, unlocked=("by_hand", "son"), disclosed=("by_hand",),
)  # fmt: skip
PLANNING = context(resistance=2.0, disclosed=("by_hand", "son"), plan_due=True)
SCENES = {
    "customer_closed": (CLOSED, Intent(act=Act.DENY, band=Band.CLOSED, effect=LineEffect.PUSHED), None),
    "customer_sore": (
        CLOSED,
        Intent(act=Act.ATTACK, band=Band.CLOSED, trigger="training", effect=LineEffect.CONFRONTED),
        None,
    ),
    "customer_tells": (TELLING, Intent(act=Act.DISCLOSE, band=Band.GUARDED, topic="worries", fact="son"), None),
    "customer_plans": (PLANNING, Intent(act=Act.VOICE_PLAN, band=Band.OPEN, plan="night"), None),
    "customer_again": (CLOSED, Intent(act=Act.DENY, band=Band.CLOSED), "thanks too much"),
}


LEAN = expand(LeanPersona.model_validate(yaml.safe_load((ROOT / "tests/data/lean/test_lean.yaml").read_text("utf-8"))))
BEGUN = transition.start(LEAN)
ASKED = context(
    "Thanks for ringing. How do you record a visit?", persona=LEAN, before=BEGUN, state=BEGUN, spoken=("a",)
)
PRESSED = context("Honestly, it's all fixed now.", persona=LEAN, before=BEGUN, state=BEGUN, spoken=("a",))
LEAN_SCENES = {
    "customer_lean": (
        ASKED,
        Intent(act=Act.ANSWER, band=Band.CLOSED, effect=LineEffect.INVITED, topics=("twice",), asked=True, veiled=True),
    ),
    "customer_lean_sore": (
        PRESSED,
        Intent(act=Act.ATTACK, band=Band.CLOSED, trigger="fixed", effect=LineEffect.CONFRONTED),
    ),
    "customer_lean_tells": (
        ASKED,
        Intent(act=Act.DISCLOSE, band=Band.GUARDED, topic="twice", fact="twice", topics=("twice",), asked=True),
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_the_customers_prompt_reads_as_it_did(scene: str) -> None:
    heard, intent, wrong = SCENES[scene]
    messages = voice_messages(heard, intent, LINES)
    same_as_snapshot(scene, correcting(messages, "Thanks, thanks.", wrong, DANA) if wrong else messages)


@pytest.mark.parametrize("scene", LEAN_SCENES)
def test_the_prompt_of_a_lean_customer_reads_as_it_did(scene: str) -> None:
    same_as_snapshot(scene, voice_messages(*LEAN_SCENES[scene], LineIndex(LEAN)))


def test_a_lean_customers_prompt_holds_their_own_words_and_no_shared_line() -> None:
    prompt = voice_messages(*LEAN_SCENES["customer_lean"], LineIndex(LEAN))[0].text
    shared = [one.line.text for one in LineIndex(LEAN).lines if one.line.spec.stock and one.words > 4]
    assert [
        text for text in shared if text in prompt and text not in (LEAN.chair or LEAN.brief).model_dump_json()
    ] == []
    assert all(str(next(iter(item.raises.values()))[0]) in prompt for item in LEAN.agenda.values())
    assert "nothing in particular" not in prompt


async def test_the_graders_prompts_read_as_they_did() -> None:
    rubric = Library(ROOT / "personas", ROOT / "rubrics").rubric()
    with ScriptedModel(answer(("They were", "other"), ("It is not", "other")), answer((LINE, "other"))) as model:
        await LlmGrader(model, rubric).grade(LINE, CONTEXT, BACKGROUND)
    same_as_snapshot("grader", model.asked[0].messages)
    same_as_snapshot("grader_requote", model.asked[1].messages[2:])


async def test_the_talk_prompt_reads_as_it_did() -> None:
    rubric = Library(ROOT / "personas", ROOT / "rubrics").rubric()
    with ScriptedModel({"reason": "r", "talk": "change"}) as model:
        await LlmGrader(model, rubric).talk("Then maybe.", (Said(speaker="rep", text="One person?"),), BACKGROUND)
    same_as_snapshot("talk", model.asked[0].messages)


# --- what holds for every prompt


@pytest.mark.parametrize("scene", SCENES)
def test_locked_facts_have_no_place_in_the_customers_prompt(scene: str) -> None:
    heard, intent, _ = SCENES[scene]
    prompt = "\n".join(message.text for message in voice_messages(heard, intent, LINES))
    for name, fact in DANA.facts.items():
        known = name in heard.state.disclosed or name == intent.fact or name in intent.may_tell
        words = (*fact.canaries, fact.truth)
        assert any(word in prompt for word in words) is known, name
    assert DANA.real_concern not in prompt
    assert DANA.hidden_need not in prompt
    assert (DANA.plans["night"].gist in prompt) is bool(intent.plan)


def test_what_changes_stands_behind_what_stays() -> None:
    stable = {voice_messages(heard, intent, LINES)[0] for heard, intent, _ in SCENES.values()}
    assert len(stable) == 1


@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("act", list(Act))
def test_every_act_and_band_has_its_instruction(act: Act, band: Band) -> None:
    now = voice_messages(CLOSED, Intent(act=act, band=band), LINES)[-1].text
    assert load_sections("acts")[act.value] in now
    assert load_sections("bands")[band.value] in now


@pytest.mark.parametrize(
    ("file", "keys"), [("acts", list(Act)), ("bands", list(Band)), ("effects", list(LineEffect)), ("marks", list(Mark))]
)
def test_sections_are_those_of_the_words_they_explain(file: str, keys: list[str]) -> None:
    assert set(load_sections(file)) == {str(key) for key in keys}


@pytest.mark.parametrize("file", sorted(path.stem for path in PROMPTS.glob("*.md")))
def test_prompts_use_the_projects_words(file: str) -> None:
    text = (PROMPTS / f"{file}.md").read_text(encoding="utf-8")
    assert not re.search(r"\b(?:users?|assistants?|clients?|patients?|chatbots?)\b", text, re.IGNORECASE)


# --- filling in


def test_a_place_without_a_value_raises() -> None:
    with pytest.raises(DataError, match=r"x\.md: b: nothing was given"):
        Prompt("x.md", ("{{a}} {{b}}",)).render(a="1")


def test_a_value_without_a_place_raises() -> None:
    with pytest.raises(DataError, match=r"c: there is no such place"):
        Prompt("x.md", ("{{a}}",)).render(a="1", c="2")


def test_values_are_not_filled_in_again() -> None:
    assert Prompt("x.md", ("{{a}}, {{b}}",)).render(a="{{b}}", b="1") == ("{{b}}, 1",)


def test_a_missing_prompt_raises_and_names_the_file() -> None:
    with pytest.raises(DataError, match=r"agent/llm/prompts/nobody\.md"):
        load_prompt("nobody")


def test_an_authors_note_is_not_part_of_a_prompt() -> None:
    assert "<!--" not in "".join(load_prompt("customer").parts)


def test_a_schema_in_words_follows_the_last_message() -> None:
    asked = (Message(part="instructions", text="A."), Message(part="incoming", text="B."))
    same_as_snapshot("schema_in_words", with_schema(asked, TalkAnswer))
