"""What others wrote into the database: claims with their reviews, sources and speakers.

Fact-checks of others become reference claims with reviews; they are never our verdict.
What is here already is found again: a review by its address and wording, a claim by its
text and who said it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from factcheck import bulk, text
from factcheck.derived import source_key
from factcheck.errors import InvalidInput
from factcheck.exchange import lines, standing
from factcheck.exchange.inserting import Bundle, Numbers, insert
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.people import People
from factcheck.exchange.rated import Rated
from factcheck.exchange.unifying import Tags, by_key
from factcheck.formats.base import AppearanceFound, ClaimFound, EvidenceFound, Found, Person
from factcheck.history.record import Op, now
from factcheck.models import new_uid
from factcheck.records import stored_text
from factcheck.services import sources
from factcheck.shaped import Shaped

Row = dict[str, Any]
BATCH = 1000


@dataclass
class Library:
    """What holds for all records of one run. ``tracked`` None: as each record says."""

    run: int
    by: str
    tracked: bool | None = None
    known: standing.Standing = field(init=False)

    def __post_init__(self) -> None:
        self.known = standing.Standing.begin(self.run)


@dataclass
class _Ready:
    """A record, looked through: its reviews as rows, what it says of sources and people."""

    found: Found
    claim: ClaimFound
    tracked: bool
    reviews: list[Row]
    sources: dict[str, Row]
    notes: list[str]

    @property
    def speaker(self) -> Person | None:
        return next((one.speaker for one in self.claim.appearances if one.speaker), None)


def take(library: Library, session: Session, found: list[Found]) -> list[Outcome]:
    """Take records in their order. One that cannot be taken harms no other."""
    batch = _Batch(library, session)
    outcomes: dict[str, Outcome] = {}
    ready = []
    for one in found:
        try:
            ready.append(_look_through(library, one))
        except (InvalidInput, standing.Unfit) as error:
            outcomes[one.place] = Outcome(one.place, "refused", str(error), raw=one.raw)
    outcomes |= {one.place: one for one in batch.take(ready)}
    return [outcomes[one.place] for one in found]


def _look_through(library: Library, one: Found) -> _Ready:
    claim: ClaimFound = one.record
    stored_text(claim.text, "the claim")
    tracked = library.tracked
    if tracked is None:
        tracked = claim.tracked if claim.tracked is not None else not claim.reviews
    raw = one.raw if isinstance(one.raw, str) else one.raw.decode("utf-8", "replace")
    reviews = [{**standing.as_row(each, claim.text), "raw": raw} for each in claim.reviews]
    notes = list(one.notes)
    places = [each.source for each in claim.appearances]
    places += [each.source for each in claim.evidence]
    told = [place for place in places if place]
    return _Ready(one, claim, tracked, reviews, dict(_sources(told, notes)), notes)


def _sources(told: Iterable[str], notes: list[str]) -> Iterator[tuple[str, Row]]:
    """Sources as rows, by how they were told; an address that is none is left out."""
    for each in dict.fromkeys(told):
        try:
            record, archive_url = sources.read(each)
            canonical = sources.canonical(record.url)
        except InvalidInput as error:
            notes.append(f"a source was left out: {error}")
            continue
        row = {
            "kind": record.kind,
            "title": record.title,
            "url": record.url,
            "canonical_url": canonical,
        }
        row = {name: value for name, value in row.items() if value is not None}
        row["key"] = source_key(row)
        yield each, row | {"archive": archive_url}


class _Batch:
    """One batch of records on its way into the database."""

    def __init__(self, library: Library, session: Session) -> None:
        self._library, self._session = library, session
        self._numbers = Numbers(session)
        self._at = now()
        self._shared = Bundle("shared")
        self._ops: list[Op] = []

    def take(self, ready: list[_Ready]) -> Iterator[Outcome]:
        """What became of each."""
        self._library.known.look_up(
            self._session, (row["identity"] for one in ready for row in one.reviews)
        )
        people = {item.speaker for one in ready for item in one.claim.appearances if item.speaker}
        self._people = People(self._session, people)
        self._tags = Tags(
            self._session, (tag for one in ready for tag in one.claim.tags), self._numbers
        )
        self._rated = Rated(self._session, self._numbers)
        self._claims = _Claims(self._session, [one.claim.text for one in ready])
        self._sources = by_key(
            self._session,
            "source",
            "key",
            (row["key"] for one in ready for row in one.sources.values()),
        )
        told = [(one, self._one(one)) for one in ready]
        yield from self._written(told)

    def _written(self, told: list[tuple[_Ready, tuple[Outcome, Bundle]]]) -> Iterator[Outcome]:
        shared = [one for one in (self._shared, self._tags.new, self._rated.new) if one.tables]
        bundles = [bundle for _one, (_outcome, bundle) in told if bundle.tables]
        failed = insert(self._session, [*shared, *bundles])
        self._numbers.used(one for one in (*shared, *bundles) if one.place not in failed)
        bulk.apply(self._session, self._ops)
        for one, (outcome, _bundle) in told:
            reason = failed.get(one.found.place)
            if reason:
                yield Outcome(outcome.place, "refused", reason, raw=one.found.raw)
            else:
                yield outcome

    def _one(self, one: _Ready) -> tuple[Outcome, Bundle]:
        bundle = Bundle(one.found.place)
        if not one.reviews:
            return self._work(one, bundle), bundle
        results, claim = [], None
        for row in one.reviews:
            held = self._library.known.match(row)
            if held is not None:
                claim = held["claim_id"]
                results.append(self._renewed(held, row))
            else:
                results.append("created")
        fresh = [
            row for row, result in zip(one.reviews, results, strict=True) if result == "created"
        ]
        if fresh:
            claim, added = self._claim_of(one, bundle, claim)
            for row in fresh:
                self._review(bundle, claim, row)
            if not added and "created" in results:
                one.notes.append("put on a claim that was here already")
        result = next((r for r in ("created", "updated") if r in results), "unchanged")
        return Outcome(bundle.place, result, None, claim, tuple(one.notes)), bundle

    def _work(self, one: _Ready, bundle: Bundle) -> Outcome:
        """A record without a review: work of our own, or a claim for the library."""
        speaker = self._speaker(one.speaker)
        known = self._claims.find(one.claim.text, speaker, exact=True)
        if known is not None:
            return Outcome(bundle.place, "unchanged", None, known, tuple(one.notes))
        claim = self._claim(one, bundle)
        return Outcome(bundle.place, "created", None, claim, tuple(one.notes))

    def _renewed(self, held: Row, told: Row) -> str:
        row = standing.renewed(held, told)
        if row is None:
            return "unchanged"
        row |= self._rated.judge(row)
        row = {name: value for name, value in row.items() if value is not None}
        self._library.known.made(row, told["identity"])
        self._ops.append(Op("update", "review", row["id"], row, row["claim_id"]))
        return "updated"

    def _claim_of(self, one: _Ready, bundle: Bundle, claim: int | None) -> tuple[int, bool]:
        """The claim that is reviewed, and whether it is new."""
        if claim is None:
            claim = self._claims.find(one.claim.text, self._speaker(one.speaker), exact=False)
        if claim is not None:
            bundle.needs = self._claims.place_of(claim)
            return claim, False
        return self._claim(one, bundle), True

    def _claim(self, one: _Ready, bundle: Bundle) -> int:
        told, number = one.claim, self._numbers.next("claim")
        bundle.put(
            "claim",
            id=number,
            uid=new_uid(),
            text=told.text,
            context=told.context,
            language=told.language,
            tracked=int(one.tracked),
            stage="new",
            priority=told.priority,
            why=told.why,
            added_at=self._at,
            added_by=self._library.by,
        )
        for item in told.appearances:
            self._appearance(bundle, number, item, one)
        for each in told.evidence:
            self._evidence(bundle, number, each, one)
        for wording in told.aliases:
            self._row(bundle, "claim_alias", claim_id=number, text=wording, removed=0)
        self._tags.put(bundle, told.tags)
        self._claims.made(number, told.text, self._speaker(one.speaker), bundle.place)
        return number

    def _row(self, bundle: Bundle, table: str, **row: Any) -> Shaped:
        return bundle.put(table, id=self._numbers.next(table), **row)

    def _appearance(self, bundle: Bundle, claim: int, item: AppearanceFound, one: _Ready) -> None:
        source, archive = self._source(item.source, one)
        speaker = self._speaker(item.speaker)
        if not any((speaker, source, item.said_on, item.quote, item.locator)):
            return
        self._row(
            bundle,
            "appearance",
            uid=new_uid(),
            claim_id=claim,
            speaker_id=speaker,
            source_id=source,
            said_on=item.said_on,
            quote=item.quote,
            locator=item.locator,
            archive_url=archive,
            added_at=self._at,
            added_by=self._library.by,
        )

    def _evidence(self, bundle: Bundle, claim: int, item: EvidenceFound, one: _Ready) -> None:
        source, archive = self._source(item.source, one)
        self._row(
            bundle,
            "evidence",
            uid=new_uid(),
            claim_id=claim,
            stance=item.stance,
            source_id=source,
            quote=item.quote,
            locator=item.locator,
            note=item.note,
            retrieved_on=item.retrieved_on,
            confidential=0,
            archive_url=archive,
            added_at=self._at,
            added_by=self._library.by,
        )

    def _review(self, bundle: Bundle, claim: int, told: Row) -> None:
        row = {name: value for name, value in told.items() if name != "identity"}
        row |= {"uid": new_uid(), "claim_id": claim, "added_at": self._at}
        row |= {"import_run_id": self._library.run, **self._rated.judge(row)}
        made = self._row(bundle, "review", **row)
        self._library.known.made({**made}, told["identity"])

    def _source(self, told: str | None, one: _Ready) -> tuple[int | None, str | None]:
        row = one.sources.get(told or "")
        if row is None:
            return None, None
        row = dict(row)
        archive, key = row.pop("archive"), row["key"]
        if key not in self._sources:
            row |= {"id": self._numbers.next("source"), "uid": new_uid()}
            self._shared.put("source", **{k: v for k, v in row.items() if k != "key"})
            self._sources[key] = (row["id"], row["uid"])
        return self._sources[key][0], archive

    def _speaker(self, person: Person | None) -> int | None:
        if person is None:
            return None
        found = self._people.find(person)
        if found is None:
            name = self._people.free_name(person)
            found = self._numbers.next("speaker")
            self._shared.put(
                "speaker",
                id=found,
                uid=new_uid(),
                name=name,
                kind=person.kind,
                description=person.description,
            )
            self._people.added(found, replace(person, ids=()), name)
        for scheme, value in self._people.new_ids(found, person):
            alias = {"speaker_id": found, "scheme": scheme, "value": value, "removed": 0}
            self._row(self._shared, "speaker_alias", **alias)
            self._people.identified(found, scheme, value)
        return found


def _also_known(keys: list[str]) -> Select[Any]:
    """Claims by their other wordings, with whoever made them: merged ones bear theirs on."""
    alias, said, own = (lines.table(name) for name in ("claim_alias", "appearance", "claim"))
    return (
        select(alias.c.text_key, own.c.id, said.c.speaker_id)
        .join(own, own.c.id == alias.c.claim_id)
        .outerjoin(said, (said.c.claim_id == own.c.id) & said.c.withdrawn_because.is_(None))
        .where(alias.c.text_key.in_(keys), alias.c.removed == 0, own.c.merged_into.is_(None))
        .order_by(own.c.id, said.c.id)
    )


class _Claims:
    """Claims by text and speaker: those that are here, and those of this batch."""

    def __init__(self, session: Session, texts: list[str]) -> None:
        own = lines.table("claim")
        self._found: dict[str, list[tuple[int, int | None]]] = {}
        self._places: dict[int, str] = {}
        self._keys = {told: text.key(told) for told in texts}
        keys = sorted(set(self._keys.values()))
        for at in range(0, len(keys), BATCH):
            query = select(own.c.text_key, own.c.id, own.c.speaker_id).where(
                own.c.text_key.in_(keys[at : at + BATCH]), own.c.merged_into.is_(None)
            )
            for key, claim, speaker in session.execute(query.order_by(own.c.id)):
                self._found.setdefault(key, []).append((claim, speaker))
            for key, claim, speaker in session.execute(_also_known(keys[at : at + BATCH])):
                self._found.setdefault(key, []).append((claim, speaker))

    def find(self, told: str, speaker: int | None, *, exact: bool) -> int | None:
        """The claim of this text by this speaker; unless ``exact`` one of an unknown speaker."""
        for claim, said_by in self._found.get(self._keys[told], ()):
            if said_by == speaker or (not exact and None in (said_by, speaker)):
                return claim
        return None

    def made(self, claim: int, told: str, speaker: int | None, place: str) -> None:
        """A claim was made by the record at this place."""
        self._found.setdefault(self._keys[told], []).append((claim, speaker))
        self._places[claim] = place

    def place_of(self, claim: int) -> str | None:
        """Which record of the batch made the claim, if one did."""
        return self._places.get(claim)
