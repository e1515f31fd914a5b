"""factcheck stage, assign, due, priority, recheck: the plan of a claim."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import days, services, text
from factcheck.cli import completion, lists
from factcheck.cli.context import Call, command, number
from factcheck.cli.layout import Column, verdict_style
from factcheck.cli.options import Because, Limit
from factcheck.desk import PlanView, RecheckView
from factcheck.errors import Usage
from factcheck.records import ClaimFilter
from factcheck.vocabulary import PRIORITIES, STAGES

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.models import Claim

Change = Callable[["Session", "Claim"], object]
COLUMNS = (
    Column("id", lambda view: str(view.id), right=True),
    Column("stage", lambda view: view.stage),
    Column("priority", lambda view: view.priority),
    Column("assignee", lambda view: view.assignee or "nobody"),
    Column("due", lambda view: view.due_on or "no day"),
)
RECHECKS = (
    Column("id", lambda view: str(view.id), style=lambda _view: "bold", right=True),
    Column("since", lambda view: view.since),
    Column("speaker", lambda view: view.speaker or "unknown", most=20),
    Column("claim", lambda view: view.text, grow=True),
    Column("verdict", lambda view: view.verdict, lambda view: verdict_style(view.verdict)),
    Column("looked at", lambda view: max(view.ruled_at, view.rechecked_at or "")[:10]),
    Column("every", lambda view: f"{view.every}{' (house)' * view.of_house}", most=9, lines=2),
)
# What the fields of a plan are called where they change.
_WORDS = {
    "stage": "stage",
    "priority": "priority",
    "why": "why",
    "assignee": "assignee",
    "due_on": "due",
    "recheck_every": "recheck",
    "rechecked_at": "looked at again",
}
# What is typed after a claim came to a stage.
_NEXT = {
    "checking": 'factcheck mark {} supports|refutes|disputes|context "..." --source URL',
    "review": "factcheck show {0}, then factcheck stage {0} published",
    "published": "factcheck export {} --format markdown",
}
_NOTHING = {"assignee": "nobody", "due_on": "no day", "recheck_every": "as the house says"}


def _claims(metavar: str, complete: Callable[..., object]) -> typer.models.ArgumentInfo:
    found: typer.models.ArgumentInfo = typer.Argument(metavar=metavar, autocompletion=complete)
    return found


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "stage", corrects=True)(stage)
    command(app, "assign", writes=True)(assign)
    command(app, "due", writes=True)(due)
    command(app, "priority", writes=True)(priority)
    command(app, "recheck", writes=True)(recheck)


def stage(
    call: Call,
    claims: Annotated[list[str], _claims("CLAIM... STAGE", completion.ids_and_stages)],
    *,
    because: Because = None,
) -> None:
    """Say where the work on claims stands: new, checking, review, published or dropped.

    A review needs evidence, publishing a verdict on the content and what the house rules
    ask for (factcheck house list); dropping a claim, or taking it back from publication,
    needs a reason.

    \b
    Examples:
      factcheck stage 1 checking
      factcheck stage 2 3 dropped --because "nobody repeats it any more"
    """
    ids, wanted = _split(claims, f"which stage? one of: {', '.join(STAGES)}", "stage 1 checking")

    def move(session: "Session", claim: "Claim") -> None:
        services.stages.move(session, claim, wanted, by=call.by, because=because)

    _plan(call, ids, because, move)
    if told := _NEXT.get(wanted.lower()):
        call.out.hint(f"Next: {told.format(ids[0])}")


def assign(
    call: Call,
    claims: Annotated[list[str], _claims("CLAIM... [WHO]", completion.ids_and_people)],
    *,
    nobody: Annotated[bool, typer.Option("--nobody", help="Whoever it was so far.")] = False,
    me: Annotated[bool, typer.Option("--me", help="To you (--as).")] = False,
    because: Because = None,
) -> None:
    """Give claims to somebody to work on.

    \b
    Examples:
      factcheck assign 1 2 ana
      factcheck assign 1 --me
      factcheck assign 2 --nobody --because "she is on leave"
    """
    if nobody and me:
        raise Usage("--nobody and --me exclude each other")
    if nobody or me:
        ids, who = _ids(claims), call.by if me else None
    else:
        ids, who = _split(claims, "to whom? a name, --me or --nobody", "assign 1 ana")
    _plan(call, ids, because, lambda session, claim: services.plans.assign(session, claim, who))


def due(
    call: Call,
    claims: Annotated[list[str] | None, _claims("[CLAIM... DATE]", completion.claim_ids)] = None,
    *,
    never: Annotated[bool, typer.Option("--never", help="Take the date off.")] = False,
    because: Because = None,
) -> None:
    """Say by which day the work on claims is to be done; alone it lists what is due when.

    A day is 2019-05-10, today, tomorrow, or so long from today: 3d, 2w, 1m.

    \b
    Examples:
      factcheck due 1 2019-05-10
      factcheck due 2 3 --never
      factcheck due
    """
    if not claims:
        _list_due(call, never or because is not None)
        return
    if never:
        ids, day = _ids(claims), None
    else:
        ids, day = _split(claims, "due when? a day, or --never", "due 1 2019-05-10")
    _plan(call, ids, because, lambda session, claim: services.plans.due(session, claim, day))


def _list_due(call: Call, told: bool) -> None:
    if told:
        raise Usage("which claim?", hint="factcheck due CLAIM DATE")
    wanted = ClaimFilter(due_before=days.LAST)
    with call.reading() as session:
        page = services.lists.page(session, wanted, sort="due", limit=None)
    lists.show(call, page, wanted)


def priority(
    call: Call,
    claims: Annotated[list[str], _claims("CLAIM... PRIORITY", completion.ids_and_priorities)],
    *,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="Why; needed unless one is there.")
    ] = None,
) -> None:
    """Say how urgent claims are, and why: low, normal, high or urgent.

    \b
    Examples:
      factcheck priority 1 urgent --why "The vote is on Sunday."
      factcheck priority 1 normal
    """
    asked = f"which priority? one of: {', '.join(PRIORITIES)}"
    ids, wanted = _split(claims, asked, 'priority 1 high --why "..."')
    _plan(
        call,
        ids,
        None,
        lambda session, claim: services.plans.priority(session, claim, wanted, why),
    )


@dataclass(frozen=True)
class Recheck:
    """How often a verdict wants another look, or that it had one."""

    every: Annotated[
        str | None,
        typer.Option("--every", metavar="SPAN", help='90d, 6m, 1y; "house": as the house rule.'),
    ] = None
    never: Annotated[bool, typer.Option("--never", help="Not even if the house says so.")] = False
    done: Annotated[
        bool, typer.Option("--done", help="It was looked at again and stands; needs --because.")
    ] = False
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="List what wants another look by then."),
    ] = None

    def change(self, because: str | None) -> Change:
        """What it does to a claim. Raises Usage unless one thing was told."""
        if (self.every is not None) + self.never + self.done != 1:
            raise Usage("recheck wants one of --every, --never and --done")
        if self.until is not None:
            raise Usage("--until is for the list: name no claim")
        if not self.done:
            every = self.every if self.every is not None else days.NEVER
            return lambda session, claim: services.plans.recheck(session, claim, every)
        if not because:
            raise Usage("what did another look show?", hint='--because "..."')
        return services.plans.rechecked


def recheck(
    call: Call,
    claims: Annotated[list[str] | None, _claims("[CLAIM...]", completion.claim_ids)] = None,
    told: Recheck = Recheck(),
    *,
    because: Because = None,
    limit: Limit = 20,
) -> None:
    """Say how often a verdict wants another look, or that it had one; alone it lists them.

    The list holds the claims whose span is over, from the ruling or the last look on.

    \b
    Examples:
      factcheck recheck 1 --every 6m
      factcheck recheck 1 --done --because "The figures of 2020 say the same."
      factcheck recheck
    """
    if claims:
        _plan(call, _ids(claims), because, told.change(because))
        return
    if told.every is not None or told.never or told.done or because:
        raise Usage("which claim?", hint="factcheck recheck CLAIM --every 6m")
    until = days.due(told.until, "until") if told.until is not None else None
    with call.reading() as session:
        found, number = services.plans.rechecks(session, day=until, limit=limit or None)
    call.out.rows(found, RECHECKS)
    _count_rechecks(call, found, number, until)


def _count_rechecks(call: Call, found: list[RecheckView], number: int, until: str | None) -> None:
    part = f"{len(found):,} of " if len(found) < number else ""
    when = f" by {until}" if until else ""
    wants = "wants" if number == 1 else "want"
    call.out.note(f"{part}{text.counted(number, 'verdict')} {wants} another look{when}.")
    if found:
        call.out.hint(f'Next: factcheck recheck {found[0].id} --done --because "..."')


def _split(told: list[str], missing: str, example: str) -> tuple[list[int], str]:
    """Ids of claims, and the word behind them. Raises Usage where one of both is missing."""
    if len(told) < 2 or told[-1].strip("[]").isdecimal():
        raise Usage(missing, hint=f"factcheck {example}")
    return _ids(told[:-1]), told[-1]


def _ids(told: list[str]) -> list[int]:
    return list(dict.fromkeys(number(one, "", "a claim") for one in told))


def _plan(call: Call, ids: list[int], because: str | None, change: Change) -> None:
    """Change all these claims or, where one cannot be, none."""
    done: list[tuple[PlanView, PlanView]] = []
    with call.writing(because) as session:
        for one in ids:
            claim = services.claims.get(session, one)
            before = services.plans.view(claim)
            change(session, claim)
            done.append((before, services.plans.view(claim)))
    if call.out.for_people:
        call.out.result(None, *(_told(before, after) for before, after in done))
    else:
        call.out.rows([after for _before, after in done], COLUMNS)


def _told(before: PlanView, after: PlanView) -> str:
    """What changed, from what to what."""
    found = [
        f"{words} {_value(before, name)} -> {_value(after, name)}"
        for name, words in _WORDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return f"Claim {after.id}: {'; '.join(found) or 'nothing changed'}."


def _value(view: PlanView, name: str) -> str:
    told = getattr(view, name)
    if told is None:
        return _NOTHING.get(name, "none")
    if name == "rechecked_at":
        return str(told)[:10]
    if name == "recheck_every" and told != days.NEVER and days.is_span(told):
        return f"every {days.spoken(told)}"
    return f"“{text.one_line(told)}”" if name == "why" else text.one_line(told)
