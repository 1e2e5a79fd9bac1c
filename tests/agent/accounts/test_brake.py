"""The brake: tries count when they begin; who guesses is slowed, and who is guessed at comes in from elsewhere."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.accounts.brake import (
    AT_ONE_ACCOUNT,
    BY_STRANGERS,
    FIRST_TRIES,
    FROM_ONE_ADDRESS,
    REMEMBERED,
    WINDOW,
    Brake,
    Try,
    network_of,
)


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def let_through(brake: Brake, tries: list[tuple[str, str]]) -> int:
    return sum(isinstance(brake.begin(account, address), Try) for account, address in tries)


def test_forty_tries_at_one_account_are_held_to_the_limit_and_the_right_one_from_elsewhere_comes_in() -> None:
    brake = Brake(Clock())
    assert let_through(brake, [("ann", "10.0.0.1")] * 40) == AT_ONE_ACCOUNT
    assert isinstance(brake.begin("ann", "10.0.0.2"), Try)
    assert isinstance(brake.begin("bob", "10.0.0.1"), Try), "the office behind that address is not shut out"


def test_tries_sent_together_gain_nothing() -> None:
    brake = Brake()
    with ThreadPoolExecutor(16) as threads:
        begun = list(threads.map(lambda _: brake.begin("ann", "10.0.0.1"), range(200)))
    assert sum(isinstance(one, Try) for one in begun) == AT_ONE_ACCOUNT


def test_one_password_at_many_names_is_held_too_and_those_seen_there_still_come_in() -> None:
    brake = Brake(Clock())
    seen = brake.begin("ann", "10.0.0.1")
    assert isinstance(seen, Try)
    brake.succeeded(seen)
    assert let_through(brake, [(f"rep {number}", "10.0.0.1") for number in range(200)]) == FROM_ONE_ADDRESS
    assert isinstance(brake.begin("ann", "10.0.0.1"), Try)


def test_many_addresses_at_one_account_are_slowed_and_the_right_person_still_comes_in() -> None:
    brake = Brake(Clock())
    home = brake.begin("ann", "192.0.2.7")
    assert isinstance(home, Try)
    brake.succeeded(home)
    tries = [("ann", f"10.0.{number % 40}.1") for number in range(40 * 5)]
    random.Random(5).shuffle(tries)
    assert let_through(brake, tries) == 40 + BY_STRANGERS
    assert isinstance(brake.begin("ann", "10.9.9.9"), Try), "from an address that nobody tried from"
    assert let_through(brake, [("ann", f"10.1.{number // 200}.{number % 200}") for number in range(2000)]) < FIRST_TRIES
    assert isinstance(brake.begin("ann", "192.0.2.7"), Try), "from where she came in before"


def test_whoever_signs_in_gets_their_own_tries_back_and_nobody_elses() -> None:
    brake = Brake(Clock())
    assert let_through(brake, [("victim", "10.0.0.1")] * 9) == AT_ONE_ACCOUNT
    for _ in range(AT_ONE_ACCOUNT * 4):
        mine = brake.begin("mallory", "10.0.0.1")
        assert isinstance(mine, Try)
        brake.succeeded(mine)
    assert isinstance(brake.begin("victim", "10.0.0.1"), float)
    assert (
        let_through(brake, [(f"rep {number}", "10.0.0.1") for number in range(99)]) == FROM_ONE_ADDRESS - AT_ONE_ACCOUNT
    )


def test_a_class_that_signs_in_within_a_minute_is_let_in() -> None:
    brake = Brake(Clock())
    for number in range(200):
        begun = brake.begin(f"rep {number}", "10.0.0.1")
        assert isinstance(begun, Try)
        brake.succeeded(begun)


def test_time_heals_and_no_refused_try_prolongs_the_wait() -> None:
    clock = Clock()
    brake = Brake(clock)
    let_through(brake, [("ann", "10.0.0.1")] * AT_ONE_ACCOUNT)
    clock.now += WINDOW - 1
    wait = brake.begin("ann", "10.0.0.1")
    assert wait == pytest.approx(1)
    clock.now += 1
    assert isinstance(brake.begin("ann", "10.0.0.1"), Try)


@pytest.mark.parametrize(
    ("one", "other"),
    [("10.0.0.1", "::ffff:10.0.0.1"), ("2001:db8::1", "2001:db8::ffff:2"), ("fe80::1%eth0", "fe80::2"), ("x", "x")],
)
def test_one_network_in_another_disguise_is_the_same(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


def test_other_networks_differ() -> None:
    assert len({network_of(one) for one in ("10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8:0:1::1", "")}) == 5


def test_no_number_of_names_and_addresses_fills_the_memory() -> None:
    brake = Brake(Clock())
    for number in range(REMEMBERED):
        brake.begin(f"rep {number}", f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(brake._counts) <= REMEMBERED
