"""Numbers: a session counted, beside the thresholds that experts gave, with the caveat that belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.model.debrief import Ratio, Summary, TalkMix
from agent.model.rubric import Rubric
from agent.web.views.html import esc, join, plural
from agent.web.views.labels import CRITERIA

STANDINGS = {"good": "good", "fair": "fair", "below": "below fair"}


def numbers(summary: Summary, rubric: Rubric) -> str:
    """Return the section of the debrief that holds every count."""
    left = f"<div>{_ratio_rows(summary)}{_talk_table(summary)}</div>"
    right = f"<div>{_criteria(summary, rubric)}{_counts(summary, rubric)}</div>"
    return (
        f'<section class="rw-numbers"><h2>By the numbers</h2><div class="rw-two">{left}{right}</div>'
        f'<p class="rw-caveat">{esc(summary.caveat)}</p></section>'
    )


def percent(share: float | None) -> str:
    """Return a share 0..1 as a rep reads it, or a dash."""
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def _numbers_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; captions and heads are ours, cells are finished markup, the first of each row heads it."""
    top = join(f'<th scope="col">{head}</th>' for head in heads)
    body = join(
        f'<tr><th scope="row">{first}</th>{join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows
    )
    whole = f"<caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    return f'<table class="rw-table">{whole}</table>'


def _ratio_rows(summary: Summary) -> str:
    ratios = (summary.reflections_to_questions, summary.complex_share, summary.open_share)
    heads = ("Ratio", "Yours", "Fair", "Good")
    return _numbers_table("Ratios beside experts’ thresholds", heads, (_ratio(ratio) for ratio in ratios))


def _ratio(ratio: Ratio) -> Sequence[str]:
    between = "of" if ratio.percent else "to"
    tag = f' <span class="rw-tag is-{ratio.standing}">{STANDINGS[ratio.standing]}</span>' if ratio.standing else ""
    name = f"{esc(ratio.name)}<small>{ratio.part} {between} {ratio.whole}</small>"
    return name, f"<b>{esc(ratio.shown)}</b>{tag}", _limit(ratio, ratio.fair), _limit(ratio, ratio.good)


def _limit(ratio: Ratio, value: float | None) -> str:
    if value is None or ratio.percent:
        return percent(value)
    return f"{value:g}:1"


def _talk_table(summary: Summary) -> str:
    parts = (*zip(("First third", "Second", "Last"), summary.talk_by_thirds, strict=True), ("All", summary.talk))
    heads = ("Part", "For", "Against", "Neither", "For, share")
    return _numbers_table("How the customer talked about the change", heads, (_mix(name, mix) for name, mix in parts))


def _mix(name: str, mix: TalkMix) -> Sequence[str]:
    return name, str(mix.change), str(mix.sustain), str(mix.neutral), percent(mix.change_share)


def _criteria(summary: Summary, rubric: Rubric) -> str:
    rows = []
    for criterion, title in CRITERIA.items():
        mean = summary.criteria.get(criterion)
        shown = "no line counts yet" if mean is None else percent(mean)
        rows.append(
            f'<li><p><b>{title}</b><span>{shown}</span></p><div class="rw-bar-row" aria-hidden="true">'
            f'<i style="width:{100 * (mean or 0):.0f}%"></i></div><small>{esc(rubric.criteria[criterion])}</small></li>'
        )
    return f'<h3>The four criteria</h3><ul class="rw-criteria">{join(rows)}</ul>'


def _counts(summary: Summary, rubric: Rubric) -> str:
    codes = sorted(summary.counts.items(), key=lambda item: -item[1])
    chips = join(f"<li>{esc(rubric.codes[code].name)} <b>{count}</b></li>" for code, count in codes)
    run = plural(summary.longest_following, "line")
    facts = [
        f"MI-adherent lines {summary.adherent}, non-adherent {summary.non_adherent}.",
        f"Led too early {summary.early_leads}, led when due {summary.due_leads}.",
        f"Longest run of only following: {run}.",
        f"Facts that came to light: {summary.disclosed} of {summary.facts}.",
    ]
    facts += [f"{plural(summary.ungraded, 'line')} not graded, and counted nowhere else."] if summary.ungraded else []
    told = join(f"<li>{esc(fact)}</li>" for fact in facts)
    return f'<h3>What your lines did</h3><ul class="rw-chips">{chips}</ul><ul class="rw-facts">{told}</ul>'
