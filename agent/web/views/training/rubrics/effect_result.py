"""Effect result: what changed for one engine in words, in numbers, and line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from markupsafe import Markup

from agent.model.training.rubric_effect import LOG, Agreement, AnswerChange, ChangedLine, EngineEffect, SetEffect
from agent.model.training.rubric_parts import ChangedPart
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.people.fields import para, section
from agent.web.views.training.rubrics.places import coded, spaced

KINDS = (
    ("primary", "main code"), ("check", "any check"), ("empathy", "empathy"), ("empowerment", "empowerment"),
    ("criterion", "any criterion"),
)  # fmt: skip
"""What may change about a line, in the order of the table."""

NAMES = {"embedded": "The built-in grader", "model": "The model", "both": "Both, as sessions here are graded"}
WHO = {"embedded": "the built-in grader", "model": "the model", "both": "the two graders together"}

RETRAIN = (
    "Train the coder anew with lines coded your way: add them to rubrics/corpus and run `make train-coder` "
    "(docs/grader.md tells what it takes)."
)
SecondOpinion = Literal["off", "unsure", "always"] | None
"""ROLLWITH_SECOND_OPINION, or None where no model is set."""

MODEL_GRADES: Mapping[SecondOpinion, str] = {
    None: (
        "Let a model grade: set ROLLWITH_BASE_URL and ROLLWITH_MODEL. With ROLLWITH_SECOND_OPINION=unsure it is asked "
        "only where the built-in grader is unsure."
    ),
    "off": (
        "Look at what the model makes of it: in sessions here the model grades, and the built-in grader only stands in "
        "where the model gives no grade."
    ),
    "unsure": (
        "Let the model grade every line (ROLLWITH_SECOND_OPINION=off or always). Now it is asked only where the "
        "built-in grader is unsure."
    ),
    "always": ("Look at what both come to: in sessions here both read each line, and the model's reading stands."),
}
"""What can be done about what the built-in grader does not follow, by when a model has a part in grading."""

FOLLOWED = (
    "Change what it does follow: which codes, marks and tests decide a check, the weights, and when empathy and "
    "empowerment are in evidence."
)


def engine_part(effect: EngineEffect, parts: Sequence[ChangedPart], second: SecondOpinion) -> Markup:
    """Return what an edit changes for one engine.

    Args:
        parts: what was edited. second: when a model has a part in grading here; None where none is set.
    """
    title = f"{NAMES[effect.kind]} ({effect.name})"
    said = [markup("<p><b>{told}</b></p>", told=_headline(effect))]
    said += [markup("<p>{words}</p>", words=coded(words)) for words in _reasons(effect, parts)]
    if effect.kind == "embedded" and any(one.part.model and not one.part.embedded for one in parts):
        said.append(_what_to_do(second))
    if effect.kind != "embedded" and effect.lines:
        said.append(para(_calls_made(effect)))
    if effect.problem:
        said.append(para(f"It ended early: {effect.problem}"))
    if effect.asked_twice and effect.changed:
        said.append(para(
            "A model that reads a line twice does not always answer alike, so a few of these lines may be chance. "
            "Where your edit is the reason, the lines that change are about what you edited."
        ))  # fmt: skip
    return section(
        title, *said, *(_set_part(one) for one in effect.sets if one.lines or one.ungraded), kind="is-effect"
    )


def _headline(effect: EngineEffect) -> str:
    who = WHO[effect.kind]
    if not effect.lines:
        return f"No line was graded by {who}."
    if not effect.changed:
        return f"Nothing changes for {who}: all {plural(effect.lines, 'line')} come out the same."
    return f"For {who}, {effect.changed} of {plural(effect.lines, 'line')} come out otherwise."


def _reasons(effect: EngineEffect, parts: Sequence[ChangedPart]) -> Iterator[str]:
    """Yield what it makes of each part that was edited."""
    for one in parts:
        followed = one.part.embedded if effect.kind == "embedded" else one.part.model
        if not followed:
            yield f"You changed {one.told}: {one.part.why_not}."
        elif effect.kind == "both" and effect.lines and not effect.asked and not one.part.embedded:
            yield f"You changed {one.told}: only the model follows that, and it was asked about none of these lines."
        elif not effect.changed and effect.lines:
            yield f"You changed {one.told}: it follows that, and none of these lines came out otherwise for it."


def _calls_made(effect: EngineEffect) -> str:
    calls = f"{plural(effect.calls, 'call')} to the model."
    if effect.kind == "model":
        return calls
    read = effect.lines + sum(one.ungraded for one in effect.sets)
    asked = f"The model was asked about {effect.asked} of {plural(read, 'line')}"
    return f"{asked}. Where it answered its reading stands, elsewhere that of the built-in grader. {calls}"


def _what_to_do(second: SecondOpinion) -> Markup:
    rows = join(markup("<li>{words}</li>", words=coded(words)) for words in (MODEL_GRADES[second], FOLLOWED, RETRAIN))
    return markup('<div class="rw-todo"><h3>What you can do</h3><ol>{rows}</ol></div>', rows=rows)


def _set_part(one: SetEffect) -> Markup:
    title = "Lines graded here" if one.of == LOG else "The gold set"
    lost = para(f"{plural(one.ungraded, 'line')} could not be graded and are left out.") if one.ungraded else EMPTY
    inner = (_counts(one), para(_softening(one))) if one.changed else (para("No line changes."),)
    return markup(
        '<div class="rw-lineset"><h3>{title}, {lines}</h3>{lost}{inner}{agreement}{changed}</div>',
        title=title,
        lines=plural(one.lines, "line"),
        lost=lost,
        inner=join(inner),
        agreement=_agreement_table(one.agreement) if one.agreement else EMPTY,
        changed=_changed_lines(one) if one.shown else EMPTY,
    )


def _counts(one: SetEffect) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{what}</th><td>{count} of {lines}</td></tr>',
            what=words.capitalize(),
            count=one.counts.get(kind, 0),
            lines=one.lines,
        )
        for kind, words in KINDS
    )
    return markup(
        '<table class="rw-table is-small"><caption>Lines that change</caption><thead><tr><th scope="col">In their</th>'
        '<th scope="col">Lines</th></tr></thead><tbody>{rows}</tbody></table>',
        rows=rows,
    )


def _softening(one: SetEffect) -> str:
    before, after = one.softening
    told = "Resistance falls where a line has both empathy and empowerment in evidence"
    if before == after:
        return f"{told}: {before} of these lines, before and after. Receipts would name other checks or scores."
    many = plural(abs(after - before), "receipt")
    turn = f"{many} more would tell" if after > before else f"{many} would no longer tell"
    return f"{told}: {before} of these lines before, {after} after. {turn} that the customer softened."


def _agreement_table(found: Sequence[Agreement]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{title}</th><td>{before}</td><td>{after}</td><td>{change}</td></tr>',
            title=one.title,
            before=_with_span(one.before, one.before_span),
            after=_with_span(one.after, one.after_span),
            change=_change_told(one),
        )
        for one in found
    )
    return markup(
        '<div class="rw-wide" tabindex="0" role="region" aria-label="Agreement with the gold set">'
        '<table class="rw-table">'
        "<caption>Agreement with the gold set, with 95 % intervals; 1 is perfect</caption><thead><tr>"
        '<th scope="col">Measure</th><th scope="col">As it stands</th><th scope="col">Your draft</th>'
        '<th scope="col">Change</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=rows,
    )


def _with_span(value: float | None, span: tuple[float, float] | None) -> str:
    if value is None:
        return "not defined"
    return f"{value:.2f} ({span[0]:.2f} to {span[1]:.2f})" if span else f"{value:.2f}"


def _change_told(one: Agreement) -> str:
    if one.change is None:
        return "not defined"
    if one.change == 0 and not one.low and not one.high:
        return "none"
    told = f"{one.change:+.3f}".replace("-", "−")
    if one.low is None or one.high is None:
        return told
    return f"{told} ({one.low:+.3f} to {one.high:+.3f})".replace("-", "−")


def _changed_lines(one: SetEffect) -> Markup:
    more = f", the first {len(one.shown)} of {one.changed}" if one.changed > len(one.shown) else ""
    gold = any(answer.truth for line in one.shown for answer in line.answers)
    return markup(
        "<details{opened}><summary>The lines that change{more}</summary>{key}"
        '<ul class="rw-changed">{rows}</ul></details>',
        opened=markup(" open") if one.changed <= 12 else EMPTY,
        more=more,
        key=para("“Gold” tells how the line was coded beforehand.") if gold else EMPTY,
        rows=join(_changed_line(line) for line in one.shown),
    )


def _changed_line(line: ChangedLine) -> Markup:
    heard = markup('<p class="rw-small" dir="auto">After: “{heard}”</p>', heard=line.heard) if line.heard else EMPTY
    return markup(
        '<li>{heard}<blockquote dir="auto">{text}</blockquote><ul>{answers}</ul></li>',
        heard=heard,
        text=line.text,
        answers=join(markup("<li>{told}</li>", told=_answer_told(answer)) for answer in line.answers),
    )


def _answer_told(answer: AnswerChange) -> str:
    what = {
        "check": f"Check {spaced(answer.what)}",
        "criterion": f"Criterion {answer.what}",
        "primary": "Main code",
    }.get(answer.kind, answer.what.capitalize())
    then, now = (_answer_words(answer, value) for value in (answer.before, answer.after))
    if not answer.truth:
        return f"{what}: {then} → {now}"
    side = "your draft agrees" if answer.truth == answer.after else (
        "what stands agrees" if answer.truth == answer.before else "neither agrees"
    )  # fmt: skip
    return f"{what}: {then} → {now}. Gold: {_answer_words(answer, answer.truth)}, so {side}"


def _answer_words(answer: AnswerChange, value: str) -> str:
    if answer.kind in ("empathy", "empowerment"):
        return {"yes": "in evidence", "no": "not in evidence"}.get(value, value)
    return spaced(value)
