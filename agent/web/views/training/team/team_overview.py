"""Team overview: a heat map of the checks by rep, what goes wrong most with quotes, and the weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.rubric import Check, Criterion, Rubric
from agent.runtime.personal.training.team.team_overview import MOST, Mistake, Overview, Quote, Tally, Week
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, percent, plural
from agent.web.views.labels import CHECKS, CRITERIA
from agent.web.views.page import link
from agent.web.views.people.fields import para, section
from agent.web.views.practice.trend import LEAST, in_words, spark
from agent.web.views.training.team.team_frame import team_screen

WINDOWS: tuple[tuple[int | None, str], ...] = ((30, "30 days"), (90, "90 days"), (None, "All"))
"""Times that can be looked back over."""

STEPS = 5
"""Steps of the heat map's colour; the number stands in the cell as well."""

FEW = 5
"""Lines below which a share says little: its cell is not coloured."""


def team_overview(
    team: str, told: Overview, days: int | None = None, rep: Person | None = None, at: Route | None = None
) -> Markup:
    """Return the overview of a team, or of one rep of it.

    Args:
        days: how far it looks back; None for all. rep: whom alone it is about. at: its address, where not its own.
    """
    place = _spot(days, rep.name if rep else "")
    lead = (
        f"Counted from {plural(told.sessions, 'session')} that your reps gave you, and from nothing else. That you "
        "look is written down once a day, and they see it."
    )
    cut = para(f"Only the newest {MOST} given sessions are counted.") if told.cut else EMPTY
    back = markup('<p class="rw-back">{back}</p>', back=link(_spot(days, ""), "← The whole team")) if rep else EMPTY
    body = (_heat(told, days), _mistakes_part(told.mistakes, told.rubric), _weeks(told.weeks), _given_part(rep))
    title = rep.shown if rep else f"Team {team}"
    none = para("Nothing was given to you in this time. A rep gives you a session from its debrief.")
    parts = body if told.sessions else (none,)
    return team_screen(place, title, lead, back, _windows(days, rep), cut, *parts, at=at)


def _spot(days: int | None, rep: str) -> Route:
    parts = (("days", str(days)) if days else None, ("rep", rep) if rep else None)
    return Route("team-overview", more=tuple(part for part in parts if part))


def _windows(days: int | None, rep: Person | None) -> Markup:
    name = rep.name if rep else ""
    ways = join(
        markup('<li><b class="rw-chip is-now" aria-current="true">{words}</b></li>', words=words)
        if window == days
        else markup("<li>{way}</li>", way=link(_spot(window, name), words, "rw-chip"))
        for window, words in WINDOWS
    )
    return markup('<ul class="rw-chips" aria-label="How far back">{ways}</ul>', ways=ways)


def _heat(told: Overview, days: int | None) -> Markup:
    note = (
        "Each number is the share of lines in which a check was passed, of those where it was due (n). Checks "
        "that begin with “no” are kept unless something breaks them; the others pass when the line does it. Pale "
        f"numbers rest on fewer than {FEW} lines."
    )
    tables = (_heat_table(one, told, days) for one in Criterion)
    return section("Checks by rep", para(note), _heat_key(), *tables, kind="rw-heats")


def _heat_key() -> Markup:
    width = 100 // STEPS
    steps = join(
        markup('<li class="rw-heat-key is-{step}">{words}</li>', step=step, words=f"{width * (step - 1)} to {end} %")
        for step, end in ((step, width * step - (step < STEPS)) for step in range(1, STEPS + 1))
    )
    return markup('<ul class="rw-heat-keys" aria-label="What the colours mean">{steps}</ul>', steps=steps)


def _heat_table(criterion: Criterion, told: Overview, days: int | None) -> Markup:
    checks = {name: check for name, check in told.rubric.checks.items() if check.criterion is criterion}
    heads = join(markup('<th scope="col">{head}</th>', head=check_name(name, one)) for name, one in checks.items())
    rows = join(
        markup(
            '<tr><th scope="row" dir="auto">{rep}</th>{cells}</tr>',
            rep=link(_spot(days, rep.name), rep.shown, "rw-textlink"),
            cells=join(_heat_cell(told.heat.get(rep.id, {}).get(name)) for name in checks),
        )
        for rep in told.reps
    )
    return markup(
        '<div class="rw-wide" role="region" aria-label="{title}" tabindex="0"><table class="rw-table rw-heat">'
        '<caption>{title}</caption><thead><tr><th scope="col">Rep</th>{heads}</tr></thead><tbody>{rows}</tbody>'
        "</table></div>",
        title=CRITERIA[criterion],
        heads=heads,
        rows=rows,
    )


