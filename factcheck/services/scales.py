"""Rating scales: shipped as TOML files, taken into the database when first used."""

import tomllib
from importlib import resources
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import NotFound
from factcheck.history.record import add as new
from factcheck.models import RatingPoint, RatingScale


def shipped() -> dict[str, dict[str, Any]]:
    """The scales that come with the program, by name."""
    folder = resources.files("factcheck") / "scales"
    found = (
        tomllib.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    )
    return {scale["name"]: scale for scale in sorted(found, key=lambda one: str(one["name"]))}


def scale(session: Session, name: str) -> RatingScale:
    """The scale of this name. Raises NotFound that lists the known ones."""
    key = text.key(name)
    found = session.scalar(select(RatingScale).where(RatingScale.name_key == key))
    if found is not None:
        return found
    known = shipped()
    wanted = next((one for one in known.values() if text.key(one["name"]) == key), None)
    if wanted is None:
        names = {*known, *session.scalars(select(RatingScale.name))}
        raise NotFound(
            f"there is no rating scale {text.one_line(name)}",
            hint=f"known: {', '.join(sorted(names))}",
        )
    made = new(
        session,
        RatingScale(name=wanted["name"], title=wanted["title"], origin=wanted["origin"]),
    )
    for each in wanted["point"]:
        new(
            session,
            RatingPoint(scale_id=made.id, label=each["label"], verdict=each["verdict"]),
        )
    session.flush()
    return made


def point(session: Session, told: str) -> RatingPoint:
    """The label ``SCALE: LABEL`` names. Raises NotFound that lists what there is."""
    name, colon, label = told.partition(":")
    if not colon:
        raise NotFound(
            f"{text.one_line(told)!r} names no scale",
            hint=f'write "SCALE: LABEL"; scales: {", ".join(shipped())}',
        )
    of = scale(session, name)
    query = select(RatingPoint).where(RatingPoint.scale_id == of.id).order_by(RatingPoint.id)
    points = list(session.scalars(query))
    key = text.key(label)
    for one in points:
        if one.label_key == key:
            return one
    raise NotFound(
        f"the scale {of.name} has no label {text.one_line(label)}",
        hint=f"its labels: {', '.join(one.label for one in points)}",
    )
