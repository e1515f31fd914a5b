"""What a desk needs: who does what by when, whom we asked, what was waived, views, house rules.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
DAY = "{0} LIKE '____-__-__'"
PARTIAL = "{0} LIKE '____' OR {0} LIKE '____-__' OR {0} LIKE '____-__-__'"
FLAG = "{0} IN (0, 1)"

# Table, column, type, and what it may hold.
COLUMNS = (
    ("claim", "assignee", "TEXT", None),
    ("claim", "due_on", "TEXT", DAY),
    ("claim", "recheck_every", "TEXT", None),
    ("claim", "rechecked_at", "TEXT", None),
    ("claim", "worth", "INTEGER", "{0} BETWEEN 0 AND 100"),
    ("claim", "published_at", "TEXT", None),
    ("correction", "before", "TEXT", None),
    ("correction", "after", "TEXT", None),
    ("evidence", "confidential_because", "TEXT", None),
    ("source", "confidential_because", "TEXT", None),
    ("source", "text_sha256", "TEXT", None),
    ("speaker", "party", "TEXT", None),
)
INDEXED = (("claim", "assignee"), ("claim", "due_on"), ("claim", "recheck_every"))
TABLES = ("outreach", "waiver", "view", "house_rule")

KINDS = ("claim", "speaker", "source", "tag", "scale", "import")
NEW_KINDS = ("view", "rule")

# SQLite cannot change a CHECK: the table is made anew, and its triggers with it (as in 0001).
APPEND_ONLY = "the log is append-only"
CHANGE = """CREATE TABLE change_new (
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    root_kind TEXT NOT NULL,
    root_uid TEXT NOT NULL,
    salt TEXT,
    sha256 TEXT NOT NULL,
    payload TEXT,
    CONSTRAINT ck_change_root_kind CHECK (root_kind IN ({kinds})),
    CONSTRAINT fk_change_seq FOREIGN KEY (seq) REFERENCES entry (seq)
        ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pk_change PRIMARY KEY (seq, n)
)"""
TRIGGERS = (
    f"""CREATE TRIGGER change_no_delete BEFORE DELETE ON change
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER change_in_order BEFORE INSERT ON change
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
    OR NEW.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM change WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    # A redaction blanks payload and salt, and nothing else may ever change.
    f"""CREATE TRIGGER change_no_update BEFORE UPDATE ON change
    WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
    OR NEW.seq IS NOT OLD.seq OR NEW.n IS NOT OLD.n OR NEW.sha256 IS NOT OLD.sha256
    OR NEW.root_kind IS NOT OLD.root_kind OR NEW.root_uid IS NOT OLD.root_uid
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
)


def upgrade() -> None:
    for table, column, kind, allowed in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {_column(table, column, kind, allowed)}")
    for table, column in INDEXED:
        _index(table, column)
    hold_kinds((*KINDS, *NEW_KINDS))
    create_tables()
    counter = sa.table("counter", sa.column("name"), sa.column("value"))
    op.bulk_insert(counter, [{"name": name, "value": 0} for name in TABLES])


def downgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        held = sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)
        if connection.execute(sa.select(sa.exists(held))).scalar():
            raise RuntimeError(f"{name} holds rows: use factcheck db restore")
    for table, column, *_ in COLUMNS:
        rows = sa.table(table, sa.column(column))
        held = sa.select(sa.literal(1)).where(rows.c[column].is_not(None)).limit(1)
        if connection.execute(sa.select(sa.exists(held))).scalar():
            raise RuntimeError(f"{table}.{column} holds values: use factcheck db restore")
    log = sa.table("change", sa.column("root_kind"))
    held = sa.select(sa.literal(1)).where(log.c.root_kind.in_(NEW_KINDS)).limit(1)
    if connection.execute(sa.select(sa.exists(held))).scalar():
        raise RuntimeError("the log tells of views or house rules: use factcheck db restore")
    counter = sa.table("counter", sa.column("name"), sa.column("value"))
    connection.execute(sa.delete(counter).where(counter.c.name.in_(TABLES)))
    for name in TABLES:
        op.drop_table(name)
    hold_kinds(KINDS)
    for table, column in INDEXED:
        op.drop_index(f"ix_{table}_{column}", table)
    for table, column, *_ in reversed(COLUMNS):
        op.drop_column(table, column)


def _column(table: str, column: str, kind: str, allowed: str | None) -> str:
    collated = ' COLLATE "C"' if kind == "TEXT" and _on_postgres() else ""
    held = allowed and f" CONSTRAINT ck_{table}_{column} CHECK ({allowed.format(column)})"
    return f"{column} {kind}{collated}{held or ''}"


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _index(table: str, column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL")
    name = f"ix_{table}_{column}"
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def hold_kinds(kinds: tuple[str, ...]) -> None:
    """Let the log tell of roots of these kinds, and no others."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    if _on_postgres():
        op.drop_constraint(op.f("ck_change_root_kind"), "change", type_="check")
        name = op.f("ck_change_root_kind")
        op.create_check_constraint(name, "change", f"root_kind IN ({listed})")
        return
    op.execute(CHANGE.format(kinds=listed))
    op.execute("INSERT INTO change_new SELECT * FROM change ORDER BY seq, n")
    op.execute("DROP TABLE change")
    op.execute("ALTER TABLE change_new RENAME TO change")
    op.create_index("ix_change_root_kind_root_uid_seq", "change", ["root_kind", "root_uid", "seq"])
    for statement in TRIGGERS:
        op.execute(statement)


