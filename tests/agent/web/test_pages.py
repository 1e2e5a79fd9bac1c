"""The pages: routes, views and their markup, with text that wants to be markup."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content.library import Library
from agent.feedback.hints import hint
from agent.feedback.summary import summarise
from agent.model.acts import Act, Band, Stage
from agent.model.debrief import Beat, Debrief
from agent.model.session import Entry, Outcome, Receipt, Reply, State, Turn
from agent.model.verdict import Code, CodeEvidence, Stance, ungraded
from agent.runtime.room import Room
from agent.storage.store import Store
from agent.web import export
from agent.web.controller import PageController
from agent.web.routes import Route, route_of
from agent.web.session_view import SessionView
from agent.web.updates import Updates
from agent.web.views import charts, conversation
from agent.web.views.choose import brief, choose
from agent.web.views.debrief import debrief
from agent.web.views.history import history
from agent.web.views.html import esc, marked, signed
from agent.web.views.panel import LastLine, panel
from agent.web.views.receipts import digest, receipt_body
from tests.support import makers, talks
from tests.support.fake_room import fake_room
from tests.support.paths import ROOT

RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()
PERSONA = makers.persona()
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} `",
    "</main><svg/onload=alert(1)>",
    "javascript:alert(1) &lt;b&gt;",
    "\u202eevil\u2066",
)
calm = settings(deadline=None, max_examples=40)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)).filter(str.strip)
SKILLED = "You kept it going alone. What would make it worth it to you?"


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.text += data


def same_shape(plain: str, hostile: str) -> bool:
    """Say whether two pages have the same elements, and neither holds what gradio's templates would run."""
    return Skeleton(plain).tags == Skeleton(hostile).tags and not re.search(r"\$\{|\{\{|`", hostile)


def whole_turn(rep: str, said: str, why: str = "Because.") -> Turn:
    """Return a turn in which every text of a person or a model is given."""
    entry = Entry(quote=rep, evidence="says_back", rule="softened", quantity="resistance", change=-0.8, why=why)
    verdict = makers.warm().model_copy(
        update={"codes": (CodeEvidence(code=Code.COMPLEX_REFLECTION, quote=rep, confidence=0.55),)}
    )
    return Turn(
        number=1,
        rep=rep,
        verdict=verdict,
        receipt=Receipt(entries=(entry,), resistance=-0.8, stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE),
        state=State(turn=1, resistance=6.7, trust=2.0),
        reply=Reply(text=said, act=Act.WAVER, band=Band.CLOSED, degraded=said),
    )


@calm
@given(texts)
def test_text_is_never_markup_nor_template(text: str) -> None:
    assert not set(esc(text)) & set("<>\"'{}$`")
    assert Skeleton(f"<p>{esc(text)}</p>").tags == [("p",), ("/p",)]


@calm
@given(texts, texts, texts)
def test_transcript_has_the_same_shape_whatever_is_said(rep: str, said: str, why: str) -> None:
    info = talks.info(opening=said)
    plain = conversation.log(PERSONA, RUBRIC, talks.info(opening="Yes?"), [whole_turn("a b", "c")], 1)
    hostile = conversation.log(PERSONA, RUBRIC, info, [whole_turn(rep, said, why)], 1)
    assert same_shape(plain, hostile)
    assert said.replace("\r", "\n").strip("\x00") in Skeleton(hostile).text or not said.isprintable()


@calm
@given(texts, texts)
def test_turn_under_way_and_panel_have_the_same_shape(rep: str, said: str) -> None:
    def drawn(rep: str, said: str) -> str:
        turn = whole_turn(rep, said)
        last = LastLine(rep, turn.verdict, turn.receipt)
        return conversation.live(PERSONA, RUBRIC, rep, last, said) + panel(
            PERSONA, RUBRIC, turn.state, [turn], last, said
        )

    assert same_shape(drawn("a b", "c"), drawn(rep, said))


@calm
@given(texts, texts)
def test_debrief_has_the_same_shape(rep: str, said: str) -> None:
    def drawn(rep: str, said: str) -> str:
        turn = whole_turn(rep, said)
        told = _told(turn, said)
        return debrief(PERSONA, RUBRIC, talks.info(), told)

    assert same_shape(drawn("a b", "c"), drawn(rep, said))


def _told(turn: Turn, said: str) -> Debrief:
    return Debrief(
        summary=summarise(PERSONA, RUBRIC, [turn]),
        outcome=Outcome.OPEN,
        story=(said,),
        next_time=(said,),
        engine="embedded",
        degraded=said,
    )


@calm
@given(texts)
def test_persona_files_are_not_trusted_either(text: str) -> None:
    # a portrait's initials are at most two letters, so the name is left alone here
    persona = makers.persona(role=text, company=text, portrait=text, scenario=text, change={**CHANGE, "what": text})
    plain = makers.persona()
    shelf, sessions = {persona.id: persona}, [talks.info(persona=persona.id, turns=1)]
    assert same_shape(choose({plain.id: plain}, sessions, ()), choose(shelf, sessions, ()))
    assert same_shape(brief(plain, sessions), brief(persona, sessions))
    assert same_shape(history({plain.id: plain}, sessions, 0), history(shelf, sessions, 0))


