"""The contract of the session log, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, inspect, text

from agent import migrations, tables
from agent.errors import StoreError, TurnRefused, UnknownSession
from agent.session import Outcome
from agent.settings import Settings
from agent.store import Store, open_store
from tests import talks

HARD_TEXTS = {
    "empty": "",
    "one": "?",
    "long": "ja " * 7000,
    "emoji": "\U0001f469\u200d\U0001f680 fine \U0001f612",
    "right to left": "\u05e9\u05dc\u05d5\u05dd, \u202emirrored",
    "control": "a\x00b\x10c\x1b[31m\x07\r\n\t\x100\x101\x7f",
    "markup": "<script>alert('x')</script> {{x}} '; DROP TABLE lines; --",
}


@pytest.fixture
def begun(store: Store) -> Store:
    store.create(talks.info(), talks.START)
    return store


def test_a_new_session_is_open_and_says_what_it_was_given(begun: Store) -> None:
    assert begun.info("s1") == talks.info()
    assert begun.state("s1") == talks.START
    assert begun.turns("s1") == []
    assert begun.spoken("s1") == []
    assert begun.pending("s1") is None
    assert begun.debrief("s1") is None


def test_a_turn_comes_back_as_it_went_in(begun: Store) -> None:
    whole = talks.turn(1)
    begun.submit("s1", whole.rep, "r1")
    assert begun.finish("s1", whole)
    assert begun.turn("s1", 1) == whole
    assert begun.turns("s1") == [whole]
    assert begun.state("s1") == whole.state
    assert begun.spoken("s1") == [whole.reply.text]
    assert begun.info("s1").turns == 1


@pytest.mark.parametrize("name", HARD_TEXTS)
def test_any_text_is_kept_to_the_letter(begun: Store, name: str) -> None:
    line = begun.submit("s1", HARD_TEXTS[name], "r1")
    assert line.text == HARD_TEXTS[name]
    assert begun.pending("s1") == line
    reply = talks.turn(1).reply.model_copy(update={"text": HARD_TEXTS[name] or "-"})
    whole = talks.turn(1).model_copy(update={"rep": HARD_TEXTS[name], "reply": reply})
    begun.finish("s1", whole)
    assert begun.turn("s1", 1) == whole


def test_text_that_no_model_can_hold_is_refused_before_it_is_stored(begun: Store) -> None:
    with pytest.raises(TurnRefused, match="surrogate"):
        begun.submit("s1", "half a smile \ud83d", "r1")
    assert begun.pending("s1") is None


def test_the_line_is_pending_until_its_turn_is_whole(begun: Store) -> None:
    line = begun.submit("s1", "What would help?", "r1")
    assert (line.number, line.whole) == (1, False)
    assert begun.pending("s1") == line
    assert begun.info("s1").pending
    assert begun.turn("s1", 1) is None
    begun.finish("s1", talks.turn(1, "What would help?"))
    assert begun.pending("s1") is None
    assert not begun.info("s1").pending


def test_a_repeated_request_is_one_turn(begun: Store) -> None:
    first = begun.submit("s1", "What would help?", "r1")
    assert begun.submit("s1", "What would help?", "r1") == first
    begun.finish("s1", talks.turn(1, "What would help?"))
    assert begun.submit("s1", "What would help?", "r1") == first.model_copy(update={"whole": True})
    assert begun.submit("s1", "What would help?", "r2").number == 2


def test_another_line_is_refused_while_one_is_pending(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(TurnRefused, match="waits"):
        begun.submit("s1", "two", "r2")


def test_finishing_twice_keeps_the_first_outcome(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    assert begun.finish("s1", talks.turn(1, "one"))
    assert not begun.finish("s1", talks.turn(1, "one", seed=9))
    assert begun.turns("s1") == [talks.turn(1, "one")]


@pytest.mark.parametrize(("number", "rep"), [(1, "other words"), (2, "one")])
def test_only_the_submitted_line_can_be_finished(begun: Store, number: int, rep: str) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(StoreError, match="not the line that was submitted"):
        begun.finish("s1", talks.turn(number, rep))
    assert begun.turns("s1") == []


def test_the_last_turns_can_be_asked_for_alone(begun: Store) -> None:
    talks.hold(begun, "s1", 6)
    assert [turn.number for turn in begun.turns("s1", last=2)] == [5, 6]
    assert [turn.number for turn in begun.turns("s1", last=60)] == [1, 2, 3, 4, 5, 6]
    assert begun.turns("s1", last=0) == []


@pytest.mark.parametrize("outcome", [Outcome.COMMITTED, Outcome.WALKED_AWAY])
def test_a_conversation_the_customer_ended_takes_no_more_lines(begun: Store, outcome: Outcome) -> None:
    begun.submit("s1", "one", "r1")
    begun.finish("s1", talks.turn(1, "one", outcome=outcome))
    assert begun.info("s1").outcome is outcome
    assert not begun.info("s1").finished
    with pytest.raises(TurnRefused, match="ended"):
        begun.submit("s1", "two", "r2")


def test_an_ended_session_keeps_its_first_debrief_and_takes_no_more_lines(begun: Store) -> None:
    talks.hold(begun, "s1", 1)
    begun.close_session("s1", Outcome.OPEN, '{"story": ["caf\u00e9"]}')
    begun.close_session("s1", Outcome.COMMITTED, "{}")
    assert begun.debrief("s1") == '{"story": ["caf\u00e9"]}'
    assert (begun.info("s1").finished, begun.info("s1").outcome) == (True, Outcome.OPEN)
    with pytest.raises(TurnRefused, match="ended"):
        begun.submit("s1", "two", "r2")
    assert begun.submit("s1", "again", "request 0-1").whole


def test_a_session_is_not_ended_over_a_pending_line(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(TurnRefused, match="waits"):
        begun.close_session("s1", Outcome.OPEN, "{}")
    assert not begun.info("s1").finished


def test_sessions_are_listed_newest_first_in_pages(store: Store) -> None:
    for day in (2, 0, 1):
        store.create(talks.info(f"day{day}", started=talks.info().started + timedelta(days=day)), talks.START)
    talks.hold(store, "day1", 2)
    store.submit("day1", "hm", "r9")
    assert [info.id for info in store.sessions()] == ["day2", "day1", "day0"]
    assert store.sessions(limit=1, offset=1) == [store.info("day1")]
    assert (store.info("day1").turns, store.info("day1").pending) == (2, True)


def test_a_session_id_is_taken_once(begun: Store) -> None:
    with pytest.raises(StoreError, match="'s1' exists"):
        begun.create(talks.info(), talks.START)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.info("nobody"),
        lambda store: store.submit("nobody", "x", "r"),
        lambda store: store.pending("nobody"),
        lambda store: store.finish("nobody", talks.turn(1)),
        lambda store: store.turn("nobody", 1),
        lambda store: store.turns("nobody"),
        lambda store: store.state("nobody"),
        lambda store: store.spoken("nobody"),
        lambda store: store.branch("nobody", 0, "new"),
        lambda store: store.claim("nobody", "me", 5),
        lambda store: store.close_session("nobody", Outcome.OPEN, "{}"),
        lambda store: store.debrief("nobody"),
    ],
)
def test_an_unknown_session_is_named(store: Store, ask: Callable[[Store], object]) -> None:
    with pytest.raises(UnknownSession, match="'nobody'"):
        ask(store)


class TestBranches:
    """A branch shares its parent's turns and goes its own way from there."""

    def test_shares_turns_and_state_without_copying(self, begun: Store, log_url: str) -> None:
        talks.hold(begun, "s1", 5)
        branch = begun.branch("s1", 3, "b1")
        assert branch == begun.info("b1")
        assert (branch.parent, branch.parent_turn, branch.turns, branch.seed) == ("s1", 3, 3, talks.info().seed)
        assert begun.turns("b1") == begun.turns("s1")[:3]
        assert begun.state("b1") == begun.turns("s1")[2].state
        assert begun.spoken("b1") == begun.spoken("s1")[:3]
        assert begun.turn("b1", 2) == begun.turn("s1", 2)
        assert begun.turn("b1", 4) is None
        assert begun.pending("b1") is None
        assert _count(log_url, "turns") == 5

    def test_goes_its_own_way(self, begun: Store) -> None:
        talks.hold(begun, "s1", 5)
        begun.branch("s1", 3, "b1")
        talks.hold(begun, "b1", 3, seed=4)
        talks.hold(begun, "s1", 1)
        shared = [talks.turn(number) for number in (1, 2, 3)]
        assert begun.turns("b1") == shared + [talks.turn(number, seed=4) for number in (4, 5, 6)]
        assert begun.turns("s1") == [talks.turn(number) for number in range(1, 7)]
        assert begun.turns("b1", last=4) == begun.turns("b1")[2:]
        assert begun.state("b1") == talks.turn(6, seed=4).state

    @pytest.mark.parametrize(("at", "origin"), [(5, "b1"), (3, "s1"), (2, "s1")])
    def test_may_branch_again_within_own_or_shared_turns(self, begun: Store, at: int, origin: str) -> None:
        talks.hold(begun, "s1", 4)
        begun.branch("s1", 3, "b1")
        talks.hold(begun, "b1", 3, seed=1)
        begun.branch("b1", at, "b2")
        talks.hold(begun, "b2", 1, seed=2)
        assert begun.turns("b2") == [*begun.turns("b1")[:at], talks.turn(at + 1, seed=2)]
        assert begun.turn("b2", at) == begun.turn(origin, at)
        assert begun.info("b2").parent == "b1"

    def test_at_nought_starts_over(self, begun: Store) -> None:
        talks.hold(begun, "s1", 2)
        begun.branch("s1", 2, "b1")
        begun.branch("b1", 0, "b2")
        assert begun.state("b2") == talks.START
        assert begun.turns("b2") == []
        talks.hold(begun, "b2", 1, seed=3)
        assert begun.turns("b2") == [talks.turn(1, seed=3)]

    @pytest.mark.parametrize("at", [-1, 3, 99])
    def test_needs_a_whole_turn(self, begun: Store, at: int) -> None:
        talks.hold(begun, "s1", 2)
        begun.submit("s1", "pending", "r3")
        with pytest.raises(TurnRefused, match="0 to 2"):
            begun.branch("s1", at, "b1")

    def test_does_not_go_on_from_an_ended_conversation(self, begun: Store) -> None:
        begun.submit("s1", "one", "r1")
        begun.finish("s1", talks.turn(1, "one", outcome=Outcome.WALKED_AWAY))
        with pytest.raises(TurnRefused, match="ended with turn 1"):
            begun.branch("s1", 1, "b1")

    def test_may_leave_an_ended_session_before_its_end(self, begun: Store) -> None:
        talks.hold(begun, "s1", 2)
        begun.close_session("s1", Outcome.OPEN, "{}")
        begun.branch("s1", 1, "b1")
        assert (begun.info("b1").finished, begun.debrief("b1")) == (False, None)
        assert begun.submit("b1", "go on", "r2").number == 2


