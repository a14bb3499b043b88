"""Use cases of forms that are not finished: save, open again by a link, remind, delete. They are in no register."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from services.intake.editions.service import Editions
from services.intake.letters.domain.wording import OFFICE
from services.intake.proposals.domain.draft import EMAIL
from services.intake.proposals.domain.receipt import require_open
from services.intake.proposals.domain.saved import REMIND_AGAIN, SavedDraft, draft_times
from services.intake.proposals.draft_mails import DraftMails
from services.intake.proposals.signed import SignedTexts
from shared.clock import Clock, warsaw
from shared.contracts.intake import EditionChangedV1, WindowKind
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, NotFound, Transaction, transactional
from shared.ticks import in_turn

LONGEST = 60_000
"""Characters of a draft: three times what all fields may hold together."""
_AT_ONCE = 100


class DraftTooLong(Exception):
    """The form holds more than all its fields together may."""


class DraftGone(Exception):
    """The draft has been sent or deleted."""


class DraftStore(Protocol):
    """What the use cases need to keep."""

    async def draft(self, id: str, tx: Transaction | None = None) -> SavedDraft: ...  # noqa: D102
    async def put_draft(self, tx: Transaction, draft: SavedDraft) -> None: ...  # noqa: D102
    async def drop_draft(self, tx: Transaction, id: str) -> SavedDraft | None: ...  # noqa: D102
    async def move_drafts(self, tx: Transaction, edition_id: str, remind_at: datetime, delete_at: datetime) -> None: ...  # noqa: D102
    async def drafts_to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def drafts_to_delete(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102


class Supported(Protocol):
    """What the use cases need of those who support a draft."""

    async def follow_deletion(self, tx: Transaction, draft_id: str) -> None: ...  # noqa: D102


def draft_id(form_key: str) -> str:
    """Give the id of the draft of a form: one form is one draft, however often it is saved."""
    return hashlib.sha256(form_key.encode()).hexdigest()[:32]


class Drafts:
    """The forms that residents have begun."""

    def __init__(
        self,
        database: Database,
        store: DraftStore,
        editions: Editions,
        cipher: Cipher,
        signed: SignedTexts,
        supported: Supported,
        clock: Clock,
        mails: DraftMails,
        public_origin: str,
    ) -> None:
        self.database, self.store, self.signed, self.clock = database, store, signed, clock
        self._editions, self._cipher, self._supported, self._origin = editions, cipher, supported, public_origin
        self._mails = mails

    async def save(self, edition_id: str, form_key: str, values: Mapping[str, Any], network: str | None) -> str:
        """Keep a form as it was typed and give the token of its link; an address gets the link by mail, once.

        Where too many have gone out today, to the address or for who saves, the form is kept and no letter goes out
        (`SavedDraft.linked`); who saves again on another day gets it. `values` are texts by field name, or lists of
        them; `network`: the network address that saves. Raises `DraftTooLong` and `SubmissionNotOpen`.
        """
        await self._save(edition_id, form_key, values, network)
        return self.signed.draft_link(draft_id(form_key))

    @transactional
    async def _save(
        self, tx: Transaction, edition_id: str, form_key: str, values: Mapping[str, Any], network: str | None
    ) -> None:
        await self.keep(tx, edition_id, form_key, values, network=network)

    async def keep(
        self,
        tx: Transaction,
        edition_id: str,
        form_key: str,
        values: Mapping[str, Any],
        converted_from: str | None = None,
        network: str | None = None,
    ) -> None:
        """Keep a form in the transaction of who has made it; what it was made from stays known. Raises as `save`.

        `network`: None where it is not from a public form: then letters are counted by the address alone.
        """
        text, id, address = json.dumps(values, ensure_ascii=False), draft_id(form_key), address_in(values)
        if len(text) > LONGEST:
            raise DraftTooLong
        rules, now = (await self._editions.edition(edition_id, tx)).rules, self.clock.now()
        require_open(rules, now)
        try:
            before = await self.store.draft(id, tx)
        except NotFound:
            before = None
        remind_at, delete_at = draft_times(rules, now)
        former = self._address_of(before) if before and before.linked else None
        reminded = before is not None and former is not None and before.remind_at is None
        link = await self._mails.take_link(tx, address, former, network)
        draft = SavedDraft(
            id=id,
            edition_id=edition_id,
            content=self._cipher.seal(text, _place(id)),
            saved_at=now,
            # Who saves in the last days knows the date; who was reminded once is not reminded again. Nor is an
            # address that was sent no link: reminders would be letters beyond the count.
            remind_at=remind_at if link.known and remind_at > now and not reminded else None,
            delete_at=delete_at,
            linked=link.known,
            converted_from=before.converted_from if before else converted_from,
        )
        await self.store.put_draft(tx, draft)
        if link.letter_to is not None:
            tx.send(self._mail(link.letter_to, id, "Twój szkic projektu", "zapisaliśmy szkic Twojego projektu.", rules))

    async def kept(self, tx: Transaction, id: str) -> bool:
        """Tell whether a draft is there: it is neither sent nor deleted."""
        try:
            await self.store.draft(id, tx)
        except NotFound:
            return False
        return True

    async def open(self, token: str) -> tuple[SavedDraft, dict[str, Any]]:
        """Give a draft and its fields as typed. Raises `LinkBroken` and `DraftGone`."""
        try:
            draft = await self.store.draft(self.signed.draft_id(token))
        except NotFound:
            raise DraftGone from None
        return draft, self._values(draft)

    async def delete(self, token: str) -> None:
        """Delete the draft that a link opens. Raises `LinkBroken`; nothing happens where it is gone."""
        await self._delete(self.signed.draft_id(token))

    @transactional
    async def follow_change(self, tx: Transaction, event: EditionChangedV1) -> None:
        """Remind and delete by the window as it is now, also of drafts that were saved before it was moved."""
        rules = (await self._editions.edition(event.edition_id, tx)).rules
        remind_at, delete_at = draft_times(rules, self.clock.now())
        await self.store.move_drafts(tx, event.edition_id, remind_at, delete_at)

    async def look_after(self) -> None:
        """Remind the authors of drafts that time runs out, and delete the drafts that nobody needs any more."""
        now = self.clock.now()
        told, gone = await self.store.drafts_to_remind(now, _AT_ONCE), await self.store.drafts_to_delete(now, _AT_ONCE)
        await in_turn([*(partial(self._remind, id) for id in told), *(partial(self._delete, id) for id in gone)])

    @transactional
    async def _delete(self, tx: Transaction, id: str) -> None:
        await self.store.drop_draft(tx, id)
        await self._supported.follow_deletion(tx, id)

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        draft = await self.store.draft(id, tx)
        address = self._address_of(draft)
        # Read again inside the transaction: it may just have been saved, or reminded by another replica.
        if draft.remind_at is None or draft.remind_at > self.clock.now():
            return
        rules = (await self._editions.edition(draft.edition_id, tx)).rules
        closes = next(window.closes for window in rules.windows if window.kind is WindowKind.SUBMISSION)
        wanted = address is not None and self.clock.now() <= closes
        if address and wanted and not await self._mails.take_reminder(tx, address):
            later = self.clock.now() + REMIND_AGAIN
            await self.store.put_draft(tx, draft.model_copy(update={"remind_at": later}))
            return
        await self.store.put_draft(tx, draft.model_copy(update={"remind_at": None}))
        if address and wanted:
            text = "Twój szkic projektu czeka na wysłanie. Szkic to jeszcze nie zgłoszenie."
            tx.send(self._mail(address, id, "Twój szkic projektu czeka", text, rules))

    def link(self, token: str) -> str:
        """Give the address at which a draft is gone on with. Who has it has the draft."""
        return f"{self._origin}/budzet-obywatelski/zglos/szkic/{token}"

    def _values(self, draft: SavedDraft) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self._cipher.open(draft.content, _place(draft.id)))
        return values

    def _address_of(self, draft: SavedDraft) -> str | None:
        return address_in(self._values(draft))

    def _mail(self, address: str, id: str, subject: str, what: str, rules: Any) -> Mail:
        closes = next(window.closes for window in rules.windows if window.kind is WindowKind.SUBMISSION)
        link = self.link(self.signed.draft_link(id))
        text = (
            f"Dzień dobry,\n\n{what}\n\n"
            f"Dokończysz go pod tym adresem (tylko dla Ciebie, nie przekazuj go):\n{link}\n\n"
            f"Zgłoszenia przyjmujemy do {warsaw(closes).strftime('%d.%m.%Y, %H:%M')}. "
            "Niewysłany szkic usuniemy 14 dni później.\n\n"
            "Jeśli to nie Ty, nie musisz nic robić.\n\n" + "\n".join(OFFICE)
        )
        return Mail(self._cipher, address, subject, text)


def _place(id: str) -> str:
    return f"drafts/{id}/content"


def address_in(values: Mapping[str, Any]) -> str | None:
    """Give the address that a form holds, None where it holds none that can be one."""
    email = values.get("email")
    return email.strip() if isinstance(email, str) and re.fullmatch(EMAIL, email.strip()) else None
