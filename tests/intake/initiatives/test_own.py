"""What applicants and neighbours read over JSON with the token of their link, and the draft that is kept anew."""

from tests.intake.conftest import House, key
from tests.intake.initiatives.conftest import API, LINKS, SOIL, WORK, Residents


async def test_a_draft_is_read_and_kept_anew_with_its_token(house: House, residents: Residents):
    token = await residents.begin()
    first = await residents.post("initiative-openings", {"token": token}, status=200)
    again = {"token": token, **residents.body(title="Zielony skwer, drugie podejście")}

    kept = await house.client.put(f"{API}/initiative-drafts", json=again, headers=key())
    second = await residents.post("initiative-openings", {"token": token}, status=200)

    assert kept.status_code == 204, kept.text
    assert first["draft"]["fields"]["title"] == "Zielony skwer przy Złotej"
    assert second["draft"]["fields"]["title"] == "Zielony skwer, drugie podejście"
    assert "form_key" not in second["draft"]["fields"]
    assert (first["declarations"], first["declarations_open"], first["can"]) == ([], True, [])
    receipt = await residents.post("initiative-drafts", residents.body(), status=201)
    assert receipt["token"] != token, "another draft is another one"


async def test_applicants_see_who_has_signed_and_take_a_declaration_off(house: House, residents: Residents):
    token = await residents.begin()
    await residents.sign(await residents.ask(token), WORK)
    await residents.ask(token, "ola.znak@example.org")
    told = await residents.post("initiative-openings", {"token": token}, status=200)
    assert [(one["state"], one["value"]) for one in told["declarations"]] == [("signed", 31_400), ("asked", None)]
    assert told["declarations"][0]["name"] == "Ewa Czyżyk-Znak"

    off = {"token": token, "declaration_id": told["declarations"][1]["declaration_id"]}
    await residents.post("declaration-removals", off)

    told = await residents.post("initiative-openings", {"token": token}, status=200)
    assert [one["state"] for one in told["declarations"]] == ["signed"]
    await residents.post("declaration-removals", off, status=409)
    strange = {"token": await residents.begin(), "declaration_id": told["declarations"][0]["declaration_id"]}
    await residents.post("declaration-removals", strange, status=409)


async def test_a_neighbour_reads_what_the_declaration_is_for(house: House, residents: Residents):
    token = await residents.begin()
    link = await residents.ask(token)
    before = await residents.post("declaration-openings", {"token": link}, status=200)
    await residents.sign(link, SOIL)
    after = await residents.post("declaration-openings", {"token": link}, status=200)

    assert (before["title"], before["state"], before["is_open"]) == ("Zielony skwer przy Złotej", "asked", True)
    assert before["rate"] == 3_140
    assert (after["state"], after["value"]) == ("signed", SOIL["value"])
    await residents.post("declaration-endings", {"token": link})
    await residents.post("declaration-openings", {"token": link}, status=409)
    await residents.post("declaration-openings", {"token": link[:-2] + "xx"}, status=404)


async def test_a_link_of_what_is_gone_says_so(house: House, residents: Residents):
    token = await residents.begin()
    await residents.post("initiative-draft-deletions", {"token": token})
    await residents.post("initiative-openings", {"token": token}, status=410)
    again = await house.client.put(f"{API}/initiative-drafts", json={"token": token, **residents.body()})
    assert again.status_code == 410
    await residents.post("initiative-openings", {"token": LINKS.token("x") + "y"}, status=404)
