"""Draft frame: what stands around the form of a customer: the ways from it, its end, and its file as text."""

from __future__ import annotations

import hashlib

from markupsafe import Markup

from agent.model.training.edition import LONGEST_NOTE, Draft
from agent.runtime.personal.training.editing.drafts import LONGEST_FILE
from agent.web.routes import Route
from agent.web.views.html import EMPTY, markup
from agent.web.views.page import link
from agent.web.views.people.fields import KEPT
from agent.web.views.training.customers import LIST, place_of

YOURS = "Your draft. Only you see it until you publish."
THEIRS = "As reps meet them now. Saving begins a draft of yours."


def draft_ways(draft: Draft, own: bool) -> Markup:
    """Return the ways from a draft; `own`: it is a draft by now."""
    return markup(
        '<p class="rw-ways">{back}{versions}{compare}{away}</p>',
        back=link(LIST, "← All customers", "rw-button"),
        versions=link(place_of(draft.id, "versions"), "Versions", "rw-button"),
        compare=link(Route("compare-customer", draft.id), "Talk to it and compare", "rw-button") if own else EMPTY,
        away=link(place_of(draft.id, "discard"), "Throw this draft away", "rw-button") if own else EMPTY,
    )


def form_end(name: str) -> Markup:
    """Return the note and the two ways to save; `name` tells this form from others on the page."""
    return markup(
        '<div class="rw-end-form"><label class="rw-field is-wide"><span>What is new? A note for your colleagues</span>'
        '<input type="text" name="note" id="note-{name}" maxlength="{most}" autocomplete="off" data-stays>'
        "<small>Needed to publish, 3 to 300 letters.</small></label>"
        '<p class="rw-ways"><button type="submit" class="rw-button" name="then" value="">Save the draft</button>'
        '<button type="submit" class="rw-button is-main" name="then" value="publish">'
        "Save and publish</button></p></div>",
        name=name,
        most=LONGEST_NOTE,
    )


def first_button() -> Markup:
    """Return what Enter presses in a form whose first button in sight does something else."""
    return markup(
        '<button type="submit" class="rw-away" name="then" value="" tabindex="-1" aria-hidden="true">Save</button>'
    )


def file_form(draft: Draft, with_voice: bool) -> Markup:
    """Return the form of the file as text; `with_voice`: their own lines stand in a file beside it."""
    voice = markup(
        '<label class="rw-field is-wide"><span>Their own lines ({id}.voice.yaml)</span>'
        '<textarea name="voice" rows="8" spellcheck="false" maxlength="{most}">{voice}</textarea></label>',
        id=draft.id,
        most=LONGEST_FILE,
        voice=draft.voice,
    ) if with_voice else EMPTY  # fmt: skip
    return markup(
        '<form class="rw-file" id="file-{id}-{at}" data-act="customer_file" data-id="{id}" data-stamp="{stamp}" '
        'data-edition="{edition}" data-part="file">{kept}'
        '<label class="rw-field is-wide"><span>The file ({id}.yaml)</span>'
        '<textarea id="f-the-file" name="text" rows="28" spellcheck="false" maxlength="{most}">{text}</textarea>'
        "</label>"
        "{voice}{end}</form>",
        id=draft.id,
        at=stamp_id(draft),
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        kept=KEPT,
        most=LONGEST_FILE,
        text=draft.text,
        voice=voice,
        end=form_end("file"),
    )


def drawn_anew(key: str, inner: Markup) -> Markup:
    """Return a part of the page that is drawn anew where the key is another.

    Gradio patches elements of one name in place, and a box keeps what was typed in it: the text of a line would stand
    in the box of another act, and a new line be added twice. An element of another name is replaced whole.
    """
    mark = hashlib.sha256(key.encode()).hexdigest()[:12]
    return markup('<rw-part-{mark} class="rw-drawn">{inner}</rw-part-{mark}>', mark=mark, inner=inner)


def stamp_id(draft: Draft) -> str:
    """Return what makes the ids of a form others with each saving, so that no box keeps what was typed before it."""
    return f"{draft.at.timestamp():.6f}".replace(".", "-")
