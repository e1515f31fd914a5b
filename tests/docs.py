"""docs/cli.md, written from the program itself, and the screens in the other pages.

``python -m tests.docs`` writes both; ``--check`` compares docs/cli.md with the program and
exits 1 with the first difference. The page is made from the parameters of the commands and
not from their rendered help, which differs from one release of Typer to the next.
"""

import argparse
import inspect
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import unified_diff
from pathlib import Path
from textwrap import wrap
from typing import Any, Union, get_args, get_origin, get_type_hints

import typer.main

from factcheck import desk, errors, fitness, pages, views, vocabulary
from factcheck.cli.context import Everywhere, Printing, Writing
from factcheck.cli.main import CLOSED_PIPE, INTERRUPTED, TERMINATED, app
from factcheck.cli.output import FORMATS
from factcheck.reports.changes import Told
from factcheck.reports.differences import RowDifference
from factcheck.reports.numbers import Row
from factcheck.services.scorecards import RepeatView, SaidView, ScorecardView, VerdictCount
from factcheck.settings import KEYS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "cli.md"
WIDTH = 80

# What each command prints as data: a record, or the keys of a plain object.
Shape = type[Any] | tuple[str, ...]
MERGE = ("kind", "from", "into", "merged", "moved", "also", "doubts")
LINK = ("id", "uid", "claim", "kind", "other", "because", "withdrawn_because", "evidence")
SHAPES: dict[str, Shape] = {
    "add": views.AddedView,
    "show": views.ClaimView,
    "edit": views.ClaimView,
    "mark": views.EvidenceView,
    "evidence show": views.EvidenceView,
    "evidence edit": views.EvidenceView,
    "evidence withdraw": views.EvidenceView,
    "verdict": views.VerdictView,
    "list": pages.ClaimLine,
    "search": pages.Hit,
    "match": views.CheckedView,
    "checked": views.CheckedView,
    "appearance add": views.AppearanceView,
    "appearance edit": views.AppearanceView,
    "appearance withdraw": views.AppearanceView,
    "tag": ("claim", "tags", "added", "removed"),
    "note": views.NoteView,
    "link": LINK,
    "unlink": LINK,
    "merge": MERGE,
    "duplicates": views.DuplicateView,
    "speaker list": views.SpeakerView,
    "speaker show": ScorecardView,
    "speaker edit": views.SpeakerView,
    "speaker alias": views.SpeakerView,
    "speaker merge": MERGE,
    "source list": views.SourceView,
    "source show": views.SourceView,
    "source edit": views.SourceView,
    "source merge": MERGE,
    "next": desk.QueueLine,
    "stage": desk.PlanView,
    "assign": desk.PlanView,
    "due": desk.PlanView,
    "priority": desk.PlanView,
    "recheck": desk.PlanView,
    "ask": desk.OutreachView,
    "answer": desk.OutreachView,
    "view save": desk.SavedView,
    "view list": desk.SavedView,
    "view show": desk.SavedView,
    "view remove": desk.SavedView,
    "house list": desk.RuleView,
    "house set": desk.RuleView,
    "house unset": desk.RuleView,
    "history": Told,
    "diff": RowDifference,
    "stats": tuple(each.name for each in fields(Row)),
    "redact": (
        *("redacted", "order", "fields", "changes", "entry", "also", "sealed", "files"),
        "copies",
    ),
    "undo": ("entry", "undone", "by_entry", "what"),
    "extract": ("format", "article", "proposals"),
    "import": (
        *("run", "file", "format", "created", "updated", "unchanged", "refused"),
        *("reasons", "notes", "rejects", "finished"),
    ),
    "lint": fitness.FindingView,
    "correct": fitness.CorrectionView,
    "corrections": fitness.CorrectionView,
    "track": ("tracked",),
    "scale list": ("name", "title", "origin", "shipped", "labels", "reviews"),
    "scale show": ("scale", "label", "verdict", "confidence", "reviews"),
    "scale unmapped": ("publisher", "label", "reviews", "claim", "verdict"),
    "scale map": ("scale", "label", "verdict", "reviews"),
    "db init": ("database", "schema"),
    "db upgrade": ("before", "after", "backup"),
    "db reindex": ("claims",),
    "db backup": ("path", "size", "entries", "head"),
    "db restore": ("place", "entries", "head", "seen"),
    "db copy": ("place", "entries", "before", "head"),
    "db grant": ("role", "tables"),
    "doctor": ("what", "state", "told"),
    "db current": ("schema", "program"),
    "db verify": (
        "clean",
        "entries",
        "changes",
        "head",
        "head_known",
        "checks",
        "findings",
    ),
    "db info": (
        "database",
        "engine",
        "schema",
        "database_id",
        "head_of_the_log",
        "claims",
        "evidence",
        "speakers",
        "sources",
        "entries",
        "size_in_bytes",
        "permissions",
        "journal",
        "synchronous",
        "waits_for_writers",
        "foreign_keys",
        "trusted_schema",
        "cell_size_check",
        "head_kept_outside",
        "named_by",
    ),
    "config list": ("key", "value", "from", "variable", "about"),
    "config get": ("key", "value", "from", "variable", "about"),
    "config set": ("key", "value", "file"),
}
ALSO = {
    "list": 'With `--count` it prints one object with the key `count` ("table": the bare number).',
    "search": "With `--count` as [list](#factcheck-list).",
    **dict.fromkeys(("stage", "assign", "priority"), "One for each claim."),
    "due": "One for each claim; alone a [row of a list](#row-of-a-list) for each claim.",
    "recheck": (
        "One for each claim; alone a [verdict to look at again](#verdict-to-look-at-again) a row."
    ),
    "add": 'Where a person says stop: an object with `outcome` "stopped" and `similar`.',
    "match": (
        "With `--file` one object for each post. As csv, tsv or a list without a terminal: a "
        "[match](#match) a row, `post` (the id of the text) before it and `checked_by` (who "
        "checked it) behind it. With `--confirm` it prints the [claim](#claim)."
    ),
    "checked": "As [match](#factcheck-match).",
    "diff": "Without a terminal the rows that have words; as data all that differ.",
    "redact": (
        "`fields` and `also` hold objects with the keys `table`, `id` and `name`; `changes` the "
        "places in the log, as `ENTRY/NUMBER`; `sealed` the entries that hold the words as reason "
        "or name; `files` imported ones; `copies` the places of copies and backups. `entry` is "
        "null where nothing was done."
    ),
    "stats": (
        "`by` is the kind of group, `number` a count (of days for `time`); the others count the "
        "claims with each verdict, null where that says nothing: `open` are those without one, "
        "and of a `publisher` the reviews whose rating is not mapped. With `--html` it prints an "
        "object with the keys `file` and `claims`."
    ),
    "tag": "Without arguments it prints one [tag](#tag) a row.",
    "import": (
        "`reasons` and `notes` are objects: what was said of records, and of how many; `rejects` "
        "is the file of the refused ones, null where none was made. `import list` prints a run a "
        "row, with the columns of [import_run](data-model.md); `import undo` an object with the "
        "keys `run`, `claims`, `rows` (how many were taken back) and `kept` (a list of texts)."
    ),
    "lint": (
        "With `--rules` it prints a [rule](#rule-of-lint) a row, with `--fix` what was put right: "
        "`claim`, `rule`, `done`. `lint waive` and `lint lift` print the [waiver](#waiver)."
    ),
    "extract": (
        "That is the [document of proposals](formats.md#proposals-out-of-an-article); jsonl, csv "
        "and tsv have a proposal a row. With `--accept`, and `extract apply`, a "
        "[taken passage](#taken-passage) a row. `extract worth` prints `text`, `score` and "
        "`because`; `extract train` prints `path`, `sentences`, `worth` (how many were judged "
        "worth checking), `area` (under the curve, on a fifth kept apart) and `plain_area` (of "
        "the features alone)."
    ),
    "link": "`evidence` is the id of the item that was marked with a denial; null: none.",
    "unlink": "`withdrawn_because` is the reason.",
    "merge": (
        "`moved` counts the rows that went over by [table](data-model.md), `also` and `doubts` "
        "are texts; `merged` is false with `--dry-run`, or where the answer was no."
    ),
    "scale list": "`shipped` tells whether the scale comes with the program.",
    "scale unmapped": (
        "`claim` is the id of one that was rated so, `verdict` what the number beside the label "
        "lets one suppose."
    ),
    "scale map": "`reviews` is how many followed.",
    "track": "`tracked` lists the ids of the claims that were not tracked before.",
    "db info": (
        "On PostgreSQL, where there is no file, `role`, `server`, `encoding`, "
        "`encrypted_connection`, `fsync`, `synchronous_commit`, `data_checksums`, "
        "`waits_for_writers`, `statement_timeout` and `idle_in_transaction` stand in place of "
        "`size_in_bytes` to `cell_size_check`."
    ),
    "db restore": "`seen` is the last entry that was ever seen at that place, 0 where none was.",
    "db copy": "`entries` were copied, `before` were there already.",
    "db upgrade": "`backup` is null where there was nothing to do, or none was wanted.",
    "doctor": "`state` is `ok`, `note` or `wrong`.",
    "db verify": "`findings` holds objects with the keys `check` and `message`.",
}
# The records of factcheck.views, each with its name on the page.
RECORDS: dict[type[Any], str] = {
    views.ClaimView: "claim",
    pages.ClaimLine: "row of a list",
    pages.Hit: "row of a search",
    views.AddedView: "added claim",
    views.CheckedView: "text that was looked up",
    views.MatchView: "match",
    views.MatchReview: "review of a match",
    views.AppearanceView: "appearance",
    views.EvidenceView: "evidence",
    views.VerdictView: "verdict",
    views.ReviewView: "review",
    views.RelationView: "relation",
    views.NoteView: "note",
    views.SpeakerView: "speaker",
    ScorecardView: "record of a speaker",
    VerdictCount: "verdict of a record",
    SaidView: "claim of a record",
    RepeatView: "repeat of a record",
    RowDifference: "difference",
    views.SourceView: "source",
    pages.TagView: "tag",
    desk.PlanView: "plan",
    desk.RecheckView: "verdict to look at again",
    desk.QueueLine: "row of the queue",
    desk.QueueParts: "points of a row",
    desk.OutreachView: "outreach",
    desk.SavedView: "saved view",
    desk.RuleView: "house rule",
    views.DuplicateView: "duplicate",
    fitness.FindingView: "finding",
    fitness.RuleView: "rule of lint",
    fitness.WaiverView: "waiver",
    fitness.CorrectionView: "correction",
    views.TakenView: "taken passage",
    Told: "entry",
}
_STANCES = ", ".join(vocabulary.STANCES)
_VERDICTS = ", ".join(vocabulary.VERDICTS)
_STATUSES = "; ".join(vocabulary.EVIDENCE_STATUSES)
MEANINGS = {
    "waivers": "its [waivers](#waiver), lifted ones too",
    "waived_by": "the actor who waived it",
    "waived_at": "when it was waived, in UTC",
    "waived": "why it does not count; null: it does",
    "rule": "the name of the rule",
    "principle": "the principle that it serves",
    "notice": "what the public is told",
    "lifted_because": "why it counts again; null while it is waived",
    "level": "`error`, `warning` or `hint`",
    "fixes": "whether `--fix` puts it right",
    "fix": "whether `--fix` puts it right",
    "finds": "what it finds",
    "finding": "what was found, in words",
    "corrections": "the [corrections](#correction), the newest first",
    "before": "what the public read until then, in lines; null where it read nothing else",
    "after": "what the public read from then on, in lines; null where it read nothing else",
    "found_in": (
        "in which text most of the words were found: `claim`, `alias`, `title`, `wording`, "
        "`publisher`, `context`, `speaker`, `quote`, `evidence` or `note`"
    ),
    "snippet": "that text, or the part of it with the most words",
    "marks": "where the words stand in the snippet: pairs of characters, from and to",
    "age": "for how long it has been here",
    "answer": "what they said",
    "answered_on": "when, as a partial date; null: not yet",
    "asked_on": "when, as a partial date",
    "assignee": "who works on it",
    "channel": "by which way: mail, phone ...",
    "deadline": "the last day for an answer",
    "default": "what holds where nobody set it",
    "due": "for its due date",
    "due_on": "the day by which it is to be done",
    "every": "how long after the ruling, or the last look, it wants another one",
    "filters": "the fields of a `ClaimFilter`, as an object",
    "made_at": "when it was saved, in UTC",
    "made_by": "the actor who saved it",
    "of_house": "whether that is what the house rule says",
    "options": "the same as options of `list`",
    "outreach": "all [outreach](#outreach), withdrawn questions too",
    "parts": "what the score is the sum of: [points](#points-of-a-row)",
    "published_at": "when it was first published, in UTC, whatever became of it",
    "question": "what was asked",
    "recheck": "for a verdict that wants another look",
    "recheck_every": "how often its verdict wants another look; null: as the house rule says",
    "rechecked_at": "when its verdict was last looked at again, in UTC",
    "repeats": "for appearances after the first",
    "set": "whether the house set it",
    "since": "the day since which it wants another look",
    "state": "`waiting`, `answered`, `declined` (no comment) or `withdrawn`",
    "value": "what is in force",
    "whom": "who was asked",
    "worth": "how worth checking it is, in percent",
    "about": "`content` (is it so?) or `attribution` (was it said?)",
    "action": "the command that did it, such as `add` or `evidence withdraw`",
    "actor": "who did it",
    "added_at": "when it was added, in UTC",
    "added_by": "the actor who added it",
    "aliases": "other names or wordings it is found by",
    "appearance": "the id of the appearance that it is about; null: the content",
    "appearances": "how many there are",
    "archive_url": "the address of an archived copy",
    "at": "when, in UTC",
    "attribution": "the verdict in force on whether it was said (first appearance)",
    "attribution_status": "the evidence status of that question",
    "author": "who signed it, where it is an embedded post",
    "because": "the reason",
    "by": "the speaker who says so",
    "command": "what to type to merge them",
    "canonical_url": "the form of the address by which it is found again",
    "changes": "how many later entries of the log touched it",
    "claim": "the id of the claim",
    "claims": "how many listed claims there are of it",
    "confidential": "the public reads only that it is there",
    "confidential_because": "why, for the public to read; null: it is not, or no reason was given",
    "source_confidential": "why the public may not know the source; null: it may",
    "party": "its party or camp",
    "said": "the newest claims of it: [claims](#claim-of-a-record)",
    "repeated": "what was said again after we ruled: [repeats](#repeat-of-a-record)",
    "table": "the [table](data-model.md) of the row",
    "what": "what happened, in words; null: the words of another row tell it",
    "context": "what one must know to read it",
    "description": "a line about it",
    "disputes": "how many items of evidence on the content dispute it",
    "ended": "`superseded` or `withdrawn`; null while it is in force",
    "ended_at": "when it ended, in UTC",
    "ended_because": "why it was withdrawn",
    "evidence": "how many items of evidence there are",
    "evidence_status": f"derived from the evidence: {_STATUSES}",
    "first": "whether it is the claim's first standing appearance",
    "id": "the number that people type; never used twice for the same kind",
    "ids": "ids elsewhere, each as `SCHEME=ID`",
    "independence_group": "items of one group come from the same origin",
    "inward": "true when the other claim is the one that relates to this one",
    "item": "its name in the document: the id of a proposal, 3.1 for a remark about one",
    "new_speaker": "whether its speaker was not here before",
    "similar_speakers": "names here that are like the new one",
    "kind": "a word of its closed vocabulary (see [data-model.md](data-model.md))",
    "language": "a language tag such as `es` or `pt-br`",
    "locator": "where in the source: a page, a paragraph, 02:10",
    "merged_into": "the id that took its place, if it was merged",
    "mixed": "how many items of evidence on the content are mixed",
    "matches": "the claims that it may repeat, the best first: [matches](#match)",
    "name": "its name",
    "note": "what it says",
    "notes": "the internal [notes](#note)",
    "other": "the id of the other one",
    "other_text": "what the other one says or is called",
    "other_uid": "the `uid` of the other one",
    "priority": ", ".join(vocabulary.PRIORITIES),
    "outcome": "`added`, or `linked` to a claim that was here",
    "published_on": "a partial date: 2019, 2019-04 or 2019-04-30",
    "probability": "the chance that they are one, from 0 to 1",
    "publisher": "who published it",
    "quote": "the words, verbatim",
    "rank": " or ".join(vocabulary.RANKS),
    "rating": "the publisher's own label, verbatim",
    "reason": "why",
    "reasons": "what speaks for it, in words",
    "redirected_from": "the id that was asked for, if that claim was merged into this one",
    "refutes": "how many items of evidence on the content refute it",
    "relations": "what it is to other claims: [relations](#relation)",
    "retrieved_on": "when it was looked at, as a partial date",
    "reviews": "[reviews](#review) by others: never our verdict",
    "reworded_since": "whether the claim's text changed after the ruling",
    "ruled_at": "when we ruled, in UTC",
    "ruled_by": "the actor who ruled",
    "said_on": "when it was said, as a partial date",
    "scale": "the rating scale that the label is of",
    "sentences": "what it did, one sentence for each thing",
    "score": "how alike they are: comparable within one list, of no unit",
    "seq": "its number in the log",
    "similar": "the claims here that are the same or likely the same: [matches](#match)",
    "source": "the id of the source",
    "source_title": "the title of the source",
    "source_url": "the address of the source",
    "speaker": "who said it (first appearance)",
    "speaker_kind": "what the speaker is",
    "stage": ", ".join(vocabulary.STAGES),
    "stance": _STANCES,
    "supports": "how many items of evidence on the content support it",
    "tags": "its tags, by name",
    "text": "its words",
    "text_sha256": "the SHA-256 of the text that passages were taken from; null: none was",
    "title": "its title",
    "tracked": "whether we check it; false: a reference of the library",
    "twins": "the ids of claims of the same words",
    "uid": "the same in every copy of the database (UUID)",
    "undoes": "the entry that it took back",
    "undone_by": "the entry that took it back",
    "unverified": "tracked, not dropped or merged, and its verdict is none or `insufficient`",
    "url": "the address as it was given",
    "verdict": f"on the content: {_VERDICTS}; null: none in force",
    "verdicts": "all [verdicts](#verdict), the ended ones too",
    "warnings": "what to look at: where the two part ways",
    "wording": "the other wording that fits better than its text; null: none does",
    "why": "why it is worth checking",
    "withdrawn_because": "why it was withdrawn; null while it stands",
    "zone": "a word for the chance: `same`, `likely`, `related` or `new`",
}
# Where a key means something else in one record.
SPECIAL: dict[tuple[type[Any], str], str] = {
    (desk.QueueLine, "score"): "the sum of its parts",
    (desk.QueueLine, "reasons"): "why it stands there, in words",
    (desk.QueueParts, "priority"): "for its priority",
    (desk.QueueParts, "worth"): "for how worth checking it is",
    (desk.OutreachView, "speaker"): "the id of whom, where that is a speaker on file",
    (desk.RuleView, "about"): "what it asks for",
    (desk.RecheckView, "since"): "the day since which it wants another look",
    (views.AppearanceView, "evidence_status"): "of the question whether it was said there",
    (views.AppearanceView, "speaker"): "who said it there",
    (views.AppearanceView, "verdict"): "on whether it was said there; null: none in force",
    (fitness.FindingView, "command"): "what to type",
    (fitness.CorrectionView, "text"): "the words of the claim, as they are now",
    (views.AddedView, "appearances"): "all [appearances](#appearance), withdrawn ones too",
    (views.AddedView, "evidence"): "all [evidence](#evidence), withdrawn items too",
    (views.ClaimView, "appearances"): "all [appearances](#appearance), withdrawn ones too",
    (views.ClaimView, "evidence"): "all [evidence](#evidence), withdrawn items too",
    (views.CheckedView, "id"): "what it is called in the file; null: it is in none",
    (views.CheckedView, "text"): "the text as it was told",
    (views.CheckedView, "said_on"): "the date of an embedded post",
    (views.MatchView, "reviews"): "[reviews](#review-of-a-match) by others: never our verdict",
    (views.MatchReview, "verdict"): "what its rating means in our words: never our verdict",
    (views.TakenView, "claim"): "the claim that it became, was added to, or speaks about",
    (views.TakenView, "evidence"): "the id of the evidence that it became; null: none",
    (views.TakenView, "outcome"): (
        "`added` (a new claim), `linked` (an appearance of one here), `marked` (evidence), "
        "`there` (on file already)"
    ),
    (views.TakenView, "similar"): "the ids of claims here that are likely the same",
    (views.TakenView, "speaker"): "who says it",
    (views.TakenView, "stance"): "that of the evidence; null: it is none",
    (views.TakenView, "text"): "the claim, or the remark, in words",
    (views.DuplicateView, "id"): "the smaller of the two ids",
    (views.DuplicateView, "kind"): "`claim`, `speaker` or `source`",
    (views.DuplicateView, "text"): "what the first one says or is called",
    (views.RelationView, "claim"): "the id of the other claim",
    (views.RelationView, "text"): "the words of the other claim",
    (RowDifference, "before"): "the fields that differ, as they were; null: it was not there",
    (RowDifference, "after"): "the fields that differ, as they are then; null: it is gone",
    (ScorecardView, "verdicts"): "how many claims have which: [counts](#verdict-of-a-record)",
    (VerdictCount, "verdict"): f"{_VERDICTS}, or none",
    (VerdictCount, "claims"): "how many claims",
    (SaidView, "said_on"): "when first, as a partial date",
    (SaidView, "appearances"): "how often it was said",
    (RepeatView, "verdict"): f"in force: {_VERDICTS}",
    (RepeatView, "ruled_at"): "when this verdict was first given, in UTC",
    (RepeatView, "appearance"): "the id of the appearance",
    (views.ReviewView, "verdict"): "what its rating means in our words: never our verdict",
    (views.VerdictView, "verdict"): _VERDICTS,
    (Told, "claims"): "the ids of the claims that it touched",
}
FORMAT_MEANINGS = {
    "table": (
        "for people: a table, a screen or a line; where stdout is no terminal, a list has one "
        "row a line, untruncated, its columns separated by tabs, without a header"
    ),
    "json": "one array of objects for a list, one object for one record",
    "jsonl": "one object a line",
    "csv": "comma-separated, with a header; see [formats.md](formats.md) for what a cell holds",
    "tsv": "the same, separated by tabs",
}
STOPPED = {
    INTERRUPTED: "interrupted (Ctrl-C); nothing was saved",
    CLOSED_PIPE: "whoever read the output closed the pipe",
    TERMINATED: "terminated (SIGTERM); nothing was saved",
}
OTHER_VARIABLES = {
    "FACTCHECK_CONFIG": "where the config file is, instead of the user's config folder",
    "FACTCHECK_DEBUG": "set to anything: the same as `--debug`",
    "NO_COLOR": "set to anything: no colour, unless `--color always`",
    "TERM": "`dumb`: no colour, unless `--color always`",
    "COLUMNS": "the width of the screens, where the terminal does not tell",
    "VISUAL, EDITOR": "the editor that `add` and `edit` open; else `vi`",
}


