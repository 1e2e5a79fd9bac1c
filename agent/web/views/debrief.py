"""Debrief: what a whole session showed. The curve and its turning points, the story, the best and the weakest line."""

from __future__ import annotations

from markupsafe import Markup

from agent.model.debrief import Debrief, Highlight, Summary, TurningPoint
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome
from agent.model.turn import SessionInfo
from agent.web.routes import Route
from agent.web.updates import sentence
from agent.web.views import charts
from agent.web.views.debrief_tables import numbers
from agent.web.views.html import EMPTY, join, marked, markup, plural, signed
from agent.web.views.labels import OUTCOMES, day
from agent.web.views.page import button, link, screen
from agent.web.views.portrait import portrait
from agent.web.views.practice.modes import may_rewind
from agent.web.views.practice.rewording import MOVES, read_as, reword_button, would_move

KINDS = {
    "softened": "softened",
    "hardened": "hardened",
    "stage_forward": "moved on",
    "stage_back": "fell back",
    "committed": "committed",
    "walked_away": "left",
}


FILES = {
    "html": "Save as a page to print",
    "md": "Save as Markdown",
    "json": "Save as JSON",
    "xapi": "Save as xAPI statements",
}
"""Kind of a file, as `agent/web/exports/session_files.py` makes them -> what its button says."""


def debrief(
    persona: Persona, rubric: Rubric, info: SessionInfo, told: Debrief, given: Markup = EMPTY, top: Markup = EMPTY
) -> Markup:
    """Return the debrief of one session.

    Args:
        given: how it is given to a trainer, or taken back. top: what stands before all else, an exam's result and the
            self-rating.
    """
    summary = told.summary
    inner = markup(
        '<p class="rw-back">{back}</p>{head}{top}{curve}'
        '<div class="rw-two"><section class="rw-story"><h2>What happened</h2>{story}</section><div class="rw-aside">'
        '<section class="rw-next"><h2>Next time</h2><ol>{advice}</ol></section>{practise}{best}{weakest}</div></div>'
        "{unsaid}{numbers}{given}{tools}",
        back=link(Route("history"), "← Past sessions"),
        head=_debrief_head(persona, info, told),
        top=top,
        curve=_curve_section(summary, info),
        story=join(markup('<p dir="auto">{part}</p>', part=part) for part in told.story),
        advice=join(markup('<li dir="auto">{part}</li>', part=part) for part in told.next_time),
        practise=_practise(told),
        best=_highlight("Your best line", summary.best, "soft"),
        weakest=_highlight("Your costliest line", summary.weakest, "hard", _costly_instead(info, told, rubric)),
        unsaid=_unsaid(persona, told),
        numbers=numbers(summary, rubric),
        given=given,
        tools=_tools(info),
    )
    return screen(Route("debrief", info.id), f"Debrief: {persona.name}", inner, "is-debrief")


