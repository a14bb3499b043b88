"""What a request holds of people and their words, sealed and opened here alone; and the links that open its page."""

from itsdangerous import BadSignature, URLSafeSerializer

from services.media.contacts.domain.words import fold
from services.media.requests.domain import PressRequest
from services.media.requests.domain.parts import Asked, Contact, Corrected, Refusal, Sent, Version
from shared.privacy import Cipher, keyed_digest
from shared.store import new_id

_COLLECTION = "press_requests"


class LinkBroken(Exception):
    """The link to a request has been cut off or made up."""


class LinkEnded(Exception):
    """The link was mailed to an address that turned out to be another one's; a newer link has taken its place."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"{request_id} has a newer link")
        self.request_id = request_id


class LinkTakenOut(Exception):
    """The link was mailed to an address that was taken out of the request; there is none to mail a newer link to."""

    def __init__(self, request_id: str) -> None:
        super().__init__(f"{request_id} has no address for a newer link")
        self.request_id = request_id


class Sealed:
    """Seals and opens. Whoever has the newest link of a request is its sender."""

    def __init__(self, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: by which links are signed, and addresses and names told apart unread; `origin`: of the site."""
        self.cipher, self._key, self._origin = cipher, key, origin
        self._links = URLSafeSerializer(key, salt="press request")

    # -- links -------------------------------------------------------------------------------------------------------

    def token(self, id: str, links: int = 0) -> str:
        """Give the token that opens the page of a request; `links`: how many were there before it."""
        return str(self._links.dumps([id, links] if links else id))

    def link(self, one: PressRequest) -> str:
        """Give the address of the page of a request, for a mail."""
        return f"{self._origin}/prasa/sprawa/{self.token(one.id, one.links)}"

    def desk(self, path: str) -> str:
        """Give the address of a page for the staff, for a mail."""
        return f"{self._origin}{path}"

    def opened(self, token: str) -> tuple[str, int]:
        """Give whose token it is: the id of a request, and how many links it had before. Raises `LinkBroken`."""
        try:
            told = self._links.loads(token)
        except BadSignature:
            raise LinkBroken from None
        return (told, 0) if isinstance(told, str) else (told[0], told[1])

    # -- people ------------------------------------------------------------------------------------------------------

    def asker(self, email: str) -> str:
        """Give what stands for an e-mail address where addresses are told apart."""
        return self._digest("asker", email.strip().lower())

    def names(self, text: str) -> tuple[str, ...]:
        """Give what stands for each word of a name, or for each word of what is looked for."""
        return tuple(self._digest("name", word) for word in fold(text))[:10]

    def seal_contact(self, id: str, contact: Contact) -> bytes:
        """Give what is kept of who is on the other side."""
        return self.cipher.seal(contact.model_dump_json(), _place(id, "contact"))

    def contact(self, one: PressRequest) -> Contact:
        """Give who is on the other side."""
        return Contact.model_validate_json(self.cipher.open(one.contact, _place(one.id, "contact")))

    # -- texts -------------------------------------------------------------------------------------------------------

    def seal_asked(self, id: str, asked: Asked) -> bytes:
        """Give what is kept of what was asked."""
        return self.cipher.seal(asked.model_dump_json(), _place(id, "asked"))

    def asked(self, one: PressRequest) -> Asked:
        """Give what was asked."""
        return Asked.model_validate_json(self.cipher.open(one.asked, _place(one.id, "asked")))

    def seal(self, id: str, text: str) -> tuple[str, bytes]:
        """Give a text of a request an id, and what is kept of it."""
        text_id = new_id()
        return text_id, self.cipher.seal(text, _place(id, text_id))

    def text(self, one: PressRequest, part: Version | Sent | Refusal | Corrected) -> str:
        """Give a text of a request."""
        return self.cipher.open(part.sealed, _place(one.id, part.id))

    def seal_file(self, id: str, part: str, body: bytes) -> bytes:
        """Give what is kept of a file of a request."""
        return self.cipher.seal_bytes(body, _place(id, part))

    def file(self, id: str, part: str, sealed: bytes) -> bytes:
        """Give the bytes of a file of a request."""
        return self.cipher.open_bytes(sealed, _place(id, part))

    def newest(self, one: PressRequest) -> str:
        """Give the newest version of the answer, "" where there is none."""
        return self.text(one, one.versions[-1]) if one.versions else ""

    def _digest(self, what: str, text: str) -> str:
        return keyed_digest(self._key, f"{what}|{text}")


def _place(id: str, part: str) -> str:
    return f"{_COLLECTION}/{id}/{part}"
