"""Files of coded lines as people have them: Excel's own line, chat messages, keys in keys, and one kind for another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.errors import DataError
from evals.data.coded_lines import read_coded, read_mapping
from tests.support.makers.coded_files import CODED, MAPPING, coded_files


@pytest.mark.parametrize("mark", ["sep=;", '"sep=;"', "SEP=;\r"])
def test_the_line_in_which_excel_names_the_separator_is_no_header(mark: str, tmp_path: Path) -> None:
    """Commas in the text would part its cells, if nobody had said what does."""
    mapping, data = coded_files(tmp_path)
    rows = f"{mark}\ntalk;who;said;main;kind;ct;level\n1;T;Why, now?;q;o;;high\n1;C;Well, because.;;;change;high\n"
    data.write_text(rows, "utf-8-sig")
    lines = read_coded(data, read_mapping(mapping))
    assert [line.text for line in lines] == ["Why, now?", "Well, because."]
    assert [line.truth.get("family", line.truth.get("talk")) for line in lines] == ["question", "change"]
    data.write_text(f"{rows}1;X;Who?;q;;;high\n", "utf-8")
    with pytest.raises(DataError, match=r"d.csv:5: who: 'X' is nobody"):  # rows are counted as an editor does
        read_coded(data, read_mapping(mapping))


def test_a_row_that_names_nobody_is_left_out_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path, data=CODED.replace("2,T,", "2,,"))
    with pytest.raises(DataError, match=r"d.csv:4: who: '' is nobody the mapping knows"):
        read_coded(data, read_mapping(mapping))
    mapping, data = coded_files(tmp_path, MAPPING.replace("C: customer", 'C: customer, "": skip'), data.read_text())
    assert [line.id for line in read_coded(data, read_mapping(mapping))] == ["1:0", "1:1", "1:2", "2:0"]


CHAT = MAPPING.replace("session: talk, speaker: who, text: said", "session: session, speaker: role, text: content")
CHAT = CHAT.replace("T: rep, C: customer", "assistant: rep, user: customer, system: skip")
CHAT = CHAT.replace("quality: {column: level, good: [high], poor: [low]}\n", "")
TALKS = [
    {
        "id": "call-1",
        "messages": [
            {"role": "system", "content": "You are a rep.", "main": None, "kind": None, "ct": None},
            {"role": "user", "content": "Why\nnow?", "main": "", "kind": "", "ct": "change"},
            {
                "role": "assistant",
                "content": [{"type": "text", "text": "What else?"}],
                "main": "q",
                "kind": "o",
                "ct": "",
            },
        ],
    },
    {"id": "call-2", "messages": [{"role": "assistant", "content": "Do.", "main": "X", "kind": "", "ct": None}]},
]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_chat_messages_are_coded_lines_with_what_was_said_before(form: str, tmp_path: Path) -> None:
    text = json.dumps(TALKS, indent=1) if form == "json" else "\n".join(json.dumps(talk) for talk in TALKS)
    mapping, data = coded_files(tmp_path, CHAT.replace("format: csv", f"format: {form}"), text)
    lines = read_coded(data, read_mapping(mapping))
    assert [(line.id, line.speaker, line.text) for line in lines] == [
        ("call-1:0", "customer", "Why\nnow?"), ("call-1:1", "rep", "What else?"), ("call-2:0", "rep", "Do."),
    ]  # fmt: skip
    assert [said.text for said in lines[1].context] == ["Why\nnow?"]
    assert (lines[0].truth, lines[1].truth["family"], lines[2].truth["family"]) == (
        {"talk": "change"}, "question", "other",
    )  # fmt: skip
    mapping, _ = coded_files(tmp_path, mapping.read_text().replace(", system: skip", ""), text)
    with pytest.raises(DataError, match=r"role: 'system' is nobody the mapping knows .*'user'.*customer or skip"):
        read_coded(data, read_mapping(mapping))


NESTED = MAPPING.replace(
    "session: talk, speaker: who, text: said", "session: meta.talk, speaker: meta.who, text: said.words"
)
NESTED = NESTED.replace("column: main", "column: labels.main").replace("column: kind", "column: labels.kind")
NESTED = NESTED.replace("column: ct", "column: labels.ct").replace("column: level", "column: meta.level")
NESTED = NESTED.replace("format: csv", "format: jsonl")
ROW = {
    "meta": {"talk": 1, "who": "T", "level": "high"}, "said": {"words": "Why?"},
    "labels": {"main": "q", "kind": "o", "ct": None, "sure.ness": {}},
}  # fmt: skip


def test_a_mapping_names_keys_in_keys_and_a_wrong_one_is_told_with_those_there_are(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path, NESTED, json.dumps(ROW))
    (line,) = read_coded(data, read_mapping(mapping))
    assert (line.session, line.text, line.truth["question_type"], line.quality) == ("1", "Why?", "open", "good")
    for wrong in ("labels.mian", "said.words.main", "main"):
        mapping, _ = coded_files(tmp_path, NESTED.replace("labels.main", wrong), json.dumps(ROW))
        told = (
            rf"d.csv:1: {wrong}: there is no such column. Mend: change labels.family.column .* meta.who, .*labels.main"
        )
        with pytest.raises(DataError, match=told):
            read_coded(data, read_mapping(mapping))


@pytest.mark.parametrize(
    ("named", "text", "told"),
    [
        ("csv", json.dumps(ROW) + "\n" + json.dumps(ROW), "this is JSONL, not CSV. Mend: write `format: jsonl`"),
        ("csv", json.dumps([ROW], indent=1), "this is JSON, not CSV. Mend: write `format: json`"),
        ("json", json.dumps(ROW) + "\n" + json.dumps(ROW), "this is JSONL, not JSON. Mend: write `format: jsonl`"),
        ("jsonl", json.dumps([ROW], indent=1), "this is JSON, not JSONL. Mend: write `format: json`"),
        ("jsonl", CODED, "this is CSV, not JSONL. Mend: write `format: csv`"),
        ("jsonl", json.dumps(ROW) + '\n{"meta":', "d.csv:2: not JSON"),
        ("json", '[{"meta":\n', "d.csv:2: not JSON"),
    ],
)
def test_a_file_of_another_kind_than_its_mapping_says_is_named_as_what_it_is(
    named: str, text: str, told: str, tmp_path: Path
) -> None:
    mapping, data = coded_files(tmp_path, NESTED.replace("format: jsonl", f"format: {named}"), text)
    with pytest.raises(DataError, match=told):
        read_coded(data, read_mapping(mapping))


def test_a_line_that_stands_for_a_header_is_not_told_whole(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path, data="A sentence that goes on; " * 400 + "\n" + "x;" * 400)
    with pytest.raises(DataError) as told:
        read_coded(data, read_mapping(mapping))
    assert "there is no such column" in str(told.value)
    assert len(str(told.value)) < 2_500
