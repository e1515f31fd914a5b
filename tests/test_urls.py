"""When two addresses are one source, what an archive's address holds, how addresses are shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factcheck import urls

HOSTS = st.sampled_from(
    [
        "example.org",
        "WWW.Example.org",
        "m.example.org",
        "www.m.example.co.uk",
        "münchen.example",
        "en.m.wikipedia.org",
        "x.com",
        "youtube.com",
        "web.archive.org",
        "www.archive.ph",
        "[::1]",
        "127.0.0.1",
        "straße.example",
        "i❤.example",
        "a_b.example",
        "archive.org",
    ]
)
PIECES = st.sampled_from(
    [
        "/",
        "//",
        ".",
        "..",
        "a",
        "B",
        "é",
        "e\u0301",
        "%",
        "%C3%A9",
        "%c3%a9",
        "%2F",
        "%2f",
        "%41",
        "%25",
        "%2541",
        "%FF",
        "%00",
        "%20",
        "?",
        "&",
        "=",
        "id=5",
        "utm_source=a",
        "amp",
        "+",
        "%2B",
        "#",
        "!",
        "#!/",
        "#/",
        "#%2F",
        "%21",
        "@",
        ":",
        ";",
        "|",
        "\\",
        '"',
        "[",
        "]",
        "'",
        "ß",
        "İ",
        "/web/2019/",
        "/web/2019id_/",
        "https:/",
        "https://",
        "http%3A%2F%2F",
        "HTTPS%3a//",
        "/2019/",
        "web.archive.org",
        "archive.ph",
        "example.org",
        "/status/1",
        "s=20",
        "t=1",
        "\u202d",
        " ",
    ]
)
ADDRESSES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTPS://", "hTTp://"]),
    HOSTS,
    st.sampled_from(["", ":80", ":443", ":8080", ":", ":0"]),
    st.lists(PIECES, max_size=12).map("".join),
)


def outcome(url: str) -> str:
    """The canonical form, or why there is none: any other error than ValueError is a failure."""
    try:
        return urls.canonical(url)
    except ValueError as refused:
        return f"refused: {refused}"


# is_url


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "HTTPS://EXAMPLE.ORG/a?b#c", "https://[::1]/", "http://localhost"],
)
def test_http_and_https_with_a_host_are_addresses(address: str) -> None:
    assert urls.is_url(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "//example.org",
        "https://",
        "https:///a",
        "https:/example.org",
        "http://?a",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        " https://example.org",
        "mailto:a@example.org",
        "see https://example.org",
        "https:// a",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not urls.is_url(text)


# canonical


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://example.org/interview", "https://example.org/interview"),
        ("HTTP://WWW.Example.ORG:80/interview/", "https://example.org/interview"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080/a", "https://example.org:8080/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://example.org/", "https://example.org"),
        ("https://example.org", "https://example.org"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/?id=5", "https://example.org?id=5"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%7ea/%c3%a9", "https://example.org/~a/%C3%A9"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/e\u0301", "https://example.org/%C3%A9"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("https://example.org/Case", "https://example.org/Case"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("https://example.org/a#top", "https://example.org/a"),
        ("https://example.org/a#:~:text=he%20said", "https://example.org/a"),
        ("https://example.org/#!/claim/5", "https://example.org#!/claim/5"),
        ("https://example.org/#/claim/5?x=1", "https://example.org#/claim/5?x=1"),
        ("https://example.org/#!5", "https://example.org#!5"),
        ("https://example.org/#!", "https://example.org"),
        ("https://example.org/#/", "https://example.org"),
    ],
)
def test_canonical_spells_an_address_in_one_way(url: str, form: str) -> None:
    assert urls.canonical(url) == form


@pytest.mark.parametrize(
    ("host", "form"),
    [
        ("www.example.org", "example.org"),
        ("m.example.org", "example.org"),
        ("mobile.example.org", "example.org"),
        ("amp.example.org", "example.org"),
        ("www.m.example.org", "example.org"),
        ("en.m.wikipedia.org", "en.wikipedia.org"),
        ("www2.example.org", "www2.example.org"),
        ("mm.example.org", "mm.example.org"),
        ("news.m.example.org", "news.m.example.org"),
        ("m.me", "m.me"),
        ("amp.dev", "amp.dev"),
        ("www.com", "www.com"),
        ("m.co.uk", "m.co.uk"),
        ("www.gov.uk", "gov.uk"),
    ],
)
def test_canonical_drops_prefixes_but_never_the_name_itself(host: str, form: str) -> None:
    assert urls.canonical(f"https://{host}/a") == f"https://{form}/a"


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=a",
        "utm_medium=b",
        "UTM_Campaign=c",
        "utm%5Fterm=d",
        "fbclid=1",
        "gclid=1",
        "dclid=1",
        "gbraid=1",
        "wbraid=1",
        "msclkid=1",
        "mc_cid=1",
        "mc_eid=1",
        "igshid=1",
        "igsh=1",
        "ref_src=twsrc",
        "ref_url=a",
        "twclid=1",
        "yclid=1",
        "_ga=1",
        "_gl=1",
        "at_medium=a",
        "at_campaign=b",
        "at_custom1=c",
        "cmpid=1",
        "ncid=1",
        "ocid=1",
        "spm=1",
        "smid=tw",
        "mkt_tok=1",
        "vero_id=1",
        "oly_enc_id=1",
        "oly_anon_id=1",
        "wt_mc=1",
        "xtor=RSS",
        "__twitter_impression=true",
        "amp",
        "amp=1",
        "CMP=share",
        "s_cid=1",
        "guce_referrer=a",
        "guce_referrer_sig=b",
    ],
)
def test_canonical_drops_what_only_tracks(parameter: str) -> None:
    assert urls.canonical(f"https://example.org/a?{parameter}") == "https://example.org/a"
    mixed = f"https://example.org/a?z=1&{parameter}&id=5"
    assert urls.canonical(mixed) == "https://example.org/a?z=1&id=5"


@pytest.mark.parametrize(
    "query",
    [
        "id=5",
        "b=2&a=1",
        "a=1&a=2",
        "v=abc&t=30",
        "s=20",
        "amplitude=1",
        "cmp=5",
        "ref=5",
        "q=a+b",
        "q=a%2Bb",
        "q=%26",
        "utmost=1",
        "empty=",
        "flag",
        "page=2",
    ],
)
def test_canonical_keeps_other_parameters_in_their_order(query: str) -> None:
    assert urls.canonical(f"https://example.org/a?{query}") == f"https://example.org/a?{query}"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://x.com/a/status/1?s=20&t=Ab", "https://x.com/a/status/1"),
        ("https://mobile.twitter.com/a/status/1?s=21", "https://twitter.com/a/status/1"),
        ("https://x.com/search?s=20&t=Ab", "https://x.com/search?s=20&t=Ab"),
        ("https://example.org/a/status/1?s=20", "https://example.org/a/status/1?s=20"),
        ("https://m.youtube.com/watch?v=Ab&t=30&si=c", "https://youtube.com/watch?v=Ab&t=30"),
        ("https://youtu.be/Ab?si=c&t=30", "https://youtu.be/Ab?t=30"),
    ],
)
def test_canonical_knows_how_some_sites_share(url: str, form: str) -> None:
    assert urls.canonical(url) == form


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "is not an http or https address"),
        ("example.org/a", "is not an http or https address"),
        ("ftp://example.org/a", "is not an http or https address"),
        ("javascript:alert(1)", "is not an http or https address"),
        ("https:///a", "is not an http or https address"),
        ("https://example.org/a b", "has a blank or a control character in it"),
        ("https://example.org/a\u00a0b", "has a blank or a control character in it"),
        ("https://example.org/a\n", "has a blank or a control character in it"),
        ("https://exam\tple.org/", "has a blank or a control character in it"),
        ("https://example.org/\x1b[2J", "has a blank or a control character in it"),
        ("https://example.org/\u202egpj", "has a blank or a control character in it"),
        ("https://example.org/\ud800", "contains half a surrogate pair"),
        ("https://user:secret@example.org/", "has a user name or password in it"),
        ("https://user@example.org/", "has a user name or password in it"),
        ("https://a@web.archive.org/web/2019/https://example.org", "has a user name or password"),
        (
            "https://web.archive.org/web/2019/https://a:b@example.org",
            "has a user name or password",
        ),
        ("https://example.org:port/", "has a port that is no number from 0 to 65535"),
        ("https://example.org:65536/", "has a port that is no number from 0 to 65535"),
        ("https://example.org:80:80/", "has a port that is no number from 0 to 65535"),
        ("https://[::1/", "has a host that cannot be read"),
        ("https://ex%61mple.org/", "has a host that cannot be read"),
        ("https://.../", "has a host that cannot be read"),
        (f"https://{'a' * 64}ü.example/", "has a host that cannot be read"),
    ],
)
def test_canonical_refuses_in_plain_words(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}") as refused:
        urls.canonical(url)
    assert type(refused.value) is ValueError
    assert "secret" not in str(refused.value)


@given(ADDRESSES)
@example("https://example.org/#!%2F")
@example("https://web.archive.org/./web/2019/https://www.example.org")
@example("https://web.archive.org/%77eb/2019/https://www.example.org/?utm_id=1")
def test_the_form_of_a_form_is_the_same(url: str) -> None:
    form = outcome(url)
    if not form.startswith("refused: "):
        assert urls.canonical(form) == form
        assert form.isascii()
        assert urls.archived(form) is None


@given(st.one_of(st.text(), st.text().map("https://{}".format), ADDRESSES))
def test_no_text_breaks_anything(text: str) -> None:
    assert outcome(text)
    assert isinstance(urls.is_url(text), bool)
    assert isinstance(urls.is_archive(text), bool)
    assert isinstance(urls.show(text), str)
    inner = urls.archived(text)
    assert inner is None or urls.is_url(inner)


# archived


@pytest.mark.parametrize(
    "before",
    [
        "https://web.archive.org/web/20190430123456/",
        "http://web.archive.org/web/20190430123456/",
        "https://WWW.web.archive.org/web/20190430123456/",
        "https://web.archive.org/web/20190430123456id_/",
        "https://web.archive.org/web/20190430123456if_/",
        "https://web.archive.org/web/2019/",
        "https://web.archive.org/web/2019*/",
        "https://web.archive.org/web/*/",
        "https://web.archive.org/web/",
        "https://archive.org/web/2019/",
        "https://archive.today/20190430123456/",
        "https://archive.ph/2019.04.30-123456/",
        "https://archive.is/newest/",
        "https://archive.li/20190430/",
        "https://archive.fo/2019/",
        "https://archive.vn/2019/",
        "https://archive.md/o/AbC12/",
        "https://webcache.googleusercontent.com/search?q=cache:AbC-12_xYz01:",
        "https://webcache.googleusercontent.com/search?hl=en&q=cache:",
        "http://timetravel.mementoweb.org/memento/20190430123456/",
        "http://timetravel.mementoweb.org/api/json/2019/",
        "https://webarchive.nationalarchives.gov.uk/20190430123456/",
        "https://webarchive.nationalarchives.gov.uk/ukgwa/20190430123456/",
        "https://arquivo.pt/wayback/20190430123456/",
    ],
)
def test_an_archive_tells_what_it_holds(before: str) -> None:
    url = f"{before}https://www.example.org/a?id=5"
    assert urls.archived(url) == "https://www.example.org/a?id=5"
    assert urls.is_archive(url)
    assert urls.canonical(url) == "https://example.org/a?id=5"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https:/example.org/a", "https://example.org/a"),
        ("HTTP://example.org/a", "HTTP://example.org/a"),
        ("https%3A//example.org/a%20b", "https://example.org/a%20b"),
        ("https%3a%2f%2fexample.org%2fa%3Fid%3D5%26b%3D6", "https://example.org/a?id=5&b=6"),
        ("https%3A%2F%2Fexample.org%2F%C3%A9%20b", "https://example.org/%C3%A9%20b"),
        ("example.org/a", "http://example.org/a"),
        ("example.org", "http://example.org"),
        ("m%C3%BCnchen.example/%C3%A9", "http://münchen.example/%C3%A9"),
        ("https://m%c3%bcnchen.example", "https://münchen.example"),
        ("example.org:8080/a?b=1#c", "http://example.org:8080/a?b=1#c"),
        ("https://example.org/#!/a", "https://example.org/#!/a"),
        (
            "https://example.org/a?u=https://example.com/",
            "https://example.org/a?u=https://example.com/",
        ),
    ],
)
def test_a_damaged_scheme_is_repaired(written: str, address: str) -> None:
    assert urls.archived(f"https://web.archive.org/web/2019/{written}") == address
    assert urls.archived(f"https://archive.ph/2019/{written}") == address


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.ph/AbC12",
        "https://archive.today/2019",
        "https://perma.cc/AB12-CD34",
        "https://ghostarchive.org/archive/AbC12",
        "https://web.archive.org/",
        "https://web.archive.org/web/2019/mailto:a@example.org",
        "https://web.archive.org/web/2019/ftp://example.org/a",
        "https://webcache.googleusercontent.com/search?q=weather",
        "https://timetravel.mementoweb.org/about/",
    ],
)
def test_an_archive_without_an_address_is_an_archive_all_the_same(url: str) -> None:
    assert urls.archived(url) is None
    assert urls.is_archive(url)
    assert urls.is_url(urls.canonical(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/web/2019/https://example.com/",
        "https://web.archive.org.example.org/web/2019/https://example.com/",
        "https://example.org/?u=https://web.archive.org/web/2019/https://example.com/",
        "https://archive.org/details/example",
        "https://arquivo.pt/page/search",
        "https://notarchive.ph/2019/https://example.com/",
        "web.archive.org/web/2019/https://example.com/",
        "https://web.arch\tive.org/web/2019/https://example.com/",
        "",
    ],
)
def test_what_only_looks_like_an_archive_is_none(url: str) -> None:
    assert urls.archived(url) is None
    assert not urls.is_archive(url)


def test_terms_that_were_searched_for_are_no_part_of_a_cached_address() -> None:
    cached = "https://webcache.googleusercontent.com/search?q=cache:AbC-12_xYz01:{}&cd=1&hl=en"
    assert urls.archived(cached.format("example.org/a%3Fid%3D5+flat+earth")) == (
        "http://example.org/a?id=5"
    )
    assert urls.archived(cached.format("https://example.org/a%20flat")) == "https://example.org/a"


def test_a_copy_of_a_copy_is_resolved_to_the_end() -> None:
    copy = "https://archive.ph/2019/https://web.archive.org/web/2018/http:/www.example.org/a/#top"
    assert urls.canonical(copy) == "https://example.org/a"


def test_a_copy_of_a_page_with_a_route_keeps_the_route() -> None:
    copy = "https://web.archive.org/web/2019/https://münchen.example/#!/é"
    assert urls.canonical(copy) == "https://xn--mnchen-3ya.example#!/%C3%A9"


# site and show


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org:8080/a", "example.org"),
        ("https://m.example.org/a", "m.example.org"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
        ("https://münchen.example/", "münchen.example"),
        ("https://web.archive.org/web/2019/https://example.org", "web.archive.org"),
        ("https://[::1]/", "[::1]"),
    ],
)
def test_site_is_the_host_for_people(url: str, host: str) -> None:
    assert urls.site(url) == host


@pytest.mark.parametrize("url", ["example.org", "https://a:b@example.org", "https://a b"])
def test_site_refuses_what_canonical_refuses(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has) "):
        urls.site(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/interview/", "example.org/interview"),
        ("https://example.org/", "example.org"),
        ("http://example.org:8080/a", "example.org:8080/a"),
        ("https://example.org/a?utm_source=b", "example.org/a"),
        ("https://example.org/a?id=5&utm_source=b", "example.org/a?id=5"),
        ("https://xn--mnchen-3ya.example/%C3%BCber", "münchen.example/über"),
        ("https://example.org/a%20b%2Fc", "example.org/a%20b%2Fc"),
        ("https://example.org/%E2%80%AEgpj", "example.org/%E2%80%AEgpj"),
        ("https://example.org/%C2%A0%FF", "example.org/%C2%A0%FF"),
        ("https://web.archive.org/web/2019/https://example.org/a", "example.org/a"),
        ("https://archive.ph/AbC12", "archive.ph/AbC12"),
        ("not an address", "not an address"),
    ],
)
def test_show_is_short_and_can_be_read(url: str, shown: str) -> None:
    assert urls.show(url) == shown


@given(ADDRESSES)
def test_a_shown_address_leads_to_the_same_source(url: str) -> None:
    form = outcome(url)
    if not form.startswith("refused: "):
        assert urls.canonical(f"https://{urls.show(url)}") == form
        assert urls.show(url).isprintable()
