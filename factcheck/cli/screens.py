"""What a person sees of a claim: content and attribution apart, ids at the right."""

from typing import TYPE_CHECKING, Any

from factcheck import text, urls
from factcheck.cli import desk_screens
from factcheck.cli.layout import Line, pad, shorten, verdict_style, width, wrap
from factcheck.cli.layout import labelled as _item
from factcheck.days import spoken_date
from factcheck.views import AppearanceView, ClaimView, EvidenceView, VerdictView
from factcheck.vocabulary import STANCES

if TYPE_CHECKING:
    from factcheck.db import Session

_MARKS = '"“”«»„‟'
_STANCE_STYLES = {"supports": "green", "refutes": "red", "mixed": "yellow", "disputes": "yellow"}


def claim(view: ClaimView, changed: list[str], total: int) -> list[Line]:
    """A claim as ``show`` prints it, in so many columns."""
    lines: list[Line] = []
    lines += [*_tags(view, _title(view), total), []]
    lines += [[("  " + line, "bold")] for line in wrap(text.printable(view.text), total - 2)]
    lines += _facts(view, total)
    lines += [[], *_said(view, total), []]
    lines += _question("WAS IT SO?", view, None, total)
    for one in _asked(view):
        lines += [[], *_question(_attribution_title(one), view, one, total)]
    for more in (
        desk_screens.asked(view.outreach, total),
        *(_reviews(view, total), _relations(view, total), _notes(view, total)),
        *(_corrections(view, total), _waivers(view, total)),
    ):
        lines += [[], *more] if more else []
    return [*lines, [], *_footer(view, changed, total)]


def _title(view: ClaimView) -> Line:
    if not view.tracked:
        status = "reference (library)"
    elif view.unverified:
        status = "unverified" if view.verdict is None else f"unverified ({view.verdict})"
    else:
        status = view.verdict or "unverified"
    parts = [status, view.stage]
    if view.priority != "normal":
        parts.append(f"{view.priority} priority")
    line: Line = [(f"Claim {view.id}", "bold")]
    for number, part in enumerate(parts):
        line += [(" · ", ""), (part, verdict_style(view.verdict) if number == 0 else "")]
    return line


def _tags(view: ClaimView, title: Line, total: int) -> list[Line]:
    """The title with the tags behind it, or under it where there are many."""
    if not view.tags:
        return [title]
    told = text.one_line(", ".join(view.tags))
    if sum(width(part) for part, _ in title) + width(told) + 3 <= total:
        return [[*title, (f" · {told}", "cyan")]]
    return [title, *([("  " + line, "cyan")] for line in wrap(told, total - 2))]


def _facts(view: ClaimView, total: int) -> list[Line]:
    told = (("Context", view.context), ("Language", view.language), ("Why", view.why))
    found = [(name, value) for name, value in told if value]
    found += [("Also", wording) for wording in view.aliases]
    found += desk_screens.plan(view)
    lines: list[Line] = [[]] if found else []
    for name, value in found:
        lines += _item(f"  {name}", str(value), "", total)
    return lines


def _said(view: ClaimView, total: int) -> list[Line]:
    standing = [one for one in view.appearances if one.withdrawn_because is None]
    if not standing:
        return _item("  Said by", "nobody on file", "", total)
    lines: list[Line] = []
    for number, one in enumerate(standing):
        lines += _appearance(one, "Said by" if number == 0 else "Again by", total)
    gone = len(view.appearances) - len(standing)
    if gone:
        lines += _item("", f"{gone} withdrawn (factcheck history {view.id})", "", total)
    return lines


def _appearance(one: AppearanceView, label: str, total: int) -> list[Line]:
    kind = f" ({one.speaker_kind})" if one.speaker_kind not in (None, "unknown") else ""
    who = f"{one.speaker or 'unknown speaker'}{kind}, {spoken_date(one.said_on)}"
    where = _place(one.source_title, one.source_url, one.locator)
    if one.source_confidential:
        where = f"{where}, {_secret(one.source_confidential)}"
    quote = quoted(one.quote) if one.quote else "no quote on file"
    lines = _item(f"  {label}", who, f"[a{one.id}]", total)
    if where:
        lines += _item("  Where", where, "", total)
    lines += _item("", quote, "", total)
    if one.archive_url:
        lines += _item("  Archived", one.archive_url, "", total)
    return lines


def quoted(told: str) -> str:
    """The words between marks, unless they have marks of their own at one of their ends."""
    return told if told[0] in _MARKS or told[-1] in _MARKS else f"“{told}”"


def _place(title: str | None, url: str | None, locator: str | None) -> str:
    names = [title, urls.show(url) if url else None]
    where = ", ".join(name for name in names if name)
    place = locator if not locator or locator.startswith("at ") else f"at {locator}"
    return ", ".join(filter(None, (where, place)))


