"""What the tests of the report on the state of the commune share."""

from collections.abc import Callable

import pytest

from services.reporting.commune.service import Commune, Rules
from services.reporting.commune.store import MongoCommuneStore
from services.reporting.main import Settings
from shared.readings import Readings
from tests.conftest import SetClock
from tests.reporting.conftest import CIPHER, Site


@pytest.fixture
def make_commune(clock: SetClock) -> Callable[[Site], Commune]:
    """Give the use cases on a site's store, for what no route does: the tick."""

    def make(site: Site) -> Commune:
        house, own = site.house, Settings.model_fields
        names = ("signatures", "limit", "retention")
        rules = Rules(**{name: own[f"debate_{name}"].default for name in names})
        store = MongoCommuneStore(house.database)
        return Commune(
            house.database,
            store,
            house.sessions,
            house.resolutions,
            house.interpellations,
            house.statistics,
            house.stories,
            CIPHER,
            Readings(house.database, clock, "readings"),
            clock,
            rules,
        )

    return make
