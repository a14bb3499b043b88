"""The printed sheet of the order of wreaths: a table on A4, or in large print to be read from. Without names."""

from fastapi import Response

from services.events.letters.paper import answer
from services.events.wreaths.domain import Delegation, Offering, Provider, Site, Supply, WreathOrder
from shared.documents import Block, Document, Facts, Heading, Paragraph, Table

_OFFERINGS = {Offering.WREATH: "wieniec", Offering.FLOWERS: "wiązanka", Offering.CANDLE: "znicz"}
_SUPPLIES = {Supply.WANTED: "do zamówienia", Supply.ORDERED: "zamówiony", Supply.READY: "gotowy"}


def sheet(order: WreathOrder, lines: list[tuple[Site, list[Delegation]]], format: str, *, large: bool) -> Response:
    """Give the sheet as an answer; `format`: pdf or docx."""
    count = sum(len(line) for _, line in lines)
    facts = [("Uroczystość", order.title), ("Dzień", f"{order.day:%d.%m.%Y}"), ("Delegacji", str(count))]
    blocks: list[Block] = [Facts(facts)]
    for site, line in lines:
        blocks.append(Heading(site.name))
        if not line:
            blocks.append(Paragraph("Nikt nie składa tu wieńca."))
        elif large:
            blocks += [Paragraph(f"{one.place}. {one.read}") for one in line]
        else:
            blocks.append(_table(site, line))
            moved = [(f"{one.place}. {one.given.institution}", one.why.reason) for one in line if one.why]
            if moved:
                blocks += [Heading("Dlaczego inaczej niż w precedencji", 2), Facts(moved)]
    document = Document("Kolejność składania wieńców", "Urząd Miasta Kalisza", order.day, blocks, large=large)
    return answer(document, format, f"wieńce {order.day:%Y-%m-%d}")


def _table(site: Site, line: list[Delegation]) -> Table:
    rows = [
        (
            str(one.place),
            one.given.institution,
            _OFFERINGS[one.given.offering],
            str(one.given.count),
            f"miasto, {_SUPPLIES[one.supply]}" if one.given.provider is Provider.CITY else "delegacja",
        )
        for one in line
    ]
    head = ("Miejsce", "Delegacja", "Co składa", "Osób", "Kto zapewnia")
    return Table(f"Kolejność: {site.name}", head, rows, frozenset({0, 3}))
