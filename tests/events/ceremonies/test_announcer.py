"""What the announcer reads at each item: the delegations of that item's monument, numbered as on the wreath sheet."""

import pytest

from services.events.ceremonies.domain import State
from services.events.ceremonies.domain.scenario import Scenario
from services.events.ceremonies.sheets import announcer
from services.events.wreaths.domain import ReadOut
from shared.documents import Heading, Paragraph
from tests.events.ceremonies.test_rules import ceremony, item

POMNIK = ReadOut("Pomnik", ("Wieniec składa A.", "Wieniec składa B."))
GRAVE = ReadOut("Mogiła", ("Wieniec składa C.",))
PLAQUE = ReadOut("Tablica", ("Znicz zapala D.", "Znicz zapala E."))
NOBODY = ReadOut("Krzyż", ())
AT_POMNIK = ["1. Wieniec składa A.", "2. Wieniec składa B."]
AT_GRAVE = ["1. Wieniec składa C."]
AT_PLAQUE = ["1. Znicz zapala D.", "2. Znicz zapala E."]
UNSETTLED = ["(Kolejność delegacji nie jest jeszcze ustalona.)"]


@pytest.mark.parametrize(
    ("sites", "places", "read"),
    [
        ((), ["Pomnik"], [UNSETTLED]),
        ((NOBODY,), ["Krzyż"], [UNSETTLED]),
        # One monument: wherever the item is held.
        ((POMNIK,), ["Pomnik"], [AT_POMNIK]),
        ((POMNIK,), ["Plac przed pomnikiem"], [AT_POMNIK]),
        # Two and three: each at its own.
        ((POMNIK, GRAVE), ["pomnik", "Mogiła"], [AT_POMNIK, AT_GRAVE]),
        ((POMNIK, GRAVE, PLAQUE), ["Tablica", "Pomnik", "Mogiła"], [AT_PLAQUE, AT_POMNIK, AT_GRAVE]),
        ((POMNIK, NOBODY), ["Pomnik", "Krzyż"], [AT_POMNIK, UNSETTLED]),
        # What no item is held at is read where the place is none of them, each under its name.
        ((POMNIK, GRAVE), ["Pomnik; Mogiła"], [["Pomnik", *AT_POMNIK, "Mogiła", *AT_GRAVE]]),
        ((POMNIK, GRAVE), ["Pomnik", "Cmentarz"], [AT_POMNIK, AT_GRAVE]),
        ((POMNIK, GRAVE, PLAQUE), ["Pomnik", "Park"], [AT_POMNIK, ["Mogiła", *AT_GRAVE, "Tablica", *AT_PLAQUE]]),
    ],
)
def test_at_each_item_the_delegations_of_its_monument_are_read(
    sites: tuple[ReadOut, ...], places: list[str], read: list[list[str]]
) -> None:
    items = tuple(item(f"{number}", number * 20, place=place, wreaths=True) for number, place in enumerate(places))
    sheet = announcer(ceremony(State.READY, scenario=Scenario(items=items)), sites)
    found: list[list[str]] = []
    for block in sheet.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append([])
        elif isinstance(block, Heading | Paragraph):
            found[-1].append(block.text)
    assert found == read
