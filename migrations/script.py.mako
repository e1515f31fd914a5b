"""${message}

Rules for a migration a stranger can trust:
* The number is the next one; there is exactly one head. One chain serves both engines.
* Never import models or services: they change, this file does not.
* Change the schema or the data, not both.
* A batch rebuild on SQLite drops the triggers of its table: make them again.
* A migration that renames or rewrites logged columns ships an upcast in
  factcheck/history/replay.py, so that older log entries can still be replayed.
* The downgrade goes back where that loses nothing; else it raises and names
  "factcheck db restore".

Revision: ${up_revision}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
