"""What a person is to know of an item of an article before deciding: what is here already."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factcheck import services
from factcheck.cli.asking import Seen
from factcheck.extract import deciding
from factcheck.extract.document import Document, Line, Remark
from factcheck.views import MatchView

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.models import Source


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to decide on: a proposal, or a remark of the article about one."""

    name: str
    line: Line
    remark: Remark | None

    @property
    def key(self) -> str:
        """What it is known by in the progress: its place, whatever number the rules gave it."""
        at = self.remark or self.line
        who = at.by if isinstance(at, Remark) else at.speaker_as_written
        cue = at.kind if isinstance(at, Remark) else at.cue
        return f"{at.start}-{at.end} {who} {cue}"

    @property
    def concerns(self) -> int | None:
        """The proposal that it speaks about."""
        return self.line.id if self.remark else self.line.concerns

    @property
    def speaks(self) -> bool:
        """Whether it is a remark about another."""
        return self.concerns is not None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the database says of an item.

    ``there`` is the claim that its passage was taken for, ``first_form`` that of the proposal
    which it says again, ``meant`` the one that it speaks about, ``same`` one that it is for
    certain; ``known`` is the speaker's name here ("" for none), ``similar`` are names like it.
    ``seen`` is what the claims shown were when they were looked up.
    """

    there: int | None = None
    first_form: int | None = None
    meant: int | None = None
    same: int | None = None
    matches: tuple[MatchView, ...] = ()
    known: str = ""
    similar: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()

    @property
    def claims(self) -> dict[int, None]:
        """The claims here that are shown with it."""
        told = (self.first_form, self.same, self.meant, *(one.id for one in self.matches))
        return dict.fromkeys(one for one in told if one is not None)

    @property
    def into(self) -> int | None:
        """The claim that it would be one more appearance of."""
        return self.first_form or self.same

    @property
    def near(self) -> int | None:
        """The claim here that is most like it."""
        return next((one.id for one in self.matches), None)


def stance(item: Item) -> str:
    """What an item is worth as evidence, where nothing else is said."""
    own = item.remark or item.line.remark
    return deciding.STANCES.get(own.kind, "disputes") if own else "disputes"


def look(session: "Session", document: Document, item: Item) -> Looked:
    """Look an item up."""
    found = _looked(session, document, item)
    claims = (services.claims.get(session, one) for one in found.claims)
    return replace(found, seen=tuple(Seen.of(session, "claim", one) for one in claims))


def _looked(session: "Session", document: Document, item: Item) -> Looked:
    source = services.articles.known(session, document.record)
    passage = deciding.passage(document, item.line, item.remark)
    names = services.articles.names(session, [passage.speaker] if passage.speaker else [])
    known, similar = names.get(passage.speaker or "", ("", ()))
    there = _there(session, source, document, item)
    if item.speaks:
        meant = _taken(session, source, document, item.concerns)
        return Looked(there, meant=meant, known=known, similar=similar)
    found = services.matching.checked(
        session, passage.text, limit=2, language=document.article.language
    )
    return Looked(
        there,
        first_form=_taken(session, source, document, item.line.group),
        same=services.articles.likely(session, passage),
        matches=services.matching.zones(found, "same", "likely"),
        known=known,
        similar=similar,
    )


def _there(
    session: "Session", source: "Source | None", document: Document, item: Item
) -> int | None:
    """The claim that its passage was taken for, or marked on."""
    if source is None:
        return None
    passage = deciding.passage(document, item.line, item.remark)
    found = services.articles.on_file(session, source, passage)
    if found is not None or not item.speaks:
        return found.id if found else None
    marked = services.articles.marked(session, source, passage, stance(item))
    return marked.claim_id if marked else None


def _taken(
    session: "Session", source: "Source | None", document: Document, number: int | None
) -> int | None:
    """The claim that another proposal was taken for."""
    line = next((one for one in document.proposals if one.id == number), None)
    if line is None or source is None:
        return None
    found = services.articles.on_file(session, source, deciding.passage(document, line))
    return found.id if found else None
