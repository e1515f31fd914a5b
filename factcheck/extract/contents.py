"""What was said: before its cue, after it, or on both sides."""

from factcheck.extract import forward
from factcheck.extract.cores import Core, follows_speech
from factcheck.extract.languages import Language
from factcheck.extract.subjects import Named
from factcheck.extract.tokens import DASHES, Token

_FINAL = ".?!…"
_SENTENCE = 4
_LONG_SENTENCE = 9
_OBJECTS = ("call", "accuse", "deny")


def pieces(tokens: list[Token], cores: list[Core], at: int, language: Language) -> list[Named]:
    """The tokens of what is said with one of the cues of a sentence; none where it is nothing."""
    core = cores[at]
    left = _left_border(cores, at)
    right = _right_border(tokens, cores, at, language)
    if core.cue.kind == "according":
        return _around(tokens, core, left, right, language)
    if follows_speech(tokens, core.first) and not core.cue.loose and not core.relative:
        found = _before(tokens, core, left, right, language)
        if found or core.inverted:
            return found
    if _is_as_said(tokens, core, right, language):
        return _as_said(tokens, core, left, right, language)
    begin = forward.begins(tokens, core.cue, core.last + 1, right, language)
    if begin is None or _names_only(tokens, core, begin, language):
        return []
    end = _end(tokens, core, begin, right, language)
    return [Named(begin, end)] if end >= begin else []


def _names_only(tokens: list[Token], core: Core, begin: int, language: Language) -> bool:
    """As in "a book called “Ruins”": nobody calls it so."""
    first = core.named and tokens[core.named.first].low
    indefinite = core.cue.kind == "call" and first in language.words.indefinite
    return indefinite and (tokens[begin].kind == "quote" or tokens[begin].is_capitalised)


def _is_as_said(tokens: list[Token], core: Core, right: int, language: Language) -> bool:
    """As in "as Ruiz said", with nothing said after it."""
    if not core.first or tokens[core.first - 1].low not in language.words.as_said:
        return False
    at = forward.past(tokens, core.cue, core.last + 1, right, language)
    return at >= right or tokens[at].kind == "mark"


def _as_said(
    tokens: list[Token], core: Core, left: int, right: int, language: Language
) -> list[Named]:
    """What is said around "as Ruiz said"."""
    ahead = _trimmed(tokens, left, core.first - 2)
    if ahead and ahead.last - ahead.first >= _SENTENCE and tokens[core.first - 2].low == ",":
        return [ahead]
    at = forward.past(tokens, core.cue, core.last + 1, right, language)
    behind = _trimmed(tokens, at, right - 1) if at < right and tokens[at].low == "," else None
    if behind is None:
        return []
    quoted = tokens[behind.first].kind == "quote"
    return [behind] if quoted or _is_sentence(tokens, behind, language) else []


# borders


def _left_border(cores: list[Core], at: int) -> int:
    """The token after the statement before; what hangs on another verb is none."""
    earlier = (one.last + 1 for one in reversed(cores[:at]) if not (one.relative or one.cue.loose))
    return next(earlier, 0)


def _right_border(tokens: list[Token], cores: list[Core], at: int, language: Language) -> int:
    """The token at which the words of a statement must end."""
    end = len(tokens)
    while end and tokens[end - 1].kind == "mark" and tokens[end - 1].low in _FINAL:
        end -= 1
    for later in cores[at + 1 :]:
        after_quote = tokens[later.first - 1].kind == "quote" and later.first - 1 > cores[at].last
        if after_quote and not later.sibling:
            return min(end, _without_joint(tokens, later.first - 1, language))
        beside = later.sibling or later.cue.kind == "according"
        if beside or _is_after_side_clause(tokens, cores[at], later, language):
            return min(end, _without_joint(tokens, later.first, language))
    return end


def _is_after_side_clause(
    tokens: list[Token], core: Core, later: Core, language: Language
) -> bool:
    """As in "While Ruiz called it wrong, Ana Lee said": the first statement ends at the comma."""
    if core.named is None or later.inverted or not core.named.first:
        return False
    opened = tokens[core.named.first - 1].low in language.words.opening
    return opened and tokens[later.first - 1].low == ","


def _without_joint(tokens: list[Token], at: int, language: Language) -> int:
    while at > 0 and (_is_joint(tokens[at - 1]) or tokens[at - 1].low in language.words.between):
        at -= 1
    return at


def _is_joint(token: Token) -> bool:
    return token.low in (",", ";", ":") or token.low in DASHES


def _trimmed(tokens: list[Token], first: int, last: int) -> Named | None:
    """Without commas and dashes at its ends."""
    while first <= last and _is_joint(tokens[first]):
        first += 1
    while last >= first and _is_joint(tokens[last]):
        last -= 1
    return Named(first, last) if first <= last else None


def _end(tokens: list[Token], core: Core, begin: int, right: int, language: Language) -> int:
    """The last token of a statement that follows its cue."""
    for place in range(begin, right):
        if _ends_at(tokens, core, place, begin, right, language):
            right = place + 1
            break
    found = _trimmed(tokens, begin, right - 1)
    return found.last if found else begin - 1


def _ends_at(
    tokens: list[Token], core: Core, place: int, begin: int, right: int, language: Language
) -> bool:
    token, words = tokens[place], language.words
    after = tokens[place + 1].low if place + 1 < right else ""
    if token.kind == "quote":
        if core.cue.kind == "call" and after not in words.both:
            return True
        closed = token.text.rstrip("\"'”’»")[-1:] in (",", ".", "?", "!")
        return closed and (place == begin or after in words.joining)
    if token.low == ";":
        return True
    if token.low != "," or tokens[begin].low in words.that:
        return False
    if core.cue.kind == "call" and any(one.kind == "quote" for one in tokens[place:right]):
        return False
    return core.cue.kind in _OBJECTS or _is_thing(tokens, core, begin, place, language)