CHANGE = {"what": "w", "size": "small", "first_step": "one crew"}


@calm
@given(texts, st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["soft", "hard", "flat"])), max_size=5))
def test_marks_keep_every_letter(text: str, marks: list[tuple[str, str]]) -> None:
    drawn = marked(text, [*marks, (text[1:4], "soft")])
    assert {tag for tag, *_ in Skeleton(drawn).tags} <= {"mark", "/mark"}
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    if normal.isprintable():
        assert Skeleton(drawn).text == normal


def test_marks_show_the_reps_own_words() -> None:
    drawn = marked(
        "You kept going. It's up to you.", [("up to you", "soft"), ("It's up", "hard"), ("not in it", "soft")]
    )
    assert '<mark class="rw-mark is-soft">up to you</mark>' in drawn
    assert '<mark class="rw-mark is-hard">It&#x27;s </mark>' in drawn  # where two overlap, the first wins


def test_receipt_says_words_reading_change_and_reason() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.", "Heard, and left in charge.")
    text = Skeleton(receipt_body(turn.verdict, turn.receipt, PERSONA, RUBRIC)).text
    for part in (
        "So you carried it alone.",
        "saying back what you heard",
        "Resistance −0.8",
        "Heard, and left in charge.",
    ):
        assert part in text
    assert "not sure, 55%" in text
    line = Skeleton(digest(turn.verdict, turn.receipt)).text
    assert "−0.8" in line
    assert "not sure, 55%" in line, "before the receipt is unfolded as well"
    sure = tuple(found.model_copy(update={"confidence": 0.9}) for found in turn.verdict.codes)
    assert "not sure" not in digest(turn.verdict.model_copy(update={"codes": sure}), turn.receipt)


def test_receipt_of_an_ungraded_line_says_why_and_shows_no_score() -> None:
    verdict = ungraded("not in English", "mi@1", "embedded")
    receipt = Receipt(stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE)
    text = Skeleton(receipt_body(verdict, receipt, PERSONA, RUBRIC)).text
    assert "not in English" in text
    assert "moves nothing" in text
    assert not re.search(r"\d", text)


def test_unlocked_facts_are_told_by_topic_never_by_content() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.")
    receipt = turn.receipt.model_copy(update={"unlocked": ("third",)})
    text = Skeleton(receipt_body(turn.verdict, receipt, PERSONA, RUBRIC)).text
    assert "matters" in text
    assert PERSONA.facts["third"].truth not in text


def test_an_engine_that_stood_in_is_named_at_the_line() -> None:
    assert "no answer in time" in conversation.customer_line(PERSONA, "Hm.", "no answer in time")
    assert "stood" not in conversation.customer_line(PERSONA, "Hm.")


def test_ribbon_tells_early_from_due_and_follow_from_lead() -> None:
    beats = [
        Beat(turn=1, primary=Code.OTHER, stance=Stance.FOLLOW),
        Beat(turn=2, primary=Code.PERSUADE, stance=Stance.LEAD, lead="early"),
        Beat(turn=3, primary=Code.OPEN_QUESTION, stance=Stance.LEAD, lead="due"),
        Beat(turn=4, primary=Code.OTHER, stance=Stance.NEUTRAL, ungraded=True),
    ]
    drawn = Skeleton(charts.ribbon(beats, spread=True)).text
    assert drawn == "Turn 1: followTurn 2: lead, too earlyTurn 3: lead, when dueTurn 4: not graded"


def test_a_long_session_sends_only_its_last_turns() -> None:
    turns = [talks.turn(number) for number in range(1, 500)]
    view = SessionView(PERSONA, RUBRIC, talks.info(turns=499), tuple(turns[-40:]), conversation.WINDOW)
    log = view.log()
    assert log.count("<article") == conversation.WINDOW
    assert f"Show the {499 - conversation.WINDOW} earlier turns" in log


@calm
@given(st.text(max_size=200))
def test_any_address_leads_somewhere(search: str) -> None:
    assert route_of(search).view in {"choose", "brief", "talk", "debrief", "history"}


@pytest.mark.parametrize(
    "place", [Route(), Route("brief", "a_b"), Route("talk", "a&b=c"), Route("debrief", "x"), Route("history", start=25)]
)
def test_an_address_leads_back_to_its_place(place: Route) -> None:
    assert route_of(place.search) == place


@calm
@given(texts)
def test_markdown_export_is_plain_text(text: str) -> None:
    line = export.plain(text)
    assert "\n" not in line
    assert "<" not in line
    assert not re.search(r"(?<!\\)[\[\]*_`]", line)


def test_hint_mends_the_mistake_first() -> None:
    state = State(resistance=6, trust=2)
    pushed = makers.verdict(Code.PERSUADE)
    assert hint(RUBRIC, state, pushed) == RUBRIC.checks["no_push"].hint
    assert hint(RUBRIC, state, None) == RUBRIC.checks["says_back"].hint
    later = state.model_copy(update={"stage": Stage.PLAN})
    assert hint(RUBRIC, later, makers.warm()) == RUBRIC.checks["shapes_plan"].hint


