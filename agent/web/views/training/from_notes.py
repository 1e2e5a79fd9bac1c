"""From notes: the form that takes them, the wait while a model writes, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.runtime.personal.training.editing.draft_reading import ReadDraft
from agent.runtime.personal.training.editing.from_notes import LONGEST_NAME, LONGEST_NOTES
from agent.runtime.workshop.drafting.draft_runs import DraftRun
from agent.web.routes import Route
from agent.web.updates import sentence
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link
from agent.web.views.people.fields import form, para, section, text_field
from agent.web.views.training.customers import place_of
from agent.web.views.training.workshop_frame import workshop_screen

KEPT_NOTES = Route("workshop", more=(("do", "notes"), ("kept", "1")))
"""The form with what was pasted last in it."""

WRITING = Route("workshop", more=(("do", "writing"),))

NOTES_HINT = (
    "Up to 20,000 letters. What follows one of these headings goes into its field: Name:, Role:, Company:, Industry:, "
    "Situation:, Our side:, What we know:, Goal:, Their side:, Who is who:, Quotes:, What they stand for:, "
    "Objections:, Worry:, Deep down:, First words:, Facts:, Concern facts:, Secrets:, Wants:, Plan:, Commitment:, "
    "Sore points:, Difficulty:. A blank line ends what stands on a heading’s own line. What stands elsewhere is listed "
    "as not placed."
)
TALK_HINT = (
    "Up to 20,000 letters, one line each, such as “Customer: Nobody asked us.” What the customer says shows how they "
    "sound."
)


def from_notes(person: Person, place: Route, model: str, typed: Mapping[str, str], last: DraftRun | None) -> Markup:
    """Return the screen that begins a customer from notes.

    Args:
        place: where it is. model: the name of one that may write the draft, or empty.
        typed: field -> what stands in it already. last: what was pasted before, which can be brought back.
    """
    asked = form("customer_notes", _parts(model, typed), "Make a draft", "rw-button is-main", kept=True)
    lead = "Paste what you know of them. It becomes a draft that only you see, with a finding at every gap."
    inner = [_way_back(last), section("Notes", asked, kind="is-notes")]
    return workshop_screen(place, person, "Customer from notes", lead, *inner)


def _parts(model: str, typed: Mapping[str, str]) -> list[Markup]:
    parts = [
        text_field("Name", "name", typed["name"], LONGEST_NAME, "If the notes do not say it under “Name:”."),
        _long_field("Notes", "notes", typed["notes"], 14, NOTES_HINT),
        _long_field("An example transcript, if you have one", "transcript", typed["transcript"], 6, TALK_HINT),
        text_field("Who of them is the customer", "speaker", typed["speaker"], 40, "The name before their lines."),
        text_field("Names to take out of it", "without", typed["without"], 1_000, "One after a comma."),
    ]
    if model:
        parts.append(markup(
            '<label class="rw-tickbox is-whole"><input type="checkbox" name="model" value="1" checked> '
            "<span>Let the model write it. Notes and transcript go to {model}, in one call; half a minute to three "
            "minutes are usual.</span></label>",
            model=model,
        ))  # fmt: skip
    return parts


def _way_back(last: DraftRun | None) -> Markup:
    if last is None:
        return EMPTY
    if last.running:
        told, way = "A model is writing a draft of the notes you pasted before.", link(WRITING, "See how far it is")
    else:
        told, way = "What you pasted last is still here.", link(KEPT_NOTES, "Bring it back")
    return markup('<p class="rw-ways">{told} {way}</p>', told=told, way=way)


def _long_field(label: str, name: str, value: str, rows: int, hint: str) -> Markup:
    return markup(
        '<label class="rw-field is-wide"><span>{label}</span>'
        '<textarea name="{name}" rows="{rows}" maxlength="{most}">{value}</textarea><small>{hint}</small></label>',
        label=label,
        name=name,
        rows=rows,
        most=LONGEST_NOTES,
        value=value,
        hint=hint,
    )


def being_written(person: Person, run: DraftRun) -> Markup:
    """Return the screen while a model writes; it asks for itself again, see `room.js`."""
    inner = markup(
        '<section class="rw-part rw-running" data-again="{again}" data-look="{looks}"><h2>{model} is writing</h2>'
        "{seconds}{why}"
        '<button type="button" id="rw-stop" class="rw-button" data-focus="stop {run}" '
        'data-act="customer_notes_stop">Stop</button></section>',
        again=WRITING.search,
        looks=run.looks,  # a screen that is the same would not be drawn anew, and so not ask again
        model=run.model,
        run=run.number,
        seconds=para(f"{plural(run.seconds, 'second')} so far. Half a minute to three minutes are usual."),
        why=para(
            "You may leave this page: the writing goes on, and the draft will be in your list of customers. If nothing "
            "comes of it, you get what the headings of your notes give. Your notes stay at hand either way."
        ),
    )
    return workshop_screen(WRITING, person, "Customer from notes", "", inner)


def written(person: Person, run: DraftRun, read: ReadDraft | None) -> Markup:
    """Return the screen that tells what came of it. `read`: the draft, or None where there is none."""
    if read is None or run.draft is None:
        why = run.error or ("there is no draft" if run.stopped else "the writing broke off, and the log says why")
        title = "Stopped" if run.stopped else "No draft was made"
        told = [para(sentence(f"{why.rstrip('.')}. Your notes are here as you pasted them"))]
        return _what_came_of_it(person, run, title, told, _try_again())
    called = read.data.get("name")
    name = called if isinstance(called, str) and "<" not in called else "A customer without a name yet"
    if run.draft.degraded:
        told = [para(sentence(run.draft.degraded)), para(_left(read))]
        return _what_came_of_it(
            person, run, f"{name}, by the headings", told, join((_try_again(), _open(run, "Go on with this draft")))
        )
    told = [para(f"{run.model} wrote it in {plural(run.seconds, 'second')}."), para(_left(read)), _made_up(run)]
    return _what_came_of_it(person, run, f"{name} is drafted", told, _open(run, "Open the draft", main=True))


def _what_came_of_it(person: Person, run: DraftRun, title: str, told: list[Markup], ways: Markup) -> Markup:
    inner = markup(
        '<section class="rw-part" tabindex="-1" data-focus="written {run}">{told}<p class="rw-ways">{ways}{back}</p>'
        "</section>",
        run=run.number,
        told=join(told),
        ways=ways,
        back=link(KEPT_NOTES, "Back to your notes", "rw-button"),
    )
    return workshop_screen(WRITING, person, title, "", inner)


def _try_again() -> Markup:
    return button("customer_notes_again", "Try the model again", "rw-button is-main")


def _open(run: DraftRun, words: str, main: bool = False) -> Markup:
    return link(place_of(run.id, "edit"), words, "rw-button is-main" if main else "rw-button")


def _left(read: ReadDraft) -> str:
    """Return how much of a draft is still to be done, in words."""
    if count := len(read.errors):
        return f"{plural(count, 'finding')} to mend before it can be published, each told at its field."
    return "Nothing stands in the way of publishing it. Read it first, and talk to it: the words are a model's."


def _made_up(run: DraftRun) -> Markup:
    """Return which names and numbers are the model's own."""
    if run.draft is None or not run.draft.made_up:
        return EMPTY
    listed = ", ".join(run.draft.made_up)
    return para(
        f"Your notes do not hold these names and numbers, so the model made them up: {listed}. Keep or change them."
    )
