"""The words of claims, to be searched for: derived rows, which the program fills.

Revision: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The columns hold tokens: the engine is to split at blanks and to change nothing.
SQLITE = (
    "CREATE VIRTUAL TABLE search USING fts5(claim, rest, hidden, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab('search', 'row')",
)
POSTGRES = (
    "CREATE TABLE search (claim_id INTEGER CONSTRAINT pk_search PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_word")
    op.execute("DROP TABLE search")
