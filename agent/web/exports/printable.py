"""Printable: a session as one page that needs nothing else: to print, to send, to open in ten years.

It fetches nothing and runs nothing; a policy in the page itself forbids both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.practice.dispute import Dispute
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.redaction import strike_said
from agent.web.exports.kept import kept_of
from agent.web.sheets import style_sheets
from agent.web.views import charts
from agent.web.views.debrief_tables import numbers
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import OUTCOMES, day, evidence_label
from agent.web.views.practice.disputes import told_of
from agent.web.views.receipts import graded_instead, receipt_body, rep_line

POLICY = "default-src 'none'; style-src 'unsafe-inline'"

SHEETS = ("tokens.css", "printable.css")


def as_html(
    persona: Persona,
    rubric: Rubric,
    info: SessionInfo,
    turns: Sequence[Turn],
    told: Debrief | None,
    lost: Sequence[UnansweredLine] = (),
    disputes: Sequence[Dispute] = (),
    result: Markup = EMPTY,
) -> str:
    """Return a session as a whole page: the debrief if there is one, then every line with its receipt.

    Args:
        lost: lines that were not answered. disputes: readings that the rep did not mean. result: what came of the
            exam and the rep's own rating, as the debrief's screen has it.
    """
    said = [(turn.number, _turn_article(persona, rubric, turn, disputes)) for turn in turns]
    said += [(line.number, _unanswered_line(line)) for line in lost]
    body = markup(
        "<header><p>{day} · {turns}</p><h1>{title}</h1><p>{role}, {company}</p></header>{debrief}"
        "<section><h2>The conversation</h2>{opening}{said}</section>",
        day=day(info),
        turns=plural(info.turns, "turn"),
        title=info.name or persona.name,
        role=f"{persona.name}, {persona.role}" if info.name else persona.role,
        company=persona.company,
        debrief=_debrief_part(told, persona, rubric, result) if told else EMPTY,
        opening=_said_part(persona.name, info.opening),
        said=join(part for _, part in sorted(said)),
    )
    return strike_said(str(document(f"{persona.name}, {day(info)}", body)))


def document(title: str, body: Markup) -> Markup:
    """Return a page that holds its own dress and allows nothing else."""
    return markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" '
        'content="no-referrer"><title>{title}</title><style>{styles}</style></head><body><main>{body}</main>'
        "<footer><p>Roll with Resistance. Figures are of a practice room, not of a person.</p></footer></body></html>",
        policy=POLICY,
        title=title,
        styles=style_sheets(SHEETS),
        body=body,
    )


def _debrief_part(told: Debrief, persona: Persona, rubric: Rubric, result: Markup) -> Markup:
    return markup(
        "<section><h2>Debrief: {outcome}</h2>{result}{curve}{story}<h3>Next time</h3><ol>{advice}</ol>{looked}"
        "</section>{numbers}",
        outcome=OUTCOMES[told.outcome],
        result=result,
        curve=charts.curve(told.summary.curve, {}),
        story=join(markup('<p dir="auto">{part}</p>', part=part) for part in told.story),
        advice=join(markup('<li dir="auto">{part}</li>', part=part) for part in told.next_time),
        looked=join(_looked_back(told, persona)),
        numbers=numbers(told.summary, rubric),
    )


def _looked_back(told: Debrief, persona: Persona) -> Iterator[Markup]:
    """Yield what to practise, the best and the costliest line, and what the customer never got to say."""
    for title, words in kept_of(told):
        yield markup('<h3>{title}</h3><p dir="auto">{words}</p>', title=title, words=words)
    if told.unsaid:
        lines = join(markup('<li dir="auto">“{line}”</li>', line=one.line) for one in told.unsaid)
        yield markup("<h3>What {who} never got to say</h3><ul>{lines}</ul>", who=persona.address, lines=lines)


def _turn_article(persona: Persona, rubric: Rubric, turn: Turn, disputes: Sequence[Dispute]) -> Markup:
    return markup(
        '<article><div class="rep"><p class="who">You, line {number}</p><p dir="auto">{line}</p></div>'
        '<div class="receipt">{body}{instead}{disputed}</div>{answer}</article>',
        number=turn.number,
        line=rep_line(turn.rep, turn.verdict, turn.receipt),
        body=receipt_body(turn.verdict, turn.receipt, persona, rubric),
        instead=graded_instead(turn.verdict),
        disputed=join(_disputed(one, rubric) for one in disputes if one.turn == turn.number),
        answer=_said_part(persona.name, turn.reply.text),
    )


def _disputed(dispute: Dispute, rubric: Rubric) -> Markup:
    return markup(
        '<p dir="auto"><b>You did not mean that:</b> {quote}, read as {label}. You meant: “{meant}”. {told}</p>',
        quote=markup("<q>{words}</q>", words=dispute.quote) if dispute.quote else "the line as a whole",
        label=evidence_label(dispute.evidence, rubric),
        meant=dispute.meant,
        told=told_of(dispute),
    )


def _said_part(name: str, text: str) -> Markup:
    return markup('<div class="said"><p class="who">{name}</p><p dir="auto">{text}</p></div>', name=name, text=text)


def _unanswered_line(line: UnansweredLine) -> Markup:
    return markup(
        '<article><div class="rep"><p class="who">You, line {number}</p><p dir="auto"><s>{rep}</s></p>'
        "<p>Not answered: {why}.</p></div></article>",
        number=line.number,
        rep=line.rep,
        why=line.why,
    )
