"""factcheck list: every filter, every order, paging, and what the footer says is hidden."""

import csv
import io
import json
from typing import Any

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Claim
from factcheck.records import AppearanceRecord, ClaimRecord
from factcheck.services import appearances, claims
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import data, entries, refused, rows

LINE_KEYS = [
    "id",
    "uid",
    "text",
    "speaker",
    "said_on",
    "verdict",
    "evidence_status",
    "supports",
    "refutes",
    "mixed",
    "disputes",
    "attribution",
    "attribution_status",
    "stage",
    "priority",
    "language",
    "appearances",
    "tags",
    "tracked",
    "unverified",
    "added_at",
    "added_by",
    "assignee",
    "due_on",
]
URL = "https://example.org/interview"


@pytest.fixture
def desk(url: str) -> None:
    """Five tracked claims that differ in everything, one dropped, one of the library."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ana") as session:
            one = make_claim(session, tags=("venezuela", "aviation"), language="en")
            make_evidence(session, one)
            two = make_claim(
                session,
                "The budget grew by half",
                speaker="Ana López",
                source="https://example.org/budget",
                said_on="2019",
                priority=3,
                tags=("venezuela",),
            )
            make_evidence(session, two, "supports", source="https://example.org/ledger")
            make_verdict(session, two, "supported")
            three = make_claim(
                session, "It rained", speaker="Mike Gold", said_on="2018-05", source="a"
            )
            make_evidence(session, three, "refutes")
            make_evidence(session, three, "supports")
            make_verdict(session, three, "insufficient")
            again = AppearanceRecord("Ana López", "https://example.org/blog")
            appearances.add(session, three, again, by="ana")
            four = make_claim(
                session, "It snowed", said_on=None, quote=None, priority=0, source="b"
            )
            make_verdict(session, four, "supported", said=True)
            four.stage = "checking"
            five = make_claim(session, "A million came", speaker=None, said_on=None, source="c")
            make_evidence(session, five, "mixed")
            make_claim(session, "Dropped", source="d").stage = "dropped"
            make_claim(session, "Checked by others", speaker="Ana López").tracked = 0

    filled.once(url, fill)


def listed(cli: Cli, *args: str) -> list[int]:
    """The ids that a list prints, in its order."""
    done = cli("list", "--json", *args)
    assert done.code == 0, done
    return [row["id"] for row in json.loads(done.out)]


def many(db: Database, count: int, library: int = 0) -> None:
    with db.transaction(by="ana") as session:
        for number in range(count + library):
            record = ClaimRecord(
                f"Claim {number}",
                speaker=f"Speaker {number % 3}",
                said_on=("2019", "2018-05")[number % 2],
                priority=number % 3,
            )
            claims.add(session, record, by="ana").tracked = int(number < count)


# filters


def test_every_filter_narrows_the_list(cli: Cli, db: Database, desk: None) -> None:
    added = [at[:10] for (at,) in rows(db, Claim, "added_at")]
    cases: dict[tuple[str, ...], list[int]] = {
        (): [5, 4, 3, 2, 1],
        ("--unverified",): [5, 4, 3, 1],
        ("-u",): [5, 4, 3, 1],
        ("--verdict", "supported"): [2],
        ("--verdict", "insufficient"): [3],
        ("--verdict", "none"): [5, 4, 1],
        ("--attribution", "Supported"): [4],
        ("--attribution", "none"): [5, 3, 2, 1],
        ("--evidence-status", "disputed"): [1],
        ("--evidence-status", "supporting"): [2],
        ("--evidence-status", "conflicting"): [5, 3],
        ("--evidence-status", "none"): [4],
        ("--speaker", "Ana López"): [3, 2],
        ("--speaker", "ana lopez"): [3, 2],
        ("--speaker", "mike"): [4, 3, 1],
        ("--source", URL): [1],
        ("--source", "https://example.org/ledger"): [2],
        ("--source", "https://example.org/blog"): [3],
        ("--tag", "Venezuela"): [2, 1],
        ("--tag", "venezuela", "--tag", "aviation"): [1],
        ("--tag", "venezuela", "--speaker", "ana lopez"): [2],
        ("--stage", "checking"): [4],
        ("--stage", "dropped"): [6],
        ("--priority", "urgent"): [2],
        ("--priority", "low"): [4],
        ("--language", "en"): [1],
        ("--said-since", "2019-05"): [2],
        ("--said-since", "2019-04-30"): [2, 1],
        ("--said-until", "2018"): [3],
        ("--said-until", "2019-04-30"): [3, 2, 1],
        ("--said-since", "2019", "--said-until", "2019-04"): [2, 1],
        ("--added-since", added[0]): [5, 4, 3, 2, 1],
        ("--added-since", "2999"): [],
        ("--added-until", added[-1]): [5, 4, 3, 2, 1],
        ("--until", "2018"): [],
        ("--reference",): [7],
        ("--all",): [7, 6, 5, 4, 3, 2, 1],
        ("--all", "--speaker", "Ana López"): [7, 3, 2],
        ("--unverified", "--speaker", "Ana López"): [3],
        ("--unverified", "--tag", "venezuela"): [1],
    }
    assert {args: listed(cli, *args) for args in cases} == cases


def test_supporting_disputed_is_found_by_each_of_its_words(cli: Cli, db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        make_evidence(session, claim)
        make_evidence(session, claim, "supports")
        make_claim(session, "It rained")
    for told in ("supporting", "disputed", "supporting, disputed"):
        assert listed(cli, "--evidence-status", told) == [1]
    assert listed(cli, "--evidence-status", "refuting") == []


def test_list_refuses_words_and_dates_it_does_not_know(cli: Cli, db: Database, desk: None) -> None:
    known = "supported, refuted, mixed, insufficient, not-checkable, none"
    date = "is not a date\n  write 2019, 2019-04 or 2019-04-30"
    cases = {
        ("--verdict", "true"): (
            2,
            f"unknown verdict: true\n  did you mean supported? verdict is one of: {known}",
        ),
        ("--attribution", "said"): (2, f"unknown verdict: said\n  verdict is one of: {known}"),
        ("--evidence-status", "weak"): (
            2,
            (
                "unknown evidence status: weak\n  evidence status is one of: "
                "none, conflicting, supporting, refuting, disputed, inconclusive"
            ),
        ),
        ("--stage", "open"): (
            2,
            "unknown stage: open\n  stage is one of: new, checking, review, published, dropped",
        ),
        ("--priority", "soon"): (
            2,
            "unknown priority: soon\n  priority is one of: low, normal, high, urgent",
        ),
        ("--sort", "size"): (
            2,
            "unknown order: size\n  order is one of: added, said, priority, speaker, due",
        ),
        ("--language", "!"): (
            3,
            "language: '!' is not a language tag\n  write en, es, pt-br ...",
        ),
        ("--said-since", "May"): (3, f"said since: 'May' {date}"),
        ("--said-until", "May"): (3, f"said until: 'May' {date}"),
        ("--added-since", "May"): (3, f"added since: 'May' {date}"),
        ("--until", "May"): (3, f"added until: 'May' {date}"),
        ("--sort", "said", "--after", "99"): (4, "there is no claim 99 to go on after"),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "list", *args)
    assert cli("list", "--limit", "-1").code == 2


# what is printed


def test_a_pipe_gets_rows_and_the_footer_goes_to_stderr(cli: Cli, desk: None) -> None:
    done = cli("list")
    assert done.code == 0
    assert done.out.splitlines() == [
        "5\tunknown\tunknown\tA million came\tconflicting\tnone",
        "4\tunknown\tMike Pompeo\tIt snowed\tnone\tnone",
        "3\t2018-05\tMike Gold\tIt rained\t+1 −1 conflicting\tinsufficient",
        "2\t2019\tAna López\tThe budget grew by half\t+1 supporting\tsupported",
        (
            "1\t2019-04-30\tMike Pompeo\tNicolás Maduro was about to leave Venezuela by plane on "
            "30 April 2019, and Russia told him to stay\tdisputed\tnone"
        ),
    ]
    assert done.err == "5 claims; library of 1 hidden.\n"


def test_the_footer_says_which_filters_hide_rows(cli: Cli, desk: None) -> None:
    cases = {
        ("--unverified",): "4 unverified, of 5 tracked; library of 1 hidden.",
        ("--limit", "2"): "2 of 5 claims; library of 1 hidden.   Next page: --after 4",
        ("-u", "-n", "1"): "1 of 4 unverified, of 5 tracked; library of 1 hidden."
        "   Next page: --after 5",
        ("--priority", "urgent"): "1 claim with these filters, of 5 tracked; library of 1 hidden.",
        ("-u", "--tag", "venezuela"): "1 unverified with these filters, of 5 tracked; "
        "library of 1 hidden.",
        ("--verdict", "mixed"): "0 claims with these filters, of 5 tracked; library of 1 hidden.",
        ("--reference",): "1 of the library.",
        ("--all",): "7 claims.",
    }
    assert {args: cli("list", *args).err for args in cases} == {
        args: f"{told}\n" for args, told in cases.items()
    }


def test_a_note_says_how_a_speaker_or_a_tag_was_understood(cli: Cli, desk: None) -> None:
    part = cli("list", "--speaker", "mike")
    assert part.err.splitlines()[0] == "note: speaker: Mike Pompeo, Mike Gold"
    unknown = cli("list", "--speaker", "Ana Lopes")
    assert (unknown.code, unknown.out) == (0, "")
    assert unknown.err.splitlines() == [
        "note: no speaker is called Ana Lopes; similar: Ana López",
        "0 claims with these filters, of 5 tracked; library of 1 hidden.",
    ]
    tag = cli("list", "--tag", "nowhere")
    assert (tag.code, tag.out) == (0, "")
    assert tag.err.splitlines()[0] == "note: no claim has the tag nowhere"


def test_no_rows_are_no_error(cli: Cli, db: Database) -> None:
    before = entries(db)
    done = cli("list")
    assert (done.code, done.out, done.err) == (0, "", "0 claims.\n")
    assert cli("list", "--json").out == "[]\n"
    assert cli("list", "--format", "jsonl").out == ""
    assert cli("list", "--count").out == "0\n"
    assert entries(db) == before == []


def test_the_keys_of_a_list_are_a_promise(cli: Cli, desk: None) -> None:
    done = cli("list", "--json", "--tag", "aviation")
    [row] = json.loads(done.out)
    assert list(row) == LINE_KEYS
    assert {name: row[name] for name in LINE_KEYS if name not in ("uid", "text", "added_at")} == {
        "id": 1,
        "speaker": "Mike Pompeo",
        "said_on": "2019-04-30",
        "verdict": None,
        "evidence_status": "disputed",
        "supports": 0,
        "refutes": 0,
        "mixed": 0,
        "disputes": 1,
        "attribution": None,
        "attribution_status": "none",
        "stage": "new",
        "priority": "normal",
        "language": "en",
        "appearances": 1,
        "tags": ["aviation", "venezuela"],
        "tracked": True,
        "unverified": True,
        "added_by": "ana",
        "assignee": None,
        "due_on": None,
    }
    lines = cli("list", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [5, 4, 3, 2, 1]


def test_only_the_columns_that_were_asked_for_are_printed(cli: Cli, desk: None) -> None:
    table = cli("list", "--columns", "id,tags", "--limit", "2", "--reverse")
    assert table.out == "1\taviation, venezuela\n2\tvenezuela\n"
    separated = cli("list", "--format", "csv", "--columns", "id,speaker", "--speaker", "López")
    assert list(csv.reader(io.StringIO(separated.out))) == [
        ["id", "speaker"],
        ["3", "Mike Gold"],
        ["2", "Ana López"],
    ]
    assert cli("list", "--format", "tsv", "--columns", "id", "-u").out == "id\n5\n4\n3\n1\n"
    wrong = cli("list", "--json", "--columns", "id,size")
    assert (wrong.code, wrong.out) == (2, "")


def test_count_prints_a_number_alone(cli: Cli, desk: None) -> None:
    done = cli("list", "--unverified", "--count", "--limit", "1")
    assert (done.code, done.out, done.err) == (0, "4\n", "")
    assert data(cli, "list", "--all", "--count") == {"count": 7}


def test_on_a_terminal_verdict_and_evidence_share_a_column(cli: Cli, desk: None) -> None:
    with staged():
        unruled = cli("list", "--unverified").out.splitlines()
        ruled = cli("list").out.splitlines()
    assert unruled[0].split() == ["id", "said", "speaker", "claim", "evidence"]
    assert ruled[0].split() == ["id", "said", "speaker", "claim", "verdict"]
    assert any(line.endswith("insufficient") for line in unruled)
    assert any(line.endswith("unverified") for line in ruled)
    assert any(line.endswith("no evidence") for line in ruled)
    assert max(map(len, ruled[:-1])) <= 80


# order and pages


def test_every_order_has_its_two_directions(cli: Cli, desk: None) -> None:
    cases: dict[tuple[str, ...], list[int]] = {
        ("--sort", "added"): [5, 4, 3, 2, 1],
        ("--reverse",): [1, 2, 3, 4, 5],
        ("--sort", "said"): [1, 2, 3, 5, 4],
        ("--sort", "said", "--reverse"): [4, 5, 3, 2, 1],
        ("--sort", "priority"): [2, 5, 3, 1, 4],
        ("--sort", "priority", "--reverse"): [4, 1, 3, 5, 2],
        ("--sort", "speaker"): [5, 2, 3, 1, 4],
        ("--sort", "speaker", "--reverse"): [4, 1, 3, 2, 5],
    }
    assert {args: listed(cli, *args) for args in cases} == cases


def test_a_page_is_twenty_rows_and_limit_0_is_all(cli: Cli, db: Database) -> None:
    many(db, 26, library=2)
    done = cli("list", "--unverified")
    assert len(done.out.splitlines()) == 20
    assert done.err == (
        "20 of 26 unverified, of 26 tracked; library of 2 hidden.   Next page: --after 7\n"
    )
    rest = cli("list", "--unverified", "--after", "7")
    assert [line.split("\t")[0] for line in rest.out.splitlines()] == [
        "6",
        "5",
        "4",
        "3",
        "2",
        "1",
    ]
    assert rest.err == "6 of 26 unverified, of 26 tracked; library of 2 hidden.\n"
    everything = cli("list", "--unverified", "--limit", "0")
    assert len(everything.out.splitlines()) == 26
    assert everything.err == "26 unverified, of 26 tracked; library of 2 hidden.\n"


@pytest.mark.parametrize("sort", ["added", "said", "priority", "speaker"])
def test_paging_walks_all_in_every_order(cli: Cli, db: Database, sort: str) -> None:
    many(db, 7)
    order = ("--sort", sort)
    for direction in ((), ("--reverse",)):
        seen: list[int] = []
        page: Any = cli("list", "--limit", "3", "--columns", "id", *order, *direction)
        while page.out:
            seen += map(int, page.out.split())
            if "Next page: " not in page.err:
                break
            after = page.err.split("Next page: ")[1].split()
            page = cli("list", "--limit", "3", "--columns", "id", *order, *direction, *after)
        assert seen == listed(cli, *order, *direction)
        assert sorted(seen) == list(range(1, 8))


def test_a_change_between_two_pages_neither_repeats_nor_skips(cli: Cli, db: Database) -> None:
    many(db, 4)
    assert listed(cli, "--limit", "2") == [4, 3]
    cli("add", "Came in between")
    with db.transaction(by="ben") as session:
        claim = session.get(Claim, 3)
        assert claim is not None
        claim.stage = "dropped"
    assert listed(cli, "--after", "3") == [2, 1]
