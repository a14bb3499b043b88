"""How an initiative comes into the register: the next number, the next sign, and the word to the others.

It is a part of a use case's transaction and has none of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.intake.initiatives.content import content as told
from services.intake.initiatives.domain import Initiative, case_name, found_by
from services.intake.initiatives.domain.content import Content, Group, SphereUnknown
from services.intake.initiatives.domain.declarations import (
    Declaration,
    declared,
)
from services.intake.initiatives.domain.rules import Rules
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.domain import Paper
from services.intake.proposals.domain.draft import Attachment
from services.intake.proposals.signs import Signs
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.intake import InitiativeSubmittedV1
from shared.store import Database, Transaction


class EnteredStore(Protocol):
    """What is needed to keep a new initiative."""

    async def add(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102


class InitiativeEntering:
    """The way into the register."""

    def __init__(
        self, database: Database, store: EnteredStore, people: People, links: Links, signs: Signs, clock: Clock
    ) -> None:
        self._database, self._store, self._clock = database, store, clock
        self._people, self._links, self._signs = people, links, signs

    async def next_number(self, tx: Transaction, year: int) -> int:
        """Give the next number of a year; whoever enters another initiative meanwhile waits."""
        return await self._database.next_number(tx, f"initiatives|{year}")

    async def enter(
        self,
        tx: Transaction,
        id: str,
        content: Content,
        group: Group,
        attachments: tuple[Attachment, ...],
        signed: Sequence[Declaration],
        rules: Rules,
        received: datetime,
        paper: Paper | None,
        converted_from: str | None,
        number: int | None = None,
    ) -> Initiative:
        """Enter what somebody has filed. Whether it adds up is for the caller to say. Raises `SphereUnknown`."""
        if content.task_area not in rules.spheres:
            raise SphereUnknown(content.task_area)
        now = self._clock.now()
        year = warsaw(now).year
        if number is None:
            number = await self.next_number(tx, year)
        case, sign = case_name(year, number), await self._signs.next(tx, now)
        initiative = Initiative(
            **content.model_dump(),
            id=id,
            rules_id=rules.id,
            own_share=rules.own_share,
            number=number,
            year=year,
            case=case,
            sign=self._signs.write(sign),
            declared=declared(list(signed)),
            residents=group.residents,
            group=self._people.seal(id, group),
            attachments=attachments,
            submitted_at=received,
            paper=paper,
            converted_from=converted_from,
        )
        initiative = initiative.model_copy(
            update=found_by(case, initiative.title, initiative.summary, initiative.place)
        )
        await self._store.add(tx, initiative)
        tx.publish(InitiativeSubmittedV1(**told(initiative), version=1))
        await self._people.letter(
            tx,
            initiative,
            LetterKind.INITIATIVE_RECEIVED,
            received_at=warsaw(received).strftime("%d.%m.%Y, %H:%M"),
            public_page=self._links.public_page(case),
        )
        return initiative