def test_signs_are_readable() -> None:
    assert [signed(change) for change in (0.44, -1.25, 0.0, -0.04)] == ["+0.4", "−1.2", "±0", "±0"]


PAIRS = (
    ("ink", "paper"), ("ink", "sheet"), ("ink", "well"), ("quiet", "paper"), ("quiet", "sheet"), ("quiet", "well"),
    ("accent", "paper"), ("accent", "sheet"), ("on-accent", "accent"), ("on-accent", "accent-deep"),
    ("soft", "soft-wash"), ("hard", "hard-wash"), ("press", "press-wash"), ("ink", "soft-wash"), ("ink", "hard-wash"),
    ("ink", "press-wash"), ("ink", "trust-wash"), ("soft", "sheet"), ("hard", "sheet"), ("press", "sheet"),
)  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_of_aa(scheme: int) -> None:
    css = (ROOT / "agent/web/static/tokens.css").read_text("utf-8").split("@media")[scheme]
    colours = dict(re.findall(r"--rw-([a-z-]+): (#[0-9a-f]{6});", css))
    weak = {pair: ratio for pair in PAIRS if (ratio := _contrast(*(colours[name] for name in pair))) < 4.5}
    assert not weak


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture
async def controller(library: Library, tmp_path: Path) -> AsyncIterator[tuple[PageController, Room]]:
    """A controller over a room with light engines and one persona."""
    room = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield PageController(room), room
    await room.aclose()


async def _all(updates: AsyncIterator[Updates]) -> list[Updates]:
    return [update async for update in updates]


async def test_a_conversation_at_the_desk(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    shown = (await _all(at.start("test_customer")))[-1]
    session, token = shown["session"], shown["token"]
    assert shown["talking"] is True
    heard = await _all(at.say(session, SKILLED, token, 20))
    assert "line" not in heard[0], "the box keeps the line until the log has it"
    assert heard[1] == {"line": ""}
    assert "You kept it going alone." in heard[0]["live"]
    assert any("data-resistance" in update.get("side", "") and update.get("live") for update in heard)
    assert 'id="turn-1"' in heard[-1]["past"]
    again = await _all(at.say(session, SKILLED, token, 20))
    assert len(room.turns(session)) == 1, "the same sending is one turn"
    assert again[-1]["token"] != token
    ended = (await _all(at.finish(session)))[-1]
    assert "What happened" in ended["page"]
    assert ended["talking"] is False


async def test_a_refused_line_is_given_back_with_the_reason(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    last = (await _all(at.say(session, " \u200b ", "r1", 20)))[-1]
    assert last["line"] == " \u200b "
    assert "empty" in last["notice"]
    long = (await _all(at.say(session, "a" * 5000, "r2", 20)))[-1]
    assert "4000" in long["notice"]
    assert room.turns(session) == []


async def test_rewind_branches_and_offers_the_old_words(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    for number, line in enumerate((SKILLED, "You should just use our product.")):
        await _all(at.say(session, line, f"r{number}", 20))
    updates = (await _all(at.rewind(session, 1)))[-1]
    assert updates["session"] != session
    assert updates["line"] == "You should just use our product."
    assert len(room.turns(updates["session"])) == 1
    assert len(room.turns(session)) == 2


async def test_opening_a_session_finishes_its_pending_line(
    controller: tuple[PageController, Room], tmp_path: Path
) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    store.submit(session, SKILLED, "before the crash")
    store.dispose()
    opened = await _all(at.go(Route("talk", session).search))
    assert "You kept it going alone." in opened[0]["live"]
    assert [turn.rep for turn in room.turns(session)] == [SKILLED]
    assert 'id="turn-1"' in opened[-1]["past"]


async def test_what_is_not_there_is_told_on_the_screen(controller: tuple[PageController, Room]) -> None:
    at, _ = controller
    for search in ("?session=<script>", "?persona=nobody", "?debrief=none"):
        page = (await _all(at.go(search)))[-1]["page"]
        assert "That is not here" in page
        assert "<script" not in page


async def test_a_broken_persona_file_is_named_and_the_rest_can_be_met(
    controller: tuple[PageController, Room], library: Library
) -> None:
    at, _ = controller
    (library.personas_dir / "broken.yaml").write_text("id: broken\nnmae: <b>\n", "utf-8")
    page = (await _all(at.go("")))[-1]["page"]
    assert "broken.yaml" in page
    assert "rw-card-link" in page


async def test_exports_hold_the_whole_session(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    await _all(at.say(session, SKILLED, "r1", 20))
    await room.finish(session)
    markdown = json.loads((await _all(at.export(session, "md")))[-1]["saved"])
    whole = json.loads((await _all(at.export(session, "json")))[-1]["saved"])
    assert SKILLED.split(".")[0] in markdown["text"]
    assert "## Debrief" in markdown["text"]
    told = json.loads(whole["text"])
    assert [turn["rep"] for turn in told["turns"]] == [SKILLED]
    assert told["debrief"]["outcome"] == "open"