class TestLeases:
    """One runner per session, across processes."""

    def test_belong_to_one_owner(self, begun: Store, log_url: str) -> None:
        elsewhere = Store(log_url)
        assert begun.claim("s1", "me", 60)
        assert begun.claim("s1", "me", 60)
        assert not elsewhere.claim("s1", "you", 60)
        elsewhere.release("s1", "you")
        assert not elsewhere.claim("s1", "you", 60)
        begun.release("s1", "me")
        assert elsewhere.claim("s1", "you", 60)
        elsewhere.dispose()

    def test_run_out(self, begun: Store) -> None:
        assert begun.claim("s1", "crashed", -0.01)
        assert begun.claim("s1", "next", 60)
        assert not begun.claim("s1", "crashed", 60)

    def test_do_not_bind_other_sessions(self, begun: Store) -> None:
        begun.create(talks.info("s2"), talks.START)
        assert begun.claim("s1", "me", 60)
        assert begun.claim("s2", "you", 60)


class TestSubmissionsAtOnce:
    """Whatever arrives at once is serialised."""

    def test_different_lines_one_gets_in(self, begun: Store) -> None:
        def send(sender: int) -> str:
            try:
                return begun.submit("s1", f"from {sender}", f"r{sender}").text
            except TurnRefused:
                return ""

        with ThreadPoolExecutor(8) as senders:
            told = [text for text in senders.map(send, range(8)) if text]
        waiting = begun.pending("s1")
        assert waiting is not None
        assert told == [waiting.text]

    def test_the_same_request_is_one_line(self, begun: Store, log_url: str) -> None:
        with ThreadPoolExecutor(8) as senders:
            told = list(senders.map(lambda _: begun.submit("s1", "double click", "r1"), range(8)))
        assert set(told) == {begun.pending("s1")}
        assert _count(log_url, "lines") == 1

    def test_the_same_turn_is_finished_once(self, begun: Store) -> None:
        begun.submit("s1", "one", "r1")
        with ThreadPoolExecutor(8) as senders:
            done = list(senders.map(lambda seed: begun.finish("s1", talks.turn(1, "one", seed)), range(8)))
        assert sorted(done) == [False] * 7 + [True]


