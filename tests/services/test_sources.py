"""Sources: one record for one page, however its address was copied."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, Usage
from factcheck.models import Source
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, evidence, sources
from tests.factories import make_claim, make_evidence, noise
from tests.queries import asked

PAGE = "https://example.org/interview"
ARCHIVED = "https://web.archive.org/web/20190501120000/http://www.example.org/interview"

SAME_PAGE = [
    PAGE,
    "http://example.org/interview",
    "HTTPS://WWW.Example.org/interview/",
    "https://www.example.org/interview?utm_source=x&utm_medium=y#top",
    "https://example.org/interview?fbclid=abc",
    "https://m.example.org:443/interview",
    "  example.org/interview ",
    "www.example.org/interview",
    ARCHIVED,
    "https://archive.ph/2019.05.01-120000/https://example.org/interview",
    "https://archive.ph/o/AbCdE/https://example.org/interview",
]


def resolve(session: Session, told: str) -> Source:
    return sources.resolve(session, told).source


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Source)) or 0


# what a person writes


def test_a_page_is_found_again_by_its_canonical_address(session: Session) -> None:
    noise(session)
    page = resolve(session, SAME_PAGE[3])
    assert (page.kind, page.title, page.canonical_url) == ("page", None, PAGE)
    assert page.url == SAME_PAGE[3]
    before = how_many(session)
    for told in SAME_PAGE:
        assert resolve(session, told) is page, told
        assert sources.get(session, told) is page, told
    assert how_many(session) == before


def test_other_pages_are_other_sources(session: Session) -> None:
    told = (
        PAGE,
        "https://example.org/interview?page=2",
        "https://example.org/Interview",
        "https://example.org",
        "https://other.example.org/interview",
        "https://example.org:8080/interview",
    )
    assert len({resolve(session, each).id for each in told}) == len(told)


@pytest.mark.parametrize(
    ("told", "kind", "title"),
    [
        ("BROADCAST: The News at Ten", "broadcast", "The News at Ten"),
        ("call:Press office, 14:00", "call", "Press office, 14:00"),
        ("Person: Ana López\n(nurse)", "person", "Ana López\n(nurse)"),
        ("dataset: https://example.org/x", "dataset", "https://example.org/x"),
        ("Annual report 2018, vol. 2", "document", "Annual report 2018, vol. 2"),
        ("Report: the budget", "document", "Report: the budget"),
        ("Data: health, 2018", "document", "Data: health, 2018"),
        ("call:", "document", "call:"),
        ("example.org", "document", "example.org"),
        ("and/or", "document", "and/or"),
        ("p.3/4", "document", "p.3/4"),
    ],
)
def test_what_is_no_address_is_a_title_with_a_kind(told: str, kind: str, title: str) -> None:
    record, archive_url = sources.read(told)
    assert (record.kind, record.title, record.url, archive_url) == (kind, title, None, None)


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("example.org/page", "https://example.org/page"),
        ("www.example.org", "https://www.example.org"),
        ("sub.example.co.uk/a?b=c", "https://sub.example.co.uk/a?b=c"),
        ("http://example.org", "http://example.org"),
    ],
)
def test_a_bare_address_is_a_page(told: str, url: str) -> None:
    record, archive_url = sources.read(told)
    assert (record.kind, record.title, record.url, archive_url) == ("page", None, url, None)


@pytest.mark.parametrize(
    ("told", "url", "archive_url"),
    [
        (ARCHIVED, "http://www.example.org/interview", ARCHIVED),
        ("https://perma.cc/AB12-CD34", "https://perma.cc/AB12-CD34", "https://perma.cc/AB12-CD34"),
        ("https://archive.org/details/x", "https://archive.org/details/x", None),
    ],
)
def test_an_archived_copy_is_read_as_the_page_and_the_copy(
    told: str, url: str, archive_url: str | None
) -> None:
    record, copy = sources.read(told)
    assert (record.kind, record.url, copy) == ("page", url, archive_url)


REFUSED = [
    "javascript:alert(1)",
    "JavaScript: alert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:x",
    "data:text/html,<script>",
    "file:/etc/passwd",
    "file:///etc/passwd",
    "ftp://example.org/file",
    "ftp:example.org",
    "mailto:ana@example.org",
    "https://ana:secret@example.org/page",
    "https://ana@example.org/page",
    "https://example.org:99999/",
    "https://exa mple.org/",
    "https://example.org/a b",
    "https://[half/",
]


def test_an_address_that_is_not_of_the_web_is_refused(session: Session) -> None:
    for told in REFUSED:
        for ask in (resolve, sources.get):
            with pytest.raises(InvalidInput) as caught:
                ask(session, told)
            assert caught.value.exit_code == 3, told
    assert how_many(session) == 0


def test_a_refusal_says_what_is_wrong_without_the_password(session: Session) -> None:
    with pytest.raises(InvalidInput) as caught:
        resolve(session, "https://ana:secret@example.org/page")
    assert caught.value.message == "the source's address has a user name or password in it"
    with pytest.raises(InvalidInput) as caught:
        resolve(session, "file:/etc/passwd")
    assert caught.value.message == "'file:/etc/passwd' is not an address of the web"
    assert "KIND: TITLE" in str(caught.value.hint)


def test_a_title_is_found_again_with_its_kind(session: Session) -> None:
    noise(session)
    report = resolve(session, "Informe Anual, «2018»")
    assert resolve(session, "  informe   anual, “2018”") is report
    assert resolve(session, "document: Informe anual, «2018»") is report
    assert sources.get(session, "INFORME ANUAL, «2018»") is report
    assert resolve(session, "broadcast: Informe Anual, «2018»").id != report.id


def test_a_source_is_named_by_its_id(session: Session) -> None:
    noise(session)
    page = resolve(session, PAGE)
    assert resolve(session, f" s{page.id} ") is page
    assert sources.get(session, f"s{page.id}") is page
    assert sources.get(session, f" {page.id} ") is page
    for ask in (resolve, sources.get):
        with pytest.raises(NotFound, match="there is no source 999") as caught:
            ask(session, "s999")
        assert caught.value.hint == "factcheck source list"
    number = resolve(session, "1984")
    assert (number.kind, number.title) == ("document", "1984")


def test_a_source_that_is_not_there_is_not_found(session: Session) -> None:
    noise(session)
    before = how_many(session)
    for told in (PAGE, "call: Press office"):
        with pytest.raises(NotFound, match="there is no source "):
            sources.get(session, told)
    assert how_many(session) == before


def test_a_merged_source_leads_to_the_one_that_stays(session: Session) -> None:
    first, second, third = (resolve(session, f"call: {word}") for word in "abc")
    first.merged_into, second.merged_into = second.id, third.id
    session.flush()
    assert sources.current(session, first.id) is third
    assert resolve(session, f"s{second.id}") is third
    assert sources.get(session, str(first.id)) is third
    assert [one.title for one in sources.listing(session)] == ["c"]
    assert sources.views(session, [first])[0].merged_into == second.id


def test_the_archived_copy_stays_with_the_appearance_and_the_evidence(session: Session) -> None:
    noise(session)
    claim = make_claim(session, source=ARCHIVED)
    item = make_evidence(session, claim, source=ARCHIVED)
    plain = make_evidence(session, claim, "supports", source=PAGE)
    first = appearances.first(session, claim)
    assert first is not None
    assert (first.archive_url, item.archive_url, plain.archive_url) == (ARCHIVED, ARCHIVED, None)
    assert first.source_id == item.source_id == plain.source_id
    page = session.get(Source, item.source_id)
    assert page is not None
    assert (page.url, page.canonical_url) == ("http://www.example.org/interview", PAGE)
    assert page.archive_url is None


# editing


def test_fields_are_set_and_cleared(session: Session) -> None:
    noise(session)
    page = resolve(session, PAGE)
    told = {
        "kind": "Broadcast",
        "title": " Interview ",
        "publisher": "Example TV",
        "published_on": "2019-04",
        "archive_url": ARCHIVED,
        "description": "In full",
    }
    assert sources.edit(session, page, told)
    assert not sources.edit(session, page, told)
    view = sources.views(session, [page])[0]
    assert (view.kind, view.title, view.url) == ("broadcast", "Interview", PAGE)
    assert (view.publisher, view.published_on) == ("Example TV", "2019-04")
    assert (view.archive_url, view.description) == (ARCHIVED, "In full")
    assert sources.edit(session, page, {"url": "", "publisher": ""})
    assert (page.url, page.canonical_url, page.publisher) == (None, None, None)
    assert resolve(session, "broadcast: interview") is page


def test_an_edited_address_is_found_by_its_new_canonical_form(session: Session) -> None:
    page = resolve(session, PAGE)
    assert sources.edit(session, page, {"url": "http://www.example.org/other?utm_source=x"})
    assert page.canonical_url == "https://example.org/other"
    assert resolve(session, "example.org/other") is page
    assert resolve(session, PAGE) is not page


def test_an_edit_may_not_make_one_source_of_two(session: Session) -> None:
    page, other = resolve(session, PAGE), resolve(session, "call: Press office")
    with pytest.raises(Conflict) as caught:
        sources.edit(session, other, {"url": SAME_PAGE[3]})
    assert caught.value.message == f"source {page.id} is that already"
    assert caught.value.hint == f"factcheck source show {page.id}"
    assert sources.edit(session, other, {"title": "PRESS office"})


def test_an_edit_that_cannot_be_stored_is_refused(session: Session) -> None:
    page = resolve(session, PAGE)
    table: list[tuple[dict[str, str], type[FactcheckError], str]] = [
        ({"kind": "gossip"}, Usage, "unknown kind of source"),
        ({"kind": ""}, Usage, "unknown kind of source"),
        ({"url": ""}, InvalidInput, "needs an address or a title"),
        ({"url": "javascript:alert(1)"}, InvalidInput, "not an http or https address"),
        ({"url": "https://a:b@example.org/"}, InvalidInput, "user name or password"),
        ({"published_on": "yesterday"}, InvalidInput, "not a date"),
    ]
    for changes, error, message in table:
        with pytest.raises(error, match=message):
            sources.edit(session, page, changes)
        assert (page.kind, page.url) == ("page", PAGE)


# lists


def test_sources_are_listed_with_how_often_they_are_used(session: Session) -> None:
    claim = make_claim(session, source=PAGE)
    again = AppearanceRecord(speaker="Ana", source=PAGE)
    withdrawn = appearances.add(session, claim, again, by="ana")
    appearances.withdraw(session, withdrawn, "a mix-up")
    make_evidence(session, claim, source=PAGE)
    make_evidence(session, claim, "supports", source=PAGE)
    gone = make_evidence(session, claim, "refutes", source=PAGE)
    evidence.withdraw(session, gone, "a mix-up")
    make_evidence(session, claim, source="call: Press office")
    found = {
        one.title or one.url: (one.appearances, one.evidence) for one in sources.listing(session)
    }
    assert found == {PAGE: (1, 2), "Press office": (0, 1)}


def test_sources_are_listed_by_kind_and_page(session: Session) -> None:
    made = [resolve(session, f"call: {word}") for word in "dcba"]
    resolve(session, PAGE)
    titles = [one.title for one in sources.listing(session, kind="call")]
    assert titles == ["d", "c", "b", "a"]
    page = sources.listing(session, kind="call", limit=1, after=made[1].id)
    assert [one.title for one in page] == ["b"]
    assert len(sources.listing(session)) == 5


def test_a_list_of_sources_takes_the_same_queries_for_one_and_for_many(session: Session) -> None:
    for number in range(12):
        resolve(session, f"call: {number}")
    counts = set()
    for limit in (1, 12):
        with asked(session) as sent:
            assert len(sources.listing(session, limit=limit)) == limit
        counts.add(len(sent))
    assert counts == {3}
