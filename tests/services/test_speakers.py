"""Speakers: found again under every spelling, and told apart where names are alike."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, Usage
from factcheck.models import Speaker
from factcheck.services import claims, speakers
from tests.factories import make_claim, noise
from tests.queries import asked

SPELLINGS = [
    "Nicolás Maduro",
    "nicolas maduro",
    "NICOLÁS   MADURO",
    "Nicola\u0301s\u00a0Maduro",
    " “Nicolás Maduro” ",
    "Nicolás Maduro.",
]


def make(session: Session, name: str = "Nicolás Maduro") -> Speaker:
    return speakers.resolve(session, name)


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Speaker)) or 0


# finding


def test_a_speaker_is_found_under_every_spelling(session: Session) -> None:
    noise(session)
    maduro = make(session)
    before = how_many(session)
    for spelling in SPELLINGS:
        assert speakers.resolve(session, spelling) is maduro
        assert speakers.named(session, spelling) is maduro
        assert speakers.get(session, spelling) is maduro
        assert speakers.matching(session, spelling) == [maduro]
    assert how_many(session) == before


def test_an_alias_is_found_under_every_spelling(session: Session) -> None:
    noise(session)
    president = make(session, "The President")
    speakers.alias(session, president, "Nicolás Maduro")
    before = how_many(session)
    for spelling in SPELLINGS:
        assert speakers.resolve(session, spelling) is president
        assert speakers.get(session, spelling) is president
    assert how_many(session) == before


def test_a_new_speaker_keeps_its_spelling_but_not_its_spacing(session: Session) -> None:
    made = make(session, "  Ñandú \u00a0 Pérez ")
    assert (made.name, made.kind, made.description) == ("Ñandú Pérez", "unknown", None)


def test_a_name_that_cannot_be_stored_is_refused(session: Session) -> None:
    for name, message in ((" ", "is empty"), ("a\0b", "contains a NUL")):
        with pytest.raises(InvalidInput, match=f"the speaker's name {message}"):
            speakers.resolve(session, name)
    assert how_many(session) == 0


def test_people_of_one_name_are_told_apart_by_what_is_added_to_it(session: Session) -> None:
    senator = make(session, "Ana López (senator)")
    nurse = make(session, "Ana López (nurse)")
    assert senator.id != nurse.id
    assert speakers.get(session, "ana lopez (NURSE)") is nurse
    assert speakers.matching(session, "Ana Lopez") == [senator, nurse]
    with pytest.raises(Conflict) as caught:
        speakers.edit(session, nurse, {"name": "ana lopez (senator)"})
    assert caught.value.message == f"speaker {senator.id} is called Ana López (senator) already"
    assert "Ana López (senator)" in str(caught.value.hint)


def test_a_speaker_is_found_by_id(session: Session) -> None:
    noise(session)
    maduro = make(session)
    assert speakers.get(session, f" {maduro.id} ") is maduro
    with pytest.raises(NotFound, match="there is no speaker 999"):
        speakers.get(session, "999")
    with pytest.raises(NotFound, match="no speaker is called 9999999999"):
        speakers.get(session, "9999999999")


def test_an_unknown_name_is_answered_with_similar_ones(session: Session) -> None:
    for name in ("Ana López", "José López Ruiz", "López", "Ana Petrova", "Ruiz"):
        make(session, name)
    with pytest.raises(NotFound) as caught:
        speakers.get(session, "jose lopez")
    assert caught.value.message == "no speaker is called jose lopez"
    assert caught.value.hint == "similar: José López Ruiz, Ana López, López"
    with pytest.raises(NotFound) as caught:
        speakers.get(session, "Nobody")
    assert caught.value.hint == "factcheck speaker list"


def test_a_filter_matches_all_whose_name_holds_the_words(session: Session) -> None:
    lopez, ruiz = make(session, "Ana López"), make(session, "Susana Ruiz López")
    make(session, "Mike Pompeo")
    assert speakers.matching(session, "LOPEZ ana") == [lopez, ruiz]
    assert speakers.matching(session, "ruiz") == [ruiz]
    assert speakers.matching(session, "Ana Lopez") == [lopez]
    assert speakers.matching(session, "nobody") == []
    assert speakers.matching(session, " \u200b") == []


# merged


def test_a_merged_speaker_leads_to_the_one_that_stays(session: Session) -> None:
    first, second, third = (make(session, f"Speaker {word}") for word in "abc")
    speakers.alias(session, first, "Alpha")
    first.merged_into, second.merged_into = second.id, third.id
    session.flush()
    assert speakers.current(session, first.id) is third
    assert speakers.get(session, str(second.id)) is third
    assert speakers.resolve(session, "ALPHA") is third
    assert speakers.matching(session, "speaker") == [third]
    assert speakers.similar(session, "speaker") == ["Speaker c"]
    assert [one.name for one in speakers.listing(session)] == ["Speaker c"]
    assert speakers.views(session, [first])[0].merged_into == second.id


# editing


def test_a_renamed_speaker_keeps_its_former_name_as_an_alias(session: Session) -> None:
    noise(session)
    one = make(session, "Cassius Clay")
    assert speakers.edit(session, one, {"name": "Muhammad Ali", "kind": "PERSON"})
    assert (one.name, one.kind) == ("Muhammad Ali", "person")
    assert speakers.resolve(session, "cassius clay") is one
    assert speakers.views(session, [one])[0].aliases == ("Cassius Clay",)
    assert speakers.edit(session, one, {"name": "Ali"})
    assert speakers.views(session, [one])[0].aliases == ("Cassius Clay", "Muhammad Ali")


def test_another_spelling_of_the_name_makes_no_alias(session: Session) -> None:
    one = make(session, "nicolas maduro")
    assert speakers.edit(session, one, {"name": "Nicolás Maduro"})
    view = speakers.views(session, [one])[0]
    assert (view.name, view.aliases) == ("Nicolás Maduro", ())


def test_a_speaker_may_take_its_own_alias_as_its_name(session: Session) -> None:
    one = make(session, "Cassius Clay")
    speakers.alias(session, one, "Muhammad Ali")
    assert speakers.edit(session, one, {"name": "Muhammad Ali"})
    assert speakers.named(session, "Cassius Clay") is one
    assert speakers.named(session, "Muhammad Ali") is one
    assert speakers.views(session, [one])[0].aliases == ("Cassius Clay",)


def test_fields_are_set_and_cleared(session: Session) -> None:
    one = make(session)
    assert speakers.edit(session, one, {"description": " President "})
    assert one.description == "President"
    assert not speakers.edit(session, one, {"description": "President", "kind": "unknown"})
    assert speakers.edit(session, one, {"description": ""})
    assert one.description is None


def test_a_name_or_alias_of_another_is_refused(session: Session) -> None:
    pompeo, maduro = make(session, "Mike Pompeo"), make(session)
    speakers.alias(session, pompeo, "The Secretary")
    for taken in ("mike pompeo", "THE SECRETARY"):
        with pytest.raises(Conflict, match=f"speaker {pompeo.id} is called Mike Pompeo already"):
            speakers.edit(session, maduro, {"name": taken})
        assert maduro.name == "Nicolás Maduro"


def test_an_edit_that_cannot_be_stored_is_refused(session: Session) -> None:
    table: list[tuple[dict[str, str], type[FactcheckError]]] = [
        ({"kind": "wizard"}, Usage),
        ({"kind": ""}, Usage),
        ({"name": " "}, InvalidInput),
    ]
    for changes, error in table:
        with pytest.raises(error):
            speakers.edit(session, make(session), changes)


# aliases and external ids


def test_an_alias_that_somebody_has_is_refused(session: Session) -> None:
    maduro, pompeo = make(session), make(session, "Mike Pompeo")
    speakers.alias(session, maduro, "el presidente")
    owners = {"nicolas MADURO": maduro, "El Presidente": maduro, "mike pompeo": pompeo}
    for held, owner in owners.items():
        with pytest.raises(Conflict) as caught:
            speakers.alias(session, maduro, held)
        assert caught.value.message == f"{held} is speaker {owner.id}, {owner.name}, already"


def test_the_alias_of_a_speaker_merged_away_is_taken_still(session: Session) -> None:
    kept, merged = make(session), make(session, "Mr Maduro")
    speakers.alias(session, merged, "El Presidente")
    merged.merged_into = kept.id
    session.flush()
    with pytest.raises(Conflict, match=f"is speaker {kept.id}, Nicolás Maduro, already"):
        speakers.alias(session, kept, "el presidente")


def test_external_ids_are_kept_apart_from_names(session: Session) -> None:
    noise(session)
    maduro, other = make(session), make(session, "Other")
    speakers.alias(session, maduro, "Q47763", scheme=" WikiData ")
    speakers.alias(session, maduro, "NicolasMaduro", scheme="x")
    view = speakers.views(session, [maduro])[0]
    assert view.ids == ("wikidata=Q47763", "x=NicolasMaduro")
    assert view.aliases == ()
    assert speakers.named(session, "Q47763") is None
    with pytest.raises(Conflict) as caught:
        speakers.alias(session, other, "Q47763", scheme="wikidata")
    assert caught.value.message == f"Q47763 belongs to speaker {maduro.id} already"
    speakers.alias(session, other, "Q47763", scheme="viaf")
    assert speakers.views(session, [other])[0].ids == ("viaf=Q47763",)


def test_a_removed_alias_is_free_again(session: Session) -> None:
    maduro, other = make(session), make(session, "Other")
    speakers.alias(session, maduro, "El Presidente")
    speakers.alias(session, maduro, "Q47763", scheme="wikidata")
    speakers.remove_alias(session, maduro, "el PRESIDENTE")
    speakers.remove_alias(session, maduro, "Q47763")
    view = speakers.views(session, [maduro])[0]
    assert (view.aliases, view.ids) == ((), ())
    speakers.alias(session, other, "El Presidente")
    assert speakers.named(session, "El Presidente") is other
    with pytest.raises(NotFound, match="Nicolás Maduro has no alias El Presidente"):
        speakers.remove_alias(session, maduro, "El Presidente")


def test_an_empty_alias_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput, match="the alias is empty"):
        speakers.alias(session, make(session), " ")


def test_an_external_id_is_read_in_two_parts() -> None:
    assert speakers.external_id(" WikiData = Q22686 ") == ("wikidata", "Q22686")
    assert speakers.external_id("url=a=b") == ("url", "a=b")


@pytest.mark.parametrize("told", ["Q22686", "=Q22686", "wikidata=", " = "])
def test_half_an_external_id_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput, match="is not an external id") as caught:
        speakers.external_id(told)
    assert caught.value.hint == "write wikidata=Q22686"


# lists


def test_speakers_are_listed_with_the_claims_that_lists_show(session: Session) -> None:
    noise(session, 2)
    claim = make_claim(session)
    make_claim(session, "Another one")
    dropped = make_claim(session, "One that was dropped")
    dropped.stage = "dropped"
    claims.refresh(session, dropped)
    make(session, "Silent")
    found = {one.name: one.claims for one in speakers.listing(session)}
    assert found == {
        "Invented Speaker 0": 1,
        "Invented Speaker 1": 1,
        "Mike Pompeo": 2,
        "Silent": 0,
    }
    assert claim.speaker_id == speakers.get(session, "Mike Pompeo").id


def test_speakers_are_listed_by_kind_and_page(session: Session) -> None:
    made = [make(session, name) for name in ("d", "c", "b", "a")]
    for one in made[1:]:
        speakers.edit(session, one, {"kind": "person"})
    assert [one.name for one in speakers.listing(session)] == ["d", "c", "b", "a"]
    assert [one.name for one in speakers.listing(session, kind="person")] == ["c", "b", "a"]
    page = speakers.listing(session, kind="person", limit=1, after=made[1].id)
    assert [one.name for one in page] == ["b"]
    assert speakers.listing(session, after=made[-1].id) == []


def test_a_list_of_speakers_takes_the_same_queries_for_one_and_for_many(
    session: Session,
) -> None:
    for number in range(12):
        speakers.alias(session, make(session, f"Speaker {number}"), f"Alias {number}")
    counts = set()
    for limit in (1, 12):
        with asked(session) as sent:
            assert len(speakers.listing(session, limit=limit)) == limit
        counts.add(len(sent))
    assert counts == {3}
