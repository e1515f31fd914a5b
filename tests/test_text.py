"""What texts are compared by, and what of them reaches a terminal, a document, a spreadsheet."""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck import text

any_text = st.text(alphabet=st.characters())
with_surrogates = st.text(alphabet=st.characters(exclude_categories=()))
ascii_words = st.text(alphabet="abcdefghij KLMNOP 0123", min_size=1).filter(str.strip)

DANGEROUS = [
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb\ufffe\uffff\ufdd0\u0378",
    *"\U000e0000\U000e0001\U000e0041\U000e007f\U0001ffff\U0010ffff\ud800\udfff",
]
DANGEROUS.remove("\n")
DANGEROUS.remove("\t")


# fold


@pytest.mark.parametrize(
    ("given_text", "folded"),
    [
        ("  Two \t words\n", "two words"),
        ("Straße", "strasse"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Nicolás Maduro Ñandú", "nicolas maduro nandu"),
        (
            "Łódź, Øster, Đorđe, Æther, œuvre, Þór, ıspanak",
            "lodz, oster, dorde, aether, oeuvre, thor, ispanak",
        ),
        ("Ǿ ǽ", "o ae"),
        ("İstanbul", "istanbul"),
        ("Việt Nam", "viet nam"),
        ("Ἀθήνα", "αθηνα"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ещё", "еще"),
        ("Мой", "мой"),
        ("МОИ", "мои"),
        ("мо\u0438\u0306", "мой"),
        ("Быко\u0301ў", "быкоў"),
        ("“a” „b‟ «c»", '"a" "b" "c"'),
        ("don’t donʼt don´t don‘t", "don't don't don't don't"),
        ("1–2—3−4‑5", "1-2-3-4-5"),
        ("a\u00a0b\u2003c\u3000d", "a b c d"),
        ("un\u00adbe\u200blie\u200dva\ufeffble\u202e\u2066", "unbelievable"),
        ("ｆｕｌｌ　ｗｉｄｔｈ！", "full width!"),
        ("ﬁnal ﬂow", "final flow"),
        ("wait…", "wait..."),
        ("\u2764\ufe0f", "\u2764"),
        ("हिन्दी", "हिन्दी"),
        ("ภาษาไทย ที่นี่", unicodedata.normalize("NFKC", "ภาษาไทย ที่นี่")),
        ("が", "が"),
        ("か\u3099", "が"),
        ("한국어", "한국어"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("أحمد", "أحمد"),
        ("שָׁלוֹם", "שלום"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_fold_gives_the_comparison_form(given_text: str, folded: str) -> None:
    assert text.fold(given_text) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("की", "का"), ("دوّ", "دار"), ("10", "11")]
)
def test_fold_keeps_apart_what_means_something_else(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


@given(with_surrogates)
def test_folding_twice_is_folding_once(given_text: str) -> None:
    assert text.fold(text.fold(given_text)) == text.fold(given_text)


@given(
    st.text(
        alphabet="aиу\u0306\u0301\u0323\u0334\u0345\u0e38\u0640\ufe77\u064e\u0654\u200b ´¨'ǅßİıøé"
    )
)
def test_folding_twice_is_folding_once_for_heaps_of_marks(given_text: str) -> None:
    assert text.fold(text.fold(given_text)) == text.fold(given_text)


def test_folding_twice_is_folding_once_for_every_character() -> None:
    unstable = [
        hex(point)
        for point in range(0x30000)
        if text.fold(folded := text.fold(f"a{chr(point)}")) != folded
    ]
    assert unstable == []


@given(any_text)
def test_fold_leaves_only_single_blanks(given_text: str) -> None:
    assert text.fold(given_text) == " ".join(text.fold(given_text).split())


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_composed_and_decomposed_spellings_fold_alike(given_text: str) -> None:
    decomposed = unicodedata.normalize("NFD", given_text)
    assert text.fold(decomposed) == text.fold(given_text)


# key


@pytest.mark.parametrize(
    "spelling",
    [
        "The Earth is flat",
        "the earth is FLAT.",
        "“The Earth is flat!”",
        "«The Earth is flat».",
        "‘The  Earth\u00a0is flat’…",
        "The Eárth is flat?!",
        "  The Earth is 'flat' \n",
        "The Earth is flat。",
        "The Earth is “flat.”",
        "\ufeffThe Ea\u00adrth is flat",
    ],
)
def test_spellings_of_one_sentence_have_one_key(spelling: str) -> None:
    assert text.key(spelling) == text.key("The Earth is flat")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we're here", "were here"),
        ("The Earth is flat", "The Earth is not flat"),
        ("3.5 percent", "35 percent"),
        ("?", '"'),
        ("\ud800", "\udfff"),
        ("", "a"),
    ],
)
def test_different_sentences_have_different_keys(one: str, other: str) -> None:
    assert text.key(one) != text.key(other)


def test_a_key_is_the_sha_256_of_the_bare_folded_text() -> None:
    expected = hashlib.sha256(b"il a dit non").hexdigest()
    assert text.key("Il a dit « Non » !") == expected


@given(ascii_words)
def test_a_key_does_not_depend_on_case_quotes_spacing_or_final_punctuation(words: str) -> None:
    spelled = words.swapcase().replace(" ", "\u00a0 ")
    assert text.key(f" “{spelled}…” ") == text.key(words)


@given(with_surrogates)
def test_every_text_has_a_key(given_text: str) -> None:
    assert len(text.key(given_text)) == 64


# check and digest


def test_check_takes_the_whitespace_around_the_text_away_and_nothing_else() -> None:
    odd = "e\u0301 é \u202e\u200b  «\u00a0x\u00a0»\x07"
    assert text.check(f" \n{odd}\t\u00a0") == odd


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("", "is empty"),
        (" \n\t\u00a0", "is empty"),
        ("a\0b", "contains a NUL character"),
        ("a\ud800b", "contains half a surrogate pair"),
        ("\udfff", "contains half a surrogate pair"),
    ],
)
def test_check_refuses_what_a_database_cannot_hold(bad: str, message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}$"):
        text.check(bad)


def test_digest_is_the_sha_256_of_the_utf_8_text() -> None:
    assert text.digest("é\n") == hashlib.sha256(b"\xc3\xa9\n").hexdigest()


def test_digest_tells_composed_from_decomposed() -> None:
    assert text.digest("é") != text.digest("e\u0301")


def test_digest_refuses_half_a_surrogate_pair_in_plain_words() -> None:
    with pytest.raises(ValueError, match=r"^contains half a surrogate pair$"):
        text.digest("\ud83d")


# printable and one_line


@pytest.mark.parametrize("char", DANGEROUS, ids=lambda char: f"U+{ord(char):04X}")
def test_a_dangerous_character_is_shown_by_its_number(char: str) -> None:
    assert text.printable(f"a{char}b") == f"a<U+{ord(char):04X}>b"


@pytest.mark.parametrize(
    "harmless",
    [
        "",
        "plain",
        "two\nlines\tand a tab",
        "«\u00a0Été\u00a0» – œuvre…",
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧 ❤\ufe0f",
        "हिन्दी ภาษาไทย 日本語",
        "\U0001fae8",
        "soft\u00adhyphen",
        "\ue000",
    ],
)
def test_harmless_text_is_returned_as_it_is(harmless: str) -> None:
    assert text.printable(harmless) == harmless


def test_the_joiners_are_shown_at_the_ends_of_a_text_only() -> None:
    assert text.printable("\u200d\u200ca\u200db\u200c") == "<U+200D><U+200C>a\u200db<U+200C>"
    assert text.printable("\u200d") == "<U+200D>"


def test_a_long_run_of_joiners_takes_no_longer_than_other_text() -> None:
    joined = "a" + "\u200d" * 200_000 + "b"
    assert text.printable(joined) == joined


def test_a_terminal_escape_loses_its_power() -> None:
    assert text.printable("\x1b[2Jgone\r") == "<U+001B>[2Jgone<U+000D>"


def is_raw(char: str) -> bool:
    return char in DANGEROUS or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}


