"""The statistics for everybody at both widths."""

from playwright.async_api import Browser

from services.reporting.statistics.domain.catalogue import PLACE
from shared.contracts.intake import Area
from shared.contracts.voting import TurnoutPart
from tests.browser.axe import DESK
from tests.browser.conftest import looking
from tests.reporting.conftest import EDITION, RULES, Site, announced, make_site, moment, results, site, submitted
from tests.reporting.statistics.test_statistics import played

__all__ = ["make_site", "site"]
OSIEDLA = ("Chmielnik", "Kaliniec", "Śródmieście I im. Stefana Szolca-Rogozińskiego", "Tyniec", "Zagorzynek")


async def test_the_pages_of_the_statistics_shut_nobody_out(site: Site, browser: Browser) -> None:
    async with looking(browser, site, DESK, "statistics") as look:
        await look(PLACE, None, "empty")
        await site.house.hears(announced())
        await look(f"{PLACE}/{EDITION}", None, "edition-empty")
        await played(site)
        more = tuple(
            Area(id=f"o-{number}", name=name, residents=3_000, cap=1, signatures=1)
            for number, name in enumerate(OSIEDLA)
        )
        rules = RULES.model_copy(
            update={"areas": (*RULES.areas, *more), "year": 2026, "name": "Budżet Obywatelski 2026"}
        )
        before = announced().model_copy(update={"edition_id": "edition-2026", "rules": rules})
        filed = [
            submitted(f"q-{number}", number + 1, edition_id="edition-2026", area_id=f"o-{number % 5}")
            for number in range(12)
        ]
        counted = results(won=("q-1", "q-3", "q-7"), lost=("q-2", "q-4")).model_copy(
            update={
                "edition_id": "edition-2026",
                "published_at": moment("2025-10-12"),
                "areas": tuple(TurnoutPart(of=f"o-{number}", ballots=100 * number or None) for number in range(5)),
                "channels": (TurnoutPart(of="online", ballots=None), TurnoutPart(of="paper", ballots=None)),
            }
        )
        await site.house.hears(before, *filed, counted)
        await look(f"{PLACE}/edition-2026", None, "edition")
        await look(PLACE, None, "editions")
