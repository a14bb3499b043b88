"""MongoDB documents of ceremonies, sealed whole, and of the scenarios that the garrison has, written once."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.events.ceremonies.domain import Ceremony, State
from services.events.ceremonies.domain.military import Copy, CopyBroken, Letter
from shared.privacy import Cipher, Unreadable
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_SOONEST = [("starts", ASCENDING), ("_id", ASCENDING)]
_NEWEST = [("starts", DESCENDING), ("_id", ASCENDING)]


class _Kept(BaseModel):
    """A ceremony as it is kept: what it is found by, and all of it sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: State
    starts: datetime
    garrisons: tuple[str, ...] = ()
    """Partners to which a request was sent."""
    sealed: bytes
    version: int


class _KeptCopy(BaseModel):
    """A copy as it is kept. `id`: of the ceremony, and the number."""

    model_config = ConfigDict(frozen=True)

    id: str
    sha256: str
    file: bytes
    words: bytes
    letter: bytes | None = None
    made_at: datetime


class MongoCeremonyStore:
    """Keeps ceremonies."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        indexes = [
            IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
            IndexModel(_NEWEST, name="newest"),
            IndexModel([("garrisons", ASCENDING), *_NEWEST], name="asked_of"),
        ]
        self._ceremonies = Collection(database, "ceremonies", _Kept, key="id", indexes=indexes)
        self._copies = Collection(database, "ceremony_copies", _KeptCopy, key="id")
        self._cipher = cipher

    async def get(self, id: str, tx: Transaction | None = None) -> Ceremony:
        """Give a ceremony. Raises `NotFound`."""
        return self._opened(await self._ceremonies.get(id, tx))

    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Ceremony | None:
        """Give a ceremony, None where nobody has begun it."""
        kept = await self._ceremonies.find_one({"_id": id}, tx)
        return self._opened(kept) if kept else None

    async def add(self, tx: Transaction, one: Ceremony) -> None:
        """Add a ceremony. Raises `Duplicate` where it was begun."""
        await self._ceremonies.insert(tx, self._sealed(one))

    async def save(self, tx: Transaction, one: Ceremony) -> None:
        """Write the next version. Raises `Stale`."""
        await self._ceremonies.replace(tx, self._sealed(one))

    async def page(self, states: Sequence[State], skip: int, limit: int, *, newest: bool) -> list[Ceremony]:
        """Give at most `limit` of those in some states, or of all where none is named."""
        wanted = {"state": {"$in": [state.value for state in states]}} if states else {}
        sort = _NEWEST if newest else _SOONEST
        return [self._opened(one) for one in await self._ceremonies.find(wanted, sort=sort, skip=skip, limit=limit)]

    async def begun(self, ids: Sequence[str]) -> set[str]:
        """Give which of these have been begun."""
        rows = self._ceremonies.raw.find({"_id": {"$in": list(ids)}}, {"_id": 1})
        return {row["_id"] for row in await rows.to_list(len(ids) or 1)}

    async def asked_of(self, partner_id: str) -> list[Ceremony]:
        """Give the last ceremonies at which a garrison was asked for assistance."""
        found = await self._ceremonies.find({"garrisons": partner_id}, sort=_NEWEST, limit=200)
        return [self._opened(one) for one in found]

    async def copy(self, ceremony_id: str, number: int) -> Copy:
        """Give a copy, which is what it was when it was sent. Raises `NotFound`, `CopyBroken`."""
        id = f"{ceremony_id}-{number}"
        kept = await self._copies.find_one({"_id": id})
        if kept is None:
            raise NotFound("ceremony_copies", id)
        try:
            file = base64.b64decode(self._cipher.open(kept.file, f"ceremony_copies/{id}/file"))
            words = self._cipher.open(kept.words, f"ceremony_copies/{id}/words")
            letter = self._cipher.open(kept.letter, f"ceremony_copies/{id}/letter") if kept.letter else None
        except Unreadable as error:
            raise CopyBroken(ceremony_id, number) from error
        if hashlib.sha256(file).hexdigest() != kept.sha256:
            raise CopyBroken(ceremony_id, number)
        return Copy(
            ceremony_id=ceremony_id,
            number=number,
            sha256=kept.sha256,
            file=file,
            words=words,
            letter=Letter.model_validate_json(letter) if letter else None,
            made_at=kept.made_at,
        )

    async def add_copy(self, tx: Transaction, copy: Copy) -> None:
        """Write a copy. Raises `Duplicate` where there is one with this number."""
        id = f"{copy.ceremony_id}-{copy.number}"
        kept = _KeptCopy(
            id=id,
            sha256=copy.sha256,
            file=self._cipher.seal(base64.b64encode(copy.file).decode(), f"ceremony_copies/{id}/file"),
            words=self._cipher.seal(copy.words, f"ceremony_copies/{id}/words"),
            letter=self._cipher.seal(copy.letter.model_dump_json(), f"ceremony_copies/{id}/letter")
            if copy.letter
            else None,
            made_at=copy.made_at,
        )
        await self._copies.insert(tx, kept)

    def _sealed(self, one: Ceremony) -> _Kept:
        sealed = self._cipher.seal(one.model_dump_json(), f"ceremonies/{one.id}")
        sendings = one.request.sendings if one.request else ()
        garrisons = tuple(dict.fromkeys(each.partner_id for each in sendings if each.partner_id))
        return _Kept(
            id=one.id,
            state=one.state,
            starts=one.slot.starts,
            garrisons=garrisons,
            sealed=sealed,
            version=one.version,
        )

    def _opened(self, kept: _Kept) -> Ceremony:
        return Ceremony.model_validate_json(self._cipher.open(kept.sealed, f"ceremonies/{kept.id}"))
