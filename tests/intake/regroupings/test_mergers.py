"""Mergers: several proposals become one when all their authors have said yes, and else nothing changes."""

from typing import Any

from tests.intake.conftest import House, key
from tests.intake.regroupings.conftest import (
    API,
    DUE_BY_POST,
    REASON,
    again,
    all_agree,
    coauthor,
    coauthors_of,
    filed,
    filed_on_paper,
    merge,
    plan_of,
    regroupings_of,
    say,
    shown,
    text,
)


async def test_when_all_have_said_yes_the_leading_one_has_the_joint_text_and_all_authors(house: House) -> None:
    edition = await house.announce()
    leading, other = (
        await filed(house, edition, "anna"),
        await filed(house, edition, "beata", title="Huśtawki na skwerze"),
    )
    await coauthor(house, leading, "celina")
    await coauthor(house, other, "dorota")
    await coauthor(house, other, "ewelina", confirms=None)  # has not answered, and is none
    before = await shown(house, leading)
    plan = await plan_of(house, await merge(house, edition, leading, other))
    assert len(plan["authors"]) == 4

    for author in plan["authors"][:-1]:
        assert (await say(house, plan, author)).status_code == 204
    assert (await shown(house, leading))["title"] == before["title"]
    assert (await again(house, plan))["state"] == "pending"
    assert (await say(house, plan, plan["authors"][-1])).status_code == 204

    now, ended = await shown(house, leading), await shown(house, other)
    assert now["title"] == "Wspólny plac zabaw"
    assert {name: now[name] for name in ("number", "case", "sign", "submitted_at", "signatures", "state")} == {
        name: before[name] for name in ("number", "case", "sign", "submitted_at", "signatures", "state")
    }
    assert (ended["state"], ended["merged_into"]["case"]) == ("merged", leading["case"])
    assert await coauthors_of(house, leading) == {"Celina", "Beata", "Dorota"}
    assert (await again(house, plan))["state"] == "done"
    changes = await house.client.get(f"{API}/proposals/{leading['proposal_id']}/changes", headers=house.by())
    assert len(changes.json()["items"]) == 1

    (regrouped,) = await house.events("intake.proposal_regrouped.v1")
    assert (regrouped["proposal_id"], regrouped["title"], regrouped["regrouping"]) == (
        leading["proposal_id"],
        "Wspólny plac zabaw",
        plan["number"],
    )
    (merged,) = await house.events("intake.proposal_merged.v1")
    assert (merged["proposal_id"], merged["into"]["proposal_id"]) == (other["proposal_id"], leading["proposal_id"])
    (closed,) = await house.events("intake.regrouping_closed.v1")
    assert closed["outcome"] == "done"


async def test_the_question_shows_what_each_says_now_what_they_would_say_and_the_difference(house: House) -> None:
    edition = await house.announce()
    leading, other = (
        await filed(house, edition, "anna"),
        await filed(house, edition, "beata", title="Huśtawki na skwerze"),
    )
    before = len(await house.mails())

    await plan_of(house, await merge(house, edition, leading, other))

    asked = (await house.mails())[before:]
    assert len(asked) == 2
    for mail in asked:
        for part in (
            REASON,
            "TERAZ: BO-2027-001 „Plac zabaw pod kasztanami”",
            "TERAZ: BO-2027-002 „Huśtawki na skwerze”",
        ):
            assert part in mail
        assert "PO POŁĄCZENIU: BO-2027-001 „Wspólny plac zabaw”" in mail
        assert "CO SIĘ ZMIENI WOBEC BO-2027-002" in mail
        assert "[usunięte: Huśtawki na skwerze]" in mail
        assert "22.04.2026, 23:59" in mail
        assert "/budzet-obywatelski/zgoda/" in mail
    assert len({mail.split("/zgoda/")[1].split()[0] for mail in asked}) == 2


