"""Use cases of conversion: of a refused initiative to the draft of a proposal, of a proposal that did not win back.

It does so with the applicant's consent alone, and files nothing by itself.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from services.intake.editions.service import Editions
from services.intake.initiatives.domain import Initiative
from services.intake.initiatives.domain.saved import SavedApplication
from services.intake.initiatives.drafts import InitiativeDrafts
from services.intake.initiatives.form import zlote
from services.intake.initiatives.links import Links
from services.intake.initiatives.people import People
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import Proposal, ProposalState
from services.intake.proposals.domain.draft import MOST_FILES, Applicant, Attachment, AttachmentKind
from services.intake.proposals.drafts import Drafts, draft_id
from services.intake.proposals.signed import SignedTexts
from services.intake.proposals.turns import take_turn
from shared.clock import Clock
from shared.contracts.initiatives.intake import InitiativeConvertedV1
from shared.contracts.voting import Outcome, ResultsPublishedV1
from shared.store import Database, Transaction, transactional
from shared.web.forms import FORM_KEY


class NotToConvert(Exception):
    """The proposal may still win, has won, or is no more."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(proposal_id)
        self.proposal_id = proposal_id


class NoEdition(Exception):
    """No edition of the civic budget takes proposals now."""


class ConversionStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Initiative: ...  # noqa: D102
    async def find(self, id: str, tx: Transaction | None = None) -> Initiative | None: ...  # noqa: D102
    async def save(self, tx: Transaction, initiative: Initiative) -> None: ...  # noqa: D102
    async def draft(self, id: str, tx: Transaction | None = None) -> SavedApplication | None: ...  # noqa: D102
    async def note_lost(self, tx: Transaction, proposal_ids: list[str], at: datetime) -> None: ...  # noqa: D102
    async def has_lost(self, proposal_id: str, tx: Transaction | None = None) -> bool: ...  # noqa: D102


