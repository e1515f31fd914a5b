"""How much is tried: enough in every run, far more with ``FACTCHECK_LONG=1``.

FACTCHECK_LONG=1 python -m pytest -q -n auto tests/test_verify.py
"""

import os

# Read when the module is loaded: the fixture `home` takes the variable away from every test.
LONG = os.environ.get("FACTCHECK_LONG") == "1"


def seeds(few: int, many: int) -> range:
    """The seeds to try: the few are the first of the many."""
    return range(many if LONG else few)
