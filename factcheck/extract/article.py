"""An article as it is read: its text in the form that is kept, and what it says of itself.

A text is taken as it stands, a page of HTML by trafilatura (the extra ``extract``). What follows
the article (comments, "Leave a Reply") is cut off.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from factcheck import text, urls
from factcheck.days import partial_date
from factcheck.errors import InvalidInput, Unavailable
from factcheck.extract.normalising import normalised

MOST = 2 * 2**20  # characters
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|\?xml|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(r"</(?:p|div|body|html|article)\s*>", re.I)
_LANGUAGE = re.compile(r"<html\b[^>]*?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z-]{2,12})", re.I)
_PARAGRAPH = re.compile(r"[^\n]*[^\s][^\n]*")
# A line of nothing but one of these begins what is no article any more.
_AFTERWARDS = re.compile(
    r"(?:\d+ )?(?:comments?|responses?)(?: \(\d+\))?:?|leave a (?:reply|comment|response)"
    r"|(?:post|add|write) a comment|posted by|(?:share|like) this:?|related(?: posts| articles)?:?"
    r"|deja (?:un comentario|una respuesta)|(?:\d+ )?(?:comentarios?|respuestas?)"
    r"|(?:laisser|ajouter) un commentaire|(?:\d+ )?commentaires?",
    re.I,
)
_EARLY = 0.3  # of a text: so much of it is never taken for what comes afterwards


@dataclass(frozen=True, slots=True)
class Article:
    """An article: offsets of proposals are those of ``text``, whose digest names it.

    ``cut`` is the line at which what came after it was cut off.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    url: str | None = None
    language: str | None = None
    cut: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return text.digest(self.text)


def of_text(told: str) -> Article:
    """A text as an article; its first line is the title. Raises InvalidInput for none."""
    kept, cut = _without_afterwards(_require(normalised(told)))
    first = _PARAGRAPH.search(kept)
    title = text.one_line(first.group())[:300] if first else None
    return Article(kept, title=title, cut=cut)


def of_html(told: str | bytes, url: str | None = None) -> Article:
    """The article of a page. Raises InvalidInput where there is none on it.

    Raises Unavailable, naming what to install, without the extra ``extract``.
    """
    require_reader()
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        told,
        url=url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # What the page says of itself: no day is guessed from its text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or not (found.text or "").strip():
        raise InvalidInput("there is no article on the page", hint="save its text and name that")
    kept, cut = _without_afterwards(_require(normalised(_with_title(found.title, found.text))))
    return Article(
        kept,
        title=_told(found.title),
        byline=_told(found.author),
        publisher=_told(found.sitename) or _told(found.hostname),
        published_on=_date(found.date),
        url=_canonical(found.url, url),
        language=_language(told),
        cut=cut,
    )


def of_address(url: str) -> Article:
    """The article at an address of the web, fetched with care.

    Raises what ``fetching.pages.fetch``, ``of_html`` and ``of_text`` raise.
    """
    require_reader()
    from factcheck.fetching import pages

    page = pages.fetch(url)
    body: str | bytes = page.body
    if page.charset is not None or page.type in pages.PLAIN:
        body = _decoded(page.body, page.charset or "utf-8")
    if page.type in pages.PLAIN:
        found = of_text(body if isinstance(body, str) else "")
        return replace(found, url=page.final)
    return of_html(body, page.final)


def _decoded(told: bytes, charset: str) -> str:
    try:
        return told.decode(charset, "replace")
    except LookupError:
        return told.decode("utf-8", "replace")


def of_bytes(told: bytes, url: str | None = None) -> Article:
    """The article of a file: HTML where it looks like that, else text in UTF-8.

    Raises InvalidInput for what is neither.
    """
    if looks_like_html(told):
        return of_html(told, url)
    try:
        return of_text(told.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "the article is neither HTML nor text in UTF-8", hint="convert it first"
        ) from error


def looks_like_html(told: bytes) -> bool:
    """Whether a file begins as a page of HTML, or has the tags of one."""
    head = told[:4096].decode("latin-1").lstrip("\ufeff\xef\xbb\xbf")
    if _HTML.match(head):
        return True
    return head[:1] != "{" and len(_TAG.findall(told[:65536].decode("latin-1"))) > 2


def require_reader() -> None:
    """Raise Unavailable where pages of HTML cannot be read here."""
    try:
        import trafilatura  # noqa: F401
    except ImportError as error:
        raise Unavailable(
            "pages of HTML need the extra extract", hint="pip install 'factcheck[extract]'"
        ) from error


def place(told: str, start: int, end: int) -> str:
    """Where a passage stands in a text, for a person and to the character."""
    number = max(bisect_right(_paragraphs(told), start), 1)
    return f"paragraph {number}, characters {start}-{end}"


@lru_cache(4)
def _paragraphs(told: str) -> list[int]:
    """Where the paragraphs begin: asked once for each passage of a text."""
    return [one.start() for one in _PARAGRAPH.finditer(told)]


def _require(told: str) -> str:
    if not told.strip():
        raise InvalidInput("the article is empty")
    if len(told) > MOST:
        raise InvalidInput(f"the article is longer than {MOST:,} characters")
    return told


def _without_afterwards(told: str) -> tuple[str, str | None]:
    for one in _PARAGRAPH.finditer(told, int(len(told) * _EARLY)):
        if _AFTERWARDS.fullmatch(one.group().strip()):
            return told[: one.start()].rstrip(), one.group().strip()
    return told, None


def _with_title(title: str | None, body: str) -> str:
    """The text with the headline before it, where it does not stand there already."""
    if not title or text.fold(title) in text.fold(body[: 3 * len(title) + 200]):
        return body
    return f"{title}\n\n{body}"


def _told(value: str | None) -> str | None:
    return text.one_line(value)[:300] or None if value else None


def _date(value: str | None) -> str | None:
    try:
        return partial_date(value or "")
    except InvalidInput:
        return None


def _canonical(told: str | None, url: str | None) -> str | None:
    """The address that a page gives as its own; one on another site than its own is no proof."""
    if not told or not urls.is_url(told):
        return url
    try:
        urls.canonical(told)
        if url is not None and urls.site(told) != urls.site(url):
            return url
    except ValueError:
        return url
    return told


def _language(told: str | bytes) -> str | None:
    head = told[:4096] if isinstance(told, str) else told[:4096].decode("latin-1")
    found: Iterable[str] = _LANGUAGE.findall(head)
    return next(iter(found), "").partition("-")[0].lower() or None
