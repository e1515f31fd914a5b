"""Tags: put, removed, put again."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck.errors import InvalidInput, NotFound
from factcheck.models import ClaimTag, Tag
from factcheck.services import claims, tags
from tests.factories import make_claim, noise


def test_a_tag_is_found_under_every_spelling(session: Session) -> None:
    noise(session)
    claim = make_claim(session)
    assert tags.put(session, claim, (" Élections   2019 ",)) == ["Élections 2019"]
    assert tags.put(session, claim, ("elections 2019", "ÉLECTIONS 2019")) == []
    found = tags.named(session, "elections  2019")
    assert found is not None
    assert found.name == "Élections 2019"
    assert tags.named(session, "elections") is None
    other = make_claim(session, "Another one", tags=("ELECTIONS 2019", "venezuela"))
    assert tags.of(session, [claim.id, other.id]) == {
        claim.id: ("Élections 2019",),
        other.id: ("venezuela", "Élections 2019"),
    }


def test_two_spellings_at_once_make_one_tag(session: Session) -> None:
    claim = make_claim(session)
    assert tags.put(session, claim, ("Perú", "peru", "Chile")) == ["Perú", "Chile"]
    assert session.scalar(select(func.count()).select_from(Tag)) == 2


def test_a_tag_is_put_removed_and_put_again(session: Session) -> None:
    others = noise(session, 2)
    claim = make_claim(session, tags=("venezuela", "russia"))
    tags.put(session, others[0], ("venezuela",))
    assert tags.remove(session, claim, ("VENEZUELA",)) == ["venezuela"]
    assert tags.of(session, [claim.id]) == {claim.id: ("russia",)}
    assert tags.of(session, [others[0].id])[others[0].id] == ("noise-0", "venezuela")
    with pytest.raises(NotFound, match=f"claim {claim.id} has no tag venezuela"):
        tags.remove(session, claim, ("venezuela",))
    assert tags.put(session, claim, ("Venezuela", "russia")) == ["venezuela"]
    assert tags.of(session, [claim.id]) == {claim.id: ("russia", "venezuela")}
    rows = select(func.count()).where(ClaimTag.claim_id == claim.id)
    assert session.scalar(rows) == 2


def test_a_tag_that_the_claim_does_not_bear_is_not_removed(session: Session) -> None:
    noise(session, 1)
    claim = make_claim(session)
    for name in ("noise-0", "unheard of"):
        with pytest.raises(NotFound, match=f"claim {claim.id} has no tag {name}"):
            tags.remove(session, claim, (name,))


def test_an_empty_tag_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput, match="the tag is empty"):
        tags.put(session, make_claim(session), ("ok", " "))


def test_tags_are_listed_by_name_with_the_claims_that_lists_show(session: Session) -> None:
    claim = make_claim(session, tags=("b", "é", "Z"))
    hidden = make_claim(session, "Dropped", tags=("b", "c"))
    hidden.stage = "dropped"
    library = make_claim(session, "Library", tags=("b",))
    library.tracked = 0
    tags.remove(session, claim, ("Z",))
    for one in (claim, hidden, library):
        claims.refresh(session, one)
    found = [(tag.name, tag.claims) for tag in tags.listing(session)]
    assert found == [("Z", 0), ("b", 1), ("c", 0), ("é", 1)]
    assert tags.of(session, []) == {}


def test_the_tags_of_more_claims_than_a_query_may_name(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tags, "BATCH", 2)
    ids = [make_claim(session, f"Claim {n}", tags=(f"t{n}", "all")).id for n in range(5)]
    assert tags.of(session, ids) == {one: ("all", f"t{at}") for at, one in enumerate(ids)}
    assert tags.of(session, []) == {}
