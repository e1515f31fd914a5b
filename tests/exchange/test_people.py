"""Which speaker is meant: by id, name or alias; where something speaks against it, nobody."""

import pytest
from sqlalchemy.orm import Session

from factcheck.exchange.people import People, names
from factcheck.formats.base import Person
from factcheck.models import Speaker
from factcheck.services import speakers

ID = (("wikidata", "Q1"),)


def john(session: Session, **told: str) -> int:
    found = speakers.resolve(session, "John Example")
    if told:
        speakers.edit(session, found, told)
    return found.id


def found(session: Session, person: Person) -> int | None:
    session.flush()
    return People(session, [person]).find(person)


def test_a_name_in_any_spelling_is_the_speaker(session: Session) -> None:
    number = john(session)
    for name in ("John Example", "JOHN  example", " John Example."):
        assert found(session, Person(name)) == number
    assert found(session, Person("John Examples")) is None


def test_an_alias_or_an_id_is_the_speaker(session: Session) -> None:
    number = john(session)
    speakers.alias(session, session.get_one(Speaker, number), "Johnny")
    speakers.alias(session, session.get_one(Speaker, number), "Q1", "wikidata")
    assert found(session, Person("johnny")) == number
    assert found(session, Person("Somebody Else", ids=ID)) == number


def test_an_alias_that_was_removed_is_nobody(session: Session) -> None:
    number = john(session)
    speakers.alias(session, session.get_one(Speaker, number), "Johnny")
    speakers.remove_alias(session, session.get_one(Speaker, number), "Johnny")
    assert found(session, Person("johnny")) is None


@pytest.mark.parametrize(
    ("held", "told", "same"),
    [
        ("", "A singer", True),
        ("A singer", None, True),
        ("A singer", "a Singer and painter", True),
        ("A singer", "Mayor of Springfield", False),
        ("A singer", "A", False),
    ],
)
def test_descriptions_that_share_no_word_are_of_two_people(
    session: Session, held: str, told: str | None, same: bool
) -> None:
    number = john(session, description=held) if held else john(session)
    wanted = number if same else None
    assert found(session, Person("John Example", description=told)) == wanted


def test_ids_that_differ_are_of_two_people(session: Session) -> None:
    number = john(session)
    speakers.alias(session, session.get_one(Speaker, number), "Q1", "wikidata")
    assert found(session, Person("John Example", ids=(("wikidata", "Q2"),))) is None
    assert found(session, Person("John Example", ids=(("twitter", "john"),))) == number
    assert found(session, Person("John Example", ids=ID)) == number


def test_an_id_weighs_more_than_a_description(session: Session) -> None:
    number = john(session, description="A singer")
    speakers.alias(session, session.get_one(Speaker, number), "Q1", "wikidata")
    assert found(session, Person("J.", description="Mayor", ids=ID)) == number


def test_a_merged_speaker_is_the_other_one(session: Session) -> None:
    number = john(session)
    other = speakers.resolve(session, "J. Example")
    speakers.alias(session, session.get_one(Speaker, number), "Johnny")
    session.get_one(Speaker, number).merged_into = other.id
    assert found(session, Person("Johnny")) == other.id
    assert found(session, Person("John Example")) is None


def test_who_is_new_gets_a_name_that_tells_them_apart(session: Session) -> None:
    john(session, description="A singer")
    mayor = Person("John Example", description="Mayor", ids=ID)
    assert names(mayor) == [
        "John Example",
        "John Example (Mayor)",
        "John Example (wikidata Q1)",
    ]
    session.flush()
    people = People(session, [mayor])
    assert people.free_name(mayor) == "John Example (Mayor)"
    people.added(90, mayor, "John Example (Mayor)")
    assert people.find(mayor) == 90
    assert people.free_name(mayor) == "John Example (wikidata Q1)"
    people.added(91, Person("x"), "John Example (wikidata Q1)")
    assert people.free_name(mayor) == "John Example (2)"
    people.added(92, Person("x"), "John Example (2)")
    assert people.free_name(mayor) == "John Example (3)"


def test_who_was_added_is_found_under_the_name_they_got(session: Session) -> None:
    john(session, description="A singer")
    mayor = Person("John Example", description="Mayor")
    speakers.resolve(session, "John Example (Mayor)")
    assert found(session, mayor) == 2


def test_ids_that_are_new_are_told_once_for_each_scheme(session: Session) -> None:
    number = john(session)
    person = Person("John Example", ids=(("wikidata", "Q1"), ("twitter", "john")))
    session.flush()
    people = People(session, [person])
    assert people.new_ids(number, person) == list(person.ids)
    people.identified(number, "twitter", "john")
    assert people.new_ids(number, person) == [("wikidata", "Q1")]