@given(with_surrogates)
def test_nothing_raw_is_left_in_printable_text(given_text: str) -> None:
    shown = text.printable(given_text)
    assert [char for char in shown if is_raw(char) and char not in "\n\t"] == []
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert text.printable(shown) == shown


@given(with_surrogates)
def test_nothing_raw_is_left_on_one_line(given_text: str) -> None:
    shown = text.one_line(given_text)
    assert [char for char in shown if is_raw(char)] == []
    assert shown == " ".join(shown.split()) == text.one_line(shown)


@pytest.mark.parametrize(
    ("given_text", "line"),
    [
        ("  a\n\n b\t\u00a0c ", "a b c"),
        ("a\r\nb", "a b"),
        ("a\u2028b", "a b"),
        ("a\x1bb", "a<U+001B>b"),
        ("\n\u200da", "<U+200D>a"),
    ],
)
def test_one_line_is_one_line(given_text: str, line: str) -> None:
    assert text.one_line(given_text) == line


# json_safe


@pytest.mark.parametrize(
    ("json_text", "safe"),
    [
        ('"a\u202eb"', r'"a\u202eb"'),
        ('"\x7f\x9b"', r'"\u007f\u009b"'),
        ('"\U000e0041"', r'"\udb40\udc41"'),
        ('"\ud800"', r'"\ud800"'),
        ('{\r\n\t"é": "می\u200cخواهم"}', '{\r\n\t"é": "می\u200cخواهم"}'),
        ('{"a": "👩\u200d👧"}', '{"a": "👩\u200d👧"}'),
    ],
)
def test_json_safe_escapes_what_is_dangerous(json_text: str, safe: str) -> None:
    assert text.json_safe(json_text) == safe


