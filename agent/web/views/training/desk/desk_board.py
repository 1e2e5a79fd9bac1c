"""Desk board: where a labeller begins, and where a trainer brings lines and takes the result away."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from agent.model.practice.person import Person, Role
from agent.model.training.desk_line import Source
from agent.runtime.personal.training.desk.desk_bringing import MOST_AT_ONCE
from agent.runtime.personal.training.desk.label_desk import DeskProgress
from agent.runtime.workshop.agreement_bench import LEAST_IN_COMMON
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link
from agent.web.views.people.fields import para, section
from agent.web.views.training.workshop_frame import workshop_screen

KINDS = (
    (Source.DISPUTED, "Disputed", "A rep said they meant it otherwise", 20),
    (Source.UNSURE, "Unsure", "The grader was not sure", 20),
    (Source.SAMPLED, "At random", "Of all lines, the customer's too", 20),
)
"""(kind, name, what it is, how many are asked for at first)."""

LEAD = (
    "People read lines here without seeing how the grader, or anybody else, has read them. Where two people agree, "
    "the grader can be measured against it."
)


def board(person: Person, progress: DeskProgress, unread: int | None = None) -> Markup:
    """Return the first screen of the desk; `unread`: lines the embedded coder has not read, told to trainers only."""
    parts = [_own_part(progress, person)]
    if unread is not None:
        parts += [_bring_part(person), _judge_part(unread), _export_part()]
    return workshop_screen(Route("desk"), person, "Label desk", LEAD, *parts, kind="is-desk")


def came(count: Mapping[Source, int]) -> str:
    """Return what came to the desk, in a sentence."""
    words = {Source.DISPUTED: "disputed", Source.UNSURE: "unsure", Source.SAMPLED: "at random"}
    told = ", ".join(f"{count[kind]} {words[kind]}" for kind in words)
    return f"{plural(sum(count.values()), 'line')} came to the desk: {told}."


def _own_part(progress: DeskProgress, person: Person) -> Markup:
    if not progress.of:
        wait = "Bring some below." if person.may(Role.TRAINER) else "Your trainer brings them; come back then."
        return section("Your lines", para(f"No lines are here yet. {wait}"))
    bar = markup(
        '<p class="rw-desk-progress"><b>{coded} of {of}</b> <progress max="{of}" value="{coded}" '
        'aria-label="Lines you have coded">{coded}</progress></p>',
        coded=progress.coded,
        of=progress.of,
    )
    if not progress.next:
        return section("Your lines", bar, para("You have coded every line here. Thank you."))
    words = "Go on" if progress.coded else "Begin"
    return section("Your lines", bar, link(Route("desk", progress.next), words, "rw-button is-main"))


def _bring_part(person: Person) -> Markup:
    fields = join(
        markup(
            '<label class="rw-field"><span>{name}</span><input type="number" name="{kind}" min="0" max="{most}" '
            'value="{start}" inputmode="numeric"><small>{what}</small></label>',
            name=name,
            kind=kind.value,
            most=MOST_AT_ONCE,
            start=start,
            what=what,
        )
        for kind, name, what, start in KINDS
    )
    form = markup(
        '<form class="rw-form is-bring" data-act="desk_bring" data-wait="1">{fields}'
        '<button type="submit" class="rw-button is-main">Bring lines</button></form>',
        fields=fields,
    )
    where = (
        "They come from sessions your team has given you, never from private ones; names do not come with them. If a "
        "rep takes a session back, its lines leave the desk."
        if person.id
        else "They come from the sessions of this room. You can label alone here. For a second labeller, people need "
        "accounts; the command rollwith users invite --role labeller --team TEAM makes a link for one."
    )
    return section("Bring lines to the desk", para(where), form)


def _judge_part(unread: int) -> Markup:
    told = (
        f"The embedded coder has not read {plural(unread, 'line')}. It costs nothing and takes seconds."
        if unread
        else "The embedded coder has read every line that is here."
    )
    return section(
        "See how far readers agree",
        para("Between each two people, and each person with each engine. Lines they parted on are settled by you."),
        markup(
            '<p class="rw-row">{agreement}{settle}</p>',
            agreement=link(Route("desk-agreement"), "Agreement", "rw-button"),
            settle=link(Route("desk-settle"), "Settle lines", "rw-button"),
        ),
        para(told),
        button("desk_read", "Let the embedded coder read them") if unread else EMPTY,
    )


def _export_part() -> Markup:
    told = (
        "Two files that the command rollwith evals run agreement reads as they are. A settled reading stands; "
        f"else what most readers said. Once two people have both coded {LEAST_IN_COMMON} lines, the mapping also says "
        "what humans reach."
    )
    ways = markup(
        '<p class="rw-row">{data}{mapping}</p>',
        data=button("desk_export", "Save the lines", file="data"),
        mapping=button("desk_export", "Save the mapping", file="mapping"),
    )
    return section("Take the result away", para(told), ways)
