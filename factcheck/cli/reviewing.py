"""Going through the proposals of an article at a terminal, one at a time.

Nothing is open while a key is waited for. What is accepted is committed at once, and the progress
is kept, so that whatever ends the program nothing accepted is lost and nothing is asked twice.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from factcheck import services, text
from factcheck.cli import editor, keys, proposed
from factcheck.cli.context import Call
from factcheck.cli.proposed import Looked
from factcheck.errors import (
    Busy,
    Conflict,
    FactcheckError,
    InvalidInput,
    NetworkFailed,
    NotFound,
    Usage,
)
from factcheck.extract import deciding
from factcheck.extract.document import Document, Line, Remark
from factcheck.extract.progress import Progress
from factcheck.records import ClaimRecord, DecidedRecord, partial_date
from factcheck.vocabulary import STANCES

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.views import MatchView, TakenView

# What a person can do something about, and then go on.
_MENDED = (Busy, Conflict, InvalidInput, NotFound, Usage, NetworkFailed)
SKIPPED = "skipped"
HELP = (
    ("a", "accept it as it is told below the screen"),
    ("n", "take it for a new claim, although one here is like it"),
    ("l", "it is a claim that is here: one more appearance of that"),
    ("e", "edit the text of the claim"),
    ("w", "change who said it"),
    ("d", "say when it was said"),
    ("m", "mark it as evidence on another claim: a denial, a search without result ..."),
    ("x", "take it for a claim of its own that denies another one"),
    ("s", "skip it"),
    ("b", "back to the one before"),
    ("q", "quit; the same command goes on from here"),
    ("?", "this help"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to decide on: a proposal, or a remark of the article about one."""

    name: str
    line: Line
    remark: Remark | None

    @property
    def concerns(self) -> int | None:
        """The proposal that it speaks about."""
        return self.line.id if self.remark else self.line.concerns

    @property
    def speaks(self) -> bool:
        """Whether it is a remark about another."""
        return self.concerns is not None


