"""What letters know of people: sealed, opened, told apart unread, here alone."""

import hashlib
import hmac
from collections.abc import Sequence

from services.events.letters.domain import Letter, People
from services.events.letters.domain.batches import Batch, BatchContent
from services.events.letters.domain.forms import Form, Recipient
from services.events.letters.domain.words import fold
from services.events.texts import Version
from shared.privacy import Cipher
from shared.store import new_id


class Sealed:
    """Seals what letters, mailings and occasions keep of people; makes the digests by which they are told apart."""

    def __init__(self, cipher: Cipher, key: str) -> None:
        """`key`: the house's secret, for digests."""
        self.cipher, self._key = cipher, key.encode()

    # -- told apart --------------------------------------------------------------------------------------------------

    def who(self, one: Recipient) -> str:
        """Give what stands for a person: name and address."""
        return self._digest("who", " ".join([*fold(one.name), "|", *fold(" ".join(one.lines))]))

    def name(self, one: Recipient) -> str:
        """Give what stands for a name."""
        return self._digest("name", " ".join(fold(one.name)))

    def words(self, text: str) -> tuple[str, ...]:
        """Give what stands for each word of a name, or of what is looked for."""
        return tuple(self._digest("word", word) for word in fold(text))[:10]

    def form(self, form: Form) -> str:
        """Give what stands for a word whose form of address is asked for."""
        return self._digest("form", form.key)

    def people(self, recipients: Sequence[Recipient]) -> dict[str, tuple[str, ...]]:
        """Give the digests of the readers of a letter."""
        words = [digest for one in recipients for digest in self.words(one.name)]
        return {
            "who": tuple(self.who(one) for one in recipients),
            "names": tuple(self.name(one) for one in recipients),
            "digests": tuple(dict.fromkeys(words)),
        }

    # -- letters -----------------------------------------------------------------------------------------------------

    def seal_people(self, id: str, recipients: Sequence[Recipient]) -> bytes:
        """Give what is kept of the readers."""
        return self.seal(id, "people", People(recipients=tuple(recipients)).model_dump_json())

    def recipients(self, letter: Letter) -> tuple[Recipient, ...]:
        """Give the readers of a letter; none once they were erased."""
        if letter.erased_at is not None:
            return ()
        return People.model_validate_json(self.open(letter.id, "people", letter.people)).recipients

    def phrase(self, letter: Letter) -> str:
        """Give the occasion as it ends its sentence."""
        return "" if letter.erased_at is not None else self.open(letter.id, "phrase", letter.phrase)

    def version(self, id: str, text: str) -> tuple[str, bytes]:
        """Give a version of a text an id, and what is kept of it."""
        version_id = new_id()
        return version_id, self.seal(id, version_id, text)

    def text(self, letter: Letter, version: Version) -> str:
        """Give a version of the text."""
        return self.open(letter.id, version.id, version.sealed)

    def newest(self, letter: Letter) -> str:
        """Give the newest version of the text, "" where there is none."""
        return self.text(letter, letter.versions[-1]) if letter.versions else ""

    # -- mailings ----------------------------------------------------------------------------------------------------

    def seal_content(self, id: str, content: BatchContent) -> bytes:
        """Give what is kept of a mailing."""
        return self.seal(id, "content", content.model_dump_json())

    def content(self, batch: Batch) -> BatchContent:
        """Give to whom a mailing goes and what it says; nothing once it was erased."""
        if batch.erased_at is not None:
            return BatchContent(recipients=(), body="")
        return BatchContent.model_validate_json(self.open(batch.id, "content", batch.content))

    # -- all ---------------------------------------------------------------------------------------------------------

    def seal(self, id: str, part: str, text: str) -> bytes:
        """Give what is kept of a text of something."""
        return self.cipher.seal(text, f"letters/{id}/{part}")

    def open(self, id: str, part: str, sealed: bytes) -> str:
        """Give a text of something."""
        return self.cipher.open(sealed, f"letters/{id}/{part}")

    def _digest(self, what: str, text: str) -> str:
        return hmac.new(self._key, f"letters|{what}|{text}".encode(), hashlib.sha256).hexdigest()
