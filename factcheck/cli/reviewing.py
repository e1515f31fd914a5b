"""Going through the proposals of an article at a terminal, one at a time.

Nothing is open while a key is waited for. What is accepted is committed at once, and the progress
is kept, so that whatever ends the program nothing accepted is lost and nothing is asked twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from factcheck import text
from factcheck.cli import editor, keys, looking, proposed
from factcheck.cli.asking import Seen
from factcheck.cli.context import Call
from factcheck.cli.looking import Item, Looked
from factcheck.cli.taking import Taking, told_of
from factcheck.days import partial_date
from factcheck.errors import (
    Busy,
    Conflict,
    FactcheckError,
    InvalidInput,
    NotFound,
    Usage,
)
from factcheck.extract import deciding
from factcheck.extract.document import Document
from factcheck.extract.progress import Progress
from factcheck.records import DecidedRecord
from factcheck.vocabulary import STANCES

# What a person can do something about, and then go on.
_MENDED = (Busy, Conflict, InvalidInput, NotFound, Usage)
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


class Review:
    """One person going through one article."""

    def __init__(
        self,
        call: Call,
        document: Document,
        progress: Progress,
        taking: Taking,
        order: str = "text",
    ) -> None:
        self.call, self.document, self.progress, self.taking = call, document, progress, taking
        self.items = [Item(*one) for one in deciding.items(document, order)]
        self.counts: Counter[str] = Counter()
        self.seen: tuple[Seen, ...] = ()
        for one in self.items:
            for name, value in progress.changed.get(one.key, {}).items():
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
        while at < len(self.items) and self.items[at].key in self.progress.decided:
            at += 1
        return at

    def _farewell(self) -> None:
        told = [f"{count} {what}" for what, count in self.counts.items()]
        left = sum(one.key not in self.progress.decided for one in self.items)
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
            self._keep(item, SKIPPED)
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
                done = False
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
        if item.key not in self.progress.decided:
            self._keep(item, SKIPPED)
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
            looked = looking.look(session, self.document, item)
        self.seen = looked.seen
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
        also = f"  l: it is claim {looked.near}" if looked.near and not looked.into else ""
        out.note(f"a: {self._offer(item, looked)}{also}  s: skip  q: quit  ?: all keys")
        return looked

    def _offer(self, item: Item, looked: Looked) -> str:
        """What accepting it means."""
        if looked.there is not None:
            return f"leave it, claim {looked.there} has it"
        if item.speaks:
            stance = looking.stance(item)
            return f"{stance} claim {looked.meant}" if looked.meant else f"{stance} a claim"
        if looked.into is not None:
            return f"one more appearance of claim {looked.into}"
        return "a new claim"

    # what is done

    def _accept(self, item: Item, looked: Looked) -> bool:
        if looked.there is not None:
            return self._there(item, looked.there)
        if item.speaks:
            return self._evidence(item, looking.stance(item), looked.meant or self._claim(None))
        if looked.into is not None:
            return self._take(item, "link", looked.into)
        return self._take(item, "accept")  # one of these words may have been added meanwhile

    def _there(self, item: Item, claim: int) -> bool:
        self.call.out.note(f"Claim {claim} has it already.")
        self._keep(item, f"claim {claim}")
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
        into = self._claim(looked.near or looked.first_form)
        return into is not None and self._take(item, "link", into)

    def _deny(self, item: Item, looked: Looked) -> bool:
        into = self._claim(looked.meant)
        return into is not None and self._take(item, "denies", into)

    def _mark(self, item: Item, looked: Looked) -> bool:
        into = self._claim(looked.meant)
        if into is None:
            return False
        stance = keys.line(f"Stance ({', '.join(STANCES)})", looking.stance(item))
        return bool(stance) and self._evidence(item, stance or "", into)

    def _evidence(self, item: Item, stance: str, into: int | None) -> bool:
        if into is None:
            return False
        draft = self._draft(item, "evidence", into)
        needs = stance.strip().lower().replace("_", "-") == "no-result" and not draft.note
        note = keys.line("What was searched, and where") if needs else draft.note
        if needs and not note:
            return False
        return self._write(item, replace(draft, stance=stance, note=note))

    def _take(self, item: Item, decision: str, into: int | None = None) -> bool:
        return self._write(item, self._draft(item, decision, into))

    def _draft(self, item: Item, decision: str, into: int | None) -> DecidedRecord:
        """The decision as the document would hold it, and taken from there as ``apply`` does."""
        told = item.remark or item.line
        told.decision, told.claim, told.stance = decision, into, None
        if decision == "evidence":
            told.stance = looking.stance(item)
        return deciding.record(self.document, item.name, item.line, item.remark, self.taking.tags)

    def _write(self, item: Item, decided: DecidedRecord) -> bool:
        made = self.taking.take(self.call, self.document, [decided], self.seen)[0]
        self._keep(item, f"{made.outcome} {made.claim}")
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
        with self._keeping():
            self.progress.change(item.key, name, value)
        return False

    def _keep(self, item: Item, outcome: str) -> None:
        with self._keeping():
            self.progress.decide(item.key, outcome)

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """What is decided stands, even where it cannot be noted that it is."""
        try:
            yield
        except OSError as failure:
            why = (failure.strerror or type(failure).__name__).lower()
            self.call.out.warning(f"the progress cannot be kept: {why}")
