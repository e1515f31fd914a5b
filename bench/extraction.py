"""How much of who said what is found? python bench/extraction.py PLACE [--part dev]

PLACE is a folder in PolNeAR's form or a tar archive of one: parts (train, dev), each with
``text/*.txt`` and ``attributions/*.ann``. Prints the F1 of exact spans, the F of linked records
for cues of speech and for all, how often the speaker of a matched record is the right one, and
articles per CPU second.

Two records match one to one, those that share most first. "0.3" and "0.8": more than this share
of the gold's characters is found; "IoU": of the characters of both, at least this share is in
both. Cues of speech are those with a word of ``bench/speech.txt``; a proposal that matches
another attribution counts neither for nor against, one without a cue counts as speech.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.polnear import Article, Attribution, Spans, articles
from factcheck.extract import propose

_SPEECH = frozenset(
    (Path(__file__).resolve().parent / "speech.txt").read_text(encoding="utf-8").split()
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|:")
_MEASURES: dict[str, Callable[[Spans, Spans], bool]] = {
    "0.3": lambda gold, found: common(gold, found) > 0.3 * size(gold),
    "0.8": lambda gold, found: common(gold, found) > 0.8 * size(gold),
    "IoU 0.5": lambda gold, found: share(gold, found) >= 0.5,
    "IoU 0.95": lambda gold, found: share(gold, found) >= 0.95,
}


class Count(NamedTuple):
    """How many were there, found, and right."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


def together(counts: Iterable[Count]) -> Count:
    """The sums of many counts."""
    return Count(*(sum(numbers) for numbers in zip(*counts, strict=True)))


def size(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def common(one: Spans, other: Spans) -> int:
    """How many characters lie in both."""
    return sum(
        max(0, min(end, last) - max(start, first)) for start, end in one for first, last in other
    )


def share(one: Spans, other: Spans) -> float:
    both = common(one, other)
    return both / ((size(one) + size(other) - both) or 1)


def is_speech(text: str, cue: Spans) -> bool:
    """Whether a cue is one of speech, as a proposal without any is."""
    words = (w for start, end in cue for w in _WORD.findall(text[start:end].lower()))
    return not cue or any(word in _SPEECH for word in words)


def proposed(text: str) -> list[Attribution]:
    """What the extractor proposes, in the form of the gold."""
    return [
        Attribution(
            _spans([one.speaker_at]),
            _spans([one.cue_at]),
            _spans([(one.start, one.end), *one.more]),
        )
        for one in propose(text)
    ]


def _spans(told: Iterable[tuple[int, int] | None]) -> Spans:
    return tuple((one[0], one[1]) for one in told if one is not None)


def matched(
    gold: tuple[Attribution, ...], found: list[Attribution], fits: Callable[[Spans, Spans], bool]
) -> list[tuple[int, int]]:
    """Pairs of places in both lists, one to one, those that share most first."""
    pairs = [
        (share(one.content, other.content), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if common(one.content, other.content) and fits(one.content, other.content)
    ]
    used_gold, used_found, result = set(), set(), []
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            result.append((i, j))
    return result


def linked(
    article: Article, found: list[Attribution], measure: str, *, speech: bool
) -> tuple[Count, Count]:
    """Records that match by a measure, and of these the ones with the right speaker."""
    fits = _MEASURES[measure]
    wanted = [not speech or is_speech(article.text, one.cue) for one in article.gold]
    pairs = matched(article.gold, found, fits)
    right = [(i, j) for i, j in pairs if wanted[i]]
    taken = {j for _, j in pairs}
    wrong = [
        j
        for j, one in enumerate(found)
        if j not in taken and (not speech or is_speech(article.text, one.cue))
    ]
    named = [(i, j) for i, j in right if article.gold[i].source]
    same = sum(bool(common(article.gold[i].source, found[j].source)) for i, j in named)
    return (
        Count(sum(wanted), len(right) + len(wrong), len(right)),
        Count(len(named), len(named), same),
    )


def exact(article: Article, found: list[Attribution], role: str) -> Count:
    """Spans of one role that are the same in both, each piece by itself."""
    one = _pieces(article, article.gold, role)
    other = _pieces(article, found, role)
    return Count(len(one), len(other), len(one & other))


def _pieces(article: Article, told: Iterable[Attribution], role: str) -> set[tuple[int, int]]:
    return {_whole_words(article.text, *span) for one in told for span in getattr(one, role)}


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span from the first to the last of its words, without blanks around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < len(text) and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path, help="folder or tar archive in PolNeAR's form")
    parser.add_argument("--part", default="dev", help="which part of it (default: dev)")
    parser.add_argument("--first", type=int, help="only so many articles")
    told = parser.parse_args()
    read = articles(told.place, told.part)[: told.first]
    if not read:
        sys.exit(f"no articles of the part {told.part!r} in {told.place}")
    propose("She said it was so.")  # the words of the language are read once
    begun = time.process_time()
    found = [proposed(article.text) for article in read]
    seconds = time.process_time() - begun
    print(f"{len(read)} articles ({told.part}), {sum(len(a.gold) for a in read):,} attributions, ")
    print(
        f"{sum(map(len, found)):,} proposals, {len(read) / seconds:.0f} articles per CPU second.\n"
    )
    report(read, found)


def report(read: list[Article], found: list[list[Attribution]]) -> None:
    """Prints the two tables."""
    print("| linked records | P | R | F | speaker given match |\n|---|---|---|---|---|")
    for speech, title in ((True, "speech"), (False, "all")):
        for measure in _MEASURES:
            counts = [
                linked(a, f, measure, speech=speech) for a, f in zip(read, found, strict=True)
            ]
            records = together(one for one, _ in counts)
            speakers = together(other for _, other in counts)
            p, r, f = records.scores()
            named = speakers.scores()[0]
            print(f"| {title}, {measure} | {p:.3f} | {r:.3f} | {f:.3f} | {named:.3f} |")
    print("\n| exact spans | P | R | F1 |\n|---|---|---|---|")
    for role in ("source", "cue", "content"):
        total = together(exact(a, f, role) for a, f in zip(read, found, strict=True))
        print("| {} | {:.3f} | {:.3f} | {:.3f} |".format(role, *total.scores()))


if __name__ == "__main__":
    main()
