"""Pure text: comparison forms, and forms that are safe to print or to hand on.

What is stored stays as it was given (`check`). What is compared is derived from it (`fold`,
`key`, `digest`), what is searched, too (`tokens`). What is shown or exported is made harmless
at the edge (`printable`, `one_line`, `json_safe`, `formula_safe`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

# Soft hyphen, grapheme joiner, bidi controls, zero-width characters, variation selectors, BOM.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LATIN_GREEK_CYRILLIC = re.compile(
    "[A-Za-z\u00aa\u00ba\u00c0-\u02af\u0370-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f\ua640-\ua66e\ua680-\ua69d\ua722-\ua7ff\uab30-\uab6f]"
)
_BREVE = "\u0306"
_BREVE_MAKES_A_LETTER = "иу"  # й and ў are letters of their own

_HARAKAT_AND_TATWEEL = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
_NIQQUD = "".join(map(chr, (*range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7)))
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"}
_LETTERS |= {"ħ": "h", "ŧ": "t"}
_FOLDED = str.maketrans(
    _LETTERS
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛‹›′ʹʻʼʽ", "'")
    | dict.fromkeys("‐‑‒–—―−⁃", "-")
    | dict.fromkeys(_HARAKAT_AND_TATWEEL + _NIQQUD, "")
)

_QUOTATION = re.compile('["「」『』〝〞〟]')
_QUOTING_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_FINAL = ".!?,;:。、؟،؛۔।॥։።…‽ "

_MAYBE_UNSAFE = re.compile(r"[\u200c\u200d]+|[^\w\n\t -~]")
_UNSAFE_FORMAT = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_PICTOGRAPHS = range(0x1F000, 0x1FB00)  # newer emoji than this Python knows are no danger
_JOINERS = "\u200c\u200d"

_RUN_BY_SPREADSHEETS = re.compile(r"\s*[=+\-@＝＋－＠\t\r\0]")
_PLAIN_NUMBER = re.compile(r" *[+-](?:[0-9][0-9.,]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *\Z")


def fold(text: str) -> str:
    """Return the form in which texts are compared.

    Case, accents, width, ligatures, kinds of quotation marks, apostrophes and dashes, runs of
    whitespace and invisible characters make no difference in it. Marks are removed from Latin,
    Greek and Cyrillic letters only (not from й and ў), and Arabic and Hebrew vowel signs go;
    in other scripts marks carry the meaning and stay. Folding twice is folding once. Any string
    is accepted, even one with lone surrogates.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    text = _INVISIBLE.sub("", text).replace("´", "'")
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    text = unicodedata.normalize("NFKC", _MARKS.sub(_kept_marks, text))
    return " ".join(text.split())


def _kept_marks(found: re.Match[str]) -> str:
    base = found.string[max(found.start() - 1, 0) : found.start()]
    if not _LATIN_GREEK_CYRILLIC.match(base):
        return found.group()
    if base in _BREVE_MAKES_A_LETTER and found.group().startswith(_BREVE):
        return _BREVE
    return ""


def key(text: str) -> str:
    """Return the SHA-256 (64 hexadecimal digits) under which equal texts meet.

    Texts that differ only in case, accents, spacing, quotation marks or final punctuation have
    one key. An apostrophe inside a word stays: "we're" is not "were". A text of nothing but
    punctuation keeps it. Any string is accepted, even one with lone surrogates.
    """
    folded = bare = fold(text)
    if "'" in folded or '"' in folded or not folded.isascii():
        bare = _QUOTING_APOSTROPHE.sub("", _QUOTATION.sub("", folded))
        bare = " ".join(bare.split())
    bare = bare.rstrip(_FINAL)
    return hashlib.sha256((bare or folded).encode("utf-8", "surrogatepass")).hexdigest()


