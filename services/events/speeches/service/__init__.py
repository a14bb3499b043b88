"""Use cases of speeches: brief, versions, the check from outside, approval, delivery, the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer

from services.events.letters.domain.words import terms_of
from services.events.speeches.domain import (
    Action,
    Check,
    CheckByHouse,
    CheckClosed,
    DayUnfit,
    Said,
    Speech,
    State,
)
from services.events.speeches.domain.figures import Figure, without_source
from services.events.speeches.domain.passages import Passage, shared, shingles
from services.events.speeches.tasks import next_of
from services.events.texts import Version
from services.events.work import handed_on
from shared.access import NotAllowed, Person, Role
from shared.city_hall import ADDRESS, OFFICE
from shared.clock import Clock, warsaw
from shared.contracts.events import SpeechPublishedV1
from shared.deadlines import Term
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Stale, Transaction, new_id, transactional

PUBLIC = "/wystapienia"
WRITERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
READERS = (*WRITERS, Role.MAYOR, Role.AUDITOR)
_HEADS = {Action.APPROVE, Action.REOPEN, Action.WITHDRAW, Action.CANCEL}
HANDS: dict[Action, tuple[Role, ...]] = {
    action: (*WRITERS, Role.MAYOR) if action in _HEADS else WRITERS for action in Action
}
"""By whose hand; the check from outside is by whoever has the link."""
_MOST_EARLIER = 20


@dataclass(frozen=True)
class Habits:
    """The house's own: who speaks, how fast, how long ahead the text is wanted."""

    speakers: Sequence[str]
    words_per_minute: int
    draft: Term


@dataclass(frozen=True)
class Earlier:
    """Passages of a text that stand in an earlier speech."""

    speech: Said
    passages: list[Passage]


class SpeechStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Speech: ...  # noqa: D102
    async def add(self, tx: Transaction, speech: Speech) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, speech: Speech) -> None: ...  # noqa: D102
    async def of_event(self, event_id: str, tx: Transaction | None = None) -> list[Speech]: ...  # noqa: D102
    async def page(self, states: Sequence[State], text: str, skip: int, limit: int) -> list[Speech]: ...  # noqa: D102
    async def said(self, id: str, tx: Transaction | None = None) -> Said: ...  # noqa: D102
    async def put_said(self, tx: Transaction, said: Said) -> None: ...  # noqa: D102
    async def sharing(self, shingles: Sequence[str], but: str, limit: int) -> list[Said]: ...  # noqa: D102
    async def public(self, text: str, skip: int, limit: int) -> list[Said]: ...  # noqa: D102
    async def count_public(self, text: str) -> int: ...  # noqa: D102


