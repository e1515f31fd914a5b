"""Pure addresses: the form by which a source is found again, archive wrappers, short display.

`canonical` decides whether two addresses are one source. It never fetches anything.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit

_WEB = re.compile(r"https?://[^/?#\s\\]", re.IGNORECASE)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:.]+\]")
_DEFAULT_PORTS = frozenset({None, 80, 443})

_WWW = re.compile(r"\Awww\.(?=[^.]+\.)")
_MOBILE = re.compile(
    r"\A(?:m|mobile|amp)\.(?=[^.]+\.)(?!(?:co|com|org|net|gov|edu|ac|or|ne)\.[a-z]{2}\Z)"
    r"|\.m(?=\.(?:wik[a-z]+|mediawiki)\.org\Z)"
)

_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|custom.*)|guce_referrer.*|guccounter|pk_(?:campaign|kwd)|mtm_.*"
    r"|fbclid|mibextid|__tn__|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|srsltid|_ga|_gl|amp"
    r"|msclkid|ocid|yclid|twclid|__twitter_impression|ref_src|ref_url|igshid|igsh|ttclid"
    r"|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_enc_id|oly_anon_id|wt_mc|xtor"
    r"|cmpid|ncid|spm|smid|s_cid|(?-i:CMP)",  # cmp in small letters may name the thing itself
    re.IGNORECASE,
)
_SHARING = {
    "youtube.com": frozenset({"si", "feature", "ab_channel"}),
    "youtu.be": frozenset({"si", "feature"}),
}
_STATUS_SITES = frozenset({"x.com", "twitter.com"})
_STATUS_SHARING = frozenset({"s", "t"})

_ARCHIVE_TODAY = tuple(f"archive.{end}" for end in ("today", "ph", "is", "li", "fo", "vn", "md"))
_SHORT_CODES = frozenset({"perma.cc", "ghostarchive.org", "webcitation.org"})
_STAMP = r"(?:\d{1,14}(?:[a-z]{2}_)?\*?|\*)/"
_OR_NO_STAMP = r"(?=https?(?::|%3a))"
_WAYBACK = rf"/(?:web|save)/(?:{_STAMP}|{_OR_NO_STAMP})(.+)"
_TODAY = rf"/(?:(?:o/\w+|\d{{4}}[\d.-]*|newest|oldest)/|{_OR_NO_STAMP})(.+)"
_GOOGLE_CACHE = "webcache.googleusercontent.com"
_GOOGLE_CACHED = (
    r"/search\?(?:[^#]*&)?q=cache(?::|%3a)(?:[\w-]{12}(?::|%3a))?"
    r"([^&#+]+?)(?:%20[^&#]*)?(?=[&#+]|\Z)"
)
_WRAPPERS = {
    host: re.compile(pattern, re.IGNORECASE)
    for host, pattern in {
        "web.archive.org": _WAYBACK,
        "archive.org": _WAYBACK,
        **dict.fromkeys(_ARCHIVE_TODAY, _TODAY),
        _GOOGLE_CACHE: _GOOGLE_CACHED,
        "timetravel.mementoweb.org": r"/(?:[a-z]+/){1,3}(?:\d{4,14}/)?(.+)",
        "webarchive.nationalarchives.gov.uk": rf"/(?:ukgwa/|tna/)?{_STAMP}(.+)",
        "arquivo.pt": rf"/(?:wayback|noFrame/replay)/{_STAMP}(.+)",
    }.items()
}
_LIBRARIES = frozenset({"archive.org", "arquivo.pt"})  # more than copies stands there

_PLAIN_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PLAIN = re.compile(
    rf"https?://(?:{_PLAIN_LABEL}\.){{1,4}}[a-z]{{2,20}}(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
)
_AUTHORITY = re.compile(r"\Ahttps?://[^/?#]*", re.IGNORECASE)
_PORT = re.compile(r":\d*\Z")
_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)
_ENCODED_COLON = re.compile(r"\A(https?)%3a", re.IGNORECASE)
_ENCODED_WHOLE = re.compile(r"https?(?::|%3a)%2f", re.IGNORECASE)
_ENCODED_VISIBLE = re.compile(r"%(2[1-9a-f]|[3-6][0-9a-f]|7[0-9a-e])", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"(?:%[89a-f][0-9a-f])+", re.IGNORECASE)
_LABEL = r"(?:[^\s/?#:@.%]|%[89a-f][0-9a-f])+"
_BARE_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+(?::\d+)?(?:[/?#]|\Z)", re.IGNORECASE)
_FRAGMENT_SAFE = "/?:@!$&'()*+,;=~"


def is_url(text: str) -> bool:
    """Return whether the text is meant as a web address: http:// or https://, then a host.

    It may still be one that `canonical` refuses. Never raises.
    """
    return _WEB.match(text) is not None


def canonical(url: str) -> str:
    """Return the form of a web address by which a source is found again.

    An archived copy becomes what was archived; http becomes https; `www.`, mobile prefixes,
    tracking parameters, the default port, the fragment and the trailing slash go. Other
    parameters stay in their order, and so does a fragment that names the page (`#!/a`, `#/a`).
    The form of a form is the same. Nothing is fetched.

    Raises ValueError for what is no http(s) address, has a blank or a control character in it,
    a user name or password, or a host or port that cannot be.
    """
    address = _normal(_unwrapped(url))
    while inner := archived(address):
        address = _normal(_unwrapped(inner))
    return address


def archived(url: str) -> str | None:
    """Return the address of which an archive's address holds a copy, as it is written there.

    None for what is no archive's address, and for short codes, which carry no address. A scheme
    that was percent-encoded, lost a slash or is missing is repaired. Never raises.
    """
    host = _archive_host(url)
    wrapper = _WRAPPERS.get(host)
    found = wrapper.match(_AUTHORITY.sub("", url, count=1)) if wrapper else None
    if found is None:
        return None
    inner = found.group(1)
    return _repaired(_decoded(inner) if host == _GOOGLE_CACHE else inner)


def is_archive(url: str) -> bool:
    """Return whether the address is an archive's: of a copy, or a short code.

    archive.org and arquivo.pt hold other things too: there only a copy counts. Never raises.
    """
    host = _archive_host(url)
    if host in _LIBRARIES:
        return archived(url) is not None
    return host in _WRAPPERS or host in _SHORT_CODES


def site(url: str) -> str:
    """Return the host of a web address for people: without `www.`, in its own script.

    Of an archive's address it is the archive. Raises ValueError for an address that `canonical`
    refuses.
    """
    return _in_own_script(_WWW.sub("", _host(_normalized(url))))


def show(url: str) -> str:
    """Return a short form for people, such as `example.org/interview`: no scheme, no `www.`.

    It shows the canonical address, so an archived copy shows as what was archived. An address
    that `canonical` refuses is returned as it is. Never raises.
    """
    try:
        address = canonical(url)
    except ValueError:
        return url
    host = _host(urlsplit(address))
    rest = address.removeprefix(f"https://{host}")
    return _in_own_script(host) + _ENCODED_WORD.sub(_readable, rest)


def _normal(url: str) -> str:
    """The canonical form of an address, where an archive's address is like any other."""
    split = _normalized(url)
    host = _without_prefixes(_host(split))
    port = "" if split.port in _DEFAULT_PORTS else f":{split.port}"
    query = _without_tracking(split, host)
    asked = f"?{query}" if query else ""
    fragment = _kept_fragment(url.partition("#")[2])
    return f"https://{host}{port}{split.path.rstrip('/')}{asked}{fragment}"