class TestCost:
    """Turn 500 costs what turn 5 costs, and a session stays small."""

    def test_a_late_turn_runs_the_statements_of_an_early_one(self, begun: Store) -> None:
        talks.hold(begun, "s1", 4)
        with _statements() as early:
            _one_turn(begun)
        talks.hold(begun, "s1", 60)
        with _statements() as late:
            _one_turn(begun)
        assert early == late

    def test_turn_500_does_the_work_of_turn_5(self, tmp_path: Path) -> None:
        """Count the steps of SQLite's virtual machine, which see every row that is looked at."""
        steps = count()
        with _every_connection(lambda raw: raw.set_progress_handler(lambda: next(steps) < 0, 1)):
            store = Store(f"sqlite:///{tmp_path / 'log.db'}")
            store.create(talks.info(), talks.START)

            def work(turns_before: int) -> int:
                talks.hold(store, "s1", turns_before)
                before = next(steps)
                _one_turn(store)
                return next(steps) - before

            at_5, at_10, at_500 = work(4), work(4), work(489)
            store.branch("s1", 400, "b1")
            before = next(steps)
            assert len(store.turns("b1", last=6)) == 6
            of_branch = next(steps) - before
            store.dispose()
        assert at_5 > 500
        assert at_10 > at_5, "the count sees that six turns are read, not four"
        assert at_500 == at_10
        assert of_branch < at_5

    def test_only_leases_are_ever_changed(self, begun: Store) -> None:
        with _statements() as ran:
            talks.hold(begun, "s1", 3)
            begun.claim("s1", "me", 5)
            begun.claim("s1", "me", 5)
            begun.release("s1", "me")
            begun.branch("s1", 2, "b1")
            begun.close_session("s1", Outcome.OPEN, "{}")
        changing = [statement for statement in ran if "UPDATE " in statement.replace("FOR NO KEY UPDATE", "")]
        assert changing
        assert all("INTO leases" in statement for statement in changing)
        assert all("leases" in statement for statement in ran if statement.startswith("DELETE"))

    def test_200_turns_stay_below_one_megabyte(self, begun: Store, log_url: str) -> None:
        talks.hold(begun, "s1", 200)
        begun.close_session("s1", Outcome.OPEN, '{"story": "..."}')
        assert _bytes_on_disk(log_url) < 1_000_000
        assert begun.turns("s1") == [talks.turn(number) for number in range(1, 201)]


