"""The form in which an article is kept, so that offsets and its digest stay true."""

import re

_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_BLANKS = re.compile("[ \t\u00a0\u2000-\u200b\u202f\u205f\u3000]+(?=\n|\\Z)")


def normalised(text: str) -> str:
    """The text with plain line ends, and without control characters and blanks at line ends.

    All else stays as it is. Doing it twice is doing it once, and ``factcheck.text.digest`` takes
    every result. Offsets of proposals refer to what ``propose`` was given: give it this.
    """
    return _BLANKS.sub("", _UNWANTED.sub("", _ENDS.sub("\n", text)))
