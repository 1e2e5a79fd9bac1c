"""Odds: which tokens hold a value, and how likely they were together."""

from __future__ import annotations

import pytest

from agent.llm.reading.odds import Odds

TOKENS = [
    ('{"', 0.9), ("units", 0.9), ('":[', 0.9), ('{"quote":"', 0.9), ("So", 0.8), (" you", 0.5), ('","', 0.9),
    ('code":"', 0.9), ("complex", 0.6), ("_reflection", 0.9), ('","marks":["', 0.9), ("evoke", 0.7), ('"]},', 0.9),
    ('{"quote":"x","code":"', 0.9), ("affirm", 0.3), ('"}],"stance":"', 0.9), ("follow", 0.25), ('"', 0.9), ("}", 0.9),
]  # fmt: skip


def odds(*tokens: tuple[str, float]) -> Odds:
    return Odds("".join(text for text, _ in tokens), tokens)


@pytest.mark.parametrize(
    ("path", "share"),
    [
        (("units", 0, "code"), 0.6 * 0.9),
        (("units", 0, "quote"), 0.8 * 0.5),
        (("units", 0, "marks", 0), 0.7),
        (("units", 1, "code"), 0.3),
        (("stance",), 0.25),
    ],
)
def test_a_value_is_as_likely_as_its_tokens_together(path: tuple[str | int, ...], share: float) -> None:
    assert odds(*TOKENS).at(*path) == pytest.approx(share)


@pytest.mark.parametrize("path", [("units", 2, "code"), ("units", 0, "talk"), ("talk",), (), (0,), ("stance", "x")])
def test_a_path_that_is_not_there_has_no_odds(path: tuple[str | int, ...]) -> None:
    assert odds(*TOKENS).at(*path) is None


def test_a_token_that_overlaps_a_value_counts() -> None:
    assert odds(('{"talk": "', 0.9), ("chan", 0.5), ('ge"}', 0.4)).at("talk") == pytest.approx(0.2)
    assert odds(('{"talk": "change"}', 0.3)).at("talk") == pytest.approx(0.3)


@pytest.mark.parametrize("before", ["```json\n", '<think>{"talk": "sustain"} no</think>', "Here {it} is: ", "{ "])
def test_fences_thoughts_and_chatter_do_not_matter(before: str) -> None:
    assert (
        odds((before, 0.1), ('{"reason": "a \\"b\\" }", "talk": "', 0.9), ("change", 0.5), ('"}\n```', 0.9)).at("talk")
        == 0.5
    )


def test_an_envelope_need_not_be_named() -> None:
    assert odds(('{"answer": {"talk": "', 0.9), ("change", 0.5), ('"}}', 0.9)).at("talk") == 0.5


def test_tokens_that_do_not_spell_the_text_tell_nothing() -> None:
    assert Odds('{"talk": "change"}', [('{"talk": "', 0.9), ("sustain", 0.5), ('"}', 0.9)]).at("talk") is None
    assert Odds('{"talk": "change"}', []).at("talk") is None


@pytest.mark.parametrize("text", ["", "{", '{"talk": ', '{"a":' * 20_000, "{" * 100_000, '{"talk" "x"}', '{"talk": "'])
def test_broken_or_hostile_text_has_no_odds(text: str) -> None:
    assert odds((text, 0.5)).at("talk") is None
