"""A made-up later schema, to see that upgrades keep everything: the program as it would be then.

It does what migrations do: rewrites a column of rows that exist (with the upcast that the
log's older payloads need), adds an index, and has SQLite build a table with children anew.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from factcheck import doctor, schema
from factcheck.cli import database
from factcheck.db import SCHEMA
from factcheck.history import replay
from factcheck.reports import facts
from factcheck.storage import restore, upgrade

REVISION = f"{int(SCHEMA) + 1:04}"
# Loaded before anything is changed: one that is loaded later would keep what it found.
LOADED = (doctor, database, facts, restore, upgrade)
MIGRATION = f'''"""A made-up later schema.

Revision: {REVISION}
"""

import sqlalchemy as sa
from alembic import op

revision = "{REVISION}"
down_revision = "{SCHEMA}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("UPDATE claim SET language = 'eng' WHERE language = 'en'"))
    op.create_index("ix_claim_language", "claim", ["language"])
    with op.batch_alter_table("speaker", recreate="auto") as batch:
        batch.alter_column("description", existing_type=sa.Text(), comment=None)
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("speaker", recreate="always"):
            pass


def downgrade() -> None:
    raise RuntimeError("what was en or eng cannot be told any more: use factcheck db restore")
'''


def upcast(row: dict[str, Any]) -> dict[str, Any]:
    """What the migration did to the rows of claims."""
    return {**row, "language": "eng"} if row.get("language") == "en" else row


def install(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Have the program be the one that came with the second schema."""
    migrations = folder / "migrations"
    shutil.copytree(schema.migrations_folder(), migrations)
    (migrations / "versions" / f"{REVISION}_made_up.py").write_text(MIGRATION, encoding="utf-8")
    patch.setattr(schema, "migrations_folder", lambda: migrations)
    patch.setitem(replay.UPCASTS, REVISION, {"claim": upcast})
    for name, module in list(sys.modules.items()):
        if name.startswith("factcheck") and hasattr(module, "SCHEMA"):
            patch.setattr(module, "SCHEMA", REVISION)
