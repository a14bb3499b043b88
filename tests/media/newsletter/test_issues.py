"""An issue is put together by one, approved by another, and sent; and what may be done to it when, and by whom."""

from typing import Any

import pytest

from services.media.newsletter.domain.issue import (
    ALLOWED,
    Content,
    Issue,
    IssueAction,
    IssueNotThere,
    IssueSigned,
    IssueState,
    Item,
    NothingInside,
    SameEditor,
)
from services.media.newsletter.domain.readers import Topic
from shared.access import Role
from shared.contracts.media import (
    ArticlePublishedV1,
    ArticleWithdrawnV1,
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
)
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person, told
from tests.media.newsletter.conftest import Office

PRESS, MAYOR = person(Role.PRESS_OFFICER), person(Role.MAYOR)
DESK = "/panel/newsletter"


def signed(clock: SetClock, id: str = "p-1") -> IssueSigned:
    return IssueSigned(person_id=id, person_name="Ktoś", at=clock.now())


def issue(clock: SetClock, state: IssueState = IssueState.DRAFT) -> Issue:
    item = Item(id="a-1", title="Otwieramy park", lead="W sobotę.", page="/aktualnosci/park")
    content = Content(topic=Topic.NEWS, subject="Co nowego", opening="Dzień dobry, oto wieści.", items=(item,))
    return Issue(id="i-1", content=content, written=signed(clock), state=state)


@pytest.mark.parametrize("state", IssueState)
@pytest.mark.parametrize("action", IssueAction)
def test_each_thing_is_done_to_an_issue_only_where_it_is_allowed(
    clock: SetClock, state: IssueState, action: IssueAction
) -> None:
    one, other = issue(clock, state), signed(clock, "p-2")
    steps: dict[IssueAction, Any] = {
        IssueAction.REWRITE: lambda: one.rewritten(one.content, other),
        IssueAction.APPROVE: lambda: one.approve(other),
        IssueAction.RETURN: one.returned,
        IssueAction.SEND: lambda: one.send(other),
        IssueAction.DISCARD: one.discarded,
    }
    if state in ALLOWED[action]:
        assert steps[action]().version == 2
    else:
        with pytest.raises(IssueNotThere):
            steps[action]()


def test_who_wrote_an_issue_does_not_approve_it_and_an_empty_one_is_approved_by_nobody(clock: SetClock) -> None:
    with pytest.raises(SameEditor):
        issue(clock).approve(signed(clock))
    empty = issue(clock).content.model_copy(update={"items": ()})
    with pytest.raises(NothingInside):
        issue(clock).rewritten(empty, signed(clock)).approve(signed(clock, "p-2"))


async def heard(office: Office, deliver: Any, **changes: Any) -> ArticlePublishedV1:
    event = told(ArticlePublishedV1, **changes)
    await deliver(event, office.issues.follow_article)
    return event


async def test_an_article_is_offered_as_it_is_called_last_whatever_comes_first(office: Office, deliver: Any) -> None:
    await heard(office, deliver, version=3, title="Nowy tytuł")
    await heard(office, deliver, version=2, title="Stary tytuł")
    assert [one.title for one in await office.issues.offered()] == ["Nowy tytuł"]


async def test_a_withdrawn_release_is_offered_no_more_even_where_that_is_heard_first(
    office: Office, deliver: Any
) -> None:
    out = told(PressReleasePublishedV1)
    gone = told(PressReleaseWithdrawnV1, release_id=out.release_id, version=3)
    await deliver(gone, office.issues.follow_withdrawal)
    await deliver(out, office.issues.follow_release)
    corrected = told(PressReleaseCorrectedV1, release_id=out.release_id, version=2, title="Poprawiony")
    await deliver(corrected, office.issues.follow_release)
    assert await office.issues.offered() == []


async def test_a_withdrawn_article_is_offered_no_more_even_where_that_is_heard_first(
    office: Office, deliver: Any
) -> None:
    out = told(ArticlePublishedV1)
    gone = told(ArticleWithdrawnV1, article_id=out.article_id, version=9)
    for event, follow in ((gone, office.issues.follow_withdrawal), (out, office.issues.follow_article)):
        await deliver(event, follow)
    assert await office.issues.offered() == []


async def draft(site: Site, article: str, **changes: Any) -> str:
    data = {"topic": "news", "subject": "Co nowego w mieście", "opening": "Dzień dobry, oto wieści.", "items": article}
    answer = await site.client.post(f"{DESK}/nowe", data={**data, **changes}, headers=site.by(PRESS))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


