"""factcheck diff, and show and list as of a moment: what stood then, and what changed."""

import json

import pytest

from factcheck.db import Database
from tests import filled
from tests.conftest import Cli
from tests.factories import POMPEO
from tests.rows import entries, refused


@pytest.fixture(autouse=True)
def desk(cli: Cli, url: str) -> None:
    """Entries 1 to 6: a claim that grows, another one that is taken back."""

    def fill() -> None:
        cli("add", POMPEO, "--speaker", "Mike Pompeo", "--said-on", "2019-04-30", "--tag", "air")
        cli("mark", "1", "disputes", "Denied it", "--by", "Nicolás Maduro")
        cli("verdict", "1", "insufficient", "--because", "No evidence.")
        cli("speaker", "edit", "Mike Pompeo", "--kind", "person")
        cli("add", "It rained")
        cli("undo")

    filled.once(url, fill)


def test_a_claim_is_shown_as_it_was(cli: Cli, db: Database) -> None:
    before = entries(db)
    first = cli("show", "1", "--as-of", "1")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("As of entry 1:\n\nClaim 1 · unverified · new · air\n")
    assert "nothing on file yet" in first.out
    assert "(person)" not in first.out
    second = cli("show", "1", "--as-of", "2", "--json")
    assert second.err == "As of entry 2.\n"
    view = json.loads(second.out)
    assert (view["verdict"], view["evidence_status"]) == (None, "disputed")
    assert set(view) == set(json.loads(cli("show", "1", "--json").out))
    today = cli("show", "1", "--as-of", before and _today(db))
    assert today.out.startswith(f"As of the end of {_words(_today(db))} (UTC), entry 6:\n")
    assert "(person)" in today.out
    assert "Verdict" not in first.out
    assert entries(db) == before


def _today(db: Database) -> str:
    from factcheck.models import Entry
    from tests.rows import rows

    found: str = rows(db, Entry, "at")[-1][0]
    return found[:10]


def _words(day: str) -> str:
    from factcheck.days import spoken_date

    return spoken_date(day)


def test_what_was_taken_back_is_shown_as_it_was(cli: Cli) -> None:
    assert "It rained" in cli("show", "2", "--as-of", "5").out


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("9", "--as-of", "1"), 4, "there is no claim 9"),
        (("2", "--as-of", "4"), 4, "claim 2 was not there yet at entry 4: it was added on 20"),
        (("2", "--as-of", "6"), 4, "claim 2 was not there at entry 6: it was added on 20"),
        (("1", "--as-of", "2019-05-01"), 4, "claim 1 was not there yet at the end of 1 May 2019"),
        (("1", "--as-of", "2999-01-01"), 3, "2999-01-01 is still to come"),
        (("1", "--as-of", "soon"), 3, "'soon' is no date, time or entry of the log"),
        (("1", "--as-of", "7"), 4, "there is no entry 7: the log ends at entry 6"),
    ],
)
def test_what_cannot_be_shown_is_told(
    cli: Cli, db: Database, args: tuple[str, ...], code: int, told: str
) -> None:
    done = cli("show", *args)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"error: {told}")


def test_a_list_as_it_was_takes_the_filters(cli: Cli) -> None:
    assert [line[0] for line in cli("list", "--as-of", "5").out.splitlines()] == ["2", "1"]
    done = cli("list", "--as-of", "5", "--tag", "air", "--json", "--columns", "id,verdict")
    assert json.loads(done.out) == [{"id": 1, "verdict": "insufficient"}]
    assert done.err == "1 claim with these filters, of 2 tracked.\nAs of entry 5.\n"
    assert cli("list", "--as-of", "2", "--verdict", "insufficient").out == ""
    counted = cli("list", "--as-of", "5", "--count")
    assert (counted.out, counted.err) == ("2\n", "As of entry 5.\n")
    early = cli("list", "--as-of", "2019-05-01")
    assert (early.code, early.out) == (0, "")
    assert early.err == ("0 claims.\nAs of the end of 1 May 2019 (UTC), before the first entry.\n")
    assert cli("list", "--as-of", "2999-01-01").code == 3


def test_a_difference_is_told_in_words_and_as_data(cli: Cli) -> None:
    done = cli("diff", "1", "1")
    assert done.out.splitlines() == [
        "evidence\t1\tevidence e1: disputes, by Nicolás Maduro: “Denied it”",
        "verdict\t1\tverdict: none -> insufficient, because “No evidence.”",
        "speaker\t1\tspeaker Mike Pompeo: kind: unknown -> person",
        "speaker\t2\tnew speaker Nicolás Maduro",
    ]
    assert done.err == "Claim 1, from entry 1 to now, entry 6: 4 differences.\n"
    told = json.loads(cli("diff", "1", "4", "3", "--json").out)
    assert told == [
        {
            "table": "speaker",
            "id": 1,
            "what": "speaker Mike Pompeo: kind: unknown -> person",
            "before": {"kind": "unknown"},
            "after": {"kind": "person"},
        }
    ]
    assert cli("diff", "1", "6", "6").err == "Claim 1, from entry 6 to entry 6: 0 differences.\n"
    gone = cli("diff", "2", "5", "6").out
    assert gone == "claim\t2\ttook out the claim “It rained”\n"


def test_a_claim_that_was_there_at_neither_is_not_found(cli: Cli, db: Database) -> None:
    done = cli("diff", "2", "1", "3")
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("error: claim 2 was not there yet at entry 3: it was added on ")
    unknown = "error: there is no claim 9\n  factcheck list shows the claims\n"
    refused(cli, db, 4, unknown, "diff", "9", "1")
