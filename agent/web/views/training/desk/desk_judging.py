"""Desk judging: how far people and engines agree, and the lines that a trainer settles."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.rubric import Rubric
from agent.model.training.coding import LONGEST_NOTE, Coding
from agent.model.training.desk_line import DeskLine
from agent.model.verdict import Code
from agent.runtime.personal.training.desk.desk_settling import DeskAgreement, PairOfReaders, SettlingCase
from agent.runtime.workshop.agreement_bench import FAR_TOO_FEW, AgreementFigure, CodeConfusion
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, percent, plural
from agent.web.views.labels import coding_words, engine_label, evidence_label
from agent.web.views.page import link
from agent.web.views.people.fields import para, section
from agent.web.views.training.desk.desk_coding import coding_form, talk_around
from agent.web.views.training.workshop_frame import workshop_screen

MOST_LISTED = 200
"""Lines that a list shows; a trainer settles them from the top."""

ABOUT = (
    "Kappa is agreement beyond what chance gives: 0 is chance, 1 is perfect. Trained MI coders reach about .74 on the "
    "main behaviour and .2 on simple against complex reflections. The range behind it holds the true value 19 times in "
    "20. Alpha is Krippendorff's."
)

NOTHING_CHOSEN = "Nothing is chosen yet. Code the line as you see it, or begin from one of the readings:"

NO_ENGINE = "No engine has read a line that somebody coded. On the label desk you can let the embedded coder read them."


def agreement_screen(person: Person, found: DeskAgreement, rubric: Rubric) -> Markup:
    """Return how far everybody agrees."""
    people = [pair for pair in found.pairs if not pair.is_engine]
    engines = [pair for pair in found.pairs if pair.is_engine]
    none = "Nobody has coded the same line as anybody else yet." if found.coded else "Nobody has coded a line yet."
    parts = [
        section("Who coded", para(_who_coded(found))),
        section("Between people", *([_pair_part(pair, rubric) for pair in people] or [para(none)])),
        section("People and engines", *([_pair_part(pair, rubric) for pair in engines] or [para(NO_ENGINE)])),
        section("Lines that people parted on", _parted(found)),
    ]
    if found.together:
        parts.insert(2, section("All people together", _figures("Krippendorff's alpha", found.together, rubric)))
    return workshop_screen(Route("desk-agreement"), person, "Agreement", ABOUT, _to_board(), *parts, kind="is-desk")


def settling_list(person: Person, cases: Sequence[SettlingCase]) -> Markup:
    """Return the lines to be settled, those that wait first."""
    rows = join(_case_row(case) for case in cases[:MOST_LISTED])
    none = para("Nothing to settle: no line was coded otherwise by two people, and no disputed one by two at all.")
    lead = "How you settle a line is what the export holds. A rep who disputed it is told, without names."
    body = markup('<ul class="rw-rows">{rows}</ul>', rows=rows) if cases else none
    return workshop_screen(Route("desk-settle"), person, "Settle lines", lead, _to_board(), body, kind="is-desk")


def settled_note(waiting: Sequence[str]) -> Markup:
    """Return that a line is settled, with the way to the next that waits; `waiting`: their ids."""
    if not waiting:
        return markup("Settled. No other line waits.")
    left = f"{plural(len(waiting), 'line')} still {'waits' if len(waiting) == 1 else 'wait'}."
    way = link(Route("desk-settle", waiting[0]), "Settle the next", "rw-button")
    return markup("Settled. {left} {way}", left=left, way=way)


def settling_screen(person: Person, case: SettlingCase, rubric: Rubric, taken: int | None = None) -> Markup:
    """Return one line to be settled; `taken`: the coding that the trainer chose to begin from, from 0."""
    line, shown = case.line, _begun_from(case, taken)
    note = markup(
        '<label class="rw-field is-note"><span>Why, in a sentence</span><textarea name="note" rows="2" '
        'maxlength="{most}" dir="auto">{note}</textarea></label>',
        most=LONGEST_NOTE,
        note=case.settled.note if case.settled else "",
    )
    ways = join(
        link(Route("desk-settle", line.id, more=(("take", str(at)),)), f"Begin from {_letter(at)}", "rw-button")
        for at in range(len(case.codings))
    )
    parts = [
        markup('<p class="rw-back">{way}</p>', way=link(Route("desk-settle"), "← Lines to settle")),
        talk_around(line.context, line.speaker, line.text),
        section("How it was read", _readings(case, rubric), _meant(case, rubric)),
        section(
            "How it stands in the end",
            para(NOTHING_CHOSEN) if shown is None else EMPTY,
            markup('<p class="rw-row">{ways}</p>', ways=ways),
            coding_form("desk_settle", line.id, line.speaker, rubric, shown, "Settle", note),
        ),
    ]
    return workshop_screen(Route("desk-settle", line.id), person, "Settle a line", "", *parts, kind="is-desk")


def _begun_from(case: SettlingCase, taken: int | None) -> Coding | None:
    """Return what stands in the form: what was chosen, or settled before; else nothing, so that no reading leads."""
    if taken is not None:
        return case.codings[min(taken, len(case.codings) - 1)]
    return case.settled.coding if case.settled else None


def _who_coded(found: DeskAgreement) -> str:
    return ". ".join(f"{who}: {plural(count, 'line')}" for who, count in found.coded.items()) or "Nobody yet"


def _pair_part(pair: PairOfReaders, rubric: Rubric) -> Markup:
    lines, agreement = pair.agreement.lines, pair.agreement
    few = f"{plural(lines, 'line')}: far too few to tell." if lines < FAR_TOO_FEW else f"{plural(lines, 'line')} both."
    codes = markup(
        "<details><summary>Code by code, and which were taken for which</summary>{codes}{confusion}</details>",
        codes=_figures("Each code against all others", agreement.codes, rubric) if agreement.codes else EMPTY,
        confusion=_crossed(agreement.confusion, pair, rubric),
    )
    return markup(
        '<div class="rw-desk-pair"><h3 dir="auto">{first} and {second}</h3><p>{few}</p>{facets}{codes}</div>',
        first=pair.first,
        second=engine_label(pair.second) if pair.is_engine else pair.second,
        few=few,
        facets=_figures("On each question", agreement.facets, rubric),
        codes=codes if agreement.codes else EMPTY,
    )


def _figures(title: str, figures: Sequence[AgreementFigure], rubric: Rubric) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{what}</th><td>{lines}</td><td>{alike}</td><td>{kappa}</td><td>{range}</td>'
            "<td>{alpha}</td></tr>",
            what=rubric.codes[Code(figure.name)].name if figure.seen else figure.title,
            lines=f"{figure.lines} ({figure.seen} with it)" if figure.seen else figure.lines,
            alike=percent(figure.alike),
            kappa=_digits(figure.kappa),
            range=f"{figure.low:.2f} to {figure.high:.2f}"
            if figure.low is not None and figure.high is not None
            else "not known",
            alpha=_digits(figure.alpha),
        )
        for figure in figures
    )
    return markup(
        '<div class="rw-desk-wide" tabindex="0" role="region" aria-label="{title}"><table class="rw-table">'
        '<caption>{title}</caption><thead><tr><th scope="col">What</th><th scope="col">Lines</th>'
        '<th scope="col">Alike</th><th scope="col">Kappa</th><th scope="col">95 % range</th>'
        '<th scope="col">Alpha</th></tr></thead><tbody>{rows}</tbody></table></div>',
        title=title,
        rows=rows,
    )


def _crossed(confusion: CodeConfusion, pair: PairOfReaders, rubric: Rubric) -> Markup:
    names = [rubric.codes[Code(code)].name for code in confusion.codes]
    if not names:
        return EMPTY
    rows = join(
        markup(
            '<tr><th scope="row">{name}</th>{cells}</tr>',
            name=name,
            cells=join(markup("<td>{count}</td>", count=count or "·") for count in counts),
        )
        for name, counts in zip(names, confusion.counts, strict=True)
    )
    return markup(
        '<div class="rw-desk-wide" tabindex="0" role="region" aria-label="Main codes crossed"><table class="rw-table">'
        '<caption dir="auto">Main codes: down {first}, across {second}</caption>'
        "<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        first=pair.first,
        second=engine_label(pair.second) if pair.is_engine else pair.second,
        heads=join(markup('<th scope="col">{name}</th>', name=name) for name in names),
        rows=rows,
    )


def _digits(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _parted(found: DeskAgreement) -> Markup:
    if not found.parted:
        return para("None.")
    rows = join(_parted_row(line) for line in found.parted[:MOST_LISTED])
    return markup('<ul class="rw-rows">{rows}</ul>', rows=rows)


def _parted_row(line: DeskLine) -> Markup:
    words = markup('<span dir="auto">{text}</span>', text=line.text)
    return markup("<li>{way}</li>", way=link(Route("desk-settle", line.id), words, "rw-desk-case"))


def _case_row(case: SettlingCase) -> Markup:
    marks = [
        *(["disputed by a rep"] if case.disputes else []),
        "parted" if case.parted else "coded alike",
        *(["settled"] if case.settled else ["waits"]),
    ]
    inner = markup(
        '<span dir="auto">{text}<small>{marks}</small></span><span class="rw-act">{act}</span>',
        text=case.line.text,
        marks=" · ".join(marks),
        act="Look again" if case.settled else "Settle →",
    )
    return markup("<li>{way}</li>", way=link(Route("desk-settle", case.line.id), inner, "rw-desk-case"))


def _readings(case: SettlingCase, rubric: Rubric) -> Markup:
    readers = [(f"Reader {_letter(at)}", coding_words(coding, rubric)) for at, coding in enumerate(case.codings)]
    for engine, reading in case.line.readings.items():
        sure = "" if reading.confidence is None else f" ({percent(reading.confidence)} sure)"
        readers.append((engine_label(engine), coding_words(reading.coding, rubric) + sure))
    rows = join(
        markup('<div><dt dir="auto">{who}</dt><dd>{words}</dd></div>', who=who, words=words) for who, words in readers
    )
    return markup('<dl class="rw-desk-readings">{rows}</dl>', rows=rows)


def _meant(case: SettlingCase, rubric: Rubric) -> Markup:
    return join(
        markup(
            '<p class="rw-meant">The rep disputed <b>{evidence}</b> and meant: <q dir="auto">{meant}</q></p>',
            evidence=evidence_label(dispute.evidence, rubric),
            meant=dispute.meant,
        )
        for dispute in case.disputes
    )


def _letter(at: int) -> str:
    return chr(ord("A") + at % 26)


def _to_board() -> Markup:
    return markup('<p class="rw-back">{way}</p>', way=link(Route("desk"), "← Label desk"))
