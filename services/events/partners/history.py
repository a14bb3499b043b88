"""What was done with a partner, put together of what the service holds. It keeps nothing itself."""

from services.events.letters.domain.words import fold
from services.events.memorials.service import MemorialStore
from services.events.memorials.service.telling import proposer_digest
from services.events.partners.domain import Deed, DeedKind, Partner, history
from services.events.partners.service import Partners
from services.events.patronage.service import PatronageStore, organisation_digest
from services.events.wreaths.domain import Offering
from services.events.wreaths.service import WreathStore
from shared.clock import warsaw

_LAID = {Offering.WREATH: "wieniec", Offering.FLOWERS: "wiązanka", Offering.CANDLE: "znicz"}


class History:
    """The histories of partners: delegations by the partner that was picked, all else by its name."""

    def __init__(
        self, partners: Partners, wreaths: WreathStore, memorials: MemorialStore, patronages: PatronageStore, key: str
    ) -> None:
        """`key`: the house's secret, for digests of names."""
        self._partners, self._wreaths, self._memorials = partners, wreaths, memorials
        self._patronages, self._key = patronages, key

    async def of(self, one: Partner) -> tuple[Deed, ...]:
        """Give what was done with a partner: what goes on first, then from the newest."""
        return history(
            [
                *await self._delegations(one),
                *await self._memorials_of(one),
                *await self._proposals(one),
                *await self._applications(one),
                *self._partners.notes(one),
            ]
        )

    async def _delegations(self, one: Partner) -> list[Deed]:
        found = [each for each in await self._wreaths.of_partner(one.id) if not each.withdrawn]
        orders = {order.id: order for order in await self._wreaths.orders([each.event_id for each in found])}
        return [
            Deed(
                on=orders[each.event_id].day,
                kind=DeedKind.DELEGATION,
                text=orders[each.event_id].title,
                detail=_LAID[each.given.offering],
                link=f"/panel/uroczystosci/{each.event_id}/wience",
            )
            for each in found
            if not orders[each.event_id].off
        ]

    async def _memorials_of(self, one: Partner) -> list[Deed]:
        deeds, name = [], fold(one.card.name)
        for each in await self._memorials.register():
            for who, detail in ((each.card.carer, "opiekun"), (each.card.owner, "właściciel")):
                if who is not None and fold(who) == name:
                    link = f"/panel/miejsca-pamieci/{each.id}"
                    deeds.append(Deed(on=None, kind=DeedKind.CARE, text=each.card.name, detail=detail, link=link))
        return deeds

    async def _proposals(self, one: Partner) -> list[Deed]:
        found = await self._memorials.proposed_by(proposer_digest(self._key, one.card.name))
        return [
            Deed(
                on=each.received_on,
                kind=DeedKind.PROPOSAL,
                text=each.card.name,
                detail=each.sign,
                link=f"/panel/miejsca-pamieci/wnioski/{each.id}",
            )
            for each in found
        ]

    async def _applications(self, one: Partner) -> list[Deed]:
        found = await self._patronages.of_organisation(organisation_digest(self._key, one.card.name))
        return [
            Deed(
                on=warsaw(each.received_at).date(),
                kind=DeedKind.PATRONAGE,
                text=each.title,
                detail=each.sign,
                link=f"/panel/patronaty/{each.id}",
            )
            for each in found
        ]