def _is_thing(tokens: list[Token], core: Core, begin: int, end: int, language: Language) -> bool:
    """Whether a noun alone is announced: "her candidacy"."""
    thing = tokens[core.cue.verb].low in language.words.takes_thing
    return thing and not forward.is_clause(tokens, begin, end, language)


# before the cue


def _before(
    tokens: list[Token], core: Core, left: int, right: int, language: Language
) -> list[Named]:
    """What stands before "..., Ruiz said", and what follows it."""
    found = _trimmed(tokens, left, core.first - 1)
    if found is None or (core.inverted and tokens[found.last].low in language.words.joining):
        return _goes_on(tokens, core, right, language)
    if tokens[found.last].kind != "quote":
        if not _is_said(tokens, core, found, right, language):
            return []
        found = _after_dash(tokens, found)
    elif _leads_to(tokens, core, found, right, language):
        return []
    more = _goes_on(tokens, core, right, language)
    if more and tokens[more[0].first].kind == "quote" and not _is_quoted(tokens, found):
        return more
    return [found, *more]


def _leads_to(
    tokens: list[Token], core: Core, found: Named, right: int, language: Language
) -> bool:
    """Whether the words before the cue only say when or where: "After “a night,” she said it"."""
    words = language.words
    aside = tokens[found.first].low in words.preposition | words.opening
    aside = aside or not _is_quoted(tokens, found)
    return aside and _follows(tokens, core, right, language)


def _follows(tokens: list[Token], core: Core, right: int, language: Language) -> bool:
    """Whether a statement in plain words follows the cue."""
    if core.inverted:
        return False
    begin = forward.begins(tokens, core.cue, core.last + 1, right, language)
    return begin is not None and tokens[begin].kind == "word"


def _is_quoted(tokens: list[Token], found: Named) -> bool:
    """Whether at least half of the words stand in quotation marks."""
    told = tokens[found.first : found.last + 1]
    quoted = sum(one.end - one.start for one in told if one.kind == "quote")
    return 2 * quoted >= told[-1].end - told[0].start


def _is_said(
    tokens: list[Token], core: Core, found: Named, right: int, language: Language
) -> bool:
    """Whether unquoted words before "..., Ruiz said" are what was said, not where or when."""
    if core.cue.kind not in ("say", "tell", "ask"):
        return False
    if _follows(tokens, core, right, language):
        return False
    rest = forward.past(tokens, core.cue, core.last + 1, right, language)
    if rest < right and tokens[rest].kind == "word":
        return False
    if rest + 1 < right and tokens[rest + 1].kind == "quote":
        return False
    near = rest == core.last + 1 or core.cue.kind == "tell"
    if rest < right and near and tokens[rest].low == ",":
        return True
    if found.first == found.last:
        return False
    if any(token.kind == "quote" for token in tokens[found.first : found.last]):
        return True
    if core.cue.kind == "tell" and rest == core.last + 1:
        return False
    ends = rest >= right and found.last - found.first >= _SENTENCE
    return ends or _is_sentence(tokens, found, language)


def _is_sentence(tokens: list[Token], found: Named, language: Language) -> bool:
    """Whether words may be a sentence: a verb is seen, or they are many and no "in Iowa"."""
    words = language.words
    lead = tokens[found.first].low in words.preposition | words.opening
    if found.last - found.first >= _LONG_SENTENCE:
        return True
    if not lead and found.last - found.first >= _SENTENCE:
        return True
    return forward.is_clause(tokens, found.first + lead, found.last + 1, language)


def _after_dash(tokens: list[Token], found: Named) -> Named:
    """The words after the last semicolon or lone dash."""
    marks = [p for p in range(found.first, found.last) if tokens[p].low == ";"]
    dashes = [p for p in range(found.first, found.last) if tokens[p].low in DASHES]
    if len(dashes) == 1:
        marks += dashes
    return Named(max(marks) + 1, found.last) if marks else found


def _goes_on(tokens: list[Token], core: Core, right: int, language: Language) -> list[Named]:
    """The rest of a statement that its cue interrupts: "..., he said, ..."."""
    at = core.last + 1
    while (
        at < right and tokens[at].kind == "word" and tokens[at].low not in language.words.joining
    ):
        at += 1
    if at < right and _is_joint(tokens[at]):
        near = at == core.last + 1 or core.cue.kind == "tell"
        at += 1
        if at >= right or (
            tokens[at].kind == "word" and not (near and _resumes(tokens[at], language))
        ):
            return []
    elif at >= right or tokens[at].kind != "quote" or at != core.last + 1:
        return []
    found = _trimmed(tokens, at, right - 1)
    return [found] if found else []


def _resumes(token: Token, language: Language) -> bool:
    """Whether a word goes on with what was said, and is no "who" and no "adding"."""
    gerund = token.low.endswith(language.gerund_ends)
    return not gerund and token.low not in language.words.relative


def _around(
    tokens: list[Token], core: Core, left: int, right: int, language: Language
) -> list[Named]:
    """What is said around "according to": all of the sentence but that."""
    while left < core.first and tokens[left].low in language.words.joining:
        left += 1
    ahead = _trimmed(tokens, left, core.first - 1)
    if ahead and not _is_sentence(tokens, ahead, language):
        ahead = None
    behind = _trimmed(tokens, core.last + 1, right - 1)
    if ahead and behind and tokens[core.last + 1].low not in (",", *DASHES):
        behind = None
    return [found for found in (ahead, behind) if found]
