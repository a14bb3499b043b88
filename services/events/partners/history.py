"""What was done with a partner, put together of what the service holds. It keeps nothing itself."""

from collections.abc import Callable

from services.events.ceremonies.domain.military import RequestState
from services.events.ceremonies.service import CeremonyStore
from services.events.letters.domain.words import fold
from services.events.memorials.domain.proposals import State as Proposed
from services.events.memorials.service import MemorialStore
from services.events.memorials.service.telling import proposer_digest
from services.events.partners.domain import Deed, DeedKind, Partner, history
from services.events.partners.service import Partners
from services.events.patronage.domain import State as Patronage
from services.events.patronage.service import PatronageStore, organisation_digest
from services.events.wreaths.domain import Offering
from services.events.wreaths.service import WreathStore
from shared.clock import warsaw

_LAID = {Offering.WREATH: "wieniec", Offering.FLOWERS: "wiązanka", Offering.CANDLE: "znicz"}
_PATRONAGE = {
    Patronage.SUBMITTED: "do sprawdzenia",
    Patronage.TO_COMPLETE: "czeka na uzupełnienie",
    Patronage.CHECKED: "do opinii",
    Patronage.OPINED: "do decyzji",
    Patronage.GRANTED: "przyznany",
    Patronage.REFUSED: "odmowa",
    Patronage.REPORTED: "jest sprawozdanie",
    Patronage.WITHDRAWN: "wycofany",
    Patronage.REVOKED: "cofnięty",
}
_PROPOSAL = {
    Proposed.SUBMITTED: "do sprawdzenia",
    Proposed.RECEIVED: "w toku",
    Proposed.BUILT: "stoi, przed odsłonięciem",
    Proposed.IN_CARE: "w rejestrze",
    Proposed.REFUSED: "odmowa",
    Proposed.WITHDRAWN: "wycofany",
}
_OPINION = {None: "czeka na odpowiedź", True: "opinia pozytywna", False: "opinia negatywna"}
_ASSISTANCE = {
    RequestState.GRANTED: "przyznana",
    RequestState.PARTLY: "przyznana częściowo",
    RequestState.REFUSED: "odmowa",
    RequestState.WITHDRAWN: "wycofana",
}


class History:
    """The histories of partners: by the partner that was picked or asked, all else by the names it has had."""

    def __init__(
        self,
        partners: Partners,
        wreaths: WreathStore,
        memorials: MemorialStore,
        patronages: PatronageStore,
        ceremonies: CeremonyStore,
        components: Callable[[tuple[str, ...]], tuple[str, ...]],
        key: str,
    ) -> None:
        """`components`: names what a garrison is asked for; `key`: the house's secret, for digests of names."""
        self._partners, self._wreaths, self._memorials = partners, wreaths, memorials
        self._patronages, self._key = patronages, key
        self._ceremonies, self._components = ceremonies, components

    async def of(self, one: Partner) -> tuple[Deed, ...]:
        """Give what was done with a partner: what goes on first, then from the newest."""
        return history(
            [
                *await self._delegations(one),
                *await self._memorials_of(one),
                *await self._proposals(one),
                *await self._applications(one),
                *await self._opinions(one),
                *await self._requests(one),
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
        deeds, names = [], [fold(name) for name in one.names]
        found = [each for name in one.names for each in await self._memorials.register(sought=name)]
        for each in {each.id: each for each in found}.values():
            for who, detail in ((each.card.carer, "opiekun"), (each.card.owner, "właściciel")):
                if who is not None and fold(who) in names:
                    link = f"/panel/miejsca-pamieci/{each.id}"
                    deeds.append(Deed(on=None, kind=DeedKind.CARE, text=each.card.name, detail=detail, link=link))
        return deeds

    async def _proposals(self, one: Partner) -> list[Deed]:
        found = await self._memorials.proposed_by([proposer_digest(self._key, name) for name in one.names])
        return [
            Deed(
                on=each.received_on,
                kind=DeedKind.PROPOSAL,
                text=each.card.name,
                detail=each.sign,
                outcome=_PROPOSAL[each.state],
                link=f"/panel/miejsca-pamieci/wnioski/{each.id}",
            )
            for each in found
        ]

    async def _applications(self, one: Partner) -> list[Deed]:
        digests = [organisation_digest(self._key, name) for name in one.names]
        return [
            Deed(
                on=each.starts_on,
                kind=DeedKind.PATRONAGE,
                text=each.title,
                detail=each.sign,
                outcome=_PATRONAGE[each.state],
                link=f"/panel/patronaty/{each.id}",
            )
            for each in await self._patronages.of_organisations(digests)
        ]

    async def _opinions(self, one: Partner) -> list[Deed]:
        return [
            Deed(
                on=asked.on,
                kind=DeedKind.OPINION,
                text=each.card.name,
                detail=" · ".join(sign for sign in (each.sign, asked.sign) if sign),
                outcome=_OPINION[asked.positive],
                link=f"/panel/miejsca-pamieci/wnioski/{each.id}",
            )
            for each in await self._memorials.asked_of(one.id)
            for asked in each.asked
            if asked.partner_id == one.id
        ]

    async def _requests(self, one: Partner) -> list[Deed]:
        """Give every version of every request that was sent there, with what was answered to it last."""
        deeds = []
        for each in await self._ceremonies.asked_of(one.id):
            request = each.request
            answers = {answer.number: answer for answer in request.answers} if request else {}
            for sending in request.sendings if request else ():
                if sending.partner_id != one.id:
                    continue
                answer, wanted = answers.get(sending.number), ", ".join(self._components(sending.components))
                deeds.append(
                    Deed(
                        on=warsaw(sending.at).date(),
                        kind=DeedKind.ASSISTANCE,
                        text=each.slot.title,
                        detail=f"wersja {sending.number}: {wanted}",
                        outcome=_ASSISTANCE[answer.state] if answer else "bez odpowiedzi",
                        link=f"/panel/uroczystosci/{each.id}/asysta",
                    )
                )
        return deeds
