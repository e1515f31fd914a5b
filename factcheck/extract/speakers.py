"""Who is meant: full names for surnames, titles and pronouns."""

from collections.abc import Iterable
from typing import NamedTuple

from factcheck.extract.languages import Language
from factcheck.extract.people import Gender, Mention, bare_name, gender, mentions, run_end, spelled
from factcheck.extract.sentences import Sentence
from factcheck.extract.statements import Statement
from factcheck.extract.tokens import Token, tokens

_LONGEST_NAME = 4
_FAR = 5  # sentences over which a pronoun reaches back


class Speaker(NamedTuple):
    """Who speaks; ``unsure`` says how that was found, where it was not written."""

    name: str | None
    unsure: tuple[str, ...] = ()


UNKNOWN = Speaker(None, ("speaker unknown",))


def speakers(
    text: str, sentences: list[Sentence], statements: list[Statement], language: Language
) -> list[Speaker]:
    """The speaker of each statement, in their order."""
    resolver = _Resolver(text, sentences, statements, language)
    found: list[Speaker] = []
    for statement in statements:
        speaker = resolver.speaker(statement)
        found.append(speaker)
        if statement.source is not None and speaker.name:
            resolver.heard(speaker.name, statement)
    return found


class _Resolver:
    """What is known of the persons of a text while its statements are read in order."""

    def __init__(
        self,
        text: str,
        sentences: list[Sentence],
        statements: list[Statement],
        language: Language,
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.language = language
        sources = (_name_of(self._source(one), language) for one in statements)
        speaking = frozenset(name[-1].low for name in sources if name)
        self.full = _full_names(text, sentences, language)
        self.mentions = [self._known(one) for one in mentions(sentences, speaking, language)]
        self.last: tuple[str, int] | None = None  # who spoke last, and in which sentence
        self.plural: str | None = None

    def _known(self, mention: Mention) -> Mention:
        """The mention with what the full name tells of the gender."""
        if mention.gender or not mention.named:
            return mention
        return mention._replace(gender=_gender_of(self._whole(mention.name), self.language))

    def heard(self, name: str, statement: Statement) -> None:
        """Keeps who spoke last, for the pronouns that follow."""
        tokens = self._source(statement)
        if _is_plural(tokens, self.language):
            self.plural = name
        elif not self.language.people.body & {one.low for one in tokens}:
            self.last = (name, statement.sentence)

    def speaker(self, statement: Statement) -> Speaker:
        tokens = self._source(statement)
        if not tokens:
            return UNKNOWN
        head = tokens[0].low
        if len(tokens) == 1 and head in self.language.words.relative:
            return self._antecedent(statement)
        if len(tokens) == 1 and head in self.language.words.subject:
            return self._pronoun(statement, head)
        named = _name_of(tokens, self.language)
        if named:
            return self._named(named, tokens)
        return self._described(tokens)

    def _source(self, statement: Statement) -> list[Token]:
        span = statement.source
        if span is None:
            return []
        tokens = self.sentences[statement.said_in].tokens
        return [one for one in tokens if span.start <= one.start and one.end <= span.end]

    def _named(self, named: list[Token], tokens: list[Token]) -> Speaker:
        name = spelled(named)
        if len(named) > 1:
            return Speaker(name)
        fitting = self.full.get(named[0].low.removesuffix("'s"), ())
        wanted = gender(frozenset(one.low for one in tokens), self.language)
        fitting = [one for one in fitting if _fits(wanted, _gender_of(one, self.language))]
        before = [one for one in fitting if self.text.find(one) < named[0].start] or fitting
        if not before:
            return Speaker(name)
        nearest = max(before, key=lambda one: self.text.rfind(one, 0, named[0].start))
        return Speaker(nearest, ("several of that name",) if len(before) > 1 else ())

    def _described(self, tokens: list[Token]) -> Speaker:
        """As in "the senator": the person who was given that title before."""
        words = [one.low for one in tokens]
        roles = set(words) & (self.language.people.role | self.language.people.title)
        definite = words[0] in self.language.words.definite and len(words) <= 3
        if definite and roles:
            for mention in reversed(self.mentions):
                if mention.named and mention.start < tokens[0].start and roles <= mention.titles:
                    return Speaker(self._whole(mention.name), ("resolved title",))
        return Speaker(_without_insertion(self.text, tokens))

    def _antecedent(self, statement: Statement) -> Speaker:
        tokens = self.sentences[statement.said_in].tokens
        start = statement.source.start if statement.source else 0
        before = [one for one in tokens if one.end <= start]
        while before and before[-1].kind != "word":
            before.pop()
        at = len(before)
        while at and before[at - 1].is_capitalised:
            at -= 1
        named = bare_name(before[at:], self.language)
        return self._named(named, named) if named else UNKNOWN

    def _pronoun(self, statement: Statement, head: str) -> Speaker:
        people = self.language.people
        if head in people.plural:
            return Speaker(self.plural, ("resolved pronoun",)) if self.plural else UNKNOWN
        if head not in people.male | people.female:
            return UNKNOWN
        wanted: Gender = "male" if head in people.male else "female"
        name = self._he_or_she(statement, wanted)
        return Speaker(self._whole(name), ("resolved pronoun",)) if name else UNKNOWN

    def _he_or_she(self, statement: Statement, wanted: Gender) -> str | None:
        """The person who leads this sentence, who spoke last, or who was named last."""
        at = statement.source.start if statement.source else 0
        number = statement.said_in
        near = [
            one
            for one in self.mentions
            if one.start < at and number - one.sentence <= _FAR and _fits(wanted, one.gender)
        ]
        here = [one for one in near if one.sentence == number]
        if here:
            return here[0].name
        if self.last and number - self.last[1] <= _FAR:
            between = [one for one in near if one.sentence > self.last[1] and one.leads]
            if not between and _fits(wanted, _gender_of(self.last[0], self.language)):
                return self.last[0]
        if not near:
            return None
        latest = [one for one in near if one.sentence == near[-1].sentence]
        return latest[0].name

    def _whole(self, name: str) -> str:
        """The full name for a surname."""
        if " " in name:
            return name
        fitting = self.full.get(name.lower(), ())
        return fitting[-1] if fitting else name


def _full_names(text: str, sentences: list[Sentence], language: Language) -> dict[str, list[str]]:
    """Names of several words, by their last one; those in quotations too, where no others are."""
    outside = _by_surname(_runs((one.tokens for one in sentences), language))
    inner = _by_surname(_runs(_quoted_tokens(text, sentences, language), language))
    return {**inner, **outside}


def _by_surname(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        known = found.setdefault(name.rpartition(" ")[2].lower(), [])
        if name not in known:
            known.append(name)
    return found


def _quoted_tokens(
    text: str, sentences: list[Sentence], language: Language
) -> Iterable[list[Token]]:
    for sentence in sentences:
        for token in sentence.tokens:
            if token.kind == "quote":
                yield tokens(text, token.start, token.end, (), language)


def _runs(lists: Iterable[list[Token]], language: Language) -> Iterable[str]:
    for found in lists:
        at = 0
        while at < len(found):
            end = run_end(found, at, language)
            if end < at + 2:
                at += 1
                continue
            name = bare_name(found[at:end], language)
            if 1 < len(name) <= _LONGEST_NAME and not _is_small(name[0].low, language):
                yield spelled(name)
            at = end


def _is_small(low: str, language: Language) -> bool:
    words = language.words
    return low in words.subordinate or low in words.adverb or low in words.preposition


def _name_of(tokens: list[Token], language: Language) -> list[Token]:
    """The words of the person's name in a subject; none where it is a noun or a body."""
    comma = next((at for at, one in enumerate(tokens) if one.low in (",", "(")), len(tokens))
    name = _name_before(tokens[:comma], language)
    if name or comma == len(tokens):
        return name
    end = run_end(tokens, comma + 1, language)
    inserted = bare_name(tokens[comma + 1 : end], language)
    return inserted if len(inserted) > 1 else []


def _name_before(tokens: list[Token], language: Language) -> list[Token]:
    """The last name that nothing but "of" or "who" follows."""
    at, best = 0, list[Token]()
    small = language.words.preposition | language.words.relative
    while at < len(tokens):
        token = tokens[at]
        end = run_end(tokens, at, language)
        if end > at:
            genitive = tokens[end - 1].low.endswith(("'s", "s'")) and end < len(tokens)
            best = [] if genitive else bare_name(tokens[at:end], language)
            at = end
            continue
        if token.low in small:
            office = at > 0 and tokens[at - 1].low in language.people.title
            if best or (at and not (office and run_end(tokens, at + 1, language) > at + 1)):
                return best
        best = []
        at += 1
    return best


def _without_insertion(text: str, tokens: list[Token]) -> str:
    end = next((one.start for one in tokens if one.low == ","), tokens[-1].end)
    return text[tokens[0].start : end].strip()


def _is_plural(tokens: list[Token], language: Language) -> bool:
    people = language.people
    return any(
        one.low in people.several
        or one.low in people.plural
        or (one.low in people.role and one.low.endswith("s"))
        for one in tokens
    ) or any(one.low in language.words.both for one in tokens)


def _fits(wanted: Gender | None, found: Gender | None) -> bool:
    return wanted is None or found is None or wanted == found


def _gender_of(name: str, language: Language) -> Gender | None:
    return gender(frozenset(name.lower().split()), language)
