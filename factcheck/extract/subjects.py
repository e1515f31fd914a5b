"""Who stands beside a cue: the words that name the speaker, found by their borders."""

from typing import NamedTuple

from factcheck.extract.languages import Language
from factcheck.extract.tokens import DASHES, Token

_LONGEST = 40
_CLAUSE = 7  # so far from "who" may its verb stand
_IN_NAMES = "$%&'’#@/"


class Named(NamedTuple):
    """The first and the last token of some words."""

    first: int
    last: int


def before(tokens: list[Token], at: int, language: Language, floor: int = 0) -> Named | None:
    """The subject that ends right before a token: name, noun with what hangs on it, pronoun."""
    last = at - 1
    if last < floor:
        return None
    token = tokens[last]
    if token.low == "," and last > floor and tokens[last - 1].low == ")":
        return before(tokens, last, language, floor)
    if token.low in DASHES or token.low == ",":
        return _before_insertion(tokens, last, language, floor)
    if token.low == ")":
        return _before_bracket(tokens, last, language, floor)
    if (token.kind != "word" and token.low != "%") or _cannot_end(token, language):
        return None
    if token.low in language.words.subject or token.low in language.words.relative:
        return Named(last, last)
    first = _chunk_start(tokens, last, language, floor)
    first = _without_lead(tokens, first, last, language)
    return Named(first, last)


def _cannot_end(token: Token, language: Language) -> bool:
    words, low = language.words, token.low
    if token.is_capitalised or low in words.subject or low in words.relative:
        return False
    return (
        low in words.conjunction
        or low in words.preposition
        or low in words.finite
        or (low in words.subordinate and low not in words.determiner)
    )


def _before_insertion(
    tokens: list[Token], last: int, language: Language, floor: int
) -> Named | None:
    """As in "Ana Ruiz, a farmer from Iowa, said": the insertion belongs to the name."""
    for place in range(last - 2, max(floor, last - _LONGEST), -1):
        token = tokens[place]
        if token.kind == "quote" or token.low in ";:":
            return None
        if not _pairs(token, tokens[last]):
            continue
        found = before(tokens, place, language, floor)
        if found is not None and _may_be_inserted(tokens, place + 1, last, language):
            aside = _is_aside(tokens[place + 1], language)
            return found if aside else Named(found.first, last - 1)
    return None


def _pairs(one: Token, other: Token) -> bool:
    return one.low == other.low or (one.low in DASHES and other.low in DASHES)


def _is_aside(token: Token, language: Language) -> bool:
    """Whether an insertion says where or how ("however", "in a speech"), not who."""
    words, low = language.words, token.low
    if token.is_capitalised or low in words.particle_of:
        return False
    return (
        low in words.preposition
        or low in words.adverb
        or low in words.subordinate - words.relative
    )


def _may_be_inserted(tokens: list[Token], first: int, last: int, language: Language) -> bool:
    """Whether these words may hang on a name: they have no subject of their own."""
    words = language.words
    if tokens[first].low in words.relative:
        return True
    if tokens[first].low in words.joining:
        return tokens[last].low in DASHES
    head = tokens[first : min(first + 3, last)]
    return not any(one.low in words.subject and one.low not in words.determiner for one in head)


def _before_bracket(
    tokens: list[Token], last: int, language: Language, floor: int
) -> Named | None:
    opening = _bracket(tokens, last, floor)
    found = before(tokens, opening, language, floor) if opening else None
    return found and Named(found.first, last)


def _bracket(tokens: list[Token], closing: int, floor: int) -> int:
    for place in range(closing - 1, max(floor, closing - 12), -1):
        if tokens[place].low == "(":
            return place
    return 0


def _chunk_start(tokens: list[Token], last: int, language: Language, floor: int) -> int:
    """How far to the left the noun and what hangs on it may reach."""
    first, words = last, language.words
    while first > floor and last - first < _LONGEST:
        token = tokens[first - 1]
        low = token.low
        if low == ")" and (opening := _bracket(tokens, first - 1, floor)):
            first = opening
            continue
        if token.kind == "quote" or (token.kind == "mark" and low not in _IN_NAMES):
            break
        if token.is_capitalised:
            if low in words.subject and low not in words.determiner:
                break
            first -= 1
            continue
        if low in words.finite and not _within_relative(tokens, first - 1, language, floor):
            return _after_other_verb(tokens, first, last, language)
        if _breaks(low, language):
            break
        first -= 1
    return first


def _breaks(low: str, language: Language) -> bool:
    """Whether a subject cannot reach over this word to the left."""
    words = language.words
    if low in words.both or low in words.relative:
        return False
    if low in words.subject and low not in words.determiner:
        return True
    return low in words.subordinate


def _within_relative(tokens: list[Token], at: int, language: Language, floor: int) -> bool:
    """As in "people who were there said": the verb belongs to who."""
    words = language.words
    for place in range(at - 1, max(floor, at - _CLAUSE), -1):
        token = tokens[place]
        if token.low in words.relative:
            return tokens[place - 1].kind == "word" and not _is_verb(tokens[place - 1], language)
        if token.kind != "word" or (token.low in words.finite - words.auxiliary):
            return False
    return False


def _after_other_verb(tokens: list[Token], first: int, last: int, language: Language) -> int:
    """Where the subject begins when another verb stands left of it."""
    for place in range(last - 1, first - 1, -1):
        if tokens[place].low in language.words.conjunction:
            return place + 1
    return _simple_start(tokens, first, last, language)


