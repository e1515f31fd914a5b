"""What comes out: the keys of --json, which scripts rely on."""

import dataclasses
import inspect
from typing import Any

import pytest

from factcheck import pages, views
from factcheck.pages import Count
from factcheck.views import AppearanceView, ClaimView

VIEWS = [
    cls
    for module in (pages, views)
    for _name, cls in inspect.getmembers(module, dataclasses.is_dataclass)
]


@pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.__name__)
def test_a_view_is_frozen_and_has_no_field_that_is_a_row(cls: Any) -> None:
    assert cls.__dataclass_params__.frozen
    assert "__slots__" in vars(cls)
    kinds = " ".join(str(field.type) for field in dataclasses.fields(cls))
    assert "models" not in kinds
    assert "Any" not in kinds


@pytest.mark.parametrize(
    ("cls", "keys"),
    [
        (
            pages.ClaimLine,
            (
                "id uid text speaker said_on verdict evidence_status supports refutes"
                " mixed disputes attribution attribution_status stage priority language"
                " appearances tags tracked unverified added_at added_by assignee due_on"
            ),
        ),
        (
            views.EvidenceView,
            (
                "id uid claim about appearance stance by source source_title source_url"
                " quote locator note retrieved_on rank confidential independence_group"
                " archive_url added_at added_by withdrawn_because"
            ),
        ),
        (
            views.VerdictView,
            (
                "id uid claim about appearance verdict reason rating scale"
                " reworded_since ruled_at ruled_by ended ended_at ended_because"
            ),
        ),
        (
            ClaimView,
            (
                "id uid text context language stage priority why tracked unverified"
                " merged_into tags verdict evidence_status attribution"
                " attribution_status appearances evidence verdicts reviews relations"
                " notes aliases added_at added_by changes redirected_from"
                " assignee due_on recheck_every rechecked_at worth published_at outreach"
                " corrections waivers"
            ),
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_keys_of_json_stay_what_they_are(cls: Any, keys: str) -> None:
    assert [field.name for field in dataclasses.fields(cls)] == keys.split()


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count(0), "0"),
        (Count(312), "312"),
        (Count(10_000), "10,000"),
        (Count(10_000, more=True), "more than 10,000"),
    ],
)
def test_a_count_is_exact_or_says_that_there_are_more(count: Count, shown: str) -> None:
    assert str(count) == shown


def appearance(number: int, *, first: bool) -> AppearanceView:
    blank: dict[str, Any] = dict.fromkeys(
        field.name for field in dataclasses.fields(AppearanceView)
    )
    return AppearanceView(**(blank | {"id": number, "first": first}))


def test_the_first_appearance_of_a_claim_is_the_standing_one() -> None:
    blank: dict[str, Any] = {field.name: () for field in dataclasses.fields(ClaimView)}
    withdrawn, standing = appearance(1, first=False), appearance(2, first=True)
    assert ClaimView(**(blank | {"appearances": (withdrawn, standing)})).first is standing
    assert ClaimView(**(blank | {"appearances": (withdrawn,)})).first is None
