"""Which speaker an import means: by id, by name or alias, never by guess.

People of one name are the same one unless what is told of them speaks against it: an id
of the same scheme that differs, or descriptions that share no word. Then the second gets
a name that tells them apart: "John Example (singer)".
"""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.derived import alias_key
from factcheck.exchange.lines import parts
from factcheck.formats.base import Person
from factcheck.models import Speaker, SpeakerAlias
from factcheck.services import redirects

_WORD = re.compile(r"\w{3,}")


class People:
    """The speakers that the persons of a batch may be."""

    def __init__(self, session: Session, told: Iterable[Person]) -> None:
        self._session = session
        self._speakers: dict[int, Speaker] = {}
        self._by_name: dict[str, int] = {}
        self._by_id: dict[str, int] = {}
        self._ids: dict[int, dict[str, set[str]]] = {}
        self._look_up(set(told))

    def find(self, person: Person) -> int | None:
        """The id of the speaker that is this person; None when it is none of those known."""
        for scheme, value in person.ids:
            found = self._by_id.get(alias_key({"scheme": scheme, "value": value}))
            if found is not None:
                return found
        for name in names(person):
            found = self._by_name.get(text.key(name))
            if found is not None and not self._differs(found, person):
                return found
        return None

    def free_name(self, person: Person) -> str:
        """The name under which a person may be added who is none of the speakers."""
        for name in names(person):
            if text.key(name) not in self._by_name:
                return name
        count = 2
        while text.key(f"{person.name} ({count})") in self._by_name:
            count += 1
        return f"{person.name} ({count})"

    def added(self, speaker_id: int, person: Person, name: str) -> None:
        """A person was added: who comes next may be the same one."""
        self._by_name[text.key(name)] = speaker_id
        kind, told = person.kind, person.description
        self._speakers[speaker_id] = Speaker(id=speaker_id, name=name, kind=kind, description=told)
        for scheme, value in person.ids:
            self.identified(speaker_id, scheme, value)

    def identified(self, speaker_id: int, scheme: str, value: str) -> None:
        """A speaker got an id."""
        self._by_id[alias_key({"scheme": scheme, "value": value})] = speaker_id
        self._ids.setdefault(speaker_id, {}).setdefault(scheme, set()).add(value)

    def new_ids(self, speaker_id: int, person: Person) -> list[tuple[str, str]]:
        """The ids of a person that its speaker does not have yet."""
        held = self._ids.get(speaker_id, {})
        return [(scheme, value) for scheme, value in person.ids if scheme not in held]

    def _differs(self, speaker_id: int, person: Person) -> bool:
        held = self._ids.get(speaker_id, {})
        if any(scheme in held and value not in held[scheme] for scheme, value in person.ids):
            return True
        told = self._speakers[speaker_id].description
        if not told or not person.description:
            return False
        return not _words(told) & _words(person.description)

    def _look_up(self, told: set[Person]) -> None:
        keys = {text.key(name) for person in told for name in names(person)}
        ids = {alias_key({"scheme": s, "value": v}) for person in told for s, v in person.ids}
        aliases = self._aliases(keys | ids)
        for alias in aliases:
            (self._by_id if alias.scheme else self._by_name)[alias.key] = alias.speaker_id
        found = self._named(keys)
        wanted = {one.speaker_id for one in aliases} - {one.id for one in found}
        for part in parts(wanted):
            found += self._session.scalars(select(Speaker).where(Speaker.id.in_(part)))
        for speaker in found:
            self._speakers[speaker.id] = speaker
            if speaker.merged_into is None:
                self._by_name[speaker.name_key] = speaker.id
        self._follow_merges()
        for part in parts(self._speakers):
            query = select(SpeakerAlias).where(
                SpeakerAlias.speaker_id.in_(part),
                SpeakerAlias.scheme.is_not(None),
                SpeakerAlias.removed == 0,
            )
            for alias in self._session.scalars(query):
                held = self._ids.setdefault(alias.speaker_id, {})
                held.setdefault(alias.scheme or "", set()).add(alias.value)

    def _follow_merges(self) -> None:
        for found in (self._by_id, self._by_name):
            for key, speaker_id in found.items():
                asked = self._session.get_one(Speaker, speaker_id)
                speaker = redirects.standing(self._session, asked)
                self._speakers[speaker.id] = speaker
                found[key] = speaker.id

    def _named(self, keys: set[str]) -> list[Speaker]:
        found: list[Speaker] = []
        for part in parts(keys):
            query = select(Speaker).where(
                Speaker.name_key.in_(part), Speaker.merged_into.is_(None)
            )
            found += self._session.scalars(query)
        return found

    def _aliases(self, keys: set[str]) -> list[SpeakerAlias]:
        found: list[SpeakerAlias] = []
        for part in parts(keys):
            query = select(SpeakerAlias).where(
                SpeakerAlias.key.in_(part), SpeakerAlias.removed == 0
            )
            found += self._session.scalars(query)
        return found


def names(person: Person) -> list[str]:
    """The names a person may have here: its own, then ones that tell it from others."""
    told = [person.description] if person.description else []
    told += [f"{scheme} {value}" for scheme, value in person.ids]
    return [person.name, *(f"{person.name} ({detail})" for detail in told)]


def _words(told: str) -> set[str]:
    return set(_WORD.findall(text.fold(told)))
