"""From what a person names to an article with its proposals, and what is here like them."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factcheck import services, text
from factcheck.cli import completion, editor
from factcheck.cli.context import Call
from factcheck.errors import InvalidInput, Unavailable, Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.extract.article import Article
    from factcheck.extract.document import Document

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")
LARGEST = 16 * 2**20
_SHOWN = 3


@dataclass(frozen=True)
class Options:
    """How an article is read, and what is done with its proposals."""

    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="URL|TITLE", help="What the article is, where it does not say."
        ),
    ] = None
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="NAME", help="Who published it.")
    ] = None
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DATE", help="When, as known.")
    ] = None
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="TAG", help="Of the article, where it is not seen: en, es, fr.",
            autocompletion=completion.article_languages,
        ),
    ] = None  # fmt: skip
    extractor: Annotated[
        str,
        typer.Option(
            "--extractor", metavar="NAME", help="Of another package.",
            autocompletion=completion.extractors,
        ),
    ] = "rules"  # fmt: skip
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", metavar="TAG", help="For every claim; may be repeated.",
            autocompletion=completion.tags,
        ),
    ] = None  # fmt: skip
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept", metavar="all|SCORE", help="Without asking: all, or from a score on."
        ),
    ] = None
    order: Annotated[
        str,
        typer.Option(
            "--order", metavar="text|score", help="As in the text, or most worth checking first.",
            autocompletion=completion.orders,
        ),
    ] = "text"  # fmt: skip
    untrained: Annotated[
        bool, typer.Option("--untrained", help="Score by the features alone, not as trained.")
    ] = False
    changed: Annotated[
        bool, typer.Option("--changed", help="The article was read before and has changed since.")
    ] = False
    restart: Annotated[
        bool, typer.Option("--restart", help="Go through it again from its beginning.")
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False


def proposals(call: Call, where: str, told: Options) -> "Document":
    """The article with its proposals, and what is here like them."""
    from factcheck.days import partial_date
    from factcheck.extract import document, registry
    from factcheck.extract.languages import likely
    from factcheck.records import language

    finder = registry.extractor(told.extractor)
    article = read(where)
    named = told.language or article.language or likely(article.text, finder.languages)
    code = language(named).partition("-")[0]
    if code not in finder.languages:
        known = ", ".join(finder.languages)
        raise Usage(f"the extractor {finder.name} knows no {code}", hint=f"--language: {known}")
    changes = {
        "publisher": told.publisher,
        "published_on": told.published_on and partial_date(told.published_on, "published on"),
    }
    article = replace(article, **{name: value for name, value in changes.items() if value})
    if told.source:
        services.sources.read(told.source)  # raises for what is no address
    source = told.source or article.url or f"document: {article.title or 'an article'}"
    found = finder.propose(article.text, code)
    made = document.build(article, found, source=source, extractor=finder.name, code=code)
    if not told.untrained:
        _scored(call, made)
    if article.cut:
        call.out.note(f"Left out: what follows the line {text.one_line(article.cut)!r}.")
    _compare(call, made)
    return made


def _scored(call: Call, made: "Document") -> None:
    from factcheck.extract import training

    model = training.kept(made.article.language)
    if model is None:
        return
    for line in made.proposals:
        scored = model.worth(line.statement)
        line.score, line.because = scored.score, list(scored.because)
    call.out.note("Scored as trained (--untrained: by the features alone).")


def read(where: str) -> "Article":
    """The article that a person named: a file, - or an address."""
    from factcheck.extract import article

    if where == "-":
        editor.require_piped("the article")
        return article.of_bytes(capped(sys.stdin.buffer.read(LARGEST + 1)))
    if _SCHEME.match(where):
        return article.of_address(where)
    if where.lower().endswith(_PAGES):
        return article.of_html(file(where))
    return article.of_bytes(file(where))


def file(where: str) -> bytes:
    """The bytes of a file. Raises Unavailable where it is none, InvalidInput for too many."""
    try:
        with Path(where).open("rb") as stream:
            return capped(stream.read(LARGEST + 1))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError) as error:
        raise Unavailable(f"there is no file {text.one_line(where)}") from error


def capped(told: bytes) -> bytes:
    """What was read, unless it is too much. Raises InvalidInput."""
    if len(told) > LARGEST:
        raise InvalidInput(f"the file is larger than {LARGEST // 2**20} MB")
    return told


def _compare(call: Call, made: "Document") -> None:
    """Look up which claims here the proposals may repeat."""
    if call.database_missing:
        call.out.note("There is no database yet: nothing to compare with.")
        return
    from factcheck.extract.document import Known

    with call.reading() as session:
        services.articles.known(session, made.record)  # raises for an id that nobody has
        for line in made.proposals:
            for one in _near(session, line.statement, made.article.language):
                line.matches.append(
                    Known(
                        claim=one.id,
                        zone=one.zone,
                        probability=one.probability,
                        text=one.text,
                        speaker=one.speaker,
                        warnings=list(one.warnings),
                    )
                )


def _near(session: "Session", told: str, code: str) -> Iterable[Any]:
    found = services.matching.checked(session, told, limit=_SHOWN, language=code)
    return services.matching.zones(found, "same", "likely")
