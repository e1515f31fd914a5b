"""Where two texts that look alike part ways: numbers, names, and a "not" in one of them.

"X did" and "X did not" share all their words but one, so a score says nothing of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from factcheck import text
from factcheck.matching.numerals import numerals

_NUMBER = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[^\W\d_]+")
_GROUPS = re.compile(r"[.,](?=\d{3}(?!\d))")
_CAPITAL = re.compile(r"\b[A-Z\u00c0-\u00de][\w'\u2019.-]*\w")
_SENTENCE = re.compile(r"[.!?:;\u2026]\s+|[\"\u201c\u201d\u00ab\u00bb]|^\s*")
_NEGATIONS = {
    "en": re.compile(
        r"\b(?:not|no|never|none|neither|nor|nobody|nothing|without|cannot|den(?:y|ies|ied|ying))\b"
        r"|\w+n['\u2019]t\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:no|nunca|jam\u00e1s|ning\u00fan|ninguna|ninguno|nadie|nada|sin|neg\u00f3|niega)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:ne|pas|jamais|aucun|aucune|personne|rien|sans|nie|ni\u00e9)\b|\bn['\u2019]",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:nicht|kein\w*|nie|niemals|niemand|nichts|ohne|bestreitet|bestritt)\b", re.IGNORECASE
    ),
    "pt": re.compile(
        r"\b(?:n\u00e3o|nunca|jamais|nenhum|nenhuma|ningu\u00e9m|nada|sem|negou|nega)\b",
        re.IGNORECASE,
    ),
    "it": re.compile(r"\b(?:non|mai|nessun\w*|niente|nulla|senza|nega|negato)\b", re.IGNORECASE),
}

# Where "not" said twice is said no more; elsewhere two words say it once: "ne ... pas".
_CANCELLING = ("en", "de")


def warnings(
    told: str,
    claim: str,
    wordings: Sequence[str],
    language: str | None,
    sides: tuple[str, str] = ("this text", "the claim"),
) -> list[str]:
    """What a person should look at before taking a text for a claim; empty where nothing is.

    ``wordings`` are all texts under which the claim is known: what stands in one of them is
    not missing. Numbers and names are told only where each side has some of its own.
    ``sides`` is what the two are called.
    """
    everything = " \n ".join((claim, *wordings))
    spelled = numerals(text.stems(language))
    found = [
        f"{what} differ: {_told(mine)} here, {_told(yours)} there"
        for what, of in (("numbers", lambda one: _all_numbers(one, spelled)), ("names", names))
        if (mine := _without(of, told, everything, spelled))
        and (yours := _without(of, claim, told, spelled))
    ]
    negated = [_is_negated(one, language) for one in (told, claim)]
    if negated[0] != negated[1]:
        found.append(f'only {sides[0] if negated[0] else sides[1]} says "not"')
    return found


def numbers(told: str) -> list[str]:
    """The numbers in a text as they stand there, without the signs around them."""
    return list(dict.fromkeys(one.rstrip(".,") for one in _NUMBER.findall(told)))


def _all_numbers(told: str, spelled: Mapping[str, str]) -> list[str]:
    """These, and the words for numbers: first, two."""
    words = (word for word in _WORD.findall(told) if text.fold(word) in spelled)
    return [*numbers(told), *dict.fromkeys(words)]


def names(told: str) -> list[str]:
    """Words with a capital that do not only begin a sentence; none of a text all in capitals."""
    if told.upper() == told:
        return []
    begins = {found.end() for found in _SENTENCE.finditer(told)}
    return list(dict.fromkeys(_capitals(told, begins)))


def _capitals(told: str, begins: set[int]) -> Iterator[str]:
    for found in _CAPITAL.finditer(told):
        if found.start() not in begins:
            yield found.group()


def _without(
    of: Callable[[str], list[str]], told: str, other: str, spelled: Mapping[str, str]
) -> list[str]:
    """The numbers or names of a text that another one does not hold."""

    def form(word: str) -> str:
        return spelled.get(text.fold(word)) or _form(word)

    held = {_form(word) for word in (*re.findall(r"[\w.,'\u2019-]+", other), *of(other))}
    held |= {part for one in held for part in re.split(r"[^\w]+", one)}
    held |= {spelled[one] for one in held if one in spelled}
    return [word for word in of(told) if form(word) not in held]


def _form(word: str) -> str:
    bare = text.fold(word).strip(".,-'")
    return _GROUPS.sub("", bare) if bare[:1].isdigit() else bare.removesuffix("'s")


def _is_negated(told: str, language: str | None) -> bool:
    stems = text.stems(language)
    pattern = _NEGATIONS.get(stems)
    count = len(pattern.findall(told)) if pattern else 0
    return count % 2 == 1 if stems in _CANCELLING else count > 0


def _told(words: Sequence[str]) -> str:
    return ", ".join(words[:3])
