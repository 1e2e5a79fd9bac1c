"""Human-coded files, their mappings, and the gold set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.errors import DataError
from agent.model.background import Said
from evals.data.coded_lines import only, read_coded, read_coded_file, read_mapping
from evals.data.corpus_format import read_corpus
from evals.data.gold import read_gold
from tests.support.makers.coded_files import CODED, MAPPING, coded_files
from tests.support.paths import ROOT


def test_human_coded_lines_are_read_with_their_labels_and_context(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path)
    lines = read_coded(data, read_mapping(mapping))
    assert [line.id for line in lines] == ["1:0", "1:1", "2:0", "1:2", "2:1"]
    assert lines[3].context == (Said(speaker="rep", text="Why, now?"), Said(speaker="customer", text="Because."))
    assert lines[0].truth == {
        "family": "question",
        "question": "open",
        "question_present": "yes",
        "question_type": "open",
    }
    assert lines[2].truth == {"family": "other", "question": "none", "question_present": "no"}
    assert (lines[1].truth, lines[4].truth) == ({"talk": "change"}, {})
    assert [line.quality for line in lines] == ["good", "good", "poor", "good", "poor"]
    assert [line.id for line in only(lines, "rep", 2)] == ["1:0", "2:0"]


def test_the_same_lines_can_stand_in_jsonl(tmp_path: Path) -> None:
    row = {"talk": 1, "who": "T", "said": "Why?", "main": "q", "kind": "o", "ct": None, "level": "high"}
    mapping, data = coded_files(tmp_path, MAPPING.replace("format: csv", "format: jsonl"), json.dumps(row) + "\n")
    (line,) = read_coded(data, read_mapping(mapping))
    assert (line.id, line.session, line.truth["question_type"]) == ("1:0", "1", "open")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"mapping": MAPPING.replace("q: question", "q: questoin")}, "'questoin' is not one of question, reflection"),
        ({"mapping": MAPPING.replace("  talk:", "  tolk:")}, "no facet is called 'tolk'"),
        ({"mapping": MAPPING.replace("keep_text", "kep_text")}, "keep_text"),
        ({"data": CODED.replace("2,T,", "2,X,")}, r"d.csv:4: who: 'X' is nobody the mapping knows"),
        ({"data": CODED.replace("kind", "sort")}, r"d.csv:2: kind: there is no such column"),
        ({"data": "talk,who,said\n"}, "holds no line"),
    ],
    ids=["label", "facet", "key", "speaker", "column", "empty"],
)
def test_a_wrong_file_is_named_with_its_line_and_mend(wrong: dict[str, str], told: str, tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path, **wrong)
    with pytest.raises(DataError, match=told):
        read_coded(data, read_mapping(mapping))


def test_the_mapping_that_ships_is_sound_and_publishes_no_words() -> None:
    mapping = read_mapping(ROOT / "evals/mappings/annomi.yaml")
    assert not mapping.keep_text
    assert mapping.goals["family.kappa"] == 0.70


def test_the_gold_set_is_large_and_every_line_has_its_truth() -> None:
    lines = read_gold(Library(ROOT / "personas", ROOT / "rubrics").rubric())
    rep, customer = only(lines, "rep"), only(lines, "customer")
    assert len(rep) >= 400
    assert len(customer) >= 400
    needed = {"primary", "family", "empathy", "empowerment", "stance", "question", "reflection", "bond", "commit"}
    assert all(needed <= line.truth.keys() and line.codes for line in rep)
    assert len({line.id for line in lines}) == len(lines)


def test_a_second_coder_has_coded_every_gold_line_and_mostly_agrees() -> None:
    coded = [json.loads(row) for row in (ROOT / "evals/gold/second.jsonl").read_text(encoding="utf-8").splitlines()]
    second = {row["id"]: row for row in coded}
    lines = {f"{s.id}:{at}": line for s in read_corpus(ROOT / "evals/gold") for at, line in enumerate(s.lines)}
    assert second.keys() == lines.keys()
    rep = [(line, second[name]) for name, line in lines.items() if line.speaker == "rep"]
    for key in ("primary", "empathy", "empowerment"):
        alike = sum(getattr(line, key) == row[key] for line, row in rep)
        assert alike >= 0.95 * len(rep)


def test_no_gold_line_stands_in_the_training_corpus() -> None:
    trained = {line.text.casefold() for s in read_corpus(ROOT / "rubrics/corpus") for line in s.lines}
    gold = [line.text for s in read_corpus(ROOT / "evals/gold") for line in s.lines]
    shared = [text for text in gold if len(text.split()) > 4 and text.casefold() in trained]
    assert shared == []


ANNOTATED = """talk_id,line_id,who,words,main,coder
1,0,Therapist,What now?,QUESTION,a
1,0,Therapist,What now?,question ,b
1,0,Therapist,What now?,other,c
1,1,client,Nothing.,,a
1,1,client,Nothing.,,b
2,0,therapist,You mean it.,other,a
2,0,therapist,You mean it.,question,b
"""
MAJORITY = """
title: Several coders
format: csv
columns: {session: talk_id, speaker: who, text: words, id: line_id, annotator: coder}
speakers: {therapist: rep, client: customer}
labels: {family: {column: main, values: {question: question, other: other}}}
pick: majority
"""


def test_rows_of_several_annotators_are_one_line_with_what_most_say(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path, MAJORITY, ANNOTATED)
    lines = read_coded(data, read_mapping(mapping))
    assert [(line.id, line.truth.get("family")) for line in lines] == [
        ("1:0", "question"),
        ("1:1", None),
        ("2:0", None),
    ]
    assert [len(line.context) for line in lines] == [0, 1, 0]
    mapping, data = coded_files(tmp_path, MAJORITY.replace("majority", "first"), ANNOTATED)
    assert [line.truth.get("family") for line in read_coded(data, read_mapping(mapping))] == ["question", None, "other"]


@pytest.mark.parametrize(
    ("mapping", "data", "told"),
    [
        (
            MAJORITY.replace("pick: majority", ""), ANNOTATED,
            r"d.csv:3: line_id: the id '0' stands twice, first in row 2",
        ),
        (MAJORITY, ANNOTATED.replace("now?,other,c", "now?,other,b"), r"d.csv:4: coder: the annotator 'b' coded"),
        (MAJORITY, ANNOTATED.replace("now?,other,c", "else?,other,c"), r"d.csv:4: line_id: .* stands for other words"),
        (MAJORITY.replace(", annotator: coder", ""), ANNOTATED, "a majority is one of annotators"),
        (
            MAJORITY.replace("question: question, other: other", "Q: question"), ANNOTATED,
            r"main: no row .* it holds 'question' \(2\), 'other' \(2\), 'QUESTION' \(1\)",
        ),
        (MAJORITY, ANNOTATED.replace("Nothing.,,a", "Nothing, no,,a"), r"d.csv:5: the row has 7 cells"),
        (MAPPING, "1\n00:00:01,000 --> 00:00:02,000\nREP: Hello, you\n", r"d.csv:2: the row has 3 cells"),
    ],
    ids=["doubled", "annotator", "words", "column", "labels", "longer", "captions"],
)  # fmt: skip
def test_rows_that_cannot_stand_are_refused_before_anything_is_graded(
    mapping: str, data: str, told: str, tmp_path: Path
) -> None:
    where, file = coded_files(tmp_path, mapping, data)
    with pytest.raises(DataError, match=told):
        read_coded(file, read_mapping(where))


def test_labels_that_the_mapping_does_not_know_are_named_with_count_and_row(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path)
    (note,) = read_coded_file(data, read_mapping(mapping)).notes
    assert note.startswith("1 rows have a label of talk")
    assert "'dunno' (1, first in row 6)" in note


def test_speakers_are_skipped_where_the_mapping_says_so_and_known_in_any_case(tmp_path: Path) -> None:
    text = CODED.replace("2,T,", "2,[Crosstalk],").replace("1,C,", "1,c ,") + ",,,,,,\n"
    mapping, data = coded_files(tmp_path, MAPPING.replace("C: customer", 'C: customer, "[crosstalk]": skip'), text)
    assert [line.id for line in read_coded(data, read_mapping(mapping))] == ["1:0", "1:1", "1:2", "2:0"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_file_with_other_separators_in_windows_letters_is_read_and_told(separator: str, tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path)
    rows = ["talk,who,said,main,kind,ct,level", "1,T,Why – now?,q,o,,high"]
    data.write_bytes("\r\n".join(row.replace(",", separator) for row in rows).encode("cp1252"))
    found = read_coded_file(data, read_mapping(mapping))
    assert found.lines[0].text == "Why – now?"
    assert "read as Windows-1252" in found.notes[0]
