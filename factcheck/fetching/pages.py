"""Fetching a page: http and https only, each hop checked, nothing told and nothing kept."""

import http.client
import re
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from factcheck import __version__, text, urls
from factcheck.errors import FactcheckError, InvalidInput, NetworkFailed, RefusedUnsafe
from factcheck.fetching import bodies
from factcheck.fetching.addresses import Rules
from factcheck.fetching.connecting import Connection, Deadline

# What holds for everybody. No option and no variable changes it.
RULES = Rules()
HTML = ("text/html", "application/xhtml+xml")
PLAIN = ("text/plain",)
_REDIRECTS = (301, 302, 303, 307, 308)
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: the address asked for and all that it led to, the type, the bytes."""

    url: str
    hops: tuple[str, ...]
    type: str
    charset: str | None
    body: bytes

    @property
    def final(self) -> str:
        """The address that answered."""
        return self.hops[-1]


def fetch(url: str, rules: Rules | None = None) -> Page:
    """Fetch a page of HTML or plain text.

    Raises RefusedUnsafe for an address that is not http or https on its usual port, that leads
    to no public address (at any hop), for too many redirects and for too large a page;
    NetworkFailed where it cannot be had in time; InvalidInput for a page of another type. No
    proxy is asked, no cookie kept, no password sent.
    """
    rules = rules or RULES
    deadline = Deadline(rules.seconds)
    hops = [url]
    while True:
        try:
            found = _asked(hops[-1], rules, deadline)
        except FactcheckError:
            raise
        except (OSError, ValueError, http.client.HTTPException) as error:
            deadline.left()
            raise NetworkFailed(f"{_shown(hops[-1])}: {_why(error)}") from error
        if not isinstance(found, str):
            return Page(url, tuple(hops), *found)
        if len(hops) > rules.redirects:
            raise RefusedUnsafe(f"{_shown(url)} leads on more than {rules.redirects} times")
        hops.append(urljoin(hops[-1], found))


def _asked(url: str, rules: Rules, deadline: Deadline) -> str | tuple[str, str | None, bytes]:
    """What an address answers, or where it leads."""
    split = _allowed(url, rules)
    tls = split.scheme.lower() == "https"
    connection = Connection(
        _ascii(split), split.port or (443 if tls else 80), tls=tls, rules=rules, by=deadline
    )
    try:
        connection.request("GET", _target(split), headers=_HEADERS)
        answer = connection.getresponse()
        try:
            where = answer.headers.get("Location")
            if answer.status in _REDIRECTS and where:
                return _written(where)
            if answer.status != 200:
                reason = text.one_line(answer.reason)[:60]
                raise NetworkFailed(f"{_shown(url)} answers {answer.status} {reason}".rstrip())
            return (*_type(answer, url), bodies.read(answer, rules.most))
        finally:
            answer.close()
    finally:
        connection.hang_up()


def _written(where: str) -> str:
    """Where a header leads: many write UTF-8 and blanks in it."""
    told = where.encode("latin-1", "replace").decode("utf-8", "replace")
    return told.strip().replace(" ", "%20")


_HEADERS = {
    "User-Agent": f"factcheck/{__version__}",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


def _allowed(url: str, rules: Rules) -> SplitResult:
    """The parts of an address that may be asked. Raises RefusedUnsafe."""
    if not urls.is_url(url):
        told = "only addresses of http and https are fetched"
        raise RefusedUnsafe(f"{_shown(url)}: {told}")
    try:
        urls.canonical(url)
        split = urlsplit(url)
    except ValueError as error:
        raise RefusedUnsafe(f"the address {error}") from error
    if rules.ports is not None and (split.port or 80) not in rules.ports:
        raise RefusedUnsafe(f"{_shown(url)}: only the ports 80 and 443 are asked")
    return split


def _ascii(split: SplitResult) -> str:
    return (split.hostname or "").encode("idna").decode("ascii")


def _target(split: SplitResult) -> str:
    asked = f"?{split.query}" if split.query else ""
    return quote(f"{split.path or '/'}{asked}", safe=_SAFE)


def _type(answer: http.client.HTTPResponse, url: str) -> tuple[str, str | None]:
    kind = answer.headers.get_content_type()
    if kind not in (*HTML, *PLAIN):
        raise InvalidInput(
            f"{_shown(url)} is {text.one_line(kind)[:60]}: only HTML and plain text are read"
        )
    return kind, answer.headers.get_content_charset()


def _shown(url: str) -> str:
    """An address as it may be printed: without what a query may keep secret."""
    return text.one_line(url.partition("?")[0])[:200]


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text.one_line(str(told))[:120].lower()