class Review:
    """One person going through one article."""

    def __init__(
        self, call: Call, document: Document, progress: Progress, taking: "Taking"
    ) -> None:
        self.call, self.document, self.progress, self.taking = call, document, progress, taking
        self.items = [Item(*one) for one in deciding.items(document)]
        self.counts: Counter[str] = Counter()
        for one in self.items:
            for name, value in progress.changed.get(one.name, {}).items():
                if name in ("statement", "speaker", "said_on") and one.remark is None:
                    setattr(one.line, name, value)

    def run(self) -> None:
        """Until all is decided, or the person quits."""
        at = self._next(0)
        if self.progress.decided and at < len(self.items):
            self.call.out.note(f"{len(self.progress.decided)} were decided before: going on.")
        try:
            while at < len(self.items):
                step = self._decide(at)
                if step is None:
                    break
                at = max(at - 1, 0) if step < 0 else self._next(at + 1)
        except BaseException:
            self._farewell()
            raise
        self._farewell()

    def _next(self, at: int) -> int:
        while at < len(self.items) and self.items[at].name in self.progress.decided:
            at += 1
        return at

    def _farewell(self) -> None:
        told = [f"{count} {what}" for what, count in self.counts.items()]
        left = sum(one.name not in self.progress.decided for one in self.items)
        state = f"{text.counted(left, 'item')} left" if left else "all is decided"
        self.call.out.note(f"{', '.join(told) or 'nothing decided now'}; {state}.")
        if left:
            self.call.out.note("The same command goes on from here.")
        else:
            self.call.out.hint("To go through it again: --restart. Next: factcheck list")

    # one item

    def _decide(self, at: int) -> int | None:
        """Ask until an item is decided: 1 to go on, -1 to go back, None to quit."""
        item = self.items[at]
        if item.remark is None and not item.line.statement.strip():
            self.progress.decide(item.name, SKIPPED)
            return 1
        looked = self._show(item)
        while True:
            key = keys.pressed().lower()
            if key in (keys.END, "q"):
                return None
            if key in ("b", "s"):
                return self._passed(item, key)
            acts = self._keys(item, looked)
            if key not in acts:
                self._help(key)
                continue
            try:
                done = acts[key]()
            except _MENDED as failure:
                self._failed(failure)
                continue
            if done:
                return 1
            looked = self._show(item)

    def _keys(self, item: Item, looked: Looked) -> dict[str, Callable[[], bool]]:
        """What each key does; true where the item is decided then."""
        found: dict[str, Callable[[], bool]] = {
            "a": lambda: self._accept(item, looked),
            "m": lambda: self._mark(item, looked),
        }
        if item.remark is None:
            found |= {
                "n": lambda: self._take(item, "add"),
                "l": lambda: self._link(item, looked),
                "x": lambda: self._deny(item, looked),
                "e": lambda: self._edit(item),
                "w": lambda: self._who(item, looked),
                "d": lambda: self._when(item),
            }
        return found

    def _passed(self, item: Item, key: str) -> int:
        if key == "b":
            return -1
        self.call.out.note("Skipped.")
        if self.progress.decided.get(item.name, SKIPPED) == SKIPPED:
            self.progress.decide(item.name, SKIPPED)
            self.counts[SKIPPED] += 1
        return 1

    def _failed(self, failure: FactcheckError) -> None:
        self.call.out.warning(failure.message)
        for told in filter(None, (failure.hint or "").split("\n")):
            self.call.out.note(f"  {told}")

    def _help(self, key: str) -> None:
        if key == "?":
            self.call.out.lines([[(f"  {one}  ", "bold"), (what, "")] for one, what in HELP])
        else:
            self.call.out.note("? shows the keys.")

    # what is shown

    def _show(self, item: Item) -> Looked:
        with self.call.reading() as session:
            looked = self._look(session, item)
        out, number = self.call.out, self.items.index(item) + 1
        kind = "Remark" if item.remark else "Proposal"
        title = f"{kind} {item.name}, {number} of {len(self.items)}"
        document, line, room = self.document, item.line, min(out.width, 100)
        out.lines([[("", "")], [("─" * room, "dim")]])
        if item.remark is None:
            out.lines(list(proposed.proposal(document, line, looked, title, room)))
        else:
            out.lines(list(proposed.remark(document, line, item.remark, looked, title, room)))
        out.lines([[("", "")]])
        out.note(f"a: {self._offer(item, looked)}   s: skip   q: quit   ?: all keys")
        return looked

    def _look(self, session: "Session", item: Item) -> Looked:
        source = services.articles.known(session, self.document.record)
        claim = self._passage(item)

        def taken(number: int | None) -> int | None:
            line = next((one for one in self.document.proposals if one.id == number), None)
            if line is None or source is None:
                return None
            passage = deciding.passage(self.document, line)
            found = services.articles.on_file(session, source, passage)
            return found.id if found else None

        there = source and services.articles.on_file(session, source, claim)
        marked = None
        if source is not None and item.speaks:
            marked = services.articles.marked(session, source, claim, self._stance(item))
        matches = () if item.speaks else self._matches(session, claim)
        names = services.articles.names(session, [claim.speaker] if claim.speaker else [])
        known, similar = names.get(claim.speaker or "", ("", ()))
        return Looked(
            there=there.id if there else marked.claim_id if marked else None,
            first_form=taken(item.line.group) if item.remark is None else None,
            meant=taken(item.concerns),
            matches=matches,
            known=known,
            similar=similar,
        )

    def _matches(self, session: "Session", claim: ClaimRecord) -> "tuple[MatchView, ...]":
        found = services.matching.checked(session, claim.text, limit=2, language=claim.language)
        return services.matching.zones(found, "same", "likely")

    def _passage(self, item: Item) -> ClaimRecord:
        return deciding.passage(self.document, item.line, item.remark, self.taking.tags)

    def _offer(self, item: Item, looked: Looked) -> str:
        """What accepting it means."""
        if looked.there is not None:
            return f"leave it, claim {looked.there} has it"
        if item.speaks:
            stance = self._stance(item)
            return f"{stance} claim {looked.meant}" if looked.meant else f"{stance} a claim"
        into = self._into(looked)
        return f"one more appearance of claim {into}" if into else "a new claim"

    def _into(self, looked: Looked) -> int | None:
        same = [one.id for one in looked.matches if one.zone == "same" and not one.warnings]
        return looked.first_form or next(iter(same), None)

    def _stance(self, item: Item) -> str:
        own = item.remark or item.line.remark
        return deciding.STANCES.get(own.kind, "disputes") if own else "disputes"

    # what is done

    def _accept(self, item: Item, looked: Looked) -> bool:
        if looked.there is not None:
            return self._there(item, looked.there)
        if item.speaks:
            return self._evidence(item, self._stance(item), looked.meant or self._claim(None))
        into = self._into(looked)
        return self._take(item, "link", into) if into else self._take(item, "add")

    def _there(self, item: Item, claim: int) -> bool:
        self.call.out.note(f"Claim {claim} has it already.")
        self.progress.decide(item.name, f"claim {claim}")
        return True

    def _claim(self, default: int | None) -> int | None:
        """The id of a claim here that a person types; None for none."""
        told = keys.line("Which claim (its number)", str(default or ""))
        if not told:
            return None
        bare = told.strip()
        if not bare.isascii() or not bare.isdecimal() or len(bare) > 9:
            raise Usage(f"{text.one_line(told)} is not the number of a claim")
        return int(bare)

    def _link(self, item: Item, looked: Looked) -> bool:
        near = next((one.id for one in looked.matches), looked.first_form)
        into = self._claim(near)
        return into is not None and self._take(item, "link", into)

    def _deny(self, item: Item, looked: Looked) -> bool:
        into = self._claim(looked.meant)
        return into is not None and self._take(item, "denies", into)

    def _mark(self, item: Item, looked: Looked) -> bool:
        into = self._claim(looked.meant)
        if into is None:
            return False
        stance = keys.line(f"Stance ({', '.join(STANCES)})", self._stance(item))
        return bool(stance) and self._evidence(item, stance or "", into)

    def _evidence(self, item: Item, stance: str, into: int | None) -> bool:
        if into is None:
            return False
        draft = self._draft(item, "evidence", into)
        needs = stance.strip().lower().replace("_", "-") == "no-result" and not draft.note
        note = keys.line("What was searched, and where") if needs else draft.note
        if needs and not note:
            return False
        return self._write(replace(draft, stance=stance, note=note))

    def _take(self, item: Item, decision: str, into: int | None = None) -> bool:
        return self._write(self._draft(item, decision, into))

    def _draft(self, item: Item, decision: str, into: int | None) -> DecidedRecord:
        """The decision as the document would hold it, and taken from there as ``apply`` does."""
        told = item.remark or item.line
        told.decision, told.claim, told.stance = decision, into, None
        if decision == "evidence":
            told.stance = self._stance(item)
        return deciding.record(self.document, item.name, item.line, item.remark, self.taking.tags)

    def _write(self, decided: DecidedRecord) -> bool:
        made = self.taking.take(self.call, self.document, [decided])[0]
        self.progress.decide(decided.item, f"{made.outcome} {made.claim}")
        self.counts[made.outcome] += 1
        self.call.out.lines([[(line, "green")] for line in told_of(made)])
        return True

    # what is changed

    def _edit(self, item: Item) -> bool:
        draft = editor.Draft(item.line.statement + "\n", ".md")
        told = " ".join(draft.edit().split())
        draft.drop()
        if not told:
            raise InvalidInput("the claim is empty: it stays as it was")
        return self._change(item, "statement", told)

    def _who(self, item: Item, looked: Looked) -> bool:
        for number, name in enumerate(looked.similar, 1):
            self.call.out.lines([[(f"  {number}  {name}", "")]])
        told = keys.line("Who said it (a name or a number; - for nobody)", item.line.speaker or "")
        if not told:
            return False
        chosen = dict(zip(map(str, range(1, 10)), looked.similar, strict=False)).get(told, told)
        return self._change(item, "speaker", None if chosen == "-" else chosen)

    def _when(self, item: Item) -> bool:
        told = keys.line("When was it said (2019, 2019-04, 2019-04-30; - for unknown)")
        if not told:
            return False
        return self._change(item, "said_on", None if told == "-" else partial_date(told))

    def _change(self, item: Item, name: str, value: str | None) -> bool:
        setattr(item.line, name, value)
        self.progress.change(item.name, name, value)
        return False


