"""The whole way from an article to proposals."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.extract import Span, propose
from factcheck.extract.languages import known, language
from factcheck.extract.proposing import statement
from tests.extract.reading import only, spoken
from tests.long import LONG

EXAMPLES = 3_000 if LONG else 75
ARTICLE = """Minister denies deal

Opposition leader Ana Ruiz said on Monday that the minister had sold the bridge to a firm in Ohio.

We literally had John Lee getting ready to sell the bridge. He was stopped at the last moment,” \
Ruiz said.
Ruiz is claiming that Lee was ready to sell the old bridge. Lee has since denied the claims, and \
nobody has yet to see any evidence that Ruiz is right.

The town's defense minister came late, and he said that other than two men there was no army.

“All options are open,” officials have repeatedly said, “and none is taken.”
"""


def test_an_article_is_read() -> None:
    found = propose(ARTICLE)
    told = [(one.speaker, one.cue, one.kind, one.group) for one in found]
    assert told == [
        ("Ana Ruiz", "said", "indirect", None),
        ("Ana Ruiz", "said", "direct", None),
        ("Ana Ruiz", "is claiming", "indirect", 2),
        ("John Lee", "has since denied", "indirect", None),
        ("The town's defense minister", "said", "indirect", None),
        ("officials", "have repeatedly said", "direct", None),
    ]
    assert [hint.kind for hint in found[2].hints] == ["denial", "no-evidence"]
    assert found[1].unsure == ("mended quote",)
    assert [ARTICLE[a:b] for a, b in found[5].more] == ["“and none is taken.”"]


def test_the_context_holds_all_of_it() -> None:
    text = "It rained. “It is so,” Ana Ruiz said. “Or not.” She left."
    context = only(text).context
    assert context.text == text[context.start : context.end]
    assert context.text == "“It is so,” Ana Ruiz said. “Or not.”"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ana Ruiz said that it rained.", "indirect"),
        ("“It rained,” Ana Ruiz said.", "direct"),
        ("Ana Ruiz said that it “rained” all day.", "mixed"),
        ("It rained all day,” Ana Ruiz said.", "direct"),
    ],
)
def test_the_kind_tells_whose_words_they_are(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("told", "bare", "code"),
    [
        ("that it rained", "it rained", "en"),
        ("that", "that", "en"),
        ("“It rained,”", "It rained", "en"),
        ("that “it rained”", "it rained", "en"),
        ("it “rained” all day", "it “rained” all day", "en"),
        ("it rained, ", "it rained", "en"),
        ("«Llovió»", "Llovió", "es"),
        ("qu’il pleut", "il pleut", "fr"),
        ("que la pluie tombe", "la pluie tombe", "fr"),
    ],
)
def test_a_statement_has_no_marks_around_it(told: str, bare: str, code: str) -> None:
    assert statement(told, language(code)) == bare


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "El presidente del Gobierno, Pedro Sánchez, aseguró este lunes que el paro bajó.",
            ("Pedro Sánchez", "el paro bajó"),
        ),
        (
            "«No hay fraude», dijo Ana Ruiz, portavoz del ministerio.",
            ("Ana Ruiz", "No hay fraude"),
        ),
        (
            "Según la policía, dos personas fueron detenidas.",
            (*("la policía", "dos personas fueron detenidas"),),
        ),
        (
            "La ministra Ana Ruiz ha afirmado que el puente es seguro.",
            (*("Ana Ruiz", "el puente es seguro"),),
        ),
        ("El puente es seguro, según Ana Ruiz.", ("Ana Ruiz", "El puente es seguro")),
        ("Ana Ruiz calificó el plan de «absurdo».", ("Ana Ruiz", "el plan de «absurdo»")),
    ],
)
def test_spanish_is_read(text: str, told: tuple[str, str]) -> None:
    assert spoken(text, "es") == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Le ministre de l'Économie, Jean Martin, a affirmé lundi que le chômage a baissé.",
            ("Jean Martin", "le chômage a baissé"),
        ),
        ("« C'est faux », a déclaré Claire Dubois, députée.", ("Claire Dubois", "C'est faux")),
        (
            "Selon la police, deux personnes ont été arrêtées.",
            (*("la police", "deux personnes ont été arrêtées"),),
        ),
        (
            "Claire Dubois estime qu’il n'existe pas de fraude.",
            (*("Claire Dubois", "il n'existe pas de fraude"),),
        ),
        ("“Le pont est sûr”, dit Jean Martin.", ("Jean Martin", "Le pont est sûr")),
    ],
)
def test_french_is_read(text: str, told: tuple[str, str]) -> None:
    assert spoken(text, "fr") == [told]


def test_a_french_verb_may_stand_around_its_subject() -> None:
    text = "Jean Martin est venu. « Le pont est sûr », a-t-il dit."
    assert spoken(text, "fr") == [("Jean Martin", "Le pont est sûr")]


PIECES = [
    *("“", "”", '"', "''", "«", "»", "‘", "’", "'", ",", ".", "?", ":", ";", "—", "(", ")", "\n"),
    *(
        "said",
        "says",
        "told",
        "that",
        "according to",
        "denied",
        "called",
        "asked",
        "claims",
        "who",
    ),
    *("Ana Ruiz", "Lee", "Mr.", "he", "she", "they", "the minister", "it rained", "and", "as"),
    *("dijo", "según", "a-t-il dit", "que", "İt's", "no evidence", "reportedly", "the claims"),
]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(known()), st.text() | st.lists(st.sampled_from(PIECES)).map(" ".join))
@example("en", "“")
@example("en", "”")
@example("en", "he said: \n")
@example("en", "\ud800 said that it is")
def test_every_string_goes_through_and_offsets_cut_out_the_very_text(code: str, text: str) -> None:
    found = propose(text, code)
    assert [one.id for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert one.text == text[one.start : one.end] != ""
        assert one.context.text == text[one.context.start : one.context.end]
        assert (one.speaker_at and one.speaker_at.of(text)) == one.speaker_as_written
        assert (one.cue_at and one.cue_at.of(text)) == one.cue
        for span in (Span(one.start, one.end), *one.more):
            assert one.context.start <= span.start < span.end <= one.context.end
        for hint in one.hints:
            assert one.id in (hint.concerns, hint.proposal)
            assert hint.concerns is None or 0 < hint.concerns <= len(found)
