"""House rules: what a desk set, and what holds where it set nothing."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import InvalidInput, Usage
from factcheck.models import HouseRule
from factcheck.services import house


def test_without_a_word_the_rules_are_those_of_one_person_alone(session: Session) -> None:
    assert {name: house.value(session, name) for name in house.RULES} == {
        "second-person": False,
        "review-before-publish": False,
        "lint-before-publish": False,
        "recheck-every": None,
    }
    assert all(one.value == one.default and not one.set for one in house.listing(session))
    assert all(one.about.endswith(".") for one in house.listing(session))


def test_a_rule_is_set_once_and_for_all(session: Session) -> None:
    assert house.put(session, "Second_Person", " ON ") is True
    assert house.put(session, "second-person", "yes") is False
    assert house.put(session, "recheck-every", "6 months") is True
    assert house.value(session, "second-person") is True
    assert house.value(session, "recheck-every") == "6m"
    told = house.view(session, "recheck-every")
    assert (told.value, told.default, told.set) == ("6m", "never", True)
    assert house.put(session, "recheck-every", "never") is True
    assert house.value(session, "recheck-every") is None


def test_unset_has_the_default_in_force_again(session: Session) -> None:
    assert house.unset(session, "second-person") is False
    house.put(session, "second-person", "yes")
    assert house.unset(session, "second-person") is True
    assert house.value(session, "second-person") is False
    assert house.put(session, "second-person", "no") is True
    assert house.view(session, "second-person").set is True
    assert session.query(HouseRule).count() == 1


def test_a_value_of_a_later_program_is_none(session: Session) -> None:
    house.put(session, "recheck-every", "6m")
    session.query(HouseRule).one().value = "each spring"
    session.flush()
    assert house.value(session, "recheck-every") is None


def test_what_a_rule_cannot_be_is_refused(session: Session) -> None:
    for told in ("maybe", "2", "6m"):
        with pytest.raises(InvalidInput, match=r"second-person: .* is neither yes nor no"):
            house.put(session, "second-person", told)
    with pytest.raises(InvalidInput, match="recheck-every: 'yes' is no span of time"):
        house.put(session, "recheck-every", "yes")
    for call in (house.value, house.unset, house.view):
        with pytest.raises(Usage, match="unknown house rule: second-persons"):
            call(session, "second-persons")
