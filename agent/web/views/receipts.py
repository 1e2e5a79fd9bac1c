"""Receipts: what one line of the rep was read as, what that moved and why, and what it opened. In plain words."""

from __future__ import annotations

from collections.abc import Sequence

from agent.model.acts import Stage
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Entry, Receipt
from agent.model.verdict import UNSURE, CodeEvidence, Verdict
from agent.web.views.html import esc, join, marked, signed
from agent.web.views.labels import QUANTITIES, STAGES, evidence_label, tone


def rep_line(line: str, verdict: Verdict, receipt: Receipt) -> str:
    """Return the rep's line with the words marked that the receipt rests on; what moved most is marked first."""
    weighed = sorted(receipt.entries, key=lambda entry: -abs(entry.change))
    marks = [(entry.quote, tone(entry)) for entry in weighed] + [(found.quote, "flat") for found in verdict.codes]
    return marked(line, marks)


def digest(verdict: Verdict, receipt: Receipt) -> str:
    """Return a receipt in one line: what resistance did, and the main reason."""
    if verdict.ungraded is not None:
        return '<span class="rw-delta is-flat">not graded</span> <span>nothing moved</span>'
    main = _main_entry(receipt)
    kind = "soft" if receipt.resistance < 0 else "hard" if receipt.resistance > 0 else "flat"
    why = main.why if main else "Nothing in this line moved them."
    doubt = _doubt(verdict.confidence) if verdict.unsure else ""
    return f'<span class="rw-delta is-{kind}">{signed(receipt.resistance)}</span> <span>{esc(why)}</span>{doubt}'


def receipt_body(verdict: Verdict, receipt: Receipt, persona: Persona, rubric: Rubric) -> str:
    """Return a whole receipt: words, what they were read as, what moved and why, what was opened."""
    if verdict.ungraded is not None:
        why = f"{verdict.ungraded}. A line without a grade moves nothing."
        return f'<p class="rw-ungraded"><b>Not graded:</b> {esc(why)}</p>'
    groups = [*_grouped(receipt.entries), *_silent(verdict, receipt)]
    readings = join(_reading(quote, evidence, entries, verdict, rubric) for quote, evidence, entries in groups)
    return f'{_needs(verdict)}<ol class="rw-readings">{readings}</ol>{_effect(receipt)}{_opened(receipt, persona)}'


Group = tuple[str, str, Sequence[Entry]]


def _main_entry(receipt: Receipt) -> Entry | None:
    """Return the entry that explains the line: the largest of those that moved resistance its way; else the largest."""
    same = [e for e in receipt.entries if e.quantity == "resistance" and e.change * receipt.resistance > 0]
    return max(same or receipt.entries, key=lambda entry: abs(entry.change), default=None)


def _grouped(entries: Sequence[Entry]) -> list[Group]:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.quantity == "stage", -abs(entry.change))):
        groups.setdefault((entry.quote, entry.evidence), []).append(entry)
    return [(quote, evidence, found) for (quote, evidence), found in groups.items()]


def _silent(verdict: Verdict, receipt: Receipt) -> list[Group]:
    """Return the codes that moved nothing by themselves."""
    told = {entry.quote for entry in receipt.entries}
    return [(found.quote, found.code.value, ()) for found in verdict.codes if found.quote not in told]


def _reading(quote: str, evidence: str, entries: Sequence[Entry], verdict: Verdict, rubric: Rubric) -> str:
    kind = tone(entries[0]) if entries else "flat"
    stage = bool(entries) and entries[0].quantity == "stage"
    words = f'<q class="is-{kind}">{esc(quote)}</q>' if quote else ""
    label = evidence_label(evidence, rubric)
    source = "" if stage else f'<p class="rw-readas">{_read_as(quote, label, verdict)}</p>'
    effects = join(_move(entry) for entry in entries) or '<li class="is-flat">moved nothing by itself</li>'
    return f'<li class="rw-reading is-{kind}">{words}{source}<ul class="rw-moves">{effects}</ul></li>'


def _read_as(quote: str, label: str, verdict: Verdict) -> str:
    lead = "read as" if quote else "the line as a whole:"
    sure = _confidence(quote, verdict.codes)
    doubt = _doubt(sure) if sure is not None and sure < UNSURE else ""
    return f"{lead} <b>{esc(label)}</b>{doubt}"


def _doubt(sure: float | None) -> str:
    return f' <span class="rw-doubt">not sure, {sure or 0:.0%}</span>'


def _confidence(quote: str, codes: Sequence[CodeEvidence]) -> float | None:
    return max((found.confidence for found in codes if quote and found.quote == quote), default=None)


def _move(entry: Entry) -> str:
    name = QUANTITIES[entry.quantity]
    change = "" if entry.quantity in {"stage", "outcome"} or entry.change == 0 else signed(entry.change)
    head = f"<b>{name}{f' {change}' if change else ''}</b> " if change or entry.quantity == "stage" else ""
    return f'<li class="is-{tone(entry)}">{head}{esc(_why(entry))}</li>'


def _why(entry: Entry) -> str:
    if entry.quantity != "stage" or entry.evidence not in set(Stage):
        return entry.why
    title = STAGES[Stage(entry.evidence)][0].lower()
    return f"The conversation moves on: {title}." if entry.change > 0 else f"It falls back: {title}."


def _needs(verdict: Verdict) -> str:
    """Return whether this line held the two things that resistance answers to."""
    both = (("Empathy", verdict.empathic), ("Empowerment", verdict.empowering))
    ticks = join(
        f'<span class="{"has" if held else "lacks"}"><i aria-hidden="true">{"✓" if held else "–"}</i>{name}'
        f'<span class="rw-sr">: {"in evidence" if held else "not in evidence"}</span></span>'
        for name, held in both
    )
    rule = "Resistance falls when both are there, in one line or in two that follow each other."
    return f'<p class="rw-needs">{ticks}<small>{rule}</small></p>'


def _effect(receipt: Receipt) -> str:
    parts = [f"Resistance <b>{signed(receipt.resistance)}</b>", f"trust <b>{signed(receipt.trust)}</b>"]
    if receipt.scope_pressure:
        parts.append(f"scope pressure <b>{signed(receipt.scope_pressure)}</b>")
    return f'<p class="rw-effect">Took effect: {", ".join(parts)}.</p>'


def _opened(receipt: Receipt, persona: Persona) -> str:
    """Return what the customer may tell from here on: what it is about, never what it is."""
    facts = [persona.facts[name] for name in receipt.unlocked if name in persona.facts]
    if not facts:
        return ""
    about = "; ".join(sorted({persona.topics[fact.topics[0]].about for fact in facts}))
    return f'<p class="rw-opened"><b>Unlocked.</b> They would tell you more now, about: {esc(about)}.</p>'
