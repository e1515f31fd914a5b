"""Ratings of others: scales, labels in their spellings, and numbers."""

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import ratings
from factcheck.ratings import Judged, Point, Scale, judge, label_forms, numeric, plain_key
from factcheck.vocabulary import VERDICTS

SCALES = ratings.shipped()
WANTED = """
afp africa-check alt-news aos-fatos averitec boom chequeado correctiv demagog dpa
estadao-verifica factcheck-org factly faktisk faktograf fatabyyano fever full-fact
general lupa maldita mimikama newtral pagella-politica politifact rappler reuters
science-feedback snopes taiwan-factcheck-center tempo teyit tjekdet usa-today vera-files
vishvas-news washington-post
"""


def test_the_scales_of_well_known_publishers_are_shipped() -> None:
    assert list(SCALES) == WANTED.split()
    assert ratings.shipped() is SCALES


@pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))
def test_every_scale_is_consistent(scale: Scale) -> None:
    assert scale.title
    assert scale.origin.startswith("https://") or scale.name == "general"
    assert bool(scale.publishers) is (scale.name != "general")
    keys = [plain_key(point.label) for point in scale.points]
    assert len(keys) == len(set(keys)) > 3
    assert {point.verdict for point in scale.points} <= {*VERDICTS, None}
    assert {point.confidence for point in scale.points} <= {"high", "medium", "low"}
    assert {"supported", "refuted"} <= {point.verdict for point in scale.points}
    for point in scale.points:
        assert all(map(plain_key, (*point.aliases, *point.prefixes)))


def test_no_publisher_has_two_scales() -> None:
    for one, other in combinations(SCALES.values(), 2):
        assert not set(map(plain_key, one.publishers)) & set(map(plain_key, other.publishers))


def test_the_plain_words_are_of_many_languages() -> None:
    words = SCALES["general"].labels
    known = (
        "true faux falso falsch onwaar feil fałsz nepravda netočno fals ложь hamis ψευδές yanlış"
    )
    more = (
        "שקר زائف झूठ মিথ্যা பொய் అబద్ధం salah sai เท็จ 錯誤 虚假 誤り 거짓 väärä väär nepatiess netiesa"
    )
    assert all(plain_key(word) in words for word in f"{known} {more}".split())


def test_a_label_may_not_mean_two_things() -> None:
    points = (Point("True", "supported"), Point("Yes", "refuted", aliases=("TRUE!",)))
    with pytest.raises(ValueError, match="the scale mine has the label 'true' twice"):
        Scale("mine", "Mine", "https://example.org/", (), points)


@pytest.mark.parametrize(
    ("publisher", "site", "name"),
    [
        ("Politifact", None, "politifact"),
        (None, "factcheckhindi.afp.com", "afp"),
        ("Somebody", "www.snopes.com", "snopes"),
        ("Agencia Lupa", None, "lupa"),
        ("snopes.com", "", "snopes"),
        ("台灣事實查核中心", None, "taiwan-factcheck-center"),
        ("Somebody", "example.org", None),
        (None, None, None),
        (None, "com", None),
    ],
)
def test_a_publisher_is_known_by_site_or_name(
    publisher: str | None, site: str | None, name: str | None
) -> None:
    found = ratings.scale_for(publisher, site)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "label",
    [
        "half true",
        ": Half True",
        "Rating: Half True",
        "Fact Crescendo Rating: HALF TRUE.",
        "half_true",
        "half-true",
        "❌ Half True!",
        "“Half true”",
        "Our ruling: half true",
        "Verdict – Half True",
    ],
)
def test_trappings_of_a_label_go(label: str) -> None:
    assert label_forms(label)[-1] == "half true"


def test_a_label_of_nothing_has_no_forms() -> None:
    assert label_forms(" :!") == ()


