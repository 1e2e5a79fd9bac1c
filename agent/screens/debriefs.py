"""Debrief: what a whole session showed. The curve and its turning points, counts beside thresholds, the best line."""

from __future__ import annotations

from agent.debrief import Debrief, Highlight, Ratio, Summary, TalkMix, TurningPoint
from agent.persona import Persona
from agent.rubric import Rubric
from agent.screens import chart
from agent.screens.frame import button, link, screen
from agent.screens.labels import CRITERIA, OUTCOMES, day, engine_label
from agent.screens.markup import esc, join, marked, plural, signed
from agent.screens.place import Place
from agent.screens.portrait import portrait
from agent.session import Outcome, SessionInfo

KINDS = {
    "softened": "softened",
    "hardened": "hardened",
    "stage_forward": "moved on",
    "stage_back": "fell back",
    "committed": "committed",
    "walked_away": "left",
}


def debrief(persona: Persona, rubric: Rubric, info: SessionInfo, told: Debrief) -> str:
    """Return the debrief of one session."""
    summary = told.summary
    inner = (
        f'<p class="rw-back">{link(Place("history"), "← Past sessions")}</p>{_head(persona, info, told)}'
        f"{_curve(summary)}"
        f'<div class="rw-two"><section class="rw-story"><h2>What happened</h2>'
        f"{join(f'<p dir="auto">{esc(part)}</p>' for part in told.story)}</section>"
        f'<section class="rw-next"><h2>Next time</h2><ol>{join(f"<li dir='auto'>{esc(part)}</li>" for part in told.next_time)}'
        f"</ol></section></div>"
        f'<div class="rw-two">{_highlight("Your best line", summary.best, "soft")}'
        f"{_highlight('Your weakest line', summary.weakest, 'hard')}</div>"
        f"{_numbers(summary, rubric)}{_tools(info)}"
    )
    return screen(Place("debrief", info.id), f"Debrief: {persona.name}", inner, "is-debrief")


def _head(persona: Persona, info: SessionInfo, told: Debrief) -> str:
    kind = {Outcome.COMMITTED: "is-won", Outcome.WALKED_AWAY: "is-lost"}.get(told.outcome, "is-open")
    summary = told.summary
    first, last = summary.curve[0].resistance, summary.curve[-1].resistance
    degraded = f'<p class="rw-degraded"><b>Written by the built-in engine.</b> {esc(told.degraded)}</p>' if told.degraded else ""
    return (
        f'<div class="rw-brief-head">{portrait(persona)}<div><p class="rw-over">Debrief · {esc(day(info))} · '
        f'{plural(summary.turns, "turn")}</p><h1>{esc(persona.name)}</h1><p class="rw-outcome {kind}">'
        f"{OUTCOMES[told.outcome]}</p></div>"
        f'<p class="rw-fromto"><span>Resistance</span><b>{first:.1f}</b><i aria-hidden="true">→</i><span class="rw-sr">to</span>'
        f"<b>{last:.1f}</b></p></div>{degraded}"
    )


def _curve(summary: Summary) -> str:
    pins = {point.turn: str(index) for index, point in enumerate(summary.turning_points, 1)}
    listed = join(_turning_point(index, point) for index, point in enumerate(summary.turning_points, 1))
    turning = f'<ol class="rw-turning">{listed}</ol>' if listed else "<p>No single turn changed the conversation.</p>"
    axis = f'<p class="rw-axis"><span>start</span><span>turn {summary.curve[-1].turn}</span></p>'
    return (
        f'<section class="rw-story-curve"><h2>How resistance moved</h2>{chart.curve(summary.curve, pins)}'
        f"{chart.ribbon(summary.ribbon, 'is-wide')}{axis}{chart.legend()}<h3>Turning points</h3>{turning}</section>"
    )


def _turning_point(index: int, point: TurningPoint) -> str:
    kind = "soft" if point.kind in {"softened", "stage_forward", "committed"} else "hard"
    words = f'<q class="is-{kind}" dir="auto">{esc(point.words)}</q>' if point.words else ""
    change = f" <em>{signed(point.change)}</em>" if round(point.change, 1) else ""
    return (
        f'<li><b class="rw-pin is-still" aria-hidden="true">{index}</b><div><p><b>Turn {point.turn}: {KINDS[point.kind]}</b>'
        f"{change}</p>{words}<p>{esc(point.why)}</p></div></li>"
    )


def _highlight(title: str, found: Highlight | None, kind: str) -> str:
    if found is None:
        return f'<section class="rw-high is-none"><h2>{title}</h2><p>None stands out.</p></section>'
    hint = f'<p class="rw-mend"><b>Instead:</b> {esc(found.hint)}</p>' if found.hint else ""
    return (
        f'<section class="rw-high is-{kind}"><h2>{title}</h2><blockquote dir="auto">'
        f"{marked(found.line, [(found.words, kind)])}</blockquote><p>Turn {found.turn}. {esc(found.why)}</p>{hint}</section>"
    )


