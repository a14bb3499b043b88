"""What the tests of interpellations share: one written down, and its way over the public API."""

from typing import Any

from tests.reporting.conftest import MAYOR, OFFICER, ZDM, Site
from tests.reporting.council.conftest import call, made

PATH = "/interpellations"
LETTER = {
    "kind": "interpellation",
    "number": 153,
    "councillor": "Radna Próbna",
    "topic": "Nawierzchnia boiska przy ul. Podmiejskiej",
    "text": "Nawierzchnia boiska pęka po roku. Kiedy wykonawca ją naprawi?",
    "received_on": "2026-04-13",
    "sign": "wrm.0003.9.2026",
}
ANSWER = {
    "text": "Wykonawca naprawi ją do 30 czerwca, w ramach gwarancji.",
    "on": "2026-04-15",
    "signatory": "deputy",
    "name": "Zastępczyni Próbna",
}


async def received(site: Site, **changes: Any) -> str:
    """Write one down; the clock stands at 15 April 2026."""
    return str((await made(site, "POST", PATH, LETTER | changes))["id"])


async def seen(site: Site, id: str) -> dict[str, Any]:
    return dict(await made(site, "GET", f"{PATH}/{id}"))


async def act(site: Site, id: str, what: str, body: Any, who=OFFICER) -> Any:
    """Do something with one as it stands now."""
    version = (await seen(site, id))["version"]
    return await call(site, "POST", f"{PATH}/{id}/{what}", body, who=who, version=version)


async def done(site: Site, id: str, what: str, body: Any, who=OFFICER) -> None:
    answer = await act(site, id, what, body, who)
    assert answer.status_code == 200, answer.text


async def drafted(site: Site, **changes: Any) -> str:
    id = await received(site, **changes)
    await done(site, id, "assignment", {"unit": "ZDM"})
    await done(site, id, "draft", {"text": "Kanarek projektu odpowiedzi."}, ZDM)
    return id


async def answered(site: Site, id: str, **changes: Any) -> None:
    await done(site, id, "answer", ANSWER | changes, MAYOR)