def _asked(view: ClaimView) -> list[AppearanceView]:
    """The appearances whose attribution is a question: the first, and those with an answer."""
    about = {one.appearance for one in view.evidence} | {one.appearance for one in view.verdicts}
    return [
        one
        for one in view.appearances
        if one.withdrawn_because is None and (one.first or one.id in about)
    ]


def _attribution_title(one: AppearanceView) -> str:
    return "WAS IT SAID?" if one.first else f"WAS IT SAID [a{one.id}]?"


def _question(title: str, view: ClaimView, about: AppearanceView | None, total: int) -> list[Line]:
    """One of the two questions: the verdict, the evidence by stance, earlier verdicts."""
    number = about.id if about else None
    status = about.evidence_status if about else view.evidence_status
    verdicts = [one for one in view.verdicts if one.appearance == number]
    in_force = next((one for one in verdicts if one.ended is None), None)
    word = in_force.verdict if in_force else "no verdict"
    room = total - len(title) - 2 - len(word)
    lines: list[Line] = [
        [
            (f"{title}  ", "bold"),
            (word, verdict_style(word)),
            (pad(f"evidence: {status}", room, right=True), ""),
        ]
    ]
    if in_force:
        lines += _verdict(in_force, total)
    items = [one for one in view.evidence if one.appearance == number]
    standing = [one for one in items if one.withdrawn_because is None]
    for stance in STANCES:
        for one in standing:
            if one.stance == stance:
                lines += _evidence(one, total)
    if not standing:
        lines += _item("", "nothing on file yet", "", total)
    if gone := len(items) - len(standing):
        lines += _item("", f"{gone} withdrawn (factcheck history {view.id})", "", total)
    for former in reversed([one for one in verdicts if one.ended is not None]):
        lines += _former(former, total)
    return lines


def _verdict(one: VerdictView, total: int) -> list[Line]:
    lines = _item("  because", one.reason, "", total)
    rated = f"; rated {one.rating} ({one.scale})" if one.rating else ""
    reworded = "; the claim was reworded since" if one.reworded_since else ""
    told = f"{_day(one.ruled_at)}, {one.ruled_by}{rated}{reworded}"
    return lines + _item("  ruled", told, "", total)


def _former(one: VerdictView, total: int) -> list[Line]:
    why = f", because {one.ended_because}" if one.ended_because else ""
    told = (
        f"{one.verdict} ({_day(one.ruled_at)}, {one.ruled_by}: {one.reason}); "
        f"{one.ended} {_day(one.ended_at)}{why}"
    )
    return _item("  earlier", told, "", total, style="dim")


def _evidence(one: EvidenceView, total: int) -> list[Line]:
    label = f"  {one.stance.replace('-', ' ')}"
    told = ": ".join(filter(None, (one.by, one.note)))
    rows = [told] if told else []
    if one.quote:
        rows.append(quoted(one.quote))
    rows.append(_where(one))
    rows = [row for row in rows if row]
    lines: list[Line] = []
    for number, row in enumerate(rows):
        lines += _item(
            label if number == 0 else "",
            row,
            f"[e{one.id}]" if number == len(rows) - 1 else "",
            total,
            _STANCE_STYLES.get(one.stance, "") if number == 0 else "",
        )
    return lines


def item(one: EvidenceView, total: int) -> list[Line]:
    """One item of evidence as ``evidence show`` prints it."""
    about = f"was it said, a{one.appearance}" if one.appearance else "was it so"
    title = f"Evidence e{one.id} on claim {one.claim} · {about}"
    lines: list[Line] = [[(title, "bold")], *_evidence(one, total)]
    lines += _item("  added", f"{_day(one.added_at)}, {one.added_by}", "", total)
    if one.withdrawn_because:
        lines += _item("  withdrawn", one.withdrawn_because, "", total)
    return lines


def _where(one: EvidenceView) -> str:
    place = _place(one.source_title, one.source_url, one.locator)
    if one.rank:
        place = f"{place} ({one.rank})".strip()
    retrieved = f"retrieved {one.retrieved_on}" if one.retrieved_on else ""
    archived = f"archived at {urls.site(one.archive_url)}" if one.archive_url else ""
    because = one.confidential_because or one.source_confidential
    secret = _secret(because) if one.confidential or because else ""
    group = f"of the group {one.independence_group}" if one.independence_group else ""
    return ", ".join(filter(None, (place, retrieved, archived, group, secret)))


def _secret(because: str | None) -> str:
    """What is not for the public, as those who may see it are warned."""
    return f"CONFIDENTIAL ({because})" if because else "CONFIDENTIAL"


