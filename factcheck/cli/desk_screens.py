"""What a person sees of a desk's work on a claim: its plan, and whom we asked."""

from collections.abc import Iterable

from factcheck import days, text
from factcheck.cli.layout import Line, labelled
from factcheck.desk import OutreachView
from factcheck.views import ClaimView


def plan(view: ClaimView) -> list[tuple[str, str]]:
    """Who does it by when, when it was published, when its verdict wants another look."""
    work = [
        f"assigned to {view.assignee}" if view.assignee else "",
        f"due {view.due_on}" if view.due_on else "",
    ]
    if told := ", ".join(filter(None, work)):
        late = view.due_on and view.due_on < days.today() and view.stage != "published"
        work = [f"{told} (overdue)" if late else told]
    found = [("Plan", told) for told in work if told][:1]
    if view.published_at:
        found.append(("Published", f"first on {view.published_at[:10]}"))
    if view.recheck_every:
        found.append(("Recheck", _recheck(view.recheck_every, view.rechecked_at)))
    elif view.rechecked_at:
        found.append(("Rechecked", view.rechecked_at[:10]))
    return found


def _recheck(every: str, rechecked_at: str | None) -> str:
    told = f"every {days.spoken(every)}" if days.is_span(every) else every
    return f"{told}, last on {rechecked_at[:10]}" if rechecked_at else told


def asked(views: Iterable[OutreachView], total: int) -> list[Line]:
    """Whom we asked, and what came; withdrawn questions are left to history."""
    standing = [one for one in views if one.state != "withdrawn"]
    if not standing:
        return []
    lines: list[Line] = [[("ASKED", "bold")]]
    for one in standing:
        channel = f", by {text.one_line(one.channel)}" if one.channel else ""
        secret = " (confidential)" if one.confidential else ""
        question = f": {one.question}" if one.question else ""
        told = f"{text.one_line(one.whom)}{channel}{secret}{question}"
        lines += labelled(f"  {one.asked_on}", told, "", total)
        style = "yellow" if one.state == "waiting" else ""
        lines += labelled("", _came(one), f"[o{one.id}]", total, style)
    return lines


def _came(one: OutreachView) -> str:
    """What came of a question, as of today."""
    if one.state == "answered":
        return f"answered {one.answered_on}: “{one.answer}”"
    if one.state == "declined":
        return f"declined to comment, {one.answered_on}"
    if one.deadline is None:
        return "no answer yet"
    if one.deadline < days.today():
        return f"no answer by {one.deadline}"
    return f"no answer yet, wanted by {one.deadline}"
