"""Rules on the sources: how many there are, of which kind, and whether a reader can follow."""

from collections.abc import Iterator
from typing import Any

from factcheck import text, urls
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.rule import METHOD, SOURCES, Found, Rule, named

# The stances on which a verdict rests.
_RESTS_ON = {
    "supported": ("supports", "mixed"),
    "refuted": ("refutes", "mixed"),
    "mixed": ("supports", "refutes", "mixed"),
}
_SOCIAL = frozenset(
    (
        *("bsky.app", "facebook.com", "instagram.com", "linkedin.com", "reddit.com", "t.me"),
        *("threads.net", "tiktok.com", "truthsocial.com", "twitter.com", "vk.com", "weibo.com"),
        "x.com",
    )
)
# Kinds of sources in which a place can be named.
_PLACED = ("document", "broadcast", "dataset")
MONTHS = 12


def grounds(facts: Facts) -> list[Any]:
    """The items on which the verdict on the content rests."""
    ruled = facts.verdict
    stances = _RESTS_ON.get(ruled.verdict, ()) if ruled else ()
    return [item for item in facts.items() if item.stance in stances]


def _origin(item: Any) -> tuple[str, Any]:
    """Where an item comes from in the end: what has one origin counts once."""
    for name in ("independence_group", "source_id", "by_id"):
        if (told := getattr(item, name)) is not None:
            return name, told
    return "id", item.id


def single_source(facts: Facts) -> Iterator[Found]:
    """The verdict rests on one source."""
    items = grounds(facts)
    sources = {(item.source_id, item.by_id if item.source_id is None else None) for item in items}
    if items and (len(items) == 1 or (len(sources) == 1 and sources != {(None, None)})):
        told = named([item.id for item in items])
        yield Found(f"the verdict rests on a single source ({told})", _more(facts))


def one_origin(facts: Facts) -> Iterator[Found]:
    """Several items from several sources that are one, since they have it from each other."""
    items = grounds(facts)
    origins = {_origin(item) for item in items}
    sources = {item.source_id for item in items}
    if len(sources) > 1 and len(origins) == 1:
        group = text.one_line(str(items[0].independence_group))
        yield Found(
            f"{len(items)} items are of one origin ({group}) and count once: "
            f"{named([item.id for item in items])}",
            _more(facts),
        )


def _more(facts: Facts) -> str:
    stance = {"supported": "supports", "refuted": "refutes"}.get(facts.verdict.verdict, "STANCE")
    return f'factcheck mark {facts.id} {stance} "..." --source URL'


def no_primary(facts: Facts) -> Iterator[Found]:
    """No item is from a primary source."""
    items = grounds(facts)
    if items and not any(item.rank == "primary" for item in items):
        every = all(item.rank == "secondary" for item in items)
        told = "all evidence is secondary" if every else "no evidence is from a primary source"
        yield Found(
            f"{told}: {named([item.id for item in items])}",
            f"factcheck evidence edit e{items[0].id} --rank primary, or: {_more(facts)}",
        )


def only_social(facts: Facts) -> Iterator[Found]:
    """All evidence is posts."""
    items = grounds(facts)
    if items and all(_host(item) in _SOCIAL for item in items):
        yield Found(
            f"all evidence is social media posts: {named([item.id for item in items])}",
            _more(facts),
        )


def _host(item: Any) -> str:
    address = item.source_canonical or ""
    return str(address.split("/")[2]) if address.count("/") > 1 else ""


def only_confidential(facts: Facts) -> Iterator[Found]:
    """Readers can follow nothing of it."""
    items = grounds(facts)
    if items and all(item.confidential or item.source_confidential for item in items):
        yield Found(
            "the verdict rests on confidential sources alone, which no reader can look up: "
            f"{named([item.id for item in items])}",
            _more(facts),
        )


