"""The turnout as everybody sees it: before the vote, before the first figure, in its midst, at both widths."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import Browser

from services.voting.ballots.domain.envelope import Channel
from services.voting.board.domain.log import EntryKind, Sum
from services.voting.turnout.domain import Turnout
from services.voting.turnout.store import MongoTurnoutStore
from tests.browser.axe import DESK, looked_at
from tests.browser.conftest import served
from tests.conftest import Site
from tests.voting.conftest import EDITION, OPENS, open_at_the_desk, vote_site

__all__ = ["vote_site"]

_DAYS = (2_310, 1_480, 0, 905, 760, 1_150)


async def test_everybody_sees_the_turnout_day_by_day(
    vote_site: Callable[..., Awaitable[Site]], browser: Browser
) -> None:
    site = await vote_site()
    turnout, store = f"/budzet-obywatelski/glosowanie/{EDITION}/frekwencja", MongoTurnoutStore(site.database)
    async with served(site.app) as origin:
        page = await browser.new_page(viewport=DESK)
        await page.goto(origin + turnout)
        await page.get_by_text("Głosowanie jeszcze się nie zaczęło").wait_for()
        await looked_at(page, "turnout-before")
        await open_at_the_desk(site)
        await page.goto(origin + turnout)
        await page.get_by_text("Jeszcze nie podajemy frekwencji").wait_for()
        await looked_at(page, "turnout-few")
        state = Turnout(id=EDITION)
        for day, voters in enumerate(_DAYS):
            sums = [Sum(EntryKind.CAST, Channel.ONLINE, voters), Sum(EntryKind.CAST, Channel.PAPER, 40)]
            now = OPENS + timedelta(days=day, hours=12)
            state = state.counted(sums).telling(now, 80_112) or state
        await site.database.transaction(lambda tx: store.add(tx, state))
        await page.goto(origin + turnout)
        await page.get_by_text("z 80 112 uprawnionych").first.wait_for()
        assert await page.get_by_role("row").count() == 2 * 1 + len(_DAYS) + 2
        await looked_at(page, "turnout")
        await page.close()
