"""What to do with the records of an import that are likely claims which are here already."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from factcheck import text
from factcheck.cli import asking
from factcheck.cli.context import Call
from factcheck.cli.layout import shorten
from factcheck.cli.progress import bar
from factcheck.errors import Usage
from factcheck.records import word
from factcheck.vocabulary import ON_DUPLICATE

if TYPE_CHECKING:
    from factcheck.exchange.importing import Wanted
    from factcheck.exchange.outcome import Outcome


def policy(told: str | None, *, tracked: bool, resume: bool = False) -> str | None:
    """What was wanted; by default a person is asked. None for what does not become our work.

    Raises Usage for another word, and without ``tracked``, unless an import goes on that was.
    """
    if resume and told is not None:
        return word(told, ON_DUPLICATE, "answer")
    if not tracked:
        if told is not None:
            raise Usage("--on-duplicate goes with --tracked: only our own claims are looked up")
        return None
    return word(told or "ask", ON_DUPLICATE, "answer")


def decided(call: Call, source: Any, wanted: "Wanted") -> "Wanted":
    """Look the file through without writing, ask of each record that is likely here, close.

    Where nobody is there to ask, or the file comes from stdin and could not be read twice,
    all are added.
    """
    if wanted.dry_run or not isinstance(source, str) or not asking.can_ask():
        return replace(wanted, on_duplicate="add", asked=True)
    from factcheck.exchange import importing

    if wanted.resume and wanted.tracked is None:
        wanted = replace(wanted, tracked=True)
    found: list[Outcome] = []
    first = replace(wanted, on_duplicate="add", dry_run=True, strict=False)
    if wanted.resume:  # what is here already is not asked about
        first = replace(first, resume=False, limit=None)
    with bar("looking", "kB") as progress:
        importing.run(
            call.database,
            source,
            by=call.by,
            wanted=first,
            told=lambda one: found.append(one) if one.near else None,
            progress=progress,
        )
    answers = {one.place: _asked(call, one) for one in found}
    return replace(wanted, on_duplicate="add", decided=answers, asked=True)


def _asked(call: Call, one: "Outcome") -> str | int:
    """What the person said; for a link the claim that was shown: no other one is linked to."""
    from factcheck.exchange.repeats import Like

    near = one.near[0]
    call.out.note(f"{one.place}: {near}")
    call.out.note(f"    {shorten(text.one_line(near.text), max(call.out.width - 4, 20))}")
    answer = asking.chosen(
        f"[a]dd it anyway, [l]ink it to {near.named}, or [s]top it?", ("stop", "add", "link")
    )
    if answer != "link":
        return answer
    return Like(near.place) if near.place else near.claim
