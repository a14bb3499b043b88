"""Public forms take as many from one network address in a day as the house has set, and lose no text."""

from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest

from shared.store import new_id
from tests.events.memorials import test_applications as memorials
from tests.events.memorials import test_json as memorials_json
from tests.events.patronage import test_json as patronage_json
from tests.events.patronage import test_patronage as patronage
from tests.media.requests import conftest as press

ADDRESS, HOST = "81.2.69.160", "http://localhost:8080"
MOST = 30
"""No form takes more in a day unless the house has set another number."""
COUNTS = {
    "memorials": ("events", "memorial_asks"),
    "patronage": ("events", "patronage_asks"),
    "press": ("media", "press_asks"),
}
FORMS: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "memorials": (memorials.FORM, memorials.TYPED, f"{memorials_json.API}/memorial-proposals/own", memorials.SENT),
    "patronage": ("/patronat", patronage.FILED, f"{patronage_json.API}/patronages", patronage_json.FILED),
    "press": ("/prasa", press.ASKED, f"{press.API}/from-journalists", press.ASKED),
}


@pytest.mark.parametrize("form", FORMS)
async def test_the_next_one_of_the_day_is_told_when_to_come_again(make_site: Callable[..., Any], form: str) -> None:
    service, collection = COUNTS[form]
    site = await make_site(service)
    page, typed, route, given = FORMS[form]
    counts = site.database.collection(collection)
    transport = httpx.ASGITransport(app=site.app, client=(ADDRESS, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        assert (await client.post(page, data=typed)).status_code == 303
        [row] = [row async for row in counts.find({})]
        assert (row["count"], ADDRESS in str(row)) == (1, False)
        await counts.update_one({"_id": row["_id"]}, {"$set": {"count": MOST}})
        full = await client.post(page, data=typed)
        assert full.status_code == 429
        assert "Spróbuj jutro albo z innego łącza." in full.text
        lost = [name for name, value in typed.items() if str(value).split("\n")[0] not in full.text]
        assert lost == [], "nothing typed is lost"
        refused = await client.post(route, json=given, headers={"Idempotency-Key": new_id()})
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/asked-too-often")
        assert int(refused.headers["Retry-After"]) > 0
    elsewhere = await site.client.post(page, data=typed)
    assert elsewhere.status_code == 303, "others apply"
