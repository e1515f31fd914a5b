"""The numbers as a page of its own: charts, and every number in a table beside them.

No program, no address, no file but this one; light or dark as the reader's system is.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from factcheck import files
from factcheck.history.record import now
from factcheck.reports.charts import Bar, Part, bars, plain
from factcheck.reports.figures import figure
from factcheck.reports.numbers import Group, Numbers, Row
from factcheck.vocabulary import VERDICTS

_STYLE = """
:root { color-scheme: light dark; --paper: #faf9f6; --card: #ffffff; --ink: #1d2430;
  --soft: #596270; --rule: #e2e4e8; --track: #f0f1f3; --plain: #3d6fb4; --supported: #2f7d5b;
  --refuted: #b6413a; --mixed: #c08a2e; --insufficient: #8a6bb0; --not-checkable: #6b7684;
  --open: #b8c2cf; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --card: #1c2128; --ink: #e8ebf0;
  --soft: #a3adba; --rule: #333b46; --track: #262c35; --plain: #6f9fe0; --supported: #56b489;
  --refuted: #e0736b; --mixed: #dcab5b; --insufficient: #b397dc; --not-checkable: #8d98a6;
  --open: #55606e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 36px 24px 48px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 17px; line-height: 1.3; margin: 0 0 12px; }
p { margin: 0; } .soft { color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0; padding: 0;
  list-style: none; }
.figures li { flex: 1 1 140px; background: var(--card); border: 1px solid var(--rule);
  border-radius: 10px; padding: 12px 16px; color: var(--soft); line-height: 1.3; }
.figures b { display: block; color: var(--ink); font-size: 28px; line-height: 1.25;
  font-variant-numeric: tabular-nums; }
.cards { columns: 340px; column-gap: 16px; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 18px; margin: 0 0 16px; break-inside: avoid; }
section > p { font-size: 14px; margin-top: 10px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 14px; }
svg .figure { text-anchor: end; font-weight: 600; font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0 0 12px; padding: 0;
  list-style: none; font-size: 13px; color: var(--soft); }
.key svg { display: inline-block; width: 10px; height: 10px; margin-right: 6px; }
.track { fill: var(--track); } .plain { fill: var(--plain); }
.supported { fill: var(--supported); } .refuted { fill: var(--refuted); }
.mixed { fill: var(--mixed); } .insufficient { fill: var(--insufficient); }
.not-checkable { fill: var(--not-checkable); } .open, .unmapped { fill: var(--open); }
details { margin-top: 12px; font-size: 14px; } summary { cursor: pointer; color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 6px;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--rule);
  vertical-align: top; white-space: nowrap; }
th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere;
  min-width: 9em; padding-left: 0; font-weight: 400; }
thead th { color: var(--soft); font-weight: 600; }
footer { margin-top: 12px; font-size: 14px; color: var(--soft); max-width: 46em; }
@media (max-width: 560px) { main { padding: 20px 12px 32px; } h1 { font-size: 25px; }
  .figures b { font-size: 24px; } }
@media print { body { background: #ffffff; } }
"""
# The classes of the style sheet that colour a verdict bear its name.
_COLOURED = frozenset((*VERDICTS, "none"))


def write(found: Numbers, path: Path, *, narrowed: str = "", replace: bool = False) -> Path:
    """Write the page, whole or not at all, into a new file unless it may replace one.

    Raises Conflict where a file is there, Unavailable where none can be.
    """
    target = path.absolute()
    if not replace or not target.is_file():
        files.require_new(target)
    with files.partial(target.parent) as fresh:
        fresh.write_text(page(found, narrowed, now()), encoding="utf-8")
        fresh.chmod(0o644)
        if replace:
            fresh.replace(target)
        else:
            files.publish(fresh, target)
    return target


def page(found: Numbers, narrowed: str, at: str) -> str:
    """The page as text, of a moment (UTC)."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    sections = "".join(_section(number, group) for number, group in enumerate(_shown(found)))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{plain(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><title>Fact-checks in numbers</title>'
        f"<style>{_STYLE}</style></head><body><main>"
        f"<header><h1>Fact-checks in numbers</h1>{_subtitle(narrowed, at)}</header>"
        f'{_figures(found)}<div class="cards">{sections}</div>'
        "<footer><p>A claim is open while we have not ruled on it; claims of the library are "
        "others’ work, and stay so. Verdicts are ours; what is counted by publisher are others’ "
        "reviews, with what their ratings mean in our words. "
        "Made by factcheck.</p></footer></main></body></html>\n"
    )


def _shown(found: Numbers) -> list[Group]:
    return [group for group in found.groups if group.rows]


def _subtitle(narrowed: str, at: str) -> str:
    only = f"Only: {plain(narrowed)}. " if narrowed else ""
    return f'<p class="soft">{only}As of {plain(at[:10])} {plain(at[11:16])} UTC.</p>'


def _figures(found: Numbers) -> str:
    """The few numbers that are looked for first."""
    held = {(row.by, row.name): row.number for row in found.rows}
    unruled = held.get(("verdict", "none"), 0)
    told = [(f"{found.claims:,}", "claims")]
    if any(group.by == "verdict" for group in found.groups):
        told += [(f"{found.claims - unruled:,.0f}", "with a verdict"), (f"{unruled:,.0f}", "open")]
    half = held.get(("time", "half within"))
    if half is not None:
        told.append((figure(half), "days to half of the verdicts"))
    corrected = sum(row.number for row in found.rows if row.by == "correction")
    if corrected:
        told.append((f"{corrected:,.0f}", "corrections"))
    items = "".join(f"<li><b>{plain(number)}</b>{plain(name)}</li>" for number, name in told)
    return f'<ul class="figures">{items}</ul>'


def _section(number: int, group: Group) -> str:
    more = f'<p class="soft">and {group.more:,} more</p>' if group.more else ""
    chart = bars(number, group.title, _about(group), [_bar(row) for row in group.rows])
    return (
        f"<section><h2>{plain(group.title)}</h2>{_key(group)}{chart}{more}"
        f"<details><summary>The numbers</summary>{_table(group)}</details></section>"
    )


def _about(group: Group) -> str:
    told = "; ".join(f"{row.name}: {figure(row.number)}" for row in group.rows[:10])
    return f"Bars, the longest for the largest number. {told}."


def _bar(row: Row) -> Bar:
    told = figure(row.number)
    if not row.parts:
        style = row.name if row.by == "verdict" and row.name in _COLOURED else "plain"
        style = "open" if style == "none" else style
        return Bar(row.name, told, (Part(row.number, style, told),))
    parts = (Part(number, word, f"{number:,} {word}") for word, number in row.parts if number)
    return Bar(row.name, told, tuple(parts))


def _key(group: Group) -> str:
    """What the colours mean, those that are there."""
    used = dict.fromkeys(word for row in group.rows for word, number in row.parts if number)
    order = [word for word, _number in group.rows[0].parts if word in used]
    items = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="{word}" width="10" '
        f'height="10" rx="2"/></svg>{word}</li>'
        for word in order
    )
    return f'<ul class="key">{items}</ul>' if items else ""


def _table(group: Group) -> str:
    names = [word for word, _number in group.rows[0].parts]
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", "number", *names))
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in group.rows)
    return (
        f'<div class="scroll"><table><caption class="soft">{plain(group.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Row) -> Iterator[str]:
    yield f'<th scope="row">{plain(row.name)}</th><td>{figure(row.number)}</td>'
    yield from (f"<td>{number:,}</td>" for _word, number in row.parts)
