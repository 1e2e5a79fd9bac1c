"""Drill verdict: what was heard in the rep's line, whether that was the move, why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from agent.coaching.drills.judging import AGAIN, HARD, Judgement, judge
from agent.coaching.drills.skills import skill_sheets
from agent.coaching.drills.standing import Standing
from agent.model.persona import Persona
from agent.model.practice.drill import Answered
from agent.model.practice.drill_skills import SkillSheet
from agent.model.rubric import Rubric
from agent.model.verdict import UNSURE, CheckResult
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, marked, markup
from agent.web.views.labels import evidence_label
from agent.web.views.page import link, screen
from agent.web.views.practice.drill_moment import back, moment_spoken, onward
from agent.web.views.practice.drills import due_words
from agent.web.views.receipts import graded_instead

HEADS = {1: "Not yet", 2: "It is there, just", 3: "That is it", 4: "That is it, and more"}
"""What came of a line, by its rating."""


def verdict_screen(
    answered: Answered, persona: Persona | None, rubric: Rubric, standings: Sequence[Standing]
) -> Markup:
    """Return what came of an answer.

    Args:
        persona: the customer's, None where it is not among the files any more. rubric: for its hints.
        standings: where the person stands now, what is due first.
    """
    review, skill = answered.review, answered.review.skill
    sheet, judged = skill_sheets()[skill], judge(answered.verdict, skill_sheets()[skill])
    here = next(one for one in standings if one.skill is skill)
    inner = markup(
        '{back}<p class="rw-drill-count">{name}</p><h1 tabindex="-1" data-focus class="rw-drill-head {kind}">{head}'
        '</h1>{moment}<div class="rw-rep"><p class="rw-drill-you">You said</p><p class="rw-text">{line}</p></div>'
        '{read}{transfer}{example}<p class="rw-drill-due" role="status">“{name}” is {due}.</p>{go}',
        back=back(),
        name=sheet.name,
        kind="is-passed" if review.passed else "is-missed",
        head=HEADS[review.rating],
        moment=moment_spoken(answered.moment, persona, again=True),
        line=marked(review.line, list(_marks(judged))),
        read=_read(judged, answered, sheet, rubric),
        transfer=_transfer_note(answered, persona),
        example=_example(answered, sheet),
        due=f"done for today and due again {_again(here)}" if here.enough else due_words(here),
        go=_go_on(here, standings),
    )
    place = Route("drills", skill.value, more=(("answer", str(answered.nth)),))
    return screen(place, f"{HEADS[review.rating]}: {sheet.name}", inner, "is-drill")


def _read(judged: Judgement | None, answered: Answered, sheet: SkillSheet, rubric: Rubric) -> Markup:
    if judged is None:  # a verdict of another day's rules
        return EMPTY
    said = join(markup("<li>{told}</li>", told=told) for told in _verdict_told(judged, sheet, rubric))
    return markup('<ul class="rw-heard">{said}</ul>{instead}', said=said, instead=graded_instead(answered.verdict))


def _verdict_told(judged: Judgement, sheet: SkillSheet, rubric: Rubric) -> Iterator[Markup]:
    """Yield what was heard, what did harm, and what would have made it stronger, each with the rep's words."""
    if judged.heard is None:
        hint = rubric.checks[sheet.shows[0]].hint if sheet.shows[0] in rubric.checks else ""
        yield markup("<b>Missing:</b> {miss} {hint}", miss=sheet.miss, hint=hint)
    else:
        unsure = " The grader was not sure of it." if judged.heard.confidence < UNSURE else ""
        yield markup("<b>Heard:</b> {heard}{unsure}", heard=_own_words(judged.heard, rubric), unsure=unsure)
    for broke in judged.broke:
        hint = rubric.checks[broke.id].hint if broke.id in rubric.checks else ""
        yield markup("<b>In the way:</b> {broke} {hint}", broke=_own_words(broke, rubric), hint=hint)
    for unclear in judged.unclear:
        yield markup("<b>Could be heard as:</b> {unclear}", unclear=_own_words(unclear, rubric))
    if judged.beside is not None and judged.rating > AGAIN:
        yield markup("<b>Beside it:</b> {beside}", beside=_own_words(judged.beside, rubric))
    elif judged.rating == HARD:
        yield markup("<b>Stronger:</b> {how}", how=sheet.how[1])


def _own_words(result: CheckResult, rubric: Rubric) -> Markup:
    label = evidence_label(result.id, rubric)
    if not result.quote:
        return markup("{label}.", label=label)
    return markup("<q>{quote}</q> — {label}.", quote=result.quote, label=label)


def _marks(judged: Judgement | None) -> Iterator[tuple[str, str]]:
    if judged is None:
        return
    yield from ((broke.quote, "hard") for broke in judged.broke if broke.quote)
    yield from ((found.quote, "soft") for found in (judged.heard, judged.beside) if found and found.quote)


def _transfer_note(answered: Answered, persona: Persona | None) -> Markup:
    if not answered.moment.held_back:
        return EMPTY
    return markup(
        '<p class="rw-drill-new">{name} is in none of your drills. This answer is counted as transfer.</p>',
        name=persona.name if persona else answered.moment.persona,
    )


def _example(answered: Answered, sheet: SkillSheet) -> Markup:
    kind = sheet.kinds.get(answered.moment.kind)
    if kind is None:
        return EMPTY
    return markup(
        '<details class="rw-drill-example" {open}><summary>How somebody else did it</summary>'
        '<p>Another customer said: <q>{said}</q></p><p>The answer: <q class="rw-drill-better">{line}</q></p></details>',
        open=EMPTY if answered.review.rating > HARD else markup("open"),
        said=kind.example.said,
        line=kind.example.line,
    )


def _again(here: Standing) -> str:
    words = due_words(here)
    return words.removeprefix("due ") if words.startswith("due ") else "tomorrow"


def _go_on(here: Standing, standings: Sequence[Standing]) -> Markup:
    if here.enough:
        return markup('<p class="rw-drill-enough">That is enough for today.</p><p class="rw-go">{go}</p>',
                      go=onward(standings))  # fmt: skip
    another = link(Route("drills", here.skill.value), "Another moment", "rw-button is-main")
    return markup(
        '<p class="rw-go">{another}{all}</p>', another=another, all=link(Route("drills"), "All drills", "rw-button")
    )