async def test_one_no_ends_it_without_effect_and_everybody_is_told(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    plan = await plan_of(house, await merge(house, edition, leading, other))
    before = len(await house.mails())
    assert (await say(house, plan, plan["authors"][0])).status_code == 204

    assert (await say(house, plan, plan["authors"][1], consents=False)).status_code == 204

    assert (await again(house, plan))["state"] == "refused"
    assert [(await shown(house, one))["state"] for one in (leading, other)] == ["submitted"] * 2
    told = (await house.mails())[before:]
    assert len(told) == 2
    assert all("Ktoś z autorów się nie zgodził. Wszystko zostaje bez zmian." in mail for mail in told)
    assert (await say(house, plan, plan["authors"][0])).status_code == 409
    # Nothing stands in the way of another plan.
    assert (await plan_of(house, await merge(house, edition, other, leading)))["number"] == 2


async def test_who_is_silent_is_reminded_and_then_it_is_over(house: House, clock: Any) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    plan = await plan_of(house, await merge(house, edition, leading, other))
    await say(house, plan, plan["authors"][0])
    start = len(await house.mails())
    for days, mails, state in ((4, 0, "pending"), (1.5, 1, "pending"), (0.5, 1, "pending"), (2, 3, "expired")):
        clock.move(days=days)
        await regroupings_of(house).look_after()
        await regroupings_of(house).look_after()
        assert len(await house.mails()) - start == mails, days
        assert (await again(house, plan))["state"] == state
    assert (await say(house, plan, plan["authors"][1])).status_code == 409
    assert (await shown(house, other))["state"] == "submitted"
    (closed,) = await house.events("intake.regrouping_closed.v1")
    assert closed["outcome"] == "expired"


async def test_the_officer_takes_it_back_unless_somebody_has_answered_meanwhile(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    plan = await plan_of(house, await merge(house, edition, leading, other))
    place = f"{API}/regroupings/{plan['regrouping_id']}/withdrawal"
    await say(house, plan, plan["authors"][0])

    stale = await house.client.post(place, headers={**house.by(), **key(), "If-Match": plan["etag"]})
    assert stale.status_code == 412
    fresh = {**house.by(), **key(), "If-Match": (await again(house, plan))["etag"]}
    assert (await house.client.post(place, headers=fresh)).status_code == 204

    assert (await again(house, plan))["state"] == "withdrawn"
    assert "Nie prosimy już o zgodę" in (await house.mails())[-1]


async def test_who_stands_behind_several_of_them_is_asked_once_and_is_author_once(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "anna", title="Drugi plac zabaw")
    third = await filed(house, edition, "beata", title="Trzeci plac zabaw")
    plan = await plan_of(house, await merge(house, edition, leading, other, third))
    assert [len(author["proposals"]) for author in plan["authors"]] == [2, 1]

    await all_agree(house, plan)

    assert await coauthors_of(house, leading) == {"Beata"}
    assert [(await shown(house, one))["state"] for one in (other, third)] == ["merged"] * 2


async def test_an_author_without_e_mail_is_asked_by_post_and_answers_on_paper(house: House, clock: Any) -> None:
    edition = await house.announce()
    leading, other = (
        await filed(house, edition, "anna"),
        await filed_on_paper(house, edition, "Zofia", title="Z papieru"),
    )
    assert (await merge(house, edition, leading, other)).status_code == 422, "a letter needs its days on the way"
    plan = await plan_of(house, await merge(house, edition, leading, other, due_on=DUE_BY_POST))
    (online,) = [one for one in plan["authors"] if not one["by_post"]]
    (by_post,) = [one for one in plan["authors"] if one["by_post"]]
    waiting = (await house.client.get(f"{API}/letters", headers=house.by())).json()["items"]
    assert "regrouping_opened" in {letter["kind"] for letter in waiting}
    await say(house, plan, online)
    clock.move(days=23)  # after the term; the tick has not come round yet
    address = f"{API}/regroupings/{plan['regrouping_id']}/authors/{by_post['author_id']}/consent"
    for day, status in (("2026-05-09", 422), ("2026-05-07", 409), ("2026-04-14", 409), ("2026-05-06", 204)):
        said = {"consents": True, "received_on": day}
        answer = await house.client.post(address, json=said, headers={**house.by(), **key()})
        assert answer.status_code == status, day

    assert (await shown(house, other))["state"] == "merged"
    assert await coauthors_of(house, leading) == {"Zofia"}
    # A later letter about the leading one goes to them by post, too.
    later = (await house.client.get(f"{API}/letters", headers=house.by())).json()["items"]
    assert "regrouping_done" in {letter["kind"] for letter in later}


async def test_what_was_merged_can_do_nothing_more_itself(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    await all_agree(house, await plan_of(house, await merge(house, edition, leading, other)))
    third = await filed(house, edition, "celina", title="Jeszcze jeden")

    withdrawn = await house.client.post(f"{API}/withdrawals", json={"token": other["token"]}, headers=key())
    assert withdrawn.status_code == 409
    assert (await merge(house, edition, third, other)).status_code == 409
    own = (await house.client.get(f"/budzet-obywatelski/zgloszenie/{other['token']}")).text
    assert f"Ten projekt jest teraz częścią projektu {leading['case']}" in own
    register = (await house.client.get(f"/panel/wnioski?edition={edition}", headers=house.by())).text
    assert f"połączony z {leading['case']}" in register


async def test_a_new_co_author_may_leave_again_by_the_link_in_the_letter(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    await all_agree(house, await plan_of(house, await merge(house, edition, leading, other)))
    (mail,) = [mail for mail in await house.mails() if "/wspolautor/" in mail]
    place = "/budzet-obywatelski/wspolautor/" + mail.split("/wspolautor/")[1].split()[0]

    assert "Jesteś współautorem projektu" in (await house.client.get(place)).text
    assert (await house.client.post(f"{place}/rezygnacja", data={})).status_code == 303

    assert await coauthors_of(house, leading) == set()


async def test_no_name_and_no_address_is_in_a_plan_or_in_what_is_told_about_it(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna"), await filed(house, edition, "beata")
    await all_agree(house, await plan_of(house, await merge(house, edition, leading, other)))
    for name in ("regroupings", "proposals", "outbox", "letters", "mails"):
        rows = [str(row) async for row in house.database.collection(name).find()]
        assert rows, name
        assert not any("beata@example.org" in row or "Kanarkowa" in row for row in rows), name


async def test_the_joint_text_stays_in_the_pool_and_keeps_the_support_of_the_leading_one(house: House) -> None:
    edition = await house.announce()
    leading, other = await filed(house, edition, "anna", signatures=3), await filed(house, edition, "beata")
    elsewhere = text(edition, pool_id="city", area_id=None)
    assert (await merge(house, edition, leading, other, text=elsewhere)).status_code == 422
    more = text(edition, title="Wspólny plac zabaw", signatures=999)
    await all_agree(house, await plan_of(house, await merge(house, edition, leading, other, text=more)))
    assert (await shown(house, leading))["signatures"] == 3
