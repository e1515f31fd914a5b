"""Which pairs are shown, in which order, and how."""

from factcheck.matching.blocks import Near
from factcheck.services.duplicates import found
from factcheck.services.duplicates.found import Asked, Pair


def pair(one: int, other: int, chance: float) -> Pair:
    return Pair(one, other, Near(chance, ("why",), ("look",)))


ALL = [pair(1, 2, 0.05), pair(3, 9, 0.9), pair(1, 9, 0.9), pair(4, 5, 0.5), pair(6, 7, 0.2)]


def test_the_best_come_first_and_what_is_related_only_if_asked_for() -> None:
    shown, related = found.ordered(ALL, Asked())
    assert [(one.one, one.zone) for one in shown] == [(1, "same"), (3, "same"), (4, "likely")]
    assert related == 1
    shown, related = found.ordered(ALL, Asked(related=True))
    assert [one.one for one in shown] == [1, 3, 4, 6]
    assert related == 0


def test_a_pair_says_what_to_type() -> None:
    told = {
        kind: found.view(kind, pair(3, 9, 0.12345), ("u", "v"), ("one", "other"))
        for kind in ("claim", "speaker", "source")
    }
    assert told["claim"].command == "factcheck merge 9 --into 3"
    assert told["speaker"].command == "factcheck speaker merge 9 --into 3"
    assert told["source"].command == "factcheck source merge s9 --into s3"
    one = told["claim"]
    assert (one.id, one.uid, one.text, one.other, one.other_uid, one.other_text) == (
        *(3, "u", "one"),
        *(9, "v", "other"),
    )
    assert (one.probability, one.zone) == (0.1235, "related")
    assert (one.reasons, one.warnings) == (("why",), ("look",))


def test_records_are_compared_within_blocks_and_it_is_told_how_far_it_is() -> None:
    class Known:
        def __init__(self, told: str) -> None:
            self.uid, self.told = told, told

        def keys(self) -> set[str]:
            return {self.told[0]}

        def near(self, other: "Known") -> Near | None:
            return Near(0.9, ()) if self.told[1] == other.told[1] else None

    seen: list[tuple[int, int]] = []
    known = {number: Known(told) for number, told in enumerate(("aa", "ab", "aa", "ca"), 5)}
    page = found.among("speaker", known, Asked(), lambda *told: seen.append(told))
    assert [(one.id, one.other) for one in page.rows] == [(5, 7)]
    assert (page.total, page.asked, page.compared) == (1, 4, 3)
    assert seen == [(1, 4), (2, 4), (2, 4)]
    assert found.among("speaker", known, Asked(limit=0), found.silent).total == 1
