"""All commands, by name: in which file each stands, and the line that the help gives it.

A command's file is loaded when the command is named, so that ``--help`` and
``--version`` load none and every other command loads one.
"""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import typer

COMMANDS: dict[str, tuple[str, str]] = {
    "add": ("adding", "Add a claim, with who said it and where."),
    "mark": ("evidence", "Mark evidence for or against a claim."),
    "verdict": ("verdicts", "Rule on a claim, with the reason; or withdraw the verdict in force."),
    "list": ("lists", "List claims, newest first: those we track, unless told otherwise."),
    "search": (
        "search",
        "Search claims by their words: the claim, who said it, quotes, evidence, reviews.",
    ),
    "match": (
        "matching",
        "Has this been checked before? The claims that a text may repeat, and who checked them.",
    ),
    "checked": ("matching", "The same as match, by another name."),
    "show": (
        "claims",
        "Show a claim: who said it, what speaks for and against it, what we concluded.",
    ),
    "edit": ("claims", "Change a claim's text, context, language, date, priority or why."),
    "tag": ("tags", "Put tags on a claim or take them off; alone it lists all tags."),
    "note": (
        "notes",
        "Put an internal note on a claim, or withdraw one. Notes are never published.",
    ),
    "link": (
        "relations",
        "Say what one claim is to another: it denies, contradicts, narrows or updates it.",
    ),
    "unlink": (
        "relations",
        "Withdraw what one claim is to another: it stays on file, with the reason.",
    ),
    "merge": (
        "merging",
        "Merge claims that say the same into one, which keeps all that hangs on them.",
    ),
    "duplicates": (
        "duplicates",
        "List likely duplicates: claims, speakers or sources that may be here twice, best first.",
    ),
    "next": (
        "queue",
        "Which claims to work on next, and why: by priority, due date, age and repeats.",
    ),
    "stage": (
        "plans",
        "Say where the work on claims stands: new, checking, review, published or dropped.",
    ),
    "assign": ("plans", "Give claims to somebody to work on."),
    "due": (
        "plans",
        "Say by which day the work on claims is to be done; alone it lists what is due when.",
    ),
    "priority": ("plans", "Say how urgent claims are, and why: low, normal, high or urgent."),
    "recheck": (
        "plans",
        "Say how often a verdict wants another look, or that it had one; alone it lists them.",
    ),
    "ask": ("outreach", "Put on file whom you asked about a claim, or withdraw a question."),
    "answer": ("outreach", "Put on file what somebody answered who was asked about a claim."),
    "view": (
        "saved_views",
        "Saved views: the filters of a list under a name, for the whole desk.",
    ),
    "house": (
        "house",
        "House rules: how this desk works, kept in its database for all of it.",
    ),
    "history": ("history", "Who did what, when, and why: of one claim or of all."),
    "undo": ("history", "Take back your last change, or an entry of the log, as a new entry."),
    "appearance": (
        "appearances",
        "Where a claim was made: the same claim again, by the same or another.",
    ),
    "evidence": ("evidence", "Look at, change or withdraw single items of evidence."),
    "speaker": (
        "speakers",
        "Who says things: persons, organizations, outlets, accounts, groups.",
    ),
    "source": (
        "sources",
        "What was consulted: pages, documents, broadcasts, calls, data sets.",
    ),
    "extract": (
        "extracting",
        "Find who said what in an article, and decide on each: a claim, evidence, or nothing.",
    ),
    "import": (
        "imports",
        "Import claims and fact-checks: ClaimReview, Google, AVeriTeC, tables, our JSON Lines.",
    ),
    "export": ("exports", "Export claims: these, those that the filters of list hold, or all."),
    "lint": (
        "lint",
        "Fit to publish? What is missing, which principle asks for it, and what to type.",
    ),
    "correct": (
        "corrections",
        "Correct an error of a published article that is none of what is stored here.",
    ),
    "corrections": (
        "corrections",
        "List the corrections of what was published, newest first, with before and after.",
    ),
    "track": ("scales", "Begin our own work on claims of the library."),
    "scale": ("scales", "Rating scales: what the labels of others mean in our words."),
    "db": ("database", "Make, upgrade, check and describe the database."),
    "doctor": (
        "doctor",
        "Look over the installation: program, libraries, folders, database; nothing is changed.",
    ),
    "config": ("config", "Settings: option > environment > config file > default."),
    "demo": ("demo", "Play the story of one claim in a fresh database, command by command."),
}


# The commands whose --format is that of a file, not of what they print.
OF_FILES = frozenset({"import", "export"})


class Commands(MutableMapping[str, Any]):
    """The commands of the program, each built when it is first looked up."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built.update(_build(COMMANDS[name][0]))
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*COMMANDS, *self._built)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS or name in self._built


def _build(home: str) -> dict[str, Any]:
    """The commands that one file of this folder registers."""
    group = typer.Typer(add_completion=False, rich_markup_mode=None)
    import_module(f"factcheck.cli.{home}").register(group)
    built: dict[str, Any] = dict(typer.main.get_group(group).commands)
    return built
