"""What a person sees of a speaker: who it is, the verdicts, the claims, what was repeated."""

from factcheck import text, urls
from factcheck.cli.layout import Line, pad, shorten, verdict_style, wrap
from factcheck.days import spoken_date
from factcheck.services.scorecards import RepeatView, SaidView, ScorecardView

_SAID, _VERDICT = 21, 14


def screen(card: ScorecardView, room: int) -> list[Line]:
    """A speaker's record, in so many columns."""
    lines = [_title(card), *_about(card, room)]
    counted = text.counted(sum(one.claims for one in card.verdicts), "claim")
    verdicts: Line = [(f"{counted}: ", "bold")] if card.verdicts else [("No claim.", "")]
    for number, one in enumerate(card.verdicts):
        comma = ", " if number else ""
        name = "open" if one.verdict == "none" else one.verdict
        verdicts += [(f"{comma}{one.claims:,} {name}", verdict_style(one.verdict))]
    lines += [[], verdicts]
    for said in card.said:
        lines += _said(said, room)
    if card.repeated:
        lines += [[], [("REPEATED AFTER WE RULED", "bold")]]
        for repeat in card.repeated:
            lines += _repeated(repeat, room)
    return lines


def _title(card: ScorecardView) -> Line:
    told = [card.kind] if card.kind != "unknown" else []
    told += [text.one_line(card.party)] if card.party else []
    rest = " · ".join(["", *told]) if told else ""
    return [
        (f"Speaker {card.id} · {text.printable(text.one_line(card.name))}", "bold"),
        (rest, ""),
    ]


def _about(card: ScorecardView, room: int) -> list[Line]:
    also = ", ".join((*card.aliases, *card.ids))
    told = [card.description or "", f"Also: {also}" if also else ""]
    rows = (row for one in told if one for row in wrap(text.printable(one), room - 2))
    return [[("  " + row, "")] for row in rows]


def _said(one: SaidView, room: int) -> list[Line]:
    times = f"; {one.appearances} times" if one.appearances > 1 else ""
    when = shorten(f"{one.said_on or 'date unknown'}{times}", _SAID)
    left = room - 9 - _SAID - _VERDICT
    words = wrap(text.printable(text.one_line(one.text)), max(left, 12))
    verdict = one.verdict or "open"
    head: Line = [
        (pad(str(one.claim), 5, right=True) + "  ", "bold"),
        (pad(when, _SAID + 1), ""),
        (pad(verdict, _VERDICT), verdict_style(one.verdict)),
        (words[0], ""),
    ]
    more = f"{words[1]}…" if len(words) > 2 else "".join(words[1:])
    indent = " " * (8 + _SAID + _VERDICT)
    return [head, [(indent + shorten(more, left), "")]] if more else [head]


def _repeated(one: RepeatView, room: int) -> list[Line]:
    where = one.source_title or (urls.show(one.source_url) if one.source_url else "")
    said = f"{spoken_date(one.said_on)}{f', {text.one_line(where)}' if where else ''}"
    ruled = f"ruled {one.verdict} on {one.ruled_at[:10]}; said again {said} [a{one.appearance}]"
    rows = wrap(text.printable(ruled), room - 7)
    return [
        [
            (pad(str(one.claim), 5, right=True) + "  ", "bold"),
            (shorten(text.printable(text.one_line(one.text)), room - 7), ""),
        ],
        *([(" " * 7 + row, "yellow")] for row in rows),
    ]
