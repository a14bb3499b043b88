"""What the tests of initiatives share: an application, its group, and the ways of residents through the JSON routes."""

import re
from typing import Any

import pytest

from services.intake.initiatives.domain.content import Content, Group
from services.intake.initiatives.links import Links
from tests.intake.conftest import SESSION_KEY, House, key

SPHERE = "Ochrona przyrody, w tym zieleń w miastach i wsiach"
LINKS = Links(SESSION_KEY, "http://localhost:8080")
API = "/api/intake/v1"


def content(**changes: Any) -> Content:
    """An application that has everything: the city gives 9 000 zł, residents 1 514 zł."""
    plain: dict[str, Any] = {
        "title": "Zielony skwer przy Złotej",
        "summary": "Sąsiedzi obsadzą skwer krzewami i ustawią dwie ławki.",
        "description": "Skwer przy ulicy Złotej jest pusty od dziesięciu lat. Posadzimy krzewy i ustawimy ławki.",
        "goal": "Cień, zieleń i miejsce do spotkań.",
        "task_area": SPHERE,
        "place": "skwer przy ul. Złotej",
        "audience": "mieszkańcy okolicznych kamienic",
        "beneficiaries": 400,
        "readiness": "plan",
        "steps": [{"name": "Sadzenie krzewów", "starts": "2026-09-10", "ends": "2026-09-30"}],
        "city_shares": [{"kind": "purchase", "subject": "120 krzewów", "value": 9_000_00}],
        "estimate": [
            {"name": "Krzewy z sadzeniem", "own": 314_00, "city": 9_000_00},
            {"name": "Ziemia", "own": 1_200_00},
        ],
    }
    return Content.model_validate(plain | changes)


GROUP = Group.model_validate(
    {
        "representative": {
            "given": "Wanda",
            "surname": "Wilgowska-Znak",
            "email": "wanda.znak@example.org",
            "address": "ul. Złota 7, Kalisz",
        },
        "members": [{"given": "Marek", "surname": "Gil-Znak", "address": "ul. Złota 9, Kalisz"}],
    }
)
WORK = {"kind": "work", "subject": "sadzenie", "minutes": 600}
SOIL = {"kind": "in_kind", "subject": "ziemia ogrodowa", "value": 1_200_00}


class Residents:
    """What residents do, through the public routes."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def post(self, path: str, body: Any, *, status: int = 204, headers: dict[str, str] | None = None) -> Any:
        """Post to a route and expect a status."""
        answer = await self.house.client.post(f"{API}/{path}", json=body, headers={**key(), **(headers or {})})
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def body(self, **changes: Any) -> dict[str, Any]:
        """An application with its group."""
        return {"content": content(**changes).model_dump(mode="json"), "group": GROUP.model_dump(mode="json")}

    async def begin(self, **changes: Any) -> str:
        """Save a draft and give its token."""
        return str((await self.post("initiative-drafts", self.body(**changes), status=201))["token"])

    async def ask(self, token: str, email: str = "ewa.znak@example.org") -> str:
        """Ask a neighbour and give the token of the mail."""
        await self.post(
            "declaration-invitations", {"token": token, "given": "Ewa", "surname": "Czyżyk-Znak", "email": email}
        )
        return [found for mail in await self.house.mails() for found in re.findall(r"/deklaracja/(\S+)", mail)][-1]

    async def sign(self, link: str, gift: dict[str, Any], *, status: int = 204) -> Any:
        """Sign a declaration."""
        who = {"given": "Ewa", "surname": "Czyżyk-Znak", "address": "ul. Złota 11, Kalisz"}
        return await self.post("declaration-signatures", {"token": link, "gift": gift, **who}, status=status)

    async def declare(self, token: str) -> None:
        """Let two neighbours sign what the application counts on."""
        await self.sign(await self.ask(token), WORK)
        await self.sign(await self.ask(token, "ola.znak@example.org"), SOIL)

    async def file(self, **changes: Any) -> dict[str, Any]:
        """File an application that has everything; give the receipt with the token."""
        token = await self.begin(**changes)
        await self.declare(token)
        receipt = await self.post("initiatives", {"token": token, **self.body(**changes)}, status=201)
        return {**receipt, "token": token}

    async def shown(self, id: str) -> dict[str, Any]:
        """Give an initiative as everybody sees it."""
        return dict((await self.house.client.get(f"{API}/initiatives/{id}")).json())


@pytest.fixture
def residents(house: House) -> Residents:
    """Residents before an empty house."""
    return Residents(house)
