"""Tables: rows in, broken rows apart, and out again."""

import io
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import ratings
from factcheck.formats.base import FormatError, Found, Options, Refused
from factcheck.formats.json_table import JSON_TABLE
from factcheck.formats.lines import UNCLOSED
from factcheck.formats.table import (
    CSV,
    CSV_WRITER,
    TSV,
    TSV_WRITER,
    Table,
    TableWriter,
    layout,
    write_rejects,
)

LIAR_ROW = (
    '12.json\thalf-true\tCats "vote.\tpets,votes\tjane-doe\t\tOhio\tnone' + "\t1" * 5 + "\ta rally"
)


def read(told: bytes, table: Table = CSV, **mapping: str) -> list[Found | Refused]:
    return list(table.read(io.BytesIO(told), Options(mapping)))


def texts(told: bytes, table: Table = CSV, **mapping: str) -> list[str]:
    return [one.record.text for one in read(told, table, **mapping) if isinstance(one, Found)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen(delimiter: str) -> None:
    told = f"claim{delimiter}claimant\nCats{delimiter}Jane\n".encode()
    found = read(told)
    assert isinstance(found[0], Found)
    assert (found[0].place, found[0].raw) == ("line 2", f"Cats{delimiter}Jane")
    assert found[0].record.appearances[0].speaker.name == "Jane"
    assert CSV.fits(told) is (delimiter != "\t")
    assert TSV.fits(told) is (delimiter == "\t")


def test_the_delimiter_may_be_told_in_the_first_line() -> None:
    assert texts(b"sep=;\nclaim;a,b,c\nCats;x\n") == ["Cats"]


def test_one_column_is_a_table_and_blank_rows_are_none() -> None:
    assert texts(b"\nclaim\nCats\n\nDogs\n") == ["Cats", "Dogs"]
    assert texts(b"claim,who\n,\nCats,Jane,,\n , \n") == ["Cats"]
    assert texts(b"claim,who,\nCats,Jane,\n") == ["Cats"]


def test_a_mapping_that_is_told_is_used() -> None:
    assert texts(b"a,b\nCats,Dogs\n", text="b") == ["Dogs"]
    with pytest.raises(FormatError, match="no column is known to hold the claim"):
        read(b"a,b\nCats,Dogs\n")


@pytest.mark.parametrize("head", [b"", b"\n", b'{"claim": 1}', b"<html>", b"PK\x03\x04", b"a,b\n"])
def test_what_is_no_table_of_claims_does_not_fit(head: bytes) -> None:
    assert not CSV.fits(head)
    assert not TSV.fits(head)


def test_liar_is_read_without_header_and_quoting() -> None:
    told = f"{LIAR_ROW}\n13.json\tfalse\n".encode()
    assert TSV.fits(told)
    found = read(told, TSV)
    assert isinstance(found[0], Found)
    record = found[0].record
    assert (record.text, record.tags, record.context) == (
        'Cats "vote.',
        ("pets", "votes"),
        "a rally",
    )
    assert record.appearances[0].speaker.name == "Jane Doe"
    assert record.reviews[0].rating == "half-true"
    assert isinstance(found[1], Refused)
    assert (found[1].place, found[1].reason) == (
        "line 2",
        "too few columns: 2 where the header has 14",
    )


def test_our_own_table_notes_what_is_not_read_once() -> None:
    found = read(b"uid,text,stage,evidence_status\nu,Cats,new,none\nv,Dogs,new,none\n")
    notes = [one.notes for one in found if isinstance(one, Found)]
    assert notes == [("not read: uid, stage, evidence_status",), ()]


# --- broken rows -----------------------------------------------------------------------------

BROKEN = {
    b"%d,Cats,Jane": "too few columns",
    b"%d,Cats,Jane,2019,https://example.org/,more": "too many columns",
    b"%d,Cats,Jane,someday,https://example.org/": "is not a date",
    b"%d,Cats \x92,Jane,2019,https://example.org/": "is not UTF-8",
    b'%d,"Cats,Jane,2019,https://example.org/': UNCLOSED,
    b"%d," + b"x" * 200_000 + b",Jane,2019,https://example.org/": "the claim has 200,000",
    b"%d,Cats,Ja\0ne,2019,https://example.org/": "claimant: contains a NUL",
    b"%d,Cats \xed\xa0\x80,Jane,2019,https://example.org/": "half a surrogate pair",
    b"%d, ,Jane,2019,https://example.org/": "claim: the claim is empty",
    b"%d,Cats,Jane,2019,javascript:alert(1)": "is not an http(s) address",
}
GOOD = (
    b"%d,Cats vote.,Jane,2019-04-30,https://example.org/",
    b'%d,"Cats, they say, ""vote"".",Jane,30.04.2019,',
    b'%d,"Cats\nvote.",Jane,,https://example.org/',
)


def a_large_file() -> tuple[bytes, dict[int, str]]:
    """11,000 rows, each hundredth broken, and what is wrong by the number of the line."""
    rows, wrong, line = [b"id,claim,claimant,date,link"], {}, 2
    for number in range(11_000):
        if number % 100 == 50:
            kind = number // 100 % len(BROKEN)
            row, wrong[line] = list(BROKEN.items())[kind]
        else:
            row = GOOD[number % 3]
        rows.append(row.replace(b"%d", str(number).encode()))
        line += 1 + row.count(b"\n")
    return b"\n".join(rows) + b"\n", wrong


def test_broken_rows_harm_no_other() -> None:
    told, wrong = a_large_file()
    found = read(told)
    refused = {one.place: one for one in found if isinstance(one, Refused)}
    assert (len(found) - len(refused), len(refused)) == (10_890, 110)
    assert list(refused) == [f"line {line}" for line in wrong]
    lines = told.split(b"\n")
    for line, reason in wrong.items():
        assert reason in refused[f"line {line}"].reason
        assert refused[f"line {line}"].raw == lines[line - 1]


def test_rejects_are_mended_and_read_again() -> None:
    told, wrong = a_large_file()
    refused = [one for one in read(told) if isinstance(one, Refused)]
    rejects = b"".join(write_rejects(layout(told), refused))
    assert rejects.startswith(b"_line,_reason,id,claim,claimant,date,link\n68,")
    again = [one for one in read(rejects) if isinstance(one, Refused)]
    assert [one.raw for one in again] == [one.raw for one in refused]
    assert [one.reason for one in again] == [one.reason for one in refused]
    mended = rejects.replace(b"someday", b"2019").replace(b'"Cats,', b"Cats,")
    assert texts(mended) == ["Cats"] * sum(
        kind in ("is not a date", UNCLOSED) for kind in wrong.values()
    )


def test_a_row_over_lines_is_mended_whole() -> None:
    told = b'claim;date\n"Cats\n7;vote";"some;\nday"\n'
    refused = [one for one in read(told) if isinstance(one, Refused)]
    rejects = b"".join(write_rejects(layout(told), refused))
    assert rejects == (
        b"_line;_reason;claim;date\n"
        b"2;\"date: 'some; day' is not a date (write 2019, 2019-04 or 2019-04-30)\";"
        b'"Cats\n7;vote";"some;\nday"\n'
    )
    assert texts(rejects.replace(b"some;\nday", b"2019")) == ["Cats\n7;vote"]


def test_rejects_of_liar_have_no_header_either() -> None:
    broken = LIAR_ROW.replace('Cats "vote.', " ")
    told = f"{LIAR_ROW}\n{broken}\n".encode()
    refused = [one for one in read(told, TSV) if isinstance(one, Refused)]
    rejects = b"".join(write_rejects(layout(told), refused))
    assert rejects == f"2\tstatement: the claim is empty\t{broken}\n".encode()
    assert TSV.fits(rejects)
    assert texts(rejects.replace(b"\t \t", b"\tDogs.\t"), TSV) == ["Dogs."]


def test_rejects_of_utf16_are_utf8() -> None:
    told = "claim,date\nKäse,nie\n".encode("utf-16")
    refused = [one for one in read(told) if isinstance(one, Refused)]
    assert b"".join(write_rejects(layout(told), refused)).decode().endswith(",Käse,nie\n")


# --- writing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("writer", "table"), [(CSV_WRITER, CSV), (TSV_WRITER, TSV)])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
        .map(str.strip)
        .filter(bool)
    )
)
def test_what_is_written_reads_back(writer: TableWriter, table: Table, told: list[str]) -> None:
    rows = ({"uid": "u", "text": one, "stage": "new", "evidence_status": None} for one in told)
    written = b"".join(writer.write(rows))
    assert texts(written, table) == told if told else written == b""


