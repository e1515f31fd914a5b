"""factcheck scale list|show|unmapped|map and factcheck track: streams, exit codes, rows."""

import json
from pathlib import Path

import pytest

from factcheck import ratings
from factcheck.db import Database
from factcheck.models import Claim, RatingPoint, RatingScale, Review, Verdict
from factcheck.vocabulary import VERDICTS
from tests.conftest import Cli
from tests.rows import data, entries, refused, rows

HEADER = "claim,publisher,rating,review_url,rating_value\n"
# One that is understood by its scale, one by general words, three labels that are not.
TABLE = f"""\
{HEADER}Salt is cheap,PolitiFact,Half True,https://www.politifact.com/1,
Pepper is dear,Example Checks,False,https://checks.example/2,
Sugar is white,Example Checks,Four owls,https://checks.example/3,
Sugar is sweet,Example Checks,Two owls,https://checks.example/4,
Rice is brown,Example Checks,"four  OWLS!",https://checks.example/5,
Flour is fine,Other Checks,Four owls,https://other.example/6,5
"""
MAPPED = ("scale", "map", "Example Checks", "Four owls", "mixed")
RATED = ("claim_id", "rating", "verdict", "confidence")


@pytest.fixture
def checks(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A library of six claims that others rated, and an empty folder to work in."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert cli("import", "-", "--as", "ben", stdin=TABLE).code == 0
    return cli


# scale list, scale show


def test_all_scales_are_listed_with_what_they_rate(checks: Cli, db: Database) -> None:
    before = entries(db)
    done = checks("scale", "list")
    names = sorted(ratings.shipped())
    assert (done.code, done.err) == (0, f"{len(names)} scales.\n")
    told = [line.split("\t") for line in done.out.splitlines()]
    assert [one[0] for one in told] == names
    assert [one for one in told if one[2] != "0"] == [
        ["politifact", str(len(ratings.shipped()["politifact"].points)), "1", told_title()]
    ]
    assert entries(db) == before
    assert checks(*MAPPED).code == 0
    found = data_of(checks, "scale", "list")
    own = next(one for one in found if one["name"] == "Example Checks")
    assert own == {
        "name": "Example Checks",
        "title": "Example Checks",
        "origin": None,
        "shipped": False,
        "labels": 1,
        "reviews": 4,
    }
    assert len(found) == len(names) + 1


def told_title() -> str:
    return ratings.shipped()["politifact"].title


def data_of(cli: Cli, *words: str) -> list[dict[str, object]]:
    """Rows as JSON, whatever is said of their number."""
    done = cli(*words, "--json")
    assert done.code == 0, done.err
    found: list[dict[str, object]] = json.loads(done.out)
    return found


def test_a_scale_is_shown_with_its_labels_and_their_reviews(checks: Cli, db: Database) -> None:
    before = entries(db)
    done = checks("scale", "show", "PolitiFact")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:3] == [
        "True	supported	high	0",
        "Mostly True	supported	high	0",
        "Half True	mixed	high	1",
    ]
    found = data_of(checks, "scale", "show", "politifact")
    assert [one["label"] for one in found if one["reviews"]] == ["Half True"]
    assert {one["scale"] for one in found} == {"politifact"}
    assert entries(db) == before


def test_a_scale_that_is_in_no_use_yet_is_shown_as_shipped(cli: Cli, db: Database) -> None:
    found = data_of(cli, "scale", "show", "snopes")
    shipped = ratings.shipped()["snopes"]
    assert [one["label"] for one in found] == [one.label for one in shipped.points]
    assert rows(db, RatingScale, "id") == []


def test_an_unknown_scale_is_answered_with_similar_ones(cli: Cli, db: Database) -> None:
    for told, hint in (
        ("politifakt", "similar: politifact"),
        ("qqq", "factcheck scale list shows them all"),
    ):
        error = f"error: there is no rating scale {told}\n  {hint}\n"
        refused(cli, db, 4, error, "scale", "show", told)


# scale unmapped


