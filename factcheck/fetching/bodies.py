"""The body of an answer, unpacked piece by piece and never more of it than is wanted."""

import http.client
import zlib
from collections.abc import Iterator

from factcheck.errors import NetworkFailed, RefusedUnsafe

_PIECE = 64 * 2**10
ENCODINGS = ("gzip", "x-gzip", "deflate", "identity", "")


def read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """All of a body. Raises RefusedUnsafe for one that is too large, packed or unpacked.

    NetworkFailed for one that is cut off, or packed in a way that was not asked for.
    """
    told = answer.headers.get("Content-Length", "")
    if told.isdecimal() and len(told) < 20 and int(told) > most:
        raise _too_large(most)
    packing = (answer.headers.get("Content-Encoding") or "").strip().lower()
    if packing not in ENCODINGS:
        raise NetworkFailed(f"the page came packed as {packing[:40]!r}, which was not asked for")
    pieces = _capped(_pieces(answer), most)
    if packing not in ("", "identity"):
        pieces = _capped(_unpacked(pieces), most)
    return b"".join(pieces)


def _too_large(most: int) -> RefusedUnsafe:
    return RefusedUnsafe(f"the page is larger than {most / 2**20:g} MB")


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read(_PIECE):
        yield piece
    if answer.length:  # http.client does not say so itself where pieces are asked for
        raise NetworkFailed("the page was cut off")


def _capped(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    left = most
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise _too_large(most)
        yield piece


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """At most so much at a time comes out, however little goes in."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib: the data say which
    try:
        for piece in pieces:
            rest = piece
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
            while not unpacker.eof and (more := unpacker.decompress(b"", _PIECE)):
                yield more
    except zlib.error as error:
        raise NetworkFailed("the page came packed and cannot be unpacked") from error
    if not unpacker.eof:
        raise NetworkFailed("the page was cut off")
