"""The lean customers that ship: twelve trades of their own, short files, and nothing secret known from the start."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from agent.content.secrets import canary_in
from agent.model.persona import Layer
from agent.model.training.lean import LeanPersona
from tests.support.paths import ROOT

LONGEST_FILE, WIDEST_LINE = 60, 150
"""Lines of a file, and characters of a line: what is shorter by wider lines is not shorter."""

FILES = sorted((ROOT / "personas" / "lean").glob("*.yaml"))
LEAN = {file.stem: LeanPersona.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in FILES}
FULL = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / "personas").glob("*.yaml")}

_WHO = re.compile(r"\b(?:I|I'll|we|we'll)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|week|month|morning|(?:mon|tues|wednes|thurs|fri|satur|sun)day|first|eighteenth"
    r"|february|june|august|october|spring|easter)\b",
    re.IGNORECASE,
)

every_customer = pytest.mark.parametrize("customer", LEAN.values(), ids=LEAN.keys())


def known_from_the_start(customer: LeanPersona) -> Iterator[str]:
    """Yield every text that a rep reads, or that a customer may say, before any fact was earned."""
    brief, chair = customer.brief, customer.chair
    yield from (customer.portrait, customer.scenario, customer.surface, *customer.values, *customer.openings)
    yield from (brief.you_are, *brief.you_know, brief.your_task)
    yield from (chair.i_am, chair.whose, *chair.people, *chair.told)
    yield from (customer.change.what, customer.change.first_step, customer.plan.gist)
    yield from (*customer.plan.voices, *customer.plan.commits, *customer.voice.samples.values())
    for item in customer.agenda.values():
        yield from (item.wants, item.says)
    for trigger in customer.triggers.values():
        yield from (trigger.why, *trigger.says)


def test_there_are_twelve_and_each_file_is_named_for_its_customer() -> None:
    assert len(LEAN) == 12
    assert {name: customer.id for name, customer in LEAN.items()} == {name: name for name in LEAN}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_short_and_says_first_what_it_teaches(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST_FILE
    assert max(map(len, lines)) <= WIDEST_LINE
    assert lines[0].startswith("# ")
    assert lines[1] == "# yaml-language-server: $schema=../schema/lean.schema.json"


def test_no_trade_is_told_twice_nor_any_of_the_full_customers() -> None:
    told = [customer.industry for customer in LEAN.values()] + [persona["industry"] for persona in FULL.values()]
    trades = Counter(trade.lower() for trade in told)
    assert len(told) == len(LEAN) + 12
    assert {trade: times for trade, times in trades.items() if times > 1} == {}


def test_three_customers_speak_in_each_register() -> None:
    assert set(Counter(customer.voice.register_ for customer in LEAN.values()).values()) == {3}


def test_every_difficulty_is_there_and_most_lie_in_the_middle() -> None:
    found = Counter(customer.difficulty for customer in LEAN.values())
    assert set(found) == {1, 2, 3, 4, 5}
    assert found[2] + found[3] + found[4] > found[1] + found[5]


@every_customer
def test_nothing_known_from_the_start_gives_a_fact_away(customer: LeanPersona) -> None:
    for name, fact in customer.facts.items():
        others = (line for other, told in customer.facts.items() if other != name for line in (told.truth, *told.says))
        for text in (*known_from_the_start(customer), *others, *fact.asks):
            assert canary_in(text, fact.canaries) is None, (name, text)


@every_customer
def test_every_telling_of_a_fact_would_be_seen_as_a_leak(customer: LeanPersona) -> None:
    for fact in customer.facts.values():
        assert all(canary_in(line, fact.canaries) for line in fact.says), fact.says


@every_customer
def test_deeper_facts_ask_for_more(customer: LeanPersona) -> None:
    trust = {layer: [fact.gate.trust for fact in customer.facts.values() if fact.layer is layer] for layer in Layer}
    assert max(trust[Layer.SURFACE]) < min(trust[Layer.CONCERN])
    assert max(trust[Layer.CONCERN]) < min(trust[Layer.NEED])


@every_customer
def test_a_commitment_names_who_and_when(customer: LeanPersona) -> None:
    for line in customer.plan.commits:
        assert _WHO.search(line), line
        assert _WHEN.search(line), line


@every_customer
def test_nobody_speaks_out_of_their_voice(customer: LeanPersona) -> None:
    said = [*customer.openings, *customer.voice.samples.values(), *customer.plan.voices, *customer.plan.commits]
    said += [line for fact in customer.facts.values() for line in fact.says]
    said += [line for trigger in customer.triggers.values() for line in trigger.says]
    said += [item.says for item in customer.agenda.values()]
    for line in said:
        assert len(line.split()) <= customer.voice.max_words, line
        assert canary_in(line, customer.voice.never_says) is None, line