@dataclass(frozen=True)
class Command:
    """A registered command: its words after ``factcheck``, its help, its parameters."""

    path: str
    about: str
    examples: tuple[str, ...]
    parameters: tuple[Any, ...]

    @property
    def own(self) -> list[Any]:
        """The parameters that are not shared with other commands."""
        return [one for one in self.parameters if not _shared(one)]

    def takes(self, name: str) -> bool:
        """Whether it has this parameter."""
        return any(one.name == name for one in self.parameters)


def commands() -> list[Command]:
    """Every command, in the order in which ``--help`` lists them."""
    return list(_walk(typer.main.get_command(app), ()))


def groups() -> dict[str, str]:
    """What each group of commands is for."""
    found: Any = typer.main.get_command(app)
    return {
        name: str(one.help) for name, one in found.commands.items() if hasattr(one, "commands")
    }


def root_parameters() -> list[Any]:
    """The options that stand before the command."""
    return [one for one in typer.main.get_command(app).params if "completion" not in str(one.name)]


def _walk(found: Any, path: tuple[str, ...]) -> Iterator[Command]:
    if hasattr(found, "commands"):
        for name, inner in found.commands.items():
            yield from _walk(inner, (*path, name))
        return
    about, mark, example = str(found.help).rpartition("\b\n")
    about, example = (about, example) if mark else (example, "")
    for one in found.params:
        one.help = getattr(one, "help", None) or _told_help(found.callback, one.name)
    yield Command(" ".join(path), about.strip(), tuple(_lines(example)), tuple(found.params))


