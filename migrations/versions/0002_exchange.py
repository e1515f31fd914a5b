"""What an exchange needs: the versions of a record that others may hold.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
EXCHANGED = ("claim", "rating_scale", "source", "speaker")


def upgrade() -> None:
    for table in EXCHANGED:
        op.add_column(table, sa.Column("versions", TEXT, nullable=True))


def downgrade() -> None:
    connection = op.get_bind()
    for name in EXCHANGED:
        table = sa.table(name, sa.column("versions"))
        held = sa.select(sa.literal(1)).where(table.c.versions.is_not(None)).limit(1)
        if connection.execute(sa.select(sa.exists(held))).scalar():
            raise RuntimeError(f"{name} holds versions of others: use factcheck db restore")
        op.drop_column(name, "versions")
