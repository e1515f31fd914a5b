"""Odd texts, dates and numbers: the same on both engines, or one clear error on both."""

import json
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from factcheck import ClaimFilter, services, verify
from factcheck.db import Database
from factcheck.errors import FactcheckError, InvalidInput
from factcheck.history import replay
from factcheck.models import Claim, Entry
from factcheck.records import ClaimRecord, EvidenceRecord, VerdictRecord
from factcheck.services import claims, evidence, lists, tags, verdicts
from tests.cli.hostile import REFUSED, STORABLE
from tests.conftest import Cli

COMPOSED = "Nicolás Maduro está en Bogotá"
ODD = {
    **STORABLE,
    "composed": unicodedata.normalize("NFC", COMPOSED) + " 1",
    "decomposed": unicodedata.normalize("NFD", COMPOSED) + " 2",
    "beyond the first plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩🏽‍⚕️ 🇻🇪 \U0010fffd",
    "not a character": "\ufffe and \uffff",
    "arabic": "قال عبد الله إنه سيسافر",
    "chinese": "马杜罗准备离开委内瑞拉",
    "turkish": "İstanbul'da ısı",
    "sharp s": "Straße STRASSE",
    "ligatures": "ﬁne ﬂag Ⅻ ²",
    "backslashes": "\\N \\. \\t \\u0000 C:\\temp",
    "quotes": "'single' \"double\" `back` $$dollar$$ %s ?",
    "very long": "0123456789abcde " * 12_000,
}


def store(db: Database, told: str) -> int:
    """A claim with the text in every field that takes one, and what hangs on it."""
    with db.transaction(by=told[:100], reason=told[:100]) as session:
        record = ClaimRecord(
            told,
            speaker=f"S {told[:5000]}",
            source=f"document: {told[:5000]}",
            quote=told,
            locator=told,
            context=told,
            why=told,
        )
        claim = claims.add(session, record, by="ana")
        item = EvidenceRecord("supports", told, f"call: {told[:5000]}", quote=told, by=told[:5000])
        evidence.mark(session, claim, item, by="ana")
        verdicts.give(session, claim, VerdictRecord("mixed", told), by="ana")
        services.notes.add(session, claim, told, by="ana")
        return claim.id


def read(db: Database) -> Any:
    """Everything that came of it, in the order of lists, without uids and times."""
    with db.reading() as session:
        connection = session.connection()
        logged = [
            (op, table, row_id, _timeless(row))
            for op, table, row_id, row in replay.operations(connection)
        ]
        shown = lists.page(session, ClaimFilter(), limit=0)
        keys = session.execute(select(Claim.text, Claim.text_key).order_by(Claim.text)).all()
        actors = session.scalars(select(Entry.actor).order_by(Entry.actor, Entry.seq)).all()
        return (
            logged,
            [(row.id, row.text, row.speaker, row.evidence_status) for row in shown.rows],
            [tuple(row) for row in keys],
            list(actors),
        )


def _timeless(row: dict[str, Any] | None) -> dict[str, Any]:
    gone = ("uid", "added_at", "ruled_at", "ended_at")
    return {name: value for name, value in (row or {}).items() if name not in gone}


def test_every_odd_text_is_the_same_on_both_engines(sqlite_url: str, postgres_url: str) -> None:
    found = []
    for url in (sqlite_url, postgres_url):
        with Database(url) as db:
            for told in ODD.values():
                number = store(db, told)
                with db.reading() as session:
                    claim = session.get_one(Claim, number)
                    assert (claim.text, claim.context, claim.why) == (told.strip(),) * 3
            assert verify.verify(db).findings == ()
            found.append(read(db))
    for ours, theirs in zip(*found, strict=True):
        assert ours == theirs


def test_composed_and_decomposed_are_found_as_the_same(db: Database) -> None:
    with db.transaction(by="ana") as session:
        composed, decomposed = (unicodedata.normalize(form, COMPOSED) for form in ("NFC", "NFD"))
        claim = claims.add(session, ClaimRecord("A claim", speaker=composed), by="ana")
        tags.put(session, claim, (decomposed,))
        assert services.speakers.get(session, decomposed).name == composed
        assert session.scalar(select(func.count()).select_from(Claim)) == 1


REFUSALS = [
    *(
        pytest.param(("add", f"{told} claim"), id=f"claim-{name}")
        for name, told in REFUSED.items()
    ),
    *(
        pytest.param(("add", "A claim", f"--{option}", told), id=f"{option}-{name}")
        for name, told in REFUSED.items()
        for option in ("speaker", "source", "quote", "context", "tag", "as")
    ),
    *(
        pytest.param(("add", "A claim", "--said-on", told), id=f"said-on-{told}")
        for told in ("0000", "10000", "-1", "2019-13", "2019-02-30", "30/04/2019", "２０１９")
    ),
    pytest.param(("add", "A claim", "--language", "x" * 90), id="language"),
    pytest.param(("add", "A claim", "--priority", "9" * 30), id="priority"),
]


@pytest.mark.parametrize("words", REFUSALS)
def test_what_cannot_be_kept_is_refused_in_one_line(words: tuple[str, ...], cli: Cli) -> None:
    done = cli(*words)
    assert (done.code in (2, 3), done.out) == (True, ""), done
    assert done.err.startswith("error: ")
    assert "Traceback" not in done.err
    assert json.loads(cli("list", "--json").out) == []
    assert json.loads(cli("history", "--json").out) == []


@pytest.mark.parametrize("number", ["9" * 20, str(2**31), str(2**63), "0", "-1", "1.5", "１"])
def test_a_number_that_is_no_id_is_told(number: str, cli: Cli) -> None:
    for words in (("show", number), ("undo", number), ("mark", number, "supports", "x")):
        done = cli(*words)
        assert (done.code in (2, 4), done.out) == (True, ""), (words, done)
        assert done.err.startswith("error: ")


@pytest.mark.parametrize("told", [2**31, 2**63, 2**200, -1])
def test_a_number_that_no_column_holds_is_refused_by_the_services(told: int, db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = claims.add(session, ClaimRecord("A claim"), by="ana")
        with pytest.raises(FactcheckError, match="unknown priority") as caught:
            claims.edit(session, claim, {"priority": str(told)})
        assert caught.value.exit_code == 2


def test_every_time_is_in_utc_whatever_the_zone(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        for zone in ("Pacific/Kiritimati", "America/Caracas", "Asia/Kathmandu", "UTC"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            with db.transaction(by="ana") as session:
                claims.add(session, ClaimRecord(f"Told in {zone}"), by="ana")
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    with db.reading() as session:
        times = list(session.scalars(select(Entry.at).order_by(Entry.seq)))
    assert times == sorted(times)
    assert all(one.endswith("Z") for one in times)
    assert times[-1][:13] >= times[0][:13]
    assert verify.verify(db).findings == ()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=st.text(min_size=1, max_size=80))
def test_any_text_is_kept_or_refused(told: str, db: Database) -> None:
    with db.transaction(by="ana", dry_run=True) as session:
        try:
            record = ClaimRecord(told, speaker=told, context=told)
        except InvalidInput:
            return
        claim = claims.add(session, record, by="ana")
        session.flush()
        session.expire(claim)
        assert claim.text == record.text
