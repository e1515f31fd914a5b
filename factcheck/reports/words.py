"""What texts and sources are called in a sentence."""

from collections.abc import Mapping
from typing import Any

from factcheck import text, urls

_LONG = 60


def quoted(told: Any) -> str:
    """A text in quotation marks, cut where it is long."""
    line = text.one_line(str(told or ""))
    return f"“{line if len(line) <= _LONG else line[: _LONG - 1].rstrip() + '…'}”"


def source_name(row: Mapping[str, Any]) -> str:
    """How a source is called in a sentence: its title, else its address, if these may be told."""
    if row.get("confidential_because"):
        return f"confidential source ({text.one_line(row['confidential_because'])})"
    if row.get("title"):
        return text.one_line(row["title"])
    return text.one_line(urls.show(row["url"])) if row.get("url") else "unknown"