class Speeches:
    """The speeches. Steps raise `NotFound`, `Stale`, `NotAllowed`, `SpeechNotNow`."""

    def __init__(
        self,
        database: Database,
        store: SpeechStore,
        cipher: Cipher,
        key: str,
        origin: str,
        free_days: CityFreeDays,
        clock: Clock,
        habits: Habits,
    ) -> None:
        """`key`: the house's secret, for links; `origin`: the address of the site."""
        self.database, self.store, self.clock, self.habits = database, store, clock, habits
        self._cipher, self._origin, self.free_days = cipher, origin.rstrip("/"), free_days
        self._links = URLSafeSerializer(key, salt="speech check")

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- steps ---------------------------------------------------------------------------------------------------------

    @transactional
    async def brief(
        self, tx: Transaction, id: str, version: int, text: str, figures: Sequence[tuple[str, str]], by: Person
    ) -> int:
        """Say what the speech is to say; `figures`: statements with their sources."""
        speech = await self.read(tx, id, version, Action.BRIEF, by)
        given = [Figure(id=new_id()[:12], statement=statement, source=source) for statement, source in figures]
        return await self.keep(tx, speech, speech.briefed(text, given, by, self.clock.now()))

    @transactional
    async def draft(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Save another version of the text. Raises `TooManyVersions`."""
        speech = await self.read(tx, id, version, Action.DRAFT, by)
        version_id = new_id()
        sealed = self._cipher.seal(text, _place(id, version_id))
        saved = Version(id=version_id, at=self.clock.now(), by_id=by.id, by_name=by.name, sealed=sealed)
        return await self.keep(tx, speech, speech.drafted(saved))

    @transactional
    async def ask(self, tx: Transaction, id: str, version: int, expert: str, email: str, by: Person) -> int:
        """Ask somebody outside to check the figures, by a link that only their mailbox gets. Raises `NothingToCheck`.

        `expert`: as the house calls them, an institution or a function; `email`: theirs, which is not kept.
        """
        speech = await self.read(tx, id, version, Action.ASK, by)
        check = Check(id=new_id(), expert=expert, asked_at=self.clock.now(), by_name=by.name, mail_host=_host(email))
        text = _asking(speech.order.title, self._link(id, check))
        tx.send(Mail(self._cipher, email, "Prośba o sprawdzenie liczb", text, about=id))
        return await self.keep(tx, speech, speech.asked(check))

    async def checking(self, token: str) -> Speech:
        """Give the speech whose figures a link is to check. Raises `CheckClosed`, `NotFound`."""
        id, check_id = self._opened(token)
        speech = await self.store.get(id)
        if speech.check is None or speech.check.id != check_id or not speech.waits:
            raise CheckClosed
        return speech

    @transactional
    async def answer(
        self, tx: Transaction, token: str, verdicts: dict[str, tuple[bool, str]], by: Person | None
    ) -> None:
        """Take in what the outsider says of each figure; `by`: who is signed in there, None for an outsider.

        Raises `CheckByHouse`, `CheckClosed`, `SpeechNotNow`.
        """
        if by is not None:
            raise CheckByHouse
        id, check_id = self._opened(token)
        speech = await self.store.get(id, tx)
        await self.keep(tx, speech, speech.answered(check_id, verdicts, self.clock.now()))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve it. Raises `OwnSpeech`, `FiguresWithoutSource`, `FiguresUnchecked`."""
        speech = await self.read(tx, id, version, Action.APPROVE, by)
        return await self.keep(tx, speech, speech.approved(self.newest(speech), by, self.clock.now()))

    @transactional
    async def reopen(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Give a text back to be changed, also one that was approved."""
        speech = await self.read(tx, id, version, Action.REOPEN, by)
        return await self.keep(tx, speech, speech.reopened(reason, by, self.clock.now()))

    @transactional
    async def deliver(self, tx: Transaction, id: str, version: int, on: date, by: Person) -> int:
        """Note the day on which it was spoken: from then on its passages are known. Raises `DayUnfit`."""
        speech = await self.read(tx, id, version, Action.DELIVER, by)
        if on > self.today:
            raise DayUnfit(ahead=True)
        after, order, text = speech.delivered(on, by, self.clock.now()), speech.order, self.newest(speech)
        said = Said(
            id=id,
            title=order.title,
            occasion=order.occasion,
            speaker=order.speaker,
            place=order.place,
            delivered_on=on,
            text=text,
            words=terms_of(order.title, order.occasion, order.place, text),
            shingles=shingles(text),
        )
        await self.store.put_said(tx, said)
        return await self.keep(tx, speech, after)

    @transactional
    async def publish(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Put it into the public archive."""
        speech, now = await self.read(tx, id, version, Action.PUBLISH, by), self.clock.now()
        after = speech.published(by, now)
        await self._show(tx, after, public=True, at=now)
        return await self.keep(tx, speech, after)

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Take it out of the public archive; what was said before is still known to whoever writes."""
        speech, now = await self.read(tx, id, version, Action.WITHDRAW, by), self.clock.now()
        after = speech.withdrawn(reason, by, now)
        await self._show(tx, after, public=False, at=now)
        return await self.keep(tx, speech, after)

    async def _show(self, tx: Transaction, after: Speech, *, public: bool, at: datetime) -> None:
        told = {"public": public, "published_at": at if public else None}
        said = (await self.store.said(after.id, tx)).model_copy(update=told)
        await self.store.put_said(tx, said)
        tx.publish(
            SpeechPublishedV1(
                version=after.version,
                speech_id=after.id,
                title=said.title,
                occasion=said.occasion,
                speaker=said.speaker,
                delivered_on=said.delivered_on,
                page=f"{PUBLIC}/{after.id}",
                withdrawn=not public,
                published_at=at,
            )
        )

    @transactional
    async def cancel(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Say that it is not spoken."""
        speech = await self.read(tx, id, version, Action.CANCEL, by)
        return await self.keep(tx, speech, speech.cancelled(reason, by, self.clock.now()))

    # -- reading -------------------------------------------------------------------------------------------------------

    def text(self, speech: Speech, version: Version) -> str:
        """Give a version of the text."""
        return self._cipher.open(version.sealed, _place(speech.id, version.id))

    def newest(self, speech: Speech) -> str:
        """Give the newest version of the text, "" where there is none."""
        return self.text(speech, speech.versions[-1]) if speech.versions else ""

    def lacking(self, speech: Speech) -> tuple[str, ...]:
        """Give the numbers of the newest text that have no source."""
        return without_source(self.newest(speech), speech.figures)

    async def earlier(self, speech: Speech) -> list[Earlier]:
        """Give what of its newest text was said before, and where; the speech with most of it first."""
        text = self.newest(speech)
        own = shingles(text)
        found = await self.store.sharing(own, speech.id, _MOST_EARLIER) if own else []
        each = [Earlier(one, shared(text, frozenset(one.shingles))) for one in found]
        return sorted(each, key=lambda one: -sum(passage.words for passage in one.passages))

    # ------------------------------------------------------------------------------------------------------------------

    def _link(self, id: str, check: Check) -> str:
        return f"{self._origin}{PUBLIC}/sprawdzenie/{self._links.dumps([id, check.id])}"

    def _opened(self, token: str) -> tuple[str, str]:
        try:
            id, check_id = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise CheckClosed from None
        return str(id), str(check_id)

    async def read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Speech:
        """Give a speech that somebody acts on as seen in `version`. Raises `NotFound`, `NotAllowed`, `Stale`."""
        require_may(action, by)
        speech = await self.store.get(id, tx)
        if speech.version != version:
            raise Stale("speeches", id)
        return speech

    async def keep(self, tx: Transaction, before: Speech | None, after: Speech) -> int:
        """Write the next version with the task of what is to be done next; give the version. Raises `Stale`."""
        had, of = next_of(before) if before else None, (after.id, after.version)
        after = after.with_task(handed_on(tx, of, after.task, had, next_of(after), self.clock.now()))
        await (self.store.save if before else self.store.add)(tx, after)
        return after.version


def require_may(action: Action, by: Person) -> None:
    """Raise `NotAllowed` where an action is not for a person's role."""
    if by.role not in HANDS[action]:
        raise NotAllowed(by.role)


def _host(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _asking(title: str, link: str) -> str:
    return (
        f"Dzień dobry,\n\nprosimy o sprawdzenie liczb do wystąpienia „{title}”. Pod tym adresem przy każdej z nich "
        f"można zaznaczyć, czy jest prawdziwa (tylko dla Państwa):\n{link}\n\n"
        f"{OFFICE}\n{ADDRESS}\n"
    )


def _place(id: str, part: str) -> str:
    return f"speeches/{id}/{part}"
