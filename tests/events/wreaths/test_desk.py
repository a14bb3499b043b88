"""Wreaths at the desk and as JSON: entered, moved, withdrawn, printed; nothing typed is lost."""

import io
import re
from typing import Any

import httpx2 as httpx
from docx import Document as WordFile
from pypdf import PdfReader

from shared.access import Role
from tests.conftest import Site, person
from tests.events.conftest import KEEPER

API = "/api/events/v1"
WHY = "Gospodarz składa wieniec ostatni"
CEREMONY = {
    "title": "Rocznica zburzenia Kalisza",
    "kind": "ceremony",
    "place": "Pomnik, ul. Podmiejska",
    "day": "2026-08-14",
    "begins": "12:00",
    "ends": "13:00",
    "seen_by": "all",
}
DELEGATION = {"count": "2", "offering": "wreath", "provider": "delegation", "site_id": "first"}


async def ceremony(site: Site) -> str:
    answer = await site.client.post("/panel/wydarzenia/nowe", data=CEREMONY, headers=site.by(KEEPER))
    assert answer.status_code == 303, answer.text
    row = await site.database.collection("entries").find_one({"plan.title": CEREMONY["title"]}) or {}
    return str(row["_id"])


async def post(site: Site, event: str, path: str, **typed: Any) -> httpx.Response:
    return await site.client.post(f"/panel/uroczystosci/{event}/wience{path}", data=typed, headers=site.by(KEEPER))


async def page(site: Site, event: str, path: str = "") -> str:
    answer = await site.client.get(f"/panel/uroczystosci/{event}/wience{path}", headers=site.by(KEEPER))
    assert answer.status_code == 200, answer.text
    return answer.text


