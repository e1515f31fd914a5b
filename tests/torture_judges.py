"""What must hold of a database after torture, read off its rows; ``db verify`` is asked besides.

The judges know what was acknowledged, and share no code with the checks of the program.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from factcheck import heads
from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.heads import Head
from factcheck.models import Appearance, Change, Claim, Entry, LogHead
from factcheck.verify import verify

# The promises, by the word in the table.
LOST, PARTIAL, FORK, FOUND, REGRESSED, FAILED = (
    "lost",
    "partial",
    "forks",
    "found by verify",
    "behind a head",
    "failed",
)


@dataclass(frozen=True)
class Broken:
    """A promise that was not kept, and how that shows."""

    promise: str
    what: str


@dataclass(frozen=True)
class Ack:
    """A write that was acknowledged: the claim's uid, and the entry as it was sealed."""

    claim: str
    seq: int
    hash: str

    def line(self) -> str:
        """As a child tells it."""
        return f"{self.claim} {self.seq} {self.hash}"

    @classmethod
    def read(cls, line: str) -> "Ack":
        """As it is heard."""
        claim, seq, sealed = line.split()
        return cls(claim, int(seq), sealed)


@dataclass(frozen=True)
class Held:
    """What a database holds: its log, its claims, and where the log tells of each."""

    entries: tuple[tuple[int, str, str], ...]  # number, hash of the one before, hash
    head: tuple[int, str]
    claims: tuple[str, ...]
    told: Mapping[str, frozenset[int]]  # the entries that changed a claim
    changed: frozenset[int]  # the entries that changed anything
    bare: tuple[str, ...]  # claims that nobody said anywhere

    @property
    def hashes(self) -> tuple[str, ...]:
        """The log as a chain of hashes."""
        return tuple(sealed for _, _, sealed in self.entries)


def held(connection: Connection) -> Held:
    """Read it in one moment."""
    claims = connection.execute(select(Claim.id, Claim.uid).order_by(Claim.id)).all()
    said = set(connection.scalars(select(Appearance.claim_id)))
    told: dict[str, set[int]] = {}
    changes = connection.execute(select(Change.seq, Change.root_kind, Change.root_uid)).all()
    for change in changes:
        if change.root_kind == "claim":
            told.setdefault(change.root_uid, set()).add(change.seq)
    entries = select(Entry.seq, Entry.prev, Entry.hash).order_by(Entry.seq)
    head = connection.execute(select(LogHead.seq, LogHead.hash)).one()
    return Held(
        tuple((entry.seq, entry.prev, entry.hash) for entry in connection.execute(entries)),
        (head.seq, head.hash),
        tuple(claim.uid for claim in claims),
        {uid: frozenset(seqs) for uid, seqs in told.items()},
        frozenset(change.seq for change in changes),
        tuple(claim.uid for claim in claims if claim.id not in said),
    )


def complaints(seen: Held, acks: Sequence[Ack], outside: Sequence[Head]) -> list[Broken]:
    """The promises that rows alone show to be broken."""
    return [
        *_lost(seen, acks),
        *_partial(seen),
        *_forks(seen, acks),
        *_behind(seen, outside),
    ]


def _lost(seen: Held, acks: Sequence[Ack]) -> Iterator[Broken]:
    """Every acknowledged claim is there, and the entry that was acknowledged with it."""
    there, numbers = set(seen.claims), {seq for seq, _, _ in seen.entries}
    for ack in acks:
        if ack.claim not in there:
            yield Broken(LOST, f"claim {ack.claim} of entry {ack.seq} was acknowledged, and gone")
        elif ack.seq not in numbers:
            yield Broken(LOST, f"entry {ack.seq} was acknowledged, and gone")


def _partial(seen: Held) -> Iterator[Broken]:
    """No claim without its entry or its appearance; no entry or change without the other."""
    numbers = {seq for seq, _, _ in seen.entries}
    for claim in seen.claims:
        if not seen.told.get(claim, frozenset()) & numbers:
            yield Broken(PARTIAL, f"claim {claim} is there without its entry")
    for claim in seen.told.keys() - set(seen.claims):
        yield Broken(PARTIAL, f"the log tells of claim {claim}, which is not there")
    for claim in seen.bare:
        yield Broken(PARTIAL, f"claim {claim} is there without its appearance")
    for seq in sorted(numbers ^ seen.changed):
        side = "no change" if seq in numbers else "changes and no row of its own"
        yield Broken(PARTIAL, f"entry {seq} has {side}")


