"""What stood at a moment of the past, and what changed between two: all of it from the log."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.errors import NotFound
from factcheck.history import past, read
from factcheck.history.moments import Moment, last_by, latest, moment, span, time_of
from factcheck.history.past import Past
from factcheck.history.read import RowChange
from factcheck.history.replay import defaults
from factcheck.services import show
from factcheck.views import ClaimView


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim as it was, the moment (None: now), and what is to be said of it besides."""

    claim: ClaimView
    moment: Moment | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs of a claim, and of the speakers and sources it names, between two moments.

    ``changes`` hold each row as it was at the one and at the other; ``root`` is the claim's.
    """

    root: read.Root
    before: Moment
    after: Moment
    changes: tuple[RowChange, ...]
    notes: tuple[str, ...]


@contextmanager
def _opened(engine: Engine) -> Iterator[Session]:
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def everything(
    session: Session, told: str, *, log: bool = False
) -> Iterator[tuple[Session, Moment, tuple[str, ...]]]:
    """A session over all that there was at a date, a time or an entry, to ask lists of.

    With it come the moment and what is to be said besides. ``log``: the log up to then is there
    as well, which an export reads. Raises InvalidInput and NotFound as
    ``history.moments.moment`` does.
    """
    when = moment(session.connection(), told)
    opened = _opened(past.everything(session.connection(), when.entry, log=log))
    with days.seen_on(when.day), opened as then:
        yield then, when, _notes(session, None, when)


def claim(session: Session, claim_id: int, told: str) -> Shown:
    """A claim as it was at a date, a time or an entry.

    Raises NotFound where it was not there (and says when it was added), InvalidInput for what
    is no moment or still to come.
    """
    connection = session.connection()
    when = moment(connection, told)
    found = _found(session, claim_id, when)
    with _opened(past.of_claim(connection, found, when.entry)) as then:
        try:
            view = show.claim(then, claim_id)
        except NotFound as error:
            raise _absent(session, claim_id, found, when) from error
        session.info.setdefault("redirects", []).extend(then.info.get("redirects", ()))
    return Shown(view, when, _notes(session, found.roots, when))


def _found(session: Session, claim_id: int, when: Moment) -> Past:
    connection = session.connection()
    found = past.find(connection, claim_id, when.entry) if claim_id < 2**31 else None
    if found is None:
        raise NotFound(f"there is no claim {claim_id}", hint="factcheck list shows the claims")
    return found


def _absent(session: Session, claim_id: int, found: Past, when: Moment) -> NotFound:
    connection = session.connection()
    first = past.first_touched(connection, found.root)
    added = f"{time_of(connection, first)} (UTC, entry {first})"
    if first > when.entry:
        return NotFound(
            f"claim {claim_id} was not there yet at {when.words}: it was added on {added}"
        )
    return NotFound(
        f"claim {claim_id} was not there at {when.words}: it was added on {added}, "
        "and that was taken back",
        hint="factcheck history",
    )


def _notes(session: Session, roots: Collection[read.Root] | None, when: Moment) -> tuple[str, ...]:
    blanked = past.blanked(session.connection(), roots, when.entry)
    if not blanked:
        return ()
    which = ", ".join(map(str, sorted(blanked)))
    orders = ", ".join(map(str, sorted(set(blanked.values()))))
    what = "entry" if len(blanked) == 1 else "entries"
    return (f"{what} {which} can be read in part only: redacted by order, see entry {orders}",)


def difference(session: Session, claim_id: int, one: str, other: str | None = None) -> Difference:
    """What differs of a claim from the earlier of two moments to the later, by default now.

    Raises NotFound where the claim was there at neither, InvalidInput as ``claim`` does.
    """
    connection = session.connection()
    before = moment(connection, one)
    after = moment(connection, other) if other is not None else latest(connection)
    before, after = sorted((before, after), key=lambda when: when.entry)
    found = [_found(session, claim_id, when) for when in (before, after)]
    roots = _watched(found)
    states = [_rows(session, roots, when) for when in (before, after)]
    if not any(("claim", claim_id) in state for state in states):
        raise _absent(session, claim_id, found[0], after)
    keys = dict.fromkeys(key for state in states for key in state)
    changes = (_change(key, *(state.get(key) for state in states)) for key in keys)
    notes = [
        note
        for one, when in zip(found, (before, after), strict=True)
        for note in _notes(session, one.roots, when)
    ]
    return Difference(
        found[0].root,
        before,
        after,
        tuple(one for one in changes if one.before != one.after),
        tuple(dict.fromkeys(notes)),
    )


Held = tuple[read.Root, read.Row]


def _watched(found: list[Past]) -> list[read.Root]:
    """The claim, and of what it names at either moment that which can change: not other claims."""
    named = {root for one in found for root in one.roots if root[0] in ("speaker", "source")}
    return [found[0].root, *sorted(named)]


def _rows(session: Session, roots: list[read.Root], when: Moment) -> dict[past.Key, Held]:
    held: dict[past.Key, Held] = {}
    for root in roots:
        told = past.rows(session.connection(), [root], when.entry)
        held |= {key: (root, {**_told(key[0]), **row}) for key, row in told.items()}
    return held


def _told(table: str) -> read.Row:
    """The defaults that an older payload does not name."""
    return {name: value for name, value in defaults(table).items() if value is not None}


def _change(key: past.Key, one: Held | None, other: Held | None) -> RowChange:
    root, _row = one or other or (("", ""), {})
    return RowChange(root, *key, one and one[1], other and other[1])


def window(session: Session, since: str | None, until: str | None) -> tuple[int, int | None]:
    """The entries of a stretch of time, as ``history.read.entries`` takes it between two numbers.

    Raises InvalidInput for what is no date or time, or still to come.
    """
    connection = session.connection()
    first, last = (span(told) if told else None for told in (since, until))
    after = last_by(connection, first.begins[:-1]) if first else 0  # before its microsecond
    return after, last_by(connection, last.ends) + 1 if last else None
