"""Passwords: hashed, verified in the same time for everybody, and no more at once than the machine bears."""

from __future__ import annotations

import asyncio
import threading
import time
from statistics import median

import pytest
from argon2 import PasswordHasher

from agent.accounts import passwords as module
from agent.accounts.passwords import AT_ONCE, LONGEST, MOST_WAITING, Passwords, require_good
from agent.errors import AccountRefused, NotSignedIn

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def test_a_password_is_kept_as_argon2id_with_the_recommended_cost() -> None:
    kept = Passwords().hash_now("correct horse")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords().verify_now(kept, "correct horse")
    assert not Passwords().verify_now(kept, "correct horsE")


def test_accents_are_the_same_however_a_keyboard_composes_them() -> None:
    passwords = Passwords(QUICK)
    assert passwords.verify_now(passwords.hash_now("pässwörtlich"), "pa\u0308sswo\u0308rtlich")


@pytest.mark.parametrize("given", ["", "x" * 100_000, "\ud800", "a\x00b"])
def test_nothing_that_is_sent_is_more_than_wrong(given: str) -> None:
    passwords = Passwords(QUICK)
    assert not passwords.verify_now(passwords.hash_now("correct horse"), given)
    assert not passwords.verify_now("no hash at all", given)
    assert not passwords.verify_now(None, given)
    assert not passwords.verify_now(None, "nobody has this password")


def test_a_longer_password_is_not_taken_for_its_beginning() -> None:
    passwords = Passwords(QUICK)
    assert not passwords.verify_now(passwords.hash_now("ab" * (LONGEST // 2) + "c"), "ab" * (LONGEST // 2) + "cd")


def test_an_unknown_name_takes_as_long_as_a_known_one() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1))
    kept = passwords.hash_now("correct horse")
    passwords.warm()

    def took(hash_: str | None) -> float:
        began = time.thread_time()
        passwords.verify_now(hash_, "wrong horse")
        return time.thread_time() - began

    known, unknown = median(took(kept) for _ in range(9)), median(took(None) for _ in range(9))
    assert 0.5 < known / unknown < 2


async def test_no_more_than_a_few_are_verified_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, now, most, lock = Passwords(QUICK), 0, 0, threading.Lock()

    def slow(kept: str | None, given: str) -> bool:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        time.sleep(0.02)
        with lock:
            now -= 1
        return True

    monkeypatch.setattr(passwords, "verify_now", slow)
    assert all(await asyncio.gather(*(passwords.verify("kept", "given") for _ in range(12))))
    assert most == AT_ONCE


async def test_who_would_wait_too_long_is_told_to_try_again() -> None:
    passwords = Passwords(QUICK)
    kept = passwords.hash_now("correct horse")
    tries = [passwords.verify(kept, "correct horse") for _ in range(MOST_WAITING + 3)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, NotSignedIn) for one in outcomes) == 3
    assert await passwords.verify(kept, "correct horse"), "places are given back"


def test_a_hash_of_other_cost_is_outdated() -> None:
    assert Passwords().is_outdated(Passwords(QUICK).hash_now("correct horse"))
    assert not Passwords(QUICK).is_outdated(Passwords(QUICK).hash_now("correct horse"))


@pytest.mark.parametrize("password", ["short", "x" * (LONGEST + 1), "Ann.Kowalski ", "aaaaaaaaaaaa", "ababababababab"])
def test_a_password_that_is_easily_guessed_is_refused_with_the_mend(password: str) -> None:
    with pytest.raises(AccountRefused, match="Mend"):
        require_good(password, "ann.kowalski")


def test_words_are_good_enough() -> None:
    require_good("three plain words", "ann")
    assert module.SHORTEST == 10
