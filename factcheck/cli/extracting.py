"""factcheck extract: who said what in an article, for a person to accept, mend or drop."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from factcheck import services, text
from factcheck.cli import articles, editor
from factcheck.cli.articles import Options
from factcheck.cli.context import Call, command
from factcheck.cli.output import on_terminal
from factcheck.errors import InvalidInput, Usage

if TYPE_CHECKING:
    from factcheck.extract.document import Document
    from factcheck.records import DecidedRecord


def register(app: typer.Typer) -> None:
    """Give the program this command."""
    command(app, "extract", writes=True)(extract)


def extract(
    call: Call,
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE|-", help="Or apply FILE, worth TEXT, train CSV."),
    ],
    more: Annotated[list[str] | None, typer.Argument(metavar="[MORE]", hidden=True)] = None,
    *,
    told: Options,
) -> None:
    """Find who said what in an article, and decide on each: a claim, evidence, or nothing.

    An article is a text, a page of HTML or an address (these two need the
    extra: pip install 'factcheck[extract]'). At a terminal you are asked, one
    proposal at a time; --json prints them as a document, and "extract apply
    FILE" takes it back with your decisions. Nothing becomes a claim by itself.

    "extract worth TEXT" tells how much a sentence is worth checking, "extract
    train CSV" learns it from sentences that were judged. A file of one of
    these names is told as ./apply.

    \b
    Examples:
      factcheck extract article.txt --source https://example.org/article
      factcheck extract article.txt --accept 0.5 --tag venezuela
      factcheck extract apply proposals.json
    """
    verbs = {"apply": _apply, "worth": _worth, "train": _train}
    if article in verbs and more:
        verbs[article](call, more, told)
    elif more or article in verbs:
        raise Usage(f"extract {article} takes one thing to read", hint="factcheck extract --help")
    else:
        _extract(call, article, told)


def _refuse(told: Options, what: str, *fitting: str) -> None:
    """Raise Usage for an option that would be passed over."""
    plain = Options()
    bare = replace(told, **{name: getattr(plain, name) for name in fitting})
    if bare != plain:
        raise Usage(f"an option here is for articles: extract {what} does not take it")


# extract ARTICLE


def _extract(call: Call, where: str, told: Options) -> None:
    least, told = _least(told.accept), replace(told, order=_order(told.order))
    asks = least is None and call.out.for_people and editor.can_edit() and where != "-"
    for name, fits in (("restart", asks), ("changed", asks or least is not None)):
        if getattr(told, name) and not fits:
            raise Usage(f"--{name} goes with decisions: at a terminal, or with --accept")
    if told.dry_run and least is None:
        raise Usage("--dry-run goes with --accept, and with extract apply")
    document = articles.proposals(call, where, told)
    if least is not None:
        from factcheck.extract import deciding

        deciding.accept(document, least)
        _write(call, document, deciding.decided(document, tuple(told.tag or ())), told)
    elif asks:
        _review(call, document, told)
    else:
        _print(call, document, told.order)


def _order(told: str) -> str:
    from factcheck.extract.deciding import ORDERS
    from factcheck.records import word

    return word(told, ORDERS, "order")


def _least(told: str | None) -> float | None:
    """The score from which on proposals are accepted."""
    if told is None:
        return None
    try:
        least = 0.0 if told.strip().lower() == "all" else float(told)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise Usage(f"--accept takes all, or a score from 0 to 1, not {text.one_line(told)}")
    return least


def _print(call: Call, made: "Document", order: str) -> None:
    from factcheck.cli import proposed
    from factcheck.extract import deciding, document

    if call.out.format == "json" and not call.out.columns:
        call.out.record(document.plain(made))
    else:
        lines = deciding.ordered(made.proposals, order)
        call.out.rows(document.rows(lines), proposed.COLUMNS)
    call.out.note(f"{text.counted(len(made.proposals), 'proposal')}; nothing was written.")
    if call.out.for_people:
        call.out.note("To decide: at a terminal, by --accept, or --json and extract apply.")


def _review(call: Call, made: "Document", told: Options) -> None:
    if not made.proposals:
        call.out.note("Nobody says anything in this article, as far as the rules see.")
        return
    from factcheck.cli.reviewing import Review
    from factcheck.cli.taking import Taking
    from factcheck.extract.progress import Progress

    call.create_if_missing()
    with call.reading() as session:
        uid = services.articles.database_uid(session)
        source = services.articles.known(session, made.record)
        if source is not None:
            services.articles.require_same_text(source, made.record, changed=told.changed)
    progress = Progress(uid, made.article.text_sha256)
    if told.restart:
        progress.forget()
    taking = Taking(tuple(told.tag or ()), told.changed)
    Review(call, made, progress, taking, told.order).run()


# extract apply


def _apply(call: Call, files: list[str], told: Options) -> None:
    _refuse(told, "apply", "tag", "changed", "dry_run")
    if len(files) > 2:
        raise Usage("extract apply takes a document and, to compare with, its article")
    from factcheck.extract import deciding, document

    file, *article = files
    if file == "-":
        editor.require_piped("the document")
        made = document.read(articles.capped(sys.stdin.buffer.read(articles.LARGEST + 1)))
    else:
        made = document.read(articles.file(file))
    if article and articles.read(article[0]).digest != made.article.text_sha256:
        raise InvalidInput(
            "the article is not the one that was read: its text differs",
            hint="extract it again; a decision is about a passage",
        )
    decided = deciding.decided(made, tuple(told.tag or ()))
    if not decided:
        call.out.note("Nothing is decided in the document: nothing was written.")
    _write(call, made, decided, told)


def _write(call: Call, made: "Document", decided: "list[DecidedRecord]", told: Options) -> None:
    """Write all that was decided, in one transaction, and say what became of it."""
    from factcheck.cli.taking import Taking, told_of

    taking = Taking(tuple(told.tag or ()), told.changed, told.dry_run)
    taken = taking.take(call, made, decided) if decided else []
    if call.out.for_people:
        call.out.result({}, *(line for one in taken for line in _named(one.item, told_of(one))))
    else:
        call.out.rows(taken, ())
    counts = {what: sum(one.outcome == what for one in taken) for what in _OUTCOMES}
    summary = ", ".join(f"{count} {_OUTCOMES[what]}" for what, count in counts.items() if count)
    done = " (a dry run: nothing was written)" if told.dry_run else ""
    call.out.note(f"{summary or 'Nothing'}{done}.")
    if taken and on_terminal():
        call.out.hint("Next: factcheck list; factcheck undo takes all of it back")


_OUTCOMES = {
    "added": "added",
    "linked": "linked to claims here",
    "marked": "marked as evidence",
    "there": "on file already",
}


def _named(item: str, lines: list[str]) -> list[str]:
    return [f"{item}: {lines[0]}", *lines[1:]]


# extract worth, extract train


def _worth(call: Call, told: list[str], options: Options) -> None:
    _refuse(options, "worth", "language", "untrained")
    from factcheck.extract import training
    from factcheck.extract.worth import worth
    from factcheck.records import language

    sentence = " ".join(editor.told_or_stdin(one, "the sentence") or "" for one in told).strip()
    code = language(options.language or "en").partition("-")[0]
    model = None if options.untrained else training.kept(code)
    scored = model.worth(sentence) if model else worth(sentence, code)
    record = {"text": sentence, "score": scored.score, "because": list(scored.because)}
    because = ", ".join(scored.because) or "nothing in it"
    call.out.result(record, f"{scored.score:.2f}: {because}")


def _train(call: Call, files: list[str], options: Options) -> None:
    _refuse(options, "train", "language")
    from factcheck.extract import training
    from factcheck.records import language

    code = language(options.language or "en").partition("-")[0]
    sentences = training.sentences(articles.file(files[0]))
    trained = training.train(sentences, code)
    path = training.keep(trained.model, code)
    record = {"path": str(path), **trained.measured()}
    call.out.result(
        record,
        f"Learned from {trained.sentences:,} sentences, {trained.worth:,} worth checking. "
        f"On a fifth that was kept apart: area under the curve {trained.area:.3f}, "
        f"by the features alone {trained.plain_area:.3f}.",
    )
    call.out.note(f"Kept in {path}: extract uses it from now on.")