def _debrief_head(persona: Persona, info: SessionInfo, told: Debrief) -> Markup:
    summary = told.summary
    return markup(
        '<div class="rw-brief-head">{portrait}<div><p class="rw-over">Debrief · {day} · {turns}</p><h1>{name}</h1>'
        '<p class="rw-outcome {kind}">{outcome}</p></div>'
        '<p class="rw-fromto"><span>Resistance</span><b>{first:.1f}</b><i aria-hidden="true">→</i>'
        '<span class="rw-sr">to</span><b>{last:.1f}</b></p></div>{degraded}',
        portrait=portrait(persona),
        day=day(info),
        turns=plural(summary.turns, "turn"),
        name=persona.name,
        kind={Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(told.outcome, "is-open"),
        outcome=OUTCOMES[told.outcome],
        first=summary.curve[0].resistance,
        last=summary.curve[-1].resistance,
        degraded=_built_in(told.degraded) if told.degraded else EMPTY,
    )


def _built_in(why: str) -> Markup:
    return markup('<p class="rw-degraded"><b>Written by the built-in engine.</b> {why}</p>', why=sentence(why))


def _curve_section(summary: Summary, info: SessionInfo) -> Markup:
    listed = join(_turning_point(index, point, info) for index, point in enumerate(summary.turning_points, 1))
    return markup(
        '<section class="rw-story-curve"><h2>How resistance moved</h2><div class="rw-axes">{curve}{ribbon}'
        '<p class="rw-axis"><span>start</span><span>turn {last}</span></p></div>'
        "{floor}{legend}<h3>Turning points</h3>{turning}</section>",
        curve=charts.curve(
            summary.curve, {point.turn: str(index) for index, point in enumerate(summary.turning_points, 1)}
        ),
        ribbon=charts.ribbon(summary.ribbon, spread=True),
        last=summary.curve[-1].turn,
        floor=markup('<p class="rw-floor">{told}</p>', told=summary.floor_note) if summary.floor_note else EMPTY,
        legend=charts.legend(),
        turning=markup('<ol class="rw-turning">{listed}</ol>', listed=listed)
        if listed
        else markup("<p>No single turn changed the conversation.</p>"),
    )


def _turning_point(index: int, point: TurningPoint, info: SessionInfo) -> Markup:
    kind = "soft" if point.kind in {"softened", "stage_forward", "committed"} else "hard"
    words = markup('<q class="is-{kind}" dir="auto">{words}</q>', kind=kind, words=point.words)
    change = markup(" <em>{change}</em>", change=signed(point.change)) if round(point.change, 1) else EMPTY
    return markup(
        '<li><b class="rw-pin is-still" aria-hidden="true">{index}</b><div>'
        "<p><b>Turn {turn}: {kind}</b>{change}</p>{words}<p>{why}</p>{again}</div></li>",
        index=index,
        turn=point.turn,
        kind=KINDS[point.kind],
        change=change,
        words=words if point.words else EMPTY,
        why=point.why,
        again=button("rewind", "Go back to this turn", "rw-quiet", session=info.id, turn=point.turn - 1)
        if may_rewind(info)
        else EMPTY,
    )


def _highlight(title: str, found: Highlight | None, kind: str, more: Markup = EMPTY) -> Markup:
    if found is None:
        return markup('<section class="rw-high is-none"><h2>{title}</h2><p>None stands out.</p></section>', title=title)
    hint = markup('<p class="rw-mend"><b>Instead:</b> {hint}</p>', hint=found.hint) if found.hint else EMPTY
    return markup(
        '<section class="rw-high is-{kind}"><h2>{title}</h2><blockquote dir="auto">{line}</blockquote>'
        "<p>Turn {turn}. {why}</p>{hint}{more}</section>",
        kind=kind,
        title=title,
        line=marked(found.line, [(found.words, kind)]),
        turn=found.turn,
        why=found.why,
        hint=hint,
        more=more,
    )


def _costly_instead(info: SessionInfo, told: Debrief, rubric: Rubric) -> Markup:
    """Return the costliest line as it could have been said in the customer's own words, and the way to more."""
    worst, way = told.summary.weakest, told.instead
    if worst is None:
        return EMPTY
    shown = (
        markup(
            '<div class="rw-instead"><p><b>One way to say it, in their words:</b></p>'
            '<blockquote dir="auto">{text}</blockquote>'
            '<p class="rw-small">Would have moved {moved}. Read as {read}.</p></div>',
            text=way.text,
            moved=would_move(way),
            read=read_as(way, rubric),
        )
        if way
        else EMPTY
    )
    return markup("{shown}<p>{more}</p>", shown=shown, more=reword_button(worst.turn, info.id))


def _practise(told: Debrief) -> Markup:
    """Return the one thing to practise next, with the way to its drill; nothing where nothing was lacking."""
    if told.practise is None:
        return EMPTY
    return markup(
        '<section class="rw-practise"><h2>Practise next</h2><p><b>{move}.</b> {why}</p><p>{go}</p></section>',
        move=MOVES[told.practise],
        why=told.practise_why,
        go=link(Route("drills", told.practise.value), "Practise this one move", "rw-button"),
    )


def _unsaid(persona: Persona, told: Debrief) -> Markup:
    """Return what the customer never got to say, folded: a rep may want to meet them again and hear it."""
    if not told.unsaid:
        return EMPTY
    lines = join(
        markup('<li><blockquote dir="auto">{line}</blockquote><p>{opens}</p></li>', line=one.line, opens=one.opens)
        for one in told.unsaid
    )
    return markup(
        '<details class="rw-unsaid"><summary>What {who} never got to say ({count})</summary>'
        "<p>Leave this closed if you mean to meet {who} again, or to go back to an earlier turn.</p><ul>{lines}</ul>"
        "</details>",
        who=persona.address,
        count=plural(len(told.unsaid), "thing"),
        lines=lines,
    )


def _tools(info: SessionInfo) -> Markup:
    return markup(
        '<div class="rw-exports">{read}{files}{again}</div>',
        read=link(Route("talk", info.id), "Read the conversation again", "rw-button"),
        files=join(button("export", words, session=info.id, format=kind) for kind, words in FILES.items()),
        again=link(Route("brief", info.persona), "Meet them again", "rw-button is-main"),
    )