def test_what_is_not_understood_is_listed_most_frequent_first(checks: Cli, db: Database) -> None:
    checks("import", "-", stdin=f"{HEADER}Oats are gray,Example Checks,Two owls,,\n")
    checks("import", "-", stdin=f"{HEADER}Oats are old,Example Checks,Two owls,,\n")
    before = entries(db)
    done = checks("scale", "unmapped")
    assert (done.code, done.err) == (0, "4 labels not understood.\n")
    assert done.out.splitlines() == [
        "3\tExample Checks\tTwo owls\t\t4",
        "1\tExample Checks\tFour owls\t\t3",
        "1\tExample Checks\tfour OWLS!\t\t5",
        "1\tOther Checks\tFour owls\tsupported\t6",
    ]
    assert entries(db) == before
    assert data_of(checks, "scale", "unmapped", "-n", "1") == [
        {
            "publisher": "Example Checks",
            "label": "Two owls",
            "reviews": 3,
            "claim": 4,
            "verdict": None,
        }
    ]
    two = checks("scale", "unmapped", "--limit", "2")
    assert two.out.splitlines() == done.out.splitlines()[:2]
    assert two.err == "2 labels not understood. More: --limit 0.\n"
    assert checks("scale", "unmapped", "--limit", "0") == done


def test_all_is_understood(cli: Cli) -> None:
    done = cli("scale", "unmapped")
    assert (done.code, done.out, done.err) == (0, "", "0 labels not understood.\n")


# scale map


def test_a_label_that_is_mapped_takes_its_reviews_along(checks: Cli, db: Database) -> None:
    done = checks(*MAPPED, "--as", "carla")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Four owls (Example Checks) means mixed: 2 reviews followed.\n"
    assert rows(db, Review, *RATED)[2:] == [
        (3, "Four owls", "mixed", "person"),
        (4, "Two owls", None, None),
        (5, "four  OWLS!", "mixed", "person"),
        (6, "Four owls", "supported", "low"),
    ]
    assert rows(db, RatingPoint, "label", "verdict", "confidence")[-1] == (
        *("Four owls", "mixed", "person"),
    )
    assert entries(db)[-1] == ("carla", "scale map", None)
    assert checks("scale", "unmapped").err == "2 labels not understood.\n"
    [label] = data_of(checks, "scale", "show", "example checks")
    assert (label["label"], label["verdict"], label["reviews"]) == ("Four owls", "mixed", 2)
    assert checks("db", "verify").code == 0


def test_later_imports_follow_in_either_spelling(checks: Cli, db: Database) -> None:
    checks(*MAPPED)
    later = "".join(
        f"Claim {at},{name},{told},,\n"
        for at, (name, told) in enumerate(
            (("Example Checks", "Four owls"), ("EXAMPLE CHECKS", "FOUR-OWLS"))
        )
    )
    assert checks("import", "-", stdin=HEADER + later).code == 0
    assert rows(db, Review, *RATED[1:])[6:] == [
        ("Four owls", "mixed", "person"),
        ("FOUR-OWLS", "mixed", "person"),
    ]


def test_a_label_may_be_written_otherwise_than_the_publisher_does(
    checks: Cli, db: Database
) -> None:
    told = data(checks, "scale", "map", "example checks", "FOUR OWLS", "Refuted")
    assert told == {
        "scale": "example checks",
        "label": "FOUR OWLS",
        "verdict": "refuted",
        "reviews": 2,
    }
    assert [row[2] for row in rows(db, Review, *RATED)][2:5] == ["refuted", None, "refuted"]


def test_a_label_may_say_nothing_about_truth(checks: Cli, db: Database) -> None:
    checks(*MAPPED)
    done = checks(*MAPPED[:-1], "none")
    assert done.out == (
        "Four owls (Example Checks) means nothing about truth: 2 reviews followed.\n"
    )
    assert rows(db, Review, *RATED)[2] == (3, "Four owls", None, "person")
    assert rows(db, RatingPoint, "label", "verdict")[-1:] == [("Four owls", None)]
    assert checks("scale", "unmapped").err == "2 labels not understood.\n"
    last = "Oats are gray,Example Checks,Four owls,,5\n"
    assert checks("import", "-", stdin=HEADER + last).code == 0
    assert rows(db, Review, *RATED)[-1] == (7, "Four owls", None, "person")


