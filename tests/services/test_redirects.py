"""Records that were merged lead to the one that stands."""

import pytest
from sqlalchemy.orm import Session

from factcheck.errors import Corrupt, NotFound, RuleBroken
from factcheck.services import claims, redirects, sources
from tests.factories import make_claim


def test_what_was_followed_is_kept_with_the_session(session: Session) -> None:
    first, second, third = (make_claim(session, f"Claim {n}") for n in range(3))
    first.merged_into, second.merged_into = second.id, third.id
    session.flush()
    assert claims.get(session, third.id) is third
    assert redirects.followed(session) == []
    assert claims.get(session, first.id) is third
    (one,) = redirects.followed(session)
    assert str(one) == f"claim {first.id} was merged into claim {third.id}"


def test_who_asks_for_the_record_itself_is_told_which_one_stands(session: Session) -> None:
    first, second = make_claim(session), make_claim(session, "Another claim")
    first.merged_into = second.id
    session.flush()
    with pytest.raises(RuleBroken) as caught:
        redirects.itself(session, lambda: claims.get(session, first.id))
    assert caught.value.message == "claim 1 was merged into claim 2 already"
    assert caught.value.hint == "name claim 2 instead"
    assert redirects.followed(session) == []
    assert redirects.itself(session, lambda: claims.get(session, second.id)) is second
    with pytest.raises(NotFound):
        redirects.itself(session, lambda: claims.get(session, 99))


def test_a_circle_is_damage_and_not_followed_for_ever(session: Session) -> None:
    made = [make_claim(session, f"Claim {n}") for n in range(3)]
    for one, into in ((0, 1), (1, 2), (2, 1)):
        made[one].merged_into = made[into].id
    session.flush()
    with pytest.raises(Corrupt) as caught:
        claims.get(session, made[0].id)
    assert caught.value.message == "claim 1 was merged into no record that stands"
    for claim in made:
        claim.merged_into = None  # what this transaction would seal is whole again


def test_the_address_of_a_merged_source_finds_the_one_that_stands(session: Session) -> None:
    old = sources.resolve(session, "https://example.org/old").source
    kept = sources.resolve(session, "https://example.org/kept").source
    old.merged_into = kept.id
    session.flush()
    assert sources.resolve(session, "https://www.example.org/old/").source is kept
    assert sources.get(session, "https://example.org/old") is kept
    assert sources.get(session, "s1") is kept
    assert [str(one) for one in redirects.followed(session)] == [
        "source s1 was merged into source s2"
    ] * 3