@pytest.mark.parametrize(
    ("publisher", "label", "wanted"),
    [
        ("PolitiFact", "pants-fire", Judged("refuted", "high", "scale")),
        ("PolitiFact", "barely-true", Judged("refuted", "high", "scale")),
        ("PolitiFact", "Full Flop", Judged(None, "high", "scale")),
        ("Snopes", "Labeled Satire", Judged("refuted", "medium", "scale")),
        ("Snopes", "correct-attribution", Judged("supported", "high", "scale")),
        ("Washington Post", "Four Pinocchios", Judged("refuted", "high", "scale")),
        ("Aos Fatos", "não_é_bem_assim", Judged("mixed", "high", "scale")),
        ("BOOM", "Misleading", Judged("mixed", "medium", "scale")),
        ("AFP", "Misleading", Judged("mixed", "high", "scale")),
        ("AVeriTeC", "Conflicting Evidence/Cherrypicking", Judged("mixed", "high", "scale")),
        ("FEVER", "NOT ENOUGH INFO", Judged("insufficient", "high", "scale")),
        ("Full Fact", "That’s correct. It rose.", Judged("supported", "medium", "scale")),
        ("Full Fact", "Correct, but it fell before", Judged("mixed", "medium", "scale")),
        ("Full Fact", "This isn't true at all", Judged("refuted", "medium", "scale")),
        ("Full Fact", "Trueness aside", Judged(None, None, "not understood")),
        ("PolitiFact", "False, the picture is old", Judged("refuted", "low", "scale")),
        ("Somebody", "False. The picture is old", Judged("refuted", "low", "general")),
        ("Somebody", "It depends. On much", Judged(None, None, "not understood")),
        ("PolitiFact", "Falso", Judged("refuted", "medium", "general")),
        ("Somebody", "झूठ", Judged("refuted", "medium", "general")),
        ("Somebody", "Satire", Judged("refuted", "low", "general")),
        ("Somebody", "Opinion", Judged("not-checkable", "medium", "general")),
        ("Somebody", "", Judged(None, None, "not understood")),
    ],
)
def test_labels_are_judged_by_the_publishers_scale_first(
    publisher: str, label: str, wanted: Judged
) -> None:
    assert judge(label, scale=ratings.scale_for(publisher, None)) == wanted


def test_some_words_mean_it_in_one_language_only() -> None:
    assert judge("Vale", language="et") == Judged("refuted", "medium", "general")
    assert judge("Vale", language="es").how == "not understood"
    assert judge("Sì", language="it-IT").verdict == "supported"


def test_a_number_alone_is_never_sure() -> None:
    assert judge(None, "5") == Judged("supported", "low", "number")
    assert judge("", 3) == Judged("mixed", "low", "number")
    assert judge("Vier Sterne", 1, 5, 1) == Judged("refuted", "low", "number")
    assert judge("Vier Sterne", -1, -1, -1).how == "not understood"


def test_a_label_beats_a_number_that_contradicts_it() -> None:
    scale = ratings.scale_for("PolitiFact", None)
    assert judge("False", 5, scale=scale) == Judged("refuted", "medium", "scale")
    assert judge("False", 5) == Judged("refuted", "low", "general")
    assert judge("Satire", 5) == Judged("refuted", "low", "general")
    assert judge("False", 3, scale=scale) == Judged("refuted", "high", "scale")
    assert judge("Faux", "5", "1", "5", scale=ratings.scale_for("AFP", None)).confidence == "high"


@pytest.mark.parametrize(
    ("value", "best", "worst", "wanted", "note"),
    [
        ("5", "1", "5", 0.0, None),
        (1, 1, 5, 1.0, None),
        ("1", "1", "1", None, "the same"),
        (-1, -1, -1, None, "the same"),
        (7, 5, 1, 1.0, "outside"),
        ("0", "5", "1", 0.0, "outside"),
        (1, 5, 0, 0.2, None),
        ("2,5", "5", "0", 0.5, None),
        ("3", None, "", 0.5, None),
        ("two", 5, 1, None, "not a number"),
        (1, "best", 1, None, "not a number"),
        (True, 5, 1, None, "not a number"),
        ([1], 5, 1, None, "not a number"),
        ("nan", 5, 1, None, "not a number"),
        (10**400, 5, 1, None, "not a number"),
        (1e308, 1e308, -1e308, None, "too large"),
        (None, 5, 1, None, None),
        (" ", 5, 1, None, None),
    ],
)
def test_numbers_survive_every_scale(
    value: object, best: object, worst: object, wanted: float | None, note: str | None
) -> None:
    fraction, told = numeric(value, best, worst)
    assert fraction == (None if wanted is None else pytest.approx(wanted))
    assert (told is None) if note is None else re.search(note, told or "")


ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(), st.booleans(), st.lists(st.integers())
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_a_number_is_between_nothing_and_all(value: object, best: object, worst: object) -> None:
    fraction, _ = numeric(value, best, worst)
    assert fraction is None or 0 <= fraction <= 1


@given(st.text(), ANYTHING, st.sampled_from([None, *SCALES.values()]))
def test_any_rating_is_judged(label: str, value: object, scale: Scale | None) -> None:
    judged = judge(label, value, scale=scale)
    assert judged.verdict in {*VERDICTS, None}
    assert (judged.how == "not understood") is (judged.confidence is None)
