"""Bodies: unpacked in small pieces, capped both ways, never taken for whole when cut off."""

import gzip
import tracemalloc
import zlib

import pytest

from factcheck.errors import NetworkFailed, RefusedUnsafe
from factcheck.fetching import pages
from tests.fetching.server import Answer, page, rules, serving

TOLD = b"<p>Nobody has seen evidence.</p>" * 4000


def fetched(answer: Answer, most: int = 10**6) -> bytes:
    with serving(answer) as server:
        return pages.fetch(server.url(), rules(most=most)).body


@pytest.mark.parametrize(
    ("packed", "name"),
    [
        (TOLD, "identity"),
        (gzip.compress(TOLD), "gzip"),
        (gzip.compress(TOLD), " GZIP "),
        (zlib.compress(TOLD), "deflate"),
    ],
)
def test_what_is_packed_is_unpacked(packed: bytes, name: str) -> None:
    assert fetched(page(packed, f"Content-Encoding: {name}")) == TOLD


def test_chunks_are_put_together() -> None:
    told = b"5\r\nHello\r\n6\r\n there\r\n0\r\n\r\n"
    assert fetched(page(told, "Transfer-Encoding: chunked")) == b"Hello there"


def test_without_a_length_it_ends_with_the_connection() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nHello"
    assert fetched(lambda connected, _head: connected.sendall(head)) == b"Hello"


@pytest.mark.parametrize(
    "answer",
    [
        page(b"", "Content-Length: 1000001"),
        page(b"x" * 1_000_001),
        page(gzip.compress(b"x" * 1_000_001), "Content-Encoding: gzip"),
        page(b"F4241\r\n" + b"x" * 1_000_001 + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    ],
    ids=("announced", "plain", "packed", "chunked"),
)
def test_what_is_too_large_is_refused(answer: Answer) -> None:
    with pytest.raises(RefusedUnsafe, match=r"the page is larger than 0\.95"):
        fetched(answer)


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(bytes(2**20)) for _ in range(100)), packer.flush()])
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(RefusedUnsafe, match="larger than"):
            fetched(page(bomb, "Content-Encoding: gzip"), 4 * 2**20)
        assert tracemalloc.get_traced_memory()[1] < 12 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (page(b"Hell", "Content-Length: 5"), "was cut off"),
        (page(gzip.compress(TOLD)[:-20], "Content-Encoding: gzip"), "was cut off"),
        (page(b"5\r\nHel", "Transfer-Encoding: chunked"), "incomplete"),
        (page(b"no gzip at all", "Content-Encoding: gzip"), "cannot be unpacked"),
        (page(b"x", "Content-Encoding: br"), "packed as 'br', which was not asked for"),
        (page(b"x", "Content-Encoding: gzip, gzip"), "which was not asked for"),
    ],
)
def test_what_is_broken_is_told(answer: Answer, complaint: str) -> None:
    with pytest.raises(NetworkFailed, match=complaint):
        fetched(answer)
