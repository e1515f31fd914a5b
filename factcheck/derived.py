"""Columns that follow from others: one definition for writing them and for checking them.

``OF_ROW`` computes a column from its own row, in Python, whenever the row is
written. ``expected`` computes the columns of claims from what hangs on them, in
SQL; ``derive`` writes them, once in every transaction, and ``db verify``
compares them. Nothing derived is ever written to the log.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from factcheck import text
from factcheck.models import Appearance, Claim, ClaimTag, Evidence, Verdict, all_models
from factcheck.models.base import AnySelect

Row = Mapping[str, Any]
BATCH = 1000


def source_key(row: Row) -> str:
    """By which a source is found again: its canonical URL, else its kind and title."""
    if row.get("canonical_url"):
        return text.digest(f"url:{row['canonical_url']}")
    return text.digest(f"{row['kind']}:{text.fold(row.get('title') or '')}")


def alias_key(row: Row) -> str:
    """By which an alias is found: the folded name, or the scheme and the id."""
    if row.get("scheme"):
        return text.digest(f"{row['scheme']}:{row['value']}")
    return text.key(row["value"])


def review_identity(row: Row) -> str:
    """Canonical URL (else publisher) and wording: what makes two reviews the same one.

    An address has its publisher in it, and one page may review several claims.
    """
    address = row.get("canonical_url")
    place = ("url", address) if address else ("publisher", text.fold(row["publisher"]))
    return text.digest("\n".join((*place, text.key(row.get("wording") or ""))))


OF_ROW: dict[str, dict[str, Callable[[Row], str]]] = {
    "speaker": {"name_key": lambda row: text.key(row["name"])},
    "speaker_alias": {"key": alias_key},
    "source": {"key": source_key},
    "claim": {"text_key": lambda row: text.key(row["text"])},
    "claim_alias": {"text_key": lambda row: text.key(row["text"])},
    "rating_scale": {"name_key": lambda row: text.key(row["name"])},
    "rating_point": {"label_key": lambda row: text.key(row["label"])},
    "tag": {"name_key": lambda row: text.key(row["name"])},
    "view": {"name_key": lambda row: text.key(row["name"])},
    "review": {"identity": review_identity},
}


def _count(stance: str) -> ColumnElement[int]:
    return func.sum(case((Evidence.stance == stance, 1), else_=0))


def _status(counts: FromClause) -> ColumnElement[str]:
    """The evidence status: the first that fits, "disputed" added where both hold."""
    held = {name: func.coalesce(counts.c[name], 0) for name in counts.c.keys()}  # noqa: SIM118
    disputed = held["disputes"] > 0
    return case(
        (held["items"] == 0, "none"),
        (or_(held["mixed"] > 0, and_(held["supports"] > 0, held["refutes"] > 0)), "conflicting"),
        (and_(held["supports"] > 0, disputed), "supporting, disputed"),
        (held["supports"] > 0, "supporting"),
        (and_(held["refutes"] > 0, disputed), "refuting, disputed"),
        (held["refutes"] > 0, "refuting"),
        (disputed, "disputed"),
        else_="inconclusive",
    )


def _among(column: Any, scoped: bool) -> ColumnElement[bool]:
    """Of the claims that ``derive`` names when it runs the statement, or of all."""
    return column.in_(bindparam("claims", expanding=True)) if scoped else literal(value=True)


def _items(scoped: bool, first: FromClause | None) -> FromClause:
    """Evidence counted per claim: of the content, or of the first appearance."""
    counted = select(
        Evidence.claim_id,
        func.count().label("items"),
        *(_count(stance).label(stance) for stance in ("supports", "refutes", "mixed", "disputes")),
    ).where(Evidence.withdrawn_because.is_(None), _among(Evidence.claim_id, scoped))
    if first is None:
        counted = counted.where(Evidence.appearance_id.is_(None))
    else:
        counted = counted.join(first, first.c.id == Evidence.appearance_id)
    return counted.group_by(Evidence.claim_id).subquery()


def _firsts(scoped: bool) -> FromClause:
    """Per claim its first standing appearance, and how many there are."""
    return (
        select(
            Appearance.claim_id,
            func.min(Appearance.id).label("id"),
            func.count().label("appearances"),
        )
        .where(Appearance.withdrawn_because.is_(None), _among(Appearance.claim_id, scoped))
        .group_by(Appearance.claim_id)
        .subquery()
    )


def _in_force(scoped: bool, *, content: bool) -> FromClause:
    about = Verdict.appearance_id.is_(None) if content else Verdict.appearance_id.is_not(None)
    return (
        select(Verdict.claim_id, Verdict.appearance_id, Verdict.verdict)
        .where(Verdict.ended.is_(None), about, _among(Verdict.claim_id, scoped))
        .subquery()
    )


def expected_claims(scoped: bool = False) -> AnySelect:
    """The derived columns of ``claim`` as they must be."""
    first = _firsts(scoped)
    said = select(Appearance).where(_among(Appearance.claim_id, scoped)).subquery()
    content, attribution = _items(scoped, None), _items(scoped, first)
    verdict, attributed = _in_force(scoped, content=True), _in_force(scoped, content=False)
    listed = and_(Claim.tracked == 1, Claim.merged_into.is_(None), Claim.stage != "dropped")
    open_still = or_(verdict.c.verdict.is_(None), verdict.c.verdict == "insufficient")
    return (
        select(
            Claim.id,
            case((listed, 1), else_=0).label("listed"),
            case((and_(listed, open_still), 1), else_=0).label("unverified"),
            verdict.c.verdict.label("content_verdict"),
            attributed.c.verdict.label("attribution_verdict"),
            first.c.id.label("appearance_id"),
            said.c.speaker_id.label("speaker_id"),
            func.coalesce(said.c.said_on, "").label("said_on"),
            func.coalesce(first.c.appearances, 0).label("appearances"),
            *(
                func.coalesce(content.c[stance], 0).label(stance)
                for stance in ("supports", "refutes", "mixed", "disputes")
            ),
            _status(content).label("evidence_status"),
            _status(attribution).label("attribution_status"),
        )
        .outerjoin(first, first.c.claim_id == Claim.id)
        .outerjoin(said, said.c.id == first.c.id)
        .outerjoin(content, content.c.claim_id == Claim.id)
        .outerjoin(attribution, attribution.c.claim_id == Claim.id)
        .outerjoin(verdict, verdict.c.claim_id == Claim.id)
        .outerjoin(attributed, attributed.c.appearance_id == first.c.id)
        .where(_among(Claim.id, scoped))
    )


def expected_tags(scoped: bool = False) -> AnySelect:
    """The derived columns of ``claim_tag`` as they must be."""
    on = case((ClaimTag.removed == 0, 1), else_=0)
    return (
        select(
            ClaimTag.id,
            (Claim.listed * on).label("listed"),
            (Claim.unverified * on).label("unverified"),
        )
        .join(Claim, Claim.id == ClaimTag.claim_id)
        .where(_among(ClaimTag.claim_id, scoped))
    )


def expected_appearances(scoped: bool = False) -> AnySelect:
    """The derived columns of ``appearance``: set on each speaker's first standing one."""
    standing = case((Appearance.withdrawn_because.is_(None), Appearance.id))
    lead = func.min(standing).over(partition_by=(Appearance.claim_id, Appearance.speaker_id))
    on = case((and_(Appearance.speaker_id.is_not(None), lead == Appearance.id), 1), else_=0)
    return (
        select(
            Appearance.id,
            (Claim.listed * on).label("listed"),
            (Claim.unverified * on).label("unverified"),
        )
        .join(Claim, Claim.id == Appearance.claim_id)
        .where(_among(Appearance.claim_id, scoped))
    )


