"""What is said to the public of whom we asked: "did not respond by 3 May 2019"."""

from factcheck import text
from factcheck.days import spoken_date
from factcheck.desk import OutreachView


def sentence(asked: OutreachView, today: str) -> str | None:
    """One sentence on a question that was put to somebody, as it stands on this day.

    None for one that is confidential or was withdrawn: of those nothing is said.
    """
    if asked.confidential or asked.state == "withdrawn":
        return None
    who = text.one_line(asked.whom)
    channel = f" by {text.one_line(asked.channel)}" if asked.channel else ""
    how = f"asked{channel}{_on(asked.asked_on)}"
    if asked.state == "answered":
        answer = text.one_line(asked.answer or "")
        return f"{who}, {how}, answered{_on(asked.answered_on)}: “{answer}”"
    if asked.state == "declined":
        return f"{who}, {how}, declined to comment{_on(asked.answered_on)}."
    if asked.deadline is None:
        return f"{who} was {how} and has not responded."
    if asked.deadline < today:
        return f"{who}, {how}, did not respond by {spoken_date(asked.deadline)}."
    return f"{who} was {how}; an answer was wanted by {spoken_date(asked.deadline)}."


def _on(told: str | None) -> str:
    """A date with its preposition: " on 1 May 2019", " in May 2019"; nothing without one."""
    if not told:
        return ""
    return f" {'on' if len(told) == len('2019-05-01') else 'in'} {spoken_date(told)}"
