"""Refused records are kept as they stood, in a file that can be mended and imported again."""

import json
from pathlib import Path

import pytest

from factcheck.db import Database
from factcheck.errors import Conflict, Unavailable
from factcheck.exchange import importing
from factcheck.exchange.importing import Wanted
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.rejects import Rejects
from factcheck.formats.shape import HEAD
from factcheck.models import Claim
from tests.exchange.carried import take
from tests.rows import rows

WRONG = Outcome("line 3", "refused", "the claim is empty", raw=b",Ben\r\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rejects"


def written(path: Path, name: str, head: bytes, *outcomes: Outcome) -> bytes:
    """What stands in the file after an import of this format and these outcomes."""
    rejects = Rejects(path)
    rejects.began(name, head)
    for one in outcomes:
        rejects.add(one)
    rejects.close()
    return path.read_bytes()


def refused_of(db: Database, file: Path, path: Path) -> int:
    """Import a file with its rejects in this place; how many there were."""
    rejects = Rejects(path)
    importing.run(db, file, by="ben", wanted=Wanted(), told=rejects.add, began=rejects.began)
    rejects.close()
    return rejects.count


def test_no_file_is_made_while_none_is_refused(path: Path) -> None:
    rejects = Rejects(path)
    rejects.began("csv", b"claim\n")
    for result in ("created", "updated", "unchanged"):
        rejects.add(Outcome("line 2", result))
    rejects.close()
    assert (rejects.count, path.exists()) == (0, False)


def test_nothing_is_written_over(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(Conflict, match="exists already"):
        Rejects(path)
    with pytest.raises(Unavailable, match="there is no folder"):
        Rejects(path.parent / "none" / "rejects")
    assert path.read_text() == "mine"


def test_a_file_that_came_between_is_not_written_over(path: Path) -> None:
    rejects = Rejects(path)
    path.write_text("mine")
    with pytest.raises(Conflict, match="exists already") as caught:
        rejects.add(WRONG)
    assert caught.value.hint == "name a new file"
    rejects.close()
    assert path.read_text() == "mine"


def test_a_row_of_a_table_stands_behind_its_line_and_the_reason(path: Path) -> None:
    row = WRONG._replace(raw=b",Ben")
    other = Outcome("b.csv: line 7", "refused", 'say "b",\nplainly', raw='"a ""b""",Ben')
    assert written(path, "csv", b"claim,who\r\nA,B\r\n", row, other).splitlines() == [
        b"_line,_reason,claim,who",
        b'3,"the claim is empty",,Ben',
        b'7,"say \'b\', plainly","a ""b""",Ben',
    ]


@pytest.mark.parametrize(
    ("name", "head", "first"),
    [
        ("csv", b"claim;who\n", b"_line;_reason;claim;who\n"),
        ("tsv", b"claim\twho\n", b"_line\t_reason\tclaim\twho\n"),
        ("csv", b"_line,_reason,claim\n", b"_line,_reason,claim\n"),
        ("jsonl", b"", f"{HEAD}\n".encode()),
        ("claimreview", b"[", b""),
    ],
)
def test_a_file_begins_as_the_one_that_was_read(
    name: str, head: bytes, first: bytes, path: Path
) -> None:
    raw = b'{"claimReviewed":""}' if first in (b"", f"{HEAD}\n".encode()) else b",x\n"
    assert written(path, name, head, WRONG._replace(raw=raw)).startswith(first or b'{"claim')


def test_a_table_whose_columns_cannot_be_told_is_kept_all_the_same(path: Path) -> None:
    assert written(path, "csv", b"", WRONG) == b",Ben\n"


def test_lines_of_our_own_stand_as_they_stood(path: Path) -> None:
    raw = '{"type":"claim",  "text":"\u2028é"}\r\n'
    told = written(path, "jsonl", b"", WRONG._replace(raw=raw), WRONG._replace(raw=b"{broken"))
    assert told == f'{HEAD}\n{{"type":"claim",  "text":"\u2028é"}}\n{{broken\n'.encode()


def test_what_is_json_is_one_object_a_line_with_the_reason(path: Path) -> None:
    raw = '{\n "@type": "ClaimReview",\n "claimReviewed": ""\n}'
    told = written(
        *(path, "claimreview", b"["),
        WRONG._replace(place="record 2", raw=raw),
        WRONG._replace(raw="[1,\n2]"),
        WRONG._replace(raw=b"{broken\r\n  in two"),
        WRONG._replace(raw=b"\xff"),
    )
    first, *rest = told.splitlines()
    assert json.loads(first) == {
        "@type": "ClaimReview",
        "claimReviewed": "",
        "_reason": "the claim is empty",
        "_place": "record 2",
    }
    assert rest == [b"[1, 2]", b"{broken in two", b"\xff"]


def test_half_a_surrogate_pair_is_kept_as_it_was_written(path: Path) -> None:
    told = written(path, "google", b"{", WRONG._replace(raw='{"text": "\\ud83d"}'))
    assert told.startswith(b'{"text": "\\ud83d", ')


@pytest.mark.parametrize("name", ["csv", "tsv", "json-table"])
def test_mended_rows_are_taken(name: str, db: Database, path: Path, tmp_path: Path) -> None:
    mark = "\t" if name == "tsv" else ","
    if name == "json-table":
        told = json.dumps([{"claim": "A claim", "date": "2019"}, {"claim": "B", "date": "odd"}])
    else:
        told = f"claim{mark}date\nA claim{mark}2019\nB{mark}odd\n"
    file = tmp_path / "told"
    file.write_text(told)
    assert refused_of(db, file, path) == 1
    mended = tmp_path / "mended"
    mended.write_text(path.read_text().replace("odd", "2019", 1).replace("odd", "2019"))
    assert refused_of(db, mended, tmp_path / "again") == 0
    assert rows(db, Claim, "text") == [("A claim",), ("B",)]


def test_mended_reviews_are_taken(db: Database, path: Path, tmp_path: Path) -> None:
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/1",
        "author": {"@type": "Organization", "name": "Example Checks"},
        "reviewRating": {"@type": "Rating", "alternateName": "False"},
    }
    file = tmp_path / "told.json"
    file.write_text(json.dumps([{**review, "claimReviewed": "A claim"}, review]))
    assert refused_of(db, file, path) == 1
    kept = json.loads(path.read_text())
    assert kept["_reason"]
    mended = tmp_path / "mended.jsonl"
    mended.write_text(json.dumps({**kept, "claimReviewed": "Another claim"}) + "\n")
    assert refused_of(db, mended, tmp_path / "again") == 0
    assert [text for (text,) in rows(db, Claim, "text")] == ["A claim", "Another claim"]


def test_mended_lines_of_our_own_are_taken(db: Database, path: Path, tmp_path: Path) -> None:
    uid = "019a9e3c-52d1-7c0e-8a44-1f6f2b7d9c1"
    tag = {"type": "tag", "uid": f"{uid}1", "name": "food"}
    file = tmp_path / "told.jsonl"
    file.write_text("\n".join([HEAD, json.dumps(tag), json.dumps({**tag, "odd": 1}), "{"]) + "\n")
    assert refused_of(db, file, path) == 2
    lines = path.read_text().splitlines()
    assert lines == [HEAD, json.dumps({**tag, "odd": 1}), "{"]
    assert take(db, f"{lines[0]}\n{json.dumps(tag)}\n".encode()).counts == {"unchanged": 1}


def test_tables_with_other_columns_get_a_file_of_their_own(tmp_path: Path) -> None:
    rejects = Rejects(tmp_path / "all.rejects.csv")
    rejects.began("csv", b"claim,speaker\n", "a.csv")
    rejects.began("csv", b"speaker,claim\n", "b.csv")
    for place, raw in (
        ("a.csv: line 2", b",Ben"),
        ("b.csv: line 5", b"Ana,"),
        ("a.csv: line 3", b",C"),
    ):
        rejects.add(Outcome(place, "refused", "the claim is empty", raw=raw))
    rejects.close()
    assert [path.name for path in rejects.paths] == [
        "all.rejects.csv",
        "all.rejects-columns2.csv",
    ]
    first, second = (path.read_bytes().splitlines() for path in rejects.paths)
    assert first == [
        b"_line,_reason,claim,speaker",
        b'2,"the claim is empty",,Ben',
        b'3,"the claim is empty",,C',
    ]
    assert second == [b"_line,_reason,speaker,claim", b'5,"the claim is empty",Ana,']
