"""Posts: what is said in them, without links, signs and the line that signs them."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck import text
from factcheck.matching.posts import Post, read
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

PIECES = st.sampled_from(
    [
        *("#", "@", "#StopTheSteal", "@IlhanMN", "https://", "www.", "pic.twitter.com/a1"),
        *(" — ", "—", " - ", "-", " (@janeroe)", " May 4, 2020", "\n", "\0", "\x01", "\ud800"),
        *("t.co/", "é", "選挙", " ", "(", ")", "_", "ß", "İ"),
    ]
)
ANY = st.lists(PIECES | st.text(max_size=6), max_size=10).map("".join)


def tokens(told: str) -> set[str]:
    return set(text.tokens(told, "0"))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Watch https://t.co/AbC1 now", "Watch   now"),
        ("Watch www.example.org/a?b=c", "Watch"),
        ("Watch example.co.uk and bit.ly/2ab", "Watch example.co.uk and"),
        ("He left pic.twitter.com/xYz12", "He left"),
        ("He left todaypic.twitter.com/xYz12", "He left today"),
        ("He left.https://t.co/a", "He left."),
        ("Wow...t.co/a", "Wow..."),
        ("Awww...so sad", "Awww...so sad"),
        ("At example.com he said", "At example.com he said"),
    ],
)
def test_links_go(told: str, found: str) -> None:
    assert read(told) == Post(found)


@pytest.mark.parametrize(
    ("told", "found", "hints"),
    [
        ("#StopTheSteal2020", "Stop The Steal 2020", ("StopTheSteal2020",)),
        ("#USAToday and #one_two", "USA Today and one two", ("USAToday", "one_two")),
        ("@IlhanMN said", "Ilhan MN said", ("IlhanMN",)),
        ("#Présidentielle2022", "Présidentielle 2022", ("Présidentielle2022",)),
        ("#ÉtatsUnis", "États Unis", ("ÉtatsUnis",)),
        ("#ВыборыСША", "Выборы США", ("ВыборыСША",)),
        ("＃東京 ＠選挙", "東京 選挙", ("東京", "選挙")),
        ("Again #a and #a", "Again a and a", ("a",)),
        ("#1 of 3", "1 of 3", ("1",)),
        ("#_", "#_", ("_",)),
    ],
)
def test_names_and_tags_are_split_and_kept_as_hints(
    told: str, found: str, hints: tuple[str, ...]
) -> None:
    assert read(told) == Post(found, hints)


@pytest.mark.parametrize("told", ["write to ana@example.org", "see a/#b", "C# and A#B", "# 1"])
def test_not_every_sign_is_a_mark(told: str) -> None:
    assert read(told) == Post(told)


SAID = "The vote was stolen"


@pytest.mark.parametrize(
    ("line", "author", "said_on"),
    [
        (" — Jane Roe (@janeroe) May 4, 2020", "Jane Roe", "2020-05-04"),
        ("— Jane Roe (@janeroe) Dec 14, 2020", "Jane Roe", "2020-12-14"),
        (" – Jane Roe (@janeroe)", "Jane Roe", None),
        (" - Jane Roe (@janeroe)  \n", "Jane Roe", None),
        (" — Jane Roe-Doe (@janeroe) May 4, 2020", "Jane Roe-Doe", "2020-05-04"),
        (" — Jane Roe - News (@janeroe) May 4, 2020", "Jane Roe - News", "2020-05-04"),
        (" — Jane Roe ✓ (@janeroe) February 30, 2020", "Jane Roe ✓", None),
        (" — Zoë Muñoz (@janeroe) May 4, 2020 https://t.co/a", "Zoë Muñoz", "2020-05-04"),
    ],
)
def test_the_line_that_signs_is_its_author_and_its_date(
    line: str, author: str, said_on: str | None
) -> None:
    found = read(SAID + line)
    assert (found.text, found.author, found.said_on) == (SAID, author, said_on)
    assert found.hints[0] == "janeroe"
    assert found.words == f"{SAID} {author}"


def test_the_date_is_a_hint() -> None:
    assert read(f"{SAID} — J (@j) May 4, 2020").hints == ("j", "May 4, 2020")
    assert read(f"{SAID} — J (@j)").hints == ("j",)


@pytest.mark.parametrize(
    ("told", "said", "author"),
    [
        ("No — never — Jane Roe (@j)", "No — never", "Jane Roe"),
        ("No - never - Jane Roe (@j)", "No - never", "Jane Roe"),
        ("A well-known lie — Jane Roe (@j)", "A well-known lie", "Jane Roe"),
        ("A well-known lie - Jane (@j)", "A well-known lie", "Jane"),
    ],
)
def test_of_several_dashes_the_last_one_signs(told: str, said: str, author: str) -> None:
    found = read(told)
    assert (found.text, found.author) == (said, author)


@pytest.mark.parametrize(
    "told",
    [
        "I met Mary Smith-Jones (@mj)",
        "Jane Roe (@mj) May 4, 2020",
        "One\n— two\nthree (@mj)",
        "— Jane Roe (@mj) said so",
    ],
)
def test_not_every_name_signs(told: str) -> None:
    found = read(told)
    assert (found.author, found.said_on) == (None, None)
    assert found.text == told.replace("@", "")


def test_a_post_that_only_signs_is_told_whole() -> None:
    found = read("— Jane Roe (@j) May 4, 2020")
    assert found.text == "— Jane Roe (@j) May 4, 2020"


@given(st.text(st.characters(exclude_characters="#@＃＠\x01", exclude_categories=["Cs"])))
@settings(max_examples=EXAMPLES, deadline=None)
def test_in_plain_text_nothing_is_lost(told: str) -> None:
    if re.search(r"://|www|\.\w+/|pic", told, re.IGNORECASE):
        return
    assert read(told) == Post(told.strip())


@given(ANY)
@settings(max_examples=EXAMPLES, deadline=None)
def test_any_text_can_be_read(told: str) -> None:
    found = read(told)
    assert (found.said_on is None) or found.author
    assert text.GAP not in text.tokens(found.words)
    assert all(hint for hint in found.hints)
    assert found.text or not tokens(read(found.words).words)


@given(st.text(max_size=20), st.lists(st.text("abcABCéÉßж東1", min_size=1), max_size=4))
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_letter_of_a_tag_is_lost(told: str, tags: list[str]) -> None:
    found = read(" ".join(f"#{tag}" for tag in tags))
    assert found.text.replace(" ", "") == "".join(tags)
    assert found.hints == tuple(dict.fromkeys(tags))


@pytest.mark.parametrize(
    "piece", [" ", "- ", " - ", "a-", "a.", "—a ", "(@x)", "a.com/ ", "pic.twitter", "x\n", "\t-"]
)
def test_no_text_takes_long(piece: str) -> None:
    """Fifty thousand blanks once took half a minute."""
    begun = time.process_time()
    read(f"- {piece * (50_000 // len(piece))} (@x) May 4, 20")
    assert time.process_time() - begun < 5