def _heat_cell(tally: Tally | None) -> Markup:
    if tally is None or tally.share is None:
        return markup('<td class="rw-cell"><span class="rw-sr">never due</span><span aria-hidden="true">–</span></td>')
    step = "few" if tally.due < FEW else str(min(STEPS, 1 + round(100 * tally.share) * STEPS // 100))
    return markup(
        '<td class="rw-cell is-{step}"><b>{share}</b><small>n {due}</small></td>',
        step=step,
        share=percent(tally.share),
        due=tally.due,
    )


def check_name(name: str, check: Check) -> str:
    """Return a check in short; a guard, whose name begins with `no`, by its name."""
    plain = name.replace("_", " ")
    return plain if check.guard else CHECKS.get(name, plain)


def _mistakes_part(mistakes: Sequence[Mistake], rubric: Rubric) -> Markup:
    rows = join(_mistake_row(one, rubric) for one in mistakes)
    told = "Told of lines that did no good. A line that did is no mistake, whatever it left out."
    none = para("No mistake stands out.")
    listed = markup('<ol class="rw-mistakes">{rows}</ol>', rows=rows) if rows else none
    return section("What goes wrong most", para(told), listed)


def _mistake_row(one: Mistake, rubric: Rubric) -> Markup:
    check = rubric.checks[one.check]
    words = CHECKS.get(one.check, one.check.replace("_", " "))
    title = f"{words[:1].upper()}{words[1:]}" if one.guard else f"Left out: {words}"
    return markup(
        "<li><h3>{title}</h3><p>{count} of {due}{where}, by {reps}. {hint}</p><ul>{quotes}</ul></li>",
        title=title,
        count=plural(one.lines, "line"),
        due=one.due,
        where="" if one.guard else " where it was due",
        reps=plural(one.reps, "rep"),
        hint=check.hint,
        quotes=join(_quote_row(quote) for quote in one.quotes),
    )


def _quote_row(quote: Quote) -> Markup:
    words = quote.words if len(quote.words) <= LONGEST_QUOTE else f"{quote.words[:LONGEST_QUOTE]} …"
    return markup(
        '<li><q dir="auto">{words}</q> <span dir="auto">{rep}</span>, {where}</li>',
        words=words,
        rep=quote.rep.shown,
        where=link(Route("talk", quote.session), f"line {quote.number}", "rw-textlink"),
    )


LONGEST_QUOTE = 200
"""Letters of a line that are quoted."""


def _weeks(weeks: Sequence[Week]) -> Markup:
    if len(weeks) < LEAST:
        return section("Week by week", para("One week says nothing yet of which way it goes."))
    heads = join(
        markup('<th scope="col">{head}</th>', head=head) for head in ("Week from", "Sessions", *CRITERIA.values())
    )
    rows = join(
        markup(
            '<tr><th scope="row">{monday}</th><td>{count}</td>{cells}</tr>',
            monday=f"{week.monday:%d %b %Y}",
            count=week.sessions,
            cells=join(markup("<td>{mean}</td>", mean=percent(week.criteria.get(one))) for one in CRITERIA),
        )
        for week in reversed(weeks)
    )
    return markup(
        '<section class="rw-criteria-trend" aria-label="Week by week"><h2>Week by week</h2><ul>{lines}</ul><details>'
        '<summary>The same as a table</summary><div class="rw-wide"><table class="rw-table">'
        '<caption class="rw-sr">Means of each criterion by week</caption><thead><tr>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></div></details></section>",
        lines=join(_week_line(one, weeks) for one in CRITERIA),
        heads=heads,
        rows=rows,
    )


def _week_line(criterion: Criterion, weeks: Sequence[Week]) -> Markup:
    means: Mapping[int, float] = {
        at: mean for at, week in enumerate(weeks) if (mean := week.criteria.get(criterion)) is not None
    }
    return markup(
        "<li><p><b>{title}</b> <span>{newest}</span></p>{drawing}<small>{words}</small></li>",
        title=CRITERIA[criterion],
        newest=percent(list(means.values())[-1]) if means else "–",
        drawing=spark(list(means.items()), len(weeks)) if len(means) >= LEAST else EMPTY,
        words=in_words(list(means.values())) if len(means) >= LEAST else "too few weeks yet",
    )


def _given_part(rep: Person | None) -> Markup:
    if rep is None:
        return EMPTY
    place = Route("team", more=(("rep", rep.name),))
    return markup("<p>{way}</p>", way=link(place, f"Read what {rep.shown} gave you", "rw-button"))