EXPECTED: tuple[tuple[Any, Callable[[bool], AnySelect]], ...] = (
    (Claim, expected_claims),
    (ClaimTag, expected_tags),
    (Appearance, expected_appearances),
)


def recompute_rows(connection: Connection) -> None:
    """Compute the columns of ``OF_ROW`` anew, as a later program may compute them otherwise."""
    for name, columns in OF_ROW.items():
        table: Any = all_models()[name].__table__
        query = select(table).execution_options(yield_per=BATCH)
        changed = []
        for row in connection.execute(query):
            fresh = {column: compute(dict(row._mapping)) for column, compute in columns.items()}
            if any(row._mapping[column] != value for column, value in fresh.items()):
                changed.append({"row_id": row.id, **fresh})
        if changed:
            named = update(table).where(table.c.id == bindparam("row_id"))
            connection.execute(named.values({one: bindparam(one) for one in columns}), changed)


def derive(connection: Connection, claim_ids: Iterable[int] | None) -> None:
    """Write the derived columns of these claims (None: all) and of what hangs on them."""
    if claim_ids is None:
        for statement in _updates(scoped=False):
            connection.execute(statement)
        return
    ids = sorted(claim_ids)
    for at in range(0, len(ids), BATCH):
        for statement in _updates(scoped=True):
            connection.execute(statement, {"claims": ids[at : at + BATCH]})


@cache
def _updates(*, scoped: bool) -> tuple[Update, ...]:
    """The statements of ``derive``. Building them costs more than running them, so once."""
    return tuple(_update(model.__table__, expected(scoped)) for model, expected in EXPECTED)


def _update(table: Table, expected: AnySelect) -> Update:
    wanted = expected.subquery()
    columns = {name: wanted.c[name] for name in wanted.c.keys() if name != "id"}  # noqa: SIM118
    return update(table).values(columns).where(table.c.id == wanted.c.id)
