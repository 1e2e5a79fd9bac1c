"""Thoughts and control marks, in whole texts and in texts that are cut anywhere."""

from __future__ import annotations

import time

import pytest

from agent.llm.reading.thoughts import Spoken, ThoughtsAloud, without_thoughts

MARKED = [
    "<think>He asks.</think>Not today.",
    "<thinking>He asks.</thinking>\n\nNot today.",
    "<reasoning>He asks.</reasoning> Not today.",
    "<Thought>He asks.</Thought>Not today.",
    "[THINK]He asks.[/THINK]Not today.",
    "<|think|>He asks.<|/think|>Not today.",
    "<|begin_of_thought|>He asks.<|end_of_thought|><|begin_of_solution|>Not today.<|end_of_solution|>",
    "◁think▷He asks.◁/think▷Not today.",
    "<|channel|>analysis<|message|>He asks.<|end|><|start|>assistant<|channel|>final<|message|>Not today.<|return|>",
    "<|start|>assistant<|channel|>commentary<|message|>Hm<|end|><|start|>assistant<|channel|>final "
    "<|constrain|>json<|message|>Not today.<|end|><|start|>user<|message|>Why?",
    "assistant<|channel|>final<|message|>Not today.",
    "analysisHe asks me. I decline.assistantfinalNot today.",
    "Not today.<|im_end|>",
    "Not today.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nWhy? </think>",
    "Not today.</s>",
    "Not today.<end_of_turn>\n<start_of_turn>user\nWhy?",
    "<|im_start|>assistant\nNot today.<|im_end|>\n<|im_start|>user\nWhy?",
    "<|start_header_id|>assistant<|end_header_id|>\n\nNot today.",
    "<s>[INST] [/INST] Not today.</s>",
    "Not today.[INST] Why? [/INST] Because.",
    "<｜begin▁of▁sentence｜>Not today.<｜end▁of▁sentence｜>",
    "<|assistant|>\nNot today.<|user|>\nWhy?",
    "Not today.<|im_e",
]
"""Texts whose answer can be told at every point of a stream."""

SAID = [
    "Not today.",
    "5 < 6 [so they say] and 7 > 6",
    "<three",
    "analysis",
    "assist",
    "a | b <| c",
    "He [INS",
    "analysis of it",
]


@pytest.mark.parametrize("text", MARKED)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_only_the_answer_is_spoken_wherever_a_stream_is_cut(text: str, size: int) -> None:
    spoken = Spoken()
    pieces = [spoken.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join([*pieces, spoken.rest()]) == "Not today."
    assert without_thoughts(text) == "Not today."


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("hold", [True, False])
def test_what_only_looks_like_a_mark_is_spoken(text: str, hold: bool) -> None:
    spoken = Spoken(hold)
    assert "".join([*map(spoken.feed, text), spoken.rest()]) == text


@pytest.mark.parametrize(
    "text",
    ["He asks.</think>Not today.", "He asks.[/THINK]\nNot today.", "a<think>b<think>c</think>d</think>Not today."],
)
def test_a_lone_end_of_thoughts_makes_thoughts_of_all_before_it(text: str) -> None:
    assert without_thoughts(text) == "Not today."
    held = Spoken(hold=True)
    assert "".join([*map(held.feed, text), held.rest()]) == "Not today."
    assert held.aloud
    early = Spoken()
    with pytest.raises(ThoughtsAloud):
        list(map(early.feed, text))
    assert early.aloud


@pytest.mark.parametrize("text", [*MARKED, *SAID])
def test_who_marks_thoughts_does_not_think_aloud(text: str) -> None:
    held = Spoken(hold=True)
    held.feed(text)
    assert not held.aloud


def test_unclosed_thoughts_leave_what_stands_before_them() -> None:
    assert without_thoughts("<think>He asks") == ""
    assert without_thoughts("Not today.<think>He asks") == "Not today."


@pytest.mark.parametrize(
    "mark", ["<", "[", "<|", "</think>", "<think>", "<|channel|>", "<|im_start|>", "analysis", "◁", " "]
)
def test_hostile_text_takes_no_time(mark: str) -> None:
    begun = time.process_time()
    without_thoughts(mark * (131_072 // len(mark)))
    assert time.process_time() - begun < 1
