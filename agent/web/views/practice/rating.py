"""Rating: the rep rates themself before they see a score, then reads how far that was from what their lines show."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from agent.feedback.score import STEPS, step_found
from agent.model.debrief import Summary
from agent.model.persona import Persona
from agent.model.practice.terms import Mode
from agent.model.rubric import Criterion
from agent.model.turn import SessionInfo
from agent.runtime.personal.exams import Result, Standing
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import CRITERIA
from agent.web.views.page import button, screen
from agent.web.views.portrait import portrait

QUESTIONS = (
    ("heard", "How well did they feel understood?", "not at all", "fully", Criterion.EMPATHIZE, "being understood"),
    (
        "free",
        "How far was the choice left with them?",
        "not at all",
        "entirely",
        Criterion.EMPOWER,
        "leaving the choice",
    ),
)
"""Field of `SelfRating`, the question, both ends of its scale, the criterion it is held against, and its short name."""

FINDING = "In studies, three in four people believed they had drawn the other out. One in five had."
"""Why a rep is asked before they are told."""


def rating_screen(persona: Persona, info: SessionInfo) -> Markup:
    """Return the screen that stands before the debrief: two questions, 1 to 5 each."""
    exam = info.mode is Mode.EXAM
    inner = markup(
        '<div class="rw-brief-head">{portrait}<div><p class="rw-over">Before the debrief</p>'
        "<h1>How do you think it went?</h1><p>Rate yourself first; then see what your lines show.</p></div></div>"
        '<form class="rw-rate" data-act="rate" data-session="{session}">{questions}'
        '<p class="rw-rate-go"><button type="submit" class="rw-button is-main">Read the debrief</button>{skip}</p>'
        "</form>",
        portrait=portrait(persona),
        session=info.id,
        questions=join(_question(*question[:4], who=persona.name) for question in QUESTIONS),
        skip=EMPTY if exam else button("rate", "Skip", "rw-quiet", session=info.id, skip="1"),
    )
    place = Route("debrief", info.id, more=(("rate", "first"),))  # an address of its own, so that focus moves on
    return screen(place, f"Rate yourself: {persona.name}", inner, "is-rating")


def _question(field: str, asked: str, low: str, high: str, who: str) -> Markup:
    steps = join(
        markup(
            '<label><input type="radio" name="{field}" value="{step}" required><span>{step}{end}</span></label>',
            field=field,
            step=step,
            end=_scale_end(step, low, high),
        )
        for step in range(1, STEPS + 1)
    )
    return markup(
        '<fieldset><legend>{asked}</legend><div class="rw-steps">{steps}</div>'
        '<p class="rw-ends" aria-hidden="true"><span>{low}</span><span>{high}</span></p></fieldset>',
        asked=asked.replace("they", who, 1),
        steps=steps,
        low=low,
        high=high,
    )


def _scale_end(step: int, low: str, high: str) -> Markup:
    end = {1: low, STEPS: high}.get(step)
    return markup('<span class="rw-sr">, {end}</span>', end=end) if end else EMPTY


def gap(info: SessionInfo, summary: Summary, own: bool) -> Markup:
    """Return what the rep thought beside what the grader found; nothing where they were never asked.

    Args:
        own: whoever reads it is the rep.
    """
    if not info.rated:
        return EMPTY
    scales = join(_scale(info, summary, own))
    return markup(
        '<section class="rw-gap"><h2>{title}</h2><div class="rw-gap-two">{scales}</div>'
        '<p class="rw-gap-why">{why}</p></section>',
        title="What you thought, and what your lines show" if own else "What they thought, and what their lines show",
        scales=scales,
        why=FINDING,
    )


def _scale(info: SessionInfo, summary: Summary, own: bool) -> Iterator[Markup]:
    for field, _, _, _, criterion, short in QUESTIONS:
        thought = getattr(info.rating, field) if info.rating else None
        found = step_found(summary.criteria[criterion])
        yield markup(
            "<div><h3>{title}</h3><p>{words}</p><dl>{thought}{found}</dl></div>",
            title=CRITERIA[criterion],
            words=_gap_words(short, thought, found, own),
            thought=_scale_row("You thought" if own else "They thought", thought, "is-thought"),
            found=_scale_row("Your lines" if own else "Their lines", found, "is-found"),
        )


def _gap_words(short: str, thought: int | None, found: int | None, own: bool) -> str:
    who, whose, self_ = ("You", "your", "yourself") if own else ("They", "their", "themself")
    if found is None:
        return f"No line could be graded on {short}, so there is nothing to hold it against."
    if thought is None:
        return f"{who} did not rate {self_}; {whose} lines show {found} of {STEPS} on {short}."
    told = f"{who} rated {self_} {thought} on {short}; {whose} lines show {found}."
    if thought == found:
        return f"{told} {who} saw it as it was."
    return f"{told} {'Higher' if thought > found else 'Lower'} than the lines by {abs(thought - found)}."


def _scale_row(name: str, step: int | None, kind: str) -> Markup:
    dots = join(markup('<i class="{on}"></i>', on="on" if at <= (step or 0) else "") for at in range(1, STEPS + 1))
    return markup(
        '<div class="{kind}"><dt>{name}</dt><dd><span class="rw-gap-dots" aria-hidden="true">{dots}</span>'
        "<b>{shown}</b></dd></div>",
        kind=kind,
        name=name,
        dots=dots,
        shown=f"{step} of {STEPS}" if step else "not rated" if kind == "is-thought" else "not graded",
    )


def exam_result(found: Standing | None) -> Markup:
    """Return what came of an exam, in words first; nothing for a session that was none."""
    if found is None:
        return EMPTY
    points, terms = found.score, found.terms
    parts = join(
        markup(
            "<li><b>{name}</b> {part}<small>{lines}</small></li>",
            name=CRITERIA[criterion],
            part=part,
            lines=f"due on {plural(points.lines[criterion], 'line')}",
        )
        for criterion, part in points.parts.items()
    )
    return markup(
        '<section class="rw-result is-{kind}"><h2>{title}</h2><p>{told}</p><ul>{parts}</ul><p class="rw-over">{attempt}'
        "{left_out}</p></section>",
        kind=found.result.value,
        title=_TITLES[found.result],
        told=_gap_told(found),
        parts=parts if found.result is not Result.NONE else EMPTY,
        attempt=f"Attempt {found.number} of {terms.attempts}." if found.number else "It does not count as an attempt.",
        left_out=f" {plural(points.ungraded, 'line')} could not be graded and counted neither way."
        if points.ungraded and points.points is not None
        else "",
    )


def exam_words(found: Standing | None) -> str:
    """Return what came of an exam as plain words; empty for a session that was none."""
    return "" if found is None else f"{_TITLES[found.result]}. {_gap_told(found)}"


_TITLES = {
    Result.PASSED: "Passed",
    Result.NOT_PASSED: "Not passed yet",
    Result.TOO_SHORT: "Not passed: ended too early",
    Result.NONE: "Could not be graded",
}


def _gap_told(found: Standing) -> str:
    points, mark = found.score, found.terms.pass_mark
    if found.result is Result.NONE:
        total = points.graded + points.ungraded
        return f"{points.ungraded} of {plural(total, 'line')} could not be graded; a score needs two thirds of them."
    told = f"Your lines come to {points.points} of 100; {mark} passes."
    if found.result is Result.TOO_SHORT:
        said = plural(points.graded + points.ungraded, "line")
        return f"{told} You ended it after {said}, and an exam that is ended by hand needs {found.least}."
    return told
