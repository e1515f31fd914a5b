"""Outcomes are counted: results, the reasons of refusals, notes."""

from factcheck.exchange.outcome import RESULTS, Outcome, Tally


def test_everything_is_counted() -> None:
    tally = Tally()
    for one in (
        Outcome("line 1", "created", claim=1, notes=("a date was left out",)),
        Outcome("line 2", "refused", "is no JSON"),
        Outcome("line 3", "refused", "is no JSON", notes=("a date was left out", "cut")),
        Outcome("line 4", "unchanged", "a later version is here"),
        Outcome("line 5", "refused"),
    ):
        tally.add(one)
    assert tally.records == 5
    assert tally.results == {"created": 1, "refused": 3, "unchanged": 1}
    assert tally.reasons == {"is no JSON": 2, "": 1}
    assert tally.notes == {"a date was left out": 2, "cut": 1}


def test_nothing_is_nothing() -> None:
    assert Tally().records == 0
    assert RESULTS == ("created", "updated", "unchanged", "refused")
    assert Outcome("line 1", "created").raw == b""
