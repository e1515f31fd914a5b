"""The judges of the torture: what they are there to find, they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from factcheck.db import Database
from factcheck.heads import Head
from tests import tampering, torture
from tests.tampering import Behind, behind
from tests.torture_crowds import _not_prefixes
from tests.torture_ground import ROLLBACK, Row, Tally, told_well
from tests.torture_judges import (
    CUT,
    DAMAGED,
    FAILED,
    FORK,
    FOUND,
    LOST,
    PARTIAL,
    REFUSED,
    REGRESSED,
    WHOLE,
    Ack,
    Broken,
    Held,
    Opened,
    classify,
    complaints,
    judge,
)
from tests.torture_kills import add
from tests.torture_logs import BLOCK, MUTILATIONS


def promises(broken: list[Broken]) -> set[str]:
    return {one.promise for one in broken}


# of databases


def test_a_database_that_holds_what_was_acknowledged_is_sound(db: Database) -> None:
    acks = [add(db, "ana", number) for number in range(3)]
    seen, broken = judge(db, acks)
    assert broken == []
    assert seen is not None
    assert [ack.hash for ack in acks] == list(seen.hashes)
    assert [ack.claim for ack in acks] == list(seen.claims)


def sign(it: Behind, seq: int, actor: str) -> None:
    """Another actor of an entry, and the whole chain made to fit it."""
    it.run("UPDATE entry SET actor = ? WHERE seq = ?", actor, seq)
    tampering.rechain(it)


DAMAGES: dict[str, tuple[Callable[[Behind], Any], set[str]]] = {
    "a claim is gone": (
        lambda it: it.run("DELETE FROM claim WHERE id = 2"),
        {LOST, PARTIAL, FOUND},
    ),
    "the end of the log is gone": (
        lambda it: tampering.cut(it, 2),
        {LOST, PARTIAL, REGRESSED, FOUND},
    ),
    "an entry is gone, its changes are not": (
        lambda it: it.run("DELETE FROM entry WHERE seq = 2"),
        {LOST, PARTIAL, FORK, FOUND},
    ),
    "an entry has no changes": (
        lambda it: it.run("DELETE FROM change WHERE seq = 2"),
        {PARTIAL, FOUND},
    ),
    "nobody said a claim": (
        lambda it: it.run("DELETE FROM appearance WHERE claim_id = 2"),
        {PARTIAL, FOUND},
    ),
    "the last entry is another one": (
        lambda it: sign(it, 3, "eve"),
        {FORK, REGRESSED, FOUND},
    ),
    "the head lags behind": (
        lambda it: it.run("UPDATE log_head SET seq = 2"),
        {FORK, FOUND},
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_found(db: Database, damage: str) -> None:
    acks = [add(db, "ana", number) for number in range(3)]
    db.close()
    harm, expected = DAMAGES[damage]
    with behind(db) as it:
        harm(it)
    _, broken = judge(db, acks)
    assert promises(broken) == expected


def test_two_writers_with_one_entry_are_found(db: Database) -> None:
    ack = add(db, "ana", 0)
    _, broken = judge(db, [ack, replace(ack, hash="0" * 64)])
    assert [one.what for one in broken] == ["entry 1 was acknowledged with another hash"]
    assert promises(broken) == {FORK}


# of rows alone

HASHES = "abcde"
SOUND = Held(
    entries=tuple((seq, f"-{HASHES}"[seq - 1], HASHES[seq - 1]) for seq in range(1, 6)),
    head=(5, "e"),
    claims=("one", "two", "three", "four", "five"),
    told={uid: frozenset({n}) for n, uid in enumerate(("one", "two", "three", "four", "five"), 1)},
    changed=frozenset(range(1, 6)),
    bare=(),
)


def upto(last: int) -> Held:
    """What is held when the last entries are missing, and all that they did."""
    uids = SOUND.claims[:last]
    return Held(
        SOUND.entries[:last],
        (last, HASHES[last - 1]),
        uids,
        {uid: SOUND.told[uid] for uid in uids},
        frozenset(range(1, last + 1)),
        (),
    )


def test_rows_that_fit_each_other_are_sound() -> None:
    acks = [Ack(uid, n, HASHES[n - 1]) for n, uid in enumerate(SOUND.claims, 1)]
    heads = [Head("here", 5, "e", "now"), Head("here", 2, "b", "then")]
    assert complaints(SOUND, acks, heads) == []
    assert complaints(upto(3), acks[:3], heads[1:]) == []


def test_a_head_kept_outside_may_not_be_ahead_of_the_log() -> None:
    (broken,) = complaints(upto(3), (), [Head("here", 5, "e", "now")])
    assert broken == Broken(REGRESSED, "entry 5 was seen, the log ends at entry 3")


def test_a_log_with_a_gap_or_a_torn_link_is_no_line() -> None:
    gap = replace(SOUND, entries=SOUND.entries[:1] + SOUND.entries[2:])
    torn = replace(SOUND, entries=(*SOUND.entries[:2], (3, "x", "c"), *SOUND.entries[3:]))
    assert FORK in promises(complaints(gap, (), ()))
    assert [one.what for one in complaints(torn, (), ())] == [
        "entry 3 does not follow from the one before it"
    ]


HEADS = (("heads", "the log ends at entry 3, but entry 5 was seen here"),)
OPENED: dict[str, tuple[Opened, str, str]] = {
    "all is there": (Opened(seen=SOUND), WHOLE, ""),
    "the end is gone, and said to be": (Opened(seen=upto(3), findings=HEADS), CUT, ""),
    "the end is gone, and nobody says so": (Opened(seen=upto(3)), CUT, REGRESSED),
    "nothing is gone, and it is said to be": (Opened(seen=SOUND, findings=HEADS), WHOLE, FAILED),
    "the chain is said to be torn": (Opened(findings=(("chain", "torn"),)), DAMAGED, ""),
    "an error of ours": (Opened(error="Corrupt", code=10), REFUSED, ""),
    "a bug of ours": (Opened(error="FactcheckError", code=1), REFUSED, FAILED),
    "a traceback": (Opened(error="KeyError"), REFUSED, FAILED),
    "a claim without its entry": (
        Opened(seen=replace(upto(3), claims=SOUND.claims[:4]), findings=HEADS),
        DAMAGED,
        PARTIAL,
    ),
    "an entry without its claim": (Opened(seen=replace(SOUND, claims=("one",))), DAMAGED, PARTIAL),
    "entries that were never committed": (
        Opened(seen=replace(upto(1), entries=((1, "-", "x"),), head=(1, "x")), findings=HEADS),
        DAMAGED,
        PARTIAL,
    ),
    "claims of other entries": (
        Opened(
            seen=replace(
                upto(2),
                claims=("one", "six"),
                told={"one": frozenset({1}), "six": frozenset({2})},
            ),
            findings=HEADS,
        ),
        DAMAGED,
        PARTIAL,
    ),
    "another row is not as it was": (Opened(seen=SOUND, same=False), DAMAGED, PARTIAL),
}


@pytest.mark.parametrize("case", OPENED)
def test_what_came_of_a_mutilated_log_is_told_apart(case: str) -> None:
    opened, what, promise = OPENED[case]
    found, broken = classify(opened, SOUND)
    assert (found, broken.promise if broken else "") == (what, promise)


def test_a_backup_that_is_no_prefix_or_misses_entries_is_found() -> None:
    log = ("a", "b", "c")
    made = [(2, ("a", "b")), (1, ("a", "x")), (3, ("a", "b")), (0, log)]
    assert [one.promise for one in _not_prefixes(made, log)] == [FORK, PARTIAL]


# of mutilations, and of the table


@pytest.mark.parametrize("name", MUTILATIONS)
def test_a_mutilation_changes_nothing_before_its_place(name: str) -> None:
    log, at = Random(1).randbytes(3 * BLOCK), BLOCK + 17
    changed = MUTILATIONS[name](log, at, Random(2))
    assert changed != log
    assert changed[:at] == log[:at]
    if name == "cut off":
        assert len(changed) == at
        return
    assert len(changed) == len(log)
    ends = {"zeroed": len(log), "overwritten": at + BLOCK, "one bit flipped": at + 1}[name]
    assert changed[ends:] == log[ends:]
    if name == "one bit flipped":
        assert (changed[at] ^ log[at]).bit_count() == 1


def test_what_a_process_says_of_its_failure_is_raised() -> None:
    assert told_well(["1", "2"]) == ["1", "2"]
    with pytest.raises(RuntimeError, match="a process failed: ! 10 Corrupt: torn"):
        told_well(["1", "! 10 Corrupt: torn"])


def test_a_row_counts_what_is_broken_and_the_run_hears_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = Tally(waits=[0.25, 1.5])
    tally.take("kill 1", [Broken(LOST, "a claim"), Broken(LOST, "another")])
    row = tally.row("kills", ROLLBACK, "2 kills", f"{tally.counts[LOST]} lost")
    sound = Row("else", "SQLite", "once", "a | b", None, 3.0, [])
    nowhere: Any = None

    def stuck(_ground: Any) -> Iterator[Row]:
        yield sound
        raise RuntimeError("a process ended early")

    sections = {"adds": lambda _: iter([row]), "loads": stuck}
    monkeypatch.setattr(torture, "SECTIONS", sections)
    assert torture.torture(nowhere, ["adds", "loads"]) == [
        "adds: kills: kill 1: a claim",
        "adds: kills: kill 1: another",
        "loads: a process ended early",
    ]
    assert capsys.readouterr().out.splitlines()[2:] == [
        "| kills | SQLite, rollback journal | 2 kills | 2 lost | 1.50 s | 0 |",
        "| else | SQLite | once | a \\| b |  | 3 |",
    ]
