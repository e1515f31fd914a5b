"""From an article to proposals: the whole way, for one language."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from factcheck.extract.grouping import content_words, groups
from factcheck.extract.hints import Remark, Said, remarks
from factcheck.extract.languages import Language, language
from factcheck.extract.proposals import Hint, Kind, Passage, Proposal
from factcheck.extract.rules import read
from factcheck.extract.sentences import Sentence
from factcheck.extract.spans import Span
from factcheck.extract.speakers import Speaker, speakers
from factcheck.extract.statements import Statement
from factcheck.extract.worth import worthiness


def propose(text: str, code: str = "en") -> tuple[Proposal, ...]:
    """What is said by whom in an article, in the order of the text.

    Offsets are those of ``text`` as it is given. Nothing is decided: a person accepts, mends or
    drops each proposal. Any string is taken. Raises Usage for a language without a data file.
    """
    words = language(code)
    sentences, statements = read(text, words)
    statements = sorted(statements, key=lambda one: (one.content[0], one.cue or one.content[0]))
    named = speakers(text, sentences, statements, words)
    said = Said(
        text,
        sentences,
        statements,
        [one.name for one in named],
        [content_words(_told(text, one), words) for one in statements],
        words,
    )
    first_forms = groups(said.speakers, said.words)
    hints = _hints(said)
    return tuple(
        _proposal(said, place, named[place], first_forms[place], hints[place])
        for place in range(len(statements))
    )


def _told(text: str, statement: Statement) -> str:
    return " ".join(span.of(text) for span in statement.content)


def _hints(said: Said) -> list[tuple[Hint, ...]]:
    """The hints of each statement: those that speak about it, and the one that it is."""
    found: list[list[Hint]] = [[] for _ in said.statements]
    for remark in remarks(said):
        hint = _hint(remark)
        for place in sorted({remark.concerns, remark.statement} - {None}, key=str):
            if place is not None:
                found[place].append(hint)
    return [tuple(hints) for hints in found]


def _hint(remark: Remark) -> Hint:
    return Hint(
        remark.kind,
        remark.by,
        _id(remark.concerns),
        remark.at.start,
        remark.at.end,
        _id(remark.statement),
    )


def _id(place: int | None) -> int | None:
    return None if place is None else place + 1


def _proposal(
    said: Said, place: int, speaker: Speaker, first_form: int | None, hints: tuple[Hint, ...]
) -> Proposal:
    one, text = said.statements[place], said.text
    first, *more = one.content
    kind = _kind(text, one, said.language)
    worth = worthiness(_told(text, one), said.language)
    return Proposal(
        id=place + 1,
        text=first.of(text),
        start=first.start,
        end=first.end,
        statement=_stated(said, one),
        more=tuple(more),
        speaker=speaker.name,
        speaker_as_written=one.source and one.source.of(text),
        speaker_at=one.source,
        cue=one.cue and one.cue.of(text),
        cue_at=one.cue,
        kind=kind,
        context=_context(said, one),
        score=worth.score,
        because=worth.because,
        unsure=(*one.unsure, *speaker.unsure),
        hints=hints,
        group=_id(first_form),
    )


def _stated(said: Said, one: Statement) -> str:
    """All that was said, its pieces put together."""
    told = (statement(span.of(said.text), said.language) for span in one.content)
    return " ".join(filter(None, told))


def statement(told: str, words: Language) -> str:
    """What was said without the marks around it and without "that" before it."""
    marks = words.opening + words.closing + words.straight + "'‘’`"
    bare = _without_that(told, words)
    ends_quoted = bare[-1:] in marks
    bare = bare.strip(marks + " \n") if _is_enclosed(bare, marks) else bare.strip()
    return bare.rstrip(",") if ends_quoted else bare.rstrip(", ")


def _without_that(told: str, words: Language) -> str:
    low = told.lower().replace("’", "'")
    for that in sorted(words.words.that, key=len, reverse=True):
        before = that if that.endswith("'") else f"{that} "
        if low.startswith(before) and told[len(before) :].strip():
            return told[len(before) :]
    return told


def _is_enclosed(told: str, marks: str) -> bool:
    """Whether the only marks stand at its ends."""
    inner = told.strip(marks + " ")
    return not any(mark in inner for mark in marks if mark not in "'’‘`")


def _kind(text: str, one: Statement, words: Language) -> Kind:
    """Direct where all words are quoted, mixed where some are."""
    if not one.quoted:
        return "indirect"
    marks = words.opening + words.closing + words.straight + "'‘`"
    told = [span.of(text) for span in one.content]
    direct = all(each[0] in marks or each.rstrip(",.")[-1:] in marks for each in told)
    return "direct" if direct else "mixed"


def _context(said: Said, one: Statement) -> Passage:
    """The sentences that hold the cue, the speaker and all that was said."""
    spans: Sequence[Span | None] = (*one.content, one.cue, one.source)
    start = min(span.start for span in spans if span)
    end = max(span.end for span in spans if span)
    first = max(0, bisect_right(said.sentences, start, key=_starts) - 1)
    last = bisect_left(said.sentences, end, key=_starts)
    held = said.sentences[first:last]
    start, end = min(start, held[0].start), max(end, held[-1].end)
    return Passage(said.text[start:end], start, end)


def _starts(sentence: Sentence) -> int:
    return sentence.start
