"""An invented article with all that a document holds: claims, a denial, a remark, a repeat."""

from factcheck.extract import article, document, propose
from factcheck.extract.document import Document

TEXT = """The bridge at Aldea

Mayor Ana López said on Monday that the bridge at Aldea would be closed for nine weeks.
Engineer Ben Ruiz insisted that the bridge has cracks of three metres. “The bridge has cracks of \
three metres in every pillar,” Ruiz said.
The council has since denied the claim, and we have yet to see any evidence that Ruiz is correct.
"""


def told(text: str = TEXT, source: str = "https://news.example/bridge") -> Document:
    """The document of an article in English, with nothing decided."""
    read = article.of_text(text)
    found = propose(read.text)
    return document.build(read, found, source=source, extractor="rules", code="en")
