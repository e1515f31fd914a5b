"""Learning what is worth checking from sentences that people judged.

The model is a sum: of the features that ``worth`` sees, and of the words of the sentence, each
with a learned weight. It is trained on the user's own computer and data, by logistic regression,
and can be read: a file of JSON with the weights.
"""

import csv
import io
import json
import math
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from factcheck import text
from factcheck.errors import InvalidInput
from factcheck.extract.languages import language
from factcheck.extract.worth import Worthiness, features, worthiness

FORMAT = "factcheck worth 1"
_TEXTS = ("text", "sentence", "statement")
_LABELS = ("verdict", "label", "class_label", "worth")
_YES = ("1", "yes", "true", "cfs")
_ROUNDS = 6
_RATE = 0.3
_DECAY = 2e-5
_RARE = 3  # a word that so few sentences have teaches nothing
_LEAST = 50
_NAMED = 5
_APART = 5  # one sentence in so many is kept apart to measure with


class Judged(NamedTuple):
    """A sentence, and whether a person found it worth checking."""

    text: str
    worth: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features and words; a word's name begins with a blank."""

    language: str
    start: float
    weights: dict[str, float]

    def worth(self, sentence: str) -> Worthiness:
        """How much a sentence is worth checking, and what weighed most. Any string is taken."""
        found = [one for one in _named(sentence, self.language) if one in self.weights]
        score = _chance(self.start + sum(self.weights[one] for one in found))
        weighty = sorted(found, key=lambda one: -abs(self.weights[one]))[:_NAMED]
        return Worthiness(round(score, 3), tuple(_told(one, self.weights) for one in weighty))


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, from how many sentences, and how well it did on those kept apart.

    ``area`` is the chance that a sentence worth checking scores above another one;
    ``plain_area`` that of the features alone.
    """

    model: Model
    sentences: int
    worth: int
    area: float
    plain_area: float

    def measured(self) -> dict[str, object]:
        """The figures, as they are printed."""
        return {
            "sentences": self.sentences,
            "worth": self.worth,
            "area": round(self.area, 4),
            "plain_area": round(self.plain_area, 4),
        }


def sentences(told: bytes) -> list[Judged]:
    """The judged sentences of a table with a header: a text, and 1 or yes where it is worth it.

    Raises InvalidInput for a table without these columns.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(told.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"the table cannot be read: {text.one_line(str(error))}") from error
    names = {(name or "").strip().lower(): name for name in (rows[0] if rows else {})}
    where = next((names[one] for one in _TEXTS if one in names), None)
    label = next((names[one] for one in _LABELS if one in names), None)
    if where is None or label is None:
        raise InvalidInput(
            "the table has no column of texts, or none of judgements",
            hint=f"a header with {' or '.join(_TEXTS)}, and {' or '.join(_LABELS)} (1 or 0)",
        )
    return [
        Judged(row[where], (row[label] or "").strip().lower() in _YES)
        for row in rows
        if row[where]
    ]


def train(judged: Sequence[Judged], code: str) -> Trained:
    """A model of all sentences, measured by one of four fifths on the rest.

    Raises InvalidInput for fewer than fifty, or where all are judged alike.
    """
    apart = [one for one in judged if _draw(one.text) % _APART == 0]
    others = [one for one in judged if _draw(one.text) % _APART]
    for some in (apart, others):
        if len(judged) < _LEAST or len({one.worth for one in some}) < 2:
            raise InvalidInput(
                "there is too little to learn from",
                hint=f"at least {_LEAST} sentences, some worth checking and some not",
            )
    words = language(code)
    tried = _fitted(others, code)
    labels = [one.worth for one in apart]
    return Trained(
        _fitted(judged, code),
        len(judged),
        sum(one.worth for one in judged),
        area(labels, [tried.worth(one.text).score for one in apart]),
        area(labels, [worthiness(one.text, words).score for one in apart]),
    )


def area(right: Sequence[bool], scores: Sequence[float]) -> float:
    """The share of pairs of a right and a wrong one in which the right one scores higher."""
    ranks: dict[float, list[int]] = {}
    for rank, score in enumerate(sorted(scores), 1):
        ranks.setdefault(score, []).append(rank)
    mean = {score: sum(found) / len(found) for score, found in ranks.items()}
    held = sum(right)
    total = sum(mean[score] for score, is_right in zip(scores, right, strict=True) if is_right)
    return (total - held * (held + 1) / 2) / (held * (len(right) - held))


def _fitted(judged: Sequence[Judged], code: str) -> Model:
    """Logistic regression by steps that grow smaller for what was often seen."""
    rows = [(_named(one.text, code), one.worth) for one in judged]
    seen = Counter(name for names, _ in rows for name in names)
    kept = {name for name, count in seen.items() if count >= _RARE}
    weights, steps = dict.fromkeys(kept, 0.0), dict.fromkeys(kept, 1.0)
    start, start_steps = 0.0, 1.0
    for number in range(_ROUNDS):
        for _, at in sorted((_draw(f"{number} {at}"), at) for at in range(len(rows))):
            names, right = rows[at]
            found = [name for name in names if name in kept]
            wrong = right - _chance(start + sum(weights[name] for name in found))
            start_steps += wrong * wrong
            start += _RATE * wrong / math.sqrt(start_steps)
            for name in found:
                steps[name] += wrong * wrong
                weights[name] += _RATE * wrong / math.sqrt(steps[name]) - _DECAY * weights[name]
    return Model(code, round(start, 4), {name: round(weights[name], 4) for name in sorted(kept)})


def _named(sentence: str, code: str) -> list[str]:
    """What a sentence is weighed by: its features, and each of its words once."""
    words = dict.fromkeys(text.tokens(sentence, code))
    return [*features(sentence, language(code)), *(f" {word}" for word in words)]


def _told(name: str, weights: dict[str, float]) -> str:
    return name if not name.startswith(" ") else f"{'+' if weights[name] > 0 else '-'}{name[1:]}"


def _chance(total: float) -> float:
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))


def _draw(told: str) -> int:
    """A number that is the same for the same text, everywhere."""
    return zlib.crc32(told.encode("utf-8", "surrogatepass"))


# where it is kept


def place(code: str) -> Path:
    """The file of the model for a language."""
    import platformdirs

    return Path(platformdirs.user_data_dir("factcheck")) / f"worth-{code}.json"


def keep(model: Model, code: str) -> Path:
    """Keep a model for this account, in place of one before. Raises OSError."""
    path = place(code)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {
        "format": FORMAT,
        "language": model.language,
        "start": model.start,
        "weights": model.weights,
    }
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(told, stream, ensure_ascii=False, indent=0)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def kept(code: str) -> Model | None:
    """The model that was kept for a language. Raises InvalidInput for a file that is none."""
    path = place(code)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    fits = isinstance(told, dict) and told.get("format") == FORMAT and told.get("language") == code
    weights = told.get("weights") if fits else None
    if not isinstance(weights, dict) or not _numbers([told.get("start"), *weights.values()]):
        raise _unreadable(path)
    return Model(code, float(told["start"]), {str(k): float(v) for k, v in weights.items()})


def _numbers(told: Iterable[object]) -> bool:
    return all(isinstance(one, int | float) and math.isfinite(one) for one in told)


def _unreadable(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{path} is no model of this program", hint="remove it, or factcheck extract train CSV"
    )