@pytest.fixture
async def article(site: Site, deliver: Any) -> str:
    from services.media.newsletter.domain.issue import Publication, Source
    from services.media.newsletter.store import MongoNewsletterStore  # the handlers' store, without the bus

    event = told(ArticlePublishedV1)
    store = MongoNewsletterStore(site.database)
    known = Publication(
        id=event.article_id,
        source=Source.ARTICLE,
        title=event.title,
        lead=event.lead,
        page=f"/aktualnosci/{event.slug}",
        published_at=event.published_at,
        heard=event.version,
    )
    await site.database.transaction(lambda tx: store.put_publication(tx, known))
    return event.article_id


async def post(site: Site, id: str, step: str, version: int, who: Any = PRESS) -> Any:
    return await site.client.post(f"{DESK}/{id}{step}", data={"version": str(version)}, headers=site.by(who))


async def test_an_issue_goes_its_way_with_two_people_and_its_preview_is_what_goes_out(site: Site, article: str) -> None:
    id = await draft(site, article)
    page = (await site.client.get(f"{DESK}/{id}", headers=site.by(PRESS))).text
    event = told(ArticlePublishedV1)
    assert event.title in page
    preview = await site.client.get(f"{DESK}/{id}/podglad", headers=site.by(MAYOR))
    assert event.title in preview.text
    assert "{{leave}}" not in preview.text + page
    own = await post(site, id, "/zatwierdzenie", 1)
    assert own.status_code == 409
    assert "Zatwierdzić musi je ktoś inny" in own.text
    assert (await post(site, id, "/wysylka", 1)).status_code == 409
    assert (await post(site, id, "/zatwierdzenie", 1, MAYOR)).status_code == 303
    assert (await post(site, id, "/wysylka", 2)).status_code == 303
    assert (await post(site, id, "/wysylka", 3)).status_code == 409
    mailing = await site.client.get(f"{DESK}/wysylki/{id}", headers=site.by(MAYOR))
    assert "Co nowego w mieście" in mailing.text


async def test_a_second_writer_loses_nothing_typed(site: Site, article: str) -> None:
    id = await draft(site, article)
    changed = {"topic": "news", "subject": "Pierwszy", "opening": "Pierwsza osoba zapisuje.", "version": "1"}
    assert (await site.client.post(f"{DESK}/{id}", data=changed, headers=site.by(PRESS))).status_code == 303
    late = {**changed, "subject": "Drugi tytuł", "opening": "Druga osoba też pisze."}
    answer = await site.client.post(f"{DESK}/{id}", data=late, headers=site.by(PRESS))
    assert answer.status_code == 412
    assert "Druga osoba też pisze." in answer.text


async def test_what_was_withdrawn_since_holds_an_issue_up(site: Site, article: str) -> None:
    id = await draft(site, article)
    assert (await post(site, id, "/zatwierdzenie", 1, MAYOR)).status_code == 303
    publications = site.database.collection("publications")
    await publications.update_one({"_id": article}, {"$set": {"withdrawn": True}})
    answer = await post(site, id, "/wysylka", 2)
    assert answer.status_code == 409
    assert "Miasto wycofało" in answer.text
    assert await site.database.collection("newsletter_mailings").count_documents({}) == 0


async def test_issues_are_for_the_press_office_and_the_mayor(site: Site, article: str) -> None:
    id = await draft(site, article)
    for who in DEMO_PEOPLE:
        may_read = who.role in (Role.PRESS_OFFICER, Role.MAYOR)
        for path in (DESK, f"{DESK}/{id}", f"{DESK}/{id}/podglad"):
            assert (await site.client.get(path, headers=site.by(who))).status_code == (200 if may_read else 403)
        if who.role is not Role.PRESS_OFFICER:
            for step in ("", "/wysylka", "/porzucenie"):
                assert (await post(site, id, step, 1, who)).status_code == 403


async def test_no_markup_of_an_editor_gets_into_the_page_of_a_mail(office: Office) -> None:
    content = Content(
        topic=Topic.NEWS,
        subject="<script>alert(1)</script>",
        opening="<img src=x onerror=alert(1)>",
        items=(Item(id="1", title="<b>x</b>", lead='"><i>', page='/a"onmouseover="x'),),
    )
    html = office.issues.letter(content).html or ""
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert '"onmouseover' not in html