async def entered(site: Site, event: str, name: str, rank: str = "", **more: str) -> str:
    answer = await post(site, event, "/nowa", **{**DELEGATION, "institution": name, "rank_id": rank, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("=")[2]


async def version(site: Site, event: str) -> int:
    row = await site.database.collection("wreath_orders").find_one({"_id": event}) or {}
    return int(row["version"])


async def test_a_delegation_is_entered_moved_withdrawn_and_put_back(site: Site):
    event = await ceremony(site)
    assert "Nie ma jeszcze delegacji" in await page(site, event)
    school = await entered(site, event, "Szkoła nr 8", "schools")
    mayor = await entered(site, event, "Prezydent Miasta", "mayor", provider="city")
    text = await page(site, event)
    assert f'href="/panel/uroczystosci/{event}"' in text, "back to the ceremony it belongs to"
    assert text.index("Prezydent Miasta</a>") < text.index("Szkoła nr 8</a>")
    assert "do zamówienia" in text
    now = await version(site, event)
    silent = await post(site, event, "/kolejnosc", version=now, move=f"{mayor}:-:down")
    assert (silent.status_code, 'href="#reason"' in silent.text) == (422, True)
    down = await post(site, event, "/kolejnosc", version=now, move=f"{mayor}:-:down", reason=WHY)
    assert down.status_code == 303
    text = (await site.client.get(down.headers["location"], headers=site.by(KEEPER))).text
    assert "Prezydent Miasta: miejsce 2 z 2." in text
    assert text.index("Szkoła nr 8</a>") < text.index("Prezydent Miasta</a>")
    assert f'value="{WHY}"' in text
    still = await post(site, event, "/kolejnosc", version=now + 1, move=f"{mayor}:{mayor}:down", reason=WHY)
    assert (still.status_code, "Prezydent Miasta: miejsce 2 z 2." in still.text) == (200, True)
    late = await post(site, event, "/kolejnosc", version=now, move=f"{school}:-:down", reason="Inny powód")
    assert (late.status_code, "Ktoś zmienił kolejność" in late.text, 'value="Inny powód"' in late.text) == (
        412,
        True,
        True,
    )
    assert (await post(site, event, "/cofniecie", version=now + 1)).status_code == 303
    assert (await post(site, event, f"/{school}/wycofanie", version=now + 2, why_not="Ferie")).status_code == 303
    assert "Wycofane" in await page(site, event)
    assert (await post(site, event, f"/{school}/przywrocenie", version=now + 3)).status_code == 303
    assert (await post(site, event, f"/{mayor}/zaopatrzenie", of=2, supply="ready")).status_code == 412
    of = (await site.database.collection("wreath_delegations").find_one({"_id": mayor}) or {})["version"]
    assert (await post(site, event, f"/{mayor}/zaopatrzenie", of=of, supply="ready")).status_code == 303
    assert "gotowy" in await page(site, event)


async def test_a_delegation_goes_to_another_monument(site: Site):
    event = await ceremony(site)
    scouts = await entered(site, event, "Harcerze")
    assert (await post(site, event, "/miejsca", site_name="Mogiła na Tyńcu")).status_code == 303
    assert (await post(site, event, "/miejsca", site_name="mogiła na tyńcu")).status_code == 409
    row = await site.database.collection("wreath_orders").find_one({"_id": event}) or {}
    grave = row["sites"][1]["id"]
    to_grave = {"spot": f"{grave}:-", "reason": WHY, "version": await version(site, event)}
    assert (await post(site, event, f"/{scouts}/miejsce", **to_grave)).status_code == 303
    again = await post(site, event, f"/{scouts}/miejsce", **{**to_grave, "version": await version(site, event)})
    assert (again.status_code, "stoi już w tym miejscu" in again.text) == (409, True)
    assert "Harcerze, Mogiła" not in await page(site, event, f"/{scouts}")
    assert "Miejsce 1, Mogiła na Tyńcu." in await page(site, event, f"/{scouts}")


async def test_what_was_typed_is_not_lost_where_somebody_was_faster(site: Site):
    event = await ceremony(site)
    id = await entered(site, event, "Związek Sybiraków", people="Jan Kanarek")
    of = (await site.database.collection("wreath_delegations").find_one({"_id": id}) or {})["version"]
    typed = {**DELEGATION, "institution": "Związek Sybiraków w Kaliszu", "people": "Jan Kanarek, Anna Łoś"}
    assert (await post(site, event, f"/{id}/dane", of=of, **typed)).status_code == 303
    late = await post(site, event, f"/{id}/dane", of=of, **{**typed, "institution": "Sybiracy"})
    assert (late.status_code, 'value="Sybiracy"' in late.text) == (412, True)
    faulty = await post(site, event, f"/{id}/dane", of=of, **{**typed, "count": "0"})
    assert (faulty.status_code, f'name="of" value="{of}"' in faulty.text) == (422, True)
    assert (await post(site, event, "/nowa", **{**DELEGATION, "institution": ""})).status_code == 422


async def test_the_sheet_is_printed_on_a4_and_in_large_print_without_names(site: Site):
    event = await ceremony(site)
    await entered(site, event, "Szkoła Podstawowa nr 8", "schools", people="Jan Kanarek")
    await entered(site, event, "Prezydent Miasta Kalisza", "mayor", provider="city")

    async def sheet(name: str) -> bytes:
        answer = await site.client.get(f"/panel/uroczystosci/{event}/wience/{name}", headers=site.by(KEEPER))
        assert answer.status_code == 200
        return answer.content

    plain = PdfReader(io.BytesIO(await sheet("kolejnosc.pdf")))
    text = " ".join(plain.pages[0].extract_text().split())
    assert text.index("Prezydent Miasta Kalisza") < text.index("Szkoła Podstawowa nr 8")
    assert "miasto, do zamówienia" in text
    assert "Kanarek" not in text
    assert "/StructTreeRoot" in plain.root_object
    large = PdfReader(io.BytesIO(await sheet("kolejnosc.pdf?druk=duzy")))
    sizes: list[float] = []
    large.pages[0].extract_text(
        visitor_text=lambda text, _c, matrix, _f, size: sizes.append(size * matrix[3]) if text.strip() else None
    )
    assert sorted(map(abs, sizes))[len(sizes) // 2] >= 18
    docx = WordFile(io.BytesIO(await sheet("kolejnosc.docx")))
    assert [cell.text for cell in docx.tables[-1].rows[1].cells][:2] == ["1", "Prezydent Miasta Kalisza"]


async def test_all_of_it_as_json(site: Site):
    event = await ceremony(site)
    base = f"{API}/wreaths/{event}"

    async def send(path: str, version: int | None = None, **body: Any) -> Any:
        headers = site.once(KEEPER) | ({"If-Match": f'"{version}"'} if version else {})
        answer = await site.client.post(f"{base}{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def shown() -> Any:
        return (await site.client.get(base, headers=site.by(KEEPER))).json()

    partner = await site.client.post(
        f"{API}/partners", json={"name": "Związek Sybiraków", "kind": "veterans"}, headers=site.once(KEEPER)
    )
    partner_id = partner.json()["id"]
    assert (await shown())["sites"][0]["delegations"] == []
    veterans = (
        await send(
            "/delegations",
            institution="Związek Sybiraków",
            partner_id=partner_id,
            rank_id="veterans",
            read_as="delegacja Związku Sybiraków",
            offering="flowers",
        )
    )["id"]
    mayor = (await send("/delegations", institution="Prezydent", rank_id="mayor", provider="city"))["id"]
    order = await shown()
    assert order["sites"][0]["announced"] == [
        "Wieniec składa delegacja: Prezydent.",
        "Wiązankę składa delegacja Związku Sybiraków.",
    ]
    assert (await send(f"/delegations/{mayor}/move", order["version"], site_id="first", reason=WHY))["version"]
    order = await shown()
    assert [one["reason"] for one in order["sites"][0]["delegations"]] == [None, WHY]
    await send("/undo", order["version"])
    await send("/proposal", order["version"] + 1)
    await send(f"/delegations/{mayor}/supply", (await one(shown, mayor))["version"], supply="ready")
    change = {"institution": "Prezydent Miasta", "rank_id": "mayor", "provider": "city"}
    headers = site.by(KEEPER) | {"If-Match": f'"{(await one(shown, mayor))["version"]}"'}
    changed = await site.client.put(f"{base}/delegations/{mayor}", json=change, headers=headers)
    assert changed.status_code == 200, changed.text
    await send(f"/delegations/{veterans}/withdrawal", (await shown())["version"], reason="Choroba")
    assert [each["delegation_id"] for each in (await shown())["withdrawn"]] == [veterans]
    await send(f"/delegations/{veterans}/return", (await shown())["version"])
    grave = (await send("/sites", name="Mogiła na Tyńcu"))["id"]
    await send(f"/sites/{grave}/removal", (await shown())["version"])
    final = await shown()
    assert [each["institution"] for each in final["sites"][0]["delegations"]] == [
        "Prezydent Miasta",
        "Związek Sybiraków",
    ]
    assert final["sites"][0]["delegations"][0]["supply"] == "ready"
    mine = await site.client.get(f"{API}/partners/{partner_id}", headers=site.by(person(Role.MAYOR)))
    assert [(deed["on"], deed["kind"], deed["text"]) for deed in mine.json()["history"]] == [
        ("2026-08-14", "delegation", "Rocznica zburzenia Kalisza")
    ]


async def test_who_was_called_is_noted_once_and_by_who_may(site: Site):
    event = await ceremony(site)
    await entered(site, event, "Szkoła Podstawowa nr 8")
    off = {"reason": "Żałoba narodowa w całym kraju"}
    entry = await site.client.get(f"{API}/entries/{event}", headers=site.by(KEEPER))
    headers = site.once(KEEPER) | {"If-Match": f'"{entry.json()["version"]}"'}
    answer = await site.client.post(f"{API}/entries/{event}/cancellation", json=off, headers=headers)
    assert answer.status_code == 204, answer.text
    seen, way = await version(site, event), f"{API}/wreaths/{event}/telling"
    assert "Delegacje tego jeszcze nie wiedzą" in await page(site, event)

    async def send(role: Role, key: str, of: int = seen) -> int:
        headers = site.once(person(role), key) | {"If-Match": f'"{of}"'}
        return (await site.client.post(way, headers=headers)).status_code

    assert [await send(role, f"key-of-{role.value}") for role in (Role.AUDITOR, Role.MAYOR)] == [403, 403]
    assert await send(Role.OFFICER, "an-old-version", seen - 1) == 412
    assert [await send(Role.OFFICER, "the-same-key") for _ in range(2)] == [200, 200]
    assert await send(Role.OFFICER, "another-key", seen + 1) == 409
    assert "Delegacje tego jeszcze nie wiedzą" not in await page(site, event)
    assert await version(site, event) == seen + 1


async def test_the_desk_recalls_a_wreath_that_was_ordered_for_a_ceremony_that_is_off(site: Site):
    event = await ceremony(site)
    id = await entered(site, event, "Prezydent Miasta", provider="city")
    place = f"/panel/uroczystosci/{event}/wience"
    by = site.by(KEEPER)
    await site.client.post(f"{place}/{id}/zaopatrzenie", data={"of": "2", "supply": "ordered"}, headers=by)
    entry = await site.client.get(f"{API}/entries/{event}", headers=by)
    headers = site.once(KEEPER) | {"If-Match": f'"{entry.json()["version"]}"'}
    off = {"reason": "Żałoba narodowa w całym kraju"}
    await site.client.post(f"{API}/entries/{event}/cancellation", json=off, headers=headers)

    asked = await page(site, event)
    assert "Zamówiono wieńce, których nikt nie złoży." in asked
    of = re.search(r'name="of" value="(\d+)"', asked)
    assert of is not None
    form = {"of": of[1], "supply": "wanted"}
    assert (await site.client.post(f"{place}/{id}/zaopatrzenie", data=form, headers=by)).status_code == 303
    assert "Zamówiono wieńce" not in await page(site, event)


async def one(shown: Any, id: str) -> Any:
    every = [each for site in (await shown())["sites"] for each in site["delegations"]]
    return next(each for each in every if each["delegation_id"] == id)