@given(st.dictionaries(any_text, st.lists(any_text)), st.sampled_from([None, 2]))
def test_json_safe_keeps_the_value(value: dict[str, list[str]], indent: int | None) -> None:
    safe = text.json_safe(json.dumps(value, ensure_ascii=False, indent=indent))
    assert json.loads(safe) == value


@given(st.text(alphabet=st.sampled_from([*DANGEROUS, "a", '"', "\\", "é", "\u200d"])))
def test_json_safe_leaves_nothing_raw(value: str) -> None:
    safe = text.json_safe(json.dumps(value, ensure_ascii=False))
    assert [char for char in safe if is_raw(char)] == []
    assert json.dumps(json.loads(safe)) == json.dumps(value)


# formula_safe


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r1",
        "\0",
        " =1",
        "\u00a0=1",
        "\n@x",
        *("＝1", "＋1", "－1", "＠x", "-", "--1", "-3;4", "-3\n=1", "- 3", "-٣", "\t-3"),
    ],
)
def test_a_formula_is_made_text(formula: str) -> None:
    assert text.formula_safe(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "plain",
    ["", "a=b", "-3", "+4.5", "-1,234.50", "-.5", "-1e-9", " -3 ", "3", "'quoted'", "– no"],
)
def test_plain_text_and_plain_numbers_are_left_alone(plain: str) -> None:
    assert text.formula_safe(plain) == plain


@given(st.one_of(any_text, st.text(alphabet="'=-+@ 31.,\t\r\0")))
def test_what_was_made_safe_can_be_read_back(given_text: str) -> None:
    assert text.formula_plain(text.formula_safe(given_text)) == given_text


@given(st.text(alphabet="'=-+@ 31\t\r\0"))
def test_nothing_that_was_made_safe_begins_a_formula(given_text: str) -> None:
    safe = text.formula_safe(given_text)
    starts = safe.lstrip(" ")[:1]
    assert starts not in {"=", "@", "\t", "\r", "\0"}
    assert starts not in {"+", "-"} or safe.strip()[1:].replace(".", "").isdigit()