class TestOpening:
    """What is opened is brought up to date, or refused with the mend."""

    def test_a_log_is_found_again(self, begun: Store, log_url: str) -> None:
        talks.hold(begun, "s1", 2)
        begun.submit("s1", "last words", "r3")
        begun.dispose()
        again = Store(log_url)
        assert again.turns("s1") == begun.turns("s1")
        assert again.submit("s1", "last words", "r3") == again.pending("s1")
        again.dispose()
        begun.dispose()

    def test_the_tables_are_those_the_queries_know(self, store: Store, log_url: str) -> None:
        with _engine(log_url) as engine:
            found = inspect(engine)
            for table in tables.metadata.tables.values():
                columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
                assert columns == {column.name: column.nullable for column in table.columns}
                key = found.get_pk_constraint(table.name)["constrained_columns"]
                assert key == [column.name for column in table.primary_key]

    def test_migrations_are_recorded_and_run_once(
        self, store: Store, log_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            migrations,
            "MIGRATIONS",
            (
                *migrations.MIGRATIONS,
                ("add notes", lambda connection: connection.execute(text("CREATE TABLE notes (a TEXT)"))),
            ),
        )
        monkeypatch.setattr("agent.database.MIGRATIONS", migrations.MIGRATIONS)
        for _ in range(2):
            Store(log_url).dispose()
        with _engine(log_url) as engine, engine.connect() as connection:
            rows = connection.execute(text("SELECT number, name FROM migrations ORDER BY number")).all()
            assert [tuple(row) for row in rows] == [(1, "first"), (2, "add notes")]
            assert inspect(engine).has_table("notes")

    def test_a_migration_that_fails_leaves_nothing_behind(self, log_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = ("broken", lambda connection: connection.execute(text("CREATE NONSENSE")))
        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
        with pytest.raises(StoreError, match="NONSENSE"):
            Store(log_url)
        with _engine(log_url) as engine:
            assert inspect(engine).get_table_names() == []

    def test_a_newer_log_is_refused(self, store: Store, log_url: str) -> None:
        with _engine(log_url) as engine, engine.begin() as connection:
            connection.execute(text("INSERT INTO migrations VALUES (99, 'from the future', 'x')"))
        with pytest.raises(StoreError, match="newer rollwith.*migration 99.*Mend: update rollwith"):
            Store(log_url)

    def test_many_at_once_open_a_new_log(self, log_url: str) -> None:
        with ThreadPoolExecutor(6) as openers:
            for opened in list(openers.map(lambda _: Store(log_url), range(6))):
                opened.dispose()
        assert _count(log_url, "migrations") == len(migrations.MIGRATIONS)

    def test_another_programs_database_is_left_alone(self, log_url: str) -> None:
        Path(log_url.removeprefix("sqlite:///")).parent.mkdir(
            exist_ok=True, parents=True
        ) if "sqlite" in log_url else None
        with _engine(log_url) as engine:
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE sessions (theirs TEXT)"))
            with pytest.raises(StoreError, match="another program's database"):
                Store(log_url)
            assert inspect(engine).get_table_names() == ["sessions"]

    def test_a_turn_of_another_version_is_named(self, begun: Store, log_url: str) -> None:
        talks.hold(begun, "s1", 1)
        rest = tables.Packed().process_bind_param('{"reply": {}, "mood": 3}', None)
        with _engine(log_url) as engine, engine.begin() as connection:
            connection.execute(text("UPDATE turns SET rest = :rest"), {"rest": rest})
        with pytest.raises(StoreError, match="turn 1 of session 's1' cannot be read"):
            begun.turns("s1")

    def test_a_damaged_record_is_named(self, begun: Store, log_url: str) -> None:
        talks.hold(begun, "s1", 1)
        with _engine(log_url) as engine, engine.begin() as connection:
            connection.execute(text("UPDATE turns SET rest = :rest"), {"rest": b"\x00\x01"})
        with pytest.raises(StoreError, match="damaged"):
            begun.state("s1")


class TestUnusable:
    """What cannot be opened is said with its mend, and without its password."""

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "log.db").write_bytes(b"These are my shopping notes. " * 100)
        with pytest.raises(StoreError, match=r"log\.db: file is not a database\. Mend: move the file aside"):
            Store(f"sqlite:///{tmp_path / 'log.db'}")

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        path = tmp_path / "log.db"
        store = Store(f"sqlite:///{path}")
        store.create(talks.info(), talks.START)
        talks.hold(store, "s1", 60)
        store.dispose()
        raw = bytearray(path.read_bytes())
        raw[4096:] = b"\xa5" * (len(raw) - 4096)
        path.write_bytes(raw)
        with pytest.raises(StoreError, match=r"malformed.*Mend: move the file aside"):
            Store(f"sqlite:///{path}")

    def test_a_folder_in_place_of_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match=r"unable to open database file\. Mend: .*ROLLWITH_DATA_DIR"):
            Store(f"sqlite:///{tmp_path}")

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        with pytest.raises(StoreError, match=r"data: cannot be made .*Mend: .*ROLLWITH_DATA_DIR"):
            Store(f"sqlite:///{tmp_path / 'data' / 'log.db'}")

    @pytest.mark.parametrize("existing", [False, True])
    def test_a_folder_that_is_read_only(self, tmp_path: Path, existing: bool) -> None:
        folder = tmp_path / "data"
        folder.mkdir()
        if existing:
            store = Store(f"sqlite:///{folder / 'log.db'}")
            store.dispose()
            (folder / "log.db").chmod(0o444)
        folder.chmod(0o555)
        with _without_privilege(tmp_path), pytest.raises(StoreError, match=r"Mend: .*writable|Mend: .*written to"):
            Store(f"sqlite:///{folder / 'log.db'}").create(talks.info(), talks.START)

    def test_a_server_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="Mend: see that the server runs") as told:
            Store(f"postgresql://ann:s3cret@/log?host={tmp_path}")
        assert "s3cret" not in str(told.value)

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("", "cannot be read"),
            ("my log", "cannot be read"),
            ("postgresql://ann:s3cret@host:port/x", "cannot be read"),
            ("mysql://ann:s3cret@host/x", "mysql is not supported"),
            ("sqlite://", "must be a file"),
            ("sqlite:///:memory:", "must be a file"),
        ],
    )
    def test_a_url_that_means_nothing_here(self, url: str, told: str) -> None:
        with pytest.raises(StoreError, match=rf"ROLLWITH_DATABASE_URL.*{told}.*Mend: write sqlite:///FILE") as error:
            Store(url)
        assert "s3cret" not in str(error.value)


