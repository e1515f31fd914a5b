"""Likely duplicates: claims, speakers and sources that may be here twice, the best first.

Nothing is compared with everything: claims are found through the index of their words, speakers
and sources by what they have in common (``matching.blocks``). A pair is a suggestion; that two
records are one is for a person to say, who merges them.
"""

from factcheck.services.duplicates import claims, sources, speakers
from factcheck.services.duplicates.found import Asked

__all__ = ["Asked", "claims", "sources", "speakers"]
