"""Articles with their attributions in PolNeAR's form (brat): from a folder or a tar archive."""

import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_SPAN = re.compile(r"(T\d+)\t(\w+) ([\d; ]+)\t")
_EVENT = re.compile(r"E\d+\t(.+)")
_ANNOTATOR = re.compile(r"_[0-9a-f]{4}$")

Spans = tuple[tuple[int, int], ...]


class Attribution(NamedTuple):
    """Who said what by which words, as spans of the text; each may be in several pieces."""

    source: Spans
    cue: Spans
    content: Spans


class Article(NamedTuple):
    """A text with the attributions that an annotator found in it."""

    name: str
    text: str
    gold: tuple[Attribution, ...]


def articles(place: Path, part: str) -> list[Article]:
    """The articles of one part ("train", "dev"). Where several annotated, the first one's."""
    texts: dict[str, str] = {}
    marked: dict[str, str] = {}
    for path, told in sorted(_files(place, part)):
        if path.suffix == ".txt":
            texts[path.stem] = told
        elif path.suffix == ".ann":
            marked.setdefault(_ANNOTATOR.sub("", path.stem), told)
    return [
        Article(name, texts[name], tuple(attributions(marked[name].split("\n"))))
        for name in sorted(texts.keys() & marked.keys())
    ]


def _files(place: Path, part: str) -> Iterator[tuple[PurePosixPath, str]]:
    if place.is_dir():
        for file in (place / part).rglob("*"):
            if file.is_file():
                yield PurePosixPath(file), file.read_bytes().decode("utf-8")
        return
    with tarfile.open(place) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            found = archive.extractfile(member) if part in path.parts[:-1] else None
            if found:
                yield path, found.read().decode("utf-8")


def attributions(lines: Iterable[str]) -> Iterator[Attribution]:
    """What the lines of a brat file tell; an attribution without content is none."""
    spans: dict[str, Spans] = {}
    events = []
    for line in lines:
        if found := _SPAN.match(line):
            spans[found[1]] = _pieces(found[3])
        elif found := _EVENT.match(line):
            events.append(found[1].split()[1:])
    for roles in events:
        held: dict[str, Spans] = {"Source": (), "Cue": (), "Content": ()}
        for role in roles:
            name, _, key = role.partition(":")
            name = name.rstrip("0123456789")
            held[name] = held.get(name, ()) + spans.get(key, ())
        if held["Content"]:
            yield Attribution(held["Source"], held["Cue"], held["Content"])


def _pieces(told: str) -> Spans:
    pairs = (piece.split() for piece in told.split(";"))
    return tuple((int(start), int(end)) for start, end in pairs)
