"""What stands on a card: sealed and opened by the service's key, its person found on the roll. It keeps nothing."""

from services.voting.ballots.domain import UnreadableCode
from services.voting.ballots.domain.election import Election
from services.voting.paper.domain.cards import Card
from services.voting.paper.domain.entry import Entry, require_readable
from services.voting.rolls.domain import AddressUnreadable, BirthUnreadable, NameUnreadable, UnreadablePesel, asked
from services.voting.rolls.service import CannotTellApart, Identity, NotOnRoll, Rolls, WrongIdentity, identity_of
from shared.privacy import Cipher

_BLOCK = 512
"""What is keyed in is padded to steps of this many characters: its length would count the marks."""


_UNREADABLE = (NameUnreadable, AddressUnreadable, UnreadableCode, UnreadablePesel, BirthUnreadable)


class Contents:
    """Seals and opens what stands on cards; each text only for its own place."""

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    def seal(self, entry: Entry, card_id: str, field: str) -> bytes:
        """Seal an entry for a field of a card."""
        text = entry.model_dump_json()
        return self._cipher.seal(text.ljust(-(-len(text) // _BLOCK) * _BLOCK), _place(card_id, field))

    def seal_words(self, words: str, card_id: str, field: str) -> bytes:
        """Seal what somebody says of a card."""
        return self._cipher.seal(words, _place(card_id, field))

    def entry(self, card: Card) -> Entry:
        """Give what was keyed in of a card that waits."""
        assert card.entry is not None, "a card that waits has what was keyed in"
        return self._opened(card.entry, card.id, "entry")

    def second(self, card: Card) -> Entry | None:
        """Give the second entry of a card, None where it has none."""
        return None if card.second is None else self._opened(card.second, card.id, "second")

    def note(self, card: Card) -> str | None:
        """Give why a card was returned, in the second person's words."""
        return None if card.note is None else self._cipher.open(card.note, _place(card.id, "note"))

    def _opened(self, sealed: bytes, card_id: str, field: str) -> Entry:
        return Entry.model_validate_json(self._cipher.open(sealed, _place(card_id, field)))


async def recognised(rolls: Rolls, election: Election, entry: Entry) -> Entry:
    """Find the person of an entry, as the edition recognises people. Raises `MarksUnreadable`, `UnknownMark`."""
    require_readable(entry, election)
    plain = entry.model_copy(update={"roll_id": None, "unclear": False, "seen": tuple(dict.fromkeys(entry.seen))})
    policy = election.rules.identity
    if not all(getattr(entry, name) for name in asked(policy)):
        return plain
    try:
        known = await rolls.recognise(election.id, policy, identity_on(entry, policy))
    except CannotTellApart:
        return plain.model_copy(update={"unclear": True})
    except (NotOnRoll, WrongIdentity, *_UNREADABLE):
        return plain
    return plain.model_copy(update={"roll_id": known.roll_id})


def identity_on(entry: Entry, policy: str) -> Identity:
    """Give who an entry is of, as the edition asks. A card's statements are ticked on paper: who ticks none is void."""
    return identity_of(**{name: getattr(entry, name) for name in asked(policy)}).declaring().vouched_for()


def _place(card_id: str, field: str) -> str:
    return f"cards/{card_id}/{field}"
