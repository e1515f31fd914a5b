"""Cues with their subjects: "Ana Ruiz said", "said Ana Ruiz", "according to Ana Ruiz"."""

from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.extract import forward, subjects
from factcheck.extract.cues import Cue, cues
from factcheck.extract.languages import Language
from factcheck.extract.subjects import Named
from factcheck.extract.tokens import DASHES, Token

_INVERTED = ("say", "quoted")
_SENTENCE = 5  # as many words before "according to" are what is said


@dataclass(frozen=True, slots=True)
class Core:
    """A cue with its subject; ``first`` and ``last`` are the tokens that both take up.

    ``inverted``: the subject stands after the verb. ``sibling``: it is a statement beside the
    one before it in the sentence, not a part of that. ``relative``: the subject is "who".
    """

    cue: Cue
    named: Named | None
    first: int
    last: int
    inverted: bool = False
    sibling: bool = False
    relative: bool = False


def cores(tokens: list[Token], language: Language) -> Iterator[Core]:
    """The cues of a sentence for which a subject is found, from left to right."""
    earlier: Core | None = None
    for cue in cues(tokens, language):
        core = _core(tokens, cue, earlier, language)
        if core is not None:
            yield core
            if not core.relative:
                earlier = core


def _core(tokens: list[Token], cue: Cue, earlier: Core | None, language: Language) -> Core | None:
    floor = earlier.last + 1 if earlier else 0
    if cue.kind == "according":
        ends = cue.first > _SENTENCE
        named = subjects.all_after(tokens, cue.last + 1, language, inserted=ends)
        return named and Core(cue, named, cue.first, named.last)
    if cue.loose or _has_no_subject(tokens, cue, language):
        named = earlier.named if earlier else subjects.leading(tokens, cue.first, language)
        named = named or _first_of_sentence(tokens, cue, language)
        return named and Core(cue, named, cue.first, cue.last, sibling=True)
    return _inverted(tokens, cue, floor, language) or _straight(tokens, cue, floor, language)


def _first_of_sentence(tokens: list[Token], cue: Cue, language: Language) -> Named | None:
    """The noun that begins the sentence, where its verb is not known."""
    found = subjects.after(tokens, 0, language)
    return found if found and found.last < cue.first else None


def _has_no_subject(tokens: list[Token], cue: Cue, language: Language) -> bool:
    """As in "..., and added that": it is the subject of the verb before."""
    return cue.first > 0 and tokens[cue.first - 1].low in language.words.joining


def follows_speech(tokens: list[Token], at: int) -> bool:
    """Whether what stands before this token may be what was said."""
    if not at:
        return False
    token = tokens[at - 1]
    return token.kind == "quote" or token.low == "," or token.low in DASHES


def _inverted(tokens: list[Token], cue: Cue, floor: int, language: Language) -> Core | None:
    if cue.kind not in _INVERTED or cue.first <= floor or not follows_speech(tokens, cue.first):
        return None
    named = subjects.after(tokens, cue.last + 1, language)
    if named is None:
        return None
    quoted = tokens[cue.first - 1].kind == "quote"
    if not quoted and _speaks_on(tokens, cue, named, floor, language):
        return None
    return Core(cue, named, cue.first, named.last, inverted=True)


def _speaks_on(
    tokens: list[Token], cue: Cue, named: Named, floor: int, language: Language
) -> bool:
    """As in "Ana Ruiz, a farmer, said it was": the words after the verb are no subject."""
    if subjects.before(tokens, cue.first, language, floor) is None:
        return False
    begin = forward.begins(tokens, cue, cue.last + 1, len(tokens), language)
    if begin is None:
        return False
    words, after = language.words, tokens[named.last + 1 : named.last + 2]
    if tokens[begin].kind == "quote" or tokens[begin].low in words.that:
        return True
    if after and (tokens[begin].low in words.subject - words.determiner or after[0].low in DASHES):
        return True
    end = _clause_end(tokens, begin, language)
    genitive = tokens[named.last].low.endswith("'s")
    return genitive or forward.is_clause(tokens, begin, end, language)


def _clause_end(tokens: list[Token], at: int, language: Language) -> int:
    """The next comma or "who"."""
    for place in range(at + 1, len(tokens)):
        if tokens[place].kind == "mark" or tokens[place].low in language.words.relative:
            return place
    return len(tokens)


def _straight(tokens: list[Token], cue: Cue, floor: int, language: Language) -> Core | None:
    named = subjects.before(tokens, cue.first, language, floor)
    if named is None:
        return None
    joined = named.first > 0 and tokens[named.first - 1].low in language.words.between
    relative = tokens[named.last].low in language.words.relative
    first = named.first
    if first and tokens[first - 1].low in language.words.inverting:
        first -= 1  # "a-t-il dit"
    return Core(cue, named, first, cue.last, sibling=joined, relative=relative)
