"""Articles: written by one, approved by another, shown at their hour, corrected in the open, withdrawn."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services.media.website.domain.article import (
    Article,
    ArticleWithdrawn,
    NotNow,
    NotPublished,
    OwnText,
    SlugTaken,
    Stage,
    State,
    free_slug,
    slug_of,
)
from services.media.website.domain.text import Text
from services.media.website.pages.text import html
from services.media.website.service import Website
from services.media.website.store import FromOneBody, MongoSiteStore
from shared.store import Database, NotFound, Stale
from tests.conftest import SetClock
from tests.media.conftest import PRESS
from tests.media.website.conftest import SECOND, THIRD, approved

Published = Callable[[], Awaitable[list[str]]]
TEXT = Text.model_validate(
    {"title": "Łąka & staw", "lead": "Nad stawem rośnie łąka.", "body": "Pierwsze kwiaty zakwitną w maju."}
)
OTHER = TEXT.model_copy(update={"lead": "Nad stawem rosną trawy."})
REASON = "Podaliśmy złą datę otwarcia."


async def at(website: Website, stage: Stage) -> Article:
    """Make an article at a stage."""
    id = await website.write(TEXT, PRESS)
    if stage is not Stage.DRAFT:
        await website.send(id, 1, PRESS)
    if stage is Stage.SCHEDULED:
        await website.approve(id, 2, SECOND, website.clock.now() + timedelta(hours=1))
    if stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
        await website.approve(id, 2, SECOND)
    if stage is Stage.WITHDRAWN:
        await website.withdraw(id, 4, REASON, PRESS)
    article = await website.store.article(id)
    assert article.stage is stage
    return article


async def test_a_draft_is_not_on_the_site_and_nobody_is_told(website: Website, published: Published) -> None:
    id = await website.write(TEXT, PRESS)
    assert await website.store.published(10) == []
    assert (await website.store.article(id)).slug is None
    assert await published() == []


async def test_what_a_second_person_approved_has_an_address_made_of_its_title(
    website: Website, published: Published
) -> None:
    id = await website.write(TEXT, PRESS)
    await approved(website, id)
    assert (await website.store.by_slug("laka-staw")).id == id
    assert set(await published()) == {"media.task_opened.v1", "media.task_closed.v1", "media.article_published.v1"}


async def test_nobody_approves_what_they_have_written_or_changed(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    await website.rewrite(id, 1, OTHER, THIRD)
    await website.send(id, 2, SECOND)
    for writer in (PRESS, THIRD):
        with pytest.raises(OwnText):
            await website.approve(id, 3, writer)
    await website.approve(id, 3, SECOND)
    assert (await website.store.article(id)).state is State.PUBLISHED


async def test_who_changed_a_published_text_does_not_approve_the_change(website: Website) -> None:
    article = await at(website, Stage.PUBLISHED)
    await website.rewrite(article.id, article.version, OTHER, SECOND)
    await website.send(article.id, article.version + 1, PRESS)
    with pytest.raises(OwnText):
        await website.approve(article.id, article.version + 2, SECOND)
    await website.approve(article.id, article.version + 2, PRESS)
    assert (await website.store.article(article.id)).text == OTHER


STEPS: dict[str, Callable[[Website, Article], Awaitable[Any]]] = {
    "rewrite": lambda website, it: website.rewrite(it.id, it.version, OTHER, PRESS),
    "send": lambda website, it: website.send(it.id, it.version, PRESS),
    "give back": lambda website, it: website.give_back(it.id, it.version, REASON, SECOND),
    "approve": lambda website, it: website.approve(it.id, it.version, SECOND),
    "unschedule": lambda website, it: website.unschedule(it.id, it.version, SECOND),
    "move": lambda website, it: website.move(it.id, it.version, "nowy-adres", SECOND),
    "withdraw": lambda website, it: website.withdraw(it.id, it.version, REASON, PRESS),
    "restore": lambda website, it: website.restore(it.id, it.version, 1, PRESS),
}
ALLOWED: dict[Stage, dict[str, Stage]] = {
    Stage.DRAFT: {"rewrite": Stage.DRAFT, "restore": Stage.DRAFT, "send": Stage.REVIEW},
    Stage.REVIEW: {
        "rewrite": Stage.DRAFT,
        "restore": Stage.DRAFT,
        "give back": Stage.DRAFT,
        "approve": Stage.PUBLISHED,
    },
    Stage.SCHEDULED: {"rewrite": Stage.DRAFT, "restore": Stage.DRAFT, "unschedule": Stage.DRAFT},
    Stage.PUBLISHED: {
        "rewrite": Stage.DRAFT,
        "restore": Stage.PUBLISHED,  # its only version is what is on the site
        "move": Stage.PUBLISHED,
        "withdraw": Stage.WITHDRAWN,
    },
    Stage.WITHDRAWN: {},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("stage", Stage)
async def test_each_stage_knows_its_steps(website: Website, stage: Stage, step: str) -> None:
    article = await at(website, stage)
    if step in ALLOWED[stage]:
        await STEPS[step](website, article)
        assert (await website.store.article(article.id)).stage is ALLOWED[stage][step]
        return
    with pytest.raises((NotNow, NotPublished, ArticleWithdrawn)):
        await STEPS[step](website, article)
    assert await website.store.article(article.id) == article


async def test_a_scheduled_text_shows_itself_at_its_minute_and_not_before(website: Website, clock: SetClock) -> None:
    id = await website.write(TEXT, PRESS)
    hour = clock.now() + timedelta(hours=1)
    await approved(website, id, publish_at=hour)
    clock.move(minutes=59, seconds=59)
    await website.show_due()
    assert await website.store.published(10) == []
    clock.move(seconds=1)
    await asyncio.gather(*(website.show_due() for _ in range(5)))
    (shown,) = await website.store.published(10)
    assert (shown.id, shown.published_at, shown.publish_at) == (id, hour, None)


async def test_a_text_changed_before_its_hour_is_approved_anew(website: Website, clock: SetClock) -> None:
    article = await at(website, Stage.SCHEDULED)
    await website.rewrite(article.id, article.version, OTHER, PRESS)
    clock.move(days=1)
    await website.show_due()
    assert (await website.store.article(article.id)).stage is Stage.DRAFT


async def test_what_is_given_back_says_why_and_its_task_is_closed(website: Website, published: Published) -> None:
    article = await at(website, Stage.REVIEW)
    await website.give_back(article.id, article.version, REASON, SECOND)
    given = await website.store.article(article.id)
    assert (given.remark, given.task) == (REASON, None)
    assert set(await published()) == {"media.task_opened.v1", "media.task_closed.v1"}


async def test_two_articles_of_one_title_have_two_addresses(website: Website) -> None:
    for _ in range(3):
        await approved(website, await website.write(TEXT, PRESS))
    assert {one.slug for one in await website.store.published(10)} == {"laka-staw", "laka-staw-2", "laka-staw-3"}


async def test_a_change_is_on_the_site_once_approved_as_a_correction_and_the_address_stays(
    website: Website, clock: SetClock, published: Published
) -> None:
    article = await at(website, Stage.PUBLISHED)
    clock.move(hours=2)
    changed = TEXT.model_copy(update={"title": "Łąka bez stawu"})
    await website.rewrite(article.id, article.version, changed, PRESS)
    assert (await website.store.by_slug("laka-staw")).text.title == TEXT.title
    await approved(website, article.id)
    shown = await website.store.by_slug("laka-staw")
    assert (shown.text.title, shown.corrected_at) == ("Łąka bez stawu", clock.now())
    assert (await published()).count("media.article_published.v1") == 2


async def test_from_every_address_it_had_readers_are_led_on_and_nobody_else_gets_one(website: Website) -> None:
    article = await at(website, Stage.PUBLISHED)
    for number, slug in enumerate(("nowa-laka", "staw", "laka-staw", "staw")):
        await website.move(article.id, article.version + number, slug, PRESS)
    moved = await website.store.article(article.id)
    assert (moved.slug, set(moved.addresses)) == ("staw", {"laka-staw", "nowa-laka", "staw"})
    for slug in moved.addresses:
        assert (await website.store.by_slug(slug)).id == article.id
    other = await at(website, Stage.PUBLISHED)
    assert other.slug == "laka-staw-2"
    with pytest.raises(SlugTaken):
        await website.move(other.id, other.version, "nowa-laka", PRESS)


async def test_every_text_that_was_saved_is_kept_and_can_be_restored_as_a_draft(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    await website.rewrite(id, 1, OTHER, SECOND)
    await website.restore(id, 2, 1, PRESS)
    kept = await website.store.versions(id)
    assert [one.text.lead for one in kept] == [TEXT.lead, OTHER.lead, TEXT.lead]
    assert [one.person_name for one in kept] == [PRESS.name, SECOND.name, PRESS.name]
    assert (await website.store.article(id)).newest == TEXT


async def test_of_many_who_change_one_version_at_once_one_wins_and_the_others_are_told(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    answers = await asyncio.gather(
        *(website.rewrite(id, 1, TEXT.model_copy(update={"title": f"Tytuł {number}"}), PRESS) for number in range(8)),
        return_exceptions=True,
    )
    assert sum(answer == 2 for answer in answers) == 1
    assert sum(isinstance(answer, Stale) for answer in answers) == 7
    with pytest.raises(Stale):
        await website.send(id, 1, PRESS)


async def test_who_has_the_form_open_is_told_to_others_until_it_is_saved(website: Website, clock: SetClock) -> None:
    id = await website.write(TEXT, PRESS)
    assert await website.open_form(id, SECOND) == []
    clock.move(minutes=12)
    await website.open_form(id, SECOND)
    (other,) = await website.open_form(id, PRESS)
    assert (other.person_name, clock.now() - other.since) == (SECOND.name, timedelta(minutes=12))
    assert [one.person_id for one in await website.edited_by(id, THIRD)] == [SECOND.id, PRESS.id]
    await website.rewrite(id, 1, OTHER, SECOND)
    assert [one.person_id for one in await website.edited_by(id, THIRD)] == [PRESS.id]
    clock.move(hours=1)
    assert await website.edited_by(id, THIRD) == []


async def test_what_is_withdrawn_leaves_the_list_and_city_systems_hear_of_it(
    website: Website, published: Published
) -> None:
    article = await at(website, Stage.WITHDRAWN)
    assert (await website.store.by_slug("laka-staw")).withdrawal_reason == REASON
    assert article.shown_files == ()
    assert await website.store.published(10) == []
    assert (await published()).count("media.article_withdrawn.v1") == 1


async def test_one_address_belongs_to_one_article_whoever_publishes_at_the_same_moment(website: Website) -> None:
    first = await at(website, Stage.PUBLISHED)
    second = await at(website, Stage.REVIEW)
    store = website.store

    async def no_slugs(slug: str, tx: object) -> set[str]:
        return set()

    store.slugs_like = no_slugs  # type: ignore[method-assign]  # the other's publication is not seen yet
    with pytest.raises(SlugTaken):
        await website.approve(second.id, second.version, SECOND)
    assert first.slug == "laka-staw"
    assert await store.article(second.id) == second


async def test_an_article_that_does_not_exist_is_unknown(website: Website) -> None:
    with pytest.raises(NotFound):
        await website.store.article("0" * 32)


async def test_an_article_of_one_body_becomes_one_of_blocks_that_is_found(website: Website, database: Database) -> None:
    article = await at(website, Stage.PUBLISHED)
    new = {"kind", "pending", "writers", "step", "publish_at", "remark", "addresses", "task", "held", "shown_files"}
    text = {"title": TEXT.title, "lead": TEXT.lead, "body": TEXT.body}
    articles = database.collection("articles")
    await articles.update_one(
        {"_id": article.id}, {"$set": {"text": text}, "$unset": dict.fromkeys([*new, "history"], 1)}
    )
    await database.collection("findable").delete_many({})
    for _ in range(2):
        await FromOneBody()(database)
    assert isinstance(website.store, MongoSiteStore)
    migrated = await website.store.by_slug("laka-staw")
    assert (migrated.text, migrated.stage, migrated.addresses) == (TEXT, Stage.PUBLISHED, ("laka-staw",))
    assert await database.collection("findable").count_documents({"terms": "kwiat"}) == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Zażółć gęślą jaźń", "zazolc-gesla-jazn"),
        ("Łąka & staw", "laka-staw"),
        ("„Budżet” 2027: wyniki!", "budzet-2027-wyniki"),
        ("???", "artykul"),
        ("słowo " * 40, "-".join(["slowo"] * 13)),
        ("a" * 200, "artykul"),
    ],
)
def test_addresses_are_made_of_words_without_polish_letters(title: str, slug: str) -> None:
    assert slug_of(title) == slug
    assert len(slug) <= 80


def test_the_next_free_number_is_taken() -> None:
    assert free_slug("wyniki", {"wyniki", "wyniki-2", "wyniki-wyborow"}) == "wyniki-3"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# Otwarcie", "<h2>Otwarcie</h2>"),
        ("###### Mało ważne", "<h4>Mało ważne</h4>"),
        ("**ważne**", "<p><strong>ważne</strong></p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[tu](https://kalisz.pl)", 'href="https://kalisz.pl"'),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
    ],
)
def test_markdown_becomes_what_a_page_may_hold(written: str, shown: str) -> None:
    assert shown in html(written)


@pytest.mark.parametrize("written", ["[x](javascript:alert(1))", "![x](http://zly/x.png)", "<img src=x onerror=a()>"])
def test_nothing_written_runs_or_calls_out(written: str) -> None:
    shown = html(written)
    assert "<img" not in shown
    assert 'href="javascript' not in shown
