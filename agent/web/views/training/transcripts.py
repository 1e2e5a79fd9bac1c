"""Transcripts: the list with the way to bring one in, and a transcript whose speakers are still to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.content.transcripts.speakers import Part
from agent.model.practice.person import Person
from agent.model.training.transcript import Transcript, TranscriptLine, TranscriptState
from agent.storage.training.transcript_log import KeptTranscript
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link
from agent.web.views.people.fields import choice_field, form, moment, para, section, text_field
from agent.web.views.training.workshop_frame import workshop_screen

PREVIEWED = 8
"""Lines of a transcript that are shown before it is scored."""

LEAD = (
    "Bring in a real conversation: the rep's lines are graded by the same rubric as in practice, the customer's are "
    "read for talk of change. Only you can read it here, unless you bring its lines to the label desk. Leave out names "
    "and numbers you may not keep."
)

STATES = {
    TranscriptState.WAITING: "not scored yet",
    TranscriptState.SCORING: "being scored",
    TranscriptState.STOPPED: "partly scored",
    TranscriptState.SCORED: "scored",
}
"""How far a transcript is, in words."""

FORMS = {"csv": "CSV", "jsonl": "JSONL", "json": "JSON", "vtt": "VTT captions", "srt": "SRT captions", "plain": "text"}
"""What kind of file it was, in words."""

PART_WORDS = {"": "Choose …", "rep": "The rep", "customer": "The customer", "skip": "Leave out"}
"""Whose side a speaker is on, as somebody chooses it."""


def transcripts_screen(
    person: Person, kept: Sequence[KeptTranscript], most_bytes: int, columns: Sequence[str] = ()
) -> Markup:
    """Return the list of somebody's transcripts, below the way to bring in another; `columns`: those to choose from."""
    rows = join(
        markup(
            "<li>{name}<span>{state}<small>{lines}, {at}</small></span></li>",
            name=link(Route("transcripts", one.id), markup('<b dir="auto">{name}</b>', name=one.name), "rw-person"),
            state=STATES[one.state],
            lines=plural(one.lines, "line"),
            at=moment(one.at),
        )
        for one in kept
    )
    listed = (
        markup('<ul class="rw-rows is-transcripts">{rows}</ul>', rows=rows)
        if kept
        else para("None yet. A few minutes of one call are enough to begin with.")
    )
    inner = _bring_in(most_bytes, columns), section("Your transcripts", listed)
    return workshop_screen(Route("transcripts"), person, "Transcripts", LEAD, *inner)


def _bring_in(most_bytes: int, columns: Sequence[str]) -> Markup:
    parts = [
        markup(
            '<label class="rw-field"><span>File</span><input type="file" name="file" '
            'accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.vtt,.srt,text/plain"><small>CSV, JSON, JSONL, chat messages, '
            "VTT, SRT, or text with a name before each line. Up to {most} MB and 2,000 lines.</small></label>"
            '<label class="rw-field"><span>Or paste the text</span><textarea name="pasted" rows="5" '
            'maxlength="100000" spellcheck="false" placeholder="Anna: Good morning."></textarea></label>',
            most=f"{most_bytes / 1e6:.0f}",
        ),
        markup(
            '<details class="rw-columns"{opened}><summary>Columns with other names</summary><div>{speaker}{speakers}'
            "{words}{texts}</div></details>",
            opened=markup(" open") if columns else EMPTY,
            speakers=_columns_found("speaker", "Columns of your file: who speaks", columns),
            texts=_columns_found("words", "Columns of your file: what they say", columns),
            speaker=text_field(
                "Column with who speaks",
                "speaker",
                hint="Fill these in only if the page cannot find the columns itself.",
            ),
            words=text_field("Column with what they say", "words"),
        ),
        markup('<p class="rw-told" role="status" data-told></p>'),
    ]
    sent = {"most": str(most_bytes), "bring-in": "yes"}
    made = form("transcript_paste", parts, "Read it", "rw-button is-main", kept=True, **sent)
    return section("Bring one in", made)


