"""What is here already of an item of an article."""

from sqlalchemy.orm import Session

from factcheck.cli.looking import Item, Looked, look, stance
from factcheck.extract import deciding
from factcheck.services import articles
from tests.extract.telling import told
from tests.factories import make_claim


def test_an_item_is_looked_up(session: Session) -> None:
    document = told()
    items = {name: Item(name, line, remark) for name, line, remark in deciding.items(document)}
    assert [one.speaks for one in items.values()] == [False, False, False, True, True]
    assert [one.concerns for one in items.values()] == [None, None, None, 3, 3]
    assert [stance(items[name]) for name in ("1", "3.1", "4")] == [
        *("disputes", "no-result", "disputes")
    ]
    assert look(session, document, items["1"]) == Looked()

    make_claim(session, "Something else", speaker="Ana López Ruiz")
    assert look(session, document, items["1"]).similar == ("Ana López Ruiz",)
    assert look(session, document, items["4"]).meant is None

    for name, line in (("2", document.line(2)), ("3", document.line(3))):
        line.decision = "accept"
        decided = [deciding.record(document, name, line, None)]
        source = articles.source(session, document.record)
        articles.take(session, source, decided, by="ana", passages=deciding.passages(document))
    looked = look(session, document, items["3"])
    assert (looked.there, looked.first_form, looked.into) == (2, 2, 2)
    assert (looked.known, look(session, document, items["4"]).meant) == ("Engineer Ben Ruiz", 2)
    assert look(session, document, items["2"]).same == 2

    document.line(4).decision = "evidence"
    decided = [deciding.record(document, "4", document.line(4), None)]
    articles.take(session, source, decided, by="ana", passages=deciding.passages(document))
    assert look(session, document, items["4"]).there == 2
    assert look(session, document, items["3.1"]).there is None


def test_what_is_most_like_it() -> None:
    assert (Looked().near, Looked().into) == (None, None)
    assert (Looked(same=3).into, Looked(same=3, first_form=4).into) == (3, 4)
