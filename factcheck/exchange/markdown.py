"""A claim as a page of Markdown, for people: what was said, what we say, what it rests on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from factcheck import days, text, urls
from factcheck.days import spoken_date
from factcheck.desk import OutreachView
from factcheck.exchange.publishing import LABELS, Published
from factcheck.exchange.secrecy import CONFIDENTIAL
from factcheck.formats.shape import Line
from factcheck.history import published
from factcheck.reports import outreach

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_AT_START = re.compile(r"\A(\s*)([-+=]|\d+[.)])")
_STANCES = {
    "supports": "Supports it",
    "refutes": "Refutes it",
    "mixed": "Mixed",
    "disputes": "Disputes it",
    "context": "Context",
    "no-result": "Nothing found",
}


def write(claims: Iterable[Published]) -> Iterator[bytes]:
    """One page a claim, one after another."""
    for count, claim in enumerate(claims):
        page = "\n\n".join(_blocks(claim))
        between = "\n---\n\n" if count else ""
        yield f"{between}{page}\n".encode()


def plain(told: str) -> str:
    """A text as it stands, on one line, nothing in it being markup."""
    safe = _SPECIAL.sub(r"\\\1", text.one_line(told))
    return _AT_START.sub(r"\1\\\2", safe)


def _blocks(claim: Published) -> Iterator[str]:
    line = claim.line
    yield f"# {plain(line['text'])}"
    if line.get("context"):
        yield plain(line["context"])
    said = [_said(claim, row) for row in line.get("appearances", ())]
    if said:
        yield "\n".join(said)
    if claim.verdict:
        yield from _verdict("Verdict", claim.verdict)
    elif line["tracked"]:
        yield "**Not verified.**"
    if claim.attribution:
        yield from _verdict("Was it said?", claim.attribution)
    content = [row for row in line.get("evidence", ()) if "appearance" not in row]
    about = [row for row in line.get("evidence", ()) if "appearance" in row]
    for heading, rows in (("Evidence", content), ("Evidence that it was said", about)):
        if rows:
            yield f"## {heading}"
            yield "\n".join(_item(claim, row) for row in rows)
    asked = [row for row in line.get("outreach", ()) if published.is_told(row, line)]
    if said := [told for row in asked if (told := _asked(row))]:
        yield "## Asked for comment"
        yield "\n".join(f"- {plain(one)}" for one in said)
    if reviews := line.get("reviews", ()):
        yield "## Checked by others"
        yield "\n".join(_review(row) for row in reviews)
    for one in reversed(line.get("corrections", ())):
        if "notice" in one:
            yield from _correction(one)


def _correction(row: Line) -> Iterator[str]:
    """The notice, and under it what the page said before."""
    what = "Retraction" if row["kind"] == "retraction" else "Correction"
    yield f"**{what}, {spoken_date(row['made_at'][:10])}:** {plain(row['notice'])}"
    if told := row.get("before"):
        yield "\n".join(f"- Before: {plain(one)}" for one in told.split("\n"))


def _said(claim: Published, row: Line) -> str:
    who = claim.speaker(row).get("name")
    told = f"- {plain(who) if who else 'Somebody'}, {spoken_date(row.get('said_on'))}"
    if "quote" in row:
        told += f": “{plain(row['quote'])}”"
    return told + _place(claim, row)


def _verdict(heading: str, verdict: Line) -> Iterator[str]:
    label = LABELS[verdict["verdict"]][0]
    if "point" in verdict:
        label = f"{plain(verdict['point'][1])} ({label.lower()})"
    yield f"**{heading}: {label}** ({spoken_date(verdict['ruled_at'][:10])})"
    yield plain(verdict["reason"])


def _item(claim: Published, row: Line) -> str:
    told = [_STANCES[row["stance"]]]
    if by := claim.speaker(row, "by").get("name"):
        told.append(f"by {plain(by)}")
    words = f"- **{' '.join(told)}**"
    if "note" in row:
        words += f": {plain(row['note'])}"
    if "quote" in row:
        words += f" “{plain(row['quote'])}”"
    return words + _place(claim, row)


def _place(claim: Published, row: Line) -> str:
    source = claim.source(row)
    if not source:
        return f" ({plain(row['locator'])})" if is_hidden(row) else ""
    name = source.get("title") or urls.show(source["url"])
    told = link(name, source.get("url"))
    if "locator" in row:
        told += f", {plain(row['locator'])}"
    if archived := row.get("archive_url") or source.get("archive_url"):
        told += f" ({link('archived', archived)})"
    return f" ({told})"


def is_hidden(row: Line) -> bool:
    """Whether the place of an appearance is confidential."""
    return "source" not in row and str(row.get("locator", "")).startswith(CONFIDENTIAL)


def link(name: str, address: str | None) -> str:
    """A link; the name alone where the address is none of the web."""
    if not address or not urls.is_url(address):
        return plain(name)
    safe = re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"[{plain(name)}](<{safe}>)"


def _asked(row: Line) -> str | None:
    """The sentence on somebody who was asked: public rows are neither confidential nor gone."""
    told: dict[str, Any] = {one.name: row.get(one.name) for one in fields(OutreachView)}
    told["state"] = "waiting"
    if row.get("answered_on"):
        told["state"] = "answered" if row.get("answer") else "declined"
    return outreach.sentence(OutreachView(**told), days.today())


def _review(row: Line) -> str:
    told = link(row["publisher"], row.get("url"))
    rating = plain(row["rating"]) if "rating" in row else "no rating"
    return f"- {told}: {rating} ({spoken_date(row.get('published_on'))})"
