"""A sentence from elsewhere in a line: each keeps what it does, and what the line does as a whole follows from both."""

from __future__ import annotations

import random

import pytest

from agent.grading.coder.labels import CODES, PRIMARY
from evals.data.corpus_format import Line, Scenario, Unit
from evals.training.data.examples import Example, examples
from evals.training.data.mixing import Mixer

GOOD = (
    Unit("You carried that for a year.", ("complex_reflection",)),
    Unit("What would help?", ("open_question",), ("evoke",)),
)
DONORS = {
    "confront": Unit("You never read the manual.", ("confront",)),
    "other": Unit("It is raining here again.", ("other",)),
    "affirm": Unit("You kept every single receipt.", ("affirm",)),
}


def lines(*units: tuple[Unit, ...]) -> list[Example]:
    def rep(number: int, own: tuple[Unit, ...]) -> Line:
        text, primary = " ".join(unit.text for unit in own), own[0].codes[0]
        return Line(
            "s-1", number, "rep", text, units=own, primary=primary, stance="follow",
            empathy=own is GOOD, empowerment=own is GOOD,
        )  # fmt: skip

    scenario = Scenario("s-1", "saas", "typed", "mixed", tuple(rep(at, own) for at, own in enumerate(units, 1)))
    return examples([scenario])


@pytest.fixture(scope="module")
def mixer() -> Mixer:
    return Mixer(lines(GOOD, *((unit,) for unit in DONORS.values())))


def test_every_stretch_still_holds_its_own_words(mixer: Mixer) -> None:
    good = lines(GOOD)[0]
    for seed in range(300):
        made = mixer.mixed(good, random.Random(seed))
        for target in made.targets[:-1]:
            words = "".join(made.pieces[target.first : target.last]).strip()
            codes = {CODES[at] for at, held in enumerate(target.codes or ()) if held}
            known = {unit.text: set(unit.codes) for unit in (*GOOD, *DONORS.values())}
            if words in known:
                assert codes == known[words]
        assert (made.targets[-1].first, made.targets[-1].last) == (0, len(made.pieces))


def test_blame_beside_good_sentences_is_what_the_line_does_and_takes_the_choice_back(mixer: Mixer) -> None:
    good = lines(GOOD)[0]
    made = [mixer.mixed(good, random.Random(seed)) for seed in range(300)]
    blamed = [one for one in made if DONORS["confront"].text in one.text]
    assert blamed
    for one in blamed:
        whole = one.targets[-1]
        assert PRIMARY[whole.primary or 0] == "confront"
        assert whole.evidence == (1.0, 0.0)


def test_words_about_the_weather_change_nothing_about_the_line(mixer: Mixer) -> None:
    good = lines(GOOD)[0]
    made = [mixer.mixed(good, random.Random(seed)) for seed in range(300)]
    padded = [one for one in made if DONORS["other"].text in one.text]
    assert padded
    assert {(one.targets[-1].primary, one.targets[-1].evidence) for one in padded} == {
        (good.targets[-1].primary, good.targets[-1].evidence)
    }
