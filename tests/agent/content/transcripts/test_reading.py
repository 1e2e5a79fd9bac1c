"""Transcripts are read from files as people have them, or refused with row and mend."""

from __future__ import annotations

import pytest

from agent.content.transcripts.columns import columns_of
from agent.content.transcripts.reading import read_table
from agent.content.transcripts.separated import LONGEST_CELL
from agent.content.transcripts.speakers import guessed_parts
from agent.content.transcripts.table import RawTable
from agent.content.transcripts.talk import SpokenLine, lines_of
from agent.errors import DataError
from tests.support.paths import ROOT

FILES = ROOT / "tests/data/transcripts"


def read(name: str, data: bytes | None = None, speaker: str = "", text: str = "") -> tuple[RawTable, list[SpokenLine]]:
    table = read_table(name, (FILES / name).read_bytes() if data is None else data)
    return table, lines_of(table, columns_of(table, speaker, text))


@pytest.mark.parametrize(
    ("name", "encoding", "names", "words"),
    [
        ("bom.csv", "UTF-8 with a byte order mark", ["Agent", "Client"], "I could try it"),
        ("semicolons.csv", "UTF-8", ["Marta Ruiz", "Jo Birk"], "one week"),
        ("windows.csv", "Windows-1252 (it is not UTF-8)", ["Jörg Weiß", "Renée Café"], "It’s late – we can’t."),
        ("captions.vtt", "UTF-8", ["Marta", "Jo"], "We can't. & that is that."),
        ("captions.srt", "UTF-8", ["MARTA", "JO"], "Nothing, right now."),
        ("chat.json", "UTF-8", ["system", "assistant", "user"], "My boss, frankly."),
        ("names.txt", "UTF-8", ["Dr. Amara Obi", "Lou"], "for the kids. That is all."),
        ("blank_rows.csv", "UTF-8", ["Rep", "Customer"], "I could try it"),
        ("quoted_newlines.csv", "UTF-8", ["Therapist", "Client"], "Yes."),
    ],
)
def test_a_file_as_people_have_it_is_read(name: str, encoding: str, names: list[str], words: str) -> None:
    table, lines = read(name)
    assert table.encoding == encoding
    assert [line.by for line in lines] == names
    assert words in lines[-1].text


def test_a_row_with_a_loose_separator_is_refused_with_its_row_and_mend() -> None:
    with pytest.raises(DataError, match=r"wrong_label.csv:3: the row has 3 cells .* Mend: put a text .* in quotes"):
        read("wrong_label.csv")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"PK\x03\x04rest", "save it as CSV"),
        ("a.csv", "speaker,text\nA,b\n".encode("utf-16-le"), "UTF-16 without its mark"),
        ("a.csv", b'speaker,text\nA,"open\nB,x\n', r"a.csv:2: a quote opens here"),
        ("a.csv", b"speaker,text\nA," + b"x" * (LONGEST_CELL + 1), r"a.csv:2: a cell is longer than 1,000,000"),
        ("a.csv", b"speaker,text\nA," + b"x" * 200_000, r"a.csv:2: text: the line has 200,000 characters"),
        ("a.csv", b"wer,was\nA,b\n", "hold who speaks; the file has wer, was"),
        ("a.csv", b"\n\n", "holds no line"),
        ("a.json", b'[{"role": "user", "content": "b"}, 3]', "item 2: not a JSON object"),
        ("a.json", b'[{"role": "user",\n "content" "b"}]', r"a.json:2: not JSON"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 0:2\n<v A>Hi\n", r"a.vtt:3: the cue cannot be read"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 -> 00:02.000\n<v A>Hi\n", r"a.vtt:3: the cue cannot be read"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nhi there\n", "no line says who speaks"),
        ("a.txt", b"just some words\nA: b\n", r"a.txt:1: nobody is named"),
    ],
    ids=[
        "packed", "utf16", "quote", "huge", "long", "columns", "blank", "item", "json", "time", "arrow", "nobody",
        "plain",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_place_and_mend(name: str, data: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told):
        read(name, data)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(separator: str, end: str) -> None:
    rows = [["Who", "Text", "Note"], ["Ann", "Hello there", ""], ["Bo", "Yes", "x"]]
    _, lines = read("a.csv", end.join(separator.join(row) for row in rows).encode())
    assert [(line.number, line.by, line.text) for line in lines] == [(2, "Ann", "Hello there"), (3, "Bo", "Yes")]


def test_columns_that_somebody_named_are_taken_whatever_they_are_called() -> None:
    _, lines = read("a.csv", b"wer,was\nA,b\n", speaker="WER", text="was")
    assert (lines[0].by, lines[0].text) == ("A", "b")


def test_conversations_of_a_jsonl_file_stay_apart() -> None:
    data = (
        b'{"messages": [{"role": "user", "content": "a"}]}\n{"id": 7, "messages": [{"role": "user", "content": "b"}]}'
    )
    _, lines = read("a.jsonl", data)
    assert [(line.session, line.text) for line in lines] == [("1", "a"), ("7", "b")]


def test_sides_are_guessed_from_usual_words_only() -> None:
    assert guessed_parts(["Agent 2", "CLIENT"]) == {"Agent 2": "rep", "CLIENT": "customer"}
    assert guessed_parts(["Customer support", "Jo"]) == {"Customer support": "rep", "Jo": "customer"}
    assert guessed_parts(["Ann", "Jo", "", "[crosstalk]"]) == {
        "Ann": None,
        "Jo": None,
        "": "skip",
        "[crosstalk]": "skip",
    }
