"""What follows a cue: past listeners, days and settings to where the statement begins."""

from factcheck.extract.cues import Cue
from factcheck.extract.languages import Language
from factcheck.extract.tokens import Token

_IN_PHRASES = "$%&'’#@/"
_AHEAD = 14


def begins(tokens: list[Token], cue: Cue, at: int, end: int, language: Language) -> int | None:
    """The token with which the statement begins that follows a cue; None where none follows.

    ``at`` is the first token after the cue and its subject, ``end`` the one after the last
    that may belong to it.
    """
    if at < end and _takes_infinitive(tokens, cue, at, language):
        return at
    at = past(tokens, cue, at, end, language)
    if at >= end:
        return None
    token = tokens[at]
    if token.low in (",", ":"):
        return _after_mark(tokens, at, end, language)
    if token.kind == "quote":
        return at
    if cue.kind == "quoted":
        return None
    if token.low in language.words.that:
        return at if at + 1 < end and tokens[at + 1].kind != "mark" else None
    if (
        cue.loose
        and not _after_comma(tokens, cue)
        and tokens[cue.verb].low not in language.words.sure
    ):
        called = cue.kind == "call" and token.low in language.words.called
        return at if called or token.low in language.words.whether else None
    if token.kind == "mark" and token.low not in "$[(‘'#@":
        return None
    if at > cue.last + 1 and tokens[at - 1].low in language.words.opening:
        return None
    return at if _may_follow(tokens, cue, at, end, language) else None


def past(tokens: list[Token], cue: Cue, at: int, end: int, language: Language) -> int:
    """The first token past whoever is told it, and past when and where it is said."""
    if cue.kind == "tell":
        at = _past_listener(tokens, at, end, language)
    elif cue.kind == "ask":
        at = _past_asked(tokens, at, end, language)
    if cue.kind in ("ask", "tell") and at < end and _is_request(tokens[at], cue, language):
        return at
    if cue.kind == "say" and at < end and tokens[at].kind == "word":
        that = _that_ahead(tokens, at, min(end, at + 6), language)
        at = at if that is None else that
    if cue.kind in ("call", "accuse"):
        return at
    return _past_setting(tokens, at, end, language)


def _takes_infinitive(tokens: list[Token], cue: Cue, at: int, language: Language) -> bool:
    words = language.words
    return tokens[at].low in words.infinitive and tokens[cue.verb].low in words.takes_to


def _after_comma(tokens: list[Token], cue: Cue) -> bool:
    return cue.first == 0 or tokens[cue.first - 1].kind != "word"


def _is_request(token: Token, cue: Cue, language: Language) -> bool:
    words = language.words
    asked = cue.kind == "ask" and token.low in words.whether | words.asked
    return asked or token.low in words.infinitive


def _after_mark(tokens: list[Token], at: int, end: int, language: Language) -> int | None:
    """Past the colon, past a comma before a quotation, past ", however, that"."""
    if at + 1 < end and (tokens[at].low == ":" or tokens[at + 1].kind == "quote"):
        return at + 1
    if at + 2 < end and tokens[at + 1].low in language.words.that:
        return at + 1
    for place in range(at + 1, min(end - 1, at + _AHEAD)):
        if tokens[place].low == ",":
            return place + 1 if tokens[place + 1].low in language.words.that else None
    return None


def _may_follow(tokens: list[Token], cue: Cue, at: int, end: int, language: Language) -> bool:
    words, low = language.words, tokens[at].low
    if cue.kind in ("call", "accuse"):
        if cue.kind == "call" and low in words.called:
            return end - at > 1
        return low not in words.preposition and _is_named_so(tokens, at, end, language)
    if cue.kind == "deny":
        gerund = low.endswith(language.gerund_ends)
        return gerund or low in words.determiner | words.subject | language.about
    if low in words.infinitive or (cue.kind == "tell" and low in words.negative):
        return cue.kind in ("ask", "tell") or tokens[cue.verb].low in words.takes_to
    if low in words.whether:
        return True
    if cue.kind == "ask":
        return low in words.asked
    if tokens[cue.verb].low in words.sure and low not in words.preposition:
        return True
    if low in words.finite:
        return False
    if low in words.subject - words.determiner and end - at > 1:
        return True
    if tokens[cue.verb].low in words.takes_thing and low in words.determiner and end - at > 1:
        return True
    return is_clause(tokens, at, end, language)


def _is_named_so(tokens: list[Token], at: int, end: int, language: Language) -> bool:
    """Whether a thing and a name for it follow: "him a liar", "it “absurd”"."""
    words = language.words
    comma = False
    for token in tokens[at + 1 : end]:
        if token.kind == "quote":
            return True
        comma = comma or token.low == ","
        if not comma and (token.low in words.determiner or token.low in words.naming):
            return True
    return False


