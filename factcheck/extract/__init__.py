"""Claims from articles: who said what, with the passage it stands on. Never sees the database.

``propose(normalised(article))`` gives proposals; text[start:end] is the very text of each.
``worth`` scores any sentence by how much it is worth checking. Other extractors come in by the
entry-point group ``factcheck.extractors``; ``registry.extractor`` finds them by name.
"""

from factcheck.extract.normalising import normalised
from factcheck.extract.proposals import Hint, Passage, Proposal
from factcheck.extract.proposing import propose
from factcheck.extract.spans import Span
from factcheck.extract.worth import Worthiness, worth

__all__ = ["Hint", "Passage", "Proposal", "Span", "Worthiness", "normalised", "propose", "worth"]
