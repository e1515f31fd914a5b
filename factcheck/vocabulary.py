"""The closed vocabularies: every word that a column may hold.

They stand here once. The CHECK constraints of the tables, the options of the
command line and the records all read them.
"""

STANCES = ("supports", "refutes", "mixed", "disputes", "context", "no-result")
VERDICTS = ("supported", "refuted", "mixed", "insufficient", "not-checkable")
STAGES = ("new", "checking", "review", "published", "dropped")
SPEAKER_KINDS = ("person", "organization", "outlet", "account", "group", "unknown")
SOURCE_KINDS = ("page", "document", "broadcast", "person", "call", "dataset")
EVIDENCE_STATUSES = (
    "none",
    "conflicting",
    "supporting",
    "supporting, disputed",
    "refuting",
    "refuting, disputed",
    "disputed",
    "inconclusive",
)
RELATIONS = ("denies", "contradicts", "narrows", "updates")
CORRECTIONS = ("changes-verdict", "keeps-verdict", "clarification", "typo", "retraction")
VERDICT_ENDS = ("superseded", "withdrawn")
RANKS = ("primary", "secondary")
ROOTS = ("claim", "speaker", "source", "tag", "scale", "import", "view", "rule")
PRIORITIES = ("low", "normal", "high", "urgent")
# What to do with a claim that is likely here already.
ON_DUPLICATE = ("ask", "link", "add", "stop")
# What a person makes of a passage of an article: a claim (also where it is likely here: add), an
# appearance of one (link), evidence on one, or a claim that denies one.
DECISIONS = ("accept", "add", "link", "evidence", "denies", "skip")

# What somebody meant who typed another word of the field.
MEANT = {
    "true": "supported",
    "confirmed": "supported",
    "correct": "supported",
    "false": "refuted",
    "debunked": "refuted",
    "incorrect": "refuted",
    "half-true": "mixed",
    "misleading": "mixed",
    "unverified": "insufficient",
    "unproven": "insufficient",
    "opinion": "not-checkable",
    "denies": "disputes",
    "denied": "disputes",
    "contests": "disputes",
    "confirms": "supports",
    "contradicts": "refutes",
    "nothing": "no-result",
    "not-found": "no-result",
}
