"""Which statements are two forms of one: a quotation, and what the article makes of it."""

from factcheck import text as texts
from factcheck.extract.languages import Language

_LEAST = 3
_SHARE = 0.4
_SHORT_WORD = 3


def content_words(told: str, language: Language) -> frozenset[str]:
    """The words that carry a statement, as they are searched for, without the small ones."""
    small = language.words
    found = []
    for word in told.replace("’", "'").split():
        low = word.strip(".,;:!?\"'“”‘()").lower()
        if (
            len(low) > _SHORT_WORD
            and low not in small.preposition | small.finite | small.subordinate
        ):
            found.append(low)
    return frozenset(texts.tokens(" ".join(found), language.code))


def same_statement(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two statements of one speaker share so many words that they are one."""
    both = len(one & other)
    return both >= _LEAST and both >= _SHARE * min(len(one), len(other))


def groups(speakers: list[str | None], words: list[frozenset[str]]) -> list[int | None]:
    """For each statement the place of an earlier one that it is another form of."""
    found: list[int | None] = []
    firsts: dict[str, list[int]] = {}  # of each speaker, the first of every group
    for at, (speaker, told) in enumerate(zip(speakers, words, strict=True)):
        known = firsts.setdefault(speaker, []) if speaker else []
        same = next((one for one in known if same_statement(words[one], told)), None)
        found.append(same)
        if same is None:
            known.append(at)
    return found