def test_formulas_are_made_harmless_unless_told_otherwise() -> None:
    row = {"text": "=1+1", "why": None}
    assert b"".join(CSV_WRITER.write([row])) == b"text,why\r\n'=1+1,\r\n"
    plain = TableWriter("csv", "", (), ",", raw=True, columns=("why", "text"))
    assert b"".join(plain.write([row])) == b"why,text\r\n,=1+1\r\n"


# --- real files ------------------------------------------------------------------------------


def real(name: str) -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    file = Path(os.environ.get("FACTCHECK_DATA", beside)) / "import" / name
    if not file.is_file():
        pytest.skip(f"{file} is not there: see $FACTCHECK_DATA")
    return file


def understood(found: list[Found | Refused]) -> tuple[int, Counter[str]]:
    """How many records there are, and of how many labels which kind was understood how."""
    kinds: Counter[str] = Counter()
    records = [one.record for one in found if isinstance(one, Found)]
    for record in records:
        review = record.reviews[0]
        scale = ratings.scale_for(review.publisher, review.site)
        judged = ratings.judge(review.rating, scale=scale)
        kinds[f"{judged.how}: {judged.verdict}"] += 1
    return len(records), kinds


def test_politifact_2024_is_read_whole() -> None:
    with real("politifact-2024.csv").open("rb") as stream:
        count, kinds = understood(list(CSV.read(stream, Options())))
    assert count == 9_627
    assert kinds == {
        "scale: supported": 1_851 + 1_538,
        "scale: mixed": 1_978,
        "scale: refuted": 1_869 + 1_587 + 804,
    }


def test_liar_is_read_whole() -> None:
    found: list[Found | Refused] = []
    with zipfile.ZipFile(real("liar.zip")) as archive:
        for name in ("train", "valid", "test"):
            found += read(archive.read(f"{name}.tsv"), TSV)
    count, kinds = understood(found)
    assert (count, len(found)) == (12_836, 12_836)
    assert sum(number for kind, number in kinds.items() if kind.startswith("scale: ")) == 12_836


def members(file: Path) -> Iterator[BinaryIO]:
    with tarfile.open(file) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            assert stream is not None
            yield io.BytesIO(stream.read())


def test_snopes_is_read_but_for_the_empty_claims() -> None:
    found: list[Found | Refused] = []
    for stream in members(real("snopes-2020.tar.gz")):
        found += JSON_TABLE.read(stream, Options())
    refused = Counter(one.reason for one in found if isinstance(one, Refused))
    assert refused == {"statement: the claim is empty": 123}
    count, kinds = understood(found)
    assert (count, len(found)) == (9_016, 9_139)
    assert kinds["scale: None"] == 112  # outdated
    assert sum(number for kind, number in kinds.items() if kind.startswith("scale: ")) == 9_016
