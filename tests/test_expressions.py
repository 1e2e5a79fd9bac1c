"""No regular expression of the program is worse than linear, whatever the line; nor is what they are used for."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from agent.customer import situations
from agent.customer.embedded_customer import pieces
from agent.customer.llm import patterns, sentences
from agent.customer.llm.mending import mended, up_to_end_mark
from agent.grading.detectors import DETECTORS
from agent.model.background import Said
from agent.model.verdict import Code, UnitReading, Verdict
from agent.text import segmentation
from agent.text.neutralize import neutralize
from agent.text.overlap import is_parroted
from agent.text.quoting import locate
from tests.support.measures import expressions
from tests.support.measures.attack_lines import MARKS, PAIRS, attack_lines
from tests.support.measures.expressions import Found
from tests.support.paths import ROOT

TINY, SMALL, SHORT, LONG = 20, 200, 1_000, 4_000
SLOWEST = 0.05
"""Seconds of processor time for one pattern on one line of the longest length a rep may send."""

GROWTH = 9
"""Times a line four times as long may take; a quadratic pattern takes sixteen."""

BUILT = {
    "agent/content/secrets.py: _pattern",  # an author's canary
    "agent/content/tables/phrases.py: _compiles",  # an expression of a table, tried once; what is joined of it is timed
    "agent/content/tables/taking_up.py: _feigned",  # expressions of a table, joined; each is timed
    "agent/content/tables/taking_up.py: _quoting",  # the same
    "agent/customer/index/line_index.py: _indexed",  # an author's words
    "agent/content/lean/samples.py: without_names",  # names that a trainer takes out, between fixed borders
    "agent/customer/index/line_index.py: _pointing",  # an author's word
    "agent/customer/llm/checks.py: _stands_in",  # an author's phrase
    "agent/customer/llm/patterns.py: addressed",  # the customer's name
    "agent/customer/llm/patterns.py: named",  # the customer's name
    "agent/customer/llm/patterns.py: out_of_role",  # expressions of a table with the customer's name; timed below
    "agent/grading/insults.py: _blind",  # listed words between fixed borders, joined as the module loads
    "agent/grading/detectors.py: _any",  # joins literals, kept in the module
    "agent/redaction.py: remember",  # secrets of the settings
    "agent/rules/penalties.py: _mentions",  # an author's word
}
"""Where a pattern is put together while the program runs: escaped words between fixed borders, or joined literals."""

LINES = [(part * LONG)[:LONG] + tail for part in (*MARKS, *PAIRS, "so ", "mm", "what else ") for tail in ("", "x")]


def _different(found: list[Found]) -> list[Found]:
    return list({(one.pattern.pattern, one.pattern.flags): one for one in found}.values())


def _slow(found: Found) -> str | None:
    pattern, times = found.pattern, list[float]()
    for length in (TINY, SMALL, SHORT):
        times = []
        for line in attack_lines(pattern, length):
            times.append(expressions.cpu(pattern, line))
            if times[-1] > SLOWEST:
                return f"{found.where}: {times[-1]:.4f} s on {length} characters"
    worst = sorted(range(len(times)), key=lambda at: -times[at])[:4]
    short, long = (
        max(expressions.cpu(pattern, line, 3) for at, line in enumerate(attack_lines(pattern, length)) if at in worst)
        for length in (SHORT, LONG)
    )
    grows = long > 0.002 and long > GROWTH * short
    return f"{found.where}: {short:.4f} s, then {long:.4f} s" if long > SLOWEST or grows else None


def test_every_pattern_is_linear_on_lines_made_to_slow_it_down() -> None:
    found = _different(expressions.compiled() + expressions.literal())
    assert len(found) > 50, "the collection finds the patterns no longer"
    assert [told for one in found if (told := _slow(one))] == []


def test_what_is_built_with_a_name_is_linear_too() -> None:
    built = [Found(name, pattern) for name, pattern, _ in patterns.out_of_role("Ailsa Drummond")]
    built += [
        Found("named", patterns.named("Ailsa Drummond")),
        Found("addressed", patterns.addressed("Ailsa Drummond")),
    ]
    assert [told for one in built if (told := _slow(one))] == []


def test_the_measure_sees_a_quadratic_and_a_cubic_pattern() -> None:
    for bad in (
        r"[.!?]+\s",
        r"^\W*(?:(?:ok|mm+|hm+)\W*){1,3}$",
        r"\s+(?=-)",
        r"^a *\| *([^|]+?) *\| *b$",
        r"^(?:a+)+$",
    ):
        assert _slow(Found(bad, re.compile(bad))), bad


def test_patterns_are_put_together_only_where_it_is_known() -> None:
    assert expressions.built() <= BUILT


def _verdict(*codes: Code) -> Verdict:
    return Verdict(primary=Code.OTHER, rubric="mi@1", engine="test")


def _detect(line: str) -> None:
    units = [UnitReading(quote=unit, codes={Code.OTHER: 1.0}) for unit in segmentation.split_units(line)]
    for detector in DETECTORS.values():
        detector(line, (Said(speaker="customer", text=line[: LONG // 2]),), units)


@pytest.mark.parametrize(
    "use",
    [
        lambda line: situations.situations(line, _verdict()),
        situations.is_follow_up,
        segmentation.split_units,
        sentences.sentences,
        mended,
        up_to_end_mark,
        sentences.own_words,
        lambda line: list(pieces(line)),
        _detect,
        lambda line: is_parroted(line, line[::-1]),
        lambda line: locate(line[: LONG // 2], line),
        neutralize,
    ],
    ids=[
        "situations",
        "follow_up",
        "units",
        "sentences",
        "mended",
        "end mark",
        "own words",
        "pieces",
        "detectors",
        "parroted",
        "locate",
        "neutralize",
    ],
)
def test_what_uses_them_is_quick_on_the_longest_lines(use: Callable[[str], object]) -> None:
    for warm in ("warm", "a. " * 40):  # what is loaded with the first line that needs it is not what is timed
        use(warm)
    slow = []
    for line in LINES:
        begun = time.process_time()
        use(line)
        if (taken := time.process_time() - begun) > 5 * SLOWEST:
            slow.append((line[:8], taken))
    assert slow == []


BEFORE = {
    situations._BACKCHANNEL: (
        r"^\W*(?:(?:ok(?:ay)?|k|right|yes|yeah|yep|no|mm+|mm+[- ]?hm+|hm+|uh[- ]?huh|i see|sure|fine|got it|noted"
        r"|alright|ah|oh|go on|so|well|um|uh|er)\W*){1,3}$"
    ),
    sentences._END: r"[.!?…]+[\"'”’)*]*(?=\s)|\n",
    segmentation._BREAK: (
        r"(?<=[.!?…])[\"'”’)\]]*\s+(?=\S)|\n+\s*|(?<=[;—])\s+(?=\S)|\s+(?=[-–—]{1,2}\s)"
        r"|,\s+(?=but (?:you|it|we|i|if|that|this|don|please)\b)"
    ),
}
"""What patterns that were worse than linear looked like before they were mended."""


@pytest.mark.parametrize("pattern", BEFORE, ids=["backchannel", "sentence end", "unit break"])
def test_a_mended_pattern_finds_what_it_found(pattern: re.Pattern[str]) -> None:
    old = re.compile(BEFORE[pattern], re.IGNORECASE)
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "rubrics/corpus").glob("*.talk"))[::8]]
    lines = [line[:400] for text in texts for line in text.splitlines()]
    lines += [
        "mm",
        "mmm-hm",
        "Mm hm. Okay.",
        "uhmm",
        "mmhmm hm",
        "ok - so",
        "a  \n - b",
        '"Yes."  - no',
        "no…  ",
        "x.'' y",
    ]
    for line in lines:
        assert [match.span() for match in pattern.finditer(line)] == [match.span() for match in old.finditer(line)]