class ConvertedProposals(Protocol):
    """What the use cases read of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def made_from(self, tx: Transaction, initiative_id: str, edition_id: str) -> bool: ...  # noqa: D102


class Conversion:
    """The way from an initiative to a proposal, and back."""

    def __init__(
        self,
        database: Database,
        store: ConversionStore,
        drafts: InitiativeDrafts,
        people: People,
        links: Links,
        proposals: ConvertedProposals,
        proposal_drafts: Drafts,
        applicants: Applicants,
        editions: Editions,
        signed: SignedTexts,
        clock: Clock,
    ) -> None:
        self.database, self.store, self._links, self.clock = database, store, links, clock
        self._drafts, self._people, self._proposals = drafts, people, proposals
        self._proposal_drafts, self._applicants, self._editions, self._signed = (
            proposal_drafts,
            applicants,
            editions,
            signed,
        )

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Remember which proposals were not selected."""
        lost = [each.proposal_id for each in event.projects if each.outcome is not Outcome.SELECTED]
        await self.store.note_lost(tx, lost, event.published_at)

    async def to_proposal(self, token: str) -> str:
        """Make the draft of a proposal of the initiative of an applicants' link, and give the token of that draft.

        Once in an edition: who asks again gets the same draft, as it is by then, or a new one where it was deleted
        unsent. Raises `LinkBroken`, `NotFound`, `NotNow`, `NoEdition`, `SubmissionNotOpen`.
        """
        id = self._links.initiative_id(token)
        current = await self._editions.current()
        if current is None:
            raise NoEdition
        # Of both ids as one: the key of a form has its bound.
        key = self._links.secret(f"convert-{draft_id(f'{id} {current.id}')}")
        await self._to_proposal(id, current.id, key)
        return self._signed.draft_link(draft_id(key))

    @transactional
    async def _to_proposal(self, tx: Transaction, id: str, edition_id: str, key: str) -> None:
        await take_turn(self.database, tx, id)
        before, now = await self.store.get(id, tx), self.clock.now()
        after = before.converted(now)
        kept = await self._proposal_drafts.kept(tx, draft_id(key))
        if not kept and not await self._proposals.made_from(tx, id, edition_id):
            rules = (await self._editions.edition(edition_id, tx)).rules
            area = next((each.id for each in rules.areas if each.name == before.area_name), None)
            values = _proposal_values(before, area, self._people.of(before).representative)
            # Nobody authorises anybody to file a proposal.
            values |= self._files(each for each in before.attachments if each.kind is not AttachmentKind.AUTHORISATION)
            await self._proposal_drafts.keep(tx, edition_id, key, values | {FORM_KEY: key}, converted_from=id)
        if after is before:
            return
        await self.store.save(tx, after)
        tx.publish(
            InitiativeConvertedV1(version=after.version, initiative_id=id, edition_id=edition_id, converted_at=now)
        )

    async def convertible(self, proposal: Proposal) -> bool:
        """Tell whether an initiative may be made of a proposal: it was refused, or the vote did not select it."""
        if proposal.state is not ProposalState.SUBMITTED:
            return False
        appealed = proposal.appeal is not None and proposal.appeal.upheld is None
        return (proposal.refusal is not None and not appealed) or await self.store.has_lost(proposal.id)

    async def proposal(self, proposal_token: str) -> tuple[Proposal, bool]:
        """Give the proposal of an applicant's link and whether an initiative may be made of it.

        Raises `LinkBroken`, `NotFound`.
        """
        found = await self._proposals.get(self._signed.proposal_id(proposal_token))
        return found, await self.convertible(found)

    async def from_proposal(self, proposal_token: str) -> str:
        """Make the draft of an initiative of the proposal of an applicant's link, and give the token of that draft.

        Once: who asks again gets the same draft, or the initiative that it has become. Raises `LinkBroken`,
        `NotFound`, `NotToConvert`.
        """
        id = self._signed.proposal_id(proposal_token)
        if not await self.convertible(await self._proposals.get(id)):
            raise NotToConvert(id)
        key = self._links.secret(f"convert-{id}")
        await self._from_proposal(id, draft_id(key), key)
        return self._links.token(draft_id(key))

    @transactional
    async def _from_proposal(self, tx: Transaction, proposal_id: str, id: str, key: str) -> None:
        await take_turn(self.database, tx, id)
        if await self.store.draft(id, tx) is not None or await self.store.find(id, tx) is not None:
            return
        proposal = await self._proposals.get(proposal_id, tx)
        rules = (await self._editions.edition(proposal.edition_id, tx)).rules
        area = next((each.name for each in rules.areas if each.id == proposal.area_id), None)
        values = _initiative_values(proposal, area, self._applicants.of(proposal)) | self._files(proposal.attachments)
        await self._drafts.keep(tx, id, values | {FORM_KEY: key}, converted_from=proposal_id)

    def _files(self, attachments: Iterable[Attachment]) -> dict[str, list[str]]:
        """Give the newest files as a form keeps them: the same ones, not copies."""
        return {"kept": [self._signed.kept(each, each.kind) for each in list(attachments)[-MOST_FILES:]]}


def _place(of: Initiative | Proposal) -> dict[str, str]:
    degrees = {"latitude": of.latitude, "longitude": of.longitude}
    return {name: str(value).replace(".", ",") for name, value in degrees.items() if value is not None}


def _person(applicant: Applicant) -> dict[str, str]:
    return {name: value for name, value in applicant.model_dump().items() if value}


def _proposal_values(initiative: Initiative, area_id: str | None, representative: Applicant) -> dict[str, Any]:
    """Give the fields of a proposal's form. Of each line of the estimate the city would bear the whole."""
    costs = [{"name": line.name, "amount": zlote(line.own + line.city)} for line in initiative.estimate]
    return {
        "title": initiative.title,
        "summary": initiative.summary,
        "description": f"{initiative.description}\n\n{initiative.goal}"[:5_000],
        "location": initiative.place,
        **_place(initiative),
        **({"area_id": area_id} if area_id else {}),
        "costs": [row for row in costs if row["amount"] != "0,00"],
        "signatures": str(initiative.signatures),
        **_person(representative),
    }


def _initiative_values(proposal: Proposal, area: str | None, applicant: Applicant) -> dict[str, Any]:
    """Give the fields of an initiative's form. What the estimate says is asked of the city, until residents give."""
    lines = [(item.name, zlote(item.amount)) for item in proposal.cost_items]
    return {
        "title": proposal.title,
        "summary": proposal.summary,
        "description": proposal.description,
        "place": proposal.location,
        **_place(proposal),
        **({"area_name": area} if area else {}),
        "signatures": str(proposal.supported),
        "shares": [{"kind": "purchase", "subject": name, "value": value} for name, value in lines[:20]],
        "estimate": [{"name": name, "city": value} for name, value in lines[:30]],
        **_person(applicant),
    }