@dataclass(frozen=True, slots=True)
class Taking:
    """How decisions are written: with which tags, and whether the article may have changed."""

    tags: tuple[str, ...] = ()
    changed: bool = False
    dry_run: bool = False

    def take(
        self, call: Call, document: Document, decided: list[DecidedRecord]
    ) -> "list[TakenView]":
        """Write decisions in one transaction."""
        with call.writing(dry_run=self.dry_run) as session:
            source = services.articles.source(session, document.record, changed=self.changed)
            return services.articles.take(
                session, source, decided, by=call.by, passages=deciding.passages(document)
            )


def told_of(made: "TakenView") -> list[str]:
    """What became of an item, in words."""
    done = {
        "added": f"Claim {made.claim} added",
        "linked": f"One more appearance of claim {made.claim}",
        "marked": f"Evidence e{made.evidence} on claim {made.claim}",
        "there": f"Claim {made.claim} has it already",
    }[made.outcome]
    lines = [f"{done}: {made.speaker or 'speaker unknown'}."]
    if made.similar:
        near = ", ".join(map(str, made.similar))
        lines.append(f"  likely the same: {near} (factcheck duplicates, factcheck merge)")
    if made.new_speaker and made.similar_speakers:
        lines.append(
            f"  new speaker {made.speaker}; similar: {', '.join(made.similar_speakers)} "
            "(factcheck speaker merge)"
        )
    return lines
