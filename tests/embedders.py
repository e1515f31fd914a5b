"""A small embedder for tests: hashed groups of three letters; some words mean the same to it."""

from collections.abc import Sequence
from zlib import crc32

from factcheck import text

GROUP = "factcheck.embedders"
HOME = "tests.embedders:Grams"
MEANT = {"physician": "doctor", "automobile": "car", "toddler": "child"}


class Grams:
    """Deterministic, and quick."""

    model = "grams-1"
    dimension = 64

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._vector(told) for told in texts]

    def _vector(self, told: str) -> list[float]:
        found = [0.0] * self.dimension
        for token in text.tokens(told, text.UNSTEMMED):
            word = f" {MEANT.get(token, token)} "
            for at in range(len(word) - 2):
                found[crc32(word[at : at + 3].encode()) % self.dimension] += 1
        return found


class Others(Grams):
    """The same under another name."""

    model = "others-1"


class Broken(Grams):
    """One that fails whenever it is asked."""

    model = "broken-1"

    def __call__(self, texts: Sequence[str]) -> list[list[float]]:
        raise RuntimeError("the model\nis gone")


class Odd(Grams):
    """One that gives something else than it says."""

    def __init__(self, gives: object) -> None:
        self.gives = gives

    def __call__(self, texts: Sequence[str]) -> object:  # type: ignore[override]
        return self.gives
