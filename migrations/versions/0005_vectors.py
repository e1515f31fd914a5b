"""Vectors of the wordings of claims: derived rows, which an embedder fills.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_vector",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("text_sha256", TEXT, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "model", "text_sha256", name="pk_search_vector"),
    )


def downgrade() -> None:
    op.drop_table("search_vector")
