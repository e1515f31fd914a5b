"""From a text to its statements: sentence by sentence, and what runs over several."""

from factcheck.extract import floating
from factcheck.extract.languages import Language
from factcheck.extract.quotes import Paragraph, paragraphs
from factcheck.extract.sentences import Sentence, sentences
from factcheck.extract.spans import Span
from factcheck.extract.statements import Statement, announced, statements


def read(text: str, language: Language) -> tuple[list[Sentence], list[Statement]]:
    """The sentences of a text, and what is said in them."""
    read_paragraphs = paragraphs(text, language)
    found = list(sentences(text, read_paragraphs, language))
    said: list[Statement] = []
    waiting: Statement | None = None
    for number, sentence in enumerate(found):
        new = list(statements(sentence, number, language))
        if not new:
            new = _without_cue(sentence, number, found, said, waiting)
        said += new
        waiting = announced(sentence, number, language)
    _mark_mended(read_paragraphs, said)
    return found, said


def _mark_mended(read_paragraphs: list[Paragraph], said: list[Statement]) -> None:
    mended = [one.start for each in read_paragraphs for one in each.quotes if one.mended]
    for statement in said:
        if any(span.start <= at < span.end for span in statement.content for at in mended):
            statement.unsure.append("mended quote")


def _without_cue(
    sentence: Sentence,
    number: int,
    found: list[Sentence],
    said: list[Statement],
    waiting: Statement | None,
) -> list[Statement]:
    """What a sentence without a cue of its own adds to what was said before it."""
    spoken = floating.transcribed(sentence, number)
    if spoken is not None:
        return [spoken]
    quoted = floating.is_mostly_quoted(sentence)
    if waiting is not None and (quoted or sentence.opens):
        passages = floating.passages(sentence) if quoted else [Span(sentence.start, sentence.end)]
        waiting.content, waiting.sentence, waiting.quoted = passages, number, quoted
        return [waiting]
    if not quoted:
        return []
    passages = floating.passages(sentence)
    if said and floating.goes_on(said[-1], sentence, found):
        said[-1].content += passages
        said[-1].sentence = number
        return []
    return floating.alone(sentence, number)
