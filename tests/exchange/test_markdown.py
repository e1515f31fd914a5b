"""A page for people: what was said, what we say, and nothing in a text becomes markup."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import days
from factcheck.exchange import markdown
from factcheck.exchange.markdown import link, plain
from factcheck.exchange.publishing import Published, Publisher
from factcheck.formats.shape import Line

SPEAKER: Line = {"uid": "s1", "name": "Ana Lima", "kind": "person"}
SOURCE: Line = {"uid": "p1", "kind": "page", "title": "A speech", "url": "https://example.org/1"}
CLAIM: Line = {
    "id": 1,
    "uid": "k1",
    "text": "It is so",
    "tracked": 1,
    "context": "In a talk",
    "appearances": [
        {
            "uid": "a1",
            "speaker": "s1",
            "source": "p1",
            "said_on": "2019-04",
            "quote": "so it is",
            "locator": "02:10",
            "archive_url": "https://archive.example/1",
        },
    ],
    "verdicts": [
        {"verdict": "refuted", "reason": "It is not.", "ruled_at": "2019-05-02T00:00:00Z"},
        {
            "verdict": "supported",
            "reason": "We heard it.",
            "ruled_at": "2019-05-03T00:00:00Z",
            "appearance": "a1",
            "point": ["r1", "True_ish"],
        },
    ],
    "evidence": [
        {"stance": "refutes", "note": "a note", "by": "s1", "source": "p1", "quote": "no"},
        {"stance": "supports", "note": "a tape", "appearance": "a1"},
    ],
    "reviews": [
        {"publisher": "Checks", "url": "https://checks.example/1", "rating": "False"},
        {"publisher": "Others", "published_on": "2019"},
    ],
    "corrections": [
        {
            "made_at": "2019-05-04T00:00:00Z",
            "kind": "keeps-verdict",
            "reason": "a slip",
            "notice": "It was 2019",
            "before": "claim: It was so\nsaid: Ana, 2018",
        },
        {"made_at": "2019-05-05T00:00:00Z", "kind": "typo", "reason": "no notice"},
        {"made_at": "2019-05-06T00:00:00Z", "kind": "retraction", "notice": "All is wrong"},
    ],
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click]: javascript:alert(1)",
    "![x](https://evil.example/x.png)",
    "one\n# heading",
    "one\r\n\r\n- item",
    "one\u2028# heading",
    "one\x0b# heading",
    "# heading",
    "> quoted",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "=====",
    "```\ncode",
    "~~~\ncode",
    "    indented code",
    "a | b\n--- | ---",
    "**bold** _it_ `code` ~gone~",
    "&lt;b&gt; &#60;",
    "<https://evil.example>",
    "\\[x](javascript:1)",
    "text\\",
]


def page(line: Line) -> str:
    claim = Published(line, {"s1": SPEAKER}, {"p1": SOURCE}, Publisher())
    return b"".join(markdown.write([claim])).decode()


def without(*names: str) -> Line:
    return {name: value for name, value in CLAIM.items() if name not in names}


def test_a_page_of_everything() -> None:
    said = (
        "- Ana Lima, April 2019: “so it is” ([A speech](<https://example.org/1>), 02:10 "
        "([archived](<https://archive.example/1>)))"
    )
    others = "- [Checks](<https://checks.example/1>): False (date unknown)"
    assert page(CLAIM).split("\n\n") == [
        "# It is so",
        "In a talk",
        said,
        "**Verdict: Refuted** (2 May 2019)",
        "It is not.",
        "**Was it said?: True\\_ish (supported)** (3 May 2019)",
        "We heard it.",
        "## Evidence",
        "- **Refutes it by Ana Lima**: a note “no” ([A speech](<https://example.org/1>))",
        "## Evidence that it was said",
        "- **Supports it**: a tape",
        "## Checked by others",
        f"{others}\n- Others: no rating (2019)",
        "**Retraction, 6 May 2019:** All is wrong",
        "**Correction, 4 May 2019:** It was 2019",
        "- Before: claim: It was so\n- Before: said: Ana, 2018\n",
    ]


def test_who_was_asked_and_did_not_respond_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-04")
    asked: Line = {"whom": "Mike *P*", "channel": "mail", "asked_on": "2019-05-01"}
    asked["added_at"] = "2019-05-01T10:00:00Z"
    came = {"answered_on": "2019-05-02"}
    rows = [
        {**asked, "deadline": "2019-05-03"},
        {**asked, **came, "answer": "He stands by it."},
        {**asked, **came},
    ]
    shown = page({**CLAIM, "outreach": rows})
    how = "- Mike \\*P\\*, asked by mail on 1 May 2019,"
    assert shown.split("## Asked for comment\n\n")[1].split("\n\n")[0].split("\n") == [
        f"{how} did not respond by 3 May 2019.",
        f"{how} answered on 2 May 2019: “He stands by it.”",
        f"{how} declined to comment on 2 May 2019.",
    ]
    secret = {**CLAIM, "outreach": [{**asked, "confidential": 1}]}
    assert "Asked for comment" not in page(secret)
    out = {**CLAIM, "published_at": "2019-05-01T00:00:00Z"}
    assert "Asked for comment" not in page({**out, "outreach": [asked]})  # since publication
    assert "answered on 2 May" in page({**out, "outreach": [rows[1]]})


def test_without_a_verdict_it_is_not_verified() -> None:
    assert "**Not verified.**" in page(without("verdicts"))
    assert "**Not verified.**" not in page({**without("verdicts"), "tracked": 0})
    assert "Somebody, date unknown" in page({**CLAIM, "appearances": [{"uid": "a1"}]})


def test_pages_stand_one_after_another() -> None:
    claim = Published({"text": "A", "tracked": 0}, {}, {}, Publisher())
    assert b"".join(markdown.write([claim, claim])) == b"# A\n\n---\n\n# A\n"
    assert b"".join(markdown.write([])) == b""


def _everywhere(told: str) -> list[Line]:
    """The claim with this text at each place of it."""
    found: list[Line] = [{**CLAIM, name: told} for name in ("text", "context")]
    for key, names in {
        "appearances": ("quote", "locator"),
        "verdicts": ("reason",),
        "evidence": ("note", "quote"),
        "reviews": ("publisher", "rating"),
        "corrections": ("notice",),
    }.items():
        found += [{**CLAIM, key: [{**CLAIM[key][0], name: told}]} for name in names]
    return found


def _shape(told: str) -> list[str]:
    """How each line begins, which says what it is."""
    return [re.match(r"(#+ |- |\*\*|---|)", line).group() for line in told.split("\n")]  # type: ignore[union-attr]


@pytest.mark.parametrize("told", HOSTILE)
def test_no_text_is_markup(told: str) -> None:
    for line, harmless in zip(_everywhere(told), _everywhere("harmless"), strict=True):
        made = page(line)
        assert _shape(made) == _shape(page(harmless)), made
        _require_inert(made)


@pytest.mark.parametrize("told", HOSTILE)
def test_nor_is_what_the_public_read_before(told: str) -> None:
    row = {**CLAIM["corrections"][0], "before": told}
    _require_inert(page({**CLAIM, "corrections": [row]}))


def _require_inert(made: str) -> None:
    """Without what is escaped, only our own links are left, and no HTML."""
    bare = re.sub(r"\\.", "", made)
    assert not re.search(r"\]\((?!<https?://)", bare), made
    assert "<" not in bare.replace("](<", ""), made
    assert not set("`~|") & set(bare), made


@pytest.mark.parametrize("told", HOSTILE)
def test_no_name_is_markup(told: str) -> None:
    source = {**SOURCE, "title": told}
    speaker = {**SPEAKER, "name": told}
    claim = Published(CLAIM, {"s1": speaker}, {"p1": source}, Publisher())
    made = b"".join(markdown.write([claim])).decode()
    assert _shape(made) == _shape(page(CLAIM))
    _require_inert(made)


@given(st.text(st.sampled_from("a #*_`[]()<>!&|~-+=1.)\\\n\r\t\u2028\x85"), max_size=30))
def test_every_sign_is_defused(told: str) -> None:
    made = plain(told)
    assert not re.search(r"[\n\r\u2028\x85]", made)
    bare = re.sub(r"\\.", "", made)
    assert not set("`*_[]<>#|~!&\\{}") & set(bare)
    assert not re.match(r"\s*([-+=]|\d+[.)])", made)


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("https://example.org/a(b)", "[x](<https://example.org/a%28b%29>)"),
        ("https://example.org/<b> c", "[x](<https://example.org/%3Cb%3E%20c>)"),
        ("https://example.org/\n# x", "[x](<https://example.org/%0A#%20x>)"),
        ("https://example.org/\\", "[x](<https://example.org/%5C>)"),
        ("javascript:alert(1)", "x"),
        (" javascript:alert(1)", "x"),
        ("data:text/html,x", "x"),
        ("JAVASCRIPT:alert(1)//https://", "x"),
        ("", "x"),
        (None, "x"),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str | None, made: str) -> None:
    assert link("x", address) == made


def test_a_text_keeps_its_words() -> None:
    words: Any = "Ana said – “it's 5 o'clock”; (really?)"
    assert plain(words) == words
