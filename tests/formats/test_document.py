"""One document is read, or refused."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.formats.base import FormatError
from factcheck.formats.document import loads
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100


@given(st.text())
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_text_is_read_or_refused(told: str) -> None:
    with suppress(FormatError):
        loads(told)
