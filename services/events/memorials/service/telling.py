"""Who proposes a memorial: sealed, reached by e-mail, known by the link of their case."""

from typing import Self

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, Field

from services.events.letters.domain.words import fold
from services.events.memorials.domain.proposals import MemorialProposal
from services.events.patronage.wording import mailed
from shared.mail import Mail
from shared.privacy import Cipher, keyed_digest
from shared.store import Transaction

PUBLIC = "/miejsca-pamieci/wniosek"


class ProposalLinkBroken(Exception):
    """The address is not one of ours."""


class Proposer(BaseModel):
    """Who proposes, as they are written to. `email`, `why`: of one who sent it in by the form."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=3, max_length=200)
    contact: str = Field(min_length=3, max_length=300)
    email: str | None = None
    why: str | None = None

    @classmethod
    def reached_by(cls, name: str, email: str, telephone: str | None, why: str) -> Self:
        """Give who has proposed by the public form: the telephone is the contact where one was given."""
        return cls(name=name, contact=telephone or email, why=why)


class Telling:
    """Seals who proposes, writes to them."""

    def __init__(self, cipher: Cipher, key: str, origin: str) -> None:
        """`key`: the house's secret, for links and digests; `origin`: the address of the site."""
        self._cipher, self._key, self._origin = cipher, key, origin.rstrip("/")
        self._links = URLSafeSerializer(key, salt="memorial-proposal")

    def token(self, id: str) -> str:
        """Give the token that opens the page of a proposal."""
        return str(self._links.dumps(id))

    def id_of(self, token: str) -> str:
        """Give the proposal that a token opens. Raises `ProposalLinkBroken`."""
        try:
            return str(self._links.loads(token))
        except BadSignature:
            raise ProposalLinkBroken from None

    def seal(self, id: str, proposer: Proposer) -> bytes:
        """Seal who proposes."""
        return self._cipher.seal(proposer.model_dump_json(), _place(id))

    def proposer(self, one: MemorialProposal) -> Proposer:
        """Give who proposes."""
        return Proposer.model_validate_json(self._cipher.open(one.proposer, _place(one.id)))

    def digest(self, name: str) -> str:
        """Give what stands for a proposer's name."""
        return proposer_digest(self._key, name)

    def asker(self, email: str) -> str:
        """Give what stands for an e-mail address."""
        return keyed_digest(self._key, f"memorials|asker|{email.strip().lower()}")

    def write(self, tx: Transaction, one: MemorialProposal, subject: str, text: str) -> None:
        """Write to who proposes, with the link of their case; nothing to one who is reached by letter."""
        email = self.proposer(one).email
        if email is not None:
            link = f"{self._origin}{PUBLIC}/{self.token(one.id)}"
            tx.send(Mail(self._cipher, email, f"{one.sign}: {subject}", mailed(text, link), about=one.id))


def _place(id: str) -> str:
    return f"memorial_proposals/{id}/proposer"


def proposer_digest(key: str, name: str) -> str:
    """Give what stands for a proposer's name, however it was typed; `key`: the house's secret."""
    return keyed_digest(key, f"memorials|proposer|{' '.join(fold(name))}")
