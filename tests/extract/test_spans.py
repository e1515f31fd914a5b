"""Places in a text."""

from factcheck.extract.spans import Span


def test_a_span_cuts_out_its_words() -> None:
    assert Span(3, 5).of("It is so") == "is"


def test_spans_meet_where_they_share_a_character() -> None:
    assert Span(0, 3).meets(Span(2, 4))
    assert not Span(0, 3).meets(Span(3, 4))
