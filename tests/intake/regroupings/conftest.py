"""What the tests of plans share: proposals of several authors, plans about them, answers."""

import re
from typing import Any

import httpx2 as httpx

from services.intake.arrangements.store import MongoArrangementStore
from services.intake.editions.service import Editions
from services.intake.editions.store import MongoEditionStore
from services.intake.proposals.entering import Entering
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.signs import Signs
from services.intake.proposals.store import MongoProposalStore
from services.intake.regroupings.service import Regroupings
from services.intake.regroupings.service.asking import Asking
from services.intake.regroupings.service.effects import Effects
from services.intake.regroupings.store import MongoRegroupingStore
from shared.deadlines import Term, Unit
from shared.free_days import CityFreeDays
from tests.conftest import SESSION_KEY
from tests.intake.conftest import APPLICANT, House, applicants, draft, gatherings, key

API = "/api/intake/v1"
# Wednesday 15 April 2026 and seven days: Wednesday 22 April.
DUE = "2026-04-22"
# Twenty-one days, where a letter goes by post.
DUE_BY_POST = "2026-05-06"
REASON = "Oba projekty proponują plac zabaw na tym samym skwerze."


def regroupings_of(house: House) -> Regroupings:
    """The use cases on the service's own store, to let time pass and events come by hand."""
    database, clock = house.database, house.clock
    store, editions = MongoProposalStore(database), Editions(database, MongoEditionStore(database), clock)
    people, signed = applicants(database, clock), SignedTexts(SESSION_KEY)
    support = gatherings(database, clock)
    asking = Asking(people, editions, signed)
    entering = Entering(database, store, editions, people, Signs(database, "WPKS", "0632", 1), support, clock)
    return Regroupings(
        database,
        MongoRegroupingStore(database),
        store,
        MongoArrangementStore(database),
        editions,
        asking,
        Effects(store, entering, asking, support),
        signed,
        CityFreeDays(database),
        clock,
        Term(amount=7, unit=Unit.DAY),
        Term(amount=21, unit=Unit.DAY),
    )


async def filed(house: House, edition: str, who: str = "jolanta", **changes: Any) -> dict[str, Any]:
    """File a proposal of an applicant of their own."""
    person = APPLICANT.model_dump() | {"given": who.capitalize(), "email": f"{who}@example.org"}
    body = draft(edition, **changes).model_dump(mode="json") | {"applicant": person}
    answer = await house.client.post(f"{API}/proposals", json=body, headers=key())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def filed_on_paper(house: House, edition: str, who: str, **changes: Any) -> dict[str, Any]:
    """Key in a proposal of somebody without e-mail; its token is made by hand."""
    person = APPLICANT.model_dump() | {"given": who.capitalize(), "email": None, "address": f"ul. {who} 1, Kalisz"}
    body = draft(edition, **changes).model_dump(mode="json") | {"applicant": person, "received_on": "2026-04-14"}
    answer = await house.client.post(f"{API}/paper-proposals", json=body, headers={**house.by(), **key()})
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "token": SignedTexts(SESSION_KEY).link(answer.json()["proposal_id"])}


async def coauthor(house: House, proposal: dict[str, Any], who: str, *, confirms: bool | None = True) -> str:
    """Let the applicant name somebody, and that person answer; give the token of the invitation."""
    named = {"given": who.capitalize(), "surname": "Znak", "email": f"{who}@example.org"}
    sent = await house.client.post(f"{API}/coauthors", json={"token": proposal["token"], **named}, headers=key())
    assert sent.status_code == 204, sent.text
    token = re.findall(r"/wspolautor/(\S+)", "\n".join(await house.mails()))[-1]
    if confirms is not None:
        body = {"token": token, "confirms": confirms}
        assert (await house.client.post(f"{API}/coauthor-answers", json=body, headers=key())).status_code == 204
    return str(token)


def text(edition: str, **changes: Any) -> dict[str, Any]:
    """A text as programs send it."""
    return draft(edition, **changes).model_dump(mode="json")


async def version_of(house: House, proposal: dict[str, Any]) -> int:
    """Read a proposal and give the version that was read; 1 where there is none."""
    found = await house.client.get(f"{API}/proposals/{proposal['proposal_id']}", headers=house.by())
    return int(found.headers.get("ETag", '"1"').strip('"'))


async def merge(
    house: House, edition: str, leading: dict[str, Any], *others: dict[str, Any], **changes: Any
) -> httpx.Response:
    """Ask all authors for a merger of what was read just now."""
    body = {
        "leading": leading["proposal_id"],
        "versions": {one["proposal_id"]: await version_of(house, one) for one in (leading, *others)},
        "text": text(edition, title="Wspólny plac zabaw"),
        "reason": REASON,
        "due_on": DUE,
    }
    return await house.client.post(f"{API}/mergers", json=body | changes, headers={**house.by(), **key()})


async def split(
    house: House, edition: str, proposal: dict[str, Any], *, version: int | None = None, **changes: Any
) -> httpx.Response:
    """Ask all authors for a split in two of what was read just now, or in `version`."""
    body = {
        "proposal_id": proposal["proposal_id"],
        "text": text(edition, title="Sam plac zabaw", cost_items=[{"name": "Urządzenia", "amount": 70_000_00}]),
        "new": [{"text": text(edition, title="Ławki osobno", cost_items=[{"name": "Ławki", "amount": 20_000_00}])}],
        "reason": REASON,
        "due_on": DUE,
    }
    read = {"If-Match": f'"{version or await version_of(house, proposal)}"'}
    return await house.client.post(f"{API}/splits", json=body | changes, headers={**house.by(), **key(), **read})


async def plan_of(house: House, answer: httpx.Response) -> dict[str, Any]:
    """Give the plan that was opened."""
    assert answer.status_code == 201, answer.text
    found = await house.client.get(answer.headers["Location"], headers=house.by())
    return {**found.json(), "etag": found.headers["ETag"]}


async def again(house: House, plan: dict[str, Any]) -> dict[str, Any]:
    """Give a plan as it is now."""
    found = await house.client.get(f"{API}/regroupings/{plan['regrouping_id']}", headers=house.by())
    return {**found.json(), "etag": found.headers["ETag"]}


def token_of(plan: dict[str, Any], author: dict[str, Any]) -> str:
    """Give the token that an author has got by mail."""
    return SignedTexts(SESSION_KEY).consent_link(plan["regrouping_id"], author["author_id"])


async def say(house: House, plan: dict[str, Any], author: dict[str, Any], *, consents: bool = True) -> httpx.Response:
    """Answer as an author's program does."""
    body = {"token": token_of(plan, author), "consents": consents}
    return await house.client.post(f"{API}/consents", json=body, headers=key())


async def all_agree(house: House, plan: dict[str, Any]) -> None:
    """Everybody says yes."""
    for author in plan["authors"]:
        assert (await say(house, plan, author)).status_code == 204


async def shown(house: House, proposal: dict[str, Any]) -> dict[str, Any]:
    """Give a proposal as everybody reads it."""
    return dict((await house.client.get(f"{API}/proposals/{proposal['proposal_id']}")).json())


async def coauthors_of(house: House, proposal: dict[str, Any]) -> set[str]:
    """Give the first names of those who stand behind a proposal beside its applicant."""
    address = f"{API}/proposals/{proposal['proposal_id']}/coauthors"
    return {one["given"] for one in (await house.client.get(address, headers=house.by())).json()}
