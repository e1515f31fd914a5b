"""factcheck verdict: our conclusion, with its reason."""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck import services
from factcheck.cli import completion, editor
from factcheck.cli.context import Call, command, number
from factcheck.cli.options import Appearance, ClaimId, Said
from factcheck.errors import Usage
from factcheck.records import VerdictRecord
from factcheck.views import VerdictView
from factcheck.vocabulary import STANCES, VERDICTS

_MEANT = {"supports": "supported", "refutes": "refuted", "no-result": "insufficient"}


@dataclass(frozen=True)
class VerdictOptions:
    """What the verdict is about, and the label it goes by."""

    because: Annotated[
        str | None,
        typer.Option("--because", metavar="TEXT|-", help="The reason; required. - reads stdin."),
    ] = None
    said: Said = False
    appearance: Appearance = None
    rating: Annotated[
        str | None,
        typer.Option(
            "--rating", metavar="SCALE: LABEL", help='A label, as "politifact: Half True".'
        ),
    ] = None
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Withdraw the verdict in force instead.")
    ] = False

    @property
    def number(self) -> int | None:
        """The id of the appearance that was named."""
        return number(self.appearance, "a", "an appearance") if self.appearance else None


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "verdict", corrects=True)(verdict)


def verdict(
    call: Call,
    claim: ClaimId,
    conclusion: Annotated[
        str | None,
        typer.Argument(
            metavar="[VERDICT]", help=", ".join(VERDICTS), autocompletion=completion.verdicts
        ),
    ] = None,
    *,
    told: VerdictOptions,
) -> None:
    """Rule on a claim, with the reason; or withdraw the verdict in force.

    A verdict is never overwritten: the former one is superseded and kept. It
    is about whether the claim is so; with --said about whether it was said.

    \b
    Examples:
      factcheck verdict 1 insufficient --because "Nobody has shown evidence."
      factcheck verdict 1 supported --said --because "The recording has it at 02:10."
      factcheck verdict 1 --withdraw --because "The recording was cut."
    """
    if not told.withdraw:
        conclusion = _meant(claim, conclusion)
    because = editor.written(told.because, "the reason", '--because "..."')
    if told.said and told.appearance:
        raise Usage("--said is the first appearance: name it, or another with --appearance")
    if told.withdraw:
        _withdraw(call, claim, conclusion, because, told)
    else:
        _give(call, claim, conclusion or "", because, told)


def _give(call: Call, claim_id: int, conclusion: str, because: str, told: VerdictOptions) -> None:
    record = VerdictRecord(conclusion, because, told.said, told.number, told.rating)
    with call.writing(why=because) as session:
        claim = services.claims.get(session, claim_id)
        made = services.verdicts.give(session, claim, record, by=call.by)
        view = services.verdicts.view(session, made)
        objections = services.verdicts.objections(session, made)
    rated = f", rated {view.rating} ({view.scale})" if view.rating else ""
    done = f"Verdict on claim {view.claim}{_where(view)}: {view.verdict}{rated}."
    call.out.result(view, done)
    for objection in objections:
        call.out.warning(objection)


def _where(view: VerdictView) -> str:
    return f" (was it said, a{view.appearance})" if view.appearance else ""


def _meant(claim_id: int, conclusion: str | None) -> str:
    """The verdict; a near miss when it is a stance."""
    if conclusion is None:
        raise Usage("which verdict?", hint=f"one of: {', '.join(VERDICTS)}; or --withdraw")
    told = conclusion.strip().lower().replace("_", "-")
    if told not in STANCES or told in VERDICTS:
        return conclusion
    meant = _MEANT.get(told, "insufficient")
    raise Usage(
        f'"{told}" is a stance, not a verdict',
        hint=f'to give your conclusion:  factcheck verdict {claim_id} {meant} --because "..."\n'
        f'to add evidence:          factcheck mark {claim_id} {told} "..." --source URL',
    )


def _withdraw(
    call: Call, claim_id: int, conclusion: str | None, because: str, told: VerdictOptions
) -> None:
    if conclusion is not None or told.rating:
        raise Usage("--withdraw takes back the verdict in force: name no other")
    with call.writing(because) as session:
        claim = services.claims.get(session, claim_id)
        ended = services.verdicts.withdraw(
            session, claim, because, said=told.said, appearance=told.number
        )
        view = services.verdicts.view(session, ended)
    done = f"Verdict on claim {view.claim}{_where(view)} withdrawn: it was {view.verdict}."
    call.out.result(view, done)
