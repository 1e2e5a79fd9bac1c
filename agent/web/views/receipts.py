"""Receipts: what one line of the rep was read as, what that moved and why, and what it opened. In plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from agent.model.acts import Stage
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Entry, Receipt
from agent.model.verdict import UNSURE, CodeEvidence, Verdict
from agent.rules.transition import HARMS
from agent.rules.verdicts.striking import readings
from agent.web.views.html import EMPTY, join, marked, markup, percent, signed
from agent.web.views.labels import BESIDES, QUANTITIES, STAGES, evidence_label, tone
from agent.web.views.practice.disputes import Disputing

WHOLE = "the line as a whole:"
"""What stands before a reading that rests on no words of the line."""

AT_THE_TOP = "Resistance is as high as it goes: it cannot rise any further."


def rep_line(line: str, verdict: Verdict, receipt: Receipt) -> Markup:
    """Return the rep's line with the words marked that the receipt rests on; what moved most is marked first."""
    weighed = sorted(receipt.entries, key=lambda entry: -abs(entry.change))
    marks = [(entry.quote, tone(entry)) for entry in weighed] + [(found.quote, "flat") for found in verdict.codes]
    return marked(line, marks)


def digest(verdict: Verdict, receipt: Receipt) -> Markup:
    """Return a receipt in one line: what resistance did, and the main reason."""
    if verdict.ungraded is not None:
        return markup('<span class="rw-delta is-flat">not graded</span> <span>nothing moved</span>')
    main, capped = _main_entry(receipt), _at_the_top(receipt)
    return markup(
        '<span class="rw-delta is-{kind}">{change}</span> <span>{why}{top}</span>{doubt}',
        kind="soft" if receipt.resistance < 0 else "hard" if receipt.resistance > 0 or capped else "flat",
        change=signed(receipt.resistance),
        why=main.why if main else "Nothing in this line moved them.",
        top=f" {AT_THE_TOP}" if capped else "",
        doubt=_doubt(verdict.confidence) if verdict.unsure else EMPTY,
    )


def receipt_body(
    verdict: Verdict,
    receipt: Receipt,
    persona: Persona,
    rubric: Rubric,
    disputing: Disputing | None = None,
    to_a_stranger: bool = False,
) -> Markup:
    """Return a whole receipt: words, what they were read as, what moved and why, what was opened.

    Args:
        disputing: lets the rep say that they did not mean it, reading by reading; None while the turn is under way.
        to_a_stranger: leaves out what was opened, for whoever may meet this customer yet.
    """
    if verdict.ungraded is not None:
        return markup(
            '<p class="rw-ungraded"><b>Not graded:</b> {why}. A line without a grade moves nothing.</p>',
            why=verdict.ungraded,
        )
    groups = [*_grouped(receipt.entries), *_silent(verdict, receipt)]
    reasons, open_to = _reasons(verdict.codes), readings(verdict, receipt)
    told = [
        _reading_item(
            group,
            reasons.pop(group[0], ()),
            verdict,
            rubric,
            disputing.of(group[1], group[0]) if disputing and (group[1], group[0]) in open_to else EMPTY,
        )
        for group in groups
    ]
    return markup(
        '{needs}<ol class="rw-readings">{readings}{struck}</ol>{desk}{effect}{opened}',
        needs=_needs(verdict),
        readings=join(told),
        struck=disputing.struck(rubric, open_to) if disputing else EMPTY,
        desk=disputing.desk_note(rubric) if disputing else EMPTY,
        effect=_effect(receipt),
        opened=EMPTY if to_a_stranger else _opened(receipt, persona),
    )


def graded_instead(verdict: Verdict) -> Markup:
    """Return that the built-in grader read the line and why, where a model was to; else nothing."""
    if verdict.degraded is None:
        return EMPTY
    return markup(
        '<p class="rw-degraded"><b>The built-in grader read your line,</b> because {why}.</p>',
        why=verdict.degraded.rstrip("."),
    )


Group = tuple[str, str, Sequence[Entry]]


def _main_entry(receipt: Receipt) -> Entry | None:
    """Return the entry that explains the line: the largest of those that moved resistance its way; else the largest."""
    same = [e for e in receipt.entries if e.quantity == "resistance" and e.change * receipt.resistance > 0]
    return max(same or receipt.entries, key=lambda entry: abs(entry.change), default=None)


def _at_the_top(receipt: Receipt) -> bool:
    """Say whether a line would have closed them further, had there been anything left to close."""
    closing = [entry for entry in receipt.entries if entry.quantity == "resistance" and entry.rule in HARMS]
    return receipt.resistance == 0 and bool(closing) and not any(entry.change for entry in closing)


def _grouped(entries: Sequence[Entry]) -> list[Group]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.quantity == "stage", -abs(entry.change))):
        groups.setdefault((entry.quote, entry.evidence), []).append(entry)
    return [(quote, evidence, found) for (quote, evidence), found in groups.items()]


def _silent(verdict: Verdict, receipt: Receipt) -> list[Group]:
    """Return the codes that moved nothing by themselves."""
    told = {entry.quote for entry in receipt.entries}
    return [(found.quote, found.code.value, ()) for found in verdict.codes if found.quote not in told]


