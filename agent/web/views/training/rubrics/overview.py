"""Overview: the rubric as it stands for new sessions, or as one's draft has it, with a way to each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agent.errors import Finding
from agent.model.practice.person import Person
from agent.model.rubric import Check, CodeEntry, Criterion, Rubric
from agent.model.training.edition import LONGEST_NOTE, Draft
from agent.runtime.personal.training.editing.publishing import Told
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link
from agent.web.views.people.fields import form, moment, section, text_field
from agent.web.views.training.rubrics.form import findings_of
from agent.web.views.training.rubrics.places import (
    CRITERIA,
    EFFECT,
    EVIDENCE,
    FILE,
    HOME,
    coded,
    place_of_piece,
    spaced,
    ways,
)  # fmt: skip
from agent.web.views.training.rubrics.words import counts, decided_by
from agent.web.views.training.workshop_frame import workshop_screen

ORDER = (
    "What a line can be read as. They stand in the order in which the customer reacts: of several in one line, to the "
    "one that stands first here."
)


@dataclass(frozen=True)
class Standing:
    """What stands, and what one writes.

    Attributes:
        rubric: as it stands. newest: the edition it is of; None where the file that ships stands.
        draft, written, findings: one's own; `written` is None where the draft has errors of form.
        edits: what the draft changes, in words.
    """

    rubric: Rubric
    newest: Told | None
    draft: Draft | None
    written: Rubric | None
    findings: Sequence[Finding]
    edits: Sequence[str]


def overview(person: Person, at: Standing) -> Markup:
    """Return the screen of the rubric."""
    shown = at.written or at.rubric
    lead = (
        "Every line of a rep is scored by this. Nothing changes for reps until you publish, and a session keeps the "
        "rubric it began with."
    )
    return workshop_screen(
        HOME, person, shown.title, lead,
        _standing_facts(at), _draft_part(at) if at.draft else EMPTY, ways(at.draft is not None, HOME),
        section("Criteria and their checks", _whose(at), *(_criterion(shown, one) for one in Criterion)),
        section("When empathy and empowerment are in evidence", _evidence_part(shown)),
        section("Codes", _codes(shown)),
        kind="is-rubric",
    )  # fmt: skip


def _standing_facts(at: Standing) -> Markup:
    newest = at.newest.edition if at.newest and not at.newest.edition.withdrawn else None
    rows = [("Version", str(at.rubric.version)), ("As verdicts name it", at.rubric.ref)]
    rows.append(("Edition", str(newest.number) if newest else "the file that ships"))
    if newest and at.newest:
        rows.append(("Published", ", ".join(part for part in (at.newest.who, moment(newest.at)) if part)))
        rows.append(("What was new", newest.note))
    return markup(
        '<dl class="rw-facts">{rows}</dl>',
        rows=join(
            markup('<div><dt>{name}</dt><dd dir="auto">{value}</dd></div>', name=name, value=value)
            for name, value in rows
        ),
    )


def _draft_part(at: Standing) -> Markup:
    errors = [one for one in at.findings if one.severity == "error"]
    edits = join(markup("<li>{edit}</li>", edit=coded(edit)) for edit in at.edits[:20])
    more = f"and {len(at.edits) - 20} more" if len(at.edits) > 20 else ""
    told = markup("<p>It changes:</p><ul>{edits}</ul><p>{more}</p>", edits=edits, more=more) if at.edits else markup(
        "<p>{told}</p>",
        told="It holds mistakes." if errors else "It says the same as what stands: nothing to publish yet.",
    )  # fmt: skip
    end = EMPTY
    if not errors and at.edits:
        note = text_field("What is new? A note for your colleagues", "note", "", LONGEST_NOTE)
        end = markup(
            "<p>{see}</p>{publish}",
            see=link(EFFECT, "What would my edit change?", "rw-button is-main"),
            publish=form("rubric_publish", [note], "Publish my draft"),
        )
    return section("Your draft", findings_of(at.findings, "") if errors else EMPTY, told, end, kind="is-draft")


def _whose(at: Standing) -> Markup:
    words = "As your draft has it; only you see it until you publish." if at.written else "As it stands for everybody."
    return markup('<p class="rw-small">{words}</p>', words=words)


def _criterion(rubric: Rubric, criterion: Criterion) -> Markup:
    checks = [(name, check) for name, check in rubric.checks.items() if check.criterion is criterion]
    return markup(
        '<h3>{title}</h3><p>{about} {edit}</p><div class="rw-wide" tabindex="0" role="region" '
        'aria-label="Checks of {title}"><table class="rw-table"><thead><tr><th scope="col">Check</th>'
        '<th scope="col">Question</th><th scope="col">Decided by</th><th scope="col">What it counts</th>'
        '<th scope="col"><span class="rw-away">Edit</span></th></tr></thead><tbody>{rows}</tbody></table></div>',
        title=criterion.value.capitalize(),
        about=rubric.criteria[criterion],
        edit=link(CRITERIA, markup("Edit<span class='rw-away'> the texts of the criteria</span>"), "rw-textlink"),
        rows=join(_check_row(name, check, rubric) for name, check in checks),
    )


def _check_row(name: str, check: Check, rubric: Rubric) -> Markup:
    return markup(
        '<tr><th scope="row">{name}</th><td dir="auto">{question}</td><td>{by}</td><td>{counts}</td>'
        "<td>{edit}</td></tr>",
        name=spaced(name),
        question=check.question,
        by=decided_by(check, rubric),
        counts=counts(check),
        edit=_edit("check", name),
    )


def _codes(rubric: Rubric) -> Markup:
    ranked = sorted(rubric.codes.items(), key=lambda item: item[1].primary_rank)
    rows = join(_code_row(code, entry, at, len(ranked)) for at, (code, entry) in enumerate(ranked, 1))
    return markup('<p>{order}</p><ul class="rw-customers">{rows}</ul>', order=ORDER, rows=rows)


def _code_row(code: str, entry: CodeEntry, at: int, of: int) -> Markup:
    return markup(
        '<li><div><h3 dir="auto">{name}</h3><p dir="auto">{definition}</p><p class="rw-small">{facts}</p></div>'
        "{edit}</li>",
        name=entry.name,
        definition=entry.definition,
        facts=f"Place {at} of {of}. Told from the others by {plural(len(entry.rules), 'rule')}, "
        f"{plural(len(entry.examples), 'example')} and {plural(len(entry.counter_examples), 'counter-example')}.",
        edit=_edit("code", code),
    )


def _evidence_part(rubric: Rubric) -> Markup:
    rows = join(
        markup(
            "<p><b>{what}</b>, when one of these passes: {any_of}; and none of these fails: {none_of}.</p>",
            what=what,
            any_of=", ".join(map(spaced, rule.any_of)),
            none_of=", ".join(map(spaced, rule.none_of)) or "none",
        )
        for what, rule in (("Empathy", rubric.empathy), ("Empowerment", rubric.empowerment))
    )
    words = markup("Edit<span class='rw-away'> the evidence rules</span>")
    return markup("{rows}<p>{edit}</p>", rows=rows, edit=link(EVIDENCE, words, "rw-button"))


def _edit(piece: str, name: str) -> Markup:
    words = markup("Edit<span class='rw-away'> {name}</span>", name=spaced(name))
    return link(place_of_piece(piece, name), words, "rw-button")


def broken(person: Person, problem: str) -> Markup:
    """Return the screen that stands where the rubric's file is broken."""
    told = markup("<p>{told}</p><p>{go}</p>", told=problem, go=link(FILE, "The file", "rw-button"))
    return workshop_screen(HOME, person, "The rubric cannot be read", "", told)
