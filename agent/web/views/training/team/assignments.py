"""Assignments: what a trainer asked of their team, how far each rep is, and a form to ask for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.persona import Persona
from agent.model.practice.person import Person
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.training.assignment import LONGEST_NOTE, LONGEST_TITLE, MOST_SESSIONS, Assignment, Progress
from agent.runtime.personal.training.team.assignments import HandedIn, RepsPart
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link
from agent.web.views.people.fields import choice_field, form, moment, para, section, text_field
from agent.web.views.training.team.due import due_words, fields_of, zone
from agent.web.views.training.team.team_frame import ASSIGNMENTS, team_screen

MODES = {
    Mode.PRACTICE: "Practice: told after every line",
    Mode.CALM: "Calm: told when they ask",
    Mode.EXAM: "Exam: told at the end",
}
"""Modes as a trainer chooses them."""

CHOSEN = "rep:"
"""What the boxes of reps begin with; the rest is the name they sign in with."""

MOST_BOXES = 40
"""Reps among whom can be chosen by ticking: a form sends sixty fields at most."""

Parts = Sequence[tuple[Assignment, Sequence[RepsPart]]]


def assignments(
    team: str, asked: Parts, personas: Mapping[str, Persona], reps: Sequence[Person], at: Route | None = None
) -> Markup:
    """Return what was asked of a team, newest first, and the form to ask for more. `at`: its address, if another."""
    rows = join(_asked_row(one, parts, personas) for one, parts in asked)
    none = para("Nothing is asked of your team yet. Ask for the first session below.")
    saved = markup(
        '<p class="rw-row">{one}{other}</p>',
        one=button("assignments_csv", "Save this as a table (CSV)"),
        other=button("sessions_csv", "Save given sessions as a table (CSV)"),
    )
    return team_screen(
        ASSIGNMENTS,
        "Assignments",
        "What you asked of your reps, and what they handed in. What they do not hand in you are not told of, not even "
        "whether they began.",
        markup('<ul class="rw-asked">{rows}</ul>', rows=rows) if rows else none,
        saved if asked else EMPTY,
        _wish_form(team, personas, reps),
        at=at,
    )


def assignment(asked: Assignment, parts: Sequence[RepsPart], persona: Persona | None) -> Markup:
    """Return one assignment: what is asked, each rep's state with the sessions handed in, and what may be changed."""
    heads = join(markup('<th scope="col">{head}</th>', head=head) for head in ("Rep", "State", "Handed in"))
    rows = join(_rep_row(part) for part in parts)
    table = markup(
        '<div class="rw-wide" role="region" aria-label="Who did what" tabindex="0"><table class="rw-table">'
        "<caption>Who did what</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        heads=heads,
        rows=rows,
    )
    none = para("Nobody of whom this was asked is in your team any more.")
    return team_screen(
        Route("assignments", asked.id),
        asked.title,
        "",
        _facts(asked, persona),
        markup('<p class="rw-asked-note" dir="auto">{note}</p>', note=asked.note) if asked.note else EMPTY,
        table if parts else none,
        _changes(asked),
    )


def terms_words(asked: Assignment) -> str:
    """Return what an assignment asks, beside the customer: how many sessions, in which mode, on which terms."""
    count = plural(asked.sessions, "session")
    if asked.terms is None:
        return f"{count}, {asked.mode.value}"
    terms = asked.terms
    return (
        f"{count}, exam: pass mark {terms.pass_mark}, {plural(terms.most_lines, 'line')}, "
        f"{plural(terms.attempts, 'attempt')}"
    )


def _asked_row(asked: Assignment, parts: Sequence[RepsPart], personas: Mapping[str, Persona]) -> Markup:
    persona = personas.get(asked.persona)
    done = sum(part.progress in (Progress.HANDED_IN, Progress.HANDED_IN_LATE) for part in parts)
    late = sum(part.progress is Progress.LATE for part in parts)
    inner = markup(
        '<b dir="auto">{title}<small>{who}: {terms}</small></b><span>{done}<small>{due}</small></span>',
        title=asked.title,
        who=persona.name if persona else asked.persona,
        terms=terms_words(asked),
        done=f"{done} of {len(parts)} handed in" + (f", {late} late" if late else ""),
        due=f"closed {moment(asked.closed)}" if asked.closed else _date_words(asked),
    )
    return markup("<li>{row}</li>", row=link(Route("assignments", asked.id), inner, "rw-asked-row"))


def _date_words(asked: Assignment) -> str:
    words = due_words(asked.due)
    return f"was due {moment(asked.due)}" if words.startswith("late") else words


def _facts(asked: Assignment, persona: Persona | None) -> Markup:
    who = link(Route("brief", persona.id), persona.name, "rw-textlink") if persona else asked.persona
    told: list[tuple[str, str | Markup]] = [
        ("Customer", who),
        ("What", terms_words(asked)),
        ("Due", f"{moment(asked.due)} (time zone {zone()})" if asked.due else "no date"),
        ("Asked", moment(asked.at)),
    ]
    told += [("Closed", moment(asked.closed))] if asked.closed else []
    rows = join(
        markup('<div><dt>{what}</dt><dd dir="auto">{value}</dd></div>', what=what, value=value) for what, value in told
    )
    return markup('<dl class="rw-known">{rows}</dl>', rows=rows)


