"""A primary and its standby: who goes where, and what is left when the primary stops at once."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from factcheck import connections, schema, verify
from factcheck.db import Database
from factcheck.models import Claim
from tests import postgres
from tests.conftest import run
from tests.factories import make_claim
from tests.long import seeds
from tests.scenes import midway

pytestmark = pytest.mark.postgres

PATIENCE = 60
SOCKET = ".s.PGSQL.5432"


@dataclass
class Pair:
    """A primary, and a standby that has every commit before it is acknowledged."""

    primary: postgres.Server
    standby: postgres.Server
    name: str = ""
    _left: list[postgres.Server] = field(default_factory=list)

    @contextmanager
    def database(self) -> Iterator[None]:
        """An empty factcheck database, on both."""
        lender = self.primary
        lent = lender.borrow("template")
        self.name = str(connections.parse(lent).database)
        self.standby.follow(lender)
        yield
        if self.primary is lender:
            lender.give_back(lent)

    def url(self, *servers: postgres.Server, target: str = "") -> str:
        """The database as one URL: on these servers, or first the primary and then the standby."""
        hosts = "&".join(f"host={one.home}" for one in servers or (self.primary, self.standby))
        wanted = f"&target_session_attrs={target}" if target else ""
        return f"postgresql://postgres@/{self.name}?{hosts}{wanted}"

    def stop_primary(self) -> None:
        """As by a power cut."""
        self.primary.halt("immediate")

    def take_over(self) -> None:
        """The standby becomes the primary; where the old one was, nobody is left."""
        self.standby.promote()
        self._left.append(self.primary)
        self.primary = self.standby

    def mend(self) -> None:
        """Give a primary that has taken over a standby of its own."""
        if self._left:
            self.standby = self.primary.standby()
        self.forget()

    def forget(self) -> None:
        """Remove what a primary left that is none any more."""
        while self._left:
            self._left.pop().stop()

    def stop(self) -> None:
        """Remove all."""
        self.forget()
        for server in {self.primary, self.standby}:
            server.stop()


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    """Two servers, shared by all tests."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs were not found")
    primary = postgres.Server(programs, postgres.REPLICATED)
    try:
        schema.create(primary.create("template")).close()
        pair = Pair(primary, primary.standby())
    except BaseException:
        primary.stop()
        raise
    yield pair
    pair.stop()


@pytest.fixture
def pair(servers: Pair) -> Iterator[Pair]:
    """The two servers, both of them running, with an empty database."""
    servers.mend()
    with servers.database():
        yield servers


def where(session: Session) -> str:
    """The kind of server that a session is on."""
    return "standby" if session.scalar(text("SELECT pg_is_in_recovery()")) else "primary"


def texts(url: str) -> list[str]:
    """The claims that are there, in the order of their ids."""
    with Database(url) as db, db.reading() as session:
        return list(session.scalars(select(Claim.text).order_by(Claim.id)))


def eventually(seen: Callable[[], Any]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.01)


# who goes where


@pytest.mark.parametrize("target", ["", "standby", "prefer-standby", "any"])
def test_a_writer_finds_the_primary_whichever_host_stands_first(pair: Pair, target: str) -> None:
    for servers in ((pair.primary, pair.standby), (pair.standby, pair.primary)):
        url = pair.url(*servers, target=target)
        with Database(url) as db, db.transaction(by="ana") as session:
            assert where(session) == "primary"
            make_claim(session, f"With {servers[0].home} first")
    assert len(texts(pair.url())) == 2


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [("", "primary"), ("standby", "standby"), ("prefer-standby", "standby")],
)
def test_a_reader_goes_where_the_url_sends_it(pair: Pair, target: str, goes_to: str) -> None:
    for servers in ((pair.primary, pair.standby), (pair.standby, pair.primary)):
        with Database(pair.url(*servers, target=target)) as db, db.reading() as session:
            assert where(session) == goes_to


def test_readers_on_the_primary_see_at_once_what_was_saved(pair: Pair) -> None:
    with Database(pair.url(pair.standby, pair.primary)) as db:
        for number in range(5):
            with db.transaction(by="ana") as session:
                make_claim(session, f"A claim, number {number}")
            with db.reading() as session:
                assert len(session.scalars(select(Claim.id)).all()) == number + 1


def test_readers_on_the_standby_see_it_soon(pair: Pair) -> None:
    with Database(pair.url(target="standby")) as db:
        with db.transaction(by="ana") as session:
            make_claim(session, "Saved on the primary")
        eventually(lambda: texts(pair.url(target="standby")) == ["Saved on the primary"])


