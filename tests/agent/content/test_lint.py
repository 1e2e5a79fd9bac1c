"""The persona lint: a full persona passes, and each flaw is found at its key with a mend."""

from __future__ import annotations

import pytest

from agent.content.lint.lint import lint, lint_all
from agent.model.acts import Act, Band
from agent.model.persona import AgendaItem, Chair, Fact, Gate, Layer, LineSpec, Persona
from tests.support.makers.rich import rich_persona


def flaws(persona: Persona, key: str) -> list[str]:
    return [f"{flaw.severity}: {flaw}" for flaw in lint(persona) if flaw.key.startswith(key)]


def with_lines(act: Act, band: Band, *lines: str | LineSpec) -> Persona:
    """Return the rich persona with these lines added under an act and band."""
    persona = rich_persona()
    bands = dict(persona.lines[act])
    bands[band] = (*bands[band], *lines)
    return persona.model_copy(update={"lines": {**persona.lines, act: bands}})


def with_fact(name: str, **changes: object) -> Persona:
    persona = rich_persona()
    fact: Fact = persona.facts[name].model_copy(update=changes)
    return persona.model_copy(update={"facts": {**persona.facts, name: fact}})


def test_a_full_persona_has_no_flaw() -> None:
    assert [str(flaw) for flaw in lint(rich_persona())] == []


def test_a_missing_act_is_named_with_what_to_write() -> None:
    persona = rich_persona()
    lines = {act: bands for act, bands in persona.lines.items() if act is not Act.MINIMISE}
    found = flaws(persona.model_copy(update={"lines": lines}), "lines.minimise")
    assert [flaw for flaw in found if flaw.startswith("error")] == [
        "error: lines.minimise.closed: 0 lines, 5 needed. Mend: write 5 more.",
        "error: lines.minimise.guarded: 0 lines, 4 needed. Mend: write 4 more.",
    ]


def test_marked_lines_do_not_stand_in_for_free_ones() -> None:
    persona = rich_persona()
    marked = tuple(LineSpec(say=f"Mm, {n} of them.", fits=("#thanks",)) for n in range(12))
    bands = {**persona.lines[Act.ACKNOWLEDGE], Band.OPEN: marked}
    found = flaws(
        persona.model_copy(update={"lines": {**persona.lines, Act.ACKNOWLEDGE: bands}}), "lines.acknowledge.open"
    )
    assert any("0 lines with no # mark" in flaw for flaw in found)
    assert any("0 lines with fits: ['#greeting']" in flaw for flaw in found)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("They all went to elderwood in the end.", "gives away the fact 'elder'"),
        (LineSpec(say="Since cedarwood I say nothing.", after=("damson", "nobody")), "unknown fact 'nobody'"),
        (LineSpec(say="Well now, hm.", fits=("#wave",)), "unknown situation '#wave'"),
        ("I'm happy to help you with that.", "helper's talk"),
        ("*sighs* If you say so.", "stage direction"),
        ("word " * 41, "at most 40"),
        ("Is it about the THING", "the same as openings[2]"),
    ],
)
def test_a_bad_line_is_found_where_it_stands(line: str | LineSpec, problem: str) -> None:
    persona = with_lines(Act.DENY, Band.CLOSED, line)
    found = flaws(persona, f"lines.deny.closed[{len(persona.lines[Act.DENY][Band.CLOSED]) - 1}]")
    assert any(problem in flaw and "Mend:" in flaw for flaw in found), found


def test_what_voice_never_says_is_found() -> None:
    persona = rich_persona()
    voice = persona.voice.model_copy(update={"never_says": ("manner",)})
    assert any(
        "'manner'" in flaw for flaw in flaws(persona.model_copy(update={"voice": voice}), "plans.pilot.voices[0]")
    )


def test_a_line_after_a_fact_may_speak_of_it_and_of_what_came_before_it() -> None:
    assert (
        flaws(with_lines(Act.DENY, Band.CLOSED, LineSpec(say="Cedarwood, you know.", after=("cedar",))), "lines.deny")
        == []
    )
    assert (
        flaws(with_lines(Act.DENY, Band.CLOSED, LineSpec(say="Cedarwood, yes.", after=("damson",))), "lines.deny") == []
    )


def test_the_brief_and_the_biography_may_not_leak() -> None:
    persona = rich_persona(biography="Grew up in Elderwood.")
    brief = persona.brief.model_copy(update={"you_know": ("They hide birchwood.", "b")})
    found = [str(flaw) for flaw in lint(persona.model_copy(update={"brief": brief}))]
    assert any("biography" in flaw and "'elder'" in flaw for flaw in found)
    assert any("brief.you_know[0]" in flaw and "'birch'" in flaw for flaw in found)