def _numbers(summary: Summary, rubric: Rubric) -> str:
    return (
        '<section class="rw-numbers"><h2>By the numbers</h2><div class="rw-two">'
        f"<div>{_ratios(summary)}{_talk(summary)}</div><div>{_criteria(summary, rubric)}{_counts(summary, rubric)}</div></div>"
        f'<p class="rw-caveat">{esc(summary.caveat)}</p></section>'
    )


def _ratios(summary: Summary) -> str:
    ratios = (summary.reflections_to_questions, summary.complex_share, summary.open_share)
    rows = join(_ratio(ratio) for ratio in ratios)
    return (
        '<table class="rw-table"><caption>Ratios beside experts’ thresholds</caption><thead><tr><th scope="col">Ratio</th>'
        f'<th scope="col">Yours</th><th scope="col">Fair</th><th scope="col">Good</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _ratio(ratio: Ratio) -> str:
    def limit(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{value:.0%}".replace("%", " %") if ratio.percent else f"{value:g}:1"

    stands = {"good": "good", "fair": "fair", "below": "below fair"}.get(ratio.standing or "", "")
    tag = f' <span class="rw-tag is-{ratio.standing}">{stands}</span>' if stands else ""
    return (
        f'<tr><th scope="row">{esc(ratio.name)}<small>{ratio.part} of {ratio.whole}</small></th><td><b>{esc(ratio.shown)}</b>{tag}</td>'
        f"<td>{limit(ratio.fair)}</td><td>{limit(ratio.good)}</td></tr>"
        if ratio.percent
        else f'<tr><th scope="row">{esc(ratio.name)}<small>{ratio.part} to {ratio.whole}</small></th><td><b>{esc(ratio.shown)}</b>{tag}'
        f"</td><td>{limit(ratio.fair)}</td><td>{limit(ratio.good)}</td></tr>"
    )


def _talk(summary: Summary) -> str:
    def row(name: str, mix: TalkMix) -> str:
        share = "–" if mix.change_share is None else f"{mix.change_share:.0%}".replace("%", " %")
        return f'<tr><th scope="row">{name}</th><td>{mix.change}</td><td>{mix.sustain}</td><td>{mix.neutral}</td><td>{share}</td></tr>'

    rows = [row(name, mix) for name, mix in zip(("First third", "Second", "Last"), summary.talk_by_thirds, strict=True)]
    return (
        '<table class="rw-table"><caption>How the customer talked about the change</caption><thead><tr><th scope="col">Part</th>'
        '<th scope="col">For</th><th scope="col">Against</th><th scope="col">Neither</th><th scope="col">For, share</th></tr></thead>'
        f"<tbody>{join(rows)}{row('All', summary.talk)}</tbody></table>"
    )


def _criteria(summary: Summary, rubric: Rubric) -> str:
    rows = []
    for criterion, title in CRITERIA.items():
        mean = summary.criteria.get(criterion)
        shown = "no line counts" if mean is None else f"{mean:.0%}".replace("%", " %")
        fill = f'<i style="width:{100 * (mean or 0):.0f}%"></i>'
        rows.append(
            f'<li><p><b>{title}</b><span>{shown}</span></p><div class="rw-bar-row" aria-hidden="true">{fill}</div>'
            f"<small>{esc(rubric.criteria[criterion])}</small></li>"
        )
    return f'<h3>The four criteria</h3><ul class="rw-criteria">{join(rows)}</ul>'


def _counts(summary: Summary, rubric: Rubric) -> str:
    codes = sorted(summary.counts.items(), key=lambda item: -item[1])
    chips = join(f"<li>{esc(rubric.codes[code].name)} <b>{count}</b></li>" for code, count in codes)
    facts = (
        f"MI-adherent lines {summary.adherent}, non-adherent {summary.non_adherent}. Led early {summary.early_leads}, "
        f"led when due {summary.due_leads}. Longest run of only following: {plural(summary.longest_following, 'line')}. "
        f"Facts that came to light: {summary.disclosed} of {summary.facts}."
    )
    skipped = f" {plural(summary.ungraded, 'line')} not graded and counted nowhere." if summary.ungraded else ""
    return f'<h3>What your lines did</h3><ul class="rw-chips">{chips}</ul><p class="rw-facts">{esc(facts + skipped)}</p>'


def _tools(info: SessionInfo) -> str:
    return (
        '<div class="rw-exports">'
        + link(Place("talk", info.id), "Read the conversation again", "rw-button")
        + button("export", "Save as Markdown", session=info.id, kind="md")
        + button("export", "Save as JSON", session=info.id, kind="json")
        + link(Place("brief", info.persona), "Meet them again", "rw-button is-main")
        + "</div>"
    )


def engine_note(told: Debrief) -> str:
    """Return who wrote the debrief, for the foot of the page."""
    return engine_label(told.engine)
