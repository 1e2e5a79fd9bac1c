"""The index library: one build for each content, kept on disk, and never trusted blindly."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from agent.content.tables.standard_questions import standard_questions
from agent.customer.index import index_library, vector_cache
from agent.customer.index.index_library import IndexLibrary
from agent.customer.index.line_index import LineIndex
from agent.customer.index.persona_index import PersonaIndex, texts_to_embed
from agent.errors import RollwithError
from tests.support.makers.rich import BagOfWords, rich_persona

WHO = rich_persona()


class Counting(BagOfWords):
    """Counts the texts it embeds; `waits` lets others come while it works."""

    def __init__(self, fingerprint: str = "counting", waits: float = 0.0) -> None:
        super().__init__()
        self.fingerprint, self._pause = fingerprint, threading.Event()
        self._waits = waits

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self._pause.wait(self._waits)
        return super().embed(texts)


def vectors(index: PersonaIndex) -> np.ndarray:
    return index.likeness(np.eye(384, dtype=np.float32), texts_to_embed(index.lines)).T


def the_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_each_text_has_the_vector_of_its_own_words() -> None:
    embedder = BagOfWords()
    index = IndexLibrary(embedder).of(WHO)
    texts = texts_to_embed(index.lines)
    assert len(set(texts)) == len(texts)
    assert np.allclose(vectors(index), embedder.embed(texts))


def test_what_every_customer_may_be_asked_is_embedded_once_for_all() -> None:
    embedder = Counting()
    library = IndexLibrary(embedder)
    library.of(WHO)
    before, other = embedder.texts, WHO.model_copy(update={"id": "other", "openings": ("Well, hello there.",)})
    again = library.of(other)
    common = [text for text in texts_to_embed(again.lines) if text in standard_questions().every]
    assert len(common) > 50
    assert embedder.texts - before == len(texts_to_embed(again.lines)) - len(common)
    assert np.allclose(vectors(again), BagOfWords().embed(texts_to_embed(again.lines)))


def test_the_same_content_is_embedded_once_whichever_object_holds_it(tmp_path: Path) -> None:
    embedder = Counting()
    library = IndexLibrary(embedder, tmp_path)
    first = library.of(WHO)
    embedded = embedder.texts
    assert library.of(WHO.model_copy()) is first
    assert library.of(WHO.model_validate_json(WHO.model_dump_json(by_alias=True))) is first
    assert embedder.texts == embedded == len(texts_to_embed(first.lines))


def test_a_new_process_reads_what_an_earlier_one_has_built(tmp_path: Path) -> None:
    first, again = Counting(), Counting()
    built = IndexLibrary(first, tmp_path).of(WHO)
    read = IndexLibrary(again, tmp_path).of(WHO)
    assert (first.texts > 0, again.texts) == (True, 0)
    assert np.array_equal(vectors(built), vectors(read))


def test_another_content_or_encoder_has_an_index_of_its_own(tmp_path: Path) -> None:
    edited = WHO.model_copy(update={"version": 2})
    IndexLibrary(Counting(), tmp_path).of(WHO)
    for library, who in (
        (IndexLibrary(other := Counting("another"), tmp_path), WHO),
        (IndexLibrary(same := Counting(), tmp_path), edited),
    ):
        library.of(who)
    assert other.texts > 0
    assert same.texts > 0
    assert len(list(tmp_path.iterdir())) == 3


def test_an_edited_version_embeds_only_what_is_new() -> None:
    library = IndexLibrary(embedder := Counting())
    library.of(WHO)
    before = embedder.texts
    library.of(WHO.model_copy(update={"openings": ("Not you lot again.",)}))
    assert embedder.texts == before + 1


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:2000])


def _flip_a_byte(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    file.write_bytes(whole)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _of_somebody_else(file: Path) -> None:
    with np.load(file) as archive:
        found = archive["vectors"]
    np.savez(file, key=np.array("another key"), vectors=found)


def _of_another_shape(file: Path) -> None:
    with np.load(file) as archive:
        key, found = archive["key"], archive["vectors"]
    np.savez(file, key=key, vectors=found[:-1])


def _not_of_length_one(file: Path) -> None:
    with np.load(file) as archive:
        key, found = archive["key"], archive["vectors"]
    np.savez(file, key=key, vectors=np.full_like(found, np.nan))


def _pickled(file: Path) -> None:
    np.savez(file, key=np.array("x"), vectors=np.array([{"code": print}], dtype=object))


def _a_bare_array(file: Path) -> None:
    with file.open("wb") as bare:
        np.save(bare, np.zeros(3))


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


BREAKS = (
    _cut, _flip_a_byte, _empty, _of_somebody_else, _of_another_shape, _not_of_length_one, _pickled, _a_bare_array,
    _a_folder,
)  # fmt: skip


@pytest.mark.parametrize("spoil", BREAKS)
def test_a_file_that_is_not_what_it_should_be_is_built_anew_and_said_so(
    spoil: Callable[[Path], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    built = IndexLibrary(Counting(), tmp_path).of(WHO)
    spoil(the_file(tmp_path))
    again = Counting()
    with caplog.at_level(logging.WARNING):
        rebuilt = IndexLibrary(again, tmp_path).of(WHO)
    assert again.texts > 0
    assert np.array_equal(vectors(built), vectors(rebuilt))
    assert "built anew" in caplog.text


def test_what_was_built_anew_is_whole_again_on_disk(tmp_path: Path) -> None:
    IndexLibrary(Counting(), tmp_path).of(WHO)
    _cut(the_file(tmp_path))
    IndexLibrary(Counting(), tmp_path).of(WHO)
    last = Counting()
    IndexLibrary(last, tmp_path).of(WHO)
    assert last.texts == 0


def test_a_folder_that_cannot_be_written_costs_a_build_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    taken = tmp_path / "cache"
    taken.write_text("a file where the folder should be", "utf-8")
    with caplog.at_level(logging.WARNING):
        index = IndexLibrary(Counting(), taken).of(WHO)
    assert index.persona is WHO
    assert "cannot be written" in caplog.text
    assert taken.read_text("utf-8") == "a file where the folder should be"


def test_a_write_that_fails_midway_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **given: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    IndexLibrary(Counting(), tmp_path).of(WHO)
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "KEPT", 2)
    for version in range(1, 5):
        IndexLibrary(Counting(), tmp_path).of(WHO.model_copy(update={"version": version}))
    assert len(list(tmp_path.iterdir())) == 2


def test_memory_holds_the_latest_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_library, "KEPT", 2)
    embedder = Counting()
    library = IndexLibrary(embedder)
    one, two, three = (WHO.model_copy(update={"id": f"customer_{at}"}) for at in (1, 2, 3))
    kept = library.of(one)
    for who in (two, one, three):
        library.of(who)
    before = embedder.texts
    assert library.of(one) is kept
    assert embedder.texts == before
    library.of(two)
    assert embedder.texts > before


def test_many_who_ask_at_once_wait_for_one_build() -> None:
    library = IndexLibrary(embedder := Counting(waits=0.05))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(library.of, [WHO] * 4))
    assert len({id(index) for index in found}) == 1
    assert embedder.texts == len(texts_to_embed(found[0].lines))


def test_a_build_is_let_go_of_when_the_program_closes_and_leaves_no_file(tmp_path: Path) -> None:
    library = IndexLibrary(embedder := Counting(waits=0.02), tmp_path)
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(library.of, WHO)
        library.close()
        with pytest.raises(RollwithError, match="closing"):
            building.result()
    assert embedder.texts < len(texts_to_embed(LineIndex(WHO)))
    assert list(tmp_path.iterdir()) == []


def test_what_was_built_before_is_at_hand_while_the_program_closes() -> None:
    library = IndexLibrary(BagOfWords())
    built = library.of(WHO)
    library.close()
    assert library.of(WHO) is built