def digest(text: str) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of the text in UTF-8, exactly as it stands.

    Raises ValueError if the text contains half a surrogate pair.
    """
    return hashlib.sha256(_encoded(text)).hexdigest()


# Scripts that put no blanks between words, and Korean, which hangs its endings on.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]+"
)
_PLAIN_WORD = re.compile("[a-z0-9]+|\x01")
_WORD = re.compile(r"[^\W_]+|\x01")
_FIRST_MARK = "\u0300"
_GROUPED_DIGITS = re.compile(r",(?=\d{3}(?!\d))(?<=\d,)")
_LONGEST_TOKEN = 60
_MOST_WORDS = 50_000  # that are remembered of a language
# The stemmer for the language of a text, by its ISO 639-1 code.
STEMMERS = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
UNSTEMMED = "0"


@lru_cache(1000)
def stems(language: str | None) -> str:
    """Return the code under which a language's words are stemmed; "0" where none does it.

    ``language`` is a BCP 47 tag. Texts of an unknown language are taken for English: whatever
    the stem, the same word has the same.
    """
    code = (language or "en").partition("-")[0].lower()
    return code if code in STEMMERS else UNSTEMMED


# Stands between texts whose tokens are asked for at once, and in their place among the tokens.
BETWEEN, GAP = " \x01 ", "§"


def tokens(text: str, language: str | None = None) -> list[str]:
    """Return the words of a text in the form in which they are indexed and searched for.

    Case and accents make no difference; words are stemmed by the language (Snowball), runs of
    scripts without blanks give pairs of characters. A letter that an apostrophe cuts off is no
    word (Maduro's, l'avion). Tokens are letters and digits of at most 60 characters. Several
    texts with ``BETWEEN`` between them give the tokens of each with a ``GAP`` between them.
    """
    return spaced_tokens(text, language).split()


def spaced_tokens(text: str, language: str | None = None) -> str:
    """The tokens of a text with blanks between them."""
    return " ".join(filter(None, map(_tokens_of(stems(language)), text.split())))


def _words(told: str) -> list[str]:
    told = (told if told.isascii() else told.translate(_FOLDED)).lower()
    if "," in told:
        told = _GROUPED_DIGITS.sub("", told)
    if "'" in told:
        told = _CUT_OFF.sub(" ", told)
    return _PLAIN_WORD.findall(told) if told.isascii() else _other_words(told)


_CUT_OFF = re.compile(r"'[a-z]\b|(?<!\w)[a-z]'")


def is_lone(token: str) -> bool:
    """Whether a token is a single character of a script without blanks: the half of a pair."""
    return len(token) == 1 and _SPACELESS.match(token) is not None


def _other_words(told: str) -> list[str]:
    told = unicodedata.normalize("NFKC", _INVISIBLE.sub("", told)).lower()
    if max(told, default="") < _FIRST_MARK:
        return _WORD.findall(told)
    spaced = "".join(_SPACED.get(char, char) if _is_kept(char) else " " for char in told)
    return _SPACELESS.sub(_pairs, spaced).split()


_SPACED = {"\x01": BETWEEN}


def _is_kept(char: str) -> bool:
    return char.isalnum() or char == "\x01" or _is_mark(char)


def _is_mark(char: str) -> bool:
    return char >= _FIRST_MARK and unicodedata.category(char)[0] == "M"


def _pairs(run: re.Match[str]) -> str:
    told = run.group()
    if len(told) == 1:
        return f" {told} "
    return f" {' '.join(told[at : at + 2] for at in range(len(told) - 1))} "


class _Remembered(dict[str, str]):
    """What a function makes of short words, as it is first asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        made = self._make(word)
        if len(word) <= _LONGEST_TOKEN:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = made
        return made


