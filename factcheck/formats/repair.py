"""JSON of others: read strictly, repaired where that is safe, record by record.

``loads`` reads one document, ``values`` the records of a file without holding more than
one of them.
"""

from factcheck.formats.document import loads
from factcheck.formats.pieces import CONTAINERS, Piece, values

__all__ = ["CONTAINERS", "Piece", "loads", "values"]
