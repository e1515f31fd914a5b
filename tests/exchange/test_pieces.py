"""Pieces of an import: put down in little memory and read again, and what follows them."""

from collections.abc import Iterator

import pytest

from factcheck.exchange.pieces import Batch, Piece, following
from factcheck.formats.base import FormatError, Found, Refused
from factcheck.formats.own import read_record

RAW = b'{"type":"tag","uid":"t1","name":"flights"}'
OURS = Found("line 2", read_record(RAW), RAW, ("a note",))
BAD = Refused("line 3", "has no name", b"{}")


def test_lines_of_a_type_are_ours_and_records_of_others_are_not() -> None:
    assert Batch("tag", []).own
    assert not Batch(None, []).own
    assert not Batch("tag", []).again


def test_what_was_put_down_is_read_again_as_it_was() -> None:
    batch = Batch("tag", [OURS, BAD], again=True)
    down = batch.unread()
    assert down == Batch("tag", [OURS._replace(record=None), BAD], again=True)
    assert batch.records == [OURS, BAD], "it is left alone"
    again = down.read_again()
    assert (again.kind, again.again, again.records[1]) == ("tag", True, BAD)
    (one, _bad) = again.records
    assert isinstance(one, Found)
    assert (one.place, one.raw, one.notes) == ("line 2", RAW, ("a note",))
    assert one.record == OURS.record
    assert one.record is not OURS.record


def test_the_next_piece_follows_and_after_the_last_none() -> None:
    first: Piece = (Batch("tag", [OURS]), False)
    last: Piece = (Batch(None, []), True)
    pieces = iter([first, last])
    assert following(pieces) == (first, None)
    assert following(pieces) == (last, None)
    assert following(pieces) == (None, None)


def test_a_file_that_breaks_off_says_why_after_what_came_before() -> None:
    wrong = FormatError("nested deeper than 100")
    first: Piece = (Batch("tag", [OURS]), False)

    def broken() -> Iterator[Piece]:
        yield first
        raise wrong

    pieces = broken()
    assert following(pieces) == (first, None)
    assert following(pieces) == (None, wrong)


def test_any_other_error_is_not_kept_back() -> None:
    def stopped() -> Iterator[Piece]:
        yield from ()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        following(stopped())
