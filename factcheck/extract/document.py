"""The document in which proposals go out and come back with decisions: JSON, for anybody.

``build`` makes one of an article and its proposals, ``read`` takes one back and checks it against
the text that it carries. What it says and what may be changed in it: docs/formats.md.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import msgspec

from factcheck import text
from factcheck.errors import InvalidInput
from factcheck.extract.article import MOST, Article, place
from factcheck.extract.proposals import Hint, Proposal
from factcheck.records import ArticleRecord, language

FORMAT = "factcheck proposals 1"
_LARGEST = 16 * MOST


class _Strict(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A key that is not known is a mistake: what it was to say would be lost."""


class Known(_Strict, kw_only=True):
    """A claim here that a proposal may repeat."""

    claim: int
    zone: str
    probability: float
    text: str
    speaker: str | None
    warnings: list[str]


class Decision(_Strict, kw_only=True):
    """What a person decides of a passage; all of it may be left out."""

    decision: str | None = None
    claim: int | None = None
    concerns: int | None = None
    stance: str | None = None
    note: str | None = None


class Remark(Decision, kw_only=True):
    """A hint, with the sentence it stands in. Those of the article itself are decided on here."""

    kind: str
    by: str | None
    proposal: int | None
    start: int
    end: int
    text: str
    sentence: tuple[int, int]


class Line(Decision, kw_only=True):
    """A proposal."""

    id: int
    text: str
    statement: str
    speaker: str | None
    speaker_as_written: str | None
    said_on: str | None = None
    cue: str | None
    kind: str
    start: int
    end: int
    more: list[tuple[int, int]]
    locator: str
    context: str
    context_at: tuple[int, int]
    score: float
    because: list[str]
    unsure: list[str]
    group: int | None
    hints: list[Remark]
    matches: list[Known]

    @property
    def remark(self) -> Remark | None:
        """The remark about another proposal that this one is itself."""
        own = (one for one in self.hints if one.proposal == self.id and one.concerns is not None)
        return next((one for one in own if one.concerns != self.id), None)

    @property
    def is_denial(self) -> bool:
        """Whether it only denies: "has denied the claims" states nothing of its own."""
        return any(one.proposal == self.id and one.kind == "denial" for one in self.hints)


class Head(_Strict, kw_only=True):
    """The article. ``source`` is what names it: an address, a title, s3."""

    source: str
    title: str | None
    byline: str | None
    publisher: str | None
    published_on: str | None
    url: str | None
    language: str
    extractor: str
    text_sha256: str
    text: str


class Document(_Strict, kw_only=True):
    """An article with its proposals."""

    format: str
    article: Head
    proposals: list[Line]

    @property
    def record(self) -> ArticleRecord:
        """The article as a source."""
        told = self.article
        return ArticleRecord(
            told.source, told.text_sha256, told.title, told.publisher, told.published_on,
            told.byline,
        )  # fmt: skip

    def line(self, number: int) -> Line:
        """The proposal of this id. Raises InvalidInput."""
        found = next((one for one in self.proposals if one.id == number), None)
        if found is None:
            raise InvalidInput(f"there is no proposal {number} in the document")
        return found


def build(
    article: Article, proposals: Sequence[Proposal], *, source: str, extractor: str, code: str
) -> Document:
    """The document of an article, with nothing decided."""
    head = Head(
        source=source,
        title=article.title,
        byline=article.byline,
        publisher=article.publisher,
        published_on=article.published_on,
        url=article.url,
        language=code,
        extractor=extractor,
        text_sha256=article.digest,
        text=article.text,
    )
    hinted = any(one.hints for one in proposals)
    sentences = _sentences(article.text, code) if hinted else []
    lines = [_line(article.text, one, sentences) for one in proposals]
    return Document(format=FORMAT, article=head, proposals=lines)


