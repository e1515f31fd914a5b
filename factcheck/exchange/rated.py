"""What others' ratings mean: as a person said for this database, else as shipped."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import ratings
from factcheck.exchange import lines
from factcheck.exchange.inserting import Bundle, Numbers
from factcheck.models import new_uid
from factcheck.ratings import Scale, plain_key
from factcheck.services import scales
from factcheck.services.scales import PERSON

Row = dict[str, Any]


class Rated:
    """The scales of the database; a shipped one is taken in when it is first used."""

    def __init__(self, session: Session, numbers: Numbers) -> None:
        self._numbers = numbers
        self.new = Bundle("scales")
        scale, point = lines.table("rating_scale"), lines.table("rating_point")
        self._scales = {
            plain_key(row.name): row.id
            for row in session.execute(select(scale.c.name, scale.c.id))
        }
        self._points: dict[tuple[int, str], Row] = {}
        for row in session.execute(select(point)):
            scale_id: int = row.scale_id
            self._points[scale_id, plain_key(row.label)] = dict(row._mapping)

    def judge(self, review: Row) -> Row:
        """Point, verdict and confidence of a review's rating."""
        publisher, site = review["publisher"], review.get("publisher_site")
        shipped = ratings.scale_for(publisher, site)
        judged = ratings.judge(
            review.get("rating"),
            review.get("rating_value"),
            review.get("rating_best"),
            review.get("rating_worst"),
            scale=shipped,
            language=review.get("language"),
        )
        found: Row = {"point_id": None, "verdict": judged.verdict, "confidence": judged.confidence}
        point = self._point(review.get("rating"), shipped, publisher, site)
        if point is not None:
            found["point_id"] = point["id"]
            if point["confidence"] == PERSON:
                found |= {"verdict": point["verdict"], "confidence": PERSON}
        return found

    def _point(
        self, label: str | None, shipped: Scale | None, publisher: str, site: str | None
    ) -> Row | None:
        if not label:
            return None
        names = [shipped.name] if shipped else [publisher, site or publisher]
        if shipped and plain_key(shipped.name) not in self._scales:
            self._take_in(shipped)
        for name in names:
            scale = self._scales.get(plain_key(name))
            for form in (*ratings.label_forms(label), *_forms(shipped, label)):
                if scale is not None and (scale, form) in self._points:
                    return self._points[scale, form]
        return None

    def _take_in(self, shipped: Scale) -> None:
        number = self._numbers.next("rating_scale")
        told, points = scales.as_rows(shipped)
        self.new.put("rating_scale", id=number, uid=new_uid(), **told)
        self._scales[plain_key(shipped.name)] = number
        for point in points:
            row = {"id": self._numbers.next("rating_point"), "scale_id": number, **point}
            self.new.put("rating_point", **row)
            self._points[number, plain_key(row["label"])] = row


def _forms(shipped: Scale | None, label: str) -> tuple[str, ...]:
    """The label of the shipped scale of which this one is another spelling."""
    if shipped is None:
        return ()
    for form in ratings.label_forms(label):
        if form in shipped.labels:
            return (plain_key(shipped.labels[form].label),)
    return ()