# tokens


@pytest.mark.parametrize(
    ("told", "language", "found"),
    [
        ("Nicolás Maduro's airplane", None, ["nicola", "maduro", "airplan"]),
        ("don’t fly L'avion", "en", ["don", "fli", "avion"]),
        ("1,000,000 of 3,4 and 12,3456", "en", ["1000000", "of", "3", "4", "and", "12", "3456"]),
        ("Las elecciones, la elección", "es", ["las", "eleccion", "la", "eleccion"]),
        ("Выборы", "ru", ["выбор"]),
        ("elections", "tlh", ["elections"]),
        ("東京都は1,400万人", "ja", ["東京", "京都", "都は", "1400", "万人"]),
        ("東", None, ["東"]),
        ("नमस्ते दुनिया", "hi", ["नमस्त", "दुनिय"]),
        ("x_y e-mail ½", None, ["x", "y", "e", "mail", "1", "2"]),
        ("© … — \ufeff", None, []),
        ("", None, []),
    ],
)
def test_tokens_are_what_is_searched(told: str, language: str | None, found: list[str]) -> None:
    assert text.tokens(told, language) == found


@given(st.text(), st.sampled_from([None, "en", "es", "pt-br", "ja", "xx"]))
def test_tokens_are_words_that_no_engine_would_take_apart(told: str, language: str | None) -> None:
    for token in text.tokens(told, language):
        if token == text.GAP:
            continue
        assert 0 < len(token) <= 60
        assert not any(char.isascii() and not char.isalnum() for char in token)
        assert token == token.lower() or not token.isascii()
        assert not any(char.isspace() for char in token)


def test_several_texts_are_told_apart() -> None:
    for one, other, language in (("Plane a", "B planes", None), ("Élan", "東京", "fr")):
        both = text.tokens(text.BETWEEN.join((one, other)), language)
        assert both == [*text.tokens(one, language), text.GAP, *text.tokens(other, language)]


def test_accents_and_case_find_the_same() -> None:
    assert text.tokens("ÉLECTIONS", "fr") == text.tokens("elections", "fr")


def test_the_stems_of_a_language_are_told() -> None:
    assert [text.stems(one) for one in (None, "en-GB", "nb", "ja", "")] == [
        *("en", "en", "nb", "0"),
        "en",
    ]


def test_so_many_words_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_MOST_WORDS", 3)
    held = text._Remembered(str.upper)
    assert [held[word] for word in "abcda"] == list("ABCDA")
    assert len(held) <= 3


def test_a_long_word_is_not_remembered() -> None:
    held = text._Remembered(str.upper)
    assert held["x" * 61] == "X" * 61
    assert not held


PIECES = " \t\n\x01\x1c\x85\u2028'’,.019aAsSΣΟİı\u0301\u00b4\u200b\u200d\ufdfa中文ก้é"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(PIECES))))
def test_no_rule_for_words_looks_over_a_blank(told: str) -> None:
    """So the tokens of what stands between two blanks can be remembered."""
    assert text._words(told) == [word for part in told.split() for word in text._words(part)]


def test_the_stems_are_the_same_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyStemmer is not installed, the same algorithms serve."""
    from snowballstemmer.english_stemmer import EnglishStemmer
    from snowballstemmer.spanish_stemmer import SpanishStemmer

    told = ["elections", "leaving", "airplane", "denied", "happily", "policies", "news"]
    assert [text._stemmer("en")(word) for word in told] == EnglishStemmer().stemWords(told)
    told = ["elecciones", "canciones", "vendido", "rápidamente", "ciudades"]
    assert [text._stemmer("es")(word) for word in told] == SpanishStemmer().stemWords(told)
    monkeypatch.setitem(sys.modules, "Stemmer", None)
    assert text._stemmer("en")("elections") == "elect"