def _line(told: str, one: Proposal, sentences: Sequence[tuple[int, int]]) -> Line:
    hints = [_remark(told, hint, sentences) for hint in one.hints]
    line = Line(
        id=one.id,
        text=one.text,
        statement=_capitalised(one.statement),
        speaker=one.speaker,
        speaker_as_written=one.speaker_as_written,
        cue=one.cue,
        kind=one.kind,
        start=one.start,
        end=one.end,
        more=[(span.start, span.end) for span in one.more],
        locator=place(told, one.start, one.end),
        context=one.context.text,
        context_at=(one.context.start, one.context.end),
        score=one.score,
        because=list(one.because),
        unsure=list(one.unsure),
        group=one.group,
        hints=hints,
        matches=[],
    )
    line.concerns = line.remark.concerns if line.remark else None
    return line


def _capitalised(told: str) -> str:
    """A statement as a sentence begins, but for names such as eBay."""
    return told if told[1:2].isupper() else told[:1].upper() + told[1:]


def _remark(told: str, hint: Hint, sentences: Sequence[tuple[int, int]]) -> Remark:
    at = bisect_right(sentences, (hint.start, len(told))) - 1
    start, end = sentences[at] if at >= 0 else (0, 0)
    if not start <= hint.start < end:
        start, end = hint.start, hint.end
    return Remark(
        kind=hint.kind,
        by=hint.by,
        concerns=hint.concerns,
        proposal=hint.proposal,
        start=hint.start,
        end=hint.end,
        text=told[start:end],
        sentence=(start, end),
    )


def _sentences(told: str, code: str) -> list[tuple[int, int]]:
    """Where the sentences stand; paragraphs, where the language is another extractor's own."""
    from factcheck.extract.languages import known, language
    from factcheck.extract.rules import read as read_rules

    if code in known():
        return [(one.start, one.end) for one in read_rules(told, language(code))[0]]
    found, at = [], 0
    for paragraph in told.split("\n"):
        found.append((at, at + len(paragraph)))
        at += len(paragraph) + 1
    return found


def remarks(line: Line) -> list[Remark]:
    """The remarks of the article itself about a proposal: they are decided on beside it."""
    return [one for one in line.hints if one.proposal is None and one.concerns == line.id]


# back again


def read(told: bytes) -> Document:
    """A document that was written by ``build`` and in which somebody decided.

    Raises InvalidInput for what is none, and for one whose text, or a passage of it, is not the
    one that was read.
    """
    if len(told) > _LARGEST:
        raise InvalidInput("the document is too large")
    try:
        found = msgspec.json.decode(told, type=Document)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = text.one_line(str(error))[:200]
        raise InvalidInput(
            f"this is no document of proposals: {why}", hint="factcheck extract ARTICLE --json"
        ) from error
    if found.format != FORMAT:
        raise InvalidInput(f"the document is of another format than {FORMAT!r}")
    head = found.article
    if text.digest(head.text) != head.text_sha256:
        raise InvalidInput("the article's text in the document was changed: its digest differs")
    head.language = language(head.language)
    numbers = [one.id for one in found.proposals]
    if len(set(numbers)) != len(numbers):
        raise InvalidInput("two proposals of the document have one id")
    for one in found.proposals:
        _require_passage(found, one)
    return found


def _require_passage(found: Document, one: Line) -> None:
    told, what = found.article.text, f"proposal {one.id}"
    for start, end in ((one.start, one.end), one.context_at, *one.more):
        if not 0 <= start < end <= len(told):
            raise InvalidInput(f"{what} stands outside of the article's text")
    if told[one.start : one.end] != one.text:
        raise InvalidInput(f"{what}: its text is not the one at {one.start}-{one.end}")
    for each in one.hints:
        if not 0 <= each.sentence[0] < each.sentence[1] <= len(told):
            raise InvalidInput(f"{what}: a hint stands outside of the article's text")
        if each.decision is not None and each not in remarks(one):
            raise InvalidInput(
                f"{what}: a hint that is a proposal itself, or is about another, is decided there"
            )


# as plain objects


def rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Proposals, each as a plain object."""
    return [{"id": one.id, **msgspec.to_builtins(one)} for one in lines]


def plain(document: Document) -> dict[str, Any]:
    """The whole document as a plain object."""
    head = msgspec.to_builtins(document.article)
    return {"format": document.format, "article": head, "proposals": rows(document.proposals)}
