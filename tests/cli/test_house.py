"""factcheck house list|set|unset: exit codes, both streams, and the rows."""

from factcheck.db import Database
from factcheck.models import HouseRule
from tests.conftest import Cli
from tests.rows import data, entries, refused, rows

ABOUT = "Who publishes a claim is not who ruled on it."


def test_rules_are_set_and_unset_for_the_whole_desk(cli: Cli, db: Database) -> None:
    done = cli("house", "set", "second-person", "yes", "--because", "we are two now")
    told = f"House rule second-person is yes: {ABOUT}\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    assert entries(db)[-1] == ("ana", "house set", "we are two now")
    again = cli("house", "set", "second-person", "yes")
    assert again.out == f"House rule second-person is already yes: {ABOUT}\n"
    assert len(entries(db)) == 1
    assert rows(db, HouseRule, "rule", "value") == [("second-person", "yes")]
    done = cli("house", "unset", "second-person")
    assert done.out == f"House rule second-person is no (the default): {ABOUT}\n"
    assert rows(db, HouseRule, "rule", "value") == [("second-person", None)]


def test_all_rules_are_listed(cli: Cli) -> None:
    cli("house", "set", "recheck-every", "6 months")
    listed = cli("house", "list")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.splitlines()[0] == f"second-person\tno\tdefault\t{ABOUT}"
    assert listed.out.splitlines()[-1].startswith("recheck-every\t6m\thouse\t")
    assert [one["name"] for one in data(cli, "house", "list")] == [
        *("second-person", "review-before-publish", "lint-before-publish", "recheck-every"),
    ]
    assert data(cli, "house", "set", "recheck-every", "never") == {
        "name": "recheck-every",
        "value": "never",
        "default": "never",
        "set": True,
        "about": data(cli, "house", "list")[-1]["about"],
    }


def test_they_refuse_what_is_no_rule(cli: Cli, db: Database) -> None:
    rules = "second-person, review-before-publish, lint-before-publish, recheck-every"
    unknown = f"unknown house rule: x\n  house rule is one of: {rules}"
    cases: dict[tuple[str, ...], tuple[int, str]] = {
        ("set", "x", "yes"): (2, unknown),
        ("unset", "x"): (2, unknown),
        ("set", "second-person", "maybe"): (3, "second-person: 'maybe' is neither yes nor no"),
        ("set", "recheck-every", "soon"): (
            3,
            "recheck-every: 'soon' is no span of time\n  write 90d, 2w, 6m or 1y",
        ),
    }
    for words, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "house", *words)
    assert rows(db, HouseRule, "id") == []
