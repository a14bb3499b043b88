"""Use cases on the way to an approved text: draft, proof-reading, return, approval."""

from services.events.letters.domain import Letter
from services.events.letters.domain.steps import Action
from services.events.letters.domain.templates import templates
from services.events.letters.service import Letters
from services.events.texts import Version
from shared.access import Person
from shared.store import Transaction, transactional


class Writing:
    """What is done with the text. All raise `NotFound`, `Stale`, `NotAllowed`, `NotNow`."""

    def __init__(self, letters: Letters) -> None:
        self.letters, self.database = letters, letters.database

    @transactional
    async def draft(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Save the text, or another version of it. Raises `TooManyVersions`."""
        letter = await self.letters.read(tx, id, version, Action.DRAFT, by)
        template = "" if letter.template else templates()[letter.kind].name
        return await self.letters.keep(tx, letter, letter.drafted(self._version(letter, text, by), template))

    @transactional
    async def check(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Say that the text was proof-read; what was mended in `text` is kept. Raises `OwnText`, `TooManyVersions`."""
        letter = await self.letters.read(tx, id, version, Action.CHECK, by)
        mended = None if same(self.letters.sealed.newest(letter), text) else self._version(letter, text, by)
        return await self.letters.keep(tx, letter, letter.checked(mended, by, self.letters.clock.now()))

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Give the text back to be mended."""
        letter = await self.letters.read(tx, id, version, Action.RETURN, by)
        after = letter.returned(reason, by, self.letters.clock.now())
        approved = letter.approved_by is not None
        return await self.letters.keep(tx, letter, await self.letters.due_anew(tx, after) if approved else after)

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve the text, word for word. Raises `OwnText` for whoever has written any version of it."""
        letter = await self.letters.read(tx, id, version, Action.APPROVE, by)
        after = letter.approved(by, self.letters.clock.now())
        return await self.letters.keep(tx, letter, await self.letters.due_anew(tx, after))

    def _version(self, letter: Letter, text: str, by: Person) -> Version:
        version_id, sealed = self.letters.sealed.version(letter.id, text)
        return Version(id=version_id, at=self.letters.clock.now(), by_id=by.id, by_name=by.name, sealed=sealed)


def same(one: str, other: str) -> bool:
    """Tell whether two texts differ by no more than what a browser does to the ends of lines."""
    return "\n".join(one.splitlines()).strip() == "\n".join(other.splitlines()).strip()
