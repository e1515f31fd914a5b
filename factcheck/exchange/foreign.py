"""What others wrote into the database: claims with their reviews, sources and speakers.

Fact-checks of others become reference claims with reviews; they are never our verdict.
What is here already is found again: a review by its address and wording, a claim by its
text and who said it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from factcheck import bulk
from factcheck.errors import InvalidInput, RuleBroken
from factcheck.exchange import repeats, standing
from factcheck.exchange.claims_here import ClaimsHere, Held
from factcheck.exchange.inserting import Bundle, Numbers, insert
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.people import People
from factcheck.exchange.rated import Rated
from factcheck.exchange.ready import Ready, look_through
from factcheck.exchange.repeats import Door
from factcheck.exchange.unifying import Tags, by_key
from factcheck.formats.base import AppearanceFound, EvidenceFound, Found, Person
from factcheck.history.record import Op, now
from factcheck.models import new_uid
from factcheck.services import claims
from factcheck.shaped import Shaped

Row = dict[str, Any]
_NOBODY = 0  # no speaker has this id


@dataclass
class Library:
    """What holds for all records of one run.

    ``tracked`` None: as each record says. ``door``: what to do with new claims that are likely
    here already; None: they are not looked for. ``again``: this file was imported before.
    """

    run: int
    by: str
    tracked: bool | None = None
    door: Door | None = None
    again: bool = False
    known: standing.Standing = field(init=False)

    def __post_init__(self) -> None:
        self.known = standing.Standing.begin(self.run)


def take(library: Library, session: Session, found: list[Found]) -> list[Outcome]:
    """Take records in their order. One that cannot be taken harms no other."""
    if library.door is None:
        return _taken(library, session, found)
    outcomes = []
    for run in repeats.apart(found):
        done = _taken(library, session, run)
        library.door.took(done)
        outcomes += done
    return outcomes


def _taken(library: Library, session: Session, found: list[Found]) -> list[Outcome]:
    batch = _Batch(library, session)
    outcomes: dict[str, Outcome] = {}
    ready = []
    for one in found:
        try:
            ready.append(look_through(one, library.tracked))
        except (InvalidInput, standing.Unfit) as error:
            outcomes[one.place] = Outcome(one.place, "refused", str(error), raw=one.raw)
    outcomes |= {one.place: one for one in batch.take(ready)}
    return [outcomes[one.place] for one in found]


class _Batch:
    """One batch of records on its way into the database."""

    def __init__(self, library: Library, session: Session) -> None:
        self._library, self._session = library, session
        self._numbers = Numbers(session)
        self._at = now()
        self._shared = Bundle("shared")
        self._ops: list[Op] = []
        self._held: dict[int, Held] = {}  # of claims that records of this batch are linked to

    def take(self, ready: list[Ready]) -> Iterator[Outcome]:
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
        self._claims = ClaimsHere(self._session, [one.claim.text for one in ready])
        self._sources = by_key(
            self._session,
            "source",
            "key",
            (row["key"] for one in ready for row in one.sources.values()),
        )
        let_in = []
        for one in ready:
            try:
                self._at_the_door(one)
            except RuleBroken as error:
                yield Outcome(
                    one.found.place, "refused", str(error), raw=one.found.raw, near=one.near
                )
            else:
                let_in.append(one)
        yield from self._written([(one, self._one(one)) for one in let_in])

    def _at_the_door(self, one: Ready) -> None:
        """Look whether a record that would make a new claim is one that is here.

        Raises RuleBroken where it is to be refused.
        """
        door = self._library.door
        if door is None or not one.tracked or self._is_here(one):
            return
        one.near = door.near(self._session, one.claim)
        one.into = door.into(one.found.place, one.near)
        one.notes += [str(near) for near in one.near if one.into is None]

    def _is_here(self, one: Ready) -> bool:
        if any(self._library.known.match(row) for row in one.reviews):
            return True
        # Who is not known yet made none of the claims that are here.
        speaker = (self._people.find(one.speaker) or _NOBODY) if one.speaker else None
        return self._claims.find(one.claim.text, speaker, exact=not one.reviews) is not None

    def _written(self, told: list[tuple[Ready, tuple[Outcome, Bundle]]]) -> Iterator[Outcome]:
        shared = [one for one in (self._shared, self._tags.new, self._rated.new) if one.tables]
        bundles = [bundle for _one, (_outcome, bundle) in told if bundle.tables]
        failed = insert(self._session, [*shared, *bundles])
        self._numbers.used(one for one in (*shared, *bundles) if one.place not in failed)
        bulk.apply(self._session, self._ops)
        for one, (outcome, _bundle) in told:
            reason = failed.get(one.found.place)
            if reason:
                yield Outcome(outcome.place, "refused", reason, raw=one.found.raw)
            elif outcome.claim == one.into and self._taken_up(one.into):
                yield outcome if one.reviews else outcome._replace(result="updated")
            else:
                yield outcome

    def _taken_up(self, into: int | None) -> bool:
        """Whether a claim of the library becomes our own work, now that such is linked to it."""
        return into is not None and claims.track(self._session, claims.get(self._session, into))

    def _one(self, one: Ready) -> tuple[Outcome, Bundle]:
        bundle = Bundle(one.found.place)
        if not one.reviews:
            return self._work(one, bundle), bundle
        results, claim = [], None
        for row in one.reviews:
            held = self._library.known.match(row)
            if held is not None:
                claim = held["claim_id"]
                results.append(self._renewed(one, held, row))
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
        told = Outcome(bundle.place, result, None, claim, tuple(one.notes), near=one.near)
        return told, bundle

    def _work(self, one: Ready, bundle: Bundle) -> Outcome:
        """A record without a review: work of our own, or a claim for the library."""
        speaker = self._speaker(one.speaker)
        known = self._claims.find(one.claim.text, speaker, exact=True)
        if known is not None:
            return Outcome(bundle.place, "unchanged", None, known, tuple(one.notes))
        if one.into is not None:
            self._link(one, bundle, one.into)
            result = "updated" if bundle.tables else "unchanged"
            return Outcome(bundle.place, result, None, one.into, tuple(one.notes), near=one.near)
        claim = self._claim(one, bundle)
        return Outcome(bundle.place, "created", None, claim, tuple(one.notes), near=one.near)

    def _link(self, one: Ready, bundle: Bundle, claim: int) -> None:
        """What a record tells of a claim that is here: where it was made, evidence, tags."""
        one.notes.append(f"linked to claim {claim}")
        if claim not in self._held:
            self._held[claim] = Held(self._session, claim)
        self._hang(one, bundle, claim, (one.claim.text, *one.claim.aliases))
        tags = self._held[claim].tags
        self._tags.put(bundle, one.claim.tags, claim, tags)
        tags.update(map(self._tags.id_of, one.claim.tags))

    def _renewed(self, one: Ready, held: Row, told: Row) -> str:
        if self._library.again and standing.contradicts(held, told):
            one.notes.append("a later version is here (--theirs takes this one again)")
            return "unchanged"
        row = standing.renewed(held, told)
        if row is None:
            return "unchanged"
        row |= self._rated.judge(row)
        row = {name: value for name, value in row.items() if value is not None}
        self._library.known.made(row, told["identity"])
        self._ops.append(Op("update", "review", row["id"], row, row["claim_id"]))
        return "updated"

    def _claim_of(self, one: Ready, bundle: Bundle, claim: int | None) -> tuple[int, bool]:
        """The claim that is reviewed, and whether it is new."""
        if claim is None:
            claim = self._claims.find(one.claim.text, self._speaker(one.speaker), exact=False)
        if claim is not None:
            bundle.needs = self._claims.place_of(claim)
            return claim, False
        if one.into is not None:
            self._link(one, bundle, one.into)
            return one.into, True
        return self._claim(one, bundle), True

    def _claim(self, one: Ready, bundle: Bundle) -> int:
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
        self._hang(one, bundle, number, told.aliases)
        self._tags.put(bundle, told.tags, number)
        self._claims.made(number, told.text, self._speaker(one.speaker), bundle.place)
        return number

    def _hang(self, one: Ready, bundle: Bundle, claim: int, wordings: Iterable[str]) -> None:
        for item in one.claim.appearances:
            self._appearance(bundle, claim, item, one)
        for each in one.claim.evidence:
            self._evidence(bundle, claim, each, one)
        for wording in wordings:
            self._item(bundle, "claim_alias", claim_id=claim, text=wording, removed=0)

    def _item(self, bundle: Bundle, table: str, **row: Any) -> None:
        """A row that hangs on a claim, unless it was linked to and has it already."""
        held = self._held.get(row["claim_id"])
        if held is None or held.lacks(table, row):
            self._row(bundle, table, **row)

    def _row(self, bundle: Bundle, table: str, **row: Any) -> Shaped:
        return bundle.put(table, id=self._numbers.next(table), **row)

    def _appearance(self, bundle: Bundle, claim: int, item: AppearanceFound, one: Ready) -> None:
        source, archive = self._source(item.source, one)
        speaker = self._speaker(item.speaker)
        if not any((speaker, source, item.said_on, item.quote, item.locator)):
            return
        self._item(
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

    def _evidence(self, bundle: Bundle, claim: int, item: EvidenceFound, one: Ready) -> None:
        source, archive = self._source(item.source, one)
        self._item(
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

    def _source(self, told: str | None, one: Ready) -> tuple[int | None, str | None]:
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
                party=person.party,
            )
            self._people.added(found, replace(person, ids=()), name)
        for scheme, value in self._people.new_ids(found, person):
            alias = {"speaker_id": found, "scheme": scheme, "value": value, "removed": 0}
            self._row(self._shared, "speaker_alias", **alias)
            self._people.identified(found, scheme, value)
        return found
