"""What a merge did, in words."""

from factcheck.models import logged
from factcheck.services.merging.outcome import _NOUNS, Merged


def test_what_moved_is_counted_by_table() -> None:
    done = Merged("claim", (2,), 1)
    assert done.counts == "nothing"
    for table in ("evidence", "appearance", "evidence"):
        done.count(table)
    assert done.moved == {"evidence": 2, "appearance": 1}
    assert done.counts == "1 appearance, 2 items of evidence"


def test_every_table_that_hangs_on_something_has_its_noun() -> None:
    roots = {"claim", "speaker", "source", "tag", "rating_scale", "rating_point", "import_run"}
    roots |= {"view", "house_rule"}
    assert set(_NOUNS) == set(logged()) - roots
