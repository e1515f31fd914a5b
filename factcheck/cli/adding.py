"""factcheck add: a new claim; and what to do where it is likely here already."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services
from factcheck.cli import asking, completion, editor, meaning
from factcheck.cli.context import Call, command
from factcheck.cli.layout import shorten
from factcheck.cli.matching import block
from factcheck.cli.options import AppearanceOptions
from factcheck.days import spoken_date
from factcheck.errors import Conflict
from factcheck.matching import chance
from factcheck.records import ClaimRecord, priority, word
from factcheck.text import one_line
from factcheck.views import AddedView, MatchView, of
from factcheck.vocabulary import ON_DUPLICATE

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.views import ClaimView


@dataclass(frozen=True)
class AddOptions(AppearanceOptions):
    """All that ``add`` takes beside the text."""

    context: Annotated[
        str | None,
        typer.Option("--context", metavar="TEXT", help="What one must know to read it."),
    ] = None
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Of the text: en, es, pt-br.")
    ] = None
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", metavar="TAG", help="May be repeated.", autocompletion=completion.tags
        ),
    ] = None
    priority: Annotated[
        str,
        typer.Option(
            "--priority",
            metavar="low|normal|high|urgent",
            help="How soon to check it.",
            autocompletion=completion.priorities,
        ),
    ] = "normal"
    on_duplicate: Annotated[
        str,
        typer.Option(
            "--on-duplicate",
            metavar="|".join(ON_DUPLICATE),
            help="Where a claim here is likely the same. Nobody there to ask: add.",
            autocompletion=completion.on_duplicate,
        ),
    ] = "ask"
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="Why it is worth checking.")
    ] = None


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "add", writes=True)(add)


def add(
    call: Call,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT|-]", help="The claim; - reads stdin.")
    ] = None,
    *,
    told: AddOptions,
    force: Annotated[
        bool, typer.Option("--force", help="Add it although its text is there already.")
    ] = False,
) -> None:
    """Add a claim, with who said it and where.

    Without TEXT your editor opens. The same text by the same speaker is a
    conflict. Where a claim here is likely the same you are asked: add it
    anyway, link it to that claim (one more appearance, and the text as
    another wording), or stop. The same text by another speaker is added
    only so, or with --force.

    \b
    Example:
      factcheck add "Nicolás Maduro was about to leave Venezuela by plane" \\
        --speaker "Mike Pompeo" --said-on 2019-04-30 --tag venezuela \\
        --source https://example.org/interview --quote "get on his airplane"
    """
    policy = word(told.on_duplicate, ON_DUPLICATE, "answer")
    record = _record(
        editor.written(text, "the claim", 'factcheck add "TEXT", or - for stdin'), told
    )
    door = _at_the_door(call, record, "add" if force else policy)
    if door.answer == "stop":
        near = [asdict(one) for one in door.near]
        call.out.result({"outcome": "stopped", "similar": near}, "Nothing was added.")
        return
    if door.into is not None:
        _link(call, record, door)
        return
    with call.writing() as session:
        known = _speaker_known(session, record.speaker)
        forced = force or _forced(session, record, door)
        claim = services.claims.add(session, record, by=call.by, force=forced)
        view = services.show.claim(session, claim.id)
    made = of(AddedView, view, outcome="added", similar=door.near)
    call.out.result(made, f"Claim {view.id} added: {_summary(view)}.")
    for line in _noted(door.near) if door.answer is None else ():
        call.out.note(line)
    if record.speaker and not known:
        _introduce(call, record.speaker)
    call.out.hint(
        f'Next: factcheck mark {view.id} supports|refutes|disputes|context "..." --source URL'
    )


# at the door: is it here already?


@dataclass(frozen=True, slots=True)
class _Door:
    """What was found that is likely the same, and what was decided.

    ``answer`` is what a person said ("add", "link", "stop"), None where nobody was asked;
    ``into`` the claim to link to, and ``seen`` what it was when the person was asked.
    """

    near: tuple[MatchView, ...] = ()
    answer: str | None = None
    into: int | None = None
    seen: tuple[asking.Seen, ...] = ()


def _at_the_door(call: Call, record: ClaimRecord, policy: str) -> _Door:
    """Look for the claim; ask, with nothing open, where a person is there to answer.

    Raises Conflict where the policy is to stop.
    """
    near, seen = _near(call, record)
    if not near or policy == "add" or (policy == "ask" and not asking.can_ask()):
        return _Door(near)
    if policy == "link":
        return _Door(near, None, near[0].id)
    if policy == "stop":
        raise Conflict(
            f"claim {near[0].id} {_likely(near[0])}: nothing was added",
            hint=f"factcheck show {near[0].id}; --on-duplicate link or add",
        )
    for one in near:
        for line in block(one, call.out.width):
            call.out.note("".join(part for part, _style in line))
    answer = asking.chosen(
        f"[a]dd it anyway, [l]ink it to claim {near[0].id}, or [s]top?", ("stop", "add", "link")
    )
    return _Door(near, answer, near[0].id if answer == "link" else None, seen)


def _near(
    call: Call, record: ClaimRecord
) -> "tuple[tuple[MatchView, ...], tuple[asking.Seen, ...]]":
    """The claims that are likely the same; none where this very one is here: that is refused."""
    call.create_if_missing()
    with call.reading() as session:
        if services.claims.said_before(session, record) is not None:
            return (), ()
        found = services.matching.checked(
            session, record.text, limit=3, language=record.language, embedder=meaning.chosen(call)
        )
        meaning.tell(call, session)
        near = services.matching.zones(found, "same", "likely")
        claims = [services.claims.get(session, one.id) for one in near[:1]]
        return near, tuple(asking.Seen.of(session, "claim", one) for one in claims)


def _forced(session: "Session", record: ClaimRecord, door: _Door) -> bool:
    """Whether a person saw the claim of the same words, and wants another one.

    Not where somebody else has added this very one while the person was asked.
    """
    return door.answer == "add" and services.claims.said_before(session, record) is None


def _link(call: Call, record: ClaimRecord, door: _Door) -> None:
    """The claim is one that is here: it gets the appearance, and the words as another wording."""
    with call.writing() as session:
        asking.require_unmoved(session, list(door.seen))
        claim = services.claims.get(session, door.into or 0)
        kept = services.matching.join(session, claim, record, by=call.by)
        view = services.show.claim(session, claim.id)
    made = of(AddedView, view, outcome="linked", similar=door.near)
    call.out.result(made, f"Linked to claim {view.id}: {_summary(view)}.")
    for name in kept:
        call.out.note(f"claim {view.id} keeps its own {name}: factcheck edit {view.id}")


def _noted(near: tuple[MatchView, ...]) -> Iterator[str]:
    """What to say, with nobody asked, of claims that are likely the same."""
    for one in near:
        yield f"note: claim {one.id} {_likely(one)}: {shorten(one_line(one.text), 60)}"


def _likely(one: MatchView) -> str:
    return chance.told(one.zone, one.probability, differs=bool(one.warnings))


def _record(text: str, told: AddOptions) -> ClaimRecord:
    return ClaimRecord(
        text=text,
        speaker=told.speaker,
        source=editor.told_or_stdin(told.source, "the source"),
        said_on=told.said_on,
        quote=told.quote,
        locator=told.locator,
        context=told.context,
        language=told.language,
        priority=priority(told.priority),
        why=told.why,
        tags=tuple(told.tag or ()),
    )


def _speaker_known(session: "Session", name: str | None) -> bool:
    return name is None or services.speakers.named(session, name) is not None


def _introduce(call: Call, name: str) -> None:
    """A new speaker who shares a name with another may be the same: say so."""
    with call.reading() as session:
        near = [one for one in services.speakers.similar(session, name, 4) if one != name]
    if near:
        call.out.hint(
            f"New speaker {name}; similar: {', '.join(near[:3])}. "
            "If they are one: factcheck undo, then factcheck speaker alias"
        )


def _summary(view: "ClaimView") -> str:
    first = view.first
    who = first.speaker if first and first.speaker else "speaker unknown"
    when = spoken_date(first.said_on if first else None)
    return f"{who}, {when}, {'unverified' if view.unverified else view.verdict}"