def create_tables() -> None:
    op.create_table(
        "outreach",
        *_own("outreach"),
        _reference("outreach", "claim_id", "claim.id", nullable=False),
        sa.Column("whom", TEXT, nullable=False),
        _reference("outreach", "speaker_id", "speaker.id"),
        sa.Column("channel", TEXT),
        sa.Column("question", TEXT),
        sa.Column("asked_on", TEXT, nullable=False),
        sa.Column("deadline", TEXT),
        sa.Column("answered_on", TEXT),
        sa.Column("answer", TEXT),
        sa.Column("confidential", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT),
        _check("outreach", "asked_on", PARTIAL),
        _check("outreach", "deadline", DAY),
        _check("outreach", "answered_on", PARTIAL),
        _check("outreach", "confidential", FLAG),
    )
    op.create_index("ix_outreach_claim_id_id", "outreach", ["claim_id", "id"])
    _index("outreach", "speaker_id")
    op.create_table(
        "waiver",
        *_own("waiver"),
        _reference("waiver", "claim_id", "claim.id", nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("waived_at", TEXT, nullable=False),
        sa.Column("waived_by", TEXT, nullable=False),
        sa.Column("lifted_because", TEXT),
    )
    standing = sa.text("lifted_because IS NULL")
    op.create_index("ix_waiver_claim_id_id", "waiver", ["claim_id", "id"])
    op.create_index(
        "uq_waiver_standing",
        "waiver",
        ["claim_id", "rule"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_table(
        "view",
        *_own("view"),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("filters", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False, server_default="0"),
        _check("view", "removed", FLAG),
    )
    kept = sa.text("removed = 0")
    op.create_index(
        "uq_view_name_key",
        "view",
        ["name_key"],
        unique=True,
        sqlite_where=kept,
        postgresql_where=kept,
    )
    op.create_table(
        "house_rule",
        *_own("house_rule"),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("value", TEXT),
        sa.UniqueConstraint("rule", name=op.f("uq_house_rule_rule")),
    )


def _own(table: str) -> tuple[sa.Column[int] | sa.Column[str] | sa.Constraint, ...]:
    return (
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{table}_uid")),
    )


def _reference(table: str, column: str, target: str, *, nullable: bool = True) -> sa.Column[int]:
    key = sa.ForeignKey(
        target,
        name=op.f(f"fk_{table}_{column}"),
        ondelete="RESTRICT",
        initially="DEFERRED",
        deferrable=True,
    )
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _check(table: str, column: str, allowed: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(allowed.format(column), name=op.f(f"ck_{table}_{column}"))