def _normalized(url: str) -> SplitResult:
    """The parts of an address in normal spelling, without the fragment; ValueError if unfit."""
    if _PLAIN.fullmatch(url) and "--" not in url:
        return urlsplit(url)  # in normal spelling already, as most are
    from url_normalize import url_normalize  # loaded where an address is read, not at start-up

    _check(url)
    try:
        split = urlsplit(url_normalize(url.partition("#")[0]) or "")
    except ValueError:
        raise ValueError("has a host that cannot be read") from None
    if not _HOST.fullmatch(_host(split)):
        raise ValueError("has a host that cannot be read")
    return split


def _check(url: str) -> None:
    if not is_url(url):
        raise ValueError("is not an http or https address")
    if _UNFIT.search(url):
        raise ValueError("has a blank or a control character in it")
    if _SURROGATE.search(url):
        raise ValueError("contains half a surrogate pair")
    split = _split(url)
    if "@" in split.netloc:
        raise ValueError("has a user name or password in it")
    try:
        _ = split.port
    except ValueError:
        raise ValueError("has a port that is no number from 0 to 65535") from None


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise ValueError("has a host that cannot be read") from None


def _host(split: SplitResult) -> str:
    return _PORT.sub("", split.netloc)


def _without_prefixes(host: str) -> str:
    while (shorter := _MOBILE.sub("", _WWW.sub("", host))) != host:
        host = shorter
    return host


def _without_tracking(split: SplitResult, host: str) -> str:
    sharing = _SHARING.get(host, frozenset())
    if host in _STATUS_SITES and "/status/" in split.path:
        sharing = _STATUS_SHARING
    parameters = ((part.partition("=")[0], part) for part in split.query.split("&"))
    return "&".join(
        part for name, part in parameters if name not in sharing and not _TRACKING.fullmatch(name)
    )


def _kept_fragment(fragment: str) -> str:
    route = unicodedata.normalize("NFC", unquote(fragment, errors="surrogateescape"))
    if not route.startswith(("!", "/")) or not route.strip("!/"):
        return ""
    return "#" + quote(route, _FRAGMENT_SAFE, errors="surrogateescape")


def _unwrapped(url: str) -> str:
    while inner := archived(url):
        url = inner
    return url


def _archive_host(url: str) -> str:
    """The host as the tables have it; empty for what `canonical` would refuse anyway."""
    try:
        _check(url)
    except ValueError:
        return ""
    return _without_prefixes(_host(urlsplit(url)).lower().rstrip("."))


def _repaired(inner: str) -> str | None:
    if _ENCODED_WHOLE.match(inner):
        inner = _decoded(inner)
    inner = _ENCODED_COLON.sub(r"\1:", inner)
    if scheme := _SCHEME.match(inner):
        inner = f"{scheme.group(1)}://{inner[scheme.end() :]}"
    elif _BARE_HOST.match(inner):
        inner = f"http://{inner}"
    address = _AUTHORITY.sub(_with_readable_words, inner, count=1)
    return address if is_url(address) else None


def _decoded(text: str) -> str:
    return _ENCODED_VISIBLE.sub(lambda found: chr(int(found.group(1), 16)), text)


@lru_cache(10_000)
def _in_own_script(host: str) -> str:
    if "xn--" not in host:  # it is in no other script, and to ask takes milliseconds
        return host
    from url_normalize import url_humanize

    return _host(urlsplit(url_humanize(f"https://{host}") or ""))


def _with_readable_words(found: re.Match[str]) -> str:
    return _ENCODED_WORD.sub(_readable, found.group())


def _readable(found: re.Match[str]) -> str:
    try:
        word = unquote(found.group(), errors="strict")
    except UnicodeDecodeError:
        return found.group()
    return "".join(char if char.isprintable() else quote(char) for char in word)
