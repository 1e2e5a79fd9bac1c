"""Comparison: two sessions side by side: both curves in one drawing, where they part, both endings, the counts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.acts import CLOSED_FROM, GUARDED_FROM
from agent.model.debrief import Point
from agent.runtime.personal.records import Comparison, Stand
from agent.web.routes import Route
from agent.web.views.debrief_tables import numbers_table
from agent.web.views.html import EMPTY, join, markup, percent, plural
from agent.web.views.labels import CRITERIA, day, standing
from agent.web.views.page import link, screen
from agent.web.views.receipts import digest

NAMES = ("A", "B")
"""What the two are called where there is no room for more; the drawing tells them apart by its dashes as well."""


def comparison(found: Comparison) -> Markup:
    """Return the screen that sets two sessions side by side."""
    stands = (found.first, found.second)
    inner = markup(
        '<p class="rw-back">{back}</p><div class="rw-hero is-low"><h1>Side by side</h1><p>{told}</p></div>'
        '<section class="rw-story-curve"><h2>How resistance moved</h2>'
        '<div class="rw-axes">{drawing}</div>{legend}</section>'
        "{parting}"
        '<section><h2>How they ended</h2><div class="rw-two">{endings}</div></section>'
        '<section class="rw-numbers"><h2>By the numbers</h2>{numbers}</section>',
        back=link(Route("history"), "← Past sessions"),
        told=_how_they_relate(found),
        drawing=_curves(stands),
        legend=_legend(stands),
        parting=_parting(found),
        endings=join(_ending(name, stand) for name, stand in zip(NAMES, stands, strict=True)),
        numbers=_numbers(stands),
    )
    route = Route("compare", found.first.info.id, more=(("with", found.second.info.id),))
    return screen(route, "Side by side", inner, "is-compare is-debrief")


def _how_they_relate(found: Comparison) -> str:
    one, other = found.first.persona.name, found.second.persona.name
    if not found.shared:
        return f"{one} and {other}: two conversations of their own." if one != other else f"Two talks with {one}."
    return f"One talk with {one} up to turn {found.shared}, and then two ways on."


def _curves(stands: Sequence[Stand]) -> Markup:
    last = max(stand.summary.curve[-1].turn for stand in stands) or 1
    told = "; ".join(
        f"{name}: resistance from {stand.summary.curve[0].resistance:.1f} to {stand.summary.curve[-1].resistance:.1f} "
        f"in {plural(stand.summary.curve[-1].turn, 'turn')}"
        for name, stand in zip(NAMES, stands, strict=True)
    )
    return markup(
        '<div class="rw-curve is-double" role="img" aria-label="{told}">'
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<g class="rw-grid">{grid}</g>{paths}</svg>{ends}'
        '<span class="rw-band" style="top:17.5%">closed</span><span class="rw-band" style="top:50%">guarded</span>'
        '<span class="rw-band" style="top:82.5%">open</span></div>'
        '<p class="rw-axis"><span>start</span><span>turn {last}</span></p>',
        told=told,
        grid=join(
            markup('<line x1="0" x2="100" y1="{y}" y2="{y}"/>', y=100 - 10 * at) for at in (GUARDED_FROM, CLOSED_FROM)
        ),
        paths=join(
            markup('<polyline class="rw-path is-{name}" points="{path}"/>', name=name.lower(), path=_path(stand, last))
            for name, stand in zip(NAMES, stands, strict=True)
        ),
        ends=join(_end_pin(name, stand.summary.curve[-1], last) for name, stand in zip(NAMES, stands, strict=True)),
        last=last,
    )


def _path(stand: Stand, last: int) -> str:
    return " ".join(f"{100 * point.turn / last:.2f},{100 - 10 * point.resistance:.2f}" for point in stand.summary.curve)


def _end_pin(name: str, point: Point, last: int) -> Markup:
    return markup(
        '<b class="rw-pin is-{kind}" style="left:{x:.2f}%;top:{y:.2f}%">{name}</b>',
        kind=name.lower(),
        x=100 * point.turn / last,
        y=100 - 10 * point.resistance,
        name=name,
    )


def _legend(stands: Sequence[Stand]) -> Markup:
    marks = join(
        markup(
            '<span><i class="rw-line-mark is-{kind}" aria-hidden="true"></i><b>{name}</b> {title}</span>',
            kind=name.lower(),
            name=name,
            title=_title(stand),
        )
        for name, stand in zip(NAMES, stands, strict=True)
    )
    return markup('<p class="rw-legend">{marks}</p>', marks=marks)


def _title(stand: Stand) -> str:
    return f"{stand.info.name or stand.persona.name}, {day(stand.info)}"


def _parting(found: Comparison) -> Markup:
    """Return the first turns that two ways from one talk do not share, with what each moved."""
    if not found.shared:
        return EMPTY
    stands = (found.first, found.second)
    ways = join(_way(name, stand, found.shared) for name, stand in zip(NAMES, stands, strict=True))
    return markup(
        '<section class="rw-parting"><h2>Where they part</h2><div class="rw-two">{ways}</div></section>', ways=ways
    )


def _way(name: str, stand: Stand, shared: int) -> Markup:
    turn = next((turn for turn in stand.turns if turn.number > shared), None)
    if turn is None:
        return markup("<div><h3>{name}</h3><p>Nothing was said after that.</p></div>", name=name)
    return markup(
        '<div><h3>{name}</h3><blockquote dir="auto">{rep}</blockquote><p class="rw-parted">{moved}</p>'
        '<p><b>{customer}:</b> <span dir="auto">{said}</span></p></div>',
        name=name,
        rep=turn.rep,
        moved=digest(turn.verdict, turn.receipt),
        customer=stand.persona.name,
        said=turn.reply.text,
    )


def _ending(name: str, stand: Stand) -> Markup:
    last = stand.turns[-1].reply.text if stand.turns else stand.info.opening
    place = Route("debrief" if stand.info.finished else "talk", stand.info.id)
    return markup(
        '<div><h3>{name}: {standing}</h3><p class="rw-fromto"><span>Resistance</span><b>{first:.1f}</b>'
        '<i aria-hidden="true">→</i><span class="rw-sr">to</span><b>{end:.1f}</b></p>'
        '<blockquote dir="auto">{last}</blockquote><p>{go}</p></div>',
        name=name,
        standing=standing(stand.info),
        first=stand.summary.curve[0].resistance,
        end=stand.summary.curve[-1].resistance,
        last=last,
        go=link(place, "Read the debrief" if stand.info.finished else "Go on with it", "rw-quiet"),
    )


def _numbers(stands: Sequence[Stand]) -> Markup:
    def row(name: str, cells: Sequence[str]) -> Sequence[str]:
        return (name, *cells)

    summaries = [stand.summary for stand in stands]
    rows = [row("Lines", [str(summary.turns) for summary in summaries])]
    rows += [
        row(title, [percent(summary.criteria.get(one)) for summary in summaries]) for one, title in CRITERIA.items()
    ]
    rows += [
        row("Trust at the end", [f"{summary.curve[-1].trust:.1f}" for summary in summaries]),
        row("Reflections to questions", [summary.reflections_to_questions.shown for summary in summaries]),
        row("Led too early", [str(summary.early_leads) for summary in summaries]),
        row("Came to light", [f"{summary.disclosed} of {summary.facts}" for summary in summaries]),
    ]
    return numbers_table("Both sessions counted", ("", *NAMES), rows)
