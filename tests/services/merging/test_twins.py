"""Which appearances are the same one."""

from factcheck.models import Appearance
from factcheck.services.merging import twins
from factcheck.services.merging.twins import Renamed


def said(number: int, **over: object) -> Appearance:
    told = {"speaker_id": 1, "source_id": 1, "said_on": "2019", "quote": "so", "locator": None}
    return Appearance(id=number, **(told | over))


def test_speaker_source_date_quote_and_locator_make_it_the_same() -> None:
    others = (
        *(said(2, speaker_id=2), said(3, source_id=None), said(4, said_on="2019-04")),
        *(said(5, quote="So"), said(6, locator="02:10")),
    )
    assert twins.of([said(1), *others]) == {}
    assert twins.of([said(9), said(1), *others, said(8, archive_url="https://a.example")]) == {
        1: 9,
        8: 9,
    }


def test_what_was_withdrawn_is_nobodys_twin() -> None:
    assert twins.of([said(1, withdrawn_because="no"), said(2), said(3)]) == {3: 2}


def test_speakers_and_sources_that_become_one_count_as_one() -> None:
    renamed = Renamed(speakers={2: 1}, sources={7: 1})
    assert twins.of([said(1), said(2, speaker_id=2), said(3, source_id=7)], renamed) == {
        2: 1,
        3: 1,
    }
