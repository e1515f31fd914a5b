"""Options and arguments that several commands share: written once, so that they read alike."""

from dataclasses import dataclass
from typing import Annotated

import typer

from factcheck.cli import completion

ClaimId = Annotated[
    int, typer.Argument(metavar="CLAIM", min=1, autocompletion=completion.claim_ids)
]
AnyClaimId = Annotated[
    int | None, typer.Argument(metavar="[CLAIM]", min=1, autocompletion=completion.claim_ids)
]
Because = Annotated[
    str | None, typer.Option("--because", metavar="TEXT", help="Why, for the log.")
]
Reason = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why; required.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE|TIME|ENTRY",
        help="As it was at the end of that day (UTC), at that time, or after that entry.",
    ),
]
Said = Annotated[
    bool, typer.Option("--said", help="About whether it was said (the first appearance).")
]
Appearance = Annotated[
    str | None,
    typer.Option("--appearance", metavar="A", help="About whether it was said there: a2."),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="URL|TITLE",
        help='Where: a URL, "KIND: TITLE", a source\'s id (s3), or - for stdin.',
    ),
]
Quote = Annotated[str | None, typer.Option("--quote", metavar="TEXT", help="The words, verbatim.")]
Locator = Annotated[
    str | None,
    typer.Option("--locator", metavar="TEXT", help="Where in it: page, paragraph, 02:10."),
]
Limit = Annotated[
    int, typer.Option("--limit", "-n", metavar="N", min=0, help="Rows a page; 0 for all.")
]
After = Annotated[int | None, typer.Option("--after", metavar="ID", help="Go on after this id.")]


@dataclass(frozen=True)
class AppearanceOptions:
    """Where the claim was made, by whom, in which words."""

    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker",
            metavar="NAME",
            help="Who said it: a name or alias.",
            autocompletion=completion.speakers,
        ),
    ] = None
    source: Source = None
    quote: Quote = None
    locator: Locator = None
    said_on: Annotated[
        str | None,
        typer.Option("--said-on", metavar="DATE", help="When: 2019, 2019-04 or 2019-04-30."),
    ] = None