def _forks(seen: Held, acks: Sequence[Ack]) -> Iterator[Broken]:
    """One line from the first entry to the head, on which every acknowledged entry lies."""
    before: str | None = None
    for place, (seq, prev, sealed) in enumerate(seen.entries, start=1):
        if seq != place:
            yield Broken(FORK, f"entry {seq} stands in place {place}")
        if before not in (None, prev):
            yield Broken(FORK, f"entry {seq} does not follow from the one before it")
        before = sealed
    if seen.entries and seen.head != (seen.entries[-1][0], seen.entries[-1][2]):
        yield Broken(FORK, f"the head is entry {seen.head[0]}, the log has {len(seen.entries)}")
    sealed_as = {seq: sealed for seq, _, sealed in seen.entries}
    for ack in acks:
        if sealed_as.get(ack.seq, ack.hash) != ack.hash:
            yield Broken(FORK, f"entry {ack.seq} was acknowledged with another hash")


def _behind(seen: Held, outside: Sequence[Head]) -> Iterator[Broken]:
    """A head kept outside is never of an entry that the log does not have."""
    sealed_as = {seq: sealed for seq, _, sealed in seen.entries}
    for head in outside:
        if sealed_as.get(head.seq) != head.hash:
            last = len(seen.entries)
            yield Broken(REGRESSED, f"entry {head.seq} was seen, the log ends at entry {last}")


def judge(database: Database, acks: Sequence[Ack] = ()) -> tuple[Held | None, list[Broken]]:
    """What a database holds, and what is broken: by its rows, and by ``db verify``."""
    try:
        with database.reading(unhurried=True) as session:
            uid = session.get_one(LogHead, 1).database_uid
            seen = held(session.connection())
        outside = [head for head in heads.known(uid) if head.place == database.place]
        broken = complaints(seen, acks, outside)
        broken += [Broken(FOUND, one.message) for one in verify(database).findings]
    except FactcheckError as error:
        return None, [Broken(FAILED, f"it cannot be read: {type(error).__name__}: {error}")]
    return seen, broken


# Mutilated write-ahead logs and journals

WHOLE, CUT, DAMAGED, REFUSED = (
    "nothing lost",
    "a clean prefix, its loss reported",
    "reported as damaged",
    "refused as corrupt",
)


@dataclass(frozen=True)
class Opened:
    """What came of opening a mutilated database: an error, or findings and what it holds.

    ``error`` is the class, ``code`` its exit code. ``same``: whatever the log does not
    tell is as it was too, where that is known.
    """

    error: str = ""
    code: int = 0
    findings: tuple[tuple[str, str], ...] = ()  # check, message
    seen: Held | None = None
    same: bool = True


def classify(opened: Opened, before: Held) -> tuple[str, Broken | None]:
    """What became of it, and the promise that is broken.

    ``before`` is what was committed: from it nothing but whole transactions may be
    missing, from its end, and never unsaid. What the engine cannot have noticed, the
    program must find.
    """
    if opened.error:
        ours = opened.code not in (0, 1)
        return REFUSED, None if ours else Broken(FAILED, f"it raised {opened.error}")
    if any(check != "heads" for check, _ in opened.findings):
        return DAMAGED, None
    assert opened.seen is not None
    unsaid = complaints(opened.seen, (), ())
    kept = len(opened.seen.entries)
    if opened.seen.hashes != before.hashes[:kept]:
        unsaid.append(Broken(FORK, "the log is not one that was committed"))
    if not unsaid and opened.seen.claims != _claims_upto(before, kept):
        unsaid.append(Broken(PARTIAL, f"the claims are not those of the first {kept} entries"))
    if not unsaid and not opened.same:
        unsaid.append(Broken(PARTIAL, "rows are not as they were, and nothing is found"))
    if unsaid:
        return DAMAGED, Broken(PARTIAL, f"accepted silently: {unsaid[0].what}")
    lost = len(before.entries) - kept
    if not lost:
        found = [message for _, message in opened.findings]
        return WHOLE, Broken(FAILED, f"nothing is lost, and yet: {found[0]}") if found else None
    if not opened.findings:
        return CUT, Broken(REGRESSED, f"{lost} entries are missing, and nothing is reported")
    return CUT, None


def _claims_upto(before: Held, entries: int) -> tuple[str, ...]:
    """The claims that the first entries made."""
    return tuple(uid for uid in before.claims if min(before.told[uid]) <= entries)
