"""Comparing, result: what the same reps got from both versions: curves, endings, rules, slips and changed lines."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.training.panel_difference import (
    ChangedLine,
    Endings,
    KindDifference,
    PanelDifference,
    RuleDifference,
    Shift,
    Slip,
)
from agent.web.views.html import join, markup, plural, signed
from agent.web.views.people.fields import para
from agent.web.views.training.comparing.panel_curves import change_told, curves, kind_name

SLIPS = {
    "leak": "Told a locked fact",
    "repeat": "Said again",
    "invention": "Invented a figure",
    "flip": "Left the role",
}
"""What a customer should not do, as people read it."""

ENGINES = {"embedded": "The built-in engines"}
"""Engines as people read them."""

MOST_SLIPS = 20
"""Slips that are shown of each version; all are counted."""

FEW = 5
"""Texts of a kind below which its difference has no interval, as in `evals/stats/resampling.py`."""


def result(found: PanelDifference) -> Markup:
    """Return all of it, the plain answer first."""
    return markup(
        '<div class="rw-panel-result"><h3 tabindex="-1" data-focus="panel {seconds}">{headline}</h3>'
        "{played}{rest}</div>",
        headline=_headline(found),
        seconds=found.seconds,
        played=para(
            f"{plural(found.texts, 'rep text')} against both versions: {plural(found.turns, 'turn')} in "
            f"{found.seconds:.0f} seconds. {ENGINES.get(found.engines, found.engines)} graded and spoke, over a log "
            "that is thrown away."
        ),
        rest=para(_cannot_tell(found)) if found.nothing_changed else _details(found),
    )


def _headline(found: PanelDifference) -> str:
    if found.nothing_changed:
        return "Nothing changed: every rep got the same words and the same resistance from both versions."
    words = f"{found.changed_in_all} of {found.compared} customer lines differ"
    if not found.moved:
        return f"Every talk took the same course; {words}."
    return (
        f"With your draft, resistance is {change_told(found.over_turns)} on average over the turns and "
        f"{change_told(found.final)} at the end. {found.moved} of {plural(found.texts, 'talk')} took another course; "
        f"{words}."
    )


def _cannot_tell(found: PanelDifference) -> str:
    if found.nothing_changed:
        return "An edit can still matter in a talk that these reps do not have: a topic none of them asks about, say."
    few = (
        f"With one text of a kind there is no interval for that kind, only for all {found.final.pairs} texts together."
    )
    more = f"With fewer than {FEW} texts of a kind there is no interval for that kind."
    return (
        f"{few if found.short else more} The interval tells how much the difference hangs on which texts were played. "
        "These reps read from a script; how real reps would fare is another matter."
    )


def _details(found: PanelDifference) -> Markup:
    return join(
        [
            para(
                f"Resistance over the turns: {_interval(found.over_turns)}. At the end: {_interval(found.final)}. "
                f"{_cannot_tell(found)}"
            ),
            curves(found.kinds),
            _kinds_table(found.kinds),
            _rules_table(found.rules),
            _slips_table(found.slips_before, found.slips_after),
            _lines_table(found.changed, found.changed_in_all),
        ]
    )


def _interval(shift: Shift) -> str:
    if shift.low is None or shift.high is None:
        return f"{change_told(shift)} (n = {shift.pairs}, too few for an interval)"
    return f"{change_told(shift)} (95 % interval {signed(shift.low)} to {signed(shift.high)}, n = {shift.pairs})"


def _kinds_table(kinds: Sequence[KindDifference]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{kind}</th><td>{over}</td><td>{before:.1f}</td><td>{after:.1f}</td>'
            "<td>{change}</td><td>{ends}</td></tr>",
            kind=kind_name(one.kind),
            over=_interval(one.over_turns),
            before=one.final.before,
            after=one.final.after,
            change=_interval(one.final),
            ends=_ends(one.endings_before, one.endings_after),
        )
        for one in kinds
    )
    heads = (
        "Kind of rep", "Difference over the turns", "Published ends at", "Draft ends at", "Difference at the end",
        "How sessions ended",
    )  # fmt: skip
    return _result_table("Resistance and endings, by kind of rep", heads, rows)


def _ends(before: Endings, after: Endings) -> str:
    one, other = _ends_told(before), _ends_told(after)
    return f"{one}, as before" if one == other else f"{one} → {other}"


def _ends_told(ends: Endings) -> str:
    named = ((ends.committed, "committed"), (ends.open, "open"), (ends.walked_away, "walked away"))
    return ", ".join(f"{count} {name}" for count, name in named if count) or "none"


def _rules_table(rules: Sequence[RuleDifference]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{title}</th><td>{before} of {n}</td><td>{after} of {n}</td><td>{told}</td></tr>',
            title=rule.title,
            before=rule.held_before,
            after=rule.held_after,
            n=rule.sessions,
            told=_rule_told(rule),
        )
        for rule in rules
    )
    heads = ("What must hold between kinds of reps", "Published", "Your draft", "Change")
    return _result_table("Rules, and in how many sessions each held", heads, rows)


def _rule_told(rule: RuleDifference) -> str:
    if rule.held_before == rule.held_after:
        return "same"
    return "holds less often" if rule.held_after < rule.held_before else "holds more often"


def _slips_table(before: Sequence[Slip], after: Sequence[Slip]) -> Markup:
    if not before and not after:
        return para("No leak, no repeated line, no invented figure and no slip out of the role in either version.")
    rows = join(_slip_row(version, slip) for version, slips in (("Published", before), ("Your draft", after))
                for slip in slips[:MOST_SLIPS])  # fmt: skip
    counts = ", ".join(
        f"{words.lower()}: {_slips_of(before, kind)} → {_slips_of(after, kind)}" for kind, words in SLIPS.items()
    )
    return _result_table(
        f"What a customer should not do ({counts}; the first {MOST_SLIPS} of each version shown)",
        ("Version", "What", "Rep and turn", "Words", "Why"),
        rows,
    )


def _slips_of(slips: Sequence[Slip], kind: str) -> int:
    return sum(slip.kind == kind for slip in slips)


def _slip_row(version: str, slip: Slip) -> Markup:
    return markup(
        '<tr><th scope="row">{version}</th><td>{what}</td><td>{rep}, turn {turn}</td><td dir="auto">{words}</td>'
        '<td dir="auto">{why}</td></tr>',
        version=version,
        what=SLIPS.get(slip.kind, slip.kind),
        rep=kind_name(slip.rep),
        turn=slip.turn,
        words=slip.customer,
        why=slip.why,
    )


def _lines_table(changed: Sequence[ChangedLine], in_all: int) -> Markup:
    if not changed:
        return para("No customer line differs.")
    rows = join(
        markup(
            '<tr><th scope="row">{rep}, {turn}</th><td dir="auto">{said}</td><td dir="auto">{before}</td>'
            '<td dir="auto">{after}</td></tr>',
            rep=kind_name(line.rep),
            turn=f"turn {line.turn}" if line.turn else "opening",
            said=line.said,
            before=line.before or "the session had ended",
            after=line.after or "the session had ended",
        )
        for line in changed
    )
    told = f"Lines that changed: {in_all}" + (f", the first {len(changed)} shown" if in_all > len(changed) else "")
    return _result_table(told, ("Where", "The rep said", "Published", "Your draft"), rows)


def _result_table(caption: str, heads: Sequence[str], rows: Markup) -> Markup:
    return markup(
        '<div class="rw-wide" tabindex="0" role="region" aria-label="{caption}"><table class="rw-table">'
        "<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        caption=caption,
        heads=join(markup('<th scope="col">{head}</th>', head=head) for head in heads),
        rows=rows,
    )
