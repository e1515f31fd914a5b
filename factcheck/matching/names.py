"""Names that may be of one speaker: other spellings, orders, initials, a letter more or less.

``keys`` are for ``blocks.pairs``: names that have none in common are never compared. So two names
are found that share a word nobody or few others have, or a word and the first letter of another;
names of one word that differ in one letter; and an abbreviation of initials.
"""

import re
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import NamedTuple

from factcheck import text
from factcheck.matching.blocks import Near

# Names of more words are those of bodies, and only whole words of them are keys.
_MOST_WORDS = 6
# From so many letters on a name may be a misspelling of another one, and with two letters.
_LONG, _VERY_LONG = 5, 10
_LONGEST = 60
_ASIDE = re.compile(r"\(([^()]*)\)")
_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset(
    {
        *("president", "senator", "sen", "rep", "representative", "congressman", "governor"),
        *("congresswoman", "gov", "mayor", "dr", "mr", "mrs", "ms", "miss", "sir", "prof"),
        *("professor", "minister", "presidente", "presidenta", "senador", "senadora", "sr", "sra"),
    }
)
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "junior", "senior"})
_SHORT = (
    *("mike michael", "bill william", "will william", "bob robert", "joe joseph", "jim james"),
    *("dick richard", "rick richard", "tony anthony", "ted edward", "liz elizabeth"),
    *("jack john", "jeff jeffrey", "andy andrew", "larry lawrence", "pepe jose"),
    *("paco francisco", "kathy katherine", "kate katherine", "peggy margaret", "hank henry"),
)
_SHORT_FOR = dict(told.split() for told in _SHORT)


# How likely a word of so many letters is another one misspelt, by one letter and by two: short
# words that are alike, such as Ana and Ann, are two names.
_MISSPELT: dict[int, Callable[[int], float]] = {
    1: lambda letters: 0.75 if letters > 7 else 0.5 if letters >= _LONG else 0.25,
    2: lambda letters: 0.45 if letters >= _VERY_LONG else 0.2,
}


class Name(NamedTuple):
    """A name in its words, folded: titles apart, "jr" and what stood in brackets aside."""

    words: tuple[str, ...]
    generation: str = ""
    aside: str = ""

    @property
    def letters(self) -> str:
        """All of it in one."""
        return "".join(self.words)


def read(told: str) -> Name:
    """A name as it is compared. "Pompeo, Mike" is Mike Pompeo."""
    folded = text.fold(told)
    aside = " ".join(_WORD.findall(" ".join(_ASIDE.findall(folded))))
    last, comma, first = (_ASIDE.sub(" ", folded) if aside else folded).partition(",")
    if comma and "," not in first and set(_words(first)) - _GENERATIONS:
        last, first = first, last
    words = [*_words(last), *_words(first)]
    generation = next((one for one in words[1:] if one in _GENERATIONS), "")
    rest = [one for at, one in enumerate(words) if not at or one not in _GENERATIONS]
    while len(rest) > 2 and rest[0] in _TITLES:
        del rest[0]
    return Name(tuple(rest), generation, aside)


def _words(told: str) -> list[str]:
    return _WORD.findall(told.replace("'", ""))


def keys(name: Name) -> set[str]:
    """What this name may have in common with another one of the same speaker."""
    words = name.words
    found = {f"={name.letters}", f"={''.join(sorted(words))}"} if words else set()
    long = [one for one in words if len(one) > 2]
    found |= {f"w:{one}" for one in long}
    if 1 < len(words) <= _MOST_WORDS:
        found |= {f"i:{one}:{other[0]}" for one, other in permutations(words, 2) if one in long}
    if len(words) > 2:
        found.add(f"={_initials(name)}")
    if len(words) == 1 and _LONG <= len(name.letters) <= _LONGEST // 2:
        found |= {f"d:{one}" for one in _with_one_less(name.letters)}
    return found


def _with_one_less(told: str) -> Iterator[str]:
    yield told
    for at in range(len(told)):
        yield told[:at] + told[at + 1 :]


def near(one: Name, other: Name) -> Near | None:
    """How likely two names are of one speaker; None where nothing speaks for it."""
    if (one.aside and other.aside and one.aside != other.aside) or _numbers(one) != _numbers(
        other
    ):
        return None
    found = _near(one, other)
    if found is None:
        return None
    if one.generation != other.generation:
        found = found.but(f"only one is called {one.generation or other.generation}", 0.3)
    if one.aside != other.aside:
        found = found.but(f"only one is called {one.aside or other.aside}", 0.6)
    return found


