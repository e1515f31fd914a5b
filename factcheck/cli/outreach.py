"""factcheck ask, answer: whom we asked about a claim, and what they said."""

import re
from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import completion, editor
from factcheck.cli.context import Call, command, number
from factcheck.cli.options import Because, ClaimId
from factcheck.days import spoken_date
from factcheck.desk import OutreachRecord, OutreachView
from factcheck.errors import Usage

On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="When, if not today: 2019-05-01.")
]
_ID = re.compile(r"\[?o\d{1,9}\]?", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """Whom we asked, how, and by when an answer is wanted."""

    whom: Annotated[
        str | None,
        typer.Option(
            "--whom",
            metavar="NAME",
            help="Who was asked; a speaker or anybody.",
            autocompletion=completion.speakers,
        ),
    ] = None
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            metavar="mail|phone|...",
            help="By which way.",
            autocompletion=completion.channels,
        ),
    ] = None
    deadline: Annotated[
        str | None,
        typer.Option("--deadline", metavar="DATE", help="Last day for an answer; 3d: from today."),
    ] = None
    question: Annotated[
        str | None,
        typer.Option("--question", metavar="TEXT|-", help="What was asked; - reads stdin."),
    ] = None
    on: On = None
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Marked so; never published.")
    ] = False

    def record(self, claim: int) -> OutreachRecord:
        """The same as a record."""
        if self.whom is None:
            raise Usage("whom did you ask?", hint=f"factcheck ask {claim} --whom NAME")
        question = editor.told_or_stdin(self.question, "the question")
        told = (self.whom, self.channel, self.deadline, question, self.on, self.confidential)
        return OutreachRecord(*told)


def register(app: typer.Typer) -> None:
    """Give the program these commands."""
    command(app, "ask", corrects=True)(ask)
    command(app, "answer", corrects=True)(answer)


def ask(
    call: Call,
    claim: ClaimId,
    told: Question,
    *,
    withdraw: Annotated[
        str | None,
        typer.Option("--withdraw", metavar="QUESTION", help="Withdraw this one instead: o1."),
    ] = None,
    because: Because = None,
) -> None:
    """Put on file whom you asked about a claim, or withdraw a question.

    Published claims say who was asked, and who "did not respond by" the deadline.

    \b
    Examples:
      factcheck ask 1 --whom "Mike Pompeo" --channel mail --deadline 3d
      factcheck ask 1 --withdraw o1 --because "it never went out"
    """
    if withdraw is not None:
        _withdraw(call, claim, told, withdraw, because)
        return
    record = told.record(claim)
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        made = services.outreach.ask(session, found, record, by=call.by)
        view = services.outreach.view(made)
    channel = f", by {view.channel}" if view.channel else ""
    wanted = f"; answer wanted by {spoken_date(view.deadline)}" if view.deadline else ""
    done = f"Question o{view.id} on claim {view.claim}: {view.whom}{channel}{wanted}."
    call.out.result(view, done)
    call.out.hint(f'When they answer: factcheck answer {view.claim} o{view.id} "..."')


def _withdraw(call: Call, claim: int, told: Question, which: str, because: str | None) -> None:
    if told != Question():
        raise Usage("--withdraw takes back a question: tell nothing of another one")
    if not because:
        raise Usage("withdrawing a question needs a reason", hint='--because "..."')
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        asked = services.outreach.get(session, found, number(which, "o", "a question"))
        view = services.outreach.view(services.outreach.withdraw(session, asked, because))
    call.out.result(view, f"Question o{view.id} on claim {view.claim} withdrawn.")


def answer(
    call: Call,
    claim: ClaimId,
    told: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUESTION] [TEXT|-]", help="o1, where several wait; the answer."),
    ] = None,
    *,
    on: On = None,
    declined: Annotated[
        bool, typer.Option("--declined", help="They answered that they will not comment.")
    ] = False,
    because: Because = None,
) -> None:
    """Put on file what somebody answered who was asked about a claim.

    Where one question alone waits for an answer, it need not be named. After publication
    an answer is a correction: readers see it.

    \b
    Examples:
      factcheck answer 1 o1 "The Secretary stands by what he said." --on 2019-05-02
      factcheck answer 1 o2 --declined
    """
    which, words = _parted(told or [])
    wording = _wording(claim, words, declined)
    with call.writing(because) as session:
        found = services.claims.get(session, claim)
        asked = services.outreach.get(session, found, which)
        services.outreach.answer(session, found, asked, wording, on=on)
        view = services.outreach.view(asked)
    call.out.result(view, _done(view))


def _wording(claim: int, words: str | None, declined: bool) -> str | None:
    if not declined:
        return editor.written(words, "the answer", f'factcheck answer {claim} "..."')
    if words is not None:
        raise Usage("--declined is the answer: tell no other")
    return None


def _done(view: OutreachView) -> str:
    what = "answered" if view.state == "answered" else "declined to comment"
    return f"Question o{view.id} on claim {view.claim}: {view.whom} {what}."


def _parted(told: list[str]) -> tuple[int | None, str | None]:
    """The id of a question, where one is told, and the answer."""
    if len(told) > 2:
        raise Usage("too many words: put the answer into quotation marks")
    if len(told) == 2 or (told and _ID.fullmatch(told[0].strip())):
        return number(told[0], "o", "a question"), told[1] if len(told) == 2 else None
    return None, told[0] if told else None