def test_the_log_lives_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "100% mine? #1 \u00e9"
    store = open_store(Settings(data_dir=folder, database_url=None, _env_file=None))
    store.create(talks.info(), talks.START)
    store.dispose()
    assert (folder / "rollwith.db").is_file()
    assert store.describe() == f"SQLite file {folder / 'rollwith.db'}"


def test_where_a_server_log_lives_is_told_without_the_password(postgres: object) -> None:
    url = postgres.new_database().replace("rollwith@", "rollwith:s3cret@")
    store = Store(url)
    assert store.describe().startswith("PostgreSQL database postgres on /")
    assert "s3cret" not in store.describe()
    store.dispose()


def _one_turn(store: Store) -> None:
    """Do what a room does in a turn, but for looking over the customer's own words."""
    number = store.info("s1").turns + 1
    assert store.claim("s1", "room", 60)
    line = store.submit("s1", f"line {number}", f"one {number}")
    store.state("s1")
    store.turns("s1", last=6)
    store.finish("s1", talks.turn(number, line.text))
    store.turn("s1", number)
    store.release("s1", "room")


@contextmanager
def _statements() -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield ran
    event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def _every_connection(prepare: Callable[[sqlite3.Connection], None]) -> Iterator[None]:
    def seen(raw: sqlite3.Connection, _record: object) -> None:
        prepare(raw)

    event.listen(Engine, "connect", seen)
    yield
    event.remove(Engine, "connect", seen)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def _count(url: str, table: str) -> int:
    with _engine(url) as engine, engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def _bytes_on_disk(url: str) -> int:
    if url.startswith("sqlite"):
        return sum(file.stat().st_size for file in Path(url.removeprefix("sqlite:///")).parent.iterdir())
    with _engine(url) as engine, engine.connect() as connection:
        sizes = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables WHERE schemaname = current_schema()"
        return int(connection.execute(text(sizes)).scalar_one())


@contextmanager
def _without_privilege(root: Path) -> Iterator[None]:
    """Let go of root's right to write anywhere, for as long as the block runs."""
    if os.geteuid() != 0:
        yield
        return
    for folder in (root, *root.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
