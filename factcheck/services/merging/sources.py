"""Sources that are one: what was found at the others was found at the one that stays."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from factcheck.models import Source
from factcheck.services.merging import uses
from factcheck.services.merging.outcome import Merged, begin
from factcheck.services.merging.twins import Renamed

# What the one that stays takes over where nothing is known of it.
_FILLED = ("publisher", "published_on", "archive_url", "description")


def merge(
    session: Session, merged: Sequence[Source], into: Source, *, bare: bool = False
) -> Merged:
    """Merge sources into another one, which their addresses and titles find from then on.

    ``bare``: what hangs on them goes over, but the one that stays is known as it is.
    Raises RuleBroken for a source with itself or one that was merged before, Conflict
    where two appearances become one and verdicts on them differ.
    """
    done = begin("source", merged, into)
    gone = [session.get_one(Source, one) for one in done.merged]
    uses.rename(session, Renamed(sources=dict.fromkeys(done.merged, into.id)), done)
    if not bare:
        _fill(gone, into)
    for one in gone:
        one.merged_into = into.id
    session.flush()
    return done


def _fill(gone: list[Source], into: Source) -> None:
    for name in (*_FILLED, *(("title",) if into.canonical_url else ())):  # else it is found by it
        told = (getattr(one, name) for one in (into, *gone))
        setattr(into, name, next(filter(None, told), None))