def _columns_found(field: str, label: str, columns: Sequence[str]) -> Markup:
    """Return the columns of a file that was refused, to choose from; `transcripts.js` fills the field."""
    offered = join(markup('<option value="{one}">{one}</option>', one=one) for one in columns)
    return markup(
        '<label class="rw-field" data-columns="{field}"{away}><span>{label}</span><select>'
        '<option value="">Choose …</option>{offered}</select></label>',
        field=field,
        away=EMPTY if columns else markup(" hidden"),
        label=label,
        offered=offered,
    )


def waiting_screen(
    person: Person, id_: str, transcript: Transcript, guessed: Mapping[str, Part | None], told: Markup = EMPTY
) -> Markup:
    """Return a transcript as it was read, with a choice for each speaker."""
    inner = (
        markup('<p class="rw-back">{back}</p>', back=link(Route("transcripts"), "← Transcripts")),
        told,
        facts(transcript),
        section("The first lines", preview_lines(transcript.lines[:PREVIEWED], transcript)),
        speakers_part(id_, transcript, guessed),
        erase_part(id_),
    )
    lead = "Is this how the conversation went? Then say who is who, and have it scored."
    return workshop_screen(Route("transcripts", id_), person, transcript.name, lead, *inner)


def facts(transcript: Transcript) -> Markup:
    """Return how a file was read."""
    named = ", ".join(f"{column} ({USES[use]})" for use, column in transcript.columns.items())
    rows = [
        ("Kind", FORMS[transcript.form]),
        ("Encoding", transcript.encoding),
        *([("Cells parted by", transcript.separator)] if transcript.separator else []),
        ("Columns", named),
        ("Lines", str(len(transcript.lines))),
    ]
    told = join(markup('<div><dt>{what}</dt><dd dir="auto">{value}</dd></div>', what=w, value=v) for w, v in rows)
    return markup('<dl class="rw-known">{told}</dl>', told=told)


USES = {"speaker": "who speaks", "text": "what they say", "session": "which conversation", "time": "when"}
"""What a column is for, in words."""


def preview_lines(lines: Sequence[TranscriptLine], transcript: Transcript) -> Markup:
    """Return lines as a table with headers."""
    rows = join(
        markup(
            '<tr><td>{number}</td><th scope="row" dir="auto">{by}</th><td dir="auto">{text}</td></tr>',
            number=line.number,
            by=line.by or "(nobody named)",
            text=line.text,
        )
        for line in lines
    )
    return markup(
        '<div class="rw-scroll" tabindex="0" role="region" aria-label="Lines"><table class="rw-lines"><thead><tr>'
        '<th scope="col">{unit}</th><th scope="col">Who</th><th scope="col">Words</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        unit=transcript.unit.capitalize(),
        rows=rows,
    )


def speakers_part(id_: str, transcript: Transcript, guessed: Mapping[str, Part | None]) -> Markup:
    """Return a choice for each speaker, with how many lines each has; fields are numbered in their order."""
    counts = Counter(line.by for line in transcript.lines)
    fields = [
        choice_field(
            f"{name or 'Lines without a name'} ({plural(counts[name], 'line')})",
            f"part{at}",
            list(PART_WORDS.items()),
            guessed.get(name) or "",
        )
        for at, name in enumerate(counts)
    ]
    made = form("transcript_score", fields, "Score it", "rw-button is-main", kept=True, transcript=id_)
    return section("Who is who", made)


def erase_part(id_: str) -> Markup:
    """Return the way to erase a transcript, which asks first, as erasing a session does."""
    told = "Its words and readings are wiped for good, and so are its lines at the label desk."
    asked = markup(
        '<details class="rw-columns"><summary>Erase this transcript</summary>'
        '<form class="rw-form" data-act="transcript_erase" data-transcript="{id}"><p>Erase it for good, with every '
        'word in it?</p><button type="submit" class="rw-button is-harm">Erase</button></form></details>',
        id=id_,
    )
    return section("Erase", para(told), asked)