def _near(one: Name, other: Name) -> Near | None:
    if not one.words or not other.words:
        return None
    if one.words == other.words or one.letters == other.letters:
        return Near(0.96, ("the same name in another spelling",))
    if sorted(one.words) == sorted(other.words):
        return Near(0.93, ("the same words in another order",))
    short, long = sorted((one, other), key=lambda name: (len(name.words), name.letters))
    if len(short.words) == 1 and len(long.words) > 2 and short.letters == _initials(long):
        return Near(0.5, ("one is the initials of the other",))
    return _fitting(short.words, long.words) or _misspelt(short, long) or _within(short, long)


def _fitting(short: tuple[str, ...], long: tuple[str, ...]) -> Near | None:
    """Whether the words fit one another: initials, short forms, a middle name more."""
    if len(short) < 2:
        return None
    fits = [_fit(short[0], long[0], given=True), _fit(short[-1], long[-1])]
    rest = iter(long[1:-1])
    fits += [next(filter(None, (_fit(word, each) for each in rest)), "") for word in short[1:-1]]
    if not all(fits) or not any(_is_shared(one, long) for one in short):
        return None
    more = len(long) - len(short)
    left = (1.0, 0.9, 0.4, 0.2)[min(more, 3)]
    if "initial" in fits:
        return Near((0.5 if fits[1] == "initial" else 0.68) * left, ("the initials fit",))
    if "short" in fits:
        return Near(0.66 * left, ("one has the short form of a first name",))
    if more == 1 and any(len(one) == 1 for one in long):
        return Near(0.8, ("one has an initial more",))
    return Near(0.6 * left, ("one has a middle name more",))


def _is_shared(word: str, words: tuple[str, ...]) -> bool:
    return len(word) > 2 and word in words


def _fit(one: str, other: str, *, given: bool = False) -> str:
    """How two words stand for the same name; "" where they do not."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return "same"
    if len(short) == 1:
        return "initial" if long.startswith(short) else ""
    begins = long.startswith(short) and len(short) > 2
    begins = begins and (len(short) > 3 or len(long) >= 2 * len(short))  # Tim, but not Eva
    return "short" if given and (begins or _SHORT_FOR.get(short) == long) else ""


def _misspelt(one: Name, other: Name) -> Near | None:
    least = min(len(one.letters), len(other.letters))
    wrong = distance(" ".join(one.words), " ".join(other.words), 2)
    if wrong is None or least < (_LONG if wrong == 1 else _VERY_LONG):
        return None
    apart = _apart(one.words, other.words)
    chance = _MISSPELT[wrong](min(map(len, apart)) if apart else least)
    if apart and apart[0][0] != apart[1][0]:
        chance -= 0.2  # Bill and Jill are two people
    letters = "one letter differs" if wrong == 1 else "two letters differ"
    return Near(chance, (letters,)) if chance > 0 else None


def _apart(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str] | None:
    """The one word in which they differ; None where it is not one."""
    found = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return found[0] if len(one) == len(other) and len(found) == 1 else None


def _within(short: Name, long: Name) -> Near | None:
    """Whether one name holds the other whole: mostly another body, so this is related at best."""
    if len(short.words) < 2 or not set(short.words) < set(long.words):
        return None
    return Near(0.3 if len(long.words) - len(short.words) == 1 else 0.15, ("one holds the other",))


def _initials(name: Name) -> str:
    return "".join(one[0] for one in name.words)


def _numbers(name: Name) -> set[str]:
    return {one for one in name.words if one.isdigit()}


def distance(one: str, other: str, most: int) -> int | None:
    """How many letters are put in, left out, another or swapped with the next.

    None if more than ``most``, or where a name is very long: that is compared by its words.
    """
    if abs(len(one) - len(other)) > most or max(len(one), len(other)) > _LONGEST:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, mine in enumerate(one, 1):
        new = [at]
        for place, yours in enumerate(other, 1):
            cost = min(row[place] + 1, new[-1] + 1, row[place - 1] + (mine != yours))
            swapped = at > 1 and place > 1 and mine == other[place - 2] and one[at - 2] == yours
            new.append(min(cost, before[place - 2] + 1) if swapped else cost)
        if min(new) > most:
            return None
        before, row = row, new
    return row[-1] if row[-1] <= most else None
