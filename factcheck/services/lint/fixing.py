"""Putting right what needs no person: nothing that a reader would see otherwise."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import urls
from factcheck.derived import source_key
from factcheck.fitness import Fixed
from factcheck.models import Appearance, Claim, Evidence, Source
from factcheck.services import claims
from factcheck.services.lint.checking import Checked
from factcheck.services.lint.tidiness import canonical, is_untidy, tidied


def fix(session: Session, checked: Iterable[Checked]) -> list[Fixed]:
    """Put right what ``--fix`` can, of what was found and not waived, and say what was done.

    A source whose address belongs to another one is left alone: the two want merging.
    """
    done: list[Fixed] = []
    for one in checked:
        for rule in dict.fromkeys(found.rule for found in one.counting if found.fix):
            claim = claims.get(session, one.claim)
            done += [Fixed(one.claim, rule, told) for told in _FIXES[rule](session, claim)]
    session.flush()
    return done


def _blanks(session: Session, claim: Claim) -> Iterator[str]:
    wanted = {
        name: tidied(told)
        for name in ("text", "context")
        if (told := getattr(claim, name)) is not None and is_untidy(told)
    }
    if wanted and claims.edit(session, claim, wanted, force=True):
        yield f"single blanks in the {' and the '.join(wanted)}"


def _sources(session: Session, claim: Claim) -> list[Source]:
    named = [
        select(model.source_id).where(
            model.claim_id == claim.id, model.withdrawn_because.is_(None)
        )
        for model in (Appearance, Evidence)
    ]
    query = select(Source).where(Source.id.in_(named[0].union(named[1])))
    return list(session.scalars(query.where(Source.url.is_not(None)).order_by(Source.id)))


def _unwrapped(session: Session, claim: Claim) -> Iterator[str]:
    for source in _sources(session, claim):
        copy = source.url or ""
        address = urls.archived(copy) if urls.is_archive(copy) else None
        if address is None or not _is_free(session, source, address):
            continue
        source.url, source.canonical_url = address, canonical(address)
        source.archive_url = source.archive_url or copy
        session.flush()
        yield f"source s{source.id}: the address is {address}, its copy {source.archive_url}"


def _found_again(session: Session, claim: Claim) -> Iterator[str]:
    for source in _sources(session, claim):
        wanted = canonical(source.url or "")
        if wanted in (None, source.canonical_url):
            continue
        if _is_free(session, source, source.url or ""):
            source.canonical_url = wanted
            session.flush()
            yield f"source s{source.id}: it is found as {wanted}"


def _is_free(session: Session, source: Source, address: str) -> bool:
    """Whether no other source has this address."""
    wanted = canonical(address)
    key = source_key({"canonical_url": wanted, "kind": source.kind})
    query = select(Source.id).where(Source.key == key, Source.id != source.id)
    return wanted is not None and session.scalar(query.limit(1)) is None


_FIXES = {
    "untidy-blanks": _blanks,
    "archive-as-source": _unwrapped,
    "address-not-canonical": _found_again,
}
