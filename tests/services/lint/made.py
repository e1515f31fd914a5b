"""Facts made by hand: rules see no database."""

from types import SimpleNamespace
from typing import Any

from factcheck import text
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.rule import Look

_ROW: dict[str, Any] = dict.fromkeys(
    (
        *("appearance_id", "source_id", "by_id", "by", "quote", "locator", "note", "rank"),
        *("retrieved_on", "archive_url", "independence_group", "withdrawn_because"),
        *("source_kind", "source_title", "source_url", "source_canonical", "source_archive"),
        *("source_confidential", "speaker_id", "speaker", "speaker_kind", "said_on"),
        *("rated", "rating", "deadline", "answered_on"),
    )
)
TEXT = "The bridge was closed for 12 days"


def row(number: int = 1, **told: Any) -> Any:
    """A row of any table; what is not told is not known."""
    return SimpleNamespace(**{**_ROW, "id": number, "confidential": 0, "added_at": "2019", **told})


def facts(today: str = "2020-05-01", claim: Any = None, **told: Any) -> Facts:
    """A claim, with what is told hanging on it."""
    plain = {"text": TEXT, "context": None, "language": "en", "published_at": None}
    return Facts(row(1, uid="u", stage="review", **(plain | (claim or {}))), today, **told)


def ruled(verdict: str = "supported", **told: Any) -> Any:
    """A verdict in force, given on 1 May 2020 on the words as they are."""
    plain = {
        "reason": "Because.",
        "text_sha256": text.digest(TEXT),
        "ruled_at": "2020-05-01T10:00:00.000000Z",
    }
    return row(1, verdict=verdict, **(plain | told))


def found(look: Look, about: Facts) -> list[str]:
    """What a rule finds, in its words."""
    return [one.words for one in look(about)]
