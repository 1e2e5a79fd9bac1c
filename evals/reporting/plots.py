"""Plots: figures as inline SVG or plain HTML. Colours come from the page; every text is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from textwrap import shorten, wrap

from evals.model.suite import Bars, Figure, Heat, Intervals, Lines, Measure

WIDTH, LABELS, ROW = 760, 330, 26
LONG = 46
"""Letters of a label that fit beside a plot; a longer one is set on two lines."""

HUES = ("accent", "hard", "trust", "press", "quiet")
"""Names of the page's colours for series, in order; more series than these repeat them dashed."""

Scale = Callable[[float], float]


def draw(figure: Figure) -> str:
    """Return a figure as an HTML fragment with its title and note."""
    if isinstance(figure, Intervals):
        body = intervals(figure)
    elif isinstance(figure, Heat):
        body = heat(figure)
    elif isinstance(figure, Lines):
        body = lines(figure)
    else:
        body = bars(figure)
    note = f'<p class="note">{escape(figure.note)}</p>' if figure.note else ""
    return f"<figure><figcaption>{escape(figure.title)}</figcaption>{body}{note}</figure>"


def intervals(figure: Intervals) -> str:
    """Draw values with their intervals; a bar for the goal, a hollow diamond for people."""
    measures = [measure for measure in figure.measures if measure.value is not None]
    edges = [edge for m in measures for edge in (m.value, m.low, m.high, m.goal, m.human) if edge is not None]
    low, high = min([0.0, *edges]), max([1.0, *edges])
    across = _scale(low, high, LABELS + 10, WIDTH - 60)
    row = ROW + (10 if any(len(measure.title) > LONG for measure in measures) else 0)
    height = row * len(measures) + 30
    parts = [_grid(across, ticks(low, high), height - 24)]
    for at, measure in enumerate(measures):
        parts.append(_interval(measure, across, 8 + row * at + row / 2))
    return _svg(height, figure.title, parts)


def _interval(measure: Measure, across: Scale, y: float) -> str:
    assert measure.value is not None
    x = across(measure.value)
    told = f"{measure.value:.2f}" if abs(measure.value) < 100 else f"{measure.value:.0f}"
    missed = " missed" if measure.passed is False else ""
    parts = [_label(y + 4, measure.title), _text(WIDTH - 50, y + 4, told, "start", "value")]
    if measure.low is not None and measure.high is not None:
        x1, x2 = across(measure.low), across(measure.high)
        parts.append(f'<line class="reach{missed}" x1="{x1:.1f}" x2="{x2:.1f}" y1="{y}" y2="{y}"/>')
    if measure.goal is not None:
        goal = across(measure.goal)
        parts.append(f'<line class="goal" x1="{goal:.1f}" x2="{goal:.1f}" y1="{y - 9}" y2="{y + 9}"/>')
    parts.append(f'<circle class="dot{missed}" cx="{x:.1f}" cy="{y}" r="4.5"/>')
    if measure.human is not None:
        at = across(measure.human)
        parts.append(f'<path class="human" d="M{at - 6:.1f} {y}l6 -6l6 6l-6 6z"/>')
    return "".join(parts)


def heat(figure: Heat) -> str:
    """Draw a table of counts; a cell is the darker, the larger its share of its row."""
    head = "".join(f'<th scope="col"><span>{escape(name)}</span></th>' for name in figure.columns)
    rows = []
    for name, counts in zip(figure.rows, figure.counts, strict=True):
        whole = sum(counts) or 1
        cells = "".join(f'<td style="--share:{count / whole:.3f}">{_count(count)}</td>' for count in counts)
        rows.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    corner = f"{escape(figure.down)} ↓ {escape(figure.across)} →"
    table = f'<table class="heat"><thead><tr><th>{corner}</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="wide">{table}</div>'


