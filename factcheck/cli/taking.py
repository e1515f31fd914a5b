"""Writing what was decided of an article, and saying what became of each passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck import services
from factcheck.cli import asking
from factcheck.cli.context import Call
from factcheck.extract import deciding
from factcheck.extract.document import Document
from factcheck.records import DecidedRecord

if TYPE_CHECKING:
    from factcheck.views import TakenView


@dataclass(frozen=True, slots=True)
class Taking:
    """How decisions are written: with which tags, and whether the article may have changed."""

    tags: tuple[str, ...] = ()
    changed: bool = False
    dry_run: bool = False

    def take(
        self,
        call: Call,
        document: Document,
        decided: list[DecidedRecord],
        seen: Sequence[asking.Seen] = (),
    ) -> "list[TakenView]":
        """Write decisions in one transaction. Raises Conflict where what was seen has moved."""
        with call.writing(dry_run=self.dry_run) as session:
            asking.require_unmoved(session, list(seen))
            source = services.articles.source(session, document.record, changed=self.changed)
            return services.articles.take(
                session, source, decided, by=call.by, passages=deciding.passages(document)
            )


def told_of(made: "TakenView") -> list[str]:
    """What became of an item, in words."""
    who = made.speaker or "speaker unknown"
    lines = [
        {
            "added": f"Claim {made.claim} added: {who}.",
            "linked": f"One more appearance of claim {made.claim}: {who}.",
            "marked": f"Evidence e{made.evidence} on claim {made.claim}: {_item(made)}.",
            "there": f"Claim {made.claim} has it already.",
        }[made.outcome]
    ]
    if made.similar:
        near = ", ".join(map(str, made.similar))
        lines.append(f"  likely the same: {near} (factcheck duplicates, factcheck merge)")
    if made.new_speaker and made.similar_speakers:
        lines.append(
            f"  new speaker {made.speaker}; similar: {', '.join(made.similar_speakers)} "
            "(factcheck speaker merge)"
        )
    return lines


def _item(made: "TakenView") -> str:
    return ", by ".join(filter(None, (made.stance, made.speaker)))