def _simple_start(tokens: list[Token], first: int, last: int, language: Language) -> int:
    """The start of the name or noun that ends here, without what stands before it."""
    place, words = last, language.words
    while place > first:
        token = tokens[place - 1]
        if token.kind != "word" or token.low in words.preposition or token.low in words.time:
            break
        begins_name = tokens[place].is_capitalised and not token.is_capitalised
        if begins_name and token.low not in language.people.role | words.determiner:
            break
        place -= 1
        if token.low in words.determiner:
            break
    return place


def _without_lead(tokens: list[Token], first: int, last: int, language: Language) -> int:
    """Without a conjunction, an adverb, or "In a statement" before the name."""
    words = language.words
    while first < last:
        low, capitalised = tokens[first].low, tokens[first].is_capitalised
        if low in words.preposition or low in words.time:
            start = _simple_start(tokens, first, last, language)
            return start if start > first else first + 1
        leads = low in words.conjunction or low in words.adverb
        leads = leads or (low in words.subordinate and low not in words.determiner)
        adverb = len(low) > 4 and low.endswith(language.adverb_ends) and not capitalised
        if not leads and not adverb:
            break
        first += 1
    return first


def after(tokens: list[Token], at: int, language: Language) -> Named | None:
    """The subject that begins right after a cue: "said Ana Ruiz, a farmer, on Monday"."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    head, words = tokens[at], language.words
    if head.low in words.subject and head.low not in words.determiner:
        return Named(at, at)
    if not _may_begin(tokens, at, language):
        return None
    last = at
    while last + 1 < len(tokens) and _continues(tokens, last + 1, language):
        last += 1
    if tokens[last].low in words.determiner:
        return None
    return Named(at, _with_insertions(tokens, last, language))


def _may_begin(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether a subject may begin here: a name, an article, a role, "former adviser Ana Ruiz"."""
    for token in tokens[at : at + 4]:
        if token.is_capitalised and token.kind == "word":
            return token.low not in language.words.time
        if token.low in language.words.determiner or token.low in language.people.role:
            return True
        gerund = token.low.endswith(language.gerund_ends)
        if token.kind != "word" or gerund or not _is_plain(token, language):
            return False
    return False


def all_after(tokens: list[Token], at: int, language: Language, *, inserted: bool) -> Named | None:
    """All words after "according to" up to the next comma; ``inserted``: and past ", a farmer"."""
    last = at - 1
    while last + 1 < len(tokens):
        token = tokens[last + 1]
        if token.kind == "mark" and token.low not in _IN_NAMES:
            break
        if token.low in language.words.conjunction and token.low not in language.words.both:
            break
        last += 1
    if last < at:
        return None
    return Named(at, _with_insertions(tokens, last, language) if inserted else last)


def _is_plain(token: Token, language: Language) -> bool:
    """Whether a word may be a noun or an adjective for all that is known of it."""
    words, low = language.words, token.low
    small = (
        low in words.preposition
        or low in words.subordinate
        or low in words.time
        or low in words.finite
        or low in words.object
        or low in words.subject
        or low in words.adverb
    )
    return not small and low not in language.verbs and not low.endswith(language.adverb_ends)


def _continues(tokens: list[Token], at: int, language: Language) -> bool:
    token, last, words = tokens[at], tokens[at - 1], language.words
    if token.kind != "word":
        return token.low in "&'’"
    if token.low in words.time:
        return False
    if token.is_capitalised or token.low in language.people.role:
        return True
    after_link = last.low in words.links
    if token.low in words.links:
        if at + 1 == len(tokens) or after_link:
            return False
        following = tokens[at + 1]
        return following.is_capitalised or following.low in words.determiner
    if token.low in words.determiner:
        return after_link
    return _is_plain(token, language) and not last.is_capitalised


def _with_insertions(tokens: list[Token], last: int, language: Language) -> int:
    """With ", 69, a farmer from Iowa" or ", who was there", up to the next comma or the end."""
    if last + 1 < len(tokens) and tokens[last + 1].low == "(":
        closing = (p for p in range(last + 2, min(len(tokens), last + 10)) if tokens[p].low == ")")
        last = next(closing, last)
    if last + 1 < len(tokens) and tokens[last + 1].low in language.words.relative:
        return _insertion_end(tokens, last + 1, language) or last
    while last + 2 < len(tokens) and tokens[last + 1].low == ",":
        end = _insertion_end(tokens, last + 2, language)
        if end is None:
            break
        last = end
    return last


def _insertion_end(tokens: list[Token], at: int, language: Language) -> int | None:
    head, words = tokens[at], language.words
    if head.kind != "word" or head.low in language.participles:
        return None
    fits = (
        head.low in words.relative
        or head.low in words.determiner
        or head.low in words.particle_of
        or head.text.isdigit()
        or (head.is_capitalised and head.text.endswith("."))
        or (head.is_capitalised and tokens[at - 2].low in language.people.role)
        or (not head.is_capitalised and _is_plain(head, language))
    )
    if not fits:
        return None
    has_own_verb = head.low in words.determiner
    for place in range(at, len(tokens)):
        token = tokens[place]
        if token.low in words.relative:
            has_own_verb = False
        if has_own_verb and token.low in words.finite:
            return None
        if (
            token.kind == "quote"
            or (token.kind == "mark" and token.low in ",.;:?!")
            or token.low in DASHES
        ):
            return place - 1
    return len(tokens) - 1


def leading(tokens: list[Token], at: int, language: Language) -> Named | None:
    """The subject of the sentence that an "-ing" at this place belongs to."""
    for place in range(1, at):
        token = tokens[place]
        if token.kind == "word" and not token.is_capitalised and _is_verb(token, language):
            found = before(tokens, place, language)
            if found:
                return found
    return None


def _is_verb(token: Token, language: Language) -> bool:
    if token.low in language.words.finite or token.low in language.verbs:
        return True
    return len(token.low) > 4 and token.low.endswith(language.verb_ends)
