"""Learning what is worth checking: from a table, measured apart, kept, and read with care."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InvalidInput
from factcheck.extract import training
from factcheck.extract.training import Judged, Model

WORTH = "The health budget of the town number {} grew by {} percent in three years"
OTHER = "I am very glad that you are all here with me, my friends of the town number {}"
JUDGED = [
    one
    for number in range(60)
    for one in (
        Judged(WORTH.format(number, number % 7), True),
        Judged(OTHER.format(number), False),
    )
]


@pytest.fixture(scope="module")
def model() -> Model:
    return training.train(JUDGED, "en").model


def test_it_learns_what_it_was_shown() -> None:
    found = training.train(JUDGED, "en")
    assert (found.sentences, found.worth) == (120, 60)
    assert found.area > 0.99
    assert found.measured()["area"] == round(found.area, 4)
    assert 0 <= found.plain_area <= 1


def test_it_learns_the_same_again(model: Model) -> None:
    assert training.train(JUDGED, "en").model == model


def test_a_score_says_what_weighed_most(model: Model) -> None:
    yes, no = model.worth(WORTH.format(99, 3)), model.worth(OTHER.format(99))
    assert yes.score > 0.8 > 0.2 > no.score
    assert "a public matter" in yes.because
    assert len(yes.because) == 5
    assert any(one.startswith("-") for one in no.because)


@given(st.text(max_size=60))
def test_every_string_has_a_score(told: str) -> None:
    assert 0 < Model("en", -1.0, {" word": 2.0, "a figure": 1.0}).worth(told).score < 1


def test_a_table_is_read_by_its_header() -> None:
    told = 'Text,Verdict\r\n"A, b",1\r\nC,0\r\nD,-1\r\n,1\r\n'.encode("utf-8-sig")
    assert training.sentences(told) == [
        Judged("A, b", True),
        Judged("C", False),
        Judged("D", False),
    ]
    assert training.sentences(b"x,class_label,sentence\n1,Yes,E\n") == [Judged("E", True)]


@pytest.mark.parametrize("told", [b"", b"a,b\n1,2\n", b"text\nA\n", b"label\n1\n", b"\xff,\n"])
def test_another_table_is_refused(told: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"no column of texts|cannot be read"):
        training.sentences(told)


@pytest.mark.parametrize("judged", [JUDGED[:40], JUDGED[::2], []])
def test_too_little_teaches_nothing(judged: list[Judged]) -> None:
    with pytest.raises(InvalidInput, match="too little to learn from"):
        training.train(judged, "en")


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    assert training.area([True, False], [0.9, 0.1]) == 1
    assert training.area([True, False], [0.5, 0.5]) == 0.5
    assert training.area([True, False, False], [0.2, 0.1, 0.3]) == 0.5


def test_a_model_is_kept_and_found(model: Model, home: Path) -> None:
    assert training.kept("en") is None
    path = training.keep(model, "en")
    assert path == home / "data" / "factcheck" / "worth-en.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert training.kept("en") == model
    assert training.kept("es") is None
    training.keep(Model("en", 0.0, {}), "en")
    assert training.kept("en") == Model("en", 0.0, {})
    assert [one.name for one in path.parent.iterdir()] == ["worth-en.json"]


@pytest.mark.parametrize(
    "told",
    [
        "no json",
        "[]",
        "{}",
        json.dumps({"format": training.FORMAT, "language": "es", "start": 0, "weights": {}}),
        json.dumps({"format": training.FORMAT, "language": "en", "start": 0, "weights": []}),
        json.dumps({"format": training.FORMAT, "language": "en", "start": "0", "weights": {}}),
        json.dumps(
            {"format": training.FORMAT, "language": "en", "start": 0, "weights": {"a": None}}
        ),
        '{"format": "factcheck worth 1", "language": "en", "start": NaN, "weights": {}}',
    ],
)
def test_a_file_that_is_no_model_is_told(told: str) -> None:
    path = training.place("en")
    path.parent.mkdir(parents=True)
    path.write_text(told)
    with pytest.raises(InvalidInput, match="is no model of this program"):
        training.kept("en")