def test_the_chair_may_not_leak() -> None:
    chair = Chair(i_am="I sell elderwood.", whose="Theirs.", people=("Kit: hides birchwood.",), told=("Cedarwood.",))
    found = flaws(rich_persona(chair=chair), "chair")
    assert [flaw.split(": ")[1] for flaw in found] == ["chair.i_am", "chair.people[0]", "chair.told[0]"]
    assert all(flaw.endswith("Mend: reword it.") for flaw in found)


def test_a_chair_that_tells_the_need_is_found() -> None:
    need = "Wants somebody to admit publicly that the warehouse migration failed."
    chair = Chair(i_am="I want them to admit publicly that the warehouse migration failed.", whose="Theirs.")
    found = flaws(rich_persona(chair=chair, hidden_need=need), "hidden_need")
    assert [flaw.split(": ")[2] for flaw in found] == ["the chair already tells it"]


def test_a_persona_without_a_chair_is_poorer_and_no_error() -> None:
    (found,) = flaws(rich_persona(chair=None), "")
    assert found.startswith("warning: chair: not written")


def test_facts_that_wait_for_each_other_are_found() -> None:
    persona = with_fact("cedar", gate=Gate(after=("damson",)))
    assert [flaw.split(":")[1].strip() for flaw in flaws(persona, "facts")] == [
        "facts.cedar.gate.after",
        "facts.damson.gate.after",
    ]


def test_a_gate_below_the_floor_is_found() -> None:
    assert any("floor is 1" in flaw for flaw in flaws(with_fact("birch", gate=Gate(resistance=0.5)), "facts.birch"))


def test_a_need_open_from_the_start_is_found() -> None:
    assert any("first line" in flaw for flaw in flaws(with_fact("elder", gate=Gate()), "facts.elder"))


def test_a_layer_without_a_fact_is_found() -> None:
    assert any("layer need" in flaw for flaw in flaws(with_fact("elder", layer=Layer.CONCERN), "facts"))


def test_a_tell_without_its_canary_is_found() -> None:
    found = flaws(
        with_fact("alder", tells=("It was alderwood.", "It was the other thing.", "Alderwood, yes.")), "facts.alder"
    )
    assert len(found) == 1
    assert "tells[1]" in found[0]


def test_a_commitment_needs_somebody_and_a_time() -> None:
    persona = rich_persona()
    plan = persona.plans["pilot"].model_copy(
        update={"commits": ("It will be done.", "I'll do it, for sure.", "We begin Monday.")}
    )
    found = flaws(persona.model_copy(update={"plans": {"pilot": plan}}), "plans.pilot.commits")
    said = [flaw.removeprefix("warning: plans.pilot.").split(":")[:2] for flaw in found]
    assert said == [
        ["commits[0]", " does not say who does it (I, we)"],
        ["commits[0]", " does not say when"],
        ["commits[1]", " does not say when"],
    ]


def test_a_brief_that_tells_the_need_is_found() -> None:
    need = "Wants somebody to admit publicly that the warehouse migration failed."
    persona = rich_persona(
        hidden_need=need, portrait="Wants you to admit publicly that the warehouse migration failed."
    )
    assert any(flaw.startswith("warning: hidden_need") for flaw in flaws(persona, "hidden_need"))


def test_personas_that_share_a_line_are_told() -> None:
    first, second = rich_persona(), rich_persona(id="second")
    found = lint_all({"first": first, "second": second})
    assert found["first"] == []
    assert found["second"]
    assert all(flaw.severity == "warning" and "first says the same" in flaw.problem for flaw in found["second"])


def test_an_agenda_has_words_in_every_band_and_tells_no_secret() -> None:
    raises = {band: (f"About the log, {band.value}.", f"The log, {band.value}, then.") for band in Band}
    items = {name: AgendaItem(wants="the log", raises=raises) for name in ("log", "visit")}
    items["visit"] = items["visit"].model_copy(
        update={"wants": "the elderwood", "raises": {Band.CLOSED: ("The visit.", "Oh, elderwood.")}}
    )
    found = flaws(rich_persona(agenda=items), "agenda.visit")
    assert [flaw.split(".")[2] for flaw in found if "needed" in flaw] == ["raises", "raises"]
    assert sum("gives away the fact 'elder'" in flaw for flaw in found) == 2


def test_an_act_that_may_be_lent_words_is_written_whole_or_not_at_all() -> None:
    persona = rich_persona()
    assert Act.WARN not in persona.lines
    lines = {**persona.lines, Act.WARN: {Band.CLOSED: ("I have to go soon.",), Band.OPEN: ("One more minute.",)}}
    found = flaws(persona.model_copy(update={"lines": lines}), "lines.warn")
    assert found == ["error: lines.warn: 1 lines under closed and guarded together, 3 needed. Mend: write 2 more."]
