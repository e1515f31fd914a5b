"""The tree of errors: every class has its code, and the codes are those of the manual."""

import pytest

from factcheck import errors
from factcheck.errors import FactcheckError

# docs and reliability: the exit code, the HTTP status, the code of JSON, whether to try again.
TABLE = {
    "FactcheckError": (1, 500, "internal_error", False),
    "Usage": (2, 400, "usage", False),
    "InvalidInput": (3, 422, "bad_input", False),
    "NotFound": (4, 404, "not_found", False),
    "Conflict": (5, 409, "conflict", False),
    "RuleBroken": (5, 409, "rule", False),
    "Busy": (6, 503, "db_busy", True),
    "Unavailable": (7, 503, "db_unavailable", False),
    "ReadOnly": (8, 403, "read_only", False),
    "StorageFailed": (9, 507, "disk_full", False),
    "Corrupt": (10, 500, "db_corrupt", False),
    "SchemaMismatch": (11, 503, "schema_mismatch", False),
    "SchemaOlder": (11, 503, "schema_older", False),
    "SchemaNewer": (11, 503, "schema_newer", False),
    "VerificationFailed": (12, 500, "verify_failed", False),
    "NetworkFailed": (13, 502, "network", True),
    "RefusedUnsafe": (14, 403, "refused_unsafe", False),
    "LintFindings": (15, 422, "lint", False),
}


def ours() -> list[type[FactcheckError]]:
    """Other tests may have classes of their own."""
    return [cls for cls in errors.tree() if cls.__module__ == "factcheck.errors"]


@pytest.mark.parametrize("cls", ours(), ids=lambda cls: cls.__name__)
def test_each_class_has_the_codes_of_the_table(cls: type[FactcheckError]) -> None:
    assert (cls.exit_code, cls.http_status, cls.code, cls.retryable) == TABLE[cls.__name__]
    assert cls.when
    assert cls.__doc__


def test_the_table_is_whole_and_in_the_order_of_exit_codes() -> None:
    assert [cls.__name__ for cls in ours()] == list(TABLE)
    assert len({cls.code for cls in ours()}) == len(TABLE)


def test_a_class_shares_its_exit_code_with_its_parents_alone() -> None:
    for cls in ours():
        same = [other for other in ours() if other.exit_code == cls.exit_code]
        assert all(issubclass(one, same[0]) for one in same)


def test_an_error_is_its_message() -> None:
    error = errors.NotFound("there is no claim 7")
    assert str(error) == error.message == "there is no claim 7"
    assert error.hint is None
    assert error.as_dict() == {
        "code": "not_found",
        "exit": 4,
        "message": "there is no claim 7",
        "retryable": False,
    }


def test_a_hint_is_printed_too() -> None:
    error = errors.Busy("busy", hint="try again")
    assert error.as_dict() == {
        "code": "db_busy",
        "exit": 6,
        "message": "busy",
        "retryable": True,
        "hint": "try again",
    }
