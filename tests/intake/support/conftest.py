"""What the tests of support share: an edition that allows it online, people who ask, links out of mails."""

import asyncio
import re
from typing import Any

import httpx2 as httpx
import pytest

from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.store import MongoProposalStore
from services.intake.support.domain import Limits
from services.intake.support.following import Following
from services.intake.support.sealed import Sealed
from services.intake.support.service import Supporters
from services.intake.support.store import MongoSupportStore
from shared.daily_mails import DailyMails
from shared.deadlines import Term, Unit
from tests.intake.conftest import CIPHER, SESSION_KEY, House, gatherings, key

API = "/api/intake/v1"
PAGE = "/budzet-obywatelski/poparcie"
LIMITS = Limits(
    link=Term(amount=3, unit=Unit.DAY, moves=False),
    per_mailbox=2,
    kept=Term(amount=30, unit=Unit.DAY),
)
"""As the settings have them."""


def resident(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Somebody of the proposal's area who supports it; another number is another person with another address."""
    plain = {
        "given": "Halina",
        "surname": f"Wróbel-Znak{'abcdefghij'[number % 10]}",
        "street": "ul. Złota",
        "house": str(number),
        "town": "Kalisz",
        "area_id": "rogatka",
        "email": f"halina{number}@example.org",
        "declared": True,
    }
    return plain | changes


class Gathered:
    """A proposal or a draft that people support, by what they do."""

    def __init__(self, house: House, id: str) -> None:
        self.house, self.id = house, id

    async def ask(self, number: int = 1, **changes: Any) -> httpx.Response:
        """Fill in the form as programs do."""
        body = resident(number, **changes)
        return await self.house.client.post(f"{API}/support/{self.id}/supporters", json=body, headers=key())

    async def link(self, number: int = 1, **changes: Any) -> str:
        """Fill in the form and give the token that stands in the mail."""
        before = len(await self.house.mails())
        answer = await self.ask(number, **changes)
        assert answer.status_code == 202, answer.text
        (mail,) = (await self.house.mails())[before:]
        return link_in(mail)

    async def confirm(self, token: str) -> httpx.Response:
        """Press the button behind a link, as programs do."""
        return await self.house.client.post(f"{API}/support-confirmations", json={"token": token}, headers=key())

    async def support(self, number: int = 1, **changes: Any) -> str:
        """Go the whole way and give the token."""
        token = await self.link(number, **changes)
        answer = await self.confirm(token)
        assert answer.status_code == 204, answer.text
        return token

    async def take_back(self, token: str) -> httpx.Response:
        """Take a support back, as programs do."""
        return await self.house.client.post(f"{API}/support-withdrawals", json={"token": token}, headers=key())

    async def shown(self) -> dict[str, Any]:
        """Give the figures as everybody reads them."""
        return dict((await self.house.client.get(f"{API}/support/{self.id}")).json())

    async def online(self) -> int:
        """Give how many support it online."""
        return int((await self.shown())["online"])


def link_in(mail: str) -> str:
    """Give the token of the link in a mail to a supporter."""
    found = re.search(rf"{PAGE}/link/([\w.-]+)", mail)
    assert found is not None, mail
    return found[1]


def following_of(house: House) -> Following:
    """The use cases of time on the service's own store, to let it pass by hand."""
    database, clock, signed = house.database, house.clock, SignedTexts(SESSION_KEY)
    store, proposals = MongoSupportStore(database), MongoProposalStore(database)
    editions, sealed = Editions(database, MongoEditionStore(database), clock), Sealed(CIPHER, SESSION_KEY)
    supporters = Supporters(
        database, store, gatherings(database, clock), proposals, editions, sealed, signed, clock, LIMITS,
        DailyMails(database, "support_mails", SESSION_KEY, clock, 4), "http://localhost:8080",
    )  # fmt: skip
    return Following(database, store, proposals, editions, supporters, sealed, clock, LIMITS)


async def all_at_once(*work: Any) -> list[Any]:
    """Do works really at the same time."""
    return list(await asyncio.gather(*work))


@pytest.fixture
async def gathered(house: House) -> Gathered:
    """A filed proposal of Rogatka, which needs two signatures, in an edition that allows online support."""
    filed = await house.file(await house.announce(online_support=True), signatures=0)
    return Gathered(house, str(filed["proposal_id"]))