def _reasons(codes: Sequence[CodeEvidence]) -> dict[str, tuple[str, ...]]:
    """Return what the grader says of the rep's words, quote by quote, each thing once."""
    found: dict[str, tuple[str, ...]] = {}
    for code in codes:
        before = found.get(code.quote, ())
        if code.reason and code.reason not in before:
            found[code.quote] = (*before, code.reason)
    return found


def _reading_item(group: Group, reasons: Sequence[str], verdict: Verdict, rubric: Rubric, dispute: Markup) -> Markup:
    quote, evidence, entries = group
    kind = tone(entries[0]) if entries else "flat"
    stage = bool(entries) and entries[0].quantity == "stage"
    label = evidence_label(evidence, rubric)
    return markup(
        '<li class="rw-reading is-{kind}">{words}{source}{reasons}<ul class="rw-moves">{effects}</ul>{dispute}</li>',
        kind=kind,
        dispute=dispute,
        words=markup('<q class="is-{kind}">{quote}</q>', kind=kind, quote=quote) if quote else EMPTY,
        reasons=join(markup('<p class="rw-reason" dir="auto">{reason}</p>', reason=reason) for reason in reasons),
        source=EMPTY if stage else _read_as(quote, label, verdict, "because of" if evidence in BESIDES else WHOLE),
        effects=join(_move(entry) for entry in _told_once(entries))
        or markup('<li class="is-flat">moved nothing by itself</li>'),
    )


def _told_once(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries of a reading; of those that moved nothing, each reason once."""
    told: set[str] = set()
    for entry in entries:
        if entry.change or entry.why not in told:
            yield entry
        told.add(entry.why)


def _read_as(quote: str, label: str, verdict: Verdict, of_the_line: str) -> Markup:
    sure = _confidence(quote, verdict.codes)
    return markup(
        '<p class="rw-readas">{lead} <b>{label}</b>{doubt}</p>',
        lead="read as" if quote else of_the_line,
        label=label,
        doubt=_doubt(sure) if sure is not None and sure < UNSURE else EMPTY,
    )


def _doubt(sure: float | None) -> Markup:
    return markup(' <span class="rw-doubt">not sure, {sure}</span>', sure=percent(sure or 0))


def _confidence(quote: str, codes: Sequence[CodeEvidence]) -> float | None:
    return max((found.confidence for found in codes if quote and found.quote == quote), default=None)


def _move(entry: Entry) -> Markup:
    change = "" if entry.quantity in {"stage", "outcome"} or entry.change == 0 else f" {signed(entry.change)}"
    head = markup("<b>{name}{change}</b> ", name=QUANTITIES[entry.quantity], change=change)
    return markup(
        '<li class="is-{kind}">{head}{why}</li>',
        kind=tone(entry),
        head=head if change or entry.quantity == "stage" else EMPTY,
        why=_entry_reason(entry),
    )


def _entry_reason(entry: Entry) -> str:
    if entry.quantity != "stage" or entry.evidence not in set(Stage):
        return entry.why
    title = STAGES[Stage(entry.evidence)][0].lower()
    return f"The conversation moves on: {title}." if entry.change > 0 else f"It falls back: {title}."


def _needs(verdict: Verdict) -> Markup:
    """Return whether this line held the two things that resistance answers to."""
    both = (("Empathy", verdict.empathic), ("Empowerment", verdict.empowering))
    ticks = join(
        markup(
            '<span class="{kind}"><i aria-hidden="true">{sign}</i>{name}<span class="rw-sr">: {told}</span></span>',
            kind="has" if held else "lacks",
            sign="✓" if held else "–",
            name=name,
            told="in evidence" if held else "not in evidence",
        )
        for name, held in both
    )
    rule = "Resistance falls when both are there, in one line or in two that follow each other."
    return markup('<p class="rw-needs">{ticks}<small>{rule}</small></p>', ticks=ticks, rule=rule)


def _effect(receipt: Receipt) -> Markup:
    scope = (
        markup(", scope pressure <b>{change}</b>", change=signed(receipt.scope_pressure))
        if receipt.scope_pressure
        else EMPTY
    )
    return markup(
        '<p class="rw-effect">Took effect: Resistance <b>{resistance}</b>, trust <b>{trust}</b>{scope}.</p>',
        resistance=signed(receipt.resistance),
        trust=signed(receipt.trust),
        scope=scope,
    )


def _opened(receipt: Receipt, persona: Persona) -> Markup:
    """Return what the customer may tell from here on: what it is about, never what it is."""
    facts = [persona.facts[name] for name in receipt.unlocked if name in persona.facts]
    if not facts:
        return EMPTY
    return markup(
        '<p class="rw-opened"><b>Unlocked.</b> They would tell you more now, about: {about}</p>',
        about=_closed("; ".join(sorted({persona.topics[fact.topics[0]].about for fact in facts}))),
    )


def _closed(text: str) -> str:
    """Return text with an end; what was written with one, such as a question, keeps it."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
