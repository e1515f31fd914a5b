"""What comes out of lint and of the ledger: flat records that any program can read."""

import json
from dataclasses import asdict, fields, is_dataclass

from factcheck import fitness


def test_every_record_is_flat_frozen_and_of_plain_values() -> None:
    kinds = [one for one in vars(fitness).values() if isinstance(one, type) and is_dataclass(one)]
    assert len(kinds) == 6
    for kind in kinds:
        made = kind(*(None for _ in fields(kind)))
        assert json.loads(json.dumps(asdict(made))) == dict.fromkeys(
            field.name for field in fields(kind)
        )
        assert kind.__doc__
