"""Speakers and their aliases: which rows the tables take."""

from factcheck import text, vocabulary
from factcheck.db import Database
from factcheck.history.record import add
from factcheck.models import Speaker, SpeakerAlias
from tests import raw


def test_the_kind_of_a_speaker_is_a_word_of_the_vocabulary(db: Database) -> None:
    raw.takes_words(db, "speaker", "kind", vocabulary.SPEAKER_KINDS)


def test_a_name_is_taken_once_unless_its_speaker_was_merged(db: Database) -> None:
    assert "name_key" in raw.refuses_twice(db, "speaker", "name_key")
    kept, merged = raw.row("speaker", 1), raw.row("speaker", 2, name_key="key-1", merged_into=1)
    assert raw.refusal(db, ("speaker", kept), ("speaker", merged)) is None


def test_a_uid_is_taken_once(db: Database) -> None:
    assert "uid" in raw.refuses_twice(db, "speaker", "uid")


def test_an_alias_is_taken_once_unless_it_was_removed(db: Database) -> None:
    raw.takes_flag(db, "speaker_alias", "removed")
    assert "key" in raw.refuses_twice(db, "speaker_alias", "key")
    gone, fresh = raw.row("speaker_alias", 1, removed=1), raw.row("speaker_alias", 2, key="key-1")
    assert raw.refusal(db, ("speaker_alias", gone), ("speaker_alias", fresh)) is None


def test_a_speaker_that_others_refer_to_stays(db: Database) -> None:
    raw.restricts(db, "speaker", "merged_into", "speaker")
    raw.restricts(db, "speaker_alias", "speaker_id", "speaker")


def test_a_new_speaker_is_of_an_unknown_kind_and_found_by_its_folded_name(db: Database) -> None:
    with db.transaction(by="ana") as session:
        made = add(session, Speaker(name="Nicolás MADURO"))
        alias = add(session, SpeakerAlias(speaker_id=made.id, scheme="wikidata", value="Q19185"))
        session.flush()
        assert made.kind == "unknown"
        assert made.name_key == text.key("nicolas maduro")
        assert alias.key == text.digest("wikidata:Q19185")
