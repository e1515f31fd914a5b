"""factcheck tag."""

from factcheck.db import Database
from tests.conftest import Cli
from tests.factories import make_claim, noise


def test_a(cli: Cli, db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        noise(session)
    for _ in range(10):
        assert cli("list").code == 0