def _told_help(function: Any, name: str) -> str | None:
    """The help of an argument as the command was given it; older releases of Typer drop it."""
    hint = inspect.signature(function).parameters[name].annotation
    return next((one.help for one in get_args(hint)[1:] if hasattr(one, "help")), None)


def _lines(example: str) -> Iterator[str]:
    """The commands of an "Example:" paragraph, as they stand there."""
    heading, _, body = example.partition("\n")
    if heading.rstrip(":") not in ("Example", "Examples"):
        return
    whole: list[str] = []
    for line in body.splitlines():
        whole.append(line.removeprefix("  "))
        if not line.endswith("\\"):
            yield "\n".join(whole)
            whole = []


def _shared(parameter: Any) -> bool:
    names = {each.name for record in (Everywhere, Writing, Printing) for each in fields(record)}
    return parameter.name in names and parameter.param_type_name == "option"


def page() -> str:
    """docs/cli.md as the program would have it."""
    parts = [_INTRO, _common()]
    known = groups()
    told: set[str] = set()
    parts.append("## Commands\n")
    for one in commands():
        group = one.path.split()[0]
        if group in known and group not in told:
            told.add(group)
            parts.append(f"### factcheck {group} ...\n\n{known[group]}\n")
        parts.append(_command(one))
    parts += [_exit_codes(), _formats(), _records(), _settings()]
    return "\n".join(parts)


