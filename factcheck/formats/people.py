"""Who said it, as ClaimReview names them: persons, profiles, and the words for nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from factcheck import text
from factcheck.formats.base import Person
from factcheck.formats.plain import addresses, same_address, shown, words

# What publishers write where nobody in particular said it, folded.
_SEVERAL = r"(?:multiple|several|various|many|different|unknown|diverse|verschiedene|mehrere)"
_WHO = r"(?:sources?|persons?|people|users?|posts?|websites?|accounts?|outlets?|quellen|personen)"
_ROMANCE_MANY = r"(?:varias|varios|fuentes|fontes|diversas|diversos|multiples|multiplas|plusieurs)"
_PLACEHOLDER = re.compile(
    rf"{_SEVERAL} {_WHO}|{_SEVERAL} (?:facebook|twitter|social media|online|internet) {_WHO}"
    rf"|{_ROMANCE_MANY} (?:fuentes|fontes|usuarios|personas|pessoas|sources|personnes"
    r"|internautes|utilisateurs|multiples|multiplas|varias|diversas"
    r"|sites(?: internet| web)?)"
    r"|sources? (?:multiples?|diverses|inconnues?|unknown)"
    r"|(?:unknown|anonymous|n/?a|none|null|undefined|desconhecido|desconocido|inconnu"
    r"|anonimo|anonyme|unbekannt|-+|\?+|\.+)"
    r"|(?:viral )?(?:social media|internet|online|facebook|twitter|whatsapp) (?:users?|posts?)"
    r"|(?:post|publicacion|publicacao|usuarios?|posts)(?: viral)? (?:no|na|en|do|de)"
    r" (?:facebook|twitter|whatsapp|tiktok|internet)"
    r"|redes socia(?:is|les)|reseaux sociaux|soziale (?:medien|netzwerke)|social media"
    r"|(?:desinformacao|desinformacion|disinformation|misinformation)"
)
_KINDS = {
    "Person": "person",
    "Organization": "organization",
    "GovernmentOrganization": "organization",
    "PoliticalParty": "organization",
    "Corporation": "organization",
    "NGO": "organization",
    "NewsMediaOrganization": "outlet",
}
_TYPES = {
    "person": "Person",
    "organization": "Organization",
    "outlet": "NewsMediaOrganization",
}

_WIKIDATA = re.compile(
    r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Item:)?(Q[1-9]\d*)/?"
)
_WIKIPEDIA = re.compile(r"https?://([a-z-]{2,12})(?:\.m)?\.wikipedia\.org/wiki/([^?#\s]+)")
_PROFILES = {
    "twitter": re.compile(
        r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/@?(\w{1,15})/?(?:\?.*)?"
    ),
    "facebook": re.compile(
        r"https?://(?:www\.|m\.|[a-z]{2}-[a-z]{2}\.)?facebook\.com/"
        r"(?!photo|watch|groups|permalink|story|events|pages|share)([\w.-]{2,})/?"
    ),
    "instagram": re.compile(r"https?://(?:www\.)?instagram\.com/(?!p\b|reel|tv\b)([\w.]+)/?"),
    "tiktok": re.compile(r"https?://(?:www\.)?tiktok\.com/@([\w.]+)/?"),
    "youtube": re.compile(
        r"https?://(?:www\.)?youtube\.com/((?:channel|user|c)/[\w-]+|@[\w.-]+)/?"
    ),
}
_WRITTEN = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "twitter": "https://twitter.com/{}",
    "facebook": "https://www.facebook.com/{}",
    "instagram": "https://www.instagram.com/{}",
    "tiktok": "https://www.tiktok.com/@{}",
    "youtube": "https://www.youtube.com/{}",
    "url": "{}",
}
_POST = re.compile(
    r"facebook\.com/(?:.*/(?:posts|videos|photos|permalink)/|photo|watch|permalink|story|groups/)"
    r"|(?:twitter|x)\.com/\w+/status/|youtube\.com/watch|youtu\.be/|instagram\.com/(?:p|reel)/"
    r"|tiktok\.com/@[\w.]+/video/|t\.me/\w+/\d"
)


@dataclass(frozen=True, slots=True)
class Speakers:
    """The persons that an ``author`` names, and addresses in it that are no profiles of theirs."""

    persons: tuple[Person, ...] = ()
    posts: tuple[str, ...] = ()


def speakers(author: Any, not_theirs: list[str], notes: dict[str, None]) -> Speakers:
    """Who an ``author`` names; words for nobody in particular are no speaker, with a note.

    ``not_theirs`` are addresses that are of the review or the claim, and of no person.
    """
    persons: dict[Person, None] = {}
    posts: dict[str, None] = {}
    for each in author if isinstance(author, list) else [author]:
        ids, found = _ids(each, not_theirs, notes) if isinstance(each, dict) else ((), [])
        posts.update(dict.fromkeys(found))
        if name := _name(each, notes):
            persons[_person(each, name, ids)] = None
    return Speakers(tuple(persons), tuple(posts))


def _person(author: Any, name: str, ids: tuple[tuple[str, str], ...]) -> Person:
    if not isinstance(author, dict):
        return Person(name)
    told = words(author.get("@type")) or ""
    kind = _KINDS.get(told.rpartition("/")[2], "unknown")
    description = words(author.get("jobTitle"), "name") or words(author.get("description"))
    return Person(name, kind, None if description == name else description, ids)


def _name(author: Any, notes: dict[str, None]) -> str | None:
    told = author.get("name") if isinstance(author, dict) else author
    name = words(told)
    if name is None or not any(char.isalnum() for char in name):
        return None
    if isinstance(told, list) and len(told) > 1:
        notes[f"the speaker has several names, the first counts: {shown(name)}"] = None
    if _PLACEHOLDER.fullmatch(text.fold(name)):
        notes[f"no speaker: {shown(name)} is nobody in particular"] = None
        return None
    return name


def _ids(
    author: dict[str, Any], not_theirs: list[str], notes: dict[str, None]
) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The profiles of a person, and addresses of posts that stand where profiles should."""
    ids: dict[tuple[str, str], None] = {}
    posts = []
    for value in (author.get("sameAs"), author.get("url")):
        for address in addresses(value, notes) if value else ():
            if _POST.search(address):
                posts.append(address)
            elif any(same_address(address, other) for other in not_theirs):
                notes[f"no profile of the speaker: {shown(address)}"] = None
            elif found := profile(address):
                ids[found] = None
            else:
                notes[f"left out, as it may be no profile: {shown(address)}"] = None
    return tuple(ids), posts


