"""Effect: what an edit of the rubric would change, engine by engine, said plainly also where that is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.training.rubric_parts import ChangedPart
from agent.runtime.personal.training.editing.rubric_editing import DEFAULT_MODEL_LINES, MODEL_LINES
from agent.runtime.workshop.rubric_bench import TOKENS_A_CALL, Cost, EffectRun
from agent.web.views.html import join, markup, plural
from agent.web.views.labels import engine_label
from agent.web.views.page import button, link, notice
from agent.web.views.people.fields import choice_field, form, para, section
from agent.web.views.training.bench_run import nothing_came, run_going, stop_button
from agent.web.views.training.rubrics.effect_result import engine_part
from agent.web.views.training.rubrics.places import EFFECT, HOME, coded, place_of_key, ways
from agent.web.views.training.workshop_frame import workshop_screen

LONGEST_SHOWN = 240
"""Letters shown of what a key held before and holds now; the form has all of it."""


@dataclass(frozen=True)
class Measured:
    """What stands on the screen.

    Attributes:
        parts: what the draft changes. cost: what a model takes; None where none is set.
        lines, whose: of the log, and whose they are. gold: lines of the gold set; None where there is no bench.
        run: the newest. refs: of the two versions as they are now.
    """

    parts: Sequence[ChangedPart]
    cost: Cost | None
    lines: int
    whose: str
    gold: int | None
    run: EffectRun | None
    refs: tuple[str, str]


def effect_screen(person: Person, at: Measured) -> Markup:
    """Return the screen while nothing is being measured."""
    lead = "The same lines, graded twice by each engine: by the rubric as it stands and by your draft. Nothing is kept."
    return workshop_screen(
        EFFECT, person, "What would this edit change?", lead, ways(True, EFFECT),
        section("What you changed", _edits(at.parts)),
        section("Grade the lines again", *_asking(at)),
        *_came_out(at),
        kind="is-rubric",
    )  # fmt: skip


def running_effect(person: Person, run: EffectRun) -> Markup:
    """Return the screen while an effect is being measured; it asks for itself again, see `room.js`."""
    inner = run_going(
        run,
        EFFECT,
        "The lines are being graded again",
        "lines",
        engine_label(run.now) if run.now else "",
        f"{run.label}.",
        stop_button(run, "rubric_stop"),
    )
    return workshop_screen(EFFECT, person, "What would this edit change?", "", inner, kind="is-rubric")


def nothing_to_measure(person: Person, why: str, own: bool) -> Markup:
    """Return the screen that stands where no draft can be measured: why."""
    return workshop_screen(EFFECT, person, "What would this edit change?", why, ways(own, EFFECT), kind="is-rubric")


def _edits(parts: Sequence[ChangedPart]) -> Markup:
    if not parts:
        return para("Nothing. Your draft says the same as the rubric that stands.")
    return markup('<ul class="rw-edits">{rows}</ul>', rows=join(_edit_item(one) for one in parts))


def _edit_item(one: ChangedPart) -> Markup:
    return markup(
        '<li><b>{told}</b> <span class="rw-reader {kind}">{label}</span>'
        '<p dir="auto"><del>{before}</del></p><p dir="auto"><ins>{after}</ins></p><p>{edit}</p></li>',
        told=coded(one.told[:1].upper() + one.told[1:]),
        kind="is-both" if one.part.embedded else "is-model" if one.part.model else "is-people",
        label=one.part.label,
        before=_held(one.before),
        after=_held(one.after),
        edit=link(
            place_of_key(one.key), markup("Edit it<span class='rw-away'>: {what}</span>", what=one.told), "rw-textlink"
        ),
    )


def _held(value: object) -> str:
    if value is None:
        return "not there"
    if isinstance(value, list | tuple):
        told = ", ".join(str(one) for one in value) or "none"
    elif isinstance(value, dict):
        told = ", ".join(f"{key}: {one}" for key, one in value.items())
    else:
        told = str(value)
    return told if len(told) <= LONGEST_SHOWN else f"{told[:LONGEST_SHOWN]} …"


def _asking(at: Measured) -> tuple[Markup, ...]:
    if at.gold is None:
        return (para("This room was opened without its measures. Start it with `rollwith serve` to use them."),)
    gold = f"{at.gold} lines that ship with the program and were coded beforehand by other writers (language models, "
    sets = para(
        f"The {plural(at.lines, 'graded line')} {at.whose}, newest first, and the gold set: {gold}not people)."
        if at.lines
        else f"There is no graded line yet {at.whose}, so it is the gold set alone: {gold}not people)."
    )
    if at.cost is None:
        told = para(
            "No model is set here, so the built-in grader is measured alone, in about a minute. A model is asked too "
            "once ROLLWITH_BASE_URL and ROLLWITH_MODEL are set."
        )
        return sets, told, button("rubric_effect", "Grade them again", "rw-button is-main", lines="0")
    return sets, *_asking_a_model(at.cost)


def _asking_a_model(cost: Cost) -> tuple[Markup, ...]:
    who = para(
        f"The built-in grader reads all of them. The model ({cost.name}) reads as many as you choose, half of them "
        "lines graded here where there are so many."
    )
    told = para(
        f"{_calls_told(cost)} A call takes some {TOKENS_A_CALL:,} tokens, and all of them may spend what one session "
        f"may: {cost.budget:,} (ROLLWITH_TOKEN_BUDGET)."
    )
    choices = [("0", "none: the built-in grader alone")]
    choices += [(str(lines), _choice_of(cost, lines)) for lines in MODEL_LINES]
    usual = [lines for lines in MODEL_LINES if lines <= DEFAULT_MODEL_LINES and cost.tokens(lines) <= cost.budget]
    asked = choice_field("Lines for the model", "lines", choices, str(max(usual, default=0)))
    return who, told, form("rubric_effect", [asked], "Grade them again", "rw-button is-main")


def _calls_told(cost: Cost) -> str:
    """Return how many calls a line takes and why, by what sessions here are graded with."""
    votes = f"sessions here are graded with {cost.votes} votes (ROLLWITH_VOTES)" if cost.votes > 1 else ""
    reach = (
        "your edit reaches its prompt, so each version asks anew"
        if cost.readings == 2
        else "your edit does not reach its prompt, so one reading serves both versions"
    )
    why = f"{votes}, and {reach}" if votes else reach
    told = f"It takes {plural(cost.each, 'call')} for each line: {why}."
    if cost.second == "unsure":
        return (
            f"{told} As in sessions here, it is asked only where the built-in grader is unsure "
            "(ROLLWITH_SECOND_OPINION=unsure), so there will be fewer."
        )
    if cost.second == "always":
        told += (
            " As in sessions here, both read each line, and the model's reading stands "
            "(ROLLWITH_SECOND_OPINION=always)."
        )
    return told


def _choice_of(cost: Cost, lines: int) -> str:
    most = "up to " if cost.second == "unsure" else ""
    told = f"{lines} lines: {most}{cost.calls(lines):,} calls, {most or 'about '}{cost.tokens(lines):,} tokens"
    if cost.tokens(lines) <= cost.budget:
        return told
    return f"{told}: more than it may spend, so it {'could' if most else 'would'} end early"


def _came_out(at: Measured) -> tuple[Markup, ...]:
    run = at.run
    if run is None:
        return ()
    if run.found is None:
        again = "Grade them again to see what changes."
        return (nothing_came(run, "The lines could not be graded again", "lines", again),)
    if run.versions != at.refs:
        return (notice("What was measured before was another edit. Grade the lines again to see what yours does now."),)
    second = at.cost.second if at.cost else None
    onward = link(HOME, "Go on: publish it, or edit further", "rw-button is-main")
    engines = (engine_part(one, at.parts, second) for one in run.found.engines)
    came = markup(
        '<p class="rw-came" tabindex="-1" data-focus="effect {run}">Both versions have graded the lines. What came '
        "out, grader by grader:</p>",
        run=run.number,
    )
    return came, *engines, markup('<p class="rw-ways">{onward}</p>', onward=onward)
