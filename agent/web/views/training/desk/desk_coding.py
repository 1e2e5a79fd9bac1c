"""Desk coding: one line at the label desk, and the form by which it is coded; the form also settles lines."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.background import Said
from agent.model.practice.person import Person
from agent.model.rubric import CodeEntry, Rubric
from agent.model.training.coding import Coding, Skip
from agent.model.training.desk_line import DeskTask
from agent.model.verdict import Code, Stance, Talk
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, link
from agent.web.views.people.fields import KEPT
from agent.web.views.training.workshop_frame import workshop_screen

CODE_KEYS = dict(zip(Code, "1234567890qwerty", strict=True))
"""Key of each code: the two upper rows of a keyboard, from the left."""

SKIPS = ((Skip.NOT_ENGLISH, "Not English", "z"), (Skip.CANNOT_TELL, "Cannot be told", "x"))

YES_NO = (("yes", "Yes"), ("no", "No"))
STANCES = (
    (Stance.FOLLOW.value, "Follow"),
    (Stance.LEAD.value, "Lead"),
    (Stance.NEUTRAL.value, "Neutral"),
)
TALKS = ((Talk.CHANGE.value, "Change"), (Talk.SUSTAIN.value, "Sustain"), (Talk.NEUTRAL.value, "Neutral"))

FACETS = (
    ("empathy", "Is empathy in evidence?", "The line says back something of this customer's, rightly.", YES_NO, "as"),
    ("empowerment", "Is empowerment in evidence?", "It leaves choice or judgement with the customer.", YES_NO, "df"),
    ("stance", "Stance", "Follow stays in the customer's world; lead brings in direction.", STANCES, "ghj"),
)
"""(name, question, what it means, choices, their keys) of what a rep's line is coded for besides its codes."""


def coding_screen(person: Person, task: DeskTask, rubric: Rubric) -> Markup:
    """Return the screen on which one line is coded."""
    who = "the rep" if task.speaker == "rep" else "the customer"
    inner = markup(
        '<div class="rw-desk-top"><p role="status"><b>Line {place} of {of}</b></p>'
        '<label class="rw-check"><input type="checkbox" data-keys checked><span>Use keys</span></label></div>'
        '{talk}<h2 class="rw-desk-ask" tabindex="-1" data-focus="{id}">What is {who} doing in this line?</h2>'
        "{form}{tools}",
        place=task.place,
        of=task.of,
        talk=talk_around(task.context, task.speaker, task.text),
        id=task.id,
        who=who,
        form=coding_form("desk_code", task.id, task.speaker, rubric, task.mine, "Save and go on"),
        tools=_tools(task),
    )
    lead = "Judge the line as it stands, after what was said before it. Nobody else's reading is shown."
    return workshop_screen(Route("desk", task.id), person, "Code a line", lead, inner, kind="is-desk")


def talk_around(context: Sequence[Said], speaker: str, text: str) -> Markup:
    """Return a line after what was said before it."""
    before = join(
        markup('<li><b>{who}</b><span dir="auto">{text}</span></li>', who=said.speaker.capitalize(), text=said.text)
        for said in context
    )
    return markup(
        '{before}<blockquote class="rw-desk-line"><b>{who}</b><p dir="auto">{text}</p></blockquote>',
        before=markup('<ol class="rw-desk-before" aria-label="What was said before">{before}</ol>', before=before)
        if before
        else EMPTY,
        who=speaker.capitalize(),
        text=text,
    )


def coding_form(
    act: str, line: str, speaker: str, rubric: Rubric, coded: Coding | None, submit: str, *extra: Markup
) -> Markup:
    """Return the form that codes a line; `coded`: what stands in it already. `extra`: fields before the button."""
    fields = _rep_fields(rubric, coded) if speaker == "rep" else _talk_field(coded)
    return markup(
        '<form class="rw-desk-form" data-act="{act}" data-line="{line}" data-state="{state}">{kept}{fields}{extra}'
        '<p class="rw-row"><button type="submit" class="rw-button is-main" data-key="Enter">{submit}'
        "<kbd>Enter</kbd></button></p></form>",
        act=act,
        line=line,
        state=coded.model_dump_json() if coded else "",
        kept=KEPT,
        fields=fields,
        extra=join(extra),
        submit=submit,
    )


