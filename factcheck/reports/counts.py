"""What an entry did to very many things, in numbers."""

from collections.abc import Iterable

from factcheck import text
from factcheck.history.read import RowChange

# What touched more than so many things is told in numbers.
MANY = 40
NOUNS: dict[str, tuple[str, ...]] = {
    "appearance": ("appearance",),
    "claim": ("claim",),
    "claim_alias": ("other wording",),
    "claim_tag": ("tag on a claim", "tags on claims"),
    "correction": ("correction",),
    "evidence": ("item of evidence", "items of evidence"),
    "house_rule": ("house rule",),
    "import_run": ("import",),
    "note": ("note",),
    "outreach": ("question to somebody", "questions to somebody"),
    "rating_point": ("label",),
    "rating_scale": ("rating scale",),
    "relation": ("relation",),
    "review": ("review",),
    "source": ("source",),
    "speaker": ("speaker",),
    "speaker_alias": ("other name", "other names"),
    "tag": ("tag",),
    "verdict": ("verdict",),
    "view": ("saved view",),
    "waiver": ("waiver",),
}


def counted(changes: Iterable[RowChange]) -> str:
    """What an entry did to many things, as numbers: "added 2,000 claims, changed 3 reviews"."""
    counts: dict[str, dict[str, int]] = {}
    for one in changes:
        how = "added" if one.before is None else "took out" if one.after is None else "changed"
        of = counts.setdefault(how, {})
        of[one.table] = of.get(one.table, 0) + 1
    return "; ".join(
        f"{how} " + ", ".join(text.counted(n, *NOUNS[name]) for name, n in sorted(of.items()))
        for how, of in counts.items()
    )
