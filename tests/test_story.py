"""A news text worked through with the commands alone, as a newsroom would.

The text is our own. It tells public facts about 30 April 2019, and one claim
in it is told twice: as a quotation and in the writer's words.
"""

import json
from typing import Any

import pytest

from factcheck.db import Database
from factcheck.models import Appearance, Claim, Evidence, Source, Speaker, Verdict
from tests import filled
from tests.conftest import Cli, Result
from tests.rows import entries, rows

TEXT = """\
A plane on the runway, or only in the telling

"We saw him getting prepared to get on his airplane," Mike Pompeo told an interviewer on Tuesday.

Nicolás Maduro, the Secretary of State went on, was to fly off that same day, until Russia told
him to stay.

Maduro went before the cameras that evening and called this untrue. So far nobody has put any
proof on the table.

In Washington John Bolton was firm that nobody was staging a coup. Maduro spoke of nothing else:
to him the protests of the day were an attempted coup that had failed.

His senior officers, he said, had assured him of their loyalty. Those who had turned were a few
dozen soldiers, according to the minister of defence. Whoever organised this, Maduro promised,
would be pursued.

Juan Guaidó had opened the day by announcing the "Final Phase". American officials repeated that
every option remained open.
"""
ARTICLE = "https://news.example/2019/04/30/a-plane-on-the-runway"
PLANE = (
    "Nicolás Maduro was about to leave Venezuela by plane on 30 April 2019, "
    "and Russia told him to stay"
)
# Speaker, paragraph, a few words of the text, and the claim in neutral words.
OTHERS = (
    ("John Bolton", 5, "nobody was staging a coup", "The events of 30 April 2019 are no coup"),
    (
        *("Nicolás Maduro", 5, "an attempted coup that had failed"),
        "The protests of 30 April 2019 were a failed coup attempt",
    ),
    (
        *("Nicolás Maduro", 6, "had assured him of their loyalty"),
        "Senior officers assured Nicolás Maduro of their loyalty",
    ),
    (
        *("Venezuela's minister of defence", 6, "a few dozen soldiers"),
        "A few dozen soldiers turned against the government",
    ),
    (
        *("Nicolás Maduro", 6, "would be pursued"),
        "The organisers of the uprising will be pursued",
    ),
    ("Juan Guaidó", 7, "Final Phase", "The final phase of the operation has begun"),
    (
        *("U.S. officials", 7, "every option remained open"),
        "All options of the United States on Venezuela are open",
    ),
)

# What is told when the second of the two claims on the coup comes in, which deny each other.
COUP = "note: claim 2 may be the same (0.90): The events of 30 April 2019 are no coup\n"


def paragraph(number: int) -> str:
    """A paragraph of the text, the title being the first, on one line."""
    return " ".join(TEXT.split("\n\n")[number - 1].split())


@pytest.fixture
def said(cli: Cli, url: str) -> list[Result]:
    """The whole story, command by command; what each printed."""

    def tell() -> list[Result]:
        return told(cli)

    return filled.once(url, tell)


def told(cli: Cli) -> list[Result]:
    """Tell the story, of which nothing may go wrong."""
    there = ("--said-on", "2019-04-30", "--source", ARTICLE)
    plane = (
        *("add", PLANE, "--speaker", "Mike Pompeo", *there, "--tag", "venezuela"),
        *("--quote", "getting prepared to get on his airplane", "--locator", "paragraph 2"),
    )
    indirect = (
        *("appearance", "add", "1", "--speaker", "Mike Pompeo", *there),
        *("--quote", "until Russia told him to stay", "--locator", "paragraph 3"),
    )
    denial = (
        *("mark", "1", "disputes", "Called it untrue on television", "--source", ARTICLE),
        *("--by", "Nicolás Maduro", "--quote", "called this untrue", "--locator", "paragraph 4"),
    )
    unproven = (
        *("mark", "1", "no-result", "The writer says that nobody has shown proof so far"),
        *("--source", ARTICLE, "--locator", "paragraph 4", "--secondary"),
        *("--quote", "nobody has put any proof on the table"),
    )
    others = [
        (
            *("add", text, "--speaker", speaker, *there, "--tag", "venezuela"),
            *("--quote", quote, "--locator", f"paragraph {number}"),
        )
        for speaker, number, quote, text in OTHERS
    ]
    ran = [cli(*command) for command in (plane, indirect, denial, unproven, *others)]
    assert [(one.code, one.err) for one in ran if one is not ran[5]] == [(0, "")] * (len(ran) - 1)
    assert (ran[5].code, ran[5].err) == (0, COUP)
    return ran


def test_every_quote_stands_where_the_locator_says(db: Database, said: list[Result]) -> None:
    found = rows(db, Appearance, "quote", "locator") + rows(db, Evidence, "quote", "locator")
    assert len(found) == 11
    for quote, locator in found:
        assert quote in paragraph(int(locator.removeprefix("paragraph ")))


def test_every_command_says_what_it_did(said: list[Result]) -> None:
    assert [one.out for one in said[:5]] == [
        "Claim 1 added: Mike Pompeo, 30 April 2019, unverified.\n",
        "Appearance a2 of claim 1: Mike Pompeo, 30 April 2019.\n",
        "Evidence e1 on claim 1: disputed by Nicolás Maduro. Status: none -> disputed.\n",
        "Evidence e2 on claim 1: searched, nothing found. Status: disputed, as before.\n",
        "Claim 2 added: John Bolton, 30 April 2019, unverified.\n",
    ]