def _rep_fields(rubric: Rubric, coded: Coding | None) -> Markup:
    rows = join(_code_row(code, rubric.codes[code], coded) for code in Code)
    facets = join(
        _facet_field(name, title, what, choices, keys, _chosen_answer(coded, name))
        for name, title, what, choices, keys in FACETS
    )
    return markup(
        '<fieldset class="rw-desk-codes"><legend>Every code that is in it</legend><p>Tick each, and choose the one the '
        "line as a whole is: the first you tick, unless you choose another. Shift and its key choose the main one.</p>"
        '<ul>{rows}</ul></fieldset><div class="rw-desk-facets">{facets}</div>',
        rows=rows,
        facets=facets,
    )


def _code_row(code: Code, entry: CodeEntry, coded: Coding | None) -> Markup:
    return markup(
        '<li><label class="rw-check"><input type="checkbox" name="code-{code}" value="1" data-code="{code}" '
        'data-key="{key}"{ticked}><kbd>{key}</kbd><span>{name}</span></label>'
        '<label class="rw-check is-main-code"><input type="radio" name="primary" value="{code}"{main}>'
        '<span>main<span class="rw-sr"> code: {name}</span></span></label>'
        '<details><summary>What it is<span class="rw-sr">: {name}</span></summary>{about}</details></li>',
        code=code.value,
        key=CODE_KEYS[code],
        ticked=_on(coded is not None and code in coded.codes),
        name=entry.name,
        main=_on(coded is not None and coded.primary is code),
        about=_about_line(entry),
    )


def _about_line(entry: CodeEntry) -> Markup:
    listed = (("", entry.rules), ("Like this", entry.examples), ("Not this", entry.counter_examples))
    return markup(
        "<p>{definition}</p>{lists}",
        definition=entry.definition,
        lists=join(
            markup(
                "{title}<ul>{rows}</ul>",
                title=markup("<b>{words}</b>", words=words) if words else EMPTY,
                rows=join(markup("<li>{row}</li>", row=row) for row in rows),
            )
            for words, rows in listed
            if rows
        ),
    )


def _talk_field(coded: Coding | None) -> Markup:
    what = "Change: their own words for the change. Sustain: their own words against it. Neutral: neither, or both."
    chosen = coded.talk.value if coded and coded.talk else ""
    return _facet_field("talk", "What does the line say about the change?", what, TALKS, "123", chosen)


def _facet_field(
    name: str, title: str, what: str, choices: Sequence[tuple[str, str]], keys: str, chosen: str
) -> Markup:
    ways = join(
        markup(
            '<label class="rw-check"><input type="radio" name="{name}" value="{value}" data-key="{key}" required{now}>'
            "<kbd>{key}</kbd><span>{words}</span></label>",
            name=name,
            value=value,
            key=key,
            now=_on(value == chosen),
            words=words,
        )
        for (value, words), key in zip(choices, keys, strict=True)
    )
    return markup(
        '<fieldset class="rw-desk-facet"><legend>{title}</legend><p>{what}</p>{ways}</fieldset>',
        title=title,
        what=what,
        ways=ways,
    )


def _chosen_answer(coded: Coding | None, name: str) -> str:
    return coded.answers().get(name, "") if coded else ""


def _on(there: bool) -> Markup:
    return markup(" checked") if there else EMPTY


def _tools(task: DeskTask) -> Markup:
    skips = join(_skip_button(task.id, why, words, key) for why, words, key in SKIPS)
    skipped = {why: words for why, words, _ in SKIPS}
    told = skipped[task.mine.skipped] if task.mine and task.mine.skipped else ""
    return markup(
        '<div class="rw-desk-tools"><p>{told}</p><p class="rw-row">{skips}</p><p class="rw-row">{before}{after}{undo}'
        "{board}</p></div>",
        told=f"You skipped this line: {told.lower()}." if told else "If it cannot be coded, skip it and say why:",
        skips=skips,
        before=link(Route("desk", task.before), "← Previous line", "rw-button") if task.before else EMPTY,
        after=link(Route("desk", task.after), "Next line →", "rw-button") if task.after else EMPTY,
        undo=button("desk_undo", "Take my coding back", line=task.id) if task.mine else EMPTY,
        board=link(Route("desk"), "Stop for now", "rw-button"),
    )


def _skip_button(line: str, why: Skip, words: str, key: str) -> Markup:
    inner = markup("{words}<kbd>{key}</kbd>", words=words, key=key)
    return button("desk_skip", inner, line=line, why=why.value, key=key)