def lines(figure: Lines) -> str:
    """Draw series over a shared axis, named in a legend below."""
    points = [point for series in figure.series for point in series.points]
    reach = [edge for series in figure.series for pair in series.band for edge in pair]
    if not points:
        return "<p>Nothing to draw.</p>"
    xs, ys = [x for x, _ in points], [*(y for _, y in points), *reach]
    x0, x1, y0, y1 = min([0.0, *xs]), max(xs), min([0.0, *ys]), max(ys)
    if figure.diagonal:
        x1 = y1 = 1.0
    across, up = _scale(x0, x1, 60, WIDTH - 20), _scale(y0, y1, 270, 16)
    parts = [_axes(figure, across, up, (x0, x1), (y0, y1))]
    if figure.diagonal:
        parts.append(f'<line class="goal" x1="{across(0)}" y1="{up(0)}" x2="{across(1)}" y2="{up(1)}"/>')
    for at, series in enumerate(figure.series):
        hue = HUES[at % len(HUES)] + (" dashed" if at >= len(HUES) else "")
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in series.points)
        if series.band:
            upper = [
                f"{across(x):.1f},{up(high):.1f}" for (x, _), (_, high) in zip(series.points, series.band, strict=True)
            ]
            lower = [
                f"{across(x):.1f},{up(low):.1f}" for (x, _), (low, _) in zip(series.points, series.band, strict=True)
            ]
            parts.append(f'<polygon class="band {hue}" points="{" ".join([*upper, *reversed(lower)])}"/>')
        parts.append(f'<polyline class="series {hue}" points="{path}"/>')
        parts += [
            f'<circle class="point {hue}" cx="{across(x):.1f}" cy="{up(y):.1f}" r="3"/>' for x, y in series.points
        ]
    return _svg(310, figure.title, parts) + _legend([series.name for series in figure.series])


def bars(figure: Bars) -> str:
    """Draw named values as bars from zero."""
    longest = figure.of or max([1e-9, *(abs(value) for _, value in figure.bars)])
    parts = []
    for at, (name, value) in enumerate(figure.bars):
        y, wide = 6 + ROW * at, max(0.0, min(1.0, abs(value) / longest)) * (WIDTH - LABELS - 80)
        parts.append(_label(y + 16, shorten(name, LONG, placeholder=" …")))
        parts.append(f'<rect class="bar" x="{LABELS + 10}" y="{y + 4}" width="{wide:.1f}" height="{ROW - 9}" rx="2"/>')
        parts.append(_text(LABELS + 16 + wide, y + 16, f"{value:.3g}", "start", "value"))
    return _svg(ROW * len(figure.bars) + 14, figure.title, parts)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from low to high, at most so many."""
    span = high - low
    if span <= 0:
        return [low]
    steps = (base * 10.0**power for power in range(-4, 9) for base in (1, 2, 5))
    step = next(step for step in steps if span / step <= most - 1)
    first = int(low / step) - 1
    found = [round(step * count, 6) for count in range(first, first + most + 3)]
    return [tick for tick in found if low - step * 0.01 <= tick <= high + step * 0.01]


def _axes(figure: Lines, across: Scale, up: Scale, x_range: tuple[float, float], y_range: tuple[float, float]) -> str:
    parts = []
    for tick in ticks(*y_range):
        parts.append(f'<line class="grid" x1="60" x2="{WIDTH - 20}" y1="{up(tick):.1f}" y2="{up(tick):.1f}"/>')
        parts.append(_text(52, up(tick) + 4, f"{tick:g}", "end", "tick"))
    parts += [_text(across(tick), 288, f"{tick:g}", "middle", "tick") for tick in ticks(*x_range, 11)]
    parts.append(_text((WIDTH + 40) / 2, 306, figure.x, "middle", "axis"))
    parts.append(
        f'<text class="axis" text-anchor="middle" transform="translate(14 145) rotate(-90)">{escape(figure.y)}</text>'
    )
    return "".join(parts)


def _grid(across: Scale, at: Sequence[float], height: float) -> str:
    return "".join(
        f'<line class="grid" x1="{across(tick):.1f}" x2="{across(tick):.1f}" y1="4" y2="{height}"/>'
        + _text(across(tick), height + 18, f"{tick:g}", "middle", "tick")
        for tick in at
    )


def _legend(names: Sequence[str]) -> str:
    if len(names) < 2:
        return ""
    entries = (
        f'<li class="{HUES[at % len(HUES)]}{" dashed" if at >= len(HUES) else ""}">{escape(name)}</li>'
        for at, name in enumerate(names)
    )
    return f'<ul class="legend">{"".join(entries)}</ul>'


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    span = (high - low) or 1.0
    return lambda value: round(start + (value - low) / span * (end - start), 1)


def _text(x: float, y: float, words: str, anchor: str, name: str = "label") -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _label(y: float, words: str) -> str:
    """Write a label left of the plot, on two lines if it is long; what does not fit on two is cut."""
    first, *rest = wrap(words, LONG) or [""]
    if not rest:
        return _text(LABELS, y, first, "end")
    return _text(LABELS, y - 8, first, "end") + _text(
        LABELS, y + 8, shorten(" ".join(rest), LONG, placeholder=" …"), "end"
    )


def _count(count: float) -> str:
    return "" if not count else f"{count:g}"


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    frame = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"'
    return f'<div class="wide"><svg {frame}>{"".join(parts)}</svg></div>'
