"""Mails to journalists: those who agreed, nobody twice, under embargo only where it is said, and said first."""

import asyncio

from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.releases.conftest import GIVEN, OTHER, act, approved, done, embargoed, mails, seen, tick

FIXED = {
    **GIVEN,
    "lead": "Od marca na linię wyjadą trzy elektryczne przegubowce.",
    "what": "Wozów jest trzy, nie cztery.",
}


def to(outlets: dict[str, str], *names: str, embargo: bool = False) -> dict[str, object]:
    return {"outlets": [outlets[name] for name in names], "under_embargo": embargo}


async def receivers(site: Site) -> list[str]:
    return sorted(mail["to"].lower() for mail in await mails(site))


async def test_journalists_of_chosen_titles_who_agreed_get_it_once_per_address(
    site: Site, outlets: dict[str, str]
) -> None:
    id = await approved(site)
    await done(site, id, "mailing", body=to(outlets, "Głos Próbny"))
    assert await receivers(site) == ["ala@probny.example", "bob@probny.example"]
    [first, _] = await mails(site)
    assert first["subject"] == "K-2026-001: Nowe autobusy na linii dwunastej"
    assert "/prasa/komunikaty/nowe-autobusy-na-linii-dwunastej" in first["text"]


async def test_who_has_had_it_gets_no_other(site: Site, outlets: dict[str, str]) -> None:
    id = await approved(site)
    for names in (("Głos Próbny",), ("Głos Próbny", "Radio Próbne"), ("Radio Próbne",)):
        await done(site, id, "mailing", body=to(outlets, *names))
    assert await receivers(site) == ["ala@probny.example", "bob@probny.example", "celina@probny.example"]


async def test_pressed_twenty_times_at_once_it_is_sent_once(site: Site, outlets: dict[str, str]) -> None:
    id = await approved(site)
    version = (await seen(site, id))["version"]
    body = to(outlets, "Głos Próbny", "Radio Próbne")
    answers = await asyncio.gather(*[act(site, id, "mailing", PRESS, body, version) for _ in range(20)])
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 19
    assert len(await mails(site)) == 3


async def test_under_embargo_nothing_is_sent_unless_the_officer_says_so(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await embargoed(site, clock)
    answer = await act(site, id, "mailing", PRESS, to(outlets, "Głos Próbny"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/embargo-not-said")
    assert await mails(site) == []
    await done(site, id, "mailing", body=to(outlets, "Głos Próbny", embargo=True))
    for mail in await mails(site):
        assert mail["subject"].startswith("EMBARGO do 15.04.2026, godz. 13:00: ")
        assert mail["text"].startswith("EMBARGO do 15.04.2026, godz. 13:00.")
        assert "http" not in mail["text"]


async def test_who_had_it_under_embargo_does_not_get_it_again_when_it_is_out(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await embargoed(site, clock)
    await done(site, id, "mailing", body=to(outlets, "Głos Próbny", embargo=True))
    clock.move(hours=1)
    await tick(site)
    await done(site, id, "mailing", body=to(outlets, "Głos Próbny", "Radio Próbne"))
    assert await receivers(site) == ["ala@probny.example", "bob@probny.example", "celina@probny.example"]


async def test_who_had_it_under_embargo_is_told_when_it_is_recalled_and_gets_the_new_one(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    id = await embargoed(site, clock)
    await done(site, id, "mailing", body=to(outlets, "Radio Próbne", embargo=True))
    await done(site, id, "recall")
    assert [mail["subject"][:15] for mail in await mails(site)].count("NIE PUBLIKOWAĆ:") == 2
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    await done(site, id, "mailing", body=to(outlets, "Radio Próbne", embargo=True))
    assert await receivers(site) == ["ala@probny.example"] * 3 + ["celina@probny.example"] * 3


async def test_a_correction_and_a_withdrawal_go_to_all_who_had_the_release_and_to_nobody_else(
    site: Site, outlets: dict[str, str]
) -> None:
    id = await approved(site)
    await done(site, id, "mailing", body=to(outlets, "Radio Próbne"))
    await done(site, id, "correction", PRESS, FIXED)
    assert len(await mails(site)) == 2
    await done(site, id, "correction/confirmation", OTHER)
    await done(site, id, "withdrawal", body={"reason": "Umowa została rozwiązana."})
    subjects = sorted(mail["subject"].partition(":")[0] for mail in await mails(site))
    corrected, withdrawn = "Sprostowanie komunikatu K-2026-001", "Wycofany komunikat K-2026-001"
    assert subjects == ["K-2026-001"] * 2 + [corrected] * 2 + [withdrawn] * 2
    assert await receivers(site) == ["ala@probny.example"] * 3 + ["celina@probny.example"] * 3
    assert any("Wozów jest trzy" in mail["text"] for mail in await mails(site))


async def test_what_nobody_had_is_corrected_without_a_mail(site: Site, outlets: dict[str, str]) -> None:
    id = await approved(site)
    await done(site, id, "correction", PRESS, FIXED)
    await done(site, id, "correction/confirmation", OTHER)
    assert await mails(site) == []


async def test_addresses_stand_nowhere_open(site: Site, outlets: dict[str, str]) -> None:
    id = await approved(site)
    await done(site, id, "mailing", body=to(outlets, "Głos Próbny"))
    for name in ("press_releases", "press_release_mails", "mails", "outbox"):
        async for row in site.database.collection(name).find():
            assert "probny.example" not in repr(row).lower(), name
