"""The first tables: claims with what hangs on them, and the append-only log.

Revision: 0001
"""

import hashlib
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LOGGED = (
    "appearance",
    "claim",
    "claim_alias",
    "claim_tag",
    "correction",
    "evidence",
    "import_run",
    "note",
    "rating_point",
    "rating_scale",
    "relation",
    "review",
    "source",
    "speaker",
    "speaker_alias",
    "tag",
    "verdict",
)
TABLES = (
    "claim",
    "counter",
    "entry",
    "import_run",
    "log_head",
    "rating_scale",
    "source",
    "speaker",
    "tag",
    "appearance",
    "change",
    "claim_alias",
    "claim_tag",
    "correction",
    "note",
    "rating_point",
    "relation",
    "speaker_alias",
    "evidence",
    "review",
    "verdict",
)
APPEND_ONLY = "the log is append-only"


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS:
            op.execute(statement)
    else:
        for statement in POSTGRES_TRIGGERS:
            op.execute(statement)
    start_log()


def downgrade() -> None:
    bind = op.get_bind()
    if bind.execute(sa.text("SELECT count(*) FROM entry")).scalar():
        raise RuntimeError("the log holds entries that this would lose: use factcheck db restore")
    for table in reversed(TABLES):
        op.drop_table(table)
    if bind.dialect.name == "postgresql":
        op.execute("DROP FUNCTION factcheck_entry()")
        op.execute("DROP FUNCTION factcheck_change()")
        op.execute("DROP FUNCTION factcheck_append_only()")


def start_log() -> None:
    """The database's own id, and the head of a log that is still empty."""
    own = str(uuid.uuid4())
    prefix = "factcheck genesis 1"
    framed = f"{len(prefix)}:{prefix};{len(own)}:{own};"
    head = sa.table(
        "log_head", *(sa.column(name) for name in ("id", "database_uid", "seq", "hash"))
    )
    first = hashlib.sha256(framed.encode()).hexdigest()
    op.bulk_insert(head, [{"id": 1, "database_uid": own, "seq": 0, "hash": first}])
    counter = sa.table("counter", sa.column("name"), sa.column("value"))
    op.bulk_insert(counter, [{"name": name, "value": 0} for name in LOGGED])