_INTRO = """\
# The command line

Written by `make docs` from the program itself: change the program, not this page. `factcheck
--help`, `factcheck COMMAND --help` print the same. What comes out on stdout is data; what is said
on stderr is talk. Ids may be written as they are printed: `e3` or `3` for evidence, `a2` for an
appearance, `n1` for a note, `o1` for a question to somebody, `s4` for a source. In words of a
closed vocabulary `_` and `-` are alike, and so are capitals and small letters.
"""


def _common() -> str:
    own = _definitions([one for one in root_parameters() if not getattr(one, "hidden", False)])
    shared = {one.name: one for each in commands() for one in each.parameters if _shared(one)}
    printing = _definitions([shared[each.name] for each in fields(Printing)])
    return f"""\
## Common options

Before the command, and (all but `--version`) after it as well; `--as` only where something is
written:

{own}
On every command that prints rows or the record it made:

{printing}
`--install-completion` and `--show-completion` set up completion of commands, ids, speakers, tags
and words for your shell. `-h` and `--help` stand on every command.
"""


def _paragraph(told: str) -> str:
    """A paragraph of a help; one that is laid out stays so."""
    return f"```text\n{told[2:]}\n```\n" if told.startswith("\b\n") else f"{told}\n"


def _command(one: Command) -> str:
    arguments = " ".join(_metavar(each) for each in one.own if each.param_type_name == "argument")
    parts = [f"### factcheck {one.path}\n", *map(_paragraph, one.about.split("\n\n"))]
    usage = f"factcheck {one.path} {arguments}".strip()
    listed = _definitions(one.own, f"{usage} [OPTIONS]\n\n" if one.own else f"{usage}\n")
    parts.append(listed)
    shared = [_switch(each) for each in one.parameters if _shared(each) and not each.hidden]
    parts.append(f"Also: {', '.join(f'`{each}`' for each in shared)}.\n")
    if one.path in SHAPES:
        parts.append(f"As data: {_shape(SHAPES[one.path])}. {ALSO.get(one.path, '')}".rstrip())
        parts[-1] = _wrapped(parts[-1])
    examples = "\n".join(one.examples)
    parts.append(f"```sh\n{examples}\n```\n")
    return "\n".join(parts)