def is_clause(tokens: list[Token], at: int, end: int, language: Language) -> bool:
    """Whether there seems to be a verb of its own in these words."""
    words = language.words
    for place in range(at, end):
        token, low = tokens[place], tokens[place].low
        if place == at:
            continue
        if token.kind == "quote":
            return True
        if (
            tokens[place - 1].low == ","
            and low in words.subject - words.determiner - words.relative
        ):
            return True
        if token.is_capitalised:
            continue
        if low in words.finite or _is_past(tokens, place, language):
            return True
        if low in words.opening:
            return False
        if place + 1 < end and _is_between_nouns(tokens, place, language):
            return True
    return False


def _is_past(tokens: list[Token], at: int, language: Language) -> bool:
    """Whether a word looks like a verb of the past, not like "a detailed letter"."""
    low, before = tokens[at].low, tokens[at - 1]
    if len(low) < 5 or not low.endswith(language.verb_ends) or before.kind != "word":
        return False
    words = language.words
    return before.low not in words.determiner and before.low not in words.preposition


def _is_between_nouns(tokens: list[Token], at: int, language: Language) -> bool:
    """As in "the plan helps the", "they help him": a plain word between a noun and an article."""
    words = language.words
    before, low, after = tokens[at - 1], tokens[at].low, tokens[at + 1]
    if after.low not in words.determiner and after.low not in words.object:
        return False
    if low in words.preposition or low in words.subordinate or tokens[at].kind != "word":
        return False
    return before.kind == "word" and before.low not in words.preposition | words.determiner


# listeners


def _past_listener(tokens: list[Token], at: int, end: int, language: Language) -> int:
    """Past "him", "reporters", "the New York Times", "a crowd in Ohio"."""
    words = language.words
    if at >= end or tokens[at].kind != "word" or tokens[at].low in words.that:
        return at
    if tokens[at].low in words.object or tokens[at].low in words.listener:
        return at + 1
    that = _that_ahead(tokens, at, end, language)
    if that is not None:
        return that
    place = at + (tokens[at].low in words.determiner)
    while place < end and tokens[place].kind == "word":
        if _ends_listener(tokens, place, at, language):
            break
        place += 1
    return place


def _ends_listener(tokens: list[Token], place: int, at: int, language: Language) -> bool:
    words = language.words
    token, before = tokens[place], tokens[place - 1]
    low, linked = token.low, before.low in words.preposition or before.low in words.both
    if low in words.determiner:
        return not linked
    if low in words.subject or low in words.infinitive | words.whether | words.negative:
        return True
    if low in words.time or (low in words.finite and place > at):
        return True
    begins_name = token.is_capitalised and place > at and not before.is_capitalised
    return begins_name and not linked and before.low not in words.determiner


def _past_asked(tokens: list[Token], at: int, end: int, language: Language) -> int:
    words = language.words
    for place in range(at, min(end, at + 8)):
        token = tokens[place]
        if token.kind != "word" or token.low in words.whether | words.infinitive | words.asked:
            return place
        if token.low in words.finite:
            return at
    return at


def _that_ahead(tokens: list[Token], at: int, end: int, language: Language) -> int | None:
    """The next "that", where no verb and no subject stands between."""
    words = language.words
    for place in range(at, min(end - 1, at + _AHEAD)):
        token = tokens[place]
        if token.low in words.that:
            return place
        if token.low == "," and tokens[place + 1].low in words.that:
            return place + 1
        if token.kind != "word" or token.low in words.finite:
            return None
        if token.low in words.subject and token.low not in words.determiner:
            return None
    return None


# when and where


def _past_setting(tokens: list[Token], at: int, end: int, language: Language) -> int:
    """Past "on Tuesday", "in a statement", "at a rally in Ohio", "to reporters"."""
    words = language.words
    while at < end and tokens[at].kind == "word":
        token, low = tokens[at], tokens[at].low
        if low in words.time or low in words.adverb or _is_adverb(token, language):
            at += 1
        elif low in words.which and at + 1 < end and tokens[at + 1].low in words.time:
            at += 2
        elif low in words.setting:
            at = _past_phrase(tokens, at, end, language)
        else:
            return at
    return at


def _is_adverb(token: Token, language: Language) -> bool:
    long = len(token.low) > 4 and not token.is_capitalised
    return long and token.low.endswith(language.adverb_ends)


def _past_phrase(tokens: list[Token], at: int, end: int, language: Language) -> int:
    that = _that_ahead(tokens, at + 1, end, language)
    if that is not None:
        return that
    for place in range(at + 1, end):
        token = tokens[place]
        if token.kind == "quote" or (token.kind == "mark" and token.low not in _IN_PHRASES):
            return place
        if place > at + 1 and _ends_phrase(tokens, place, language):
            return place
    return end


def _ends_phrase(tokens: list[Token], place: int, language: Language) -> bool:
    words = language.words
    low, before = tokens[place].low, tokens[place - 1].low
    if before in words.time and low not in words.time and not low.isdigit():
        return True
    if low in words.determiner:
        return before in words.document
    return low in words.subject and low not in words.relative
