"""How far a JSON value reaches in a text that may be broken."""

import re

from factcheck.formats.buffer import Buffer

_TOKEN = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\[\]{}\"]+(?=[\s,\[\]{}\"])")
_BRACE = re.compile(r"[{}]")
_AFTER = re.compile(r"\s*(?:,\s*[{\[\"\w-]|[\]{]|\Z)")
_NEXT_RECORD = re.compile(r'\}\s*,\s*(?=\{\s*")')


def end_of(buffer: Buffer, at: int) -> int:
    """Where the value ends that begins at ``at``, read as JSON; -1 when it does not end.

    Reads on as needed, as far as the buffer's patience goes.
    """
    if buffer.text[at : at + 1] not in ("{", "[", '"'):
        return _scalar_end(buffer, at)
    depth, here = 0, at
    while here - at <= buffer.patience:
        found = _TOKEN.search(buffer.text, here)
        if found is None or found[1] == "":
            if _too_long(buffer, at) or not buffer.more():
                return -1
            here = found.start() if found else here
            continue
        here = found.end()
        if found[0][0] != '"':
            depth += 1 if found[0] in "{[" else -1
        if depth <= 0:
            return here
    return -1


def _scalar_end(buffer: Buffer, at: int) -> int:
    while not (found := _SCALAR.match(buffer.text, at)):
        if _too_long(buffer, at) or not buffer.more():
            rest = buffer.text[at:]
            return len(buffer.text) if rest and not rest[0].isspace() else -1
    return found.end()


def _too_long(buffer: Buffer, at: int) -> bool:
    return len(buffer.text) - at > buffer.patience


def balanced_end(buffer: Buffer) -> int:
    """Where the record's braces, those in texts counted too, are in pairs; -1 if nowhere.

    Another element or the end of the list must follow.
    """
    depth = at = 0
    while True:
        for found in _BRACE.finditer(buffer.text, at):
            depth += 1 if found[0] == "{" else -1
            at = found.end()
            if depth == 0 and _followed(buffer, at):
                return at
            if at > buffer.patience:
                return -1
        if _too_long(buffer, 0) or not buffer.more():
            return -1


def _followed(buffer: Buffer, at: int) -> bool:
    """Whether what follows there may follow a record; at the end of the window, more is read."""
    while len(buffer.text) - at < 100 and buffer.more():
        pass
    return _AFTER.match(buffer.text, at) is not None


def some_end(buffer: Buffer) -> int:
    """Where a broken record may end whose braces tell nothing: before the next one, or at all."""
    text = buffer.text[: buffer.patience]
    if found := _NEXT_RECORD.search(text):
        return found.start() + 1
    last = text.rfind("}")
    return last + 1 if buffer.complete and last >= 0 else max(len(text), 1)