def _shape(shape: Shape) -> str:
    if isinstance(shape, tuple):
        return "the keys " + ", ".join(f"`{key}`" for key in shape)
    name = RECORDS[shape]
    return f"the keys of [{name}](#{name.replace(' ', '-')})"


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _switch(parameter: Any) -> str:
    return str(parameter.opts[0])


def _definitions(parameters: list[Any], before: str = "") -> str:
    """Parameters with what they are, in a block of 80 columns."""
    rows = [(_left(one), _right(one)) for one in parameters if not getattr(one, "hidden", False)]
    margin = min(max((len(left) for left, _ in rows), default=0) + 4, 30)
    lines: list[str] = []
    for left, right in rows:
        told = wrap(right, WIDTH - margin, break_long_words=False, break_on_hyphens=False)
        if len(left) + 4 > margin:
            lines.append(f"  {left}")
            lines += [" " * margin + line for line in told]
        else:
            first, *rest = told or [""]
            lines.append(f"  {left}".ljust(margin) + first)
            lines += [" " * margin + line for line in rest]
    body = before + "".join(line.rstrip() + "\n" for line in lines)
    return f"```text\n{body}```\n"


def _left(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return _metavar(parameter)
    names = ", ".join(parameter.opts)
    return names if parameter.is_flag else f"{names} {_metavar(parameter)}"


def _right(parameter: Any) -> str:
    parts = [parameter.help or ""]
    if parameter.required and parameter.param_type_name == "option":
        if "required" not in parts[0]:
            parts.append("Required.")
    elif type(parameter.default) in (str, int) and not getattr(parameter, "is_flag", False):
        parts.append(f"Default: {parameter.default}.")
    return " ".join(filter(None, parts))


def _exit_codes() -> str:
    rows = []
    for cls in (one for one in errors.tree() if one.__module__ == "factcheck.errors"):
        retry = "yes" if cls.retryable else ""
        about = (cls.__doc__ or "").strip().split("\n")[0].replace("``", "`")
        rows.append(
            f"| {cls.exit_code} | `{cls.__name__}` | `{cls.code}` | {retry} | {cls.when} | "
            f"{about} |"
        )
    rows += [f"| {code} | | `interrupted` | | {when} | |" for code, when in STOPPED.items()]
    rows = [
        row.replace("`interrupted`", "") if f"| {CLOSED_PIPE} " in row else row for row in rows
    ]
    table = "\n".join(rows)
    return f"""\
## Exit codes

0 means done; an empty result is done too. An error is one line on stderr, `error: what, which,
what to do`, with hints under it; with `--json` (or `--format json` or `jsonl`) it is an object
with the key `error`, which holds `code`, `exit`, `message`, `retryable` and, where there is one,
`hint`. `--debug` adds where it arose.

| exit | class | JSON code | try again | when | what it means |
|---|---|---|---|---|---|
{table}

That of commands that are still to come (15) is kept for them.
"""


def _formats() -> str:
    rows = "\n".join(f"| `{name}` | {FORMAT_MEANINGS[name]} |" for name in FORMATS)
    return f"""\
## Formats

`--format` (or `--json`) works on every command that prints rows or a record; a write prints the
record it made. More in [formats.md](formats.md).

| format | what it is |
|---|---|
{rows}
"""


_RECORDS = """\
## Records

The keys of `--json`. They are stable: keys may be added, none is renamed or taken away without a
note in the changelog. `null` stands for what is not known.
"""


def _records() -> str:
    parts = [_RECORDS]
    for record, name in RECORDS.items():
        hints = get_type_hints(record)
        rows = "\n".join(
            f"| `{each.name}` | {_type(hints[each.name])} | {_meaning(record, each.name)} |"
            for each in fields(record)
        )
        parts.append(f"### {_title(name)}\n\n| key | type | what it is |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def _meaning(record: type[Any], key: str) -> str:
    return SPECIAL.get((record, key), MEANINGS[key])


def keys_of(record: type[Any]) -> list[str]:
    """The keys of a record, in their order."""
    return [each.name for each in fields(record)]


def _type(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return f"{_type(kinds[0])} or null"
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}s"
    if get_origin(hint) is dict:
        return "object"
    if hint in RECORDS:
        return RECORDS[hint]
    return {str: "text", int: "number", float: "number", bool: "true or false"}[hint]


def _settings() -> str:
    rows = "\n".join(f"| `{key}` | `{name}` | {about} |" for key, (name, about) in KEYS.items())
    others = "\n".join(f"| `{name}` | {about} |" for name, about in OTHER_VARIABLES.items())
    return f"""\
## Settings and environment

An option goes before the environment, the environment before the config file, the config file
before the default. `factcheck config list` says what is in force and from where; `factcheck config
set` writes the file and keeps what else stands in it.

| key of the config file | variable | what it is for |
|---|---|---|
{rows}

| variable | what it does |
|---|---|
{others}
"""


def _wrapped(told: str) -> str:
    return "\n".join(wrap(told, 99, break_long_words=False, break_on_hyphens=False)) + "\n"


def main() -> None:
    """Write the pages, or compare docs/cli.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    wanted = page()
    if parser.parse_args().check:
        held = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        changed = unified_diff(
            held.splitlines(), wanted.splitlines(), "docs/cli.md", "the program", lineterm="", n=0
        )
        first = list(changed)[:6]
        if first:
            print("\n".join([*first, "docs/cli.md is not what the program says: make docs"]))
            sys.exit(1)
        return
    PAGE.write_text(wanted, encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    from tests.screens import refresh

    for name in refresh():
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