def test_a_standby_alone_lists_and_takes_no_changes(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(pair.url()) as db, db.transaction(by="ana") as session:
        make_claim(session, "Saved on the primary")
    monkeypatch.setenv("FACTCHECK_DB", pair.url(pair.standby))
    eventually(lambda: "Saved on the primary" in run("list").out)
    done = run("add", "Another claim")
    assert (done.code, done.out) == (8, "")
    assert "can be read but not written" in done.err
    assert "standby" in run("db", "info").out
    checked = run("db", "verify")
    assert checked.code == 0
    assert "the schema was not checked" in checked.err


def test_nothing_is_acknowledged_that_the_standby_does_not_have(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No limit of ours ends the wait: the server would say then that the commit was done."""
    policy = connections.postgres_policy
    hasty = {"statement_timeout": "1s", "idle_in_transaction_session_timeout": "1s"}
    monkeypatch.setattr(connections, "postgres_policy", lambda **told: policy(**told) | hasty)
    with Database(pair.url()) as db, ThreadPoolExecutor(1) as pool:
        assert db.write(lambda session: make_claim(session, "Before").id, by="ana") == 1
        pair.standby.halt()
        adding = pool.submit(db.write, lambda session: make_claim(session).id, by="ana")
        time.sleep(1.5)
        waited = not adding.done()
        pair.standby.start()
        assert adding.result(PATIENCE) == 2
        assert waited


def test_without_a_primary_readers_go_on_and_writers_are_told(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_DB", pair.url(target="prefer-standby"))
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.3)
    pair.stop_primary()
    try:
        assert run("list").code == 0
        done = run("add", "A claim")
        assert (done.code, done.out) == (7, "")
        assert "takes changes" in done.err
    finally:
        pair.primary.start()
    assert run("add", "A claim").code == 0


def test_a_server_that_is_named_twice_is_waited_for(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the next primary comes under the old name, as with many managed services."""
    monkeypatch.setenv("FACTCHECK_DB", pair.url(pair.primary, pair.primary))
    stops, pauses = count(), count(1)
    monkeypatch.setattr(
        connections, "pause", lambda _: pair.primary.start() if next(pauses) == 3 else None
    )
    with midway(lambda: None if next(stops) else pair.stop_primary()):
        done = run("add", "A claim")
    assert (done.code, done.err.count("error")) == (0, 0), done.err
    assert texts(pair.url()) == ["A claim"]


# the commit whose answer was lost


class Wire:
    """A socket between the program and a server, which breaks when a commit passes it.

    ``breaks``: "before" the commit reaches the server, or "after" it, before its answer.
    """

    def __init__(self, server: postgres.Server) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="fcwire"))
        self.breaks = ""
        self._server = str(server.home / SOCKET)
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.home / SOCKET))
        self._door.listen()
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        """Let nobody else through."""
        (self.home / SOCKET).unlink()

    def close(self) -> None:
        """Remove it."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        shutil.rmtree(self.home)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                caller = self._door.accept()[0]
                threading.Thread(target=self._between, args=(caller,), daemon=True).start()

    def _between(self, caller: socket.socket) -> None:
        with caller, socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            back = threading.Thread(target=_pass_on, args=(server, caller), daemon=True)
            back.start()
            self._pass_on_until_it_breaks(caller, server)
            server.shutdown(socket.SHUT_RDWR)
            back.join()

    def _pass_on_until_it_breaks(self, caller: socket.socket, server: socket.socket) -> None:
        while told := caller.recv(65536):
            breaks = ""
            if b"COMMIT\0" in told:
                breaks, self.breaks = self.breaks, ""
            if breaks:
                caller.shutdown(socket.SHUT_RDWR)
            if breaks != "before":
                server.sendall(told)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):  # what nobody hears any more
        while told := one.recv(65536):
            other.sendall(told)
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(pair: Pair) -> Iterator[Wire]:
    """A wire to the primary."""
    made = Wire(pair.primary)
    yield made
    made.close()


def through(wire: Wire, pair: Pair) -> str:
    """The URL of the database by that wire alone."""
    return f"postgresql://postgres@/{pair.name}?host={wire.home}"


@pytest.mark.parametrize(("breaks", "tries"), [("before", 2), ("after", 1)])
def test_a_commit_whose_answer_is_lost_is_done_once(
    breaks: str, tries: int, pair: Pair, wire: Wire
) -> None:
    tried = []

    def work(session: Session) -> int:
        tried.append(session)
        wire.breaks = breaks if len(tried) == 1 else ""
        return make_claim(session, "Once").id

    with Database(through(wire, pair)) as db:
        assert db.write(work, by="ana") == 1
        assert len(tried) == tries
        report = verify.verify(db)
    assert (report.findings, report.entries, report.head_known) == ((), 1, True)
    assert texts(pair.url()) == ["Once"]


@pytest.mark.parametrize(("breaks", "saved"), [("before", []), ("after", ["A claim"])])
def test_where_nobody_can_be_asked_a_commit_is_said_to_be_unknown(
    breaks: str, saved: list[str], pair: Pair, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_for_good() -> None:
        wire.breaks = breaks
        wire.cut()

    monkeypatch.setenv("FACTCHECK_DB", through(wire, pair))
    with midway(break_for_good):
        done = run("add", "A claim")
    assert (done.code, done.out) == (7, "")
    assert "whether entry 1 was saved is not known" in done.err
    assert "factcheck history" in done.err
    with Database(pair.url()) as db, db.transaction(by="ben"):  # behind the one that was cut off
        pass
    assert texts(pair.url()) == saved


def test_a_connection_that_the_server_ends_before_the_commit_is_replaced(pair: Pair) -> None:
    tried = []

    def work(session: Session) -> int:
        tried.append(session)
        claim = make_claim(session, "Once")
        if len(tried) == 1:
            own = session.scalar(text("SELECT pg_backend_pid()"))
            pair.primary.sql(f"SELECT pg_terminate_backend({own}, 5000)")
        return claim.id

    with Database(pair.url()) as db:
        assert db.write(work, by="ana") == 1
    assert len(tried) == 2
    assert texts(pair.url()) == ["Once"]


# the primary stops at once


@dataclass
class Writer:
    """Adds claims one after the other, and notes the uid of each that was acknowledged."""

    name: str
    acks: list[str] = field(default_factory=list)
    tries: int = 0
    done: bool = False

    def add(self, db: Database) -> None:
        """Until it is told that it is done."""
        while not self.done:
            self.acks.append(db.write(self._claim, by=self.name, action="add"))

    def _claim(self, session: Session) -> str:
        self.tries += 1
        return make_claim(session, f"Claim {len(self.acks)} of {self.name}").uid


@contextmanager
def at_work(db: Database, *writers: Writer) -> Iterator[Callable[[int], None]]:
    """Have them add claims meanwhile; gives what waits until each has so many more."""

    def wait(more: int) -> None:
        wanted = [len(one.acks) + more for one in writers]
        eventually(
            lambda: (
                any(one.done() for one in running)
                or all(len(one.acks) >= to for one, to in zip(writers, wanted, strict=True))
            )
        )

    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(one.add, db) for one in writers]
        try:
            yield wait
        finally:
            for one in writers:
                one.done = True
        for each in running:
            each.result(PATIENCE)


@pytest.mark.parametrize("seed", seeds(1, 20))
def test_when_the_primary_stops_at_once_nothing_acknowledged_is_lost(
    seed: int, pair: Pair
) -> None:
    """Each writer goes on with the same Database, and begins one transaction again at most."""
    ana, ben = writers = Writer("ana"), Writer("ben")
    with Database(pair.url()) as db:
        with at_work(db, *writers) as wait:
            wait(5)
            time.sleep(Random(seed).uniform(0, 0.05))
            pair.stop_primary()
            pair.take_over()
            wait(5)
        with db.reading() as session:
            found = session.execute(select(Claim.uid, Claim.text)).all()
        assert sorted(one.uid for one in found) == sorted(ana.acks + ben.acks)
        assert len({one.text for one in found}) == len(found)
        assert all(one.tries - len(one.acks) <= 1 for one in writers)
        report = verify.verify(db)
    assert (report.findings, report.head_known) == ((), True)


def test_a_command_waits_for_the_next_primary(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a primary that comes back with what it had is not believed any more."""
    monkeypatch.setenv("FACTCHECK_DB", pair.url())
    old, stops, pauses = pair.primary, count(), count(1)
    monkeypatch.setattr(
        connections, "pause", lambda _: pair.take_over() if next(pauses) == 3 else None
    )
    with midway(lambda: None if next(stops) else pair.stop_primary()):
        done = run("add", "Saved on the next primary")
    assert (done.code, done.err.count("error")) == (0, 0), done.err
    assert texts(pair.url()) == ["Saved on the next primary"]
    old.start()
    found = run("db", "verify")
    assert found.code == 12
    assert "the log ends at entry 0, but entry 1 was seen here" in found.out
