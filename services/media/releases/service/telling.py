"""Who hears of a press release: tasks on the work list, mails to journalists. No task holds a word of a release."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from services.media.contacts.service import Addressee
from services.media.releases.domain.release import Delivered, Mailing, Release
from services.media.releases.domain.steps import State
from services.media.releases.wording import moment, release_mail, release_subject
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Transaction, new_id

PLACE = "/panel/komunikaty"


class _Work(NamedTuple):
    name: str
    action: str
    role: Role
    due_at: datetime | None = None
    explanation: tuple[str, ...] = ()


class Notebook(Protocol):
    """Where it is noted who was written to."""

    async def delivered(self, ids: Sequence[str], tx: Transaction) -> set[str]: ...  # noqa: D102
    async def note(self, tx: Transaction, delivered: Sequence[Delivered]) -> None: ...  # noqa: D102


class Telling:
    """Opens and closes tasks as a release goes on; writes its mails, to no address twice."""

    def __init__(self, cipher: Cipher, clock: Clock, origin: str) -> None:
        """`origin`: the address of the site."""
        self._cipher, self._clock, self.origin = cipher, clock, origin

    async def send(
        self,
        tx: Transaction,
        notebook: Notebook,
        one: Release,
        addressees: Sequence[Addressee],
        outlets: tuple[str, ...],
        by: Person,
    ) -> Release:
        """Write the release itself to journalists; give it with what was sent."""
        subject, text = release_subject(one), release_mail(one, self.origin)
        return await self.write(tx, notebook, one, one.mailed_as, subject, text, addressees, outlets, by)

    async def write(
        self,
        tx: Transaction,
        notebook: Notebook,
        one: Release,
        what: str,
        subject: str,
        text: str,
        addressees: Sequence[Addressee],
        outlets: tuple[str, ...],
        by: Person,
    ) -> Release:
        """Write a mail to each address that has not had this one; give the release with what was sent."""
        wanted = {f"{one.id}|{what}|{each.tag}": each for each in addressees}
        had = await notebook.delivered(list(wanted), tx)
        new = {id: each for id, each in wanted.items() if id not in had}
        if not addressees and not outlets:
            return one
        mailing = Mailing(
            id=new_id(),
            what=what,
            embargoed=one.state is State.APPROVED,
            outlets=outlets,
            receivers=len(new),
            by_name=by.name,
            at=self._clock.now(),
        )
        if new:
            noted = [
                Delivered(id=id, release_id=one.id, what=what, journalist_id=each.journalist_id, mailing_id=mailing.id)
                for id, each in new.items()
            ]
            await notebook.note(tx, noted)
        for each in new.values():
            tx.send(Mail(self._cipher, each.email, subject, text, about=one.id, mailing=mailing.id))
        return one.with_mailing(mailing)

    def tasks(self, tx: Transaction, before: Release, after: Release) -> Release:
        """Give `after` with the task that waits for it now; who had another one hears that it is closed."""
        had, has = _work(before), _work(after)
        if had == has:
            return after
        if after.task is not None:
            tx.publish(TaskClosedV1(version=2, task_id=after.task, closed_at=self._clock.now()))
        if has is None:
            return after.with_task(None)
        task = f"{after.id}-{has.name}-{after.version}"
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="press_release",
                case=after.number or "Komunikat",
                # Before it is out nothing of it leaves this service: not even its title.
                title=f"Komunikat prasowy z {moment(after.created_at)}",
                action=has.action,
                link=f"{PLACE}/{after.id}",
                role=has.role,
                opened_at=self._clock.now(),
                due_at=has.due_at,
                explanation=has.explanation,
            )
        )
        return after.with_task(task)


def _work(one: Release) -> _Work | None:
    """Give what is to be done next, and by whom."""
    if one.state is State.REVIEW:
        said = (f"Koniec embarga: {moment(one.embargo)}",) if one.embargo else ()
        return _Work("approve", "Sprawdź i zatwierdź komunikat prasowy", Role.MAYOR, one.embargo, said)
    if one.state is State.DRAFT and one.remark:
        return _Work("mend", "Popraw komunikat prasowy", Role.PRESS_OFFICER)
    if one.proposal is not None:
        return _Work("confirm", "Sprawdź i zatwierdź sprostowanie komunikatu", Role.MAYOR)
    return None
