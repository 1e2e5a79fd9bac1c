"""Transcripts, result: what the readings of one showed, line by line and as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.training.transcript import Transcript, TranscriptState
from agent.model.verdict import Talk
from agent.runtime.personal.training.transcript_result import CheckCount, Scored, TranscriptResult
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, percent, plural
from agent.web.views.labels import CRITERIA as NAMES
from agent.web.views.labels import grader_label
from agent.web.views.page import button, link
from agent.web.views.people.fields import para, section
from agent.web.views.training.transcripts import erase_part, facts
from agent.web.views.training.workshop_frame import workshop_screen

NO_CURVE = (
    "There is no resistance curve here. In practice the room moves a customer it knows by fixed rules; of a real "
    "customer it knows the words alone, and a curve would be invented."
)

CRITERIA = "The mean over the rep's graded lines: 0 % is none of it, 100 % is all of it."

CHECKS = "How many of the rep's lines pass each yes-or-no question of the rubric, and the words that tell."

TALK = "How many of the customer's lines speak for the change, against it, or for neither."

THIRDS = ("First third", "Middle third", "Last third")


def result_screen(
    person: Person, id_: str, transcript: Transcript, state: TranscriptState, result: TranscriptResult
) -> Markup:
    """Return what a transcript showed so far."""
    inner = (
        markup('<p class="rw-back">{back}</p>', back=link(Route("transcripts"), "← Transcripts")),
        _go_on(id_, transcript, state),
        section("By criterion", para(CRITERIA), _criteria(result), para(NO_CURVE)),
        section("Checks", para(CHECKS), _checks(result.checks, transcript.unit)),
        section("The customer's talk over time", para(TALK), _thirds_table(result.thirds)),
        *([section("Best lines", _told_lines(result.best, transcript.unit))] if result.best else []),
        *([section("Weakest lines", _told_lines(result.worst, transcript.unit))] if result.worst else []),
        _ungraded(result, transcript.unit),
        section("What next", _make_customer(id_), _to_desk(id_)),
        section("How it was read", facts(transcript), para(f"Read by {_readers(result)}.")),
        erase_part(id_),
    )
    graded, read = plural(result.graded, "line"), plural(len(transcript.talks), "line")
    lead = f"{graded} of the rep graded, {read} of the customer read."
    return workshop_screen(Route("transcripts", id_), person, transcript.name, lead, *inner)


def progress_screen(person: Person, id_: str, transcript: Transcript, done: int, of: int) -> Markup:
    """Return how far scoring is, with the way to stop it."""
    inner = markup(
        '<section class="rw-part"><p role="status">Read {done} of {of} lines.</p>'
        '<progress max="{of}" value="{done}" aria-label="Lines read"></progress><p>{stop}</p></section>',
        done=done,
        of=of,
        stop=button("transcript_stop", "Stop", transcript=id_),
    )
    lead = "You may leave this page; what was read is kept, and you can go on later."
    return workshop_screen(Route("transcripts", id_), person, transcript.name, lead, inner)


def _readers(result: TranscriptResult) -> str:
    return " and ".join(dict.fromkeys(map(grader_label, result.engines))) or "nobody yet"


def _go_on(id_: str, transcript: Transcript, state: TranscriptState) -> Markup:
    left = len(transcript.to_read)
    if state is TranscriptState.SCORED or not left:
        return EMPTY
    return markup(
        '<div class="rw-notice is-plain"><p>{left} still to be read.</p>{on}</div>',
        left=plural(left, "line"),
        on=button("transcript_score", "Go on", "rw-button is-main", transcript=id_, on="yes"),
    )


def _criteria(result: TranscriptResult) -> Markup:
    if not result.criteria:
        return para("No line of the rep could be graded.")
    rows = join(
        markup(
            '<div><dt>{name}</dt><dd><meter min="0" max="1" value="{share:.2f}" aria-label="{name}"></meter> '
            "{told}</dd></div>",
            name=NAMES[one],
            share=share,
            told=percent(share),
        )
        for one, share in result.criteria.items()
    )
    return markup('<dl class="rw-known">{rows}</dl>', rows=rows)


def _checks(checks: Sequence[CheckCount], unit: str) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{question}</th><td>{passed}</td><td>{failed}</td><td>{quotes}</td></tr>',
            question=one.question,
            passed=one.passed,
            failed=one.failed,
            quotes=join(
                markup(
                    '<q dir="auto">{quote}</q> <small>{unit} {number}</small><br>',
                    quote=quote,
                    unit=unit,
                    number=number,
                )
                for number, quote in one.quotes
            ),
        )
        for one in checks
    )
    return markup(
        '<div class="rw-scroll" tabindex="0" role="region" aria-label="Checks"><table class="rw-lines is-checks">'
        "<thead><tr>"
        '<th scope="col">Check</th><th scope="col">Passed</th><th scope="col">Failed</th>'
        '<th scope="col">Words that tell, and where they stand</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=rows,
    )


def _thirds_table(thirds: Sequence[Counter[Talk]]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{name}</th><td>{change}</td><td>{sustain}</td><td>{neutral}</td><td>{share}</td></tr>',
            name=name,
            change=found[Talk.CHANGE],
            sustain=found[Talk.SUSTAIN],
            neutral=found[Talk.NEUTRAL],
            share=percent(found[Talk.CHANGE] / found.total() if found.total() else None),
        )
        for name, found in zip(THIRDS, thirds, strict=True)
    )
    return markup(
        '<div class="rw-scroll" tabindex="0" role="region" aria-label="Talk by third"><table class="rw-lines">'
        "<thead><tr>"
        '<th scope="col">Customer\'s lines</th><th scope="col">For</th><th scope="col">Against</th>'
        '<th scope="col">Neither</th><th scope="col">Share for</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=rows,
    )


def _told_lines(lines: Sequence[Scored], unit: str) -> Markup:
    rows = join(
        markup(
            '<li><q dir="auto">{text}</q><small>{at}, {code}, mean of the four criteria {worth}</small></li>',
            text=one.line.text,
            at=f"{unit} {one.line.number}",
            code=one.verdict.primary.value.replace("_", " "),
            worth=percent(one.worth),
        )
        for one in lines
    )
    return markup('<ol class="rw-told-lines">{rows}</ol>', rows=rows)


def _ungraded(result: TranscriptResult, unit: str) -> Markup:
    if not result.ungraded and not result.degraded:
        return EMPTY
    rows = join(
        markup(
            "<li>{count}: {why} ({unit} {rows})</li>",
            count=plural(len(lines), "line"),
            why=why,
            unit=unit,
            rows=", ".join(str(line.number) for line in lines[:12]) + (", …" if len(lines) > 12 else ""),
        )
        for why, lines in result.ungraded.items()
    )
    stood_in = f"{plural(result.degraded, 'line')} read by another grader than the one that was asked."
    return section(
        "Not graded",
        markup("<ul>{rows}</ul>", rows=rows) if result.ungraded else EMPTY,
        para(stood_in) if result.degraded else EMPTY,
    )


def _make_customer(id_: str) -> Markup:
    return markup(
        '<div class="rw-next"><p>Practise with them: what was said becomes the example for a voice, facts '
        "and brief are yours to write.</p>{way}</div>",
        way=link(
            Route("workshop", more=(("do", "notes"), ("transcript", id_))), "Make a customer of it", "rw-button is-main"
        ),
    )


def _to_desk(id_: str) -> Markup:
    return markup(
        '<div class="rw-next"><p>Have people judge them: the labellers of your team code its lines blind. They '
        "read its words until you erase the transcript.</p>{way}</div>",
        way=button("transcript_to_desk", "Bring its lines to the label desk", transcript=id_),
    )
