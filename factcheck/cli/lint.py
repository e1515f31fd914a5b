"""factcheck lint: fit to publish? And waivers, for what the desk lets stand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services, text
from factcheck.cli import completion
from factcheck.cli.context import Call, command
from factcheck.cli.layout import Column, Line, shorten, wrap
from factcheck.cli.lists import Filters
from factcheck.cli.output import on_terminal
from factcheck.errors import LintFindings, Usage

if TYPE_CHECKING:
    from factcheck.db import Session
    from factcheck.fitness import FindingView, Fixed
    from factcheck.services.lint import Checked

_STYLES = {"error": "red", "warning": "yellow", "hint": "cyan", "waived": "dim"}
COLUMNS = (
    Column("claim", lambda row: str(row.claim), right=True),
    Column("level", lambda row: "waived" if row.waived else row.level),
    Column("rule", lambda row: row.rule),
    Column("finding", lambda row: row.finding, grow=True, lines=6),
    Column("command", lambda row: row.command, grow=True, lines=6),
    Column("waived", lambda row: _waived(row)),
)
RULES = (
    Column("level", lambda row: row.level),
    Column("rule", lambda row: row.name),
    Column("finds", lambda row: row.finds + (" (--fix)" if row.fixes else ""), grow=True, lines=4),
    Column("principle", lambda row: row.principle, grow=True, lines=5),
)
FIXED = (
    Column("claim", lambda row: str(row.claim), right=True),
    Column("rule", lambda row: row.rule),
    Column("done", lambda row: row.done, grow=True, lines=4),
)
_VERBS = ("waive", "lift")


@dataclass(frozen=True)
class Asked:
    """Which rules are asked, and what becomes of what they find."""

    level: Annotated[
        str,
        typer.Option(
            "--level",
            metavar="error|warning|hint",
            help="Of this level and graver.",
            autocompletion=completion.levels,
        ),
    ] = "hint"
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule",
            metavar="RULE",
            help="Only this rule; repeated: these.",
            autocompletion=completion.rules,
        ),
    ] = None
    rules: Annotated[
        bool, typer.Option("--rules", help="List the rules instead, with their principles.")
    ] = False
    fix: Annotated[
        bool, typer.Option("--fix", help="Put right what needs no person, in one entry.")
    ] = False
    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT", help="Why: waive and lift need it."),
    ] = None


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "lint", writes=True)(lint)


def lint(
    call: Call,
    claims: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM ...]",
            help='Or "waive CLAIM RULE", or "lift CLAIM RULE".',
            autocompletion=completion.claim_ids,
        ),
    ] = None,
    *,
    asked: Asked,
    filters: Filters,
) -> None:
    """Fit to publish? What is missing, which principle asks for it, and what to type.

    Without claims and filters: all that are in review, published or ruled on. Exits with
    15 while anything is found. What was waived stays visible and does not count.

    \b
    Examples:
      factcheck lint 1
      factcheck lint --stage review --level warning
      factcheck lint waive 1 single-source --because "it is the only recording"
    """
    told = claims or []
    if asked.rules:
        _require_alone(told, replace(asked, rules=False), filters, "--rules")
        _rules(call)
    elif told and told[0] in _VERBS:
        _require_alone([], replace(asked, because=None), filters, told[0])
        _waiver(call, told, asked.because)
    else:
        _lint(call, told, asked, filters)


def _rules(call: Call) -> None:
    found = services.lint.listing()
    if not (call.out.for_people and on_terminal()):
        call.out.rows(found, RULES)
        return
    for one in found:
        how = f"{one.finds} (--fix puts it right)" if one.fixes else one.finds
        head = [(f"{one.level:<9}", _STYLES[one.level]), (one.name, "bold")]
        told = _beside(" " * 9, how, call.out.width, "")
        principle = _beside(" " * 9, one.principle, call.out.width, "", body="dim")
        call.out.lines([head, *told, *principle])


def _require_alone(told: Sequence[str], asked: Asked, filters: Filters, what: str) -> None:
    """Raise Usage for what would be passed over."""
    if told or asked != Asked() or filters != Filters():
        raise Usage(f"{what} takes no claims to check, rules or filters")


def _waiver(call: Call, told: Sequence[str], because: str | None) -> None:
    verb = told[0]
    if len(told) != 3 or because is None:
        raise Usage(
            f"{verb} wants a claim, a rule and the reason",
            hint=f'factcheck lint {verb} CLAIM RULE --because "..."',
        )
    number = _number(told[1])
    call.action = f"lint {verb}"
    with call.writing(because) as session:
        claim = services.claims.get(session, number)
        if verb == "waive":
            made = services.lint.waive(session, claim, told[2], because, by=call.by)
        else:
            made = services.lint.lift(session, claim, told[2], because)
        view = services.lint.waivers.view(made)
    what = "waived" if verb == "waive" else "counts again"
    call.out.result(view, f"Claim {view.claim}: {view.rule} {what}.")


def _number(told: str) -> int:
    if not (told.isascii() and told.isdecimal() and 0 < int(told) < 2**31):
        raise Usage(f"{text.one_line(told)} is not the id of a claim", hint="factcheck lint 1")
    return int(told)


def _lint(call: Call, told: Sequence[str], asked: Asked, filters: Filters) -> None:
    if asked.because is not None:
        raise Usage("--because goes with lint waive and lint lift")
    ids = [_number(one) for one in told] or None
    if ids and filters != Filters():
        raise Usage("name claims or filters, not both")
    if asked.fix:
        _fix(call, ids, asked, filters)
        return
    count = _Count()
    with call.reading(unhurried=True) as session:
        batches = count.of(_checked(call, session, ids, asked, filters))
        if call.out.for_people and on_terminal():
            for batch in batches:
                call.out.lines([line for one in batch for line in _block(one, call.out.width)])
        else:
            call.out.flow(
                ([f for one in batch for f in one.findings] for batch in batches), COLUMNS
            )
    call.out.note(str(count))
    if count.unfit:
        raise LintFindings(
            f"{text.counted(count.unfit, 'claim is', 'claims are')} not fit to publish",
            hint='what is to stand: factcheck lint waive CLAIM RULE --because "..."',
        )


def _checked(
    call: Call, session: "Session", ids: Sequence[int] | None, asked: Asked, filters: Filters
) -> "Iterator[list[Checked]]":
    """What is found on these claims, on those that the filters hold, or on all that are open."""
    within = filters.wanted(call, session) if filters != Filters() else None
    if within and (within.reference or within.everything):
        raise Usage("what others published is not ours to check: no --reference, no --all")
    wanted = services.lint.Wanted(asked.level, tuple(asked.rule or ()))
    return services.lint.check(session, ids, within=within, wanted=wanted)


def _fix(call: Call, ids: Sequence[int] | None, asked: Asked, filters: Filters) -> None:
    done: list[Fixed] = []
    with call.writing() as session:
        for batch in _checked(call, session, ids, asked, filters):
            done += services.lint.fix(session, batch)
    call.out.rows(done, FIXED)
    call.out.note(f"{text.counted(len(done), 'thing')} put right.")
    if done:
        call.out.hint("To take it back: factcheck undo")


@dataclass
class _Count:
    """How much was found, while it passes by."""

    checked: int = 0
    unfit: int = 0
    waived: int = 0
    levels: Counter[str] = field(default_factory=Counter)

    def of(self, batches: "Iterator[list[Checked]]") -> "Iterator[list[Checked]]":
        """The same batches, counted."""
        for batch in batches:
            self.checked += len(batch)
            for one in batch:
                self.unfit += bool(one.counting)
                self.waived += len(one.findings) - len(one.counting)
                self.levels.update(found.level for found in one.counting)
            yield batch

    def __str__(self) -> str:
        told = [
            text.counted(self.levels[level], level)
            for level in services.lint.LEVELS
            if self.levels[level]
        ]
        found = ", ".join(told) or "nothing found"
        waived = f"; {self.waived} waived" if self.waived else ""
        return f"{found} on {text.counted(self.checked, 'claim')}{waived}."


def _block(one: "Checked", room: int) -> Iterator[Line]:
    """A claim and what was found on it, the gravest first; nothing where it is fit."""
    if not one.findings:
        return
    head = f"Claim {one.claim}  "
    yield [
        (head, "bold"),
        (shorten(text.printable(text.one_line(one.text)), room - len(head)), ""),
    ]
    for found in sorted(one.findings, key=lambda found: found.waived is not None):
        level = "waived" if found.waived else found.level
        yield from _beside(f"  {level:<9}", f"{found.rule}: {found.finding}", room, _STYLES[level])
        if found.waived:
            yield from _beside(" " * 11, _waived(found), room, "dim")
        else:
            yield from _beside(" " * 11, found.command, room, "cyan", body="cyan")
    yield [("", "")]


def _waived(found: "FindingView") -> str:
    return f"waived by {found.waived_by}: {found.waived}" if found.waived else ""


def _beside(label: str, told: str, room: int, style: str, body: str = "") -> Iterator[Line]:
    for number, row in enumerate(wrap(text.printable(told), max(room - len(label), 20))):
        yield [(" " * len(label) if number else label, style), (row, body)]
