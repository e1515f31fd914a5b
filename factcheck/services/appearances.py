"""Appearances: where a claim was made, by whom, and in which words."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.errors import Conflict, InvalidInput, NotFound, RuleBroken
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Appearance, Claim, Evidence, Verdict
from factcheck.records import AppearanceRecord, stored_text
from factcheck.services import sources, speakers

FIELDS = ("speaker", "source", "said_on", "quote", "locator")


def get(session: Session, appearance_id: int) -> Appearance:
    """The appearance of this id, withdrawn or not. Raises NotFound."""
    found = session.get(Appearance, appearance_id)
    if found is None:
        raise NotFound(f"there is no appearance a{appearance_id}")
    return found


def first(session: Session, claim: Claim) -> Appearance | None:
    """The first standing appearance of a claim."""
    return next(_standing(session, claim), None)


def _standing(session: Session, claim: Claim) -> Iterator[Appearance]:
    query = (
        select(Appearance)
        .where(Appearance.claim_id == claim.id, Appearance.withdrawn_because.is_(None))
        .order_by(Appearance.id)
    )
    yield from session.scalars(query)


def asked(session: Session, claim: Claim, *, said: bool, number: int | None) -> Appearance | None:
    """The appearance that a question is about; None for the content.

    Raises RuleBroken for a claim without appearances, NotFound when that one
    belongs to another claim or was withdrawn.
    """
    if number is not None:
        found = get(session, number)
        if found.claim_id != claim.id or found.withdrawn_because is not None:
            raise NotFound(
                f"claim {claim.id} has no appearance a{number}",
                hint=f"factcheck show {claim.id}",
            )
        return found
    if not said:
        return None
    found_first = first(session, claim)
    if found_first is None:
        raise RuleBroken(
            f"claim {claim.id} has no appearance yet: nobody is on file as having said it",
            hint=f"factcheck appearance add {claim.id} --speaker NAME --source URL",
        )
    return found_first


def add(session: Session, claim: Claim, record: AppearanceRecord, *, by: str) -> Appearance:
    """Record that the claim was made at one more place.

    Raises InvalidInput for an empty record, Conflict for one that is there already.
    """
    if not record:
        raise InvalidInput(
            "an appearance needs a speaker, a source, a date or a quote",
            hint=f"factcheck appearance add {claim.id} --speaker NAME --source URL",
        )
    return put(session, claim, record, by=by)


def put(session: Session, claim: Claim, record: AppearanceRecord, *, by: str) -> Appearance:
    """The same for a record that is known not to be empty."""
    consulted = sources.resolve(session, record.source) if record.source else None
    speaker = speakers.resolve(session, record.speaker) if record.speaker else None
    made = Appearance(
        claim_id=claim.id,
        speaker_id=speaker.id if speaker else None,
        source_id=consulted.source.id if consulted else None,
        archive_url=consulted.archive_url if consulted else None,
        said_on=record.said_on,
        quote=record.quote,
        locator=record.locator,
        added_at=now(),
        added_by=by,
    )
    _require_new(session, claim, made)
    new(session, made)
    session.flush()
    return made


def _require_new(session: Session, claim: Claim, made: Appearance) -> None:
    same = ("speaker_id", "source_id", "said_on", "quote", "locator")
    for one in _standing(session, claim):
        if all(getattr(one, name) == getattr(made, name) for name in same):
            raise Conflict(f"claim {claim.id} has this appearance already: a{one.id}")


def edit(session: Session, appearance: Appearance, changes: Mapping[str, str]) -> bool:
    """Set some of speaker, source, said_on, quote and locator ("" clears it).

    False when nothing changed. Raises RuleBroken for a withdrawn appearance.
    """
    _require_standing(appearance)
    record = AppearanceRecord(**{name: value for name, value in changes.items() if value})
    before = _fields(appearance)
    for name in changes:
        told = getattr(record, name)
        if name == "speaker":
            appearance.speaker_id = speakers.resolve(session, told).id if told else None
        elif name == "source":
            consulted = sources.resolve(session, told) if told else None
            appearance.source_id = consulted.source.id if consulted else None
            appearance.archive_url = consulted.archive_url if consulted else None
        else:
            setattr(appearance, name, told)
    if all(value is None for value in _fields(appearance)):
        raise InvalidInput("nothing would be left of the appearance: withdraw it instead")
    session.flush()
    return before != _fields(appearance)


def _fields(appearance: Appearance) -> tuple[object, ...]:
    names = ("speaker_id", "source_id", "said_on", "quote", "locator", "archive_url")
    return tuple(getattr(appearance, name) for name in names)


def _require_standing(appearance: Appearance) -> None:
    if appearance.withdrawn_because is not None:
        raise RuleBroken(f"appearance a{appearance.id} was withdrawn")


def withdraw(session: Session, appearance: Appearance, because: str) -> None:
    """Withdraw an appearance, with a reason; it stays on file.

    Raises RuleBroken while a verdict or evidence about it stands.
    """
    _require_standing(appearance)
    verdict = session.scalars(
        select(Verdict).where(Verdict.appearance_id == appearance.id, Verdict.ended.is_(None))
    ).first()
    if verdict is not None:
        raise RuleBroken(
            f"a verdict on appearance a{appearance.id} is in force",
            hint=f"factcheck verdict {appearance.claim_id} --appearance a{appearance.id}"
            ' --withdraw --because "..."',
        )
    item = session.scalars(
        select(Evidence).where(
            Evidence.appearance_id == appearance.id, Evidence.withdrawn_because.is_(None)
        )
    ).first()
    if item is not None:
        raise RuleBroken(
            f"evidence e{item.id} is about appearance a{appearance.id}",
            hint=f'factcheck evidence withdraw e{item.id} --because "..."',
        )
    appearance.withdrawn_because = stored_text(because, "the reason")
    session.flush()
