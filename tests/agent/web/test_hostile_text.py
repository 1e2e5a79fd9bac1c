"""Hostile text: on no page does it become markup, a template or a link."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from agent.feedback.summary import summarise
from agent.model.debrief import Debrief
from agent.model.session import Outcome
from agent.model.turn import Turn
from agent.web.exports import documents as export
from agent.web.routes import route_of
from agent.web.views import conversation
from agent.web.views.choose import brief, choose
from agent.web.views.debrief import debrief
from agent.web.views.history import history
from agent.web.views.html import esc, marked
from agent.web.views.panel import LastLine, panel
from tests.support.makers import makers, talks
from tests.support.makers.pages import PERSONA, RUBRIC, Skeleton, calm, same_shape, texts, whole_turn


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


@calm
@given(st.text(max_size=200))
def test_any_address_leads_somewhere(search: str) -> None:
    assert route_of(search).view in {"choose", "brief", "talk", "debrief", "history"}


@calm
@given(texts)
def test_markdown_export_is_plain_text(text: str) -> None:
    line = export.plain(text)
    assert "\n" not in line
    assert "<" not in line
    assert not re.search(r"(?<!\\)[\[\]*_`]", line)
