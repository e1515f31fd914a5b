"""Everything that can go wrong, as one tree.

Each class carries the exit code of the command line, the HTTP status of a
web answer and a stable code for JSON. An error says what went wrong, with
which record, and in ``hint`` what to do about it.
"""


class FactcheckError(Exception):
    """The root of the tree: our own bug when raised as itself."""

    exit_code = 1
    http_status = 500
    code = "internal_error"
    retryable = False
    when = "our bug; nothing was saved"
    # Everything was undone, and the whole transaction may simply be run once more.
    again = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def as_dict(self) -> dict[str, object]:
        """The error as it is printed with ``--json``."""
        found: dict[str, object] = {
            "code": self.code,
            "exit": self.exit_code,
            "message": self.message,
            "retryable": self.retryable,
        }
        if self.hint:
            found["hint"] = self.hint
        return found


class Usage(FactcheckError):
    """The command was not understood."""

    exit_code = 2
    http_status = 400
    code = "usage"
    when = "wrong usage, unreadable query"


class InvalidInput(FactcheckError):
    """A value cannot be stored: which field, and why."""

    exit_code = 3
    http_status = 422
    code = "bad_input"
    when = "bad input, or an import with refused rows"


class NotFound(FactcheckError):
    """No record has this id or name."""

    exit_code = 4
    http_status = 404
    code = "not_found"
    when = "not found"


class Conflict(FactcheckError):
    """The record exists already, or was changed in the meantime."""

    exit_code = 5
    http_status = 409
    code = "conflict"
    when = "conflict, duplicate, or a rule forbids it"


class RuleBroken(Conflict):
    """A rule of the newsroom forbids it."""

    code = "rule"


class Busy(FactcheckError):
    """Another process is writing: try again."""

    exit_code = 6
    http_status = 503
    code = "db_busy"
    retryable = True
    when = "database busy: try again"


class Unavailable(FactcheckError):
    """There is no database there, or its server does not answer."""

    exit_code = 7
    http_status = 503
    code = "db_unavailable"
    when = "database unavailable"


class ReadOnly(FactcheckError):
    """The database can be read only, or the role may not do this."""

    exit_code = 8
    http_status = 403
    code = "read_only"
    when = "read-only or no permission"


class StorageFailed(FactcheckError):
    """The disk is full or broken; nothing was saved."""

    exit_code = 9
    http_status = 507
    code = "disk_full"
    when = "disk full or I/O error"


class Corrupt(FactcheckError):
    """The file is damaged, or is not a factcheck database."""

    exit_code = 10
    http_status = 500
    code = "db_corrupt"
    when = "corrupt, or not a factcheck database"


class SchemaMismatch(FactcheckError):
    """The database belongs to another release of the program."""

    exit_code = 11
    http_status = 503
    code = "schema_mismatch"
    when = "schema older (says the command to run) or newer (says to upgrade the program)"


class SchemaOlder(SchemaMismatch):
    """The database is older than the program: it wants ``factcheck db upgrade``."""

    code = "schema_older"


class SchemaNewer(SchemaMismatch):
    """The database was made by a newer program: the program wants an upgrade."""

    code = "schema_newer"


class VerificationFailed(FactcheckError):
    """The log, the rows or the derived columns are not what they were."""

    exit_code = 12
    http_status = 500
    code = "verify_failed"
    when = "verification failed (log, evidence files, derived columns)"


class NetworkFailed(FactcheckError):
    """A page could not be fetched."""

    exit_code = 13
    http_status = 502
    code = "network"
    retryable = True
    when = "network failed"


class RefusedUnsafe(FactcheckError):
    """Refused, because it would not be safe."""

    exit_code = 14
    http_status = 403
    code = "refused_unsafe"
    when = "refused as unsafe"


class LintFindings(FactcheckError):
    """Not fit to publish yet: there are findings."""

    exit_code = 15
    http_status = 422
    code = "lint"
    when = "lint has findings"


def tree() -> list[type[FactcheckError]]:
    """Every error class, parents before children, in the order of their exit codes."""
    found: list[type[FactcheckError]] = []
    todo = [FactcheckError]
    while todo:
        cls = todo.pop(0)
        found.append(cls)
        todo.extend(cls.__subclasses__())
    return sorted(found, key=lambda cls: (cls.exit_code, len(cls.__mro__)))
