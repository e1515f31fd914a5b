"""What an entry did to very many things, in numbers."""

from factcheck.history.read import RowChange
from factcheck.models import logged
from factcheck.reports.counts import NOUNS, counted


def change(table: str, before: bool, after: bool) -> RowChange:
    """A row that came, went or changed."""
    there = {"id": 1}
    return RowChange(("claim", "u"), table, 1, there if before else None, there if after else None)


def test_rows_are_counted_by_what_became_of_them() -> None:
    changes = [
        change("claim", before=False, after=True),
        change("claim", before=False, after=True),
        change("review", before=True, after=True),
        change("claim_tag", before=False, after=True),
        change("speaker", before=True, after=False),
    ]
    assert (
        counted(changes)
        == "added 2 claims, 1 tag on a claim; changed 1 review; took out 1 speaker"
    )


def test_every_table_has_a_noun() -> None:
    assert set(NOUNS) == set(logged())
