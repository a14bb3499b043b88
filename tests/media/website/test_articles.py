"""Articles: written and published by the press office, corrected in the open, withdrawn with a reason."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from services.media.website.domain.article import (
    AlreadyPublished,
    ArticleWithdrawn,
    NotPublished,
    SlugTaken,
    State,
    Text,
    free_slug,
    slug_of,
)
from services.media.website.pages.text import html
from services.media.website.service import Website
from services.media.website.store import MongoSiteStore
from shared.store import Database, NotFound, Stale
from tests.conftest import SetClock
from tests.media.conftest import PRESS

Published = Callable[[], Awaitable[list[str]]]
TEXT = Text(title="Łąka & staw", lead="Nad stawem rośnie łąka.", body="Pierwsze kwiaty zakwitną w maju.")
REASON = "Podaliśmy złą datę otwarcia."


@pytest.fixture
async def website(database: Database, clock: SetClock) -> Website:
    website = Website(database, MongoSiteStore(database), clock)
    await database.prepare()
    return website


async def test_a_draft_is_not_on_the_site_and_nobody_is_told(website: Website, published: Published) -> None:
    id = await website.write(TEXT, PRESS)
    assert await website.store.published(10) == []
    assert (await website.store.article(id)).slug is None
    assert await published() == []


async def test_a_published_article_has_an_address_made_of_its_title(website: Website, published: Published) -> None:
    id = await website.write(TEXT, PRESS)
    await website.publish(id, 1)
    assert (await website.store.by_slug("laka-staw")).id == id
    assert await published() == ["media.article_published.v1"]


async def test_two_articles_of_one_title_have_two_addresses(website: Website) -> None:
    for _ in range(3):
        await website.write(TEXT, PRESS, publish=True)
    assert {one.slug for one in await website.store.published(10)} == {"laka-staw", "laka-staw-2", "laka-staw-3"}


async def test_a_change_on_the_site_is_shown_as_a_correction_and_the_address_stays(
    website: Website, clock: SetClock, published: Published
) -> None:
    id = await website.write(TEXT, PRESS, publish=True)
    clock.move(hours=2)
    version = (await website.store.article(id)).version
    await website.rewrite(id, version, TEXT.model_copy(update={"title": "Łąka bez stawu"}), PRESS)
    article = await website.store.by_slug("laka-staw")
    assert article.text.title == "Łąka bez stawu"
    assert article.corrected_at == datetime(2026, 4, 15, 12, tzinfo=UTC)
    assert await published() == ["media.article_published.v1"] * 2


async def test_a_draft_rewritten_is_not_a_correction(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    await website.rewrite(id, 1, TEXT.model_copy(update={"lead": "Nad stawem rosną trawy."}), PRESS)
    assert (await website.store.article(id)).corrected_at is None


async def test_every_text_that_was_saved_is_kept(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    await website.rewrite(id, 1, TEXT.model_copy(update={"lead": "Nad stawem rosną trawy."}), PRESS)
    kept = await website.store.versions(id)
    assert [one.text.lead for one in kept] == ["Nad stawem rosną trawy.", "Nad stawem rośnie łąka."]
    assert {one.person_name for one in kept} == {PRESS.name}


async def test_of_two_who_change_one_version_the_second_is_told(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    await website.rewrite(id, 1, TEXT, PRESS)
    with pytest.raises(Stale):
        await website.rewrite(id, 1, TEXT.model_copy(update={"title": "Inny tytuł"}), PRESS)
    with pytest.raises(Stale):
        await website.publish(id, 1)
    assert (await website.store.article(id)).text.title == TEXT.title


async def test_what_is_withdrawn_leaves_the_list_and_changes_no_more(website: Website) -> None:
    id = await website.write(TEXT, PRESS, publish=True)
    version = (await website.store.article(id)).version
    await website.withdraw(id, version, REASON)
    article = await website.store.by_slug("laka-staw")
    assert (article.state, article.withdrawal_reason) == (State.WITHDRAWN, REASON)
    assert await website.store.published(10) == []
    for step in (
        website.rewrite(id, version + 1, TEXT, PRESS),
        website.publish(id, version + 1),
    ):
        with pytest.raises(ArticleWithdrawn):
            await step


async def test_a_draft_cannot_be_withdrawn_nor_an_article_published_twice(website: Website) -> None:
    id = await website.write(TEXT, PRESS)
    with pytest.raises(NotPublished):
        await website.withdraw(id, 1, REASON)
    await website.publish(id, 1)
    with pytest.raises(AlreadyPublished):
        await website.publish(id, 2)


async def test_one_address_belongs_to_one_article_whoever_writes_at_the_same_moment(website: Website) -> None:
    first, second = await website.write(TEXT, PRESS, publish=True), await website.write(TEXT, PRESS)
    taken = await website.store.article(first)
    draft = await website.store.article(second)
    assert taken.slug is not None
    store = website.store

    async def no_slugs(slug: str, tx: object) -> set[str]:
        return set()

    store.slugs_like = no_slugs  # type: ignore[method-assign]  # the other's publication is not seen yet
    with pytest.raises(SlugTaken):
        await website.publish(second, draft.version)
    assert (await store.article(second)).state is State.DRAFT


async def test_an_article_that_does_not_exist_is_unknown(website: Website) -> None:
    with pytest.raises(NotFound):
        await website.store.article("0" * 32)


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
