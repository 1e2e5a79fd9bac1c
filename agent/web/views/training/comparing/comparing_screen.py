"""Comparing: a draft of a customer beside what everybody meets, before anything is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.turn import Turn
from agent.runtime.personal.training.editing.compared_versions import Versions
from agent.runtime.personal.training.editing.comparing import MOST_TURNS
from agent.runtime.workshop.comparisons import PairTalk
from agent.runtime.workshop.panel_bench import PanelRun
from agent.runtime.workshop.what_differs import MOST_SHOWN, what_differs
from agent.text.sanitize import LONGEST_LINE
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link, notice
from agent.web.views.people.fields import form, para, section
from agent.web.views.training.bench_run import nothing_came, run_going, stop_button
from agent.web.views.training.comparing.panel_result import result
from agent.web.views.training.comparing.told_model import Shown, prompt_part
from agent.web.views.training.customers import LIST
from agent.web.views.training.customers import place_of as edited_at
from agent.web.views.training.workshop_frame import workshop_screen

BOTH = ("Published", "Your draft")
"""What the two sides are called, everywhere on the screen."""


@dataclass(frozen=True)
class Beside:
    """What stands on the screen beside the versions.

    Attributes:
        run_is_old, talk_is_old: a version was edited since. can_run: there is a panel to run.
    """

    run: PanelRun | None
    run_is_old: bool
    talk: PairTalk | None
    talk_is_old: bool
    shown: Shown | None
    can_run: bool


def place_of(persona: str) -> Route:
    """Return where a customer is compared."""
    return Route("compare-customer", persona)


def comparing(person: Person, versions: Versions, beside: Beside) -> Markup:
    """Return the screen while nothing is running."""
    persona = versions.after
    if not versions.published:
        return _draft_alone(person, versions, beside)
    lead = f"{versions.told} Nothing you do here is kept in anybody's history."
    return workshop_screen(
        place_of(persona.id),
        person,
        f"Compare {persona.name}",
        lead,
        _ways_back(persona.id, versions),
        section("What differs", _differing(versions)),
        section("The panel", *_panel(persona.id, beside)),
        section("Talk to both", *_two_talks(persona.id, beside)),
        section("What a model is told", *prompt_part(persona.id, versions, beside.shown)),
        kind="is-comparing",
    )


def _draft_alone(person: Person, versions: Versions, beside: Beside) -> Markup:
    """Return the screen of a draft that nobody has published: one talks to it, with nothing beside it."""
    persona = versions.after
    return workshop_screen(
        place_of(persona.id),
        person,
        f"Talk to {persona.name}",
        f"{versions.told} Nothing you do here is kept in anybody's history.",
        _ways_back(persona.id, versions),
        section("Talk to your draft", *_two_talks(persona.id, beside, alone=True)),
        section("What a model is told", *prompt_part(persona.id, versions, beside.shown)),
        kind="is-comparing",
    )


def unready(persona: str, person: Person, why: str) -> Markup:
    """Return the screen of a draft that no customer can be made of yet: why, and the way to mend it."""
    told = markup(
        '{what}<p class="rw-ways">{edit}</p>',
        what=notice(why),
        edit=link(edited_at(persona, "edit"), "Mend the draft", "rw-button is-main"),
    )
    lead = "Your draft cannot be played yet, so there is nothing to compare."
    return workshop_screen(place_of(persona), person, "Compare", lead, told, kind="is-comparing")


def _ways_back(persona: str, versions: Versions) -> Markup:
    words = "Go on editing, or publish" if versions.drafted else "Edit"
    return markup(
        '<p class="rw-ways">{all}{edit}</p>',
        all=link(LIST, "← All customers", "rw-button"),
        edit=link(edited_at(persona, "edit"), words, "rw-button"),
    )


def running(persona: str, person: Person, run: PanelRun) -> Markup:
    """Return the screen while the panel runs; it asks for itself again, see `room.js`."""
    inner = run_going(
        run,
        place_of(persona),
        "The panel is running",
        "sessions played",
        run.now.replace("_", " "),
        "Each rep of the panel meets the published version and your draft, one after the other, with the same luck.",
        stop_button(run, "compare_stop", persona),
    )
    return workshop_screen(place_of(persona), person, f"Compare {run.label}", "", inner, kind="is-comparing")


def _differing(versions: Versions) -> Markup:
    rows = what_differs(*versions.both)
    if not rows:
        return para("Nothing: both versions are the same, so the panel will find no difference either.")
    return markup(
        '<div class="rw-wide"><table class="rw-table"><caption>{told}</caption><thead><tr><th scope="col">Key</th>'
        '<th scope="col">Published</th><th scope="col">Your draft</th></tr></thead><tbody>{rows}</tbody></table></div>',
        told=f"{plural(len(rows), 'key')} of the file"
        + (f", the first {MOST_SHOWN} shown" if len(rows) > MOST_SHOWN else ""),
        rows=join(
            markup(
                '<tr><th scope="row"><code>{key}</code></th><td dir="auto">{before}</td>'
                '<td dir="auto">{after}</td></tr>',
                key=row.key,
                before=row.before or "not there",
                after=row.after or "not there",
            )
            for row in rows[:MOST_SHOWN]
        ),
    )


def _panel(persona: str, beside: Beside) -> tuple[Markup, ...]:
    if not beside.can_run:
        return (para("This room was opened without the panel. Start it with `rollwith serve` to run it."),)
    lead = para(
        "Reps of fourteen kinds, from the expert to the blamer, talk with both versions. The built-in engines grade "
        "and speak, whichever your room uses. The short panel takes one text of each kind: a minute or two on a small "
        "machine. The whole panel takes all texts, three times as long."
    )
    buttons = markup(
        '<p class="rw-row">{short}{whole}</p>',
        short=button("compare_run", "Run the short panel", "rw-button is-main", persona=persona, panel="short"),
        whole=button("compare_run", "Run the whole panel", persona=persona, panel="whole"),
    )
    return lead, buttons, *_came_of(beside)


def _came_of(beside: Beside) -> tuple[Markup, ...]:
    run = beside.run
    if run is None:
        return ()
    if run.found is None:
        again = "Run it again to see what changes."
        return (nothing_came(run, "The panel could not be played", "sessions", again),)
    old = notice("This was played before the last edit. Run it again to see what your draft does now.")
    return (old if beside.run_is_old else EMPTY, result(run.found))


def _two_talks(persona: str, beside: Beside, alone: bool = False) -> tuple[Markup, ...]:
    talk = beside.talk
    lead = para("Write one line, and your draft answers it." if alone else
                "Write one line, and both versions answer it side by side, with the same luck.")  # fmt: skip
    old = notice("This talk began before the last edit. Begin anew to talk to your draft as it is now.")
    anew = button("compare_end", "Begin anew", persona=persona)
    again = markup('<p class="rw-anew">{anew}</p>', anew=anew) if talk else EMPTY
    full = talk is not None and len(talk.turns) >= MOST_TURNS
    field = markup(
        '<label class="rw-field"><span>Your line</span><textarea name="line" rows="2" maxlength="{longest}" '
        "required data-enter{focus}></textarea></label>",
        longest=LONGEST_LINE,
        focus=markup(' data-focus="said {count}"', count=len(talk.turns)) if talk else EMPTY,
    )
    says = (
        para("This talk is as long as it may be.") if full else form("compare_say", [field], "Say it", persona=persona)
    )
    return lead, old if beside.talk_is_old else EMPTY, _said_line(talk, alone) if talk else EMPTY, says, again


def _said_line(talk: PairTalk, alone: bool) -> Markup:
    begun = zip(talk.infos, talk.starts, strict=True)
    sides = (1,) if alone else (0, 1)
    openings = [_version_words(info.opening, f"resistance {start:.1f}") for info, start in begun]
    opening = _talk_row("They begin", {at: openings[at] for at in sides})
    levels, rows = list(talk.starts), []
    for pair in talk.turns:
        cells = []
        for at, turn in enumerate((pair.before, pair.after)):
            cells.append(_answered_cell(turn, levels[at]))
            levels[at] = turn.state.resistance if turn else levels[at]
        rows.append(_talk_row(pair.said, {at: cells[at] for at in sides}))
    return markup(
        '<div class="rw-wide"><table class="rw-table rw-beside"><thead><tr><th scope="col">You</th>'
        "{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        heads=join(markup('<th scope="col">{side}</th>', side=BOTH[at]) for at in sides),
        rows=join([opening, *rows]),
    )


def _talk_row(said: str, cells: Mapping[int, Markup]) -> Markup:
    """Return one line of the talk and what came of it; `cells`: which of `BOTH` -> its answer."""
    answers = (
        markup('<td data-side="{side}">{answer}</td>', side=BOTH[at], answer=answer) for at, answer in cells.items()
    )
    return markup(
        '<tr><th scope="row" dir="auto">{said}</th>{answers}</tr>',
        said=said,
        answers=join(answers),
    )


def _answered_cell(turn: Turn | None, level: float) -> Markup:
    if turn is None:
        return para("This version's session has ended.")
    moved = turn.receipt.trust
    trust = f", trust {turn.state.trust - moved:.1f} → {turn.state.trust:.1f}" if moved else ""
    ended = "" if turn.state.outcome.value == "open" else f", {turn.state.outcome.value.replace('_', ' ')}"
    whys = list(dict.fromkeys(entry.why for entry in turn.receipt.entries if entry.change))
    told = f"resistance {level:.1f} → {turn.state.resistance:.1f}{trust}{ended}. {' '.join(whys)}".strip()
    return _version_words(turn.reply.text, told)


def _version_words(text: str, told: str) -> Markup:
    return markup('<p dir="auto">{text}</p><small>{told}</small>', text=text, told=told)
