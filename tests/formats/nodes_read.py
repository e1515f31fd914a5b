"""What the tests of these formats share."""

import json
from io import BytesIO
from typing import Any

from factcheck.formats.jsonld import nodes

NODE = {"@type": "ClaimReview", "claimReviewed": "The moon is made of cheese"}


SCRIPT = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'


def read(told: Any) -> list[tuple[str, Any]]:
    raw = told if isinstance(told, bytes) else told.encode() if isinstance(told, str) else None
    raw = json.dumps(told).encode() if raw is None else raw
    return [(p.place, str(p.error) if p.error else p.value) for p in nodes(BytesIO(raw))]
