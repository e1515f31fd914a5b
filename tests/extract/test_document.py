"""The document: all of a proposal goes out, only what was read comes back."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck import text
from factcheck.errors import InvalidInput
from factcheck.extract import article, document, propose
from factcheck.extract.document import FORMAT, Document
from tests.extract.telling import TEXT, told

HEAD_KEYS = [
    *("source", "title", "byline", "publisher", "published_on", "url", "language", "extractor"),
    *("text_sha256", "text"),
]


def plain() -> dict[str, Any]:
    """The document as a program reads it."""
    found: dict[str, Any] = json.loads(json.dumps(document.plain(told())))
    return found


def read(changed: dict[str, Any]) -> Document:
    return document.read(json.dumps(changed).encode())


def test_the_head_is_the_article() -> None:
    found = plain()
    assert found["format"] == FORMAT
    assert list(found["article"]) == HEAD_KEYS
    assert found["article"]["title"] == "The bridge at Aldea"
    assert found["article"]["text_sha256"] == text.digest(TEXT)
    record = told().record
    assert (record.source, record.text_sha256) == (
        "https://news.example/bridge",
        text.digest(TEXT),
    )
    assert (record.title, record.publisher) == ("The bridge at Aldea", None)


def test_a_proposal_is_told_whole() -> None:
    one = plain()["proposals"][2]
    assert one["text"] == TEXT[one["start"] : one["end"]]
    assert one["statement"] == "The bridge has cracks of three metres in every pillar"
    assert (one["speaker"], one["speaker_as_written"]) == ("Engineer Ben Ruiz", "Ruiz")
    assert (one["cue"], one["kind"], one["group"]) == ("said", "direct", 2)
    assert one["locator"] == f"paragraph 3, characters {one['start']}-{one['end']}"
    assert one["context"] == TEXT[slice(*one["context_at"])]
    assert one["because"][:1] == ["a quantity"] or one["because"]
    assert [one[key] for key in ("decision", "claim", "concerns", "stance", "note")] == [None] * 5
    kinds = [(each["kind"], each["by"], each["proposal"]) for each in one["hints"]]
    assert kinds == [("denial", "The council", 4), ("no-evidence", None, None)]
    assert one["hints"][1]["text"] == TEXT[slice(*one["hints"][1]["sentence"])]
    assert one["hints"][1]["text"].startswith("The council has since denied")


def test_what_is_a_remark_says_what_it_concerns() -> None:
    lines = told().proposals
    assert [one.concerns for one in lines] == [None, None, None, 3]
    assert [one.is_denial for one in lines] == [False, False, False, True]
    assert [len(document.remarks(one)) for one in lines] == [0, 0, 1, 0]


def test_what_goes_out_comes_back() -> None:
    assert document.plain(read(plain())) == document.plain(told())
    assert document.rows(told().proposals)[3]["id"] == 4


def test_the_language_of_another_extractor_is_cut_into_paragraphs() -> None:
    found = article.of_text("Die Brücke\n\nSie ist zu. Ben sagt es.")
    assert document._sentences(found.text, "de") == [(0, 10), (11, 11), (12, 36)]
    made = document.build(found, propose(found.text), source="x", extractor="y", code="de")
    assert made.article.language == "de"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d.update(format="factcheck proposals 2"), "another format"),
        (lambda d: d["article"].update(text=d["article"]["text"] + "."), "its digest differs"),
        (lambda d: d["article"].update(text_sha256="0" * 64), "its digest differs"),
        (lambda d: d["article"].update(language="no tag"), "is not a language tag"),
        (lambda d: d["proposals"][0].update(start=0), "proposal 1: its text is not the one at 0-"),
        (lambda d: d["proposals"][0].update(text="Made up"), "proposal 1: its text is not"),
        (lambda d: d["proposals"][0].update(end=10**9), "proposal 1 stands outside"),
        (lambda d: d["proposals"][0].update(start=-1), "proposal 1 stands outside"),
        (lambda d: d["proposals"][0].update(more=[[5, 5]]), "proposal 1 stands outside"),
        (lambda d: d["proposals"][0].update(context_at=[9, 3]), "proposal 1 stands outside"),
        (lambda d: d["proposals"][2]["hints"][1].update(sentence=[0, 10**9]), "a hint stands"),
        (lambda d: d["proposals"][3]["hints"][0].update(decision="evidence"), "is decided there"),
        (lambda d: d["proposals"][2]["hints"][0].update(decision="evidence"), "is decided there"),
        (lambda d: d["proposals"][1].update(id=1), "two proposals of the document have one id"),
        (lambda d: d["proposals"][1].update(desicion="accept"), "unknown field `desicion`"),
        (lambda d: d["proposals"][1].update(claim="3"), r"\$.proposals\[1\].claim"),
        (lambda d: d["proposals"][1].pop("text"), "required field `text`"),
        (lambda d: d.pop("article"), "required field `article`"),
    ],
)
def test_what_was_changed_beside_the_decisions_is_refused(change: Any, complaint: str) -> None:
    found = plain()
    change(found)
    with pytest.raises(InvalidInput, match=complaint):
        read(found)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": 1}', b"null"]
)
def test_what_is_no_document_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput, match="this is no document of proposals") as caught:
        document.read(raw)
    assert caught.value.hint == "factcheck extract ARTICLE --json"


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too large"):
        document.read(b" " * (document._LARGEST + 1))


def test_a_proposal_that_is_not_there() -> None:
    with pytest.raises(InvalidInput, match="no proposal 9"):
        told().line(9)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80), st.sampled_from(['"', "“", "said ", " denied it. "]))
def test_every_article_goes_out_and_comes_back(some: str, piece: str) -> None:
    try:
        made = told(f"Ana Ruiz said that {some} {piece}{some}.")
    except InvalidInput:
        return
    assert document.read(msgspec.json.encode(document.plain(made))) == made