def no_archive(facts: Facts) -> Iterator[Found]:
    """A page may change or go."""
    for letter, edit, rows in (
        ("a", "appearance", facts.appearances),
        ("e", "evidence", _standing(facts)),
    ):
        bare = [
            row.id
            for row in rows
            if row.source_url
            and not (row.archive_url or row.source_archive)
            and not urls.is_archive(row.source_url)
        ]
        if bare:
            yield Found(
                f"no archived copy of the page of {named(bare, letter)}",
                f"factcheck {edit} edit {letter}{bare[0]} --source ARCHIVE-URL",
            )


def _standing(facts: Facts) -> list[Any]:
    return [item for item in facts.evidence if item.withdrawn_because is None]


def no_retrieval_date(facts: Facts) -> Iterator[Found]:
    """A page that was looked at, nobody says when."""
    bare = [item.id for item in _standing(facts) if item.source_url and not item.retrieved_on]
    if bare:
        yield Found(
            f"nobody says when {named(bare)} was looked at",
            f"factcheck evidence edit e{bare[0]} --retrieved-on DATE",
        )


def stale(facts: Facts) -> Iterator[Found]:
    """Looked at long before the ruling, or long ago where it is still to be published."""
    ruled, published = facts.verdict, facts.claim.published_at
    asked = ruled.ruled_at if ruled and published else facts.today
    limit = _earlier(asked)
    old = [
        item.id
        for item in facts.items()
        if item.retrieved_on and f"{item.retrieved_on}-99-99"[:10] < limit
    ]
    if old:
        when = "the ruling" if ruled and published else "today"
        yield Found(
            f"{named(old)} was looked at more than {MONTHS} months before {when}",
            f"look again, then: factcheck evidence edit e{old[0]} --retrieved-on DATE",
        )


def _earlier(day: str) -> str:
    """The day so many months before, as far as comparing wants it."""
    months = int(day[:4]) * 12 + int(day[5:7]) - 1 - MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}{day[7:10]}"


def no_locator(facts: Facts) -> Iterator[Found]:
    """Where in it? Nobody wants to hear two hours for four words."""
    for letter, edit, rows in (
        ("a", "appearance", facts.appearances),
        ("e", "evidence", _standing(facts)),
    ):
        bare = [row.id for row in rows if row.source_kind in _PLACED and not row.locator]
        if bare:
            yield Found(
                f"nobody says where in its source {named(bare, letter)} stands",
                f"factcheck {edit} edit {letter}{bare[0]} --locator PLACE",
            )


RULES = (
    Rule(
        "single-source",
        "warning",
        f"{SOURCES}: what matters is confirmed by more than one source.",
        "a verdict that rests on one source",
        single_source,
    ),
    Rule(
        "one-origin",
        "warning",
        f"{SOURCES}: sources that copy each other are one.",
        "several items of one independence group and nothing else",
        one_origin,
    ),
    Rule(
        "no-primary-source",
        "warning",
        f"{SOURCES}: the best primary source there is, where there is one.",
        "a verdict without evidence from a primary source",
        no_primary,
    ),
    Rule(
        "only-social-posts",
        "warning",
        f"{SOURCES}: a post alone confirms nothing.",
        "a verdict that rests on social media posts alone",
        only_social,
    ),
    Rule(
        "only-confidential",
        "error",
        f"{SOURCES}: readers can do the work again, but where a source would be in danger.",
        "a verdict that rests on confidential sources alone",
        only_confidential,
    ),
    Rule(
        "no-archive",
        "warning",
        f"{SOURCES}: readers find what we saw.",
        "a page without an archived copy",
        no_archive,
    ),
    Rule(
        "no-retrieval-date",
        "hint",
        f"{SOURCES}: readers know when we saw it.",
        "evidence from a page that does not say when it was looked at",
        no_retrieval_date,
    ),
    Rule(
        "stale-evidence",
        "warning",
        f"{METHOD}: a conclusion rests on what is known now.",
        f"evidence looked at more than {MONTHS} months before the ruling, or before today "
        "where it is still to be published",
        stale,
    ),
    Rule(
        "no-locator",
        "hint",
        f"{SOURCES}: readers find the place.",
        "a document, broadcast or data set without page, paragraph or time",
        no_locator,
    ),
)
