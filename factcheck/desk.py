"""What a desk adds to a claim: who does what by when, whom we asked, what is to do next.

Records go in and are checked when they are made; views come out, and their field names are
the keys of ``--json``.
"""

from dataclasses import dataclass

from factcheck import days
from factcheck.days import partial_date
from factcheck.errors import InvalidInput
from factcheck.pages import Count
from factcheck.records import stored_text


@dataclass(frozen=True, slots=True)
class RuleView:
    """A house rule: what is in force, what holds where nobody set it, what it asks for."""

    name: str
    value: str
    default: str
    set: bool
    about: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """Where the work on a claim stands: its stage, who does it, by when, and how urgent it is."""

    id: int
    uid: str
    stage: str
    priority: str
    why: str | None
    assignee: str | None
    due_on: str | None
    recheck_every: str | None
    rechecked_at: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class RecheckView:
    """A claim whose verdict wants another look since ``since``.

    ``every`` is the span in force, ``of_house`` whether it is that of the house rule.
    """

    id: int
    uid: str
    text: str
    speaker: str | None
    verdict: str
    ruled_at: str
    rechecked_at: str | None
    every: str
    of_house: bool
    since: str


@dataclass(frozen=True, slots=True)
class QueueParts:
    """What the score of a claim in the queue is the sum of."""

    priority: int
    due: int
    recheck: int
    age: int
    repeats: int
    worth: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A claim in the queue; ``reasons`` say in words why it stands there."""

    id: int
    uid: str
    text: str
    speaker: str | None
    said_on: str | None
    stage: str
    priority: str
    why: str | None
    assignee: str | None
    due_on: str | None
    verdict: str | None
    evidence_status: str
    appearances: int
    worth: int | None
    added_at: str
    score: int
    parts: QueueParts
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The head of the queue, and how many claims are in it."""

    rows: tuple[QueueLine, ...]
    total: Count
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutreachView:
    """Somebody who was asked, and the answer.

    ``state`` is "waiting", "answered", "declined" (an answer came, and it was no comment) or
    "withdrawn". ``speaker`` is the id of whom, where that is a speaker on file.
    """

    id: int
    uid: str
    claim: int
    whom: str
    speaker: int | None
    channel: str | None
    question: str | None
    asked_on: str
    deadline: str | None
    state: str
    answered_on: str | None
    answer: str | None
    confidential: bool
    added_at: str
    added_by: str
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class SavedView:
    """Filters under a name; ``options`` are they as they are typed."""

    id: int
    uid: str
    name: str
    filters: dict[str, object]
    options: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class OutreachRecord:
    """A question that was put to somebody; ``deadline`` is the last day for an answer.

    ``asked_on`` is today unless told. Raises InvalidInput for a deadline before that.
    """

    whom: str
    channel: str | None = None
    deadline: str | None = None
    question: str | None = None
    asked_on: str | None = None
    confidential: bool = False

    def __post_init__(self) -> None:
        _set(self, "whom", stored_text(self.whom, "whom you asked"))
        for name in ("channel", "question"):
            told = getattr(self, name)
            if told is not None:
                _set(self, name, stored_text(told, name) if told.strip() else None)
        _set(self, "asked_on", happened(self.asked_on, "asked on"))
        if self.deadline is not None:
            _set(self, "deadline", days.due(self.deadline, "deadline"))
            if self.deadline < str(self.asked_on):
                raise InvalidInput(
                    f"the deadline {self.deadline} is before the question of {self.asked_on}"
                )


def happened(told: str | None, what: str) -> str:
    """A partial date that is not to come; today where none is told. Raises InvalidInput."""
    today = days.today()
    found = partial_date(told, what) if told else today
    if found > today:
        raise InvalidInput(f"{what}: {found} is still to come")
    return found


def _set(record: object, name: str, value: str | None) -> None:
    object.__setattr__(record, name, value)
