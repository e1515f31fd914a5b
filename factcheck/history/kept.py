"""What the public was told stays: no session rewrites a row of the ledger, or takes one out."""

from typing import Any

from sqlalchemy import event, inspect

from factcheck.errors import RuleBroken
from factcheck.models import Correction

# A merge takes a correction along to the claim that stays.
_MOVES = {"claim_id", "claim"}


@event.listens_for(Correction, "before_update")
def _rewritten(_mapper: Any, _connection: Any, row: Correction) -> None:
    changed = {one.key for one in inspect(row).attrs if one.history.has_changes()}
    if changed - _MOVES:
        raise _stays(row)


@event.listens_for(Correction, "before_delete")
def _taken_out(_mapper: Any, _connection: Any, row: Correction) -> None:
    raise _stays(row)


def _stays(row: Correction) -> RuleBroken:
    return RuleBroken(
        f"c{row.id} is a correction, and what the public was told stays in the ledger",
        hint=f'if it was wrong: factcheck correct {row.claim_id} KIND --because "..." '
        '--notice "..."',
    )
