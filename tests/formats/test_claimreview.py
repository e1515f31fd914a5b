"""ClaimReview of others is read with all its quirks, and ours is read back as it was written."""

import copy
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.formats.base import (
    ClaimFound,
    Found,
    Refused,
    ReviewFound,
)
from factcheck.formats.claimreview import (
    ClaimReview,
    ClaimReviewGraph,
    ClaimReviewList,
    ClaimReviewScript,
    to_node,
)
from tests.formats.reviews_read import NODE, read
from tests.long import LONG

DATA = Path(os.environ.get("FACTCHECK_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


EXAMPLES = 10_000 if LONG else 100


WRITERS = (ClaimReviewList(), ClaimReviewGraph(), ClaimReviewScript())


def test_files_are_recognised_by_what_is_in_them() -> None:
    fits = ClaimReview().fits
    assert fits(b"\xef\xbb\xbf <!DOCTYPE html>")
    assert fits(b'[{"claimReviewed": "x"}]')
    assert fits(b'<script type="application/ld+json">')
    assert not fits(b'{"claims": [{"claimReview": []}]}')
    assert not fits(b"id,claim\n")


def test_claims_without_reviews_are_not_written() -> None:
    for writer in WRITERS:
        assert read(b"".join(writer.write([ClaimFound("x")])))[0].place == "document"
    node = to_node(ClaimFound("x"), ReviewFound("Checks"), sd_publisher="Us")
    assert node["sdPublisher"] == {"@type": "Organization", "name": "Us"}


def test_a_script_cannot_be_ended_from_within() -> None:
    claim = ClaimFound("</script><!-- & \u2028", reviews=(ReviewFound("A</script>"),))
    told = b"".join(ClaimReviewScript().write([claim, claim, claim])).decode()
    inner = told.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")
    assert not set("<>&\u2028") & set(inner)
    assert len(json.loads(inner)["@graph"]) == 3


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "x", 0, -1.5, True, [], {}, [None], {"@value": []}, [[["x"]]], {"a": {"b": []}},
     "\ud83d", "https://", "http://[x", {"url": {"url": 3}}, "\u0000", {"name": {"name": [1]}},
     {"properties": {"name": 1}}, {"@type": ["ClaimReview"]}, "9" * 400, 10**400]
)  # fmt: skip


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else ()
    return [path, *(found for key, each in members for found in _paths(each, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    node = copy.deepcopy(NODE)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(_paths(node)[1:] or [()]))
        if not path:
            break
        owner: Any = node
        for key in path[:-1]:
            owner = owner[key]
        change = draw(st.sampled_from(["drop", "junk", "list", "nest", "twice"]))
        value = owner.pop(path[-1])
        made = {
            "junk": copy.deepcopy(draw(JUNK)),
            "list": [value],
            "nest": {"name": value, "url": value},
        }
        made["twice"] = [value, copy.deepcopy(value)]
        if change != "drop":
            owner[path[-1]] = made[change]
    return node


@given(mutated())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_nodes_are_read_or_refused_and_siblings_are_read(node: Any) -> None:
    found = read([NODE, node, {**NODE, "url": "https://checks.example.org/2"}])
    assert found[0] == read([NODE])[0]
    last = found[-1]
    assert isinstance(last, Found)
    assert last.record.reviews[0].url == "https://checks.example.org/2"


@given(st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_mutated_bytes_are_read_or_refused(data: st.DataObject) -> None:
    html = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'
    raw = bytearray(data.draw(st.sampled_from([json.dumps([NODE, NODE]), html])).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        more = data.draw(
            st.sampled_from([b"", b'"', b"{", b"}", b"\\", b"\xff", b"<", b"[", b","])
        )
        raw[at : at + data.draw(st.integers(0, 2))] = more
    for each in read(bytes(raw)):
        assert isinstance(each, Found | Refused)


def test_all_captures_are_read() -> None:
    path = DATA / "claimreview" / "captures.tar.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    counts: dict[str, int] = {}
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            if file and not member.name.endswith("LICENSE"):
                found = read(file.read())
                counts[member.name] = sum(isinstance(each, Found) for each in found)
                assert all(
                    each.reason == "no ClaimReview in it"
                    for each in found
                    if isinstance(each, Refused)
                )
    assert (len(counts), sum(counts.values()), max(counts.values())) == (47, 18, 1)


def test_all_reviews_of_the_list_are_read() -> None:
    path = DATA / "claimreview" / "claimreviews.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    found = read(path.read_bytes())
    assert [isinstance(each, Found) for each in found] == [True] * 33
