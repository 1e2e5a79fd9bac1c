"""Trend: how the four criteria went over the finished sessions, drawn small and told in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.debrief import Debrief
from agent.model.rubric import Criterion
from agent.model.turn import SessionInfo
from agent.web.views.html import EMPTY, join, markup, percent
from agent.web.views.labels import CRITERIA, day

LEAST = 2
"""Sessions from which a line can be drawn."""

RECENT = 5
"""Sessions whose mean is told beside that of as many before."""

SAME = 0.03
"""Least difference of two means that is told as one: three points of a hundred, about what one line moves."""


def trend(told: Sequence[tuple[SessionInfo, Debrief]]) -> Markup | None:
    """Return the section, or None while there are too few sessions. `told`: finished sessions, oldest first."""
    if len(told) < LEAST:
        return None
    return markup(
        '<section class="rw-criteria-trend" aria-label="How your criteria go"><h2>How your criteria go</h2>'
        "<ul>{rows}</ul>"
        "<details><summary>The same as a table</summary>{table}</details></section>",
        rows=join(_criterion(criterion, told) for criterion in CRITERIA),
        table=_trend_table(told),
    )


def _criterion(criterion: Criterion, told: Sequence[tuple[SessionInfo, Debrief]]) -> Markup:
    means = [debrief.summary.criteria.get(criterion) for _, debrief in told]
    found = [(at, mean) for at, mean in enumerate(means) if mean is not None]
    values = [mean for _, mean in found]
    return markup(
        "<li><p><b>{title}</b> <span>{newest}</span></p>{drawing}<small>{words}</small></li>",
        title=CRITERIA[criterion],
        newest=percent(values[-1]) if values else "–",
        drawing=spark(found, len(told)) if len(found) >= LEAST else EMPTY,
        words=in_words(values),
    )


def spark(found: Sequence[tuple[int, float]], count: int) -> Markup:
    """Return a small curve of (place, mean 0..1) pairs among `count` places."""
    spots = " ".join(f"{100 * at / (count - 1):.1f},{40 - 36 * mean:.1f}" for at, mean in found)
    return markup(
        '<svg class="rw-spark" viewBox="0 0 100 44" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<line x1="0" x2="100" y1="40" y2="40"/><polyline points="{spots}"/></svg>',
        spots=spots,
    )


def in_words(values: Sequence[float]) -> str:
    """Return which way a criterion goes: the newest sessions beside those before them."""
    if len(values) < LEAST:
        return "too few sessions yet"
    cut = min(RECENT, len(values) // 2)
    late, early = values[-cut:], values[-2 * cut : -cut]
    now, before = sum(late) / len(late), sum(early) / len(early)
    if abs(now - before) < SAME:
        return f"about the same as before ({percent(before)})"
    return f"{'up' if now > before else 'down'} from {percent(before)}"


def _trend_table(told: Sequence[tuple[SessionInfo, Debrief]]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{day}</th>{cells}</tr>',
            day=day(info),
            cells=join(markup("<td>{mean}</td>", mean=percent(debrief.summary.criteria.get(one))) for one in CRITERIA),
        )
        for info, debrief in reversed(told)
    )
    heads = join(markup('<th scope="col">{head}</th>', head=head) for head in ("Session", *CRITERIA.values()))
    return markup(
        '<table class="rw-table"><caption class="rw-sr">Means of each criterion by session</caption>'
        "<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>",
        heads=heads,
        rows=rows,
    )
