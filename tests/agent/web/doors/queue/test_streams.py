"""A page's stream belongs to whoever used its name first, and nobody pushes another's out."""

from __future__ import annotations

from agent.web.doors.queue.streams import IDLE, MOST_PAGES, MOST_PEOPLE, Streams

ANN, ANN_ELSEWHERE, BEN = ("ann", "1"), ("ann", "2"), ("ben", "1")


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_name_is_bound_to_a_person_and_their_browser() -> None:
    streams = Streams()
    assert not streams.is_theirs("page", ANN)
    assert streams.claim("page", ANN)
    assert streams.claim("page", ANN)
    assert not streams.claim("page", BEN)
    assert not streams.claim("page", ANN_ELSEWHERE)
    assert streams.is_theirs("page", ANN)
    assert not streams.is_theirs("page", BEN)


def test_an_idle_page_is_forgotten() -> None:
    clock = Clock()
    streams = Streams(clock)
    assert streams.claim("page", ANN)
    clock.now += IDLE
    assert not streams.is_theirs("page", ANN)
    assert streams.claim("page", BEN)
    assert not streams.claim("page", ANN)


def test_many_pages_push_out_ones_own_oldest_only() -> None:
    streams = Streams()
    assert streams.claim("bens", BEN)
    for number in range(MOST_PAGES + 50):
        assert streams.claim(f"anns{number}", ANN)
    assert streams.is_theirs("bens", BEN)
    assert not streams.is_theirs("anns0", ANN)
    assert streams.is_theirs(f"anns{MOST_PAGES + 49}", ANN)
    assert len(streams._whose) == MOST_PAGES + 1


def test_memory_is_bounded_by_people_too() -> None:
    streams = Streams()
    for number in range(MOST_PEOPLE + 10):
        assert streams.claim(f"page{number}", (f"person{number}", ""))
    assert len(streams._whose) == MOST_PEOPLE
