"""Stock: lines any customer could say are enough in every register, all different, and bare of facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from agent.content.lean.stock import WORDS
from agent.content.tables.requirements import requirements
from agent.model.acts import MARK, TALK_OF_ACT, Act, Band
from agent.model.training.lean import Register
from agent.model.verdict import Talk

STOCK: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[4] / "rubrics/behaviour/stock.yaml").read_text(encoding="utf-8")
)
TOPICS = ("happened", "involved", "tried", "matters", "help", "worries", "next")
BRIEF_WORDS, SHORT_WORDS, MOST_WORDS = 2, 3, 25
LEAST_ANSWERS, LEAST_OTHERS = 4, 8
CLAIMS = re.compile(
    r"\b(?:my|our) (?:boss|manager|team|company|wife|husband|daughter|son|board|staff|customers?|patients?|contract)\b"
    r"|\b(?:years? ago|last (?:year|month|week)|yesterday|monday|friday|january|december|percent|euros?|dollars?)\b"
    r"|\b(?:he|she|him|his|hers?)\b",
    re.IGNORECASE,
)


class StockLine(NamedTuple):
    """A line of the stock: where it stands, what it says, what it fits, how it leans."""

    act: str
    band: str
    text: str
    fits: tuple[str, ...]
    talk: str


@pytest.fixture(params=list(Register), ids=str)
def register(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def of_table(table: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[StockLine]:
    for act, bands in table.items():
        usual = TALK_OF_ACT.get(Act(act), Talk.NEUTRAL) if act in list(Act) else Talk.NEUTRAL
        for band, entries in bands.items():
            for entry in entries:
                spec = {"say": entry} if isinstance(entry, str) else entry
                assert set(spec) <= {"say", "talk", "fits"}
                fits, talk = tuple(spec.get("fits", ())), Talk(spec.get("talk", usual))
                yield StockLine(act, Band(band).value, spec["say"], fits, talk.value)


def of_register(register: str) -> list[StockLine]:
    return [*of_table(STOCK["registers"][register]["lines"]), *of_table(STOCK["lines"])]


def of_anybody(register: str) -> list[StockLine]:
    """Return the lines of a register that need no word of the persona's own."""
    return [line for line in of_register(register) if "{" not in line.text]


def answers_and_others() -> Iterator[StockLine]:
    yield from of_table(STOCK["answers"])
    for part in STOCK["registers"].values():
        yield from of_table(part.get("answers", {}))
    yield from of_table({topic: part["says"] for topic, part in STOCK["everyday"].items()})
    yield from of_table({"evasion": STOCK["fact_evasions"], "trigger": {"closed": STOCK["triggered"]}})


def everything() -> list[StockLine]:
    own = [line for part in STOCK["registers"].values() for line in of_table(part["lines"])]
    return [*of_table(STOCK["lines"]), *own, *answers_and_others()]


def words(line: StockLine) -> int:
    return len(line.text.split())


def bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def marked(line: StockLine) -> bool:
    return any(entry.startswith(MARK) for entry in line.fits)


def missing(found: Counter[tuple[str, str]], least: Mapping[Act, Mapping[Band, int]]) -> list[str]:
    rows = [(act, band, count) for act, bands in least.items() for band, count in bands.items()]
    return [f"{act} {band}: {found[act, band]} < {count}" for act, band, count in rows if found[act, band] < count]


def test_each_register_has_as_many_lines_as_a_persona_must_have(register: str) -> None:
    lines, needs = of_anybody(register), requirements()
    unmarked = [line for line in lines if not marked(line)]
    brief = [line for line in unmarked if words(line) <= BRIEF_WORDS]
    assert missing(Counter((line.act, line.band) for line in lines), needs.lines) == []
    assert missing(Counter((line.act, line.band) for line in unmarked), needs.unmarked) == []
    assert missing(Counter((line.act, line.band) for line in brief), needs.brief) == []


def test_each_register_answers_the_situations_and_leans_both_ways(register: str) -> None:
    lines, needs = of_anybody(register), requirements()
    marks = Counter((line.act, line.band, mark) for line in lines for mark in line.fits)
    talks = Counter((line.act, line.band, line.talk) for line in lines)
    wanted = [(a, b, m, n) for a, bands in needs.marked.items() for b, row in bands.items() for m, n in row.items()]
    leaning = [(a, b, t, n) for a, bands in needs.leaning.items() for b, row in bands.items() for t, n in row.items()]
    assert [row for row in wanted if marks[row[:3]] < row[3]] == []
    assert [row for row in leaning if talks[row[:3]] < row[3]] == []
    assert sum(marks[act, band, "#limit"] for act in ("acknowledge", "test") for band in Band) >= needs.limit_lines


def test_each_register_can_warn_ask_back_and_take_up_a_word(register: str) -> None:
    lines, needs = of_anybody(register), requirements()
    for act, least in needs.whole.items():
        assert sum(line.act == act and line.band != "open" for line in lines) >= least, act
    assert sum(bool(line.fits) and not marked(line) for line in lines) >= needs.hooks
    assert sum(words(line) <= needs.short_words for line in lines) >= needs.short_share * len(lines)


def test_the_standard_topics_are_answered_in_every_band() -> None:
    assert tuple(STOCK["answers"]) == TOPICS
    for topic in TOPICS:
        assert {band: len(lines) >= LEAST_ANSWERS for band, lines in STOCK["answers"][topic].items()} == {
            band.value: True for band in Band
        }, topic
    for part in STOCK["registers"].values():
        assert set(part.get("answers", {})) <= set(TOPICS)


def test_what_is_not_told_yet_and_a_sore_point_have_lines_enough() -> None:
    assert [band for band in Band if len(STOCK["fact_evasions"][band]) < LEAST_OTHERS] == []
    assert len(STOCK["triggered"]) >= LEAST_OTHERS
    assert set(STOCK["registers"]) == {register.value for register in Register}


def test_no_line_stands_twice() -> None:
    counts = Counter(bare(line.text) for line in everything())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_two_lines_of_an_act_and_band_begin_alike(register: str) -> None:
    starts = Counter(
        (line.act, line.band, *bare(line.text).split()[:3])
        for line in of_register(register)
        if words(line) > SHORT_WORDS
    )
    assert [start for start, count in starts.items() if count > 1] == []


def test_every_line_is_short_and_bare_of_numbers_and_claims() -> None:
    texts = [line.text for line in everything()]
    assert [text for text in texts if len(text.split()) > MOST_WORDS or text[-1] not in ".?!"] == []
    assert {place for text in texts for place in re.findall(r"\{(.*?)\}", text)} == set(WORDS)
    bare_texts = [re.sub(r"\{[a-z]+\}", "", text) for text in texts]
    assert [text for text in bare_texts if re.search(r"[\d{}<>*_]", text)] == []
    assert [text for text in texts if text != text.strip()] == []
    assert [text for text in texts if CLAIMS.search(text)] == []
