"""What the demonstration leaves on the desks of memorials, partners, letters and patronage, and a ceremony's papers."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from deploy.demo.desks import ScriptedDesks
from deploy.demo.kalisz.script import script
from shared.access import Role
from tests.conftest import person
from tests.town.conftest import asking, signed_in, waits_for

AUDITOR = person(Role.AUDITOR).id


def desks() -> ScriptedDesks:
    told = script().desks
    assert told is not None
    return told


def people_of_the_desks() -> set[str]:
    """Give who is written to, congratulated and applies, whom to ask at a partner's, and what letters say."""
    told = desks()
    letters = [case.content for case in told.letters.letters]
    recipients = [one for each in (*told.letters.occasions, *letters) for one in each["recipients"]]
    own = ("name", "email", "telephone", "about", "why")
    sent = [case.content for case in (*told.memorials.proposals, *told.patronage.applications)]
    proposers = {case.content["proposer"] for case in told.memorials.proposals}
    bodies = [step.body or {} for case in told.letters.letters for step in case.steps]
    return {
        *(one["last_name"] for one in recipients),
        *(one["lines"][0] for one in recipients),
        *(content[name] for content in sent for name in own if name in content),
        *(proposers - {partner["name"] for partner in told.partners.partners}),
        *(partner["contact"] for partner in told.partners.partners),
        *(body["text"].strip().splitlines()[-1] for body in bodies if "text" in body),
    }


async def test_residents_see_the_memorials_on_the_sketch_and_in_the_list_and_the_desk_knows_their_care(town):
    told, api = desks().memorials, "/api/events/v1"
    async with asking(town) as client:
        page = (await client.get("/miejsca-pamieci")).text
        by = await signed_in(client, AUDITOR)
        kept = (await client.get(f"{api}/memorials/kept", headers=by)).json()
        care = (await client.get(f"{api}/care-years/{told.year}/inspections", headers=by)).json()
        proposals = (await client.get(f"{api}/memorial-proposals", headers=by)).json()
        one = (await client.get(f"{api}/memorial-proposals/{proposals[1]['proposal_id']}", headers=by)).json()
    assert all(f">{memorial['name']}</a>" in page for memorial in told.memorials)
    assert 'class="plan"' in page
    assert len(re.findall(r'<p class="meta">\d+ · ', page)) == len(told.memorials), "each has a number on the sketch"
    assert len(kept) == len(care) == len(told.memorials)
    found = {inspection.memorial: inspection.found["condition"] for inspection in told.inspections}
    assert {memorial["name"]: memorial["condition"] for memorial in kept if memorial["condition"]} == found
    assert sum(inspection["done_on"] is None for inspection in care) == len(told.memorials) - len(found)
    assert [proposal["state"] for proposal in proposals] == ["submitted", "received"]
    assert [(asked["body"], asked["positive"]) for asked in one["asked"]] == [("ipn", True)]
    assert one["askable"] == ["council"]


async def test_the_register_of_partners_tells_what_was_done_with_each(town):
    api = "/api/events/v1/partners"
    async with asking(town) as client:
        by = await signed_in(client, AUDITOR)
        listed = (await client.get(api, headers=by)).json()
        shown = [(await client.get(f"{api}/{one['partner_id']}", headers=by)).json() for one in listed["items"]]
    assert listed["count"] == len(desks().partners.partners)
    assert {one["kind"]: {deed["kind"] for deed in one["history"]} for one in shown} == {
        "ipn": {"delegation", "opinion"},
        "garrison": {"assistance"},
        "school": {"delegation", "care", "patronage", "note"},
        "veterans": {"care", "proposal", "patronage"},
    }


async def test_one_letter_went_its_whole_way_with_a_sign_and_one_waits_for_its_proof(town):
    told, api = desks().letters, "/api/events/v1/letters"
    async with asking(town) as client:
        by = await signed_in(client, person(Role.PROTOCOL_OFFICER).id)
        letters = {one["topic"]: one for one in (await client.get(api, headers=by)).json()["items"]}
        gone, waits = (letters[case.content["topic"]] for case in told.letters)
        whole = (await client.get(f"{api}/{gone['letter_id']}", headers=by)).json()
        occasions = (await client.get("/panel/korespondencja/jubileusze", headers=by)).text
        await waits_for(client, by, waits["letter_id"])
    assert (gone["state"], gone["sign"]) == ("delivered", "WPKS.0541.0001.2026")
    assert "przychodzi dziś na koncerty" in whole["text"], "what the proof-reader has mended went out"
    assert (waits["state"], waits["sign"], waits["late"]) == ("drafted", None, False)
    assert ("50 lat po ślubie" in occasions, "100. urodziny" in occasions) == (True, True)


async def test_one_patronage_was_granted_and_reported_and_one_waits_for_the_mayor(town):
    api = "/api/events/v1/patronages"
    async with asking(town) as client:
        by = await signed_in(client, AUDITOR)
        waits, held = (await client.get(api, headers=by)).json()
        one = (await client.get(f"{api}/{held['patronage_id']}", headers=by)).json()
        decision = (await client.get(f"{api}/{held['patronage_id']}/decision.pdf", headers=by)).content
        mayor = await signed_in(client, person(Role.MAYOR).id)
        await waits_for(client, mayor, waits["patronage_id"])
    told = desks().patronage.applications[0]
    assert (one["state"], one["reply"]["granted"], one["opinion"]["favourable"]) == ("reported", True, True)
    assert {"report": one["report"]} == told.steps[-1].body
    text = " ".join(PdfReader(io.BytesIO(decision)).pages[0].extract_text().split())
    assert one["sign"] in text
    assert told.content["organisation"] in text
    assert (waits["state"], waits["late"]) == ("opined", False)


CEREMONY_PAPERS = {
    "/api/events/v1/ceremonies/{}/minute-plan.pdf": "Stanowiska",
    "/api/events/v1/ceremonies/{}/announcer.pdf": "składa",
    "/api/events/v1/ceremonies/{}/military-request/1/letter.pdf": "asyst",
    "/api/events/v1/ceremonies/{}/military-request/1/scenario.pdf": "Słowa konferansjera",
    "/panel/uroczystosci/{}/wience/kolejnosc.pdf": "Instytut Pamięci Narodowej",
}
"""The papers of a ceremony, and a word that is only in it where its part of the demonstration is."""


@pytest.mark.parametrize(("place", "word"), CEREMONY_PAPERS.items())
async def test_every_paper_of_the_ceremony_says_where_it_is_held_and_can_be_read_by_all(town, place, word):
    told = script().ceremony
    assert told is not None
    async with asking(town) as client:
        by = await signed_in(client, AUDITOR)
        answer = await client.get(place.format(told.occasion), headers=by)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    paper = PdfReader(io.BytesIO(answer.content))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())
    assert re.search(r"14(\.08\.| sierpnia )2026", text)
    assert word in text
    root: Any = paper.trailer["/Root"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