def _rep_row(part: RepsPart) -> Markup:
    given = join(markup("<li>{one}</li>", one=_given_session(one)) for one in part.sessions)
    return markup(
        '<tr><th scope="row" dir="auto">{rep}</th><td><span class="rw-tag is-{kind}">{state}</span></td>'
        "<td>{given}</td></tr>",
        rep=part.rep.shown,
        kind=_KINDS[part.progress],
        state=part.progress.value,
        given=markup("<ul>{given}</ul>", given=given) if given else "–",
    )


def _given_session(one: HandedIn) -> Markup:
    words = moment(one.info.submitted) + (" · no score" if one.points is None else f" · score {one.points}")
    words += "" if one.passed is None else " · passed" if one.passed else " · not passed"
    return link(Route("debrief", one.info.id), words, "rw-textlink")


_KINDS = {
    Progress.NOT_YET: "plain", Progress.LATE: "below", Progress.HANDED_IN: "good", Progress.HANDED_IN_LATE: "plain",
}  # fmt: skip


def _changes(asked: Assignment) -> Markup:
    day, time = fields_of(asked.due)
    postpone = form("assignment_due", _due_fields(day, time), "Change the date", assignment=asked.id)
    if asked.closed:
        close = button("assignment_open", "Ask for it again", assignment=asked.id)
        told = "It is closed: your reps do not see it any more. What they handed in stays."
    else:
        close = button("assignment_close", "Close it", assignment=asked.id)
        told = "Once closed it asks for nothing more, and your reps do not see it. What they handed in stays."
    return join((section("Change the date", postpone), section("Close", para(told), close)))


def _wish_form(team: str, personas: Mapping[str, Persona], reps: Sequence[Person]) -> Markup:
    if not reps:
        return section("Ask for a session", para(f"Team {team} has no rep yet. An admin puts people into teams."))
    people = [(persona.id, f"{persona.name}, {persona.company}") for persona in personas.values()]
    parts = [
        text_field("Title", "title", longest=LONGEST_TITLE),
        _area("Note to your reps (may stay empty)", "note", LONGEST_NOTE),
        choice_field("Customer", "customer", people, ""),
        choice_field("Mode", "mode", [(mode.value, words) for mode, words in MODES.items()], Mode.PRACTICE.value),
        _number_field("Sessions to hand in", "sessions", 1, 1, MOST_SESSIONS),
        *_due_fields("", "18:00"),
        _exam_fields(ExamTerms()),
        _whom_field(reps),
    ]
    return section("Ask for a session", form("assignment_make", parts, "Ask for it", "rw-button is-main", kept=True))


def _due_fields(day: str, time: str) -> list[Markup]:
    return [
        _typed("Due on (may stay empty)", "day", "date", day),
        _typed(f"At (time zone {zone()})", "time", "time", time),
    ]


def _exam_fields(terms: ExamTerms) -> Markup:
    return markup(
        '<fieldset class="rw-set"><legend>Only for an exam</legend>{fields}</fieldset>',
        fields=join(
            (
                _number_field("Pass mark", "pass_mark", terms.pass_mark, 0, 100),
                _number_field("Lines", "most_lines", terms.most_lines, 1, 200),
                _number_field("Attempts", "attempts", terms.attempts, 1, 100),
            )
        ),
    )


def _whom_field(reps: Sequence[Person]) -> Markup:
    if len(reps) > MOST_BOXES:
        return para(f"It goes to all {len(reps)} reps who are in your team now.")
    boxes = join(
        markup(
            '<label class="rw-check"><input type="checkbox" name="{name}"> <span dir="auto">{shown}</span></label>',
            name=f"{CHOSEN}{one.name}",
            shown=one.shown,
        )
        for one in reps
    )
    return markup(
        '<fieldset class="rw-set is-boxes"><legend>To whom</legend>{boxes}<small>Tick nobody to ask all who are in '
        "your team now. Whoever joins later is not asked.</small></fieldset>",
        boxes=boxes,
    )


def _typed(label: str, name: str, kind: str, value: str) -> Markup:
    return markup(
        '<label class="rw-field"><span>{label}</span><input type="{kind}" name="{name}" value="{value}"></label>',
        label=label,
        name=name,
        kind=kind,
        value=value,
    )


def _number_field(label: str, name: str, value: int, least: int, most: int) -> Markup:
    return markup(
        '<label class="rw-field"><span>{label}</span><input type="number" name="{name}" value="{value}" min="{least}" '
        'max="{most}" step="1" required></label>',
        label=label,
        name=name,
        value=value,
        least=least,
        most=most,
    )


def _area(label: str, name: str, longest: int) -> Markup:
    return markup(
        '<label class="rw-field is-area"><span>{label}</span><textarea name="{name}" rows="3" maxlength="{longest}">'
        "</textarea></label>",
        label=label,
        name=name,
        longest=longest,
    )