def _reviews(view: ClaimView, total: int) -> list[Line]:
    if not view.reviews:
        return []
    lines: list[Line] = [[("CHECKED BY OTHERS", "bold"), ("  (never our verdict)", "dim")]]
    for one in view.reviews:
        told = ", ".join(filter(None, (one.publisher, one.published_on, one.title)))
        lines += _item("  rated", f"{one.rating or 'no rating'}: {told}", "", total)
        if one.url:
            lines += _item("", urls.show(one.url), "", total)
    return lines


_INWARD = {
    "denies": "denied by",
    "contradicts": "contradicts",
    "narrows": "narrowed by",
    "updates": "updated by",
}


def _relations(view: ClaimView, total: int) -> list[Line]:
    if not view.relations:
        return []
    lines: list[Line] = [[("RELATED", "bold")]]
    for one in view.relations:
        kind = _INWARD[one.kind] if one.inward else one.kind
        why = f" (because {one.because})" if one.because else ""
        lines += _item(f"  {kind}", f"claim {one.claim}: {one.text}{why}", "", total)
    return lines


def _notes(view: ClaimView, total: int) -> list[Line]:
    standing = [one for one in view.notes if one.withdrawn_because is None]
    if not standing:
        return []
    lines: list[Line] = [[("NOTES", "bold"), ("  (internal)", "dim")]]
    for one in standing:
        secret = " (CONFIDENTIAL)" if one.confidential else ""
        lines += _item(
            f"  {_day(one.added_at)}", f"{one.added_by}: {one.text}{secret}", f"[n{one.id}]", total
        )
    return lines


def _corrections(view: ClaimView, total: int) -> list[Line]:
    if not view.corrections:
        return []
    lines: list[Line] = [[("CORRECTIONS", "bold"), ("  (newest first)", "dim")]]
    for one in view.corrections:
        told = f"{one.kind}: {one.notice or 'no notice'}"
        lines += _item(f"  {_day(one.made_at)}", told, f"[c{one.id}]", total)
        lines += _item("", f"{one.made_by}, because {one.reason}", "", total)
        for label, lost in (("  before", one.before), ("  after", one.after)):
            for number, row in enumerate((lost or "").split("\n") if lost else ()):
                lines += _item("" if number else label, row, "", total, style="dim")
    return lines


def _waivers(view: ClaimView, total: int) -> list[Line]:
    standing = [one for one in view.waivers if one.lifted_because is None]
    if not standing:
        return []
    lines: list[Line] = [[("WAIVED", "bold"), (f"  (factcheck lint {view.id})", "dim")]]
    for one in standing:
        told = f"{one.rule}, by {one.waived_by}: {one.reason}"
        lines += _item(f"  {_day(one.waived_at)}", told, "", total)
    return lines


def _footer(view: ClaimView, changed: list[str], total: int) -> list[Line]:
    many = f"{view.changes} change{'' if view.changes == 1 else 's'} since"
    told = (
        f"Added by {view.added_by} on {_day(view.added_at)}; {many} (factcheck history {view.id})"
    )
    lines: list[Line] = [[(line, "dim")] for line in wrap(text.printable(told), total)]
    return lines + [[(shorten(f"  {text.one_line(one)}", total), "dim")] for one in changed]


def _day(at: str | None) -> str:
    return (at or "")[:10]


def moment(at: str) -> str:
    """A time of the log as it is printed: 2019-05-01 10:02 (UTC)."""
    return f"{at[:10]} {at[11:16]}"


def last_changes(
    session: "Session", view: ClaimView, limit: int = 3, upto: int | None = None
) -> list[str]:
    """The last changes of a claim (up to an entry) in words, newest first; not its adding."""
    if not view.changes:
        return []
    before = None if upto is None else upto + 1
    told = _told(session, view, limit=min(limit, view.changes), before=before)
    return [line for _, line in told]


def changes_since(session: "Session", record: Any, seq: int, kind: str = "claim") -> list[str]:
    """What happened to a claim, or to a record of another kind, after an entry, in words."""
    return [line for number, line in _told(session, record, kind=kind) if number > seq]


def _told(
    session: "Session",
    view: Any,
    limit: int | None = None,
    kind: str = "claim",
    before: int | None = None,
) -> list[tuple[int, str]]:
    from factcheck.history import read
    from factcheck.reports import changes

    root = (kind, view.uid)
    entries = read.entries(session.connection(), root=root, limit=limit, between=(0, before))
    return [
        (one.seq, f"{moment(one.at)}  {one.actor}  {'; '.join(one.sentences)}")
        for one in changes.tell(session, entries, root)
    ]


def last_touched(session: "Session", record: Any, kind: str = "claim") -> int:
    """The number of the last entry that touched a claim, or a record of another kind."""
    from factcheck.history import read

    return read.last_touched(session.connection(), (kind, record.uid))