def test_a_label_of_a_shipped_scale_is_read_otherwise_here(checks: Cli, db: Database) -> None:
    points = len(rows(db, RatingPoint, "id"))
    for name, label, verdict in (
        ("PolitiFact", "half-true", "refuted"),
        ("politifact", "Half True", "supported"),
        ("www.politifact.com", "HALF TRUE!", "refuted"),
    ):
        done = checks("scale", "map", name, label, verdict)
        assert done.out == f"Half True (politifact) means {verdict}: 1 review followed.\n"
        assert rows(db, Review, *RATED)[0] == (1, "Half True", verdict, "person")
        later = f"After {label},PolitiFact,half true,,\n"
        assert checks("import", "-", stdin=HEADER + later).code == 0
        assert rows(db, Review, *RATED[1:])[-1] == ("half true", verdict, "person")
        assert checks("undo").code == 0
    assert rows(db, RatingScale, "name") == [("politifact",)]
    assert len(rows(db, RatingPoint, "id")) == points


def test_a_mapping_is_taken_back_like_any_other_change(checks: Cli, db: Database) -> None:
    before = rows(db, Review, *RATED)
    checks(*MAPPED)
    assert checks("undo").code == 0
    assert rows(db, Review, *RATED) == before
    assert rows(db, RatingScale, "name") == [("politifact",)]


def test_what_cannot_be_mapped_is_refused(checks: Cli, db: Database) -> None:
    words = ", ".join(VERDICTS)
    for told, code, message in (
        (
            ("X", "Four owls", "true"),
            2,
            f"unknown verdict: true\n  did you mean supported? verdict is one of: {words}",
        ),
        ((" ", "Four owls", "mixed"), 3, "the publisher is empty"),
        (("X", "", "mixed"), 3, "the label is empty"),
    ):
        refused(checks, db, code, f"error: {message}\n", "scale", "map", *told)


# track


def test_our_own_work_on_a_claim_of_the_library(checks: Cli, db: Database) -> None:
    ruling = ("verdict", "1", "mixed", "--because", "In parts.")
    told = "error: claim 1 is a reference of the library: it takes no verdict of ours\n"
    refused(checks, db, 5, f"{told}  to work on it: factcheck track 1\n", *ruling)
    done = checks("track", "1", "3", "--as", "carla")
    assert (done.code, done.out, done.err) == (0, "Tracked from now on: 1, 3.\n", "")
    assert rows(db, Claim, "tracked", "unverified")[:3] == [(1, 1), (0, 0), (1, 1)]
    assert entries(db)[-1] == ("carla", "track", None)
    assert checks("list", "--reference", "--count").out == "4\n"
    listed = data_of(checks, "list", "--unverified", "--columns", "id")
    assert listed == [{"id": 3}, {"id": 1}]
    assert checks(*ruling).code == 0
    assert rows(db, Verdict, "claim_id", "verdict") == [(1, "mixed")]
    assert rows(db, Review, "claim_id")[0] == (1,)


def test_a_claim_is_tracked_once(checks: Cli, db: Database) -> None:
    assert data(checks, "track", "2") == {"tracked": [2]}
    before = entries(db)
    done = checks("track", "2")
    assert (done.code, done.out, done.err) == (0, "Tracked already: nothing to do.\n", "")
    assert data(checks, "track", "2") == {"tracked": []}
    assert entries(db) == before
    assert data(checks, "track", "2", "3", "3") == {"tracked": [3]}
    assert checks("undo").code == 0
    assert rows(db, Claim, "tracked")[1:3] == [(1,), (0,)]


def test_what_cannot_be_tracked_is_refused_with_all_that_was_asked(
    checks: Cli, db: Database
) -> None:
    missing = "error: there is no claim 99\n  factcheck list shows the claims\n"
    refused(checks, db, 4, missing, "track", "1", "99")
    odd = "error: 'e1' is not the id of a claim\n  write 1 or 1\n"
    refused(checks, db, 2, odd, "track", "1", "e1")
    assert {tracked for (tracked,) in rows(db, Claim, "tracked")} == {0}