def test_all_claims_of_the_text_are_unverified(cli: Cli, db: Database, said: object) -> None:
    listed = cli("list", "--unverified", "--json", "--sort", "added", "--reverse")
    assert listed.err == "8 unverified, of 8 tracked.\n"
    assert [(one["text"], one["speaker"], one["said_on"]) for one in json.loads(listed.out)] == [
        (text, speaker, "2019-04-30")
        for speaker, text in [("Mike Pompeo", PLANE), *((one[0], one[3]) for one in OTHERS)]
    ]
    assert {one["verdict"] for one in json.loads(listed.out)} == {None}
    assert [one["evidence_status"] for one in json.loads(listed.out)] == [
        "disputed",
        *["none"] * 7,
    ]
    assert [one["appearances"] for one in json.loads(listed.out)] == [2, *[1] * 7]
    assert cli("list", "-u", "--speaker", "Maduro", "--count").out == "3\n"
    assert cli("list", "-u", "--source", ARTICLE, "--tag", "Venezuela", "--count").out == "8\n"


def test_one_source_and_six_speakers_are_enough(db: Database, said: object) -> None:
    assert rows(db, Source, "url") == [(ARTICLE,)]
    assert [name for (name,) in rows(db, Speaker, "name")] == [
        "Mike Pompeo",
        "Nicolás Maduro",
        "John Bolton",
        "Venezuela's minister of defence",
        "Juan Guaidó",
        "U.S. officials",
    ]
    assert {source for (source,) in rows(db, Appearance, "source_id")} == {1}
    assert rows(db, Verdict, "id") == []


def test_a_denial_refutes_nothing_and_a_quotation_proves_nothing(
    cli: Cli, db: Database, said: object
) -> None:
    claim = json.loads(cli("show", "1", "--json").out)
    assert (claim["verdict"], claim["evidence_status"], claim["unverified"]) == (
        *(None, "disputed", True),
    )
    assert (claim["attribution"], claim["attribution_status"]) == (None, "none")
    assert [one["verdict"] for one in claim["appearances"]] == [None, None]
    row = rows(db, Claim, "content_verdict", "attribution_verdict", "refutes", "disputes")[0]
    assert row == (None, None, 0, 1)


def test_the_plane_is_one_claim_with_two_appearances(cli: Cli, said: object) -> None:
    claim = json.loads(cli("show", "1", "--json").out)
    assert (claim["id"], claim["text"], claim["tags"]) == (1, PLANE, ["venezuela"])

    def picked(name: str, *keys: str) -> list[tuple[Any, ...]]:
        return [tuple(one[key] for key in keys) for one in claim[name]]

    assert picked("appearances", "id", "first", "speaker", "source_url", "quote", "locator") == [
        (
            *(1, True, "Mike Pompeo", ARTICLE),
            *("getting prepared to get on his airplane", "paragraph 2"),
        ),
        (2, False, "Mike Pompeo", ARTICLE, "until Russia told him to stay", "paragraph 3"),
    ]
    assert picked("evidence", "id", "about", "stance", "by", "source_url", "rank", "locator") == [
        (1, "content", "disputes", "Nicolás Maduro", ARTICLE, None, "paragraph 4"),
        (2, "content", "no-result", None, ARTICLE, "secondary", "paragraph 4"),
    ]
    assert claim["verdicts"] == claim["reviews"] == claim["relations"] == claim["notes"] == []
    assert claim["changes"] == 3


def test_history_tells_the_story(cli: Cli, db: Database, said: object) -> None:
    told = [line.split("\t")[2:] for line in cli("history", "1").out.splitlines()]
    at = "news.example/2019/04/30/a-plane-on-the-runway"
    assert told == [
        [
            "ana",
            (
                "added the claim “Nicolás Maduro was about to leave Venezuela by plane on 30…”, "
                f"by Mike Pompeo at {at}, 30 April 2019; tag venezuela"
            ),
        ],
        ["ana", f"appearance a2, by Mike Pompeo at {at}, 30 April 2019"],
        [
            "ana",
            "evidence e1: disputes, by Nicolás Maduro: “Called it untrue on television”",
        ],
        [
            "ana",
            "evidence e2: no-result: “The writer says that nobody has shown proof so far”",
        ],
    ]
    assert [action for _, action, _ in entries(db)] == [
        *("add", "appearance add", "mark", "mark"),
        *["add"] * 7,
    ]


def test_a_verdict_of_insufficient_evidence_leaves_it_open(
    cli: Cli, db: Database, said: object
) -> None:
    ruled = cli("verdict", "1", "insufficient", "--because", "Denied, and nobody showed proof.")
    assert (ruled.code, ruled.err) == (0, "")
    assert cli("list", "--unverified", "--count").out == "8\n"
    hasty = cli("verdict", "1", "refuted", "--because", "He denied it.")
    assert hasty.err == ("warning: no evidence refutes the content; a search found nothing [e2]\n")
    assert cli("list", "--unverified", "--count").out == "7\n"
    assert cli("undo").code == 0
    assert rows(db, Verdict, "verdict", "ended") == [("insufficient", None)]
    assert cli("list", "--unverified", "--count").out == "8\n"
    told = cli("history", "1").out.splitlines()[-1]
    assert told.split("\t")[3].startswith("took back entry 13: verdict: insufficient -> refuted")


def test_the_database_is_what_its_log_says(cli: Cli, said: object) -> None:
    cli("verdict", "1", "insufficient", "--because", "Denied, and nobody showed proof.")
    cli("undo")
    done = cli("db", "verify", "--json")
    assert (done.code, done.err) == (0, "")
    report = json.loads(done.out)
    assert (report["clean"], report["entries"], report["findings"]) == (True, 13, [])