def profile(address: str) -> tuple[str, str] | None:
    """The scheme and id of a profile, a Wikipedia or Wikidata page, or a site as a whole."""
    if found := _WIKIDATA.fullmatch(address):
        return "wikidata", found[1]
    if found := _WIKIPEDIA.fullmatch(address):
        return "wikipedia", f"{found[1]}:{unquote(found[2])}"
    for scheme, pattern in _PROFILES.items():
        if found := pattern.fullmatch(address):
            return scheme, found[1]
    split = urlsplit(address)
    whole_site = split.path in ("", "/") and not split.query and not split.fragment
    return ("url", address) if whole_site else None


def profile_address(scheme: str, value: str) -> str | None:
    """The address that ``profile`` reads as this id; None where there is none."""
    if scheme == "wikipedia" and ":" in value:
        wiki, _, title = value.partition(":")
        address = f"https://{wiki}.wikipedia.org/wiki/{quote(title, safe='/:(),')}"
    else:
        address = _WRITTEN.get(scheme, "").format(value)
    return address if address and profile(address) == (scheme, value) else None


def author_node(person: Person) -> dict[str, Any]:
    """A person as the ``author`` of a claim."""
    node: dict[str, Any] = {"@type": _TYPES[person.kind]} if person.kind in _TYPES else {}
    node["name"] = person.name
    if person.description:
        node["jobTitle"] = person.description
    if profiles := list(_profiles(person)):
        node["sameAs"] = profiles[0] if len(profiles) == 1 else profiles
    return node


def _profiles(person: Person) -> Iterator[str]:
    for scheme, value in person.ids:
        if address := profile_address(scheme, value):
            yield address
