"""Letters to the authors of a plan: the question, the reminder, the end. It changes no proposal."""

from collections.abc import Mapping, Sequence

from services.intake.editions.service import Editions
from services.intake.letters.domain import Ways
from services.intake.letters.domain.kinds import LetterKind
from services.intake.proposals.applicants import Applicants
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.coauthor import Author
from services.intake.proposals.signed import SignedTexts
from services.intake.regroupings.domain import AuthorOf, Consent, Regrouping
from services.intake.regroupings.wording import PAPER, WHAT, closed_because, contents, on_page
from shared.clock import warsaw
from shared.store import Transaction, new_id


class Asking:
    """Who is asked, and what they are told."""

    def __init__(self, applicants: Applicants, editions: Editions, signed: SignedTexts) -> None:
        self._applicants, self._editions, self._signed = applicants, editions, signed

    def everybody(self, proposals: Sequence[Proposal]) -> tuple[Consent, ...]:
        """Give whom to ask: every author of every proposal, each person once."""
        found: list[tuple[Author, list[AuthorOf]]] = []
        for proposal in proposals:
            for coauthor_id, author in self._applicants.authors(proposal):
                role = AuthorOf(proposal_id=proposal.id, coauthor_id=coauthor_id)
                known = next((roles for one, roles in found if one.same_person(author)), None)
                if known is None:
                    found.append((author, [role]))
                else:
                    known.append(role)
        return tuple(Consent(id=new_id(), of=tuple(roles), by_post=one.email is None) for one, roles in found)

    def author(self, consent: Consent, proposals: Sequence[Proposal]) -> tuple[Proposal, AuthorOf, Author] | None:
        """Give a person of the plan with the first of the proposals that are theirs; None where they have left."""
        by_id = {one.id: dict(self._applicants.authors(one)) for one in proposals}
        for role in consent.of:
            author = by_id[role.proposal_id].get(role.coauthor_id)
            if author is not None:
                return next(one for one in proposals if one.id == role.proposal_id), role, author
        return None

    def page(self, plan: Regrouping, consent: Consent) -> str:
        """Give the address at which one person answers."""
        token = self._signed.consent_link(plan.id, consent.id)
        return f"{self._applicants.origin}/budzet-obywatelski/zgoda/{token}"

    async def ask(
        self, tx: Transaction, plan: Regrouping, proposals: Sequence[Proposal], kind: LetterKind, to: Sequence[Consent]
    ) -> None:
        """Write to these people what is planned, and how and until when they answer."""
        rules = (await self._editions.edition(plan.edition_id, tx)).rules
        due, said = warsaw(plan.due_at), contents(plan, proposals, rules)
        for consent in to:
            await self._write(
                tx,
                consent,
                proposals,
                kind,
                what=WHAT[plan.kind],
                change=plan.reason,
                contents=said,
                due_on=due.strftime("%d.%m.%Y"),
                due_at=due.strftime("%d.%m.%Y, %H:%M"),
                where=Ways(by_mail=on_page(self.page(plan, consent)), on_paper=PAPER),
            )

    async def tell_end(self, tx: Transaction, plan: Regrouping, proposals: Sequence[Proposal]) -> None:
        """Write to everybody that nothing changes, and why."""
        for consent in plan.consents:
            outcome = closed_because(plan.outcome)
            what = WHAT[plan.kind]
            await self._write(tx, consent, proposals, LetterKind.REGROUPING_CLOSED, what=what, outcome=outcome)

    async def tell_merger(
        self,
        tx: Transaction,
        plan: Regrouping,
        proposals: Sequence[Proposal],
        leading: Proposal,
        joined: Mapping[str, str],
    ) -> None:
        """Write to everybody that it is done. `proposals`: as they were; `leading`: the one that goes on, as it is.

        `joined`: the co-author's id of each person who has become one; they get the link to leave, too.
        """
        others = ", ".join(one.case for one in proposals[1:])
        for consent in plan.consents:
            outcome = f"Projekt {leading.case} „{leading.title}” ma teraz wspólną treść. Jego częścią są: {others}."
            public, mine = self._applicants.public_page(leading), ""
            if consent.id in joined:
                outcome += " Jesteś jego współautorem i dostajesz wiadomości o nim."
                link = self._signed.coauthor_link(leading.id, joined[consent.id])
                page = f"{self._applicants.origin}/budzet-obywatelski/wspolautor/{link}"
                mine = f"\nTwoja strona współautora (nie przekazuj jej adresu):\n{page}"
            where = Ways(by_mail=f"{public}{mine}", on_paper=public)
            kind = LetterKind.REGROUPING_DONE
            await self._write(tx, consent, proposals, kind, what=WHAT[plan.kind], outcome=outcome, where=where)

    async def tell_split(self, tx: Transaction, plan: Regrouping, original: Proposal, made: Sequence[Proposal]) -> None:
        """Write to everybody that it is done, and about each new proposal that its support begins at nothing."""
        new = ", ".join(f"{one.case} „{one.title}”" for one in made)
        outcome = f"Projekt {original.case} ma teraz mniejszy zakres: „{original.title}”. Powstał z niego: {new}."
        public = self._applicants.public_page(original)
        for consent in plan.consents:
            kind, where = LetterKind.REGROUPING_DONE, Ways(by_mail=public, on_paper=public)
            await self._write(tx, consent, [original], kind, what=WHAT[plan.kind], outcome=outcome, where=where)
        for one in made:
            await self._applicants.letter(
                tx,
                one,
                LetterKind.SPLIT_OFF,
                original=original.case,
                received_at=warsaw(one.submitted_at).strftime("%d.%m.%Y, %H:%M"),
                public_page=self._applicants.public_page(one),
            )

    async def _write(
        self,
        tx: Transaction,
        consent: Consent,
        proposals: Sequence[Proposal],
        kind: LetterKind,
        **values: str | Ways,
    ) -> None:
        found = self.author(consent, proposals)
        if found is not None:
            proposal, role, author = found
            own = self._applicants.own_page(proposal) if role.coauthor_id is None else None
            await self._applicants.letter_to(tx, proposal, author, kind, own, values)
