"""Connections that tests have one after the other are as new ones."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine

from factcheck.connections import parse, postgres_engine
from tests import kept, postgres
from tests.long import LONG

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(LONG, reason="a long run keeps no connections"),
]


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """An engine's connection, as the driver made it."""
    engine: Engine = postgres_engine(parse(url), writing=True)
    with closing(engine.raw_connection()) as pooled:
        yield pooled.driver_connection
    engine.dispose()


def process(raw: Any) -> int:
    found: int = raw.execute("SELECT pg_backend_pid()").fetchone()[0]
    return found


def test_another_engine_has_the_same_connection_as_it_was_when_it_was_new(
    postgres_url: str,
) -> None:
    with connected(postgres_url) as raw:
        first = process(raw)
        raw.execute("SET search_path = nowhere")
        raw.execute("SELECT pg_advisory_lock(7)")
        raw.execute("CREATE TEMP TABLE claim AS SELECT 1 AS one")
        raw.commit()
        raw.read_only = True
    with connected(postgres_url) as raw:
        assert process(raw) == first
        assert raw.execute("SHOW search_path").fetchone() == ('"$user", public',)
        assert raw.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'").fetchall() == []
        assert (
            raw.execute("SELECT relname FROM pg_class WHERE relpersistence = 't'").fetchall() == []
        )
        assert raw.execute("SHOW transaction_read_only").fetchone() == ("off",)


def test_two_at_a_time_have_two(postgres_url: str) -> None:
    with connected(postgres_url) as one, connected(postgres_url) as two:
        assert process(one) != process(two)


def test_one_that_the_server_ended_is_not_given_out(
    postgres_url: str, postgres_server: postgres.Server
) -> None:
    with connected(postgres_url) as raw:
        ended = process(raw)
    postgres_server.sql(f"SELECT pg_terminate_backend({ended}, 5000)")
    with connected(postgres_url) as raw:
        assert process(raw) != ended


def test_one_that_is_in_the_middle_of_something_is_ended(postgres_url: str) -> None:
    with connected(postgres_url) as raw:
        left = process(raw)
        raw.close()
        assert raw.closed
    with connected(postgres_url) as raw:
        assert process(raw) != left


def test_of_other_databases_none_is_kept(postgres_server: postgres.Server) -> None:
    with connected(postgres_server.url("template")) as raw:
        pass
    assert raw.closed
    assert kept.quiet(raw) is False
