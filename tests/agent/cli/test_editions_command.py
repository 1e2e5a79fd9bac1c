"""`rollwith personas editions`: what was published of a customer, and the way back."""

from __future__ import annotations

from pathlib import Path

from tests.support.servers.command_line import SHIPPED, Rollwith


def test_editions_of_a_customer_are_listed_shown_and_gone_back_to(rollwith: Rollwith, home: Path) -> None:
    [shipped] = rollwith("personas", "editions", "ailsa_drummond").records
    assert (shipped["edition"], shipped["at"], shipped["withdrawn"]) == (0, None, False)
    text = (SHIPPED / "ailsa_drummond.yaml").read_text("utf-8")
    assert rollwith("personas", "editions", "ailsa_drummond", "--show", 0).out == text
    [made] = rollwith("personas", "editions", "ailsa_drummond", "--back-to", 0, "--note", "As it was.").records
    assert (made["edition"], made["came_of"], made["note"]) == (1, 0, "As it was.")
    listed = rollwith("personas", "editions", "ailsa_drummond").records
    assert [one["edition"] for one in listed] == [1, 0]
    assert listed[0]["at"].startswith("20")
    assert rollwith("personas", "editions", "ailsa_drummond", "--show", 1).out == text.replace(
        "version: 3", "version: 4"
    )
    assert (home / "data/published/personas/ailsa_drummond.yaml").read_text("utf-8").count("version: 4") == 1


def test_editions_that_are_not_there_are_told_with_a_mend(rollwith: Rollwith) -> None:
    for asked, told in (
        (("nobody",), "personas list"), (("ailsa_drummond", "--show", 7), "no edition 7"),
        (("ailsa_drummond", "--back-to", 7), "no edition 7"),
        (("ailsa_drummond", "--show", 0, "--back-to", 0), "give one of them"),
    ):  # fmt: skip
        ran = rollwith("personas", "editions", *asked, code=2)
        assert told in ran.err
        assert ran.out == ""
