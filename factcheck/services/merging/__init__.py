"""Merging: of records that are one and the same, one stays and the others lead to it.

Everything that hung on the others hangs on it from then on, in one entry of the log, and
nothing is lost: what there would be twice is withdrawn with the reason. See
docs/decisions/0020-merging.md.
"""

from factcheck.services.merging import claims, sources, speakers
from factcheck.services.merging.outcome import Merged

__all__ = ["Merged", "claims", "sources", "speakers"]
