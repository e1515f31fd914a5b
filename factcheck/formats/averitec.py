"""AVeriTeC: claims with questions, answers from the web, and the dataset's label."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from factcheck.formats.base import (
    CLAIM_CHARACTERS,
    AppearanceFound,
    ClaimFound,
    EvidenceFound,
    FormatError,
    Found,
    Options,
    Refused,
    ReviewFound,
)
from factcheck.formats.people import speakers
from factcheck.formats.pieces import values
from factcheck.formats.plain import all_words, day, page_address, words
from factcheck.formats.readings import members, readings

PUBLISHER = "AVeriTeC"
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_UNANSWERED = re.compile(r"no answer could be found\.?", re.IGNORECASE)


class Averitec:
    """The AVeriTeC dataset of claims, with the answers that its annotators found."""

    name = "averitec"
    about = "the AVeriTeC dataset: claims, questions and answers, the dataset's label"
    suffixes = (".json", ".jsonl")

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so is of that dataset."""
        return b'"fact_checking_article"' in head or all(
            sign in head for sign in (b'"claim"', b'"questions"', b'"label"')
        )

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:  # noqa: ARG002
        """The claims of the file, the dataset's label as a review, each answer as evidence.

        Raises FormatError only for a file that is longer than ``base.DOCUMENT_BYTES``.
        """
        return readings(values(stream), _claim)


def _claim(value: Any, notes: dict[str, None]) -> ClaimFound:
    text = words(value.get("claim")) if isinstance(value, dict) else None
    if not isinstance(value, dict) or text is None:
        raise FormatError("there is no claim")
    if len(text) > CLAIM_CHARACTERS:
        raise FormatError(f"the claim is longer than {CLAIM_CHARACTERS:,} characters")
    review = _review(value, notes)
    return ClaimFound(
        text=text,
        context=_context(value),
        appearances=_appearances(value, notes),
        evidence=tuple(_evidence(value, notes)),
        reviews=(review,) if review else (),
        tags=tuple(dict.fromkeys(all_words(value.get("claim_types")))),
    )


def _context(value: dict[str, Any]) -> str | None:
    """Where it was reported and which country it is about, as the dataset says."""
    told = (
        ("reported by", words(value.get("reporting_source"))),
        ("country", words(value.get("location_ISO_code"))),
    )
    return "; ".join(f"{what} {found}" for what, found in told if found) or None


def _appearances(value: dict[str, Any], notes: dict[str, None]) -> tuple[AppearanceFound, ...]:
    persons = speakers(words(value.get("speaker")), [], notes).persons
    first = AppearanceFound(
        speaker=persons[0] if persons else None,
        source=_address(value, "original_claim_url", notes),
        said_on=_said_on(value.get("claim_date"), notes),
    )
    return (first,) if first else ()


def _address(value: dict[str, Any], name: str, notes: dict[str, None]) -> str | None:
    """The address under that name, else that of the copy which the dataset keeps of it."""
    return page_address(value.get(name), notes) or page_address(value.get(f"cached_{name}"), notes)


def _said_on(told: Any, notes: dict[str, None]) -> str | None:
    """The date, which the dataset writes with the day first."""
    found = _DAY_FIRST.fullmatch(words(told) or "")
    iso = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else told
    return day(iso, notes, "the date of the claim")


def _review(value: dict[str, Any], notes: dict[str, None]) -> ReviewFound | None:
    label = words(value.get("label"))
    url = page_address(value.get("fact_checking_article"), notes)
    return ReviewFound(publisher=PUBLISHER, url=url, rating=label) if label or url else None


def _evidence(value: dict[str, Any], notes: dict[str, None]) -> Iterator[EvidenceFound]:
    """The answers, then the justification of the label.

    No answer tells by itself whether it speaks for or against the claim, not even a yes or
    no: all are context. A question that nobody could answer is a search without result.
    """
    for question in members(value, "questions"):
        asked = words(question.get("question"))
        for answer in members(question, "answers"):
            if found := _answer(asked, answer, notes):
                yield found
    if reason := words(value.get("justification")):
        yield EvidenceFound("context", note=f"Justification of the label ({PUBLISHER}): {reason}")


def _answer(
    asked: str | None, answer: dict[str, Any], notes: dict[str, None]
) -> EvidenceFound | None:
    told, kind = words(answer.get("answer")), words(answer.get("answer_type"))
    source = _address(answer, "source_url", notes)
    explained = words(answer.get("boolean_explanation"))
    note = "\n".join(each for each in (asked, told, explained) if each)
    if not note:
        return EvidenceFound("context", source=source) if source else None
    unanswered = kind == "Unanswerable" or (told and _UNANSWERED.fullmatch(told))
    return EvidenceFound("no-result" if unanswered else "context", note=note, source=source)
