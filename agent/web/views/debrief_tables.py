"""Debrief tables: a session counted, beside the thresholds that experts gave, with the caveat that belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from agent.model.debrief import Ratio, Summary, TalkMix
from agent.model.rubric import Rubric
from agent.web.views.html import EMPTY, join, markup, percent, plural
from agent.web.views.labels import CRITERIA
from agent.web.views.panel import meter

STANDINGS = {"good": "good", "fair": "fair", "below": "below fair"}


def numbers(summary: Summary, rubric: Rubric) -> Markup:
    """Return the section of the debrief that holds every count."""
    return markup(
        '<section class="rw-numbers"><h2>By the numbers</h2><div class="rw-two"><div>{readiness}{ratios}{talk}</div>'
        '<div>{criteria}{counts}</div></div><p class="rw-caveat">{caveat}</p></section>',
        readiness=_readiness(summary),
        ratios=_ratio_rows(summary),
        talk=_talk_table(summary),
        criteria=_criteria(summary, rubric),
        counts=_counts(summary, rubric),
        caveat=summary.caveat,
    )


def numbers_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table of text or markup; the first cell of each row heads it."""
    body = join(
        markup(
            '<tr><th scope="row">{first}</th>{rest}</tr>',
            first=first,
            rest=join(markup("<td>{cell}</td>", cell=cell) for cell in rest),
        )
        for first, *rest in rows
    )
    return markup(
        '<table class="rw-table"><caption>{caption}</caption><thead><tr>{heads}</tr></thead>'
        "<tbody>{body}</tbody></table>",
        caption=caption,
        heads=join(markup('<th scope="col">{head}</th>', head=head) for head in heads),
        body=body,
    )


def _readiness(summary: Summary) -> Markup:
    """Return how much change talk was drawn out; nothing in a debrief of before it was kept."""
    if summary.readiness is None:
        return EMPTY
    return markup(
        '<div class="rw-level"><h3>Readiness</h3><p><strong>{level:.1f}</strong> <span>of 10 · {note}</span></p>{bar}'
        '<p class="rw-fine">How much talk of change you drew out of them. Your questions for their own reasons and '
        "what you said back of their wish for something better add to it; blame and pushing take from it.</p></div>",
        level=summary.readiness,
        note=summary.readiness_note,
        bar=meter("Readiness", summary.readiness, "is-readiness"),
    )


def _ratio_rows(summary: Summary) -> Markup:
    ratios = (summary.reflections_to_questions, summary.complex_share, summary.open_share)
    heads = ("Ratio", "Yours", "Fair", "Good")
    return numbers_table("Ratios beside experts’ thresholds", heads, (_ratio_cells(ratio) for ratio in ratios))


def _ratio_cells(ratio: Ratio) -> Sequence[str]:
    name = markup(
        "{name}<small>{part} {between} {whole}</small>",
        name=ratio.name,
        part=ratio.part,
        between="of" if ratio.percent else "to",
        whole=ratio.whole,
    )
    yours = markup("<b>{shown}</b>{tag}", shown=ratio.shown, tag=_standing_tag(ratio))
    return name, yours, _limit(ratio, ratio.fair), _limit(ratio, ratio.good)


def _standing_tag(ratio: Ratio) -> Markup:
    if not ratio.standing:
        return EMPTY
    return markup(' <span class="rw-tag is-{kind}">{word}</span>', kind=ratio.standing, word=STANDINGS[ratio.standing])


def _limit(ratio: Ratio, value: float | None) -> str:
    if value is None or ratio.percent:
        return percent(value)
    return f"{value:g}:1"


def _talk_table(summary: Summary) -> Markup:
    parts = (*zip(("First third", "Second", "Last"), summary.talk_by_thirds, strict=True), ("All", summary.talk))
    heads = ("Part", "For", "Against", "Neither", "For, share")
    rows = (_mix_cells(name, mix) for name, mix in parts)
    return numbers_table("How the customer talked about the change", heads, rows)


def _mix_cells(name: str, mix: TalkMix) -> Sequence[str]:
    return name, str(mix.change), str(mix.sustain), str(mix.neutral), percent(mix.change_share)


def _criteria(summary: Summary, rubric: Rubric) -> Markup:
    rows = []
    for criterion, title in CRITERIA.items():
        mean = summary.criteria.get(criterion)
        row = markup(
            '<li><p><b>{title}</b><span>{shown}</span></p><div class="rw-bar-row" aria-hidden="true">'
            '<i style="width:{width:.0f}%"></i></div><small>{about}</small></li>',
            title=title,
            shown="no line counts yet" if mean is None else percent(mean),
            width=100 * (mean or 0),
            about=rubric.criteria[criterion],
        )
        rows.append(row)
    return markup('<h3>The four criteria</h3><ul class="rw-criteria">{rows}</ul>', rows=join(rows))


def _counts(summary: Summary, rubric: Rubric) -> Markup:
    codes = sorted(summary.counts.items(), key=lambda item: -item[1])
    facts = [
        f"MI-adherent lines {summary.adherent}, non-adherent {summary.non_adherent}.",
        f"Led too early {summary.early_leads}, led when due {summary.due_leads}.",
        f"Longest run of following: {plural(summary.longest_following, 'line')}.",
        f"Facts that came to light: {summary.disclosed} of {summary.facts}.",
    ]
    facts += [f"{plural(summary.ungraded, 'line')} not graded, and counted nowhere else."] if summary.ungraded else []
    return markup(
        '<h3>What your lines did</h3><ul class="rw-chips">{chips}</ul><ul class="rw-facts">{facts}</ul>',
        chips=join(
            markup("<li>{name} <b>{count}</b></li>", name=rubric.codes[code].name, count=count) for code, count in codes
        ),
        facts=join(markup("<li>{fact}</li>", fact=fact) for fact in facts),
    )