@cache
def _tokens_of(code: str) -> Callable[[str], str]:
    """What makes the tokens, with blanks between them, of what stands between two blanks.

    No rule looks over a blank, so they are the same in every text.
    """
    stem = _stemmer(code) if code != UNSTEMMED else str

    def token(word: str) -> str:
        if word == "\x01":
            return GAP
        made = stem(word)
        if not made.isascii():
            made = "".join(char for char in fold(made) if char.isalnum() or _is_mark(char))
        return (made or word)[:_LONGEST_TOKEN]

    token_of = _Remembered(token).__getitem__
    return _Remembered(lambda part: " ".join(map(token_of, _words(part)))).__getitem__


def _stemmer(code: str) -> Callable[[str], str]:
    """PyStemmer where it is installed, else the same algorithms in Python."""
    try:
        from Stemmer import Stemmer

        made: Callable[[str], str] = Stemmer(STEMMERS[code]).stemWord
    except ImportError:
        from snowballstemmer import stemmer

        made = stemmer(STEMMERS[code]).stemWord
    return made


def check(text: str) -> str:
    """Return the text as it may be stored: without the whitespace around it, else unaltered.

    Raises ValueError with "is empty", "contains a NUL character" or "contains half a surrogate
    pair"; the caller puts the name of the field before it.
    """
    text = text.strip()
    if not text:
        raise ValueError("is empty")
    if "\0" in text:
        raise ValueError("contains a NUL character")
    _encoded(text)
    return text


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("contains half a surrogate pair") from None


def printable(text: str) -> str:
    r"""Return the text so that a terminal shows all of it and obeys none of it.

    Control characters (other than \n and \t), direction controls, zero-width and tag characters,
    line and paragraph separators, lone surrogates and unassigned code points are shown as
    `<U+202E>`. The two joiners that emoji and Persian need are shown so only at the ends of the
    text. A text without any of them is returned as it is. Never raises.
    """
    if text.isprintable():
        return text
    return _MAYBE_UNSAFE.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    at_an_end = found.start() == 0 or found.end() == len(found.string)
    return "".join(
        f"<U+{ord(char):04X}>" if _unsafe(char) or (at_an_end and char in _JOINERS) else char
        for char in found.group()
    )


def _unsafe(char: str) -> bool:
    if char.isprintable():
        return False
    if ord(char) in _PICTOGRAPHS:
        return False
    in_category = unicodedata.category(char) in _UNSAFE_CATEGORIES
    return in_category or _UNSAFE_FORMAT.match(char) is not None


def one_line(text: str) -> str:
    """Return `printable(text)` on one line: every run of whitespace is one blank, none around.

    Line breaks of every kind count as whitespace. Never raises.
    """
    return printable(" ".join(text.split()))


def json_safe(json_text: str) -> str:
    r"""Return a JSON document with what `printable` would show as `<U+202E>` written `\u202e`.

    Takes the text of a document made with `ensure_ascii=False`; its parsed value is unchanged.
    ASCII control characters are left alone: in valid JSON they are layout only. (Two lone
    surrogates that happen to form a pair become one character: JSON cannot tell them apart.)
    """
    if json_text.isprintable():
        return json_text
    return _MAYBE_UNSAFE.sub(_json_escaped, json_text)


def _json_escaped(found: re.Match[str]) -> str:
    char = found.group()
    if char < " " or char[0] in _JOINERS or not _unsafe(char):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 entry", "2,000 entries"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def formula_safe(text: str) -> str:
    """Return the text with a ' before it if a spreadsheet would run it as a formula.

    That is a text which begins, after blanks, with = + - @ (also in their fullwidth forms), TAB,
    CR or NUL; a plain number such as -3 or +4.5 is left alone. A text that already has the '
    before a formula gets another, so that `formula_plain` gives back exactly what went in.
    """
    bare = text.lstrip("'")
    runs = _RUN_BY_SPREADSHEETS.match(bare) and not _PLAIN_NUMBER.match(bare)
    return f"'{text}" if runs else text


def formula_plain(text: str) -> str:
    """Return the text without the ' that `formula_safe` put before it, any other text as it is."""
    rest = text[1:]
    return rest if text.startswith("'") and formula_safe(rest) == text else text