SQLITE_TRIGGERS = (
    f"""CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    f"""CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    # REPLACE deletes without firing a delete trigger, so inserts are held to the order too.
    f"""CREATE TRIGGER entry_in_order BEFORE INSERT ON entry
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
    BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
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

POSTGRES_TRIGGERS = (
    f"""CREATE FUNCTION factcheck_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '55000'; END $$""",
    f"""CREATE FUNCTION factcheck_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry) THEN
            RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '55000';
        END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE FUNCTION factcheck_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
                OR (NEW.seq, NEW.n, NEW.root_kind, NEW.root_uid, NEW.sha256)
                <> (OLD.seq, OLD.n, OLD.root_kind, OLD.root_uid, OLD.sha256) THEN
                RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '55000';
            END IF;
        ELSIF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
            OR NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM change WHERE seq = NEW.seq) THEN
            RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '55000';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER entry_in_order BEFORE INSERT ON entry
    FOR EACH ROW EXECUTE FUNCTION factcheck_entry()""",
    """CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION factcheck_append_only()""",
    """CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION factcheck_append_only()""",
    """CREATE TRIGGER change_in_order BEFORE INSERT OR UPDATE ON change
    FOR EACH ROW EXECUTE FUNCTION factcheck_change()""",
    """CREATE TRIGGER change_append_only BEFORE DELETE ON change
    FOR EACH ROW EXECUTE FUNCTION factcheck_append_only()""",
    """CREATE TRIGGER change_no_truncate BEFORE TRUNCATE ON change
    FOR EACH STATEMENT EXECUTE FUNCTION factcheck_append_only()""",
)


def create_tables() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("text_key", TEXT, nullable=False),
        sa.Column("context", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("tracked", sa.Integer(), server_default="1", nullable=False),
        sa.Column("stage", TEXT, server_default="new", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="1", nullable=False),
        sa.Column("why", TEXT, nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unverified", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content_verdict", TEXT, nullable=True),
        sa.Column("attribution_verdict", TEXT, nullable=True),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("said_on", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("appearances", sa.Integer(), server_default="0", nullable=False),
        sa.Column("supports", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("mixed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("disputes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("evidence_status", TEXT, server_default="none", nullable=False),
        sa.Column("attribution_status", TEXT, server_default="none", nullable=False),
        sa.CheckConstraint(
            "attribution_status IN ('none', 'conflicting', 'supporting', 'supporting, disputed', 'refuting', 'refuting, disputed', 'disputed', 'inconclusive')",
            name=op.f("ck_claim_attribution_status"),
        ),
        sa.CheckConstraint(
            "attribution_verdict IN ('supported', 'refuted', 'mixed', 'insufficient', 'not-checkable')",
            name=op.f("ck_claim_attribution_verdict"),
        ),
        sa.CheckConstraint(
            "content_verdict IN ('supported', 'refuted', 'mixed', 'insufficient', 'not-checkable')",
            name=op.f("ck_claim_content_verdict"),
        ),
        sa.CheckConstraint(
            "evidence_status IN ('none', 'conflicting', 'supporting', 'supporting, disputed', 'refuting', 'refuting, disputed', 'disputed', 'inconclusive')",
            name=op.f("ck_claim_evidence_status"),
        ),
        sa.CheckConstraint(
            "stage IN ('new', 'checking', 'review', 'published', 'dropped')",
            name=op.f("ck_claim_stage"),
        ),
        sa.CheckConstraint("listed IN (0, 1)", name=op.f("ck_claim_listed")),
        sa.CheckConstraint("priority BETWEEN 0 AND 3", name=op.f("ck_claim_priority")),
        sa.CheckConstraint("tracked IN (0, 1)", name=op.f("ck_claim_tracked")),
        sa.CheckConstraint("unverified IN (0, 1)", name=op.f("ck_claim_unverified")),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["claim.id"],
            name=op.f("fk_claim_merged_into"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("uid", name=op.f("uq_claim_uid")),
    )
    op.create_index(
        op.f("ix_claim_listed_content_verdict_id"), "claim", ["listed", "content_verdict", "id"]
    )
    op.create_index(
        op.f("ix_claim_listed_evidence_status_id"), "claim", ["listed", "evidence_status", "id"]
    )
    op.create_index(op.f("ix_claim_listed_id"), "claim", ["listed", "id"])
    op.create_index(op.f("ix_claim_listed_priority_id"), "claim", ["listed", "priority", "id"])
    op.create_index(op.f("ix_claim_listed_said_on_id"), "claim", ["listed", "said_on", "id"])
    op.create_index(
        op.f("ix_claim_merged_into"),
        "claim",
        ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(op.f("ix_claim_stage_id"), "claim", ["stage", "id"])
    op.create_index(op.f("ix_claim_text_key"), "claim", ["text_key"])
    op.create_index(op.f("ix_claim_tracked_id"), "claim", ["tracked", "id"])
    op.create_index(op.f("ix_claim_unverified_id"), "claim", ["unverified", "id"])
    op.create_table(
        "counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("program_version", TEXT, nullable=False),
        sa.Column("schema_revision", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("prev", TEXT, nullable=False),
        sa.Column("changes_sha256", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["undoes"], ["entry.seq"], name=op.f("fk_entry_undoes"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_actor_seq"), "entry", ["actor", "seq"])
    op.create_index(
        op.f("ix_entry_undoes"),
        "entry",
        ["undoes"],
        sqlite_where=sa.text("undoes IS NOT NULL"),
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("file_sha256", TEXT, nullable=True),
        sa.Column("format", TEXT, nullable=False),
        sa.Column("mapping", TEXT, nullable=True),
        sa.Column("started_at", TEXT, nullable=False),
        sa.Column("started_by", TEXT, nullable=False),
        sa.Column("finished_at", TEXT, nullable=True),
        sa.Column("created", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_import_run_uid")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("database_uid", TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "rating_scale",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_scale")),
        sa.UniqueConstraint("name_key", name=op.f("uq_rating_scale_name_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_rating_scale_uid")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("canonical_url", TEXT, nullable=True),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("publisher", TEXT, nullable=True),
        sa.Column("published_on", TEXT, nullable=True),
        sa.Column("archive_url", TEXT, nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('page', 'document', 'broadcast', 'person', 'call', 'dataset')",
            name=op.f("ck_source_kind"),
        ),
        sa.CheckConstraint(
            "published_on LIKE '____' OR published_on LIKE '____-__' OR published_on LIKE '____-__-__'",
            name=op.f("ck_source_published_on"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["source.id"],
            name=op.f("fk_source_merged_into"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("uid", name=op.f("uq_source_uid")),
    )
    op.create_index(
        op.f("ix_source_merged_into"),
        "source",
        ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        op.f("uq_source_key"),
        "source",
        ["key"],
        unique=True,
        sqlite_where=sa.text("merged_into IS NULL"),
        postgresql_where=sa.text("merged_into IS NULL"),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("kind", TEXT, server_default="unknown", nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'outlet', 'account', 'group', 'unknown')",
            name=op.f("ck_speaker_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["speaker.id"],
            name=op.f("fk_speaker_merged_into"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint("uid", name=op.f("uq_speaker_uid")),
    )
    op.create_index(
        op.f("ix_speaker_merged_into"),
        "speaker",
        ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        op.f("uq_speaker_name_key"),
        "speaker",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("merged_into IS NULL"),
        postgresql_where=sa.text("merged_into IS NULL"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tag_name_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_tag_uid")),
    )
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("said_on", TEXT, nullable=True),
        sa.Column("quote", TEXT, nullable=True),
        sa.Column("locator", TEXT, nullable=True),
        sa.Column("archive_url", TEXT, nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT, nullable=True),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unverified", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "said_on LIKE '____' OR said_on LIKE '____-__' OR said_on LIKE '____-__-__'",
            name=op.f("ck_appearance_said_on"),
        ),
        sa.CheckConstraint("listed IN (0, 1)", name=op.f("ck_appearance_listed")),
        sa.CheckConstraint("unverified IN (0, 1)", name=op.f("ck_appearance_unverified")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_appearance_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_appearance_source_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name=op.f("fk_appearance_speaker_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sa.UniqueConstraint("uid", name=op.f("uq_appearance_uid")),
    )
    op.create_index(op.f("ix_appearance_claim_id_id"), "appearance", ["claim_id", "id"])
    op.create_index(
        op.f("ix_appearance_source_id_claim_id"), "appearance", ["source_id", "claim_id"]
    )
    op.create_index(
        op.f("ix_appearance_speaker_id_listed_claim_id"),
        "appearance",
        ["speaker_id", "listed", "claim_id"],
    )
    op.create_index(
        op.f("ix_appearance_speaker_id_unverified_claim_id"),
        "appearance",
        ["speaker_id", "unverified", "claim_id"],
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("root_kind", TEXT, nullable=False),
        sa.Column("root_uid", TEXT, nullable=False),
        sa.Column("salt", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("payload", TEXT, nullable=True),
        sa.CheckConstraint(
            "root_kind IN ('claim', 'speaker', 'source', 'tag', 'scale', 'import')",
            name=op.f("ck_change_root_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["seq"],
            ["entry.seq"],
            name=op.f("fk_change_seq"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("seq", "n", name=op.f("pk_change")),
    )
    op.create_index(
        op.f("ix_change_root_kind_root_uid_seq"), "change", ["root_kind", "root_uid", "seq"]
    )
    op.create_table(
        "claim_alias",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("text_key", TEXT, nullable=False),
        sa.Column("removed", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("removed IN (0, 1)", name=op.f("ck_claim_alias_removed")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_claim_alias_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_alias")),
    )
    op.create_index(op.f("ix_claim_alias_claim_id"), "claim_alias", ["claim_id"])
    op.create_index(op.f("ix_claim_alias_text_key"), "claim_alias", ["text_key"])
    op.create_table(
        "claim_tag",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unverified", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("listed IN (0, 1)", name=op.f("ck_claim_tag_listed")),
        sa.CheckConstraint("removed IN (0, 1)", name=op.f("ck_claim_tag_removed")),
        sa.CheckConstraint("unverified IN (0, 1)", name=op.f("ck_claim_tag_unverified")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_claim_tag_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["tag.id"],
            name=op.f("fk_claim_tag_tag_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_tag")),
        sa.UniqueConstraint("claim_id", "tag_id", name=op.f("uq_claim_tag_claim_id_tag_id")),
    )
    op.create_index(
        op.f("ix_claim_tag_tag_id_listed_claim_id"), "claim_tag", ["tag_id", "listed", "claim_id"]
    )
    op.create_index(
        op.f("ix_claim_tag_tag_id_unverified_claim_id"),
        "claim_tag",
        ["tag_id", "unverified", "claim_id"],
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("notice", TEXT, nullable=True),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('changes-verdict', 'keeps-verdict', 'clarification', 'typo', 'retraction')",
            name=op.f("ck_correction_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_correction_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("uid", name=op.f("uq_correction_uid")),
    )
    op.create_index(op.f("ix_correction_claim_id_id"), "correction", ["claim_id", "id"])
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("confidential", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT, nullable=True),
        sa.CheckConstraint("confidential IN (0, 1)", name=op.f("ck_note_confidential")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_note_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("uid", name=op.f("uq_note_uid")),
    )
    op.create_index(op.f("ix_note_claim_id_id"), "note", ["claim_id", "id"])
    op.create_table(
        "rating_point",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("label_key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("confidence", TEXT, nullable=True),
        sa.CheckConstraint(
            "verdict IN ('supported', 'refuted', 'mixed', 'insufficient', 'not-checkable')",
            name=op.f("ck_rating_point_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["scale_id"],
            ["rating_scale.id"],
            name=op.f("fk_rating_point_scale_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_point")),
        sa.UniqueConstraint(
            "scale_id", "label_key", name=op.f("uq_rating_point_scale_id_label_key")
        ),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("because", TEXT, nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('denies', 'contradicts', 'narrows', 'updates')",
            name=op.f("ck_relation_kind"),
        ),
        sa.CheckConstraint("claim_id <> other_id", name=op.f("ck_relation_two_claims")),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_relation_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["claim.id"],
            name=op.f("fk_relation_other_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("uid", name=op.f("uq_relation_uid")),
    )
    op.create_index(op.f("ix_relation_claim_id"), "relation", ["claim_id"])
    op.create_index(op.f("ix_relation_other_id"), "relation", ["other_id"])
    op.create_index(
        op.f("uq_relation_standing"),
        "relation",
        ["claim_id", "other_id", "kind"],
        unique=True,
        sqlite_where=sa.text("withdrawn_because IS NULL"),
        postgresql_where=sa.text("withdrawn_because IS NULL"),
    )
    op.create_table(
        "speaker_alias",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("scheme", TEXT, nullable=True),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("removed", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("removed IN (0, 1)", name=op.f("ck_speaker_alias_removed")),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name=op.f("fk_speaker_alias_speaker_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_alias")),
    )
    op.create_index(op.f("ix_speaker_alias_speaker_id"), "speaker_alias", ["speaker_id"])
    op.create_index(
        op.f("uq_speaker_alias_key"),
        "speaker_alias",
        ["key"],
        unique=True,
        sqlite_where=sa.text("removed = 0"),
        postgresql_where=sa.text("removed = 0"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.Column("stance", TEXT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("quote", TEXT, nullable=True),
        sa.Column("locator", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("retrieved_on", TEXT, nullable=True),
        sa.Column("rank", TEXT, nullable=True),
        sa.Column("confidential", sa.Integer(), server_default="0", nullable=False),
        sa.Column("independence_group", TEXT, nullable=True),
        sa.Column("archive_url", TEXT, nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT, nullable=True),
        sa.CheckConstraint("rank IN ('primary', 'secondary')", name=op.f("ck_evidence_rank")),
        sa.CheckConstraint(
            "retrieved_on LIKE '____' OR retrieved_on LIKE '____-__' OR retrieved_on LIKE '____-__-__'",
            name=op.f("ck_evidence_retrieved_on"),
        ),
        sa.CheckConstraint(
            "stance <> 'no-result' OR note IS NOT NULL", name=op.f("ck_evidence_searched")
        ),
        sa.CheckConstraint(
            "stance IN ('supports', 'refutes', 'mixed', 'disputes', 'context', 'no-result')",
            name=op.f("ck_evidence_stance"),
        ),
        sa.CheckConstraint("confidential IN (0, 1)", name=op.f("ck_evidence_confidential")),
        sa.ForeignKeyConstraint(
            ["appearance_id"],
            ["appearance.id"],
            name=op.f("fk_evidence_appearance_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["speaker.id"],
            name=op.f("fk_evidence_by_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_evidence_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_evidence_source_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("uid", name=op.f("uq_evidence_uid")),
    )
    op.create_index(
        op.f("ix_evidence_appearance_id"),
        "evidence",
        ["appearance_id"],
        sqlite_where=sa.text("appearance_id IS NOT NULL"),
        postgresql_where=sa.text("appearance_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_evidence_by_id"), "evidence", ["by_id"])
    op.create_index(op.f("ix_evidence_claim_id_id"), "evidence", ["claim_id", "id"])
    op.create_index(op.f("ix_evidence_source_id_claim_id"), "evidence", ["source_id", "claim_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("publisher", TEXT, nullable=False),
        sa.Column("publisher_site", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("canonical_url", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("wording", TEXT, nullable=True),
        sa.Column("identity", TEXT, nullable=False),
        sa.Column("rating", TEXT, nullable=True),
        sa.Column("rating_value", TEXT, nullable=True),
        sa.Column("rating_best", TEXT, nullable=True),
        sa.Column("rating_worst", TEXT, nullable=True),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("confidence", TEXT, nullable=True),
        sa.Column("published_on", TEXT, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("licence", TEXT, nullable=True),
        sa.Column("raw", TEXT, nullable=True),
        sa.Column("content_sha256", TEXT, nullable=True),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.Column("withdrawn_because", TEXT, nullable=True),
        sa.CheckConstraint(
            "published_on LIKE '____' OR published_on LIKE '____-__' OR published_on LIKE '____-__-__'",
            name=op.f("ck_review_published_on"),
        ),
        sa.CheckConstraint(
            "verdict IN ('supported', 'refuted', 'mixed', 'insufficient', 'not-checkable')",
            name=op.f("ck_review_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_review_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_review_import_run_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["rating_point.id"],
            name=op.f("fk_review_point_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_uid")),
    )
    op.create_index(op.f("ix_review_claim_id_id"), "review", ["claim_id", "id"])
    op.create_index(op.f("ix_review_identity"), "review", ["identity"])
    op.create_index(op.f("ix_review_import_run_id"), "review", ["import_run_id"])
    op.create_index(op.f("ix_review_point_id"), "review", ["point_id"])
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", TEXT, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("text_sha256", TEXT, nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", TEXT, nullable=False),
        sa.Column("ruled_by", TEXT, nullable=False),
        sa.Column("ended", TEXT, nullable=True),
        sa.Column("ended_at", TEXT, nullable=True),
        sa.Column("ended_because", TEXT, nullable=True),
        sa.CheckConstraint("ended IN ('superseded', 'withdrawn')", name=op.f("ck_verdict_ended")),
        sa.CheckConstraint(
            "verdict IN ('supported', 'refuted', 'mixed', 'insufficient', 'not-checkable')",
            name=op.f("ck_verdict_verdict"),
        ),
        sa.CheckConstraint(
            "(ended IS NULL) = (ended_at IS NULL)", name=op.f("ck_verdict_ended_at")
        ),
        sa.ForeignKeyConstraint(
            ["appearance_id"],
            ["appearance.id"],
            name=op.f("fk_verdict_appearance_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
            name=op.f("fk_verdict_claim_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["rating_point.id"],
            name=op.f("fk_verdict_point_id"),
            ondelete="RESTRICT",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("uid", name=op.f("uq_verdict_uid")),
    )
    op.create_index(
        op.f("ix_verdict_appearance_id"),
        "verdict",
        ["appearance_id"],
        sqlite_where=sa.text("appearance_id IS NOT NULL"),
        postgresql_where=sa.text("appearance_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_verdict_claim_id_id"), "verdict", ["claim_id", "id"])
    op.create_index(op.f("ix_verdict_point_id"), "verdict", ["point_id"])
    op.create_index(
        op.f("uq_verdict_attribution_in_force"),
        "verdict",
        ["appearance_id"],
        unique=True,
        sqlite_where=sa.text("appearance_id IS NOT NULL AND ended IS NULL"),
        postgresql_where=sa.text("appearance_id IS NOT NULL AND ended IS NULL"),
    )
    op.create_index(
        op.f("uq_verdict_content_in_force"),
        "verdict",
        ["claim_id"],
        unique=True,
        sqlite_where=sa.text("appearance_id IS NULL AND ended IS NULL"),
        postgresql_where=sa.text("appearance_id IS NULL AND ended IS NULL"),
    )
